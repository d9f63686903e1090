-- 0009_request: past years, sections, questions, options, dispositions, the zero start.
-- A line of an earlier year: asked, enacted, after transfers, paid; NULL = not known. key: the line's code
-- when the year lived in PBIS, else the source's own; line.drawn_from names it.
CREATE TABLE past_line (
    id             {id},
    year           {int} NOT NULL CHECK (year BETWEEN 2500 AND 2699),
    agency_id      {int} NOT NULL REFERENCES agency (id),
    output_code    {text} NOT NULL DEFAULT '',
    item_code      {text} NOT NULL DEFAULT '',
    key            {text} NOT NULL,
    name           {text} NOT NULL,
    name_fold      {text} NOT NULL,
    asked_satang           {money},
    enacted_satang         {money},
    after_transfers_satang {money},
    paid_satang            {money},
    source         {text} NOT NULL DEFAULT '',
    source_cell    {text} NOT NULL DEFAULT '',
    UNIQUE (year, agency_id, key)
){strict};
CREATE INDEX past_line_agency ON past_line (agency_id, year, output_code);

-- A section inside an agency (ฝ่าย, โรงเรียน, ศูนย์บริการ) and its people.
CREATE TABLE agency_section (
    id          {id},
    agency_id   {int} NOT NULL REFERENCES agency (id),
    code        {text} NOT NULL,
    name_th     {text} NOT NULL,
    name_en     {text} NOT NULL DEFAULT '',
    kind        {text} NOT NULL DEFAULT 'section' CHECK (kind IN ('section', 'school', 'centre')),
    closed      {flag} NOT NULL DEFAULT 0,
    version     {int} NOT NULL DEFAULT 1,
    UNIQUE (agency_id, code)
){strict};
CREATE TABLE section_member (
    section_id  {int} NOT NULL REFERENCES agency_section (id),
    user_name   {text} NOT NULL,
    PRIMARY KEY (section_id, user_name)
){strict};
CREATE INDEX section_member_user ON section_member (user_name);

-- Where a DRAFT or RETURNED package lies inside its agency; text_key: the fingerprint of its reason.
ALTER TABLE package ADD COLUMN section_id {int} REFERENCES agency_section (id);
ALTER TABLE package ADD COLUMN place {text} NOT NULL DEFAULT 'collector' CHECK (place IN ('section', 'collector', 'director'));
ALTER TABLE package ADD COLUMN text_key {int} NOT NULL DEFAULT 0;
ALTER TABLE line ADD COLUMN text_key {int} NOT NULL DEFAULT 0;
CREATE INDEX package_text ON package (text_key) WHERE text_key <> 0;
CREATE INDEX line_text ON line (text_key) WHERE text_key <> 0;

-- Who signed in which capacity: acting = รักษาราชการแทน, delegated = ปฏิบัติราชการแทน.
CREATE TABLE package_sign (
    id          {id},
    package_id  {int} NOT NULL REFERENCES package (id),
    event       {text} NOT NULL,
    by_user     {text} NOT NULL,
    capacity    {text} NOT NULL DEFAULT '' CHECK (capacity IN ('', 'acting', 'delegated')),
    order_no    {text} NOT NULL DEFAULT '',
    order_on    {date},
    at_ms       {time} NOT NULL
){strict};
CREATE INDEX package_sign_package ON package_sign (package_id, id);

-- One justification of a group of lines: by a driver, by posts, or by contract.
CREATE TABLE justify_group (
    id          {id},
    year        {int} NOT NULL REFERENCES fiscal_year (year),
    agency_id   {int} NOT NULL REFERENCES agency (id),
    code        {text} NOT NULL,
    title       {text} NOT NULL,
    formula     {text} NOT NULL DEFAULT 'driver' CHECK (formula IN ('driver', 'posts', 'contract')),
    driver      {text} NOT NULL,
    quantity_milli {int} NOT NULL CHECK (quantity_milli >= 0),
    unit_word   {text} NOT NULL DEFAULT '',
    rate_satang {money} NOT NULL CHECK (rate_satang >= 0),
    reason      {text} NOT NULL,
    made_by     {text} NOT NULL,
    made_at_ms  {time} NOT NULL,
    version     {int} NOT NULL DEFAULT 1,
    UNIQUE (year, code)
){strict};
CREATE INDEX justify_group_agency ON justify_group (agency_id, year);
CREATE TABLE justify_line (
    line_id     {int} NOT NULL PRIMARY KEY REFERENCES line (id),
    group_id    {int} NOT NULL REFERENCES justify_group (id)
){strict};
CREATE INDEX justify_line_group ON justify_line (group_id);

