-- 0015_notice: notices and their delivery, circulars, questions and answers, problems.
CREATE INDEX user_role_scope ON user_role (scope_kind, scope_id);

-- What somebody should know (การแจ้งเตือน): a sentence without figures and the address of the page that has
-- them. once: a key that makes it once a person (a warning of a day); NULL = every time.
CREATE TABLE notice (
    id          {id},
    user_id     {int} NOT NULL REFERENCES app_user (id),
    kind        {text} NOT NULL,
    year        {int} NOT NULL DEFAULT 0,
    subject     {text} NOT NULL DEFAULT '',
    path        {text} NOT NULL,
    th          {text} NOT NULL,
    en          {text} NOT NULL,
    once        {text},
    made_by     {text} NOT NULL,
    made_ms     {time} NOT NULL,
    read_ms     {time},
    planned     {flag} NOT NULL DEFAULT 0,
    UNIQUE (user_id, once)
){strict};
CREATE INDEX notice_of_user ON notice (user_id, id);
CREATE INDEX notice_unread ON notice (user_id) WHERE read_ms IS NULL;
CREATE INDEX notice_unplanned ON notice (id) WHERE planned = 0;

-- How a person is reached outside PBIS. token_hash: of the one-time link that proves the address.
CREATE TABLE notice_person (
    user_id     {int} NOT NULL PRIMARY KEY REFERENCES app_user (id),
    email       {text} NOT NULL DEFAULT '',
    verified    {flag} NOT NULL DEFAULT 0,
    token_hash  {bytes},
    token_ms    {time} NOT NULL DEFAULT 0,
    asked       {int} NOT NULL DEFAULT 0,
    hook        {flag} NOT NULL DEFAULT 0,
    day_hour    {int} NOT NULL DEFAULT 8 CHECK (day_hour BETWEEN 0 AND 23),
    week_day    {int} NOT NULL DEFAULT 1 CHECK (week_day BETWEEN 1 AND 7),
    version     {int} NOT NULL DEFAULT 1
){strict};
CREATE INDEX notice_person_token ON notice_person (token_hash);

CREATE TABLE notice_choice (
    user_id     {int} NOT NULL REFERENCES app_user (id),
    kind        {text} NOT NULL,
    how         {text} NOT NULL CHECK (how IN ('now', 'day', 'week', 'off')),
    PRIMARY KEY (user_id, kind)
){strict};

-- One message to one person (การส่ง): several notices when they are due together. held_ms: whose pass has
-- it now, until then; a sender that died lets go of it by that time.
CREATE TABLE delivery (
    id          {id},
    user_id     {int} NOT NULL REFERENCES app_user (id),
    channel     {text} NOT NULL CHECK (channel IN ('email', 'hook')),
    purpose     {text} NOT NULL DEFAULT 'notices' CHECK (purpose IN ('notices', 'verify')),
    state       {text} NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'given_up', 'dropped')),
    due_ms      {time} NOT NULL,
    next_ms     {time} NOT NULL,
    held_ms     {time} NOT NULL DEFAULT 0,
    tries       {int} NOT NULL DEFAULT 0,
    secret      {text} NOT NULL DEFAULT '',
    made_ms     {time} NOT NULL,
    done_ms     {time}
){strict};
CREATE INDEX delivery_waiting ON delivery (next_ms, id) WHERE state = 'waiting';
CREATE INDEX delivery_open ON delivery (user_id, channel, due_ms) WHERE state = 'waiting';
CREATE TABLE delivery_notice (
    delivery_id {int} NOT NULL REFERENCES delivery (id),
    notice_id   {int} NOT NULL REFERENCES notice (id),
    PRIMARY KEY (delivery_id, notice_id)
){strict};
CREATE TABLE delivery_try (
    id          {id},
    delivery_id {int} NOT NULL REFERENCES delivery (id),
    at_ms       {time} NOT NULL,
    result      {text} NOT NULL CHECK (result IN ('sent', 'later', 'refused', 'dropped')),
    answer      {text} NOT NULL DEFAULT ''
){strict};
CREATE INDEX delivery_try_of ON delivery_try (delivery_id, id);

