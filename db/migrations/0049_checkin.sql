-- 0049_checkin: check-ins of key results, the weights of their roll-up, and scores at a quarter's end.
-- Append-only: what a person said of a key result or KPI on a day. value: exact decimal, '' = none said; confidence
-- 0..100 or none; light: on_track, at_risk, off_track or ''.
CREATE TABLE checkin (
    id            {id},
    indicator_id  {int} NOT NULL REFERENCES indicator (id),
    year          {int} NOT NULL,
    on_date       {date} NOT NULL,
    value         {text} NOT NULL DEFAULT '',
    confidence    {int} CHECK (confidence BETWEEN 0 AND 100),
    light         {text} NOT NULL CHECK (light IN ('', 'on_track', 'at_risk', 'off_track')),
    note          {text} NOT NULL DEFAULT '',
    by_user       {text} NOT NULL,
    capacity      {text} NOT NULL DEFAULT '',
    at_ms         {time} NOT NULL
){strict};
CREATE INDEX checkin_of ON checkin (indicator_id, year, on_date, id);

-- How often a check-in is due and when the next one is; without a row, the year's usual cadence holds.
CREATE TABLE checkin_plan (
    indicator_id  {int} NOT NULL REFERENCES indicator (id),
    year          {int} NOT NULL,
    cadence       {text} NOT NULL CHECK (cadence IN ('week', 'month')),
    next_due      {date} NOT NULL,
    version       {int} NOT NULL DEFAULT 1,
    by_user       {text} NOT NULL,
    at_ms         {time} NOT NULL,
    PRIMARY KEY (indicator_id, year)
){strict};
CREATE INDEX checkin_plan_due ON checkin_plan (year, next_due, indicator_id);

-- Append-only: of what the progress of a goal, objective, key result or KPI is made; the newest number counts. mode:
-- progress (per cent of each part), value (parts in the same unit).
CREATE TABLE rollup_set (
    id            {id},
    year          {int} NOT NULL,
    parent_kind   {text} NOT NULL CHECK (parent_kind IN ('goal', 'objective', 'indicator')),
    parent_id     {int} NOT NULL,
    no            {int} NOT NULL,
    mode          {text} NOT NULL CHECK (mode IN ('progress', 'value')),
    reason        {text} NOT NULL,
    by_user       {text} NOT NULL,
    capacity      {text} NOT NULL DEFAULT '',
    at_ms         {time} NOT NULL,
    UNIQUE (year, parent_kind, parent_id, no)
){strict};
CREATE TABLE rollup_share (
    set_id        {int} NOT NULL REFERENCES rollup_set (id),
    child_kind    {text} NOT NULL CHECK (child_kind IN ('goal', 'objective', 'indicator')),
    child_id      {int} NOT NULL,
    share_bp      {int} NOT NULL CHECK (share_bp BETWEEN 1 AND 10000),
    PRIMARY KEY (set_id, child_kind, child_id)
){strict};
CREATE VIEW rollup_now AS
SELECT s.year AS year, s.id AS set_id, s.parent_kind AS parent_kind, s.parent_id AS parent_id, s.no AS no,
       s.mode AS mode, h.child_kind AS child_kind, h.child_id AS child_id, h.share_bp AS share_bp
FROM rollup_set s JOIN rollup_share h ON h.set_id = s.id
WHERE s.no = (SELECT MAX(t.no) FROM rollup_set t
              WHERE t.year = s.year AND t.parent_kind = s.parent_kind AND t.parent_id = s.parent_id);

-- Append-only: a quarter closed: progress (millionths of a per cent; none = nothing was covered) and how much of the
-- weight it covers. The newest run of a quarter counts.
CREATE TABLE okr_close (
    id            {id},
    year          {int} NOT NULL,
    quarter       {int} NOT NULL CHECK (quarter BETWEEN 1 AND 4),
    run           {int} NOT NULL,
    as_of         {date} NOT NULL,
    reason        {text} NOT NULL DEFAULT '',
    by_user       {text} NOT NULL,
    capacity      {text} NOT NULL DEFAULT '',
    at_ms         {time} NOT NULL,
    UNIQUE (year, quarter, run)
){strict};
CREATE TABLE okr_score (
    close_id      {int} NOT NULL REFERENCES okr_close (id),
    kind          {text} NOT NULL CHECK (kind IN ('goal', 'objective', 'indicator')),
    node_id       {int} NOT NULL,
    progress      {int},
    covered_bp    {int} NOT NULL CHECK (covered_bp BETWEEN 0 AND 10000),
    why           {text} NOT NULL DEFAULT '',
    PRIMARY KEY (close_id, kind, node_id)
){strict};
CREATE INDEX okr_score_of ON okr_score (kind, node_id, close_id);
-- append-only: checkin rollup_set rollup_share okr_close okr_score