-- Answers to the questions of plan/question.def: level 0 = of the whole unit. The newest version counts.
CREATE TABLE answer (
    id          {id},
    unit_id     {int} NOT NULL REFERENCES unit (id),
    level       {int} NOT NULL CHECK (level BETWEEN 0 AND 9),
    question    {int} NOT NULL,
    version     {int} NOT NULL,
    words       {text} NOT NULL,
    by_user     {text} NOT NULL,
    at_ms       {time} NOT NULL,
    UNIQUE (unit_id, level, question, version)
){strict};

-- Ways to do a unit's work, compared with their cost.
CREATE TABLE unit_option (
    id          {id},
    unit_id     {int} NOT NULL REFERENCES unit (id),
    number      {int} NOT NULL,
    kind        {text} NOT NULL CHECK (kind IN ('own', 'bma', 'state', 'private', 'joint')),
    title       {text} NOT NULL,
    cost_satang {money} NOT NULL CHECK (cost_satang >= 0),
    outcome     {text} NOT NULL DEFAULT '',
    chosen      {flag} NOT NULL DEFAULT 0,
    why         {text} NOT NULL DEFAULT '',
    removed     {flag} NOT NULL DEFAULT 0,
    version     {int} NOT NULL DEFAULT 1,
    UNIQUE (unit_id, number)
){strict};

-- What a level yields beyond the one below it.
CREATE TABLE level_output (
    package_id     {int} NOT NULL PRIMARY KEY REFERENCES package (id),
    name           {text} NOT NULL,
    quantity_milli {int} NOT NULL CHECK (quantity_milli >= 0),
    unit_word      {text} NOT NULL,
    version        {int} NOT NULL DEFAULT 1
){strict};

-- A unit against last year: what becomes of the work, and where the money it frees goes. past_code: the
-- unit's code of past_year, or output:CODE when only past_line knows it; '' = new work.
CREATE TABLE unit_review (
    unit_id     {int} NOT NULL PRIMARY KEY REFERENCES unit (id),
    past_year   {int} NOT NULL DEFAULT 0,
    past_code   {text} NOT NULL DEFAULT '',
    disposition {text} NOT NULL DEFAULT '' CHECK (disposition IN ('', 'new', 'continue', 'change', 'reduce', 'stop')),
    reason      {text} NOT NULL DEFAULT '',
    resolution  {text} NOT NULL DEFAULT '',
    decided_by  {text} NOT NULL DEFAULT '',
    decided_at_ms {time},
    version     {int} NOT NULL DEFAULT 1
){strict};
CREATE TABLE freed_to (
    unit_id       {int} NOT NULL REFERENCES unit (id),
    package_id    {int} NOT NULL REFERENCES package (id),
    amount_satang {money} NOT NULL CHECK (amount_satang > 0),
    PRIMARY KEY (unit_id, package_id)
){strict};
CREATE INDEX freed_to_package ON freed_to (package_id);

-- The agency's own order of its packages, saved as one write.
CREATE TABLE package_rank (
    package_id  {int} NOT NULL PRIMARY KEY REFERENCES package (id),
    year        {int} NOT NULL,
    agency_id   {int} NOT NULL REFERENCES agency (id),
    rank        {int} NOT NULL CHECK (rank > 0)
){strict};
CREATE INDEX package_rank_agency ON package_rank (agency_id, year, rank);
CREATE TABLE agency_ranking (
    year        {int} NOT NULL,
    agency_id   {int} NOT NULL REFERENCES agency (id),
    by_user     {text} NOT NULL,
    at_ms       {time} NOT NULL,
    version     {int} NOT NULL DEFAULT 1,
    PRIMARY KEY (year, agency_id)
){strict};
-- append-only: package_sign answer
