-- 0034_pace: procurement plans, acceleration rounds, problems (issue E).
-- The procurement plan of a capital line: the planned and the actual day of each step (perform/procurement.def).
-- next_step: the first step without an actual day (7 = all done), next_day: its planned day.
CREATE TABLE procurement (
    line_id       {int} NOT NULL PRIMARY KEY REFERENCES line (id),
    year          {int} NOT NULL REFERENCES fiscal_year (year),
    method        {text} NOT NULL,
    contract      {text} NOT NULL DEFAULT '',
    tor_plan      {date},
    tor_real      {date},
    price_plan    {date},
    price_real    {date},
    announce_plan {date},
    announce_real {date},
    bids_plan     {date},
    bids_real     {date},
    sign_plan     {date},
    sign_real     {date},
    deliver_plan  {date},
    deliver_real  {date},
    accept_plan   {date},
    accept_real   {date},
    next_step     {int} NOT NULL CHECK (next_step BETWEEN 0 AND 7),
    next_day      {date},
    version       {int} NOT NULL DEFAULT 1,
    made_by       {text} NOT NULL,
    made_ms       {time} NOT NULL
){strict};
CREATE INDEX procurement_next ON procurement (year, next_day, line_id) WHERE next_day IS NOT NULL;
CREATE TABLE procurement_change (
    id            {id},
    line_id       {int} NOT NULL REFERENCES line (id),
    version       {int} NOT NULL,
    step          {text} NOT NULL,
    kind          {text} NOT NULL CHECK (kind IN ('plan', 'real', 'method', 'contract')),
    old_value     {text} NOT NULL DEFAULT '',
    new_value     {text} NOT NULL DEFAULT '',
    reason        {text} NOT NULL DEFAULT '',
    by_user       {text} NOT NULL,
    capacity      {text} NOT NULL DEFAULT '',
    at_ms         {time} NOT NULL
){strict};
CREATE INDEX procurement_change_line ON procurement_change (line_id, id);

