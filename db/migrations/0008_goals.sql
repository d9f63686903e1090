-- 0008_goals: indicators and key results with dated versions, objectives of agencies, links between
-- trees, weights of packages on goals, and the move of a year to another strategy.

-- Rows of crosswalk join nodes of any two versions: an earlier tree to a later one, or a policy to the
-- issue it serves. status: sourced, illustrative, demo or ''.
ALTER TABLE crosswalk ADD COLUMN status {text} NOT NULL DEFAULT '';
CREATE INDEX crosswalk_to ON crosswalk (to_id);

-- How many nodes of a level are published though not all of them are known to the store.
CREATE TABLE class_count (
    version_id  {int} NOT NULL REFERENCES class_version (id),
    level       {text} NOT NULL,
    published   {int} NOT NULL CHECK (published > 0),
    note_th     {text} NOT NULL DEFAULT '',
    note_en     {text} NOT NULL DEFAULT '',
    PRIMARY KEY (version_id, level)
){strict};

-- An objective of an agency (OKR) in one year, for a goal. Without an agency nobody owns it, without a
-- node it is not linked: both are legal and are listed.
CREATE TABLE objective (
    id          {id},
    year        {int} NOT NULL,
    code        {text} NOT NULL,
    agency_id   {int} REFERENCES agency (id),
    node_id     {int} REFERENCES class_node (id),
    name_th     {text} NOT NULL,
    name_en     {text} NOT NULL DEFAULT '',
    status      {text} NOT NULL DEFAULT '',
    version     {int} NOT NULL DEFAULT 1,
    made_by     {text} NOT NULL,
    made_at_ms  {time} NOT NULL,
    UNIQUE (year, code)
){strict};
CREATE INDEX objective_node ON objective (node_id);

-- What is measured. Of a node of a tree (goal, measure): scope_id is the tree's version, year 0. Of an
-- objective (a key result) or of an agency (KPI; parent_id is the key result it serves): year is set,
-- scope_id 0. What it says and aims at stands in indicator_version.
CREATE TABLE indicator (
    id            {id},
    scope_id      {int} NOT NULL DEFAULT 0,
    year          {int} NOT NULL DEFAULT 0,
    code          {text} NOT NULL,
    level         {text} NOT NULL CHECK (level IN ('plan', 'key_result', 'kpi')),
    node_id       {int} REFERENCES class_node (id),
    objective_id  {int} REFERENCES objective (id),
    parent_id     {int} REFERENCES indicator (id),
    agency_id     {int} REFERENCES agency (id),
    kind          {text} NOT NULL CHECK (kind IN ('outcome', 'output')),
    status        {text} NOT NULL DEFAULT '',
    UNIQUE (scope_id, year, code)
){strict};
CREATE INDEX indicator_node ON indicator (node_id);
CREATE INDEX indicator_objective ON indicator (objective_id);

-- Append-only: each wording and target, from a day on. Numbers are exact decimals as text, '' = none;
-- targets are of the years first_year, +1, +2.
CREATE TABLE indicator_version (
    id            {id},
    indicator_id  {int} NOT NULL REFERENCES indicator (id),
    no            {int} NOT NULL,
    from_date     {date} NOT NULL,
    name_th       {text} NOT NULL,
    name_en       {text} NOT NULL DEFAULT '',
    unit_word     {text} NOT NULL DEFAULT '',
    direction     {text} NOT NULL CHECK (direction IN ('up', 'down', 'zero', 'done')),
    base_value    {text} NOT NULL DEFAULT '',
    first_year    {int} NOT NULL,
    target1       {text} NOT NULL DEFAULT '',
    target2       {text} NOT NULL DEFAULT '',
    target3       {text} NOT NULL DEFAULT '',
    reason        {text} NOT NULL DEFAULT '',
    source        {text} NOT NULL DEFAULT '',
    made_by       {text} NOT NULL,
    made_at_ms    {time} NOT NULL,
    UNIQUE (indicator_id, no)
){strict};

-- Append-only: what another person decided about a version; without a row it is proposed.
CREATE TABLE indicator_decision (
    version_id    {int} NOT NULL PRIMARY KEY REFERENCES indicator_version (id),
    approved      {flag} NOT NULL,
    resolution    {text} NOT NULL,
    reason        {text} NOT NULL DEFAULT '',
    by_user       {text} NOT NULL,
    at_ms         {time} NOT NULL
){strict};

-- The goals of a package that serves several. They hold while package.goal_id, the main goal, is one of
-- them: a package whose main goal was changed elsewhere serves that alone (package_goal_now).
CREATE TABLE package_goal (
    package_id  {int} NOT NULL REFERENCES package (id),
    node_id     {int} NOT NULL REFERENCES class_node (id),
    share_bp    {int} NOT NULL CHECK (share_bp BETWEEN 1 AND 10000),
    PRIMARY KEY (package_id, node_id)
){strict};
CREATE INDEX package_goal_node ON package_goal (node_id);
CREATE INDEX package_goal_main ON package (goal_id);

CREATE VIEW package_goal_now AS
SELECT p.id AS package_id, p.year AS year, g.node_id AS node_id, g.share_bp AS share_bp
FROM package p JOIN package_goal g ON g.package_id = p.id
WHERE EXISTS (SELECT 1 FROM package_goal m WHERE m.package_id = p.id AND m.node_id = p.goal_id)
UNION ALL
SELECT p.id, p.year, p.goal_id, 10000
FROM package p
WHERE p.goal_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM package_goal m WHERE m.package_id = p.id AND m.node_id = p.goal_id);

-- A year moved to another version of the strategy: what was mapped to what, and the links of every
-- package before and after, so that it can be undone exactly.
CREATE TABLE relink (
    id               {id},
    code             {text} NOT NULL UNIQUE,
    year             {int} NOT NULL REFERENCES fiscal_year (year),
    from_version_id  {int} NOT NULL REFERENCES class_version (id),
    to_version_id    {int} NOT NULL REFERENCES class_version (id),
    undoes_id        {int} REFERENCES relink (id),
    packages         {int} NOT NULL,
    lost             {int} NOT NULL,
    reason           {text} NOT NULL,
    by_user          {text} NOT NULL,
    at_ms            {time} NOT NULL
){strict};
CREATE TABLE relink_map (
    relink_id  {int} NOT NULL REFERENCES relink (id),
    from_id    {int} NOT NULL REFERENCES class_node (id),
    to_id      {int} NOT NULL REFERENCES class_node (id),
    share_bp   {int} NOT NULL,
    PRIMARY KEY (relink_id, from_id, to_id)
){strict};
CREATE TABLE relink_link (
    relink_id   {int} NOT NULL REFERENCES relink (id),
    package_id  {int} NOT NULL REFERENCES package (id),
    after       {flag} NOT NULL,
    node_id     {int} NOT NULL REFERENCES class_node (id),
    share_bp    {int} NOT NULL,
    PRIMARY KEY (relink_id, package_id, after, node_id)
){strict};
CREATE TABLE relink_objective (
    relink_id     {int} NOT NULL REFERENCES relink (id),
    objective_id  {int} NOT NULL REFERENCES objective (id),
    before_id     {int} NOT NULL REFERENCES class_node (id),
    after_id      {int} REFERENCES class_node (id),
    PRIMARY KEY (relink_id, objective_id)
){strict};
-- append-only: indicator_version indicator_decision relink relink_map relink_link relink_objective
