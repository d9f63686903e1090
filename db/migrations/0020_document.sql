-- 0020_document: documents that were issued: one row a version, its files, its withdrawal.
-- subject: agency:2566:11000000, meeting:CODE. data_sha256: of the figures and words that are printed, so that
-- the same data again is the same version; a file's own hash stands in issued_file.
CREATE TABLE issued (
    id            {id},
    code          {text} NOT NULL UNIQUE,
    kind          {text} NOT NULL,
    subject       {text} NOT NULL,
    subject_name  {text} NOT NULL,
    year          {int} NOT NULL REFERENCES fiscal_year (year),
    agency_id     {int} REFERENCES agency (id),
    number        {text} NOT NULL,
    version       {int} NOT NULL CHECK (version > 0),
    draft         {flag} NOT NULL,
    data_sha256   {text} NOT NULL,
    issued_on     {date} NOT NULL,
    by_user       {text} NOT NULL,
    capacity      {text} NOT NULL DEFAULT '',
    at_ms         {time} NOT NULL,
    UNIQUE (kind, subject, version)
){strict};
CREATE INDEX issued_year ON issued (year, id);
CREATE INDEX issued_agency ON issued (agency_id, year, id);
CREATE TABLE issued_file (
    issued_id     {int} NOT NULL REFERENCES issued (id),
    format        {text} NOT NULL CHECK (format IN ('pdf', 'xlsx', 'docx')),
    sha256        {text} NOT NULL,
    name          {text} NOT NULL,
    size_bytes    {int} NOT NULL,
    pages         {int} NOT NULL DEFAULT 0,
    by_user       {text} NOT NULL,
    at_ms         {time} NOT NULL,
    PRIMARY KEY (issued_id, format)
){strict};
CREATE INDEX issued_file_sha ON issued_file (sha256);
CREATE TABLE issued_withdrawn (
    issued_id     {int} NOT NULL PRIMARY KEY REFERENCES issued (id),
    reason        {text} NOT NULL,
    by_user       {text} NOT NULL,
    at_ms         {time} NOT NULL
){strict};
-- append-only: issued issued_file issued_withdrawn
