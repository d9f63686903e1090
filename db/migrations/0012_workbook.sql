-- 0012_workbook: rows of files that became lines, and how an agency's own sheet is read.
-- A row of a file that became a line: what it said when it was taken is the base of the next merge of
-- the same row. book: a workbook's id, or own:YEAR:FINGERPRINT of an agency's own sheet; row_key: +12 of
-- a workbook's rows to fill in, else sheet!12. cells: the editable cells, parted by U+001F.
CREATE TABLE book_row (
    agency_id   {int} NOT NULL REFERENCES agency (id),
    book        {text} NOT NULL,
    row_key     {text} NOT NULL,
    line_id     {int} NOT NULL REFERENCES line (id),
    source      {text} NOT NULL,
    cells       {text} NOT NULL,
    at_ms       {time} NOT NULL,
    PRIMARY KEY (agency_id, book, row_key)
){strict};
CREATE INDEX book_row_line ON book_row (line_id);

-- How a sheet of an agency's own is read: headers as they stood (parted by U+001F), the columns chosen
-- for them (name=B;quantity=D). fingerprint: of the headers.
CREATE TABLE sheet_map (
    agency_id   {int} NOT NULL REFERENCES agency (id),
    kind        {text} NOT NULL CHECK (kind IN ('requests', 'history')),
    fingerprint {text} NOT NULL,
    headers     {text} NOT NULL,
    columns     {text} NOT NULL,
    made_by     {text} NOT NULL,
    made_at_ms  {time} NOT NULL,
    PRIMARY KEY (agency_id, kind, fingerprint)
){strict};
