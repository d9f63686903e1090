-- 0028_speech: the text of a bill's budget speech (คำแถลงงบประมาณ), its history and approvals, and what issued versions said.
-- A paragraph keeps its number; sort is its place. body may hold {{figures}} of document/speech_figure.def. The speech's
-- version grows by one with each write; `approved` is the version that another person approved (0 = none yet).
CREATE TABLE speech (
    id            {id},
    year          {int} NOT NULL REFERENCES fiscal_year (year),
    ordinance     {int} NOT NULL CHECK (ordinance >= 0),
    version       {int} NOT NULL DEFAULT 1,
    approved      {int} NOT NULL DEFAULT 0,
    approved_by   {text} NOT NULL DEFAULT '',
    approved_at_ms {time},
    CHECK (approved <= version),
    UNIQUE (year, ordinance)
){strict};
CREATE TABLE speech_paragraph (
    id            {id},
    speech_id     {int} NOT NULL REFERENCES speech (id),
    no            {int} NOT NULL CHECK (no > 0),
    sort          {int} NOT NULL,
    kind          {text} NOT NULL CHECK (kind IN ('heading', 'text', 'table')),
    body          {text} NOT NULL,
    gone          {flag} NOT NULL DEFAULT 0,
    version       {int} NOT NULL DEFAULT 1,
    by_user       {text} NOT NULL,
    at_ms         {time} NOT NULL,
    UNIQUE (speech_id, no)
){strict};
-- act: begin write add remove move approve
CREATE TABLE speech_change (
    id            {id},
    speech_id     {int} NOT NULL REFERENCES speech (id),
    version       {int} NOT NULL,
    act           {text} NOT NULL,
    no            {int} NOT NULL DEFAULT 0,
    old_body      {text} NOT NULL DEFAULT '',
    body          {text} NOT NULL DEFAULT '',
    by_user       {text} NOT NULL,
    at_ms         {time} NOT NULL
){strict};
CREATE INDEX speech_change_of ON speech_change (speech_id, id);
-- The figures that an issued version printed, and the paragraphs as they were, by the document's code.
CREATE TABLE speech_said (
    code          {text} NOT NULL,
    what          {text} NOT NULL CHECK (what IN ('figure', 'paragraph')),
    name          {text} NOT NULL,
    value         {text} NOT NULL,
    PRIMARY KEY (code, what, name)
){strict};
-- append-only: speech_change speech_said
