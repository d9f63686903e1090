-- 0047_value: evaluations, evidence, costs of services (issue F).

-- A package's own indicators, said by hand beside those of its goals: their results are evidence for it and for what
-- descends from it in later years.
CREATE TABLE package_indicator (
    package_id    {int} NOT NULL REFERENCES package (id),
    indicator_id  {int} NOT NULL REFERENCES indicator (id),
    by_user       {text} NOT NULL,
    at_ms         {time} NOT NULL,
    PRIMARY KEY (package_id, indicator_id)
){strict};
CREATE INDEX package_indicator_indicator ON package_indicator (indicator_id);
CREATE INDEX indicator_parent ON indicator (parent_id) WHERE parent_id IS NOT NULL;

-- Which readings count what an output of an agency yields: an output or an outcome, by the indicator's lasting name
-- (indicator_profile.stable). Without a row, and without a reading, the quantities of funded levels count.
CREATE TABLE value_measure (
    agency_id     {int} NOT NULL REFERENCES agency (id),
    output_code   {text} NOT NULL,
    kind          {text} NOT NULL CHECK (kind IN ('output', 'outcome')),
    stable        {text} NOT NULL,
    version       {int} NOT NULL DEFAULT 1,
    PRIMARY KEY (agency_id, output_code, kind)
){strict};

-- An evaluation of a project (a package) after its end: was it worth its money. year: when it is evaluated.
-- Costs are as planned (enacted) and paid on the day it was made or last saved; benefits in money may be absent.
CREATE TABLE evaluation (
    id              {id},
    code            {text} NOT NULL UNIQUE,
    year            {int} NOT NULL REFERENCES fiscal_year (year),
    number          {int} NOT NULL,
    agency_id       {int} NOT NULL REFERENCES agency (id),
    package_id      {int} NOT NULL REFERENCES package (id),
    state           {text} NOT NULL CHECK (state IN ('draft', 'reviewed', 'published', 'dropped')),
    evaluator       {text} NOT NULL,
    ended_on        {date},
    planned_end     {date},
    plan_cost_satang  {money},
    real_cost_satang  {money},
    plan_output_milli {int},
    real_output_milli {int},
    output_unit     {text} NOT NULL DEFAULT '',
    plan_outcome_milli {int},
    real_outcome_milli {int},
    outcome_unit    {text} NOT NULL DEFAULT '',
    plan_benefit_satang {money},
    real_benefit_satang {money},
    benefit_note    {text} NOT NULL DEFAULT '',
    lessons         {text} NOT NULL DEFAULT '',
    made_by         {text} NOT NULL,
    made_ms         {time} NOT NULL,
    reviewed_by     {text} NOT NULL DEFAULT '',
    reviewed_ms     {time},
    published_by    {text} NOT NULL DEFAULT '',
    published_ms    {time},
    total           {int},
    version         {int} NOT NULL DEFAULT 1,
    UNIQUE (year, number)
){strict};
CREATE INDEX evaluation_package ON evaluation (package_id, id);
CREATE INDEX evaluation_agency ON evaluation (agency_id, id);
CREATE INDEX evaluation_published ON evaluation (state, year);

-- Scores of an evaluation, millionths of a per cent as everywhere; criteria and weights are of the parameter of that day.
CREATE TABLE evaluation_score (
    evaluation_id   {int} NOT NULL REFERENCES evaluation (id),
    criterion       {text} NOT NULL,
    sort            {int} NOT NULL,
    name_th         {text} NOT NULL,
    name_en         {text} NOT NULL,
    weight_bp       {int} NOT NULL CHECK (weight_bp BETWEEN 0 AND 10000),
    percent         {int} CHECK (percent BETWEEN 0 AND 100000000),
    evidence        {text} NOT NULL DEFAULT '',
    PRIMARY KEY (evaluation_id, criterion)
){strict};
CREATE TABLE evaluation_event (
    id              {id},
    evaluation_id   {int} NOT NULL REFERENCES evaluation (id),
    event           {text} NOT NULL,
    from_state      {text} NOT NULL,
    to_state        {text} NOT NULL,
    reason          {text} NOT NULL DEFAULT '',
    by_user         {text} NOT NULL,
    at_ms           {time} NOT NULL
){strict};
CREATE INDEX evaluation_event_of ON evaluation_event (evaluation_id, id);

