-- 0002_city: fiscal years, agencies, versioned classifications, users, sessions, search, facts.
CREATE TABLE fiscal_year (
    year           {int} NOT NULL PRIMARY KEY CHECK (year BETWEEN 2500 AND 2699),
    stage          {text} NOT NULL,
    demo           {flag} NOT NULL DEFAULT 0,
    partial        {flag} NOT NULL DEFAULT 0,
    revenue_satang {money} NOT NULL DEFAULT 0,
    note_th        {text} NOT NULL DEFAULT '',
    note_en        {text} NOT NULL DEFAULT '',
    version        {int} NOT NULL DEFAULT 1
){strict};

-- Each move of a year's cycle, in order (the state table is in plan/cycle.c).
CREATE TABLE cycle_event (
    id          {id},
    year        {int} NOT NULL REFERENCES fiscal_year (year),
    event       {text} NOT NULL,
    from_stage  {text} NOT NULL,
    to_stage    {text} NOT NULL,
    by_user     {text} NOT NULL,
    at_ms       {time} NOT NULL,
    reason      {text} NOT NULL DEFAULT ''
){strict};

-- A spending agency (หน่วยรับงบประมาณ); validity by fiscal year, valid_to NULL = still.
CREATE TABLE agency (
    id             {id},
    code           {text} NOT NULL UNIQUE,
    name_th        {text} NOT NULL,
    name_en        {text} NOT NULL,
    abbr_th        {text} NOT NULL DEFAULT '',
    kind           {text} NOT NULL CHECK (kind IN ('bureau', 'district', 'supervised', 'commercial', 'ministry', 'unit')),
    division       {int} NOT NULL DEFAULT 0 CHECK (division BETWEEN 0 AND 6),
    district_group {text} NOT NULL DEFAULT '',
    print_order    {int} NOT NULL,
    valid_from     {int} NOT NULL,
    valid_to       {int},
    name_sort      {text} NOT NULL
){strict};

-- Misspellings of agencies and nodes that a person has reviewed: kind agency, output, strategy.
CREATE TABLE alias (
    kind        {text} NOT NULL,
    wrong       {text} NOT NULL,
    code        {text} NOT NULL,
    note        {text} NOT NULL DEFAULT '',
    PRIMARY KEY (kind, wrong)
){strict};

-- kind: programme (side > plan > output/work), item (type > group > item), fund, strategy, policy.
CREATE TABLE class_version (
    id          {id},
    kind        {text} NOT NULL,
    code        {text} NOT NULL,
    label_th    {text} NOT NULL,
    label_en    {text} NOT NULL,
    published   {flag} NOT NULL DEFAULT 0,
    source      {text} NOT NULL DEFAULT '',
    UNIQUE (kind, code)
){strict};

-- level: side plan output work | type group subgroup item | fund | the level words of a strategy.
CREATE TABLE class_node (
    id          {id},
    version_id  {int} NOT NULL REFERENCES class_version (id),
    code        {text} NOT NULL,
    parent_id   {int} REFERENCES class_node (id),
    level       {text} NOT NULL,
    name_th     {text} NOT NULL,
    name_en     {text} NOT NULL,
    sort        {int} NOT NULL,
    status      {text} NOT NULL DEFAULT '',
    UNIQUE (version_id, code)
){strict};
CREATE INDEX class_node_parent ON class_node (parent_id);

CREATE TABLE year_class (
    year        {int} NOT NULL REFERENCES fiscal_year (year),
    kind        {text} NOT NULL,
    version_id  {int} NOT NULL REFERENCES class_version (id),
    PRIMARY KEY (year, kind)
){strict};

CREATE TABLE crosswalk (
    from_id     {int} NOT NULL REFERENCES class_node (id),
    to_id       {int} NOT NULL REFERENCES class_node (id),
    share_bp    {int} NOT NULL CHECK (share_bp BETWEEN 0 AND 10000),
    PRIMARY KEY (from_id, to_id)
){strict};

CREATE TABLE app_user (
    id              {id},
    name            {text} NOT NULL UNIQUE,
    full_name       {text} NOT NULL,
    password        {text} NOT NULL,
    disabled        {flag} NOT NULL DEFAULT 0,
    demo            {flag} NOT NULL DEFAULT 0,
    lang            {text} NOT NULL DEFAULT 'th',
    created_ms      {time} NOT NULL,
    fails           {int} NOT NULL DEFAULT 0,
    locked_until_ms {time} NOT NULL DEFAULT 0,
    version         {int} NOT NULL DEFAULT 1
){strict};

-- What a user may do where: scope city, division (1-6) or agency (its id).
CREATE TABLE user_role (
    user_id     {int} NOT NULL REFERENCES app_user (id),
    role        {text} NOT NULL,
    scope_kind  {text} NOT NULL CHECK (scope_kind IN ('city', 'division', 'agency')),
    scope_id    {int} NOT NULL DEFAULT 0,
    PRIMARY KEY (user_id, role, scope_kind, scope_id)
){strict};

-- The token is stored hashed; `ref` names the session in the audit log.
CREATE TABLE session (
    token_hash  {bytes} NOT NULL PRIMARY KEY,
    ref         {text} NOT NULL UNIQUE,
    user_id     {int} NOT NULL REFERENCES app_user (id),
    csrf        {text} NOT NULL,
    created_ms  {time} NOT NULL,
    seen_ms     {time} NOT NULL,
    ended       {flag} NOT NULL DEFAULT 0
){strict};
CREATE INDEX session_of_user ON session (user_id);

-- Grams of three code points (base/thai.h); kind package, line, agency, node.
CREATE TABLE search_gram (
    gram        {text} NOT NULL,
    kind        {text} NOT NULL,
    ref_id      {int} NOT NULL,
    PRIMARY KEY (gram, kind, ref_id)
){strict};

-- Past years and outside facts, until execution and results feed them.
CREATE TABLE fact (
    year          {int} NOT NULL,
    agency_id     {int} NOT NULL REFERENCES agency (id),
    output_code   {text} NOT NULL DEFAULT '',
    kind          {text} NOT NULL,
    value_satang  {money} NOT NULL,
    source        {text} NOT NULL,
    PRIMARY KEY (year, agency_id, output_code, kind)
){strict};
-- append-only: cycle_event
