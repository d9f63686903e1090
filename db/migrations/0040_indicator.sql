-- 0040_indicator: what an indicator is in a year, its targets, readings, evidence and marks.
-- Decimals are millionths; numerators and denominators are hundredths (satang where they are money).

-- An indicator (0008) in a fiscal year: who reports it, how, when, and who owns its rule and score. `stable` is its
-- identity across years; `number` and `code` are that year's. source: where its figures come from, in words.
CREATE TABLE indicator_profile (
    indicator_id  {int} NOT NULL REFERENCES indicator (id),
    year          {int} NOT NULL REFERENCES fiscal_year (year),
    agency_id     {int} NOT NULL REFERENCES agency (id),
    stable        {text} NOT NULL,
    code          {text} NOT NULL,
    number        {text} NOT NULL DEFAULT '',
    work          {text} NOT NULL CHECK (work IN ('strategic', 'mission', 'base')),
    collect       {text} NOT NULL CHECK (collect IN ('value', 'ratio', 'steps', 'measure', 'given')),
    measure       {text} NOT NULL DEFAULT '',
    cycle         {text} NOT NULL CHECK (cycle IN ('month', 'quarter', 'year')),
    owner         {text} NOT NULL CHECK (owner IN ('civil_service', 'system_office', 'strategy')),
    definition    {text} NOT NULL DEFAULT '',
    formula       {text} NOT NULL DEFAULT '',
    source        {text} NOT NULL DEFAULT '',
    target_in     {text} NOT NULL CHECK (target_in IN ('unit', 'percent', 'level')),
    paper         {flag} NOT NULL DEFAULT 0,
    places        {int} NOT NULL DEFAULT 2 CHECK (places BETWEEN 0 AND 6),
    last_day      {date} NOT NULL,
    copied_from   {int},
    version       {int} NOT NULL DEFAULT 1,
    made_by       {text} NOT NULL,
    made_ms       {time} NOT NULL,
    PRIMARY KEY (indicator_id, year),
    UNIQUE (year, code),
    UNIQUE (year, stable, agency_id)
){strict};
CREATE INDEX indicator_profile_agency ON indicator_profile (year, agency_id, indicator_id);
CREATE INDEX indicator_profile_stable ON indicator_profile (stable, year);

-- quarter 0: of the whole year. Read as target_in of the profile says.
CREATE TABLE indicator_target (
    indicator_id  {int} NOT NULL REFERENCES indicator (id),
    year          {int} NOT NULL,
    quarter       {int} NOT NULL CHECK (quarter BETWEEN 0 AND 4),
    target        {int} NOT NULL,
    PRIMARY KEY (indicator_id, year, quarter)
){strict};

-- The steps of a milestone indicator and the evidence that each needs. source: what proves it (perform/evidence.def):
-- file, none, or a document of PBIS that attaches itself; arg narrows it (a step, a kind, a word of its title). bit is
-- 2 to the power of step - 1.
CREATE TABLE indicator_step (
    indicator_id  {int} NOT NULL REFERENCES indicator (id),
    year          {int} NOT NULL,
    step          {int} NOT NULL CHECK (step BETWEEN 1 AND 20),
    bit           {int} NOT NULL,
    name_th       {text} NOT NULL,
    name_en       {text} NOT NULL DEFAULT '',
    needs         {text} NOT NULL DEFAULT '',
    source        {text} NOT NULL,
    arg           {text} NOT NULL DEFAULT '',
    PRIMARY KEY (indicator_id, year, step)
){strict};

-- What is reported of one period (yyyymm of its last month). Rows are made with the profile, state due; result is the
-- fact in the indicator's unit or per cent as PBIS computes it. flags: words parted by spaces (perform/reading.def).
CREATE TABLE reading (
    id                  {id},
    indicator_id        {int} NOT NULL REFERENCES indicator (id),
    year                {int} NOT NULL REFERENCES fiscal_year (year),
    period              {int} NOT NULL CHECK (period BETWEEN 195001 AND 219912),
    agency_id           {int} NOT NULL REFERENCES agency (id),
    due                 {date} NOT NULL,
    state               {text} NOT NULL DEFAULT 'due' CHECK (state IN ('due', 'draft', 'ready', 'sent', 'returned', 'verified')),
    kind                {text} NOT NULL DEFAULT '' CHECK (kind IN ('', 'value', 'ratio', 'steps', 'no_data')),
    value               {int} NOT NULL DEFAULT 0,
    numerator_satang    {money},
    denominator_satang  {money},
    steps               {text} NOT NULL DEFAULT '',
    reported            {text} NOT NULL DEFAULT '',
    reported_in         {text} NOT NULL DEFAULT '' CHECK (reported_in IN ('', 'unit', 'percent', 'level')),
    has_result          {flag} NOT NULL DEFAULT 0,
    result              {int} NOT NULL DEFAULT 0,
    flags               {text} NOT NULL DEFAULT '',
    said                {text} NOT NULL DEFAULT '',
    details             {text} NOT NULL DEFAULT '',
    project             {text} NOT NULL DEFAULT '',
    late_days           {int} NOT NULL DEFAULT 0,
    first_sent          {date},
    made_by             {text} NOT NULL DEFAULT '',
    made_ms             {time},
    sent_by             {text} NOT NULL DEFAULT '',
    sent_ms             {time},
    verified_by         {text} NOT NULL DEFAULT '',
    verified_ms         {time},
    mark21              {int} NOT NULL DEFAULT 0,
    mark22              {int} NOT NULL DEFAULT 0,
    verify_note         {text} NOT NULL DEFAULT '',
    version             {int} NOT NULL DEFAULT 1,
    UNIQUE (indicator_id, year, period)
){strict};
CREATE INDEX reading_waiting ON reading (year, state, due, id);
CREATE INDEX reading_agency ON reading (agency_id, year, state, due);
CREATE INDEX reading_due ON reading (due, id) WHERE state IN ('due', 'draft', 'ready', 'returned');

