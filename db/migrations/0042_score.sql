-- 0042_score: what was scored, by which rule, from what.
-- A run scores every indicator of a year (or of one agency) as of a day in one write. entry_seq: the newest entry of the
-- ledger that it saw. scored + unscored = its rows; kept: those whose owner gave a score, which the run left alone.
CREATE TABLE score_run (
    id          {id},
    code        {text} NOT NULL UNIQUE,
    year        {int} NOT NULL REFERENCES fiscal_year (year),
    agency_id   {int} REFERENCES agency (id),
    as_of       {date} NOT NULL,
    kind        {text} NOT NULL CHECK (kind IN ('interim', 'final', 'given')),
    scored      {int} NOT NULL,
    unscored    {int} NOT NULL,
    kept        {int} NOT NULL DEFAULT 0,
    entry_seq   {int} NOT NULL DEFAULT 0,
    by_user     {text} NOT NULL,
    capacity    {text} NOT NULL DEFAULT '',
    at_ms       {time} NOT NULL
){strict};
CREATE INDEX score_run_year ON score_run (year, id);

-- One score of an indicator in a year. Decimals are millionths. basis: what the rule was asked with (fact_kind: none, value,
-- ratio, steps), numerator and denominator in satang or pieces, steps as basis points done, between commas. basis given: the
-- owner's own score; no_rule says that the rule behind it is not known. why: empty when it was scored, else the word that says
-- why not (no_data no_base no_evidence not_in_document no_rule not_yet ...); value, level, percent and points are 0 then and
-- mean nothing. other: the same by the other reading of the definition (value, percent, points), when it differs.
CREATE TABLE score (
    id             {id},
    run_id         {int} NOT NULL REFERENCES score_run (id),
    indicator_id   {int} NOT NULL REFERENCES indicator (id),
    year           {int} NOT NULL,
    agency_id      {int} REFERENCES agency (id),
    as_of          {date} NOT NULL,
    kind           {text} NOT NULL CHECK (kind IN ('interim', 'final', 'given')),
    basis          {text} NOT NULL CHECK (basis IN ('none', 'value', 'ratio', 'steps', 'given')),
    value          {int} NOT NULL DEFAULT 0,
    level          {int} NOT NULL DEFAULT 0,
    percent        {int} NOT NULL DEFAULT 0,
    points         {int} NOT NULL DEFAULT 0,
    fact           {int} NOT NULL DEFAULT 0,
    numerator      {int} NOT NULL DEFAULT 0,
    denominator    {int} NOT NULL DEFAULT 0,
    steps          {text} NOT NULL DEFAULT '',
    measure        {text} NOT NULL DEFAULT '',
    rule_version   {int} NOT NULL DEFAULT 0,
    reading_id     {int},
    why            {text} NOT NULL DEFAULT '',
    has_other      {flag} NOT NULL DEFAULT 0,
    other_base     {int} NOT NULL DEFAULT 0,
    other_value    {int} NOT NULL DEFAULT 0,
    other_level    {int} NOT NULL DEFAULT 0,
    other_points   {int} NOT NULL DEFAULT 0,
    no_rule        {flag} NOT NULL DEFAULT 0,
    source         {text} NOT NULL DEFAULT '',
    by_user        {text} NOT NULL,
    at_ms          {time} NOT NULL,
    CHECK (why = '' OR (value = 0 AND level = 0 AND percent = 0 AND points = 0))
){strict};
CREATE INDEX score_indicator ON score (indicator_id, year, id);
CREATE INDEX score_of_run ON score (run_id, indicator_id);

-- The parts of a score that its owner gave (component 4: part 1 + part 2 + part 3); they add up to its percent.
CREATE TABLE score_part (
    score_id    {int} NOT NULL REFERENCES score (id),
    no          {int} NOT NULL CHECK (no BETWEEN 1 AND 9),
    name        {text} NOT NULL,
    amount      {int} NOT NULL,
    PRIMARY KEY (score_id, no)
){strict};

-- Which of them counts now: the newest final one, else the newest that its owner gave, else the newest interim one.
CREATE TABLE score_newest (
    indicator_id  {int} NOT NULL REFERENCES indicator (id),
    year          {int} NOT NULL,
    place         {int} NOT NULL CHECK (place BETWEEN 1 AND 3),
    score_id      {int} NOT NULL REFERENCES score (id),
    PRIMARY KEY (indicator_id, year)
){strict};
CREATE INDEX score_newest_year ON score_newest (year, indicator_id);

-- What agreements, evidence and pages read.
CREATE VIEW score_now AS
SELECT s.id AS id, s.run_id AS run_id, s.indicator_id AS indicator_id, s.year AS year, s.agency_id AS agency_id, s.as_of AS as_of,
       s.kind AS kind, s.basis AS basis, s.value AS value, s.level AS level, s.percent AS percent, s.points AS points,
       s.numerator AS numerator, s.denominator AS denominator, s.measure AS measure, s.rule_version AS rule_version,
       s.reading_id AS reading_id, s.why AS why, s.no_rule AS no_rule, s.source AS source, s.by_user AS by_user, s.at_ms AS at_ms
FROM score_newest n JOIN score s ON s.id = n.score_id;

-- What was posted after a day, for figures as of it: taken off what stands now. Entries of a day are written together.
CREATE INDEX entry_day ON entry (on_date, line_id, from_bucket, to_bucket, to_line_id, amount_satang);
-- append-only: score_run score score_part