-- A round of acceleration (การเร่งรัดการใช้จ่าย): a check at the end of a quarter.
CREATE TABLE acceleration (
    id            {id},
    year          {int} NOT NULL REFERENCES fiscal_year (year),
    quarter       {int} NOT NULL CHECK (quarter BETWEEN 1 AND 4),
    number        {int} NOT NULL,
    code          {text} NOT NULL UNIQUE,
    as_of         {date} NOT NULL,
    letter_no     {text} NOT NULL DEFAULT '',
    letter_on     {date},
    state         {text} NOT NULL CHECK (state IN ('open', 'frozen', 'closed')),
    closing       {text} NOT NULL DEFAULT '',
    closed_by     {text} NOT NULL DEFAULT '',
    closed_ms     {time},
    version       {int} NOT NULL DEFAULT 1,
    made_by       {text} NOT NULL,
    made_ms       {time} NOT NULL,
    UNIQUE (year, quarter, number)
){strict};
-- What was frozen: the rules of that day, the newest entry that was counted, and one hash over all rows.
CREATE TABLE acceleration_freeze (
    round_id      {int} NOT NULL PRIMARY KEY REFERENCES acceleration (id),
    goal_bp       {int} NOT NULL,
    floor_bp      {int} NOT NULL,
    entry_seq     {int} NOT NULL,
    agencies      {int} NOT NULL,
    targets       {int} NOT NULL,
    base_satang   {money} NOT NULL,
    taken_satang  {money} NOT NULL,
    paid_satang   {money} NOT NULL,
    sha           {bytes} NOT NULL,
    by_user       {text} NOT NULL,
    at_ms         {time} NOT NULL
){strict};
-- class 'all' is the sum of an agency's classes; it alone says target and behind.
CREATE TABLE acceleration_row (
    round_id      {int} NOT NULL REFERENCES acceleration (id),
    agency_id     {int} NOT NULL REFERENCES agency (id),
    class         {text} NOT NULL,
    lines         {int} NOT NULL,
    base_satang   {money} NOT NULL,
    taken_satang  {money} NOT NULL,
    paid_satang   {money} NOT NULL,
    target        {flag} NOT NULL,
    behind        {flag} NOT NULL,
    PRIMARY KEY (round_id, agency_id, class)
){strict};
-- An agency that advises a target agency; ended = no longer.
CREATE TABLE acceleration_adviser (
    round_id      {int} NOT NULL REFERENCES acceleration (id),
    agency_id     {int} NOT NULL REFERENCES agency (id),
    adviser_id    {int} NOT NULL REFERENCES agency (id),
    note          {text} NOT NULL DEFAULT '',
    ended         {flag} NOT NULL DEFAULT 0,
    version       {int} NOT NULL DEFAULT 1,
    by_user       {text} NOT NULL,
    at_ms         {time} NOT NULL,
    PRIMARY KEY (round_id, agency_id, adviser_id)
){strict};
-- Meetings of the spending acceleration committee (คณะกรรมการติดตามเร่งรัดการใช้จ่ายงบประมาณ).
CREATE TABLE acceleration_meeting (
    id            {id},
    round_id      {int} NOT NULL REFERENCES acceleration (id),
    number        {int} NOT NULL,
    on_date       {date} NOT NULL,
    at_time       {text} NOT NULL DEFAULT '',
    place         {text} NOT NULL DEFAULT '',
    subject       {text} NOT NULL,
    state         {text} NOT NULL CHECK (state IN ('called', 'held')),
    present       {text} NOT NULL DEFAULT '',
    minutes       {text} NOT NULL DEFAULT '',
    version       {int} NOT NULL DEFAULT 1,
    made_by       {text} NOT NULL,
    made_ms       {time} NOT NULL,
    held_ms       {time},
    UNIQUE (round_id, number)
){strict};
CREATE TABLE acceleration_invited (
    meeting_id    {int} NOT NULL REFERENCES acceleration_meeting (id),
    agency_id     {int} NOT NULL REFERENCES agency (id),
    PRIMARY KEY (meeting_id, agency_id)
){strict};
CREATE TABLE acceleration_resolution (
    id            {id},
    round_id      {int} NOT NULL REFERENCES acceleration (id),
    meeting_id    {int} NOT NULL REFERENCES acceleration_meeting (id),
    number        {int} NOT NULL,
    code          {text} NOT NULL UNIQUE,
    agency_id     {int} NOT NULL REFERENCES agency (id),
    person        {text} NOT NULL DEFAULT '',
    body          {text} NOT NULL,
    due           {date} NOT NULL,
    state         {text} NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'doing', 'done', 'not_done')),
    version       {int} NOT NULL DEFAULT 1,
    made_by       {text} NOT NULL,
    made_ms       {time} NOT NULL,
    UNIQUE (round_id, number)
){strict};
CREATE INDEX acceleration_resolution_due ON acceleration_resolution (state, due, id);
CREATE TABLE acceleration_note (
    id            {id},
    resolution_id {int} NOT NULL REFERENCES acceleration_resolution (id),
    state         {text} NOT NULL,
    body          {text} NOT NULL,
    by_user       {text} NOT NULL,
    capacity      {text} NOT NULL DEFAULT '',
    at_ms         {time} NOT NULL
){strict};
CREATE INDEX acceleration_note_of ON acceleration_note (resolution_id, id);

-- What a problem of the register (city/problem.h) says more when it is one of spending.
CREATE TABLE spending_problem (
    problem_id    {int} NOT NULL PRIMARY KEY REFERENCES problem (id),
    round_id      {int} REFERENCES acceleration (id),
    line_id       {int} REFERENCES line (id),
    contract      {text} NOT NULL DEFAULT '',
    kind          {text} NOT NULL,
    cause         {text} NOT NULL DEFAULT '',
    help          {text} NOT NULL DEFAULT ''
){strict};
CREATE INDEX spending_problem_line ON spending_problem (line_id) WHERE line_id IS NOT NULL;
-- append-only: procurement_change acceleration_freeze acceleration_row acceleration_note
