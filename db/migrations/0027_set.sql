-- 0027_set: the set of documents: one row an issue of the whole set, one a volume in it. A set is written only when
-- all its volumes tie; a volume that says the same as before keeps its version in the register (issued).
CREATE TABLE volume_set (
    id            {id},
    code          {text} NOT NULL UNIQUE,
    year          {int} NOT NULL REFERENCES fiscal_year (year),
    ordinance     {int} NOT NULL DEFAULT 0,
    change_id     {int} NOT NULL,
    event_id      {int} NOT NULL,
    stage         {text} NOT NULL,
    books         {int} NOT NULL,
    printed       {int} NOT NULL,
    pages         {int} NOT NULL,
    lines         {int} NOT NULL,
    total_satang  {money} NOT NULL,
    ties          {int} NOT NULL,
    figures       {int} NOT NULL,
    by_user       {text} NOT NULL,
    at_ms         {time} NOT NULL
){strict};
CREATE INDEX volume_set_year ON volume_set (year, ordinance, id);
-- printed: made anew for this set; else the version that was there.
CREATE TABLE volume_part (
    set_id        {int} NOT NULL REFERENCES volume_set (id),
    number        {int} NOT NULL,
    agency_id     {int} REFERENCES agency (id),
    issued_id     {int} NOT NULL REFERENCES issued (id),
    title         {text} NOT NULL,
    pages         {int} NOT NULL,
    lines         {int} NOT NULL,
    total_satang  {money} NOT NULL,
    printed       {flag} NOT NULL,
    PRIMARY KEY (set_id, number)
){strict};
CREATE INDEX volume_part_issued ON volume_part (issued_id);
-- append-only: volume_set volume_part