-- A public service (บริการสาธารณะ) whose unit cost is asked. stable: the indicator whose readings are its volumes; '' = typed.
-- readings: each period's reading is that period's own and they add up, or they accumulate and the newest counts.
CREATE TABLE service (
    id            {id},
    code          {text} NOT NULL UNIQUE,
    name_th       {text} NOT NULL,
    name_en       {text} NOT NULL DEFAULT '',
    unit_word     {text} NOT NULL,
    stable        {text} NOT NULL DEFAULT '',
    readings      {text} NOT NULL DEFAULT 'sum' CHECK (readings IN ('sum', 'newest')),
    closed        {flag} NOT NULL DEFAULT 0,
    version       {int} NOT NULL DEFAULT 1,
    made_by       {text} NOT NULL,
    made_ms       {time} NOT NULL
){strict};

-- How much was served. month: 1..12 of the calendar; 0 = of the whole year. A year has months or one row, not both.
CREATE TABLE service_volume (
    service_id    {int} NOT NULL REFERENCES service (id),
    agency_id     {int} NOT NULL REFERENCES agency (id),
    year          {int} NOT NULL REFERENCES fiscal_year (year),
    month         {int} NOT NULL CHECK (month BETWEEN 0 AND 12),
    quantity_milli {int} NOT NULL CHECK (quantity_milli >= 0),
    version       {int} NOT NULL DEFAULT 1,
    by_user       {text} NOT NULL,
    at_ms         {time} NOT NULL,
    PRIMARY KEY (year, service_id, agency_id, month)
){strict};

-- What a service of an agency weighs in the split of shared cost: posts (people) and area (square metres).
CREATE TABLE service_weight (
    service_id    {int} NOT NULL REFERENCES service (id),
    agency_id     {int} NOT NULL REFERENCES agency (id),
    year          {int} NOT NULL REFERENCES fiscal_year (year),
    posts_milli   {int} NOT NULL DEFAULT 0 CHECK (posts_milli >= 0),
    area_milli    {int} NOT NULL DEFAULT 0 CHECK (area_milli >= 0),
    version       {int} NOT NULL DEFAULT 1,
    by_user       {text} NOT NULL,
    at_ms         {time} NOT NULL,
    PRIMARY KEY (year, service_id, agency_id)
){strict};

-- Cost that several services share. agency_id: shared among that agency's services; NULL = among all agencies'.
-- What its key is stands in cost_pool_key.
CREATE TABLE cost_pool (
    id            {id},
    year          {int} NOT NULL REFERENCES fiscal_year (year),
    code          {text} NOT NULL,
    agency_id     {int} REFERENCES agency (id),
    name          {text} NOT NULL,
    made_by       {text} NOT NULL,
    made_ms       {time} NOT NULL,
    version       {int} NOT NULL DEFAULT 1,
    UNIQUE (year, code)
){strict};

-- Append-only: the keys of a pool; each counts once another person has approved it. The newest approved one holds.
CREATE TABLE cost_pool_key (
    id            {id},
    pool_id       {int} NOT NULL REFERENCES cost_pool (id),
    number        {int} NOT NULL,
    split_key     {text} NOT NULL CHECK (split_key IN ('posts', 'volume', 'direct', 'area')),
    reason        {text} NOT NULL,
    by_user       {text} NOT NULL,
    at_ms         {time} NOT NULL,
    UNIQUE (pool_id, number)
){strict};
CREATE TABLE cost_pool_key_decision (
    key_id        {int} NOT NULL PRIMARY KEY REFERENCES cost_pool_key (id),
    approved      {flag} NOT NULL,
    reason        {text} NOT NULL DEFAULT '',
    by_user       {text} NOT NULL,
    at_ms         {time} NOT NULL
){strict};

-- Where the disbursed money of an agency's output goes: to one service, or to one pool. A line may go elsewhere than
-- its output (line_id). What has no row is not covered, and is shown so.
CREATE TABLE cost_source (
    id            {id},
    year          {int} NOT NULL REFERENCES fiscal_year (year),
    agency_id     {int} NOT NULL REFERENCES agency (id),
    output_code   {text} NOT NULL,
    line_id       {int} REFERENCES line (id),
    service_id    {int} REFERENCES service (id),
    pool_id       {int} REFERENCES cost_pool (id),
    by_user       {text} NOT NULL,
    at_ms         {time} NOT NULL,
    version       {int} NOT NULL DEFAULT 1,
    CHECK ((service_id IS NULL) <> (pool_id IS NULL))
){strict};
CREATE UNIQUE INDEX cost_source_output ON cost_source (year, agency_id, output_code) WHERE line_id IS NULL;
CREATE UNIQUE INDEX cost_source_line ON cost_source (line_id) WHERE line_id IS NOT NULL;
CREATE INDEX cost_source_year ON cost_source (year, id);
-- append-only: evaluation_event cost_pool_key cost_pool_key_decision
