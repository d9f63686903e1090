-- 0003_plan: decision units and packages, lines, amounts by stage, scenarios, imports.
-- A decision unit (หน่วยตัดสินใจ): the chain of levels of one piece of work of an agency.
CREATE TABLE unit (
    id          {id},
    year        {int} NOT NULL REFERENCES fiscal_year (year),
    code        {text} NOT NULL,
    agency_id   {int} NOT NULL REFERENCES agency (id),
    output_id   {int} NOT NULL REFERENCES class_node (id),
    title       {text} NOT NULL,
    kind        {text} NOT NULL DEFAULT 'base' CHECK (kind IN ('base', 'mission', 'strategic')),
    UNIQUE (year, code)
){strict};
CREATE INDEX unit_agency ON unit (agency_id, year);

-- A decision package (ข้อเสนอรายระดับ): one level of effort of a unit, level 1 = minimum.
-- value_score is in millionths; state is one of DOMAIN.md 1.6.
CREATE TABLE package (
    id             {id},
    year           {int} NOT NULL REFERENCES fiscal_year (year),
    code           {text} NOT NULL,
    unit_id        {int} NOT NULL REFERENCES unit (id),
    agency_id      {int} NOT NULL REFERENCES agency (id),
    output_id      {int} NOT NULL REFERENCES class_node (id),
    goal_id        {int} REFERENCES class_node (id),
    level          {int} NOT NULL CHECK (level BETWEEN 1 AND 9),
    level_kind     {text} NOT NULL CHECK (level_kind IN ('minimum', 'current', 'increment')),
    title          {text} NOT NULL,
    justification  {text} NOT NULL DEFAULT '',
    integrated     {flag} NOT NULL DEFAULT 0,
    mandatory      {flag} NOT NULL DEFAULT 0,
    state          {text} NOT NULL,
    value_score    {int} NOT NULL DEFAULT 0 CHECK (value_score >= 0),
    version        {int} NOT NULL DEFAULT 1,
    made_by        {text} NOT NULL,
    made_at_ms     {time} NOT NULL,
    UNIQUE (year, code),
    UNIQUE (unit_id, level)
){strict};
CREATE INDEX package_agency ON package (agency_id, year, id);
CREATE INDEX package_output ON package (output_id, year);
CREATE INDEX package_state ON package (year, state, agency_id);

-- Money of a package by item, fund and year. Code: 2566-0-1100-00042 (CONTRACTS.md 1).
-- version = number of its rows in line_change.
CREATE TABLE line (
    id             {id},
    year           {int} NOT NULL REFERENCES fiscal_year (year),
    ordinance      {int} NOT NULL DEFAULT 0,
    code           {text} NOT NULL UNIQUE,
    package_id     {int} NOT NULL REFERENCES package (id),
    agency_id      {int} NOT NULL REFERENCES agency (id),
    output_id      {int} NOT NULL REFERENCES class_node (id),
    item_id        {int} NOT NULL REFERENCES class_node (id),
    fund_id        {int} NOT NULL REFERENCES class_node (id),
    name           {text} NOT NULL,
    quantity_milli {int} NOT NULL DEFAULT 1000 CHECK (quantity_milli >= 0),
    unit_word      {text} NOT NULL DEFAULT '',
    unit_price_satang {money} NOT NULL DEFAULT 0 CHECK (unit_price_satang >= 0),
    justification  {text} NOT NULL DEFAULT '',
    source_key     {text} NOT NULL DEFAULT '',
    origin         {text} NOT NULL DEFAULT 'annual',
    sort           {int} NOT NULL DEFAULT 0,
    version        {int} NOT NULL DEFAULT 0
){strict};
CREATE INDEX line_package ON line (package_id, id);
CREATE INDEX line_year ON line (year, id);
CREATE INDEX line_agency ON line (agency_id, year, id);
CREATE INDEX line_source ON line (year, source_key, agency_id);

-- The running number of line codes by year, ordinance and first 4 digits of the agency.
CREATE TABLE line_number (
    year        {int} NOT NULL,
    ordinance   {int} NOT NULL,
    prefix      {text} NOT NULL,
    next        {int} NOT NULL,
    PRIMARY KEY (year, ordinance, prefix)
){strict};

-- One amount a line and stage: 0 requested 1 analyst 2 suitability 3 permsec 4 governor 5 tabled
-- 6 committee 7 amended 8 enacted.
CREATE TABLE line_amount (
    line_id       {int} NOT NULL REFERENCES line (id),
    stage         {int} NOT NULL CHECK (stage BETWEEN 0 AND 8),
    amount_satang {money} NOT NULL CHECK (amount_satang >= 0),
    version       {int} NOT NULL DEFAULT 1,
    PRIMARY KEY (line_id, stage)
){strict};

-- Append-only: every change of an amount. `id` rises in commit order (store.h): the column mirror
-- pulls id > last.
CREATE TABLE line_change (
    id            {id},
    line_id       {int} NOT NULL REFERENCES line (id),
    seq           {int} NOT NULL,
    stage         {int} NOT NULL,
    old_satang    {money},
    new_satang    {money} NOT NULL,
    by_user       {text} NOT NULL,
    at_ms         {time} NOT NULL,
    reason        {text} NOT NULL DEFAULT '',
    resolution    {text} NOT NULL DEFAULT '',
    UNIQUE (line_id, seq)
){strict};

