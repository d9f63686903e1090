-- 0007_money: fiscal position, commitments, ceilings, revenue, subsidies, personnel, medium term.
-- Fiscal position (ฐานะการคลัง) as of a date, stated for a fiscal year; never overwritten: a later
-- statement of the same date is the next version.
CREATE TABLE fiscal_position (
    id          {id},
    code        {text} NOT NULL UNIQUE,
    year        {int} NOT NULL REFERENCES fiscal_year (year),
    as_of       {date} NOT NULL,
    version     {int} NOT NULL,
    note        {text} NOT NULL DEFAULT '',
    made_by     {text} NOT NULL,
    made_at_ms  {time} NOT NULL,
    UNIQUE (year, as_of, version)
){strict};

-- for_year: of commitments and debt service, the fiscal year it falls due in; else 0.
-- status: published | office | demonstration.
CREATE TABLE fiscal_position_item (
    position_id   {int} NOT NULL REFERENCES fiscal_position (id),
    kind          {text} NOT NULL CHECK (kind IN ('cash', 'free', 'carried_a', 'carried_b', 'commitment', 'debt', 'debt_service')),
    for_year      {int} NOT NULL DEFAULT 0,
    amount_satang {money} NOT NULL CHECK (amount_satang >= 0),
    source        {text} NOT NULL,
    status        {text} NOT NULL,
    PRIMARY KEY (position_id, kind, for_year)
){strict};

-- Money an agency is bound to: yearly tranches of multi-year commitments (ผูกพันงบประมาณข้ามปี), signed
-- contracts, and running costs of finished assets. The years add up to the total.
CREATE TABLE committed (
    id            {id},
    code          {text} NOT NULL UNIQUE,
    agency_id     {int} NOT NULL REFERENCES agency (id),
    kind          {text} NOT NULL CHECK (kind IN ('tranche', 'contract', 'running')),
    type_code     {text} NOT NULL,
    title         {text} NOT NULL,
    ref           {text} NOT NULL,
    total_satang  {money} NOT NULL CHECK (total_satang > 0),
    source        {text} NOT NULL,
    ended         {flag} NOT NULL DEFAULT 0,
    end_reason    {text} NOT NULL DEFAULT '',
    made_by       {text} NOT NULL,
    made_at_ms    {time} NOT NULL,
    version       {int} NOT NULL DEFAULT 1
){strict};
CREATE INDEX committed_agency ON committed (agency_id, ended);
CREATE TABLE committed_year (
    committed_id  {int} NOT NULL REFERENCES committed (id),
    year          {int} NOT NULL CHECK (year BETWEEN 2500 AND 2699),
    amount_satang {money} NOT NULL CHECK (amount_satang >= 0),
    PRIMARY KEY (committed_id, year)
){strict};
CREATE INDEX committed_year_year ON committed_year (year, committed_id);

-- Ceilings (กรอบวงเงิน) of a year, issued top-down; each version stays with its reason. The newest
-- issued version holds; at most one draft a year.
CREATE TABLE ceiling_issue (
    id            {id},
    year          {int} NOT NULL REFERENCES fiscal_year (year),
    version       {int} NOT NULL,
    state         {text} NOT NULL CHECK (state IN ('draft', 'issued', 'dropped')),
    reason        {text} NOT NULL,
    made_by       {text} NOT NULL,
    made_at_ms    {time} NOT NULL,
    issued_by     {text} NOT NULL DEFAULT '',
    issued_at_ms  {time} NOT NULL DEFAULT 0,
    position_id   {int} REFERENCES fiscal_position (id),
    edits         {int} NOT NULL DEFAULT 0,
    UNIQUE (year, version)
){strict};
-- agency_code: '' = the whole city; else the ceiling is of that agency (by type, side or fund).
CREATE TABLE ceiling_item (
    issue_id      {int} NOT NULL REFERENCES ceiling_issue (id),
    dim           {text} NOT NULL CHECK (dim IN ('total', 'agency', 'type', 'side', 'fund')),
    code          {text} NOT NULL DEFAULT '',
    agency_code   {text} NOT NULL DEFAULT '',
    amount_satang {money} NOT NULL CHECK (amount_satang >= 0),
    PRIMARY KEY (issue_id, dim, code, agency_code)
){strict};

-- Receipts by source (plan/revenue.def); the newest row of a year and source counts.
CREATE TABLE revenue_actual (
    id            {id},
    year          {int} NOT NULL,
    source_code   {text} NOT NULL,
    amount_satang {money} NOT NULL CHECK (amount_satang >= 0),
    source        {text} NOT NULL,
    status        {text} NOT NULL,
    made_by       {text} NOT NULL,
    made_at_ms    {time} NOT NULL
){strict};
CREATE INDEX revenue_actual_year ON revenue_actual (year, source_code, id);
CREATE TABLE revenue_forecast (
    id            {id},
    code          {text} NOT NULL UNIQUE,
    year          {int} NOT NULL REFERENCES fiscal_year (year),
    name          {text} NOT NULL,
    method        {text} NOT NULL,
    basis         {text} NOT NULL,
    state         {text} NOT NULL CHECK (state IN ('draft', 'adopted', 'replaced')),
    made_by       {text} NOT NULL,
    made_at_ms    {time} NOT NULL,
    adopted_by    {text} NOT NULL DEFAULT '',
    adopted_at_ms {time} NOT NULL DEFAULT 0,
    adopted_reason {text} NOT NULL DEFAULT ''
){strict};
CREATE INDEX revenue_forecast_year ON revenue_forecast (year, id);
CREATE TABLE revenue_forecast_item (
    forecast_id   {int} NOT NULL REFERENCES revenue_forecast (id),
    source_code   {text} NOT NULL,
    amount_satang {money} NOT NULL CHECK (amount_satang >= 0),
    basis         {text} NOT NULL DEFAULT '',
    PRIMARY KEY (forecast_id, source_code)
){strict};

