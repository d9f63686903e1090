-- 0045_activity: activity plans and their progress.
-- A project or activity (โครงการ/กิจกรรม) of an agency in a year, with or without money. plan_no: the plan in force (0 = none
-- was approved yet), open_no: the one that is prepared or waits (0 = none); one of them always is. done_bp: progress by the
-- plan in force; due: the last planned day of its earliest step that is not done (20991231: nothing is due). Both are
-- worked out by whatever writes a plan or progress, and `pbis check` works them out again.
CREATE TABLE activity (
    id         {id},
    year       {int} NOT NULL REFERENCES fiscal_year (year),
    agency_id  {int} NOT NULL REFERENCES agency (id),
    number     {int} NOT NULL CHECK (number BETWEEN 1 AND 9999),
    code       {text} NOT NULL UNIQUE,
    kind       {text} NOT NULL CHECK (kind IN ('project', 'activity')),
    state      {text} NOT NULL CHECK (state IN ('draft', 'sent', 'returned', 'approved', 'stopped', 'dropped')),
    plan_no    {int} NOT NULL DEFAULT 0,
    open_no    {int} NOT NULL DEFAULT 0,
    done_bp    {int} NOT NULL DEFAULT 0 CHECK (done_bp BETWEEN 0 AND 10000),
    due        {date} NOT NULL DEFAULT 20991231,
    version    {int} NOT NULL DEFAULT 1,
    made_by    {text} NOT NULL,
    made_ms    {time} NOT NULL,
    UNIQUE (agency_id, year, number)
){strict};
CREATE INDEX activity_due ON activity (year, due, id);
CREATE INDEX activity_agency ON activity (agency_id, year, due, id);

-- What a plan says, by number. Once decided it never changes; a change is the next number, with its reason.
CREATE TABLE activity_plan (
    id            {id},
    activity_id   {int} NOT NULL REFERENCES activity (id),
    no            {int} NOT NULL CHECK (no >= 1),
    state         {text} NOT NULL CHECK (state IN ('draft', 'sent', 'returned', 'approved', 'dropped')),
    name          {text} NOT NULL,
    unit          {text} NOT NULL DEFAULT '',
    work          {text} NOT NULL CHECK (work IN ('strategic', 'mission', 'base')),
    goal_id       {int} REFERENCES class_node (id),
    indicator_id  {int} REFERENCES indicator (id),
    amount_satang {money} NOT NULL DEFAULT 0 CHECK (amount_satang >= 0),
    source        {text} NOT NULL DEFAULT '',
    basis         {text} NOT NULL DEFAULT '',
    stop          {flag} NOT NULL DEFAULT 0,
    reason        {text} NOT NULL DEFAULT '',
    made_by       {text} NOT NULL,
    made_ms       {time} NOT NULL,
    sent_by       {text} NOT NULL DEFAULT '',
    sent_ms       {time},
    decided_by    {text} NOT NULL DEFAULT '',
    decided_ms    {time},
    decided_on    {date},
    capacity      {text} NOT NULL DEFAULT '',
    answer        {text} NOT NULL DEFAULT '',
    version       {int} NOT NULL DEFAULT 1,
    UNIQUE (activity_id, no)
){strict};
CREATE INDEX activity_plan_indicator ON activity_plan (indicator_id) WHERE indicator_id IS NOT NULL;
CREATE INDEX activity_plan_goal ON activity_plan (goal_id) WHERE goal_id IS NOT NULL;

-- Steps (ขั้นตอน) of a plan: weight_bp is the step's own part, never cumulative; months: bit 0 October .. bit 11 September,
-- 0 = not stated; from_day and to_day: as typed, else of the months; due: to_day, else the year's last day. step_key: the same step in later plans.
CREATE TABLE activity_step (
    activity_id {int} NOT NULL REFERENCES activity (id),
    plan_no     {int} NOT NULL,
    n           {int} NOT NULL CHECK (n BETWEEN 1 AND 30),
    step_key    {int} NOT NULL,
    name        {text} NOT NULL,
    weight_bp   {int} NOT NULL CHECK (weight_bp BETWEEN 1 AND 10000),
    months      {int} NOT NULL DEFAULT 0 CHECK (months BETWEEN 0 AND 4095),
    from_day    {date},
    to_day      {date},
    due         {date} NOT NULL,
    PRIMARY KEY (activity_id, plan_no, n),
    UNIQUE (activity_id, plan_no, step_key)
){strict};

-- Lines and packages whose money a plan uses.
CREATE TABLE activity_money (
    activity_id {int} NOT NULL REFERENCES activity (id),
    plan_no     {int} NOT NULL,
    n           {int} NOT NULL CHECK (n BETWEEN 1 AND 60),
    line_id     {int} REFERENCES line (id),
    package_id  {int} REFERENCES package (id),
    PRIMARY KEY (activity_id, plan_no, n),
    CHECK ((line_id IS NULL) <> (package_id IS NULL))
){strict};
CREATE INDEX activity_money_line ON activity_money (line_id) WHERE line_id IS NOT NULL;
CREATE INDEX activity_money_package ON activity_money (package_id) WHERE package_id IS NOT NULL;

-- Append-only: how far a step was on a day. The newest day counts, of one day the newest record.
CREATE TABLE activity_progress (
    id          {id},
    activity_id {int} NOT NULL REFERENCES activity (id),
    step_key    {int} NOT NULL,
    on_day      {date} NOT NULL,
    done_bp     {int} NOT NULL CHECK (done_bp BETWEEN 0 AND 10000),
    note        {text} NOT NULL DEFAULT '',
    evidence    {text} NOT NULL DEFAULT '',
    by_user     {text} NOT NULL,
    capacity    {text} NOT NULL DEFAULT '',
    at_ms       {time} NOT NULL
){strict};
CREATE INDEX activity_progress_step ON activity_progress (activity_id, step_key, on_day, id);
-- append-only: activity_progress
