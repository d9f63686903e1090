-- 0041_rule: scoring rules by indicator and year.
-- A rule's content is its canonical JSON (docs/formats/rule.md) without indicator, year and version, so that equal
-- rules have equal texts.

-- The rule of an indicator in a year and the draft that is being edited ('' = none). code is its address.
CREATE TABLE rule_book (
    id            {id},
    indicator_id  {int} NOT NULL REFERENCES indicator (id),
    year          {int} NOT NULL REFERENCES fiscal_year (year),
    code          {text} NOT NULL UNIQUE,
    draft         {text} NOT NULL DEFAULT '',
    version       {int} NOT NULL DEFAULT 1,
    edited_by     {text} NOT NULL,
    edited_at_ms  {time} NOT NULL,
    UNIQUE (indicator_id, year)
){strict};
CREATE INDEX rule_book_year ON rule_book (year, code);

-- What was published: number 1, 2, ... of each book; the newest one holds unless it was withdrawn.
CREATE TABLE rule_version (
    id               {id},
    book_id          {int} NOT NULL REFERENCES rule_book (id),
    no               {int} NOT NULL CHECK (no > 0),
    content          {text} NOT NULL,
    reason           {text} NOT NULL DEFAULT '',
    edited_by        {text} NOT NULL,
    published_by     {text} NOT NULL,
    published_at_ms  {time} NOT NULL,
    UNIQUE (book_id, no)
){strict};

CREATE TABLE rule_withdrawal (
    version_id  {int} NOT NULL PRIMARY KEY REFERENCES rule_version (id),
    reason      {text} NOT NULL,
    by_user     {text} NOT NULL,
    at_ms       {time} NOT NULL
){strict};
-- append-only: rule_version rule_withdrawal