-- Everything that happened to a reading, with what it said then.
CREATE TABLE reading_event (
    id            {id},
    reading_id    {int} NOT NULL REFERENCES reading (id),
    event         {text} NOT NULL,
    state         {text} NOT NULL,
    reported      {text} NOT NULL DEFAULT '',
    content       {text} NOT NULL DEFAULT '',
    flags         {text} NOT NULL DEFAULT '',
    mark21        {int} NOT NULL DEFAULT 0,
    mark22        {int} NOT NULL DEFAULT 0,
    reason        {text} NOT NULL DEFAULT '',
    by_user       {text} NOT NULL,
    capacity      {text} NOT NULL DEFAULT '',
    at_ms         {time} NOT NULL
){strict};
CREATE INDEX reading_event_of ON reading_event (reading_id, id);

-- The monthly note on an indicator, whatever its cycle.
CREATE TABLE reading_note (
    id            {id},
    indicator_id  {int} NOT NULL REFERENCES indicator (id),
    year          {int} NOT NULL,
    period        {int} NOT NULL,
    body          {text} NOT NULL,
    by_user       {text} NOT NULL,
    at_ms         {time} NOT NULL
){strict};
CREATE INDEX reading_note_of ON reading_note (indicator_id, year, id);

-- Evidence by a file is an attachment of the subject reading:YEAR:CODE:stepN (the paper of one period's figures:
-- reading:YEAR:CODE:step0:PERIOD). A withdrawn one counts for nothing.
CREATE INDEX circular_year ON circular (year, id);
CREATE INDEX survey_year ON survey (year, id);
CREATE INDEX issued_kind_year ON issued (year, kind, id);

-- The steps that need no evidence, or have the document of PBIS that they name. The integrated budget prepared during a fiscal
-- year is the next year's.
CREATE VIEW step_documented AS
SELECT s.indicator_id AS indicator_id, s.year AS year, s.step AS step, s.bit AS bit
FROM indicator_step s JOIN indicator_profile p ON p.indicator_id = s.indicator_id AND p.year = s.year
WHERE s.source = 'none'
   OR (s.source = 'integrated'
       AND (EXISTS (SELECT 1 FROM integrated i JOIN integrated_evidence v ON v.integrated_id = i.id
                    WHERE i.year = s.year + 1 AND CAST(v.step AS TEXT) = s.arg
                      AND NOT EXISTS (SELECT 1 FROM integrated_withdrawn w WHERE w.evidence_id = v.id))
            OR EXISTS (SELECT 1 FROM integrated i JOIN integrated_package k ON k.integrated_id = i.id
                       JOIN cycle_event e ON e.year = i.year
                       WHERE i.year = s.year + 1 AND e.event <> 'reopen'
                         AND e.to_stage = CASE s.arg WHEN '3' THEN 'SUITABILITY' WHEN '4' THEN 'PERMSEC'
                                                     WHEN '5' THEN 'TABLED' ELSE '-' END)))
   OR (s.source = 'circular'
       AND EXISTS (SELECT 1 FROM circular c WHERE c.year BETWEEN s.year AND s.year + 1 AND c.state IN ('sent', 'replaced')
                     AND c.title LIKE '%' || s.arg || '%'))
   OR (s.source = 'survey'
       AND EXISTS (SELECT 1 FROM survey c WHERE c.year = s.year AND c.state IN ('open', 'closed')
                     AND c.title LIKE '%' || s.arg || '%'))
   OR (s.source = 'executive_report'
       AND EXISTS (SELECT 1 FROM executive_report c WHERE c.year = s.year AND c.state = 'signed'))
   OR (s.source = 'acceleration'
       AND EXISTS (SELECT 1 FROM acceleration c WHERE c.year = s.year AND c.state = 'closed'))
   OR (s.source = 'issued'
       AND EXISTS (SELECT 1 FROM issued d WHERE d.year = s.year AND d.kind = s.arg AND d.draft = 0
                     AND (d.agency_id IS NULL OR d.agency_id = p.agency_id)
                     AND NOT EXISTS (SELECT 1 FROM issued_withdrawn w WHERE w.issued_id = d.id)));
-- The steps that have the evidence they name: that, or a file.
CREATE VIEW step_proved AS
SELECT s.indicator_id AS indicator_id, s.year AS year, s.step AS step, s.bit AS bit
FROM indicator_step s JOIN indicator_profile p ON p.indicator_id = s.indicator_id AND p.year = s.year
WHERE EXISTS (SELECT 1 FROM step_documented d WHERE d.indicator_id = s.indicator_id AND d.year = s.year AND d.step = s.step)
   OR EXISTS (SELECT 1 FROM attachment t
              WHERE t.subject = 'reading:' || CAST(s.year AS TEXT) || ':' || p.code || ':step' || CAST(s.step AS TEXT)
                AND NOT EXISTS (SELECT 1 FROM attachment_withdrawn w WHERE w.attachment_id = t.id));
-- append-only: reading_event reading_note