-- Append-only: every move of a package's state.
CREATE TABLE package_event (
    id          {id},
    package_id  {int} NOT NULL REFERENCES package (id),
    event       {text} NOT NULL,
    from_state  {text} NOT NULL,
    to_state    {text} NOT NULL,
    by_user     {text} NOT NULL,
    at_ms       {time} NOT NULL,
    reason      {text} NOT NULL DEFAULT ''
){strict};
CREATE INDEX package_event_package ON package_event (package_id, id);

CREATE TABLE scenario (
    id          {id},
    year        {int} NOT NULL REFERENCES fiscal_year (year),
    name        {text} NOT NULL,
    note        {text} NOT NULL DEFAULT '',
    made_by     {text} NOT NULL,
    made_at_ms  {time} NOT NULL,
    version     {int} NOT NULL DEFAULT 1,
    UNIQUE (year, name)
){strict};

-- A ceiling (กรอบวงเงิน): code is the agency's or the node's code, '' for total.
CREATE TABLE scenario_ceiling (
    scenario_id   {int} NOT NULL REFERENCES scenario (id),
    dim           {text} NOT NULL CHECK (dim IN ('total', 'agency', 'type', 'side', 'fund')),
    code          {text} NOT NULL DEFAULT '',
    max_satang    {money},
    min_satang    {money},
    PRIMARY KEY (scenario_id, dim, code)
){strict};

-- One run of the solver on a scenario. change_id: the newest line_change it saw.
CREATE TABLE scenario_run (
    id            {id},
    scenario_id   {int} NOT NULL REFERENCES scenario (id),
    code          {text} NOT NULL UNIQUE,
    mode          {text} NOT NULL,
    status        {text} NOT NULL,
    value_score   {int} NOT NULL,
    bound_score   {int} NOT NULL,
    gap_text      {text} NOT NULL,
    funded        {int} NOT NULL,
    packages      {int} NOT NULL,
    used_satang   {money} NOT NULL,
    asked_satang  {money} NOT NULL,
    solve_ms      {int} NOT NULL,
    total_ms      {int} NOT NULL,
    instance_sha  {text} NOT NULL,
    result_sha    {text} NOT NULL,
    change_id     {int} NOT NULL,
    made_by       {text} NOT NULL,
    made_at_ms    {time} NOT NULL
){strict};
CREATE INDEX scenario_run_scenario ON scenario_run (scenario_id, id);

CREATE TABLE run_ceiling (
    run_id        {int} NOT NULL REFERENCES scenario_run (id),
    dim           {text} NOT NULL,
    code          {text} NOT NULL,
    max_satang    {money},
    min_satang    {money},
    used_satang   {money} NOT NULL,
    asked_satang  {money} NOT NULL,
    price_text    {text} NOT NULL,
    PRIMARY KEY (run_id, dim, code)
){strict};

-- reason: the code of CONTRACTS.md 2 (solve); resources: ids that block, comma separated.
-- cut_rank: order by value per baht, for the cut line; cumulative: the amounts down to that rank.
CREATE TABLE run_package (
    run_id        {int} NOT NULL REFERENCES scenario_run (id),
    package_id    {int} NOT NULL REFERENCES package (id),
    funded        {flag} NOT NULL,
    reason        {text} NOT NULL,
    resources     {text} NOT NULL DEFAULT '',
    why_th        {text} NOT NULL,
    why_en        {text} NOT NULL,
    cut_rank      {int} NOT NULL,
    value_score   {int} NOT NULL,
    amount_satang {money} NOT NULL,
    cumulative_satang {money} NOT NULL,
    PRIMARY KEY (run_id, package_id)
){strict};
CREATE UNIQUE INDEX run_package_rank ON run_package (run_id, cut_rank);
CREATE INDEX run_package_package ON run_package (package_id, run_id);

-- What was imported, by the file's digest.
CREATE TABLE import_run (
    id            {id},
    code          {text} NOT NULL UNIQUE,
    kind          {text} NOT NULL,
    sha256        {text} NOT NULL,
    year          {int} NOT NULL,
    rows_read     {int} NOT NULL,
    accepted      {int} NOT NULL,
    unchanged     {int} NOT NULL,
    refused       {int} NOT NULL,
    repaired      {int} NOT NULL,
    total_text    {text} NOT NULL,
    report        {text} NOT NULL,
    by_user       {text} NOT NULL,
    at_ms         {time} NOT NULL
){strict};

-- National rows (import national-lines): their own table, they are not a city's packages.
CREATE TABLE national_line (
    id            {id},
    year          {int} NOT NULL,
    item_key      {text} NOT NULL,
    ref_doc       {text} NOT NULL,
    page          {text} NOT NULL,
    agency_id     {int} NOT NULL REFERENCES agency (id),
    node_id       {int} NOT NULL REFERENCES class_node (id),
    category_id   {int} NOT NULL REFERENCES class_node (id),
    cross_func    {flag} NOT NULL,
    name          {text} NOT NULL,
    tranche_year  {int} NOT NULL,
    amount_satang {money} NOT NULL,
    obliged       {flag} NOT NULL,
    note          {text} NOT NULL DEFAULT '',
    row_no        {int} NOT NULL
){strict};
CREATE UNIQUE INDEX national_line_key ON national_line (item_key, year);
-- append-only: line_change package_event import_run