-- Growth and retirements of the personnel cost of a coming year, stated in a year; the newest counts.
CREATE TABLE personnel_year (
    id            {id},
    year          {int} NOT NULL REFERENCES fiscal_year (year),
    for_year      {int} NOT NULL,
    growth_bp     {int} NOT NULL CHECK (growth_bp BETWEEN -10000 AND 10000),
    retiring      {int} NOT NULL CHECK (retiring >= 0),
    saving_satang {money} NOT NULL CHECK (saving_satang >= 0),
    source        {text} NOT NULL,
    made_by       {text} NOT NULL,
    made_at_ms    {time} NOT NULL
){strict};
CREATE INDEX personnel_year_year ON personnel_year (year, for_year, id);

-- Government subsidies (เงินอุดหนุนรัฐบาล): their own stream beside the city's balanced budget.
CREATE TABLE subsidy (
    id            {id},
    code          {text} NOT NULL UNIQUE,
    year          {int} NOT NULL REFERENCES fiscal_year (year),
    agency_id     {int} NOT NULL REFERENCES agency (id),
    fund_code     {text} NOT NULL CHECK (fund_code IN ('SUBG', 'SUBS')),
    name          {text} NOT NULL,
    purpose       {text} NOT NULL,
    conditions    {text} NOT NULL,
    matching_bp   {int} NOT NULL CHECK (matching_bp BETWEEN 0 AND 9999),
    status        {text} NOT NULL,
    requested_satang {money} NOT NULL DEFAULT 0,
    approved_satang  {money} NOT NULL DEFAULT 0,
    received_satang  {money} NOT NULL DEFAULT 0,
    spent_satang     {money} NOT NULL DEFAULT 0,
    returned_satang  {money} NOT NULL DEFAULT 0,
    reported      {flag} NOT NULL DEFAULT 0,
    made_by       {text} NOT NULL,
    made_at_ms    {time} NOT NULL,
    version       {int} NOT NULL DEFAULT 1,
    CHECK (approved_satang <= requested_satang),
    CHECK (received_satang <= approved_satang),
    CHECK (spent_satang + returned_satang <= received_satang)
){strict};
CREATE INDEX subsidy_year ON subsidy (year, id);
CREATE TABLE subsidy_event (
    id            {id},
    subsidy_id    {int} NOT NULL REFERENCES subsidy (id),
    seq           {int} NOT NULL,
    event         {text} NOT NULL,
    on_date       {date} NOT NULL,
    amount_satang {money} NOT NULL,
    note          {text} NOT NULL DEFAULT '',
    by_user       {text} NOT NULL,
    at_ms         {time} NOT NULL,
    UNIQUE (subsidy_id, seq)
){strict};
-- The national calendar of a year's subsidy requests (plan/subsidy.def).
CREATE TABLE subsidy_step (
    year        {int} NOT NULL REFERENCES fiscal_year (year),
    step        {text} NOT NULL,
    due         {date} NOT NULL,
    done        {date},
    note        {text} NOT NULL DEFAULT '',
    PRIMARY KEY (year, step)
){strict};

-- Medium-term plan (แผนงบประมาณระยะปานกลาง) made in a base year for the three years after it; each
-- version stays as it was made.
CREATE TABLE medium_term (
    id            {id},
    code          {text} NOT NULL UNIQUE,
    base_year     {int} NOT NULL REFERENCES fiscal_year (year),
    version       {int} NOT NULL,
    reason        {text} NOT NULL,
    personnel_bp  {int} NOT NULL,
    revenue_bp    {int} NOT NULL,
    made_by       {text} NOT NULL,
    made_at_ms    {time} NOT NULL,
    UNIQUE (base_year, version)
){strict};
CREATE TABLE medium_term_item (
    plan_id       {int} NOT NULL REFERENCES medium_term (id),
    year          {int} NOT NULL,
    kind          {text} NOT NULL,
    amount_satang {money} NOT NULL,
    PRIMARY KEY (plan_id, year, kind)
){strict};
-- New policy (นโยบายใหม่) that wants money in the coming years.
CREATE TABLE new_policy (
    id          {id},
    code        {text} NOT NULL UNIQUE,
    base_year   {int} NOT NULL REFERENCES fiscal_year (year),
    agency_id   {int} NOT NULL REFERENCES agency (id),
    title       {text} NOT NULL,
    reason      {text} NOT NULL,
    status      {text} NOT NULL,
    ended       {flag} NOT NULL DEFAULT 0,
    made_by     {text} NOT NULL,
    made_at_ms  {time} NOT NULL
){strict};
CREATE TABLE new_policy_year (
    policy_id     {int} NOT NULL REFERENCES new_policy (id),
    year          {int} NOT NULL,
    amount_satang {money} NOT NULL CHECK (amount_satang >= 0),
    PRIMARY KEY (policy_id, year)
){strict};
-- append-only: fiscal_position fiscal_position_item revenue_actual personnel_year subsidy_event medium_term medium_term_item new_policy_year
