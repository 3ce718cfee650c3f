CREATE INDEX cells_variable ON cells (variable, report_year);
CREATE INDEX panel_agency ON panel (agency, report_year);
CREATE INDEX series_agency ON series (series, agency, report_year);
CREATE INDEX reports_agency ON reports (agency, report_year);
CREATE INDEX reports_sha256 ON reports (sha256);
CREATE INDEX checks_report ON checks (report_id);
CREATE INDEX checks_rule ON checks (rule, result);
CREATE INDEX findings_code ON findings (code);
CREATE INDEX repairs_report ON repairs (report_id);
CREATE INDEX statistics_indicator ON statistics (indicator_id, report_year);
CREATE INDEX documents_sha256 ON documents (sha256);

-- One row an agency-year: of several documents the most complete.
CREATE VIEW agency_years AS SELECT * FROM panel WHERE copy_no = 1;

-- What happened to requests, in the groups of the form; empty where a part is.
CREATE VIEW request_outcomes AS
SELECT report_id, agency, region_code, report_year, ap_new_tt AS received, ap_cin_tt AS carried_over,
  ap_dis_tt AS disclosed, ap_par_tt AS partly_disclosed,
  ap_re1_tt + ap_re2_tt + ap_re3_tt + ap_re4_tt + ap_re5_tt + ap_re6_tt + ap_re7_tt + ap_re8_tt AS refused,
  ap_un1_tt + ap_un2_tt + ap_un3_tt AS unable_to_provide,
  ap_np1_tt + ap_np2_tt + ap_np3_tt + ap_np4_tt + ap_np5_tt AS not_processed,
  CASE WHEN ap_oth_tt IS NOT NULL THEN ap_oth_tt ELSE ap_ot1_tt + ap_ot2_tt + ap_ot3_tt END AS other_handling,
  ap_res_tt AS results, ap_out_tt AS carried_forward
FROM agency_years;

-- Numbers that a sum of the form contradicts, with the sums.
CREATE VIEW contradicted_cells AS
SELECT c.report_id, c.agency, c.report_year, c.cell_id, c.value, c.raw, c.page, c.place, k.rule, k.expected, k.actual
FROM checks k JOIN cells c ON c.report_id = k.report_id AND instr(' ' || k.operands || ' ', ' ' || c.cell_id || ' ') > 0
WHERE k.result = 'fail';

-- What to look at before a report is used.
CREATE VIEW reports_to_review AS
SELECT r.report_id, r.file, r.agency, r.report_year, f.severity, f.code, f.message
FROM findings f JOIN reports r USING (report_id) WHERE f.severity <> 'info';

-- Inputs that gave no report.
CREATE VIEW failures AS SELECT document, code, message FROM documents WHERE outcome = 'failed';
