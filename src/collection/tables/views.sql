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

-- What happened to requests, in the groups of the form. A group adds up the numbers that are printed, and is empty where
-- none is; its *_blank says how many of its cells have no number.
CREATE VIEW request_outcomes AS
WITH parts AS (
  SELECT report_id, value, CASE
    WHEN variable GLOB 'ap_re[1-8]_tt' THEN 'refused'
    WHEN variable GLOB 'ap_un[1-3]_tt' THEN 'unable'
    WHEN variable GLOB 'ap_np[1-5]_tt' THEN 'not_processed'
    WHEN variable GLOB 'ap_ot[1-3h]_tt' THEN 'other' END AS part
  FROM cells WHERE variable GLOB 'ap_*_tt'
), sums AS (
  SELECT report_id,
    sum(value) FILTER (WHERE part = 'refused') AS refused,
    count(*) FILTER (WHERE part = 'refused' AND value IS NULL) AS refused_blank,
    sum(value) FILTER (WHERE part = 'unable') AS unable_to_provide,
    count(*) FILTER (WHERE part = 'unable' AND value IS NULL) AS unable_to_provide_blank,
    sum(value) FILTER (WHERE part = 'not_processed') AS not_processed,
    count(*) FILTER (WHERE part = 'not_processed' AND value IS NULL) AS not_processed_blank,
    sum(value) FILTER (WHERE part = 'other') AS other_handling,
    count(*) FILTER (WHERE part = 'other' AND value IS NULL) AS other_handling_blank
  FROM parts GROUP BY report_id
)
SELECT report_id, agency, region_code, report_year, ap_new_tt AS received, ap_cin_tt AS carried_over,
  ap_dis_tt AS disclosed, ap_par_tt AS partly_disclosed, refused, refused_blank, unable_to_provide, unable_to_provide_blank,
  not_processed, not_processed_blank, other_handling, other_handling_blank, ap_res_tt AS results, ap_out_tt AS carried_forward
FROM agency_years LEFT JOIN sums USING (report_id);

-- Numbers that a sum of the form contradicts, one row each, with the rules of those sums.
CREATE VIEW contradicted_cells AS
SELECT c.report_id, c.agency, c.report_year, c.cell_id, c.value, c.raw, c.page, c.place, count(*) AS sums_failed,
  group_concat(k.rule, ' ') AS rules, group_concat(k.message, '; ') AS messages
FROM checks k JOIN cells c ON c.report_id = k.report_id AND instr(' ' || k.operands || ' ', ' ' || c.cell_id || ' ') > 0
WHERE k.result = 'fail' GROUP BY c.report_id, c.cell_no;

-- What to look at before a report is used: the findings for which it is flagged.
CREATE VIEW reports_to_review AS
SELECT r.report_id, r.path, r.file, r.outcome, r.agency, r.report_year, f.severity, f.code, f.message, f.advice
FROM findings f JOIN reports r USING (report_id) WHERE f.flags = 1;

-- Inputs that gave no report though they may be one.
CREATE VIEW failures AS
SELECT document, path, outcome, code, message, advice FROM documents WHERE outcome IN ('failed', 'unread');