-- A circular (หนังสือเวียน); its receivers are fixed when it is sent. to_kind and to_text: as chosen.
CREATE TABLE circular (
    id          {id},
    code        {text} NOT NULL UNIQUE,
    year        {int} NOT NULL REFERENCES fiscal_year (year),
    title       {text} NOT NULL,
    body        {text} NOT NULL,
    due         {date},
    to_kind     {text} NOT NULL CHECK (to_kind IN ('all', 'bureau', 'district', 'named', 'divisions')),
    to_text     {text} NOT NULL DEFAULT '',
    replaces    {int} REFERENCES circular (id),
    state       {text} NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'sent', 'withdrawn', 'replaced')),
    made_by     {text} NOT NULL,
    capacity    {text} NOT NULL DEFAULT '',
    made_ms     {time} NOT NULL,
    sent_ms     {time},
    ended_by    {text} NOT NULL DEFAULT '',
    ended_ms    {time},
    ended_why   {text} NOT NULL DEFAULT '',
    reminded_ms {time},
    version     {int} NOT NULL DEFAULT 1
){strict};
CREATE INDEX circular_due ON circular (due) WHERE state = 'sent';
-- kind agency: its id; kind division: 1-6.
CREATE TABLE circular_to (
    circular_id {int} NOT NULL REFERENCES circular (id),
    kind        {text} NOT NULL CHECK (kind IN ('agency', 'division')),
    ref_id      {int} NOT NULL,
    PRIMARY KEY (circular_id, kind, ref_id)
){strict};
CREATE INDEX circular_to_ref ON circular_to (kind, ref_id);
CREATE TABLE circular_read (
    circular_id {int} NOT NULL REFERENCES circular (id),
    kind        {text} NOT NULL,
    ref_id      {int} NOT NULL,
    user_name   {text} NOT NULL,
    full_name   {text} NOT NULL,
    capacity    {text} NOT NULL DEFAULT '',
    at_ms       {time} NOT NULL,
    PRIMARY KEY (circular_id, kind, ref_id, user_name)
){strict};

-- A question to the office (ข้อหารือ). to_division 0: the Budget System Office.
CREATE TABLE consult (
    id          {id},
    code        {text} NOT NULL UNIQUE,
    agency_id   {int} REFERENCES agency (id),
    asked_by    {text} NOT NULL,
    title       {text} NOT NULL,
    about       {text} NOT NULL CHECK (about IN ('rule', 'form', 'item', 'system', 'other')),
    about_code  {text} NOT NULL DEFAULT '',
    law         {text} NOT NULL DEFAULT '',
    to_division {int} NOT NULL DEFAULT 0 CHECK (to_division BETWEEN 0 AND 6),
    state       {text} NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'answered', 'withdrawn')),
    published   {flag} NOT NULL DEFAULT 0,
    hidden      {flag} NOT NULL DEFAULT 0,
    asked_ms    {time} NOT NULL,
    answered_ms {time},
    version     {int} NOT NULL DEFAULT 1
){strict};
CREATE INDEX consult_of_agency ON consult (agency_id, id);
CREATE INDEX consult_of_division ON consult (to_division, id);
CREATE INDEX consult_published ON consult (id) WHERE published = 1;
-- Every wording of the question and of the answer, numbered each.
CREATE TABLE consult_text (
    id          {id},
    consult_id  {int} NOT NULL REFERENCES consult (id),
    kind        {text} NOT NULL CHECK (kind IN ('question', 'answer')),
    number      {int} NOT NULL,
    body        {text} NOT NULL,
    law         {text} NOT NULL DEFAULT '',
    by_user     {text} NOT NULL,
    capacity    {text} NOT NULL DEFAULT '',
    at_ms       {time} NOT NULL,
    UNIQUE (consult_id, kind, number)
){strict};

