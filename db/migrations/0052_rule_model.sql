-- 0052_rule_model: rules of a scenario beyond ceilings; more dimensions of a ceiling; units of a funded package.

-- dim as in docs/formats/allocation.md. A forward year stands at the end of the code: "@2567", "1100@2567".
CREATE TABLE scenario_limit (
    scenario_id   {int} NOT NULL REFERENCES scenario (id),
    dim           {text} NOT NULL CHECK (dim IN ('total', 'agency', 'type', 'side', 'fund', 'district', 'group', 'label', 'personnel')),
    code          {text} NOT NULL DEFAULT '',
    max_satang    {money},
    min_satang    {money},
    PRIMARY KEY (scenario_id, dim, code)
){strict};
INSERT INTO scenario_limit (scenario_id, dim, code, max_satang, min_satang)
SELECT scenario_id, dim, code, max_satang, min_satang FROM scenario_ceiling;
DROP TABLE scenario_ceiling;
ALTER TABLE scenario_limit RENAME TO scenario_ceiling;

-- One rule. Lists of packages are codes apart by spaces; one that ends in * means all that begin so. least, most: how
-- many of a group, units of a divisible package (NULL: the line's quantity). amount_satang: a shared cost, a district's
-- minimum. share_bp: NULL is the parameter's. target: an agency, a district, a line, a label's word.
CREATE TABLE scenario_rule (
    id            {id},
    scenario_id   {int} NOT NULL REFERENCES scenario (id),
    code          {text} NOT NULL,
    kind          {text} NOT NULL CHECK (kind IN ('must', 'forbid', 'requires', 'excludes', 'group', 'units', 'shared', 'label', 'share', 'district')),
    packages      {text} NOT NULL DEFAULT '',
    others        {text} NOT NULL DEFAULT '',
    least         {int} CHECK (least >= 0),
    most          {int} CHECK (most >= 0),
    amount_satang {money} CHECK (amount_satang > 0),
    share_bp      {int} CHECK (share_bp BETWEEN 0 AND 10000),
    target        {text} NOT NULL DEFAULT '',
    reason        {text} NOT NULL,
    made_by       {text} NOT NULL,
    made_at_ms    {time} NOT NULL,
    version       {int} NOT NULL DEFAULT 1,
    UNIQUE (scenario_id, code)
){strict};

-- Append-only: of a divisible package, how many units a run gives and of which line.
CREATE TABLE run_units (
    run_id        {int} NOT NULL REFERENCES scenario_run (id),
    package_id    {int} NOT NULL REFERENCES package (id),
    line_id       {int} NOT NULL REFERENCES line (id),
    units         {int} NOT NULL,
    asked         {int} NOT NULL,
    unit_satang   {money} NOT NULL,
    PRIMARY KEY (run_id, package_id)
){strict};
-- append-only: run_units
