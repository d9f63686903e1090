-- 0025_answer: the Council's questions, statements, observations.
-- A question (คำถาม) of a councillor or a committee about a line, a unit, an agency, or in general. owner_id: the
-- agency that answers; owner_user: the person there, '' = nobody by name. Each follow-up is a round of its own.
CREATE TABLE council_question (
    id            {id},
    year          {int} NOT NULL REFERENCES fiscal_year (year),
    ordinance     {int} NOT NULL DEFAULT 0 CHECK (ordinance >= 0),
    number        {int} NOT NULL,
    code          {text} NOT NULL UNIQUE,
    asker_kind    {text} NOT NULL CHECK (asker_kind IN ('councillor', 'committee', 'subcommittee', 'council')),
    asker         {text} NOT NULL,
    asker_user    {text} NOT NULL DEFAULT '',
    subject_kind  {text} NOT NULL CHECK (subject_kind IN ('line', 'unit', 'agency', 'general')),
    line_id       {int} REFERENCES line (id),
    unit_id       {int} REFERENCES unit (id),
    agency_id     {int} REFERENCES agency (id),
    owner_id      {int} REFERENCES agency (id),
    owner_user    {text} NOT NULL DEFAULT '',
    urgent        {flag} NOT NULL DEFAULT 0,
    round         {int} NOT NULL DEFAULT 1,
    state         {text} NOT NULL CHECK (state IN ('asked', 'assigned', 'drafted', 'approved', 'answered', 'withdrawn')),
    asked_ms      {time} NOT NULL,
    due_ms        {time} NOT NULL,
    due_on        {date} NOT NULL,
    answered_ms   {time},
    version       {int} NOT NULL DEFAULT 1,
    UNIQUE (year, ordinance, number)
){strict};
CREATE INDEX council_question_owner ON council_question (owner_id, year, id);
CREATE INDEX council_question_open ON council_question (state, due_ms);
CREATE INDEX council_question_line ON council_question (line_id) WHERE line_id IS NOT NULL;
CREATE INDEX council_question_unit ON council_question (unit_id) WHERE unit_id IS NOT NULL;

-- What was said and done, in order. An 'answer' holds the words that were approved; drafts are for those who answer.
CREATE TABLE council_question_turn (
    id            {id},
    question_id   {int} NOT NULL REFERENCES council_question (id),
    number        {int} NOT NULL,
    round         {int} NOT NULL,
    kind          {text} NOT NULL CHECK (kind IN ('ask', 'assign', 'draft', 'approve', 'return', 'answer', 'follow', 'withdraw')),
    body          {text} NOT NULL DEFAULT '',
    by_user       {text} NOT NULL,
    capacity      {text} NOT NULL DEFAULT '',
    at_ms         {time} NOT NULL,
    UNIQUE (question_id, number)
){strict};

-- The agency's own words of an explanatory statement (คำชี้แจง) about a line or a unit: the newest, and the version
-- that is approved (0 = none). subject: line:CODE, unit:2566:CODE.
CREATE TABLE statement_note (
    id            {id},
    subject       {text} NOT NULL UNIQUE,
    year          {int} NOT NULL REFERENCES fiscal_year (year),
    agency_id     {int} NOT NULL REFERENCES agency (id),
    line_id       {int} REFERENCES line (id),
    unit_id       {int} REFERENCES unit (id),
    newest        {int} NOT NULL DEFAULT 0,
    approved      {int} NOT NULL DEFAULT 0,
    state         {text} NOT NULL CHECK (state IN ('drafted', 'approved', 'returned')),
    version       {int} NOT NULL DEFAULT 1
){strict};
CREATE INDEX statement_note_agency ON statement_note (agency_id, year, id);
CREATE INDEX statement_note_year ON statement_note (year, state, id);
CREATE TABLE statement_text (
    id            {id},
    note_id       {int} NOT NULL REFERENCES statement_note (id),
    number        {int} NOT NULL,
    kind          {text} NOT NULL CHECK (kind IN ('draft', 'approve', 'return')),
    body          {text} NOT NULL,
    by_user       {text} NOT NULL,
    capacity      {text} NOT NULL DEFAULT '',
    at_ms         {time} NOT NULL
){strict};
CREATE INDEX statement_text_note ON statement_text (note_id, id);

-- An observation (ข้อสังเกต) of the committee or the Council; once adopted its agencies follow it up.
CREATE TABLE observation (
    id            {id},
    year          {int} NOT NULL REFERENCES fiscal_year (year),
    ordinance     {int} NOT NULL DEFAULT 0 CHECK (ordinance >= 0),
    number        {int} NOT NULL,
    code          {text} NOT NULL UNIQUE,
    source        {text} NOT NULL CHECK (source IN ('council', 'committee', 'subcommittee')),
    committee     {text} NOT NULL DEFAULT '',
    body          {text} NOT NULL,
    state         {text} NOT NULL CHECK (state IN ('proposed', 'adopted', 'rejected')),
    vote_code     {text} NOT NULL DEFAULT '',
    reason        {text} NOT NULL DEFAULT '',
    made_by       {text} NOT NULL,
    made_ms       {time} NOT NULL,
    decided_by    {text} NOT NULL DEFAULT '',
    decided_ms    {time},
    version       {int} NOT NULL DEFAULT 1,
    UNIQUE (year, ordinance, number)
){strict};
CREATE TABLE observation_part (
    observation_id {int} NOT NULL REFERENCES observation (id),
    agency_id      {int} NOT NULL REFERENCES agency (id),
    owner_user     {text} NOT NULL DEFAULT '',
    due            {date},
    state          {text} NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'doing', 'done', 'not_done')),
    version        {int} NOT NULL DEFAULT 1,
    PRIMARY KEY (observation_id, agency_id)
){strict};
CREATE INDEX observation_part_agency ON observation_part (agency_id, state);
CREATE TABLE observation_progress (
    id             {id},
    observation_id {int} NOT NULL REFERENCES observation (id),
    agency_id      {int} NOT NULL REFERENCES agency (id),
    state          {text} NOT NULL,
    body           {text} NOT NULL,
    by_user        {text} NOT NULL,
    capacity       {text} NOT NULL DEFAULT '',
    at_ms          {time} NOT NULL
){strict};
CREATE INDEX observation_progress_of ON observation_progress (observation_id, id);
-- append-only: council_question_turn statement_text observation_progress