-- A survey of the agencies (แบบสำรวจ); seed document: step 3 of KPI 1.
CREATE TABLE survey (
    id          {id},
    code        {text} NOT NULL UNIQUE,
    year        {int} NOT NULL REFERENCES fiscal_year (year),
    title       {text} NOT NULL,
    intro       {text} NOT NULL DEFAULT '',
    closes      {date} NOT NULL,
    state       {text} NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'open', 'closed')),
    to_kind     {text} NOT NULL DEFAULT 'all' CHECK (to_kind IN ('all', 'bureau', 'district')),
    made_by     {text} NOT NULL,
    made_ms     {time} NOT NULL,
    opened_ms   {time},
    closed_ms   {time},
    reminded_ms {time},
    version     {int} NOT NULL DEFAULT 1
){strict};
-- choices: parted by newlines; scale: 1-5.
CREATE TABLE survey_question (
    survey_id   {int} NOT NULL REFERENCES survey (id),
    number      {int} NOT NULL CHECK (number BETWEEN 1 AND 30),
    kind        {text} NOT NULL CHECK (kind IN ('choice', 'scale', 'text')),
    body        {text} NOT NULL,
    choices     {text} NOT NULL DEFAULT '',
    PRIMARY KEY (survey_id, number)
){strict};
CREATE TABLE survey_to (
    survey_id   {int} NOT NULL REFERENCES survey (id),
    agency_id   {int} NOT NULL REFERENCES agency (id),
    PRIMARY KEY (survey_id, agency_id)
){strict};
CREATE TABLE survey_reply (
    survey_id   {int} NOT NULL REFERENCES survey (id),
    agency_id   {int} NOT NULL REFERENCES agency (id),
    by_user     {text} NOT NULL,
    at_ms       {time} NOT NULL,
    version     {int} NOT NULL DEFAULT 1,
    PRIMARY KEY (survey_id, agency_id)
){strict};
-- value: the choice's number, 1-5 of a scale, or the text.
CREATE TABLE survey_answer (
    survey_id   {int} NOT NULL REFERENCES survey (id),
    agency_id   {int} NOT NULL REFERENCES agency (id),
    number      {int} NOT NULL,
    value       {text} NOT NULL,
    PRIMARY KEY (survey_id, agency_id, number)
){strict};

-- The register of problems by division (ทะเบียนปัญหา); steps 3 to 5 of KPI 1.
CREATE TABLE problem (
    id          {id},
    code        {text} NOT NULL UNIQUE,
    year        {int} NOT NULL REFERENCES fiscal_year (year),
    division    {int} NOT NULL CHECK (division BETWEEN 0 AND 6),
    agency_id   {int} REFERENCES agency (id),
    survey_id   {int} REFERENCES survey (id),
    what        {text} NOT NULL,
    detail      {text} NOT NULL DEFAULT '',
    weight      {int} NOT NULL CHECK (weight BETWEEN 1 AND 4),
    state       {text} NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'solving', 'solved', 'kept')),
    action      {text} NOT NULL DEFAULT '',
    owner       {text} NOT NULL DEFAULT '',
    due         {date},
    done        {date},
    made_by     {text} NOT NULL,
    made_ms     {time} NOT NULL,
    version     {int} NOT NULL DEFAULT 1
){strict};
CREATE INDEX problem_of_year ON problem (year, division, id);
CREATE TABLE problem_event (
    id          {id},
    problem_id  {int} NOT NULL REFERENCES problem (id),
    state       {text} NOT NULL,
    note        {text} NOT NULL DEFAULT '',
    by_user     {text} NOT NULL,
    at_ms       {time} NOT NULL
){strict};
CREATE INDEX problem_event_of ON problem_event (problem_id, id);
-- append-only: delivery_try circular_read consult_text problem_event
