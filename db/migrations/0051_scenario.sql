-- 0051_scenario: scenarios branched, shared and compared; pins; the frontier.
-- Who may see a scenario: private (its maker), named (scenario_share), all. What stood before was everybody's.
ALTER TABLE scenario ADD COLUMN parent_id {int} REFERENCES scenario (id);
ALTER TABLE scenario ADD COLUMN shared {text} NOT NULL DEFAULT 'all' CHECK (shared IN ('private', 'named', 'all'));
ALTER TABLE scenario ADD COLUMN state {text} NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'archived'));

-- What a branch began with, part by part (ceiling, pin, rule) as text: its own changes are what differs from it.
CREATE TABLE scenario_base (
    scenario_id   {int} NOT NULL REFERENCES scenario (id),
    part          {text} NOT NULL CHECK (part IN ('ceiling', 'pin', 'rule')),
    key           {text} NOT NULL,
    content       {text} NOT NULL,
    PRIMARY KEY (scenario_id, part, key)
){strict};

-- Whom a scenario was shared with by name: a role's word or a user's name.
CREATE TABLE scenario_share (
    scenario_id   {int} NOT NULL REFERENCES scenario (id),
    kind          {text} NOT NULL CHECK (kind IN ('role', 'user')),
    word          {text} NOT NULL,
    by_user       {text} NOT NULL,
    at_ms         {time} NOT NULL,
    PRIMARY KEY (scenario_id, kind, word)
){strict};

-- A decision that a person took by hand (หมุดด้วยมือ): this package is in, or out, and why.
CREATE TABLE scenario_pin (
    scenario_id   {int} NOT NULL REFERENCES scenario (id),
    package_id    {int} NOT NULL REFERENCES package (id),
    way           {text} NOT NULL CHECK (way IN ('in', 'out')),
    reason        {text} NOT NULL,
    by_user       {text} NOT NULL,
    at_ms         {time} NOT NULL,
    version       {int} NOT NULL DEFAULT 1,
    PRIMARY KEY (scenario_id, package_id)
){strict};
CREATE INDEX scenario_pin_package ON scenario_pin (package_id, scenario_id);

-- Append-only: the pins a run was made with. cost_score: what the best value is worth more without this one
-- (re-solved); spread: the two answers' gaps, so the cost is known to within it; NULL = not priced.
CREATE TABLE run_pin (
    run_id        {int} NOT NULL REFERENCES scenario_run (id),
    package_id    {int} NOT NULL REFERENCES package (id),
    way           {text} NOT NULL,
    reason        {text} NOT NULL,
    by_user       {text} NOT NULL,
    cost_score    {int},
    spread_score  {int},
    PRIMARY KEY (run_id, package_id)
){strict};

-- Append-only: what a run gives by agency, side and type. value_score: of the packages; by type a package's value is
-- not divided, so it is 0 there.
CREATE TABLE run_part (
    run_id        {int} NOT NULL REFERENCES scenario_run (id),
    dim           {text} NOT NULL CHECK (dim IN ('agency', 'side', 'type')),
    code          {text} NOT NULL,
    asked_satang  {money} NOT NULL,
    used_satang   {money} NOT NULL,
    value_score   {int} NOT NULL,
    packages      {int} NOT NULL,
    funded        {int} NOT NULL,
    PRIMARY KEY (run_id, dim, code)
){strict};

-- Append-only: the same instance ranked with a cut line beside a run's optimum.
CREATE TABLE run_rank (
    run_id        {int} NOT NULL REFERENCES scenario_run (id),
    mode          {text} NOT NULL CHECK (mode IN ('strict', 'fill')),
    kept          {flag} NOT NULL,
    value_score   {int} NOT NULL,
    used_satang   {money} NOT NULL,
    funded        {int} NOT NULL,
    PRIMARY KEY (run_id, mode)
){strict};
-- Append-only: the packages that a ranking decides otherwise than the run.
CREATE TABLE run_rank_package (
    run_id        {int} NOT NULL REFERENCES scenario_run (id),
    mode          {text} NOT NULL,
    package_id    {int} NOT NULL REFERENCES package (id),
    funded        {flag} NOT NULL,
    PRIMARY KEY (run_id, mode, package_id)
){strict};

-- Append-only: the frontier of a scenario: the best value for each total ceiling, from what is mandatory to what is
-- asked. change_id and scenario_version: what it saw.
CREATE TABLE frontier (
    id            {id},
    scenario_id   {int} NOT NULL REFERENCES scenario (id),
    code          {text} NOT NULL UNIQUE,
    points        {int} NOT NULL,
    scenario_version {int} NOT NULL,
    change_id     {int} NOT NULL,
    instance_sha  {text} NOT NULL,
    total_ms      {int} NOT NULL,
    made_by       {text} NOT NULL,
    made_at_ms    {time} NOT NULL
){strict};
CREATE INDEX frontier_scenario ON frontier (scenario_id, id);

-- Append-only.
CREATE TABLE frontier_point (
    frontier_id   {int} NOT NULL REFERENCES frontier (id),
    no            {int} NOT NULL,
    ceiling_satang {money} NOT NULL,
    status        {text} NOT NULL CHECK (status IN ('optimal', 'feasible', 'infeasible', 'unknown')),
    is_now        {flag} NOT NULL DEFAULT 0,
    value_score   {int} NOT NULL,
    bound_score   {int} NOT NULL,
    gap_text      {text} NOT NULL,
    used_satang   {money} NOT NULL,
    funded        {int} NOT NULL,
    PRIMARY KEY (frontier_id, no)
){strict};
-- Append-only: what enters (funded = 1) or leaves at point `no` against the point before it; at the first point with an answer, all
-- that is funded.
CREATE TABLE frontier_move (
    frontier_id   {int} NOT NULL REFERENCES frontier (id),
    no            {int} NOT NULL,
    package_id    {int} NOT NULL REFERENCES package (id),
    funded        {flag} NOT NULL,
    amount_satang {money} NOT NULL,
    value_score   {int} NOT NULL,
    PRIMARY KEY (frontier_id, no, package_id)
){strict};
-- Append-only: what each agency gets at each point.
CREATE TABLE frontier_agency (
    frontier_id   {int} NOT NULL REFERENCES frontier (id),
    no            {int} NOT NULL,
    agency_code   {text} NOT NULL,
    used_satang   {money} NOT NULL,
    PRIMARY KEY (frontier_id, no, agency_code)
){strict};
-- append-only: run_pin run_part run_rank run_rank_package frontier frontier_point frontier_move frontier_agency
