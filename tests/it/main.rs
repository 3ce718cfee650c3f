mod read_pdf;
