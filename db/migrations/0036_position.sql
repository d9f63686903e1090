-- 0036_position: frozen reports to the executive (issue E).
-- A monthly or quarterly report (รายงานผู้บริหาร): figures as of a day, as known at a moment, with the newest entry they hold.
-- sha is the hash of its rows and words; they never change. number: 1, 2, .. of the same period.
CREATE TABLE executive_report (
    id            {id},
    code          {text} NOT NULL UNIQUE,
    year          {int} NOT NULL REFERENCES fiscal_year (year),
    kind          {text} NOT NULL CHECK (kind IN ('month', 'quarter')),
    period        {int} NOT NULL CHECK (period BETWEEN 195001 AND 219912),
    number        {int} NOT NULL,
    as_of         {date} NOT NULL,
    entry_seq     {int} NOT NULL,
    decision      {text} NOT NULL,
    state         {text} NOT NULL CHECK (state IN ('draft', 'reviewed', 'signed', 'dropped')),
    sha           {bytes} NOT NULL,
    made_by       {text} NOT NULL,
    made_ms       {time} NOT NULL,
    reviewed_by   {text} NOT NULL DEFAULT '',
    reviewed_ms   {time},
    signed_by     {text} NOT NULL DEFAULT '',
    signed_at_ms  {time},
    capacity      {text} NOT NULL DEFAULT '',
    version       {int} NOT NULL DEFAULT 1,
    UNIQUE (year, kind, period, number)
){strict};
CREATE INDEX executive_report_year ON executive_report (year, id);

-- dim: total, agency, type, month (of a month: what was planned and paid in it).
CREATE TABLE executive_report_row (
    report_id          {int} NOT NULL REFERENCES executive_report (id),
    dim                {text} NOT NULL CHECK (dim IN ('total', 'agency', 'type', 'month')),
    sort               {int} NOT NULL,
    code               {text} NOT NULL,
    name               {text} NOT NULL,
    approved_satang    {money} NOT NULL,
    current_satang     {money} NOT NULL,
    allotted_satang    {money} NOT NULL,
    obligated_satang   {money} NOT NULL,
    disbursed_satang   {money} NOT NULL,
    planned_satang     {money} NOT NULL,
    PRIMARY KEY (report_id, dim, sort)
){strict};
-- append-only: executive_report_row
