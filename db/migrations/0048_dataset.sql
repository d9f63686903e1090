-- 0048_dataset: paper forms, the register of data sets and its quality runs (seed 004, KPI 5.2).
-- A paper form or report that an agency uses (แบบฟอร์มหรือแบบรายงาน).
CREATE TABLE paper_form (
    id            {id},
    agency_id     {int} NOT NULL REFERENCES agency (id),
    code          {text} NOT NULL UNIQUE,
    number        {text} NOT NULL DEFAULT '',
    name          {text} NOT NULL,
    used_for      {text} NOT NULL,
    copies        {int} NOT NULL CHECK (copies >= 0),
    used_by       {text} NOT NULL,
    on_date       {date} NOT NULL,
    decisions     {int} NOT NULL DEFAULT 0,
    version       {int} NOT NULL DEFAULT 1,
    made_by       {text} NOT NULL,
    made_ms       {time} NOT NULL
){strict};
CREATE INDEX paper_form_agency ON paper_form (agency_id, id);

-- A data set (ชุดข้อมูล): the fields of the government catalogue, whose it is, how often it is brought up to date.
-- made_on: the day it was registered; approved_on: by the agency's head; withdrawn_on: no longer kept.
CREATE TABLE data_set (
    id            {id},
    agency_id     {int} NOT NULL REFERENCES agency (id),
    code          {text} NOT NULL UNIQUE,
    title         {text} NOT NULL,
    data_type     {text} NOT NULL DEFAULT '',
    unit          {text} NOT NULL DEFAULT '',
    contact       {text} NOT NULL DEFAULT '',
    email         {text} NOT NULL DEFAULT '',
    keywords      {text} NOT NULL DEFAULT '',
    description   {text} NOT NULL DEFAULT '',
    purpose       {text} NOT NULL DEFAULT '',
    cycle_unit    {text} NOT NULL DEFAULT '',
    cycle_count   {int} NOT NULL DEFAULT 0 CHECK (cycle_count BETWEEN 0 AND 366),
    place         {text} NOT NULL DEFAULT '',
    source        {text} NOT NULL DEFAULT '',
    format        {text} NOT NULL DEFAULT '',
    category      {text} NOT NULL DEFAULT '',
    licence       {text} NOT NULL DEFAULT '',
    access        {text} NOT NULL DEFAULT '',
    own_rows      {text} NOT NULL DEFAULT '',
    made_on       {date} NOT NULL,
    approved_on   {date},
    approved_by   {text} NOT NULL DEFAULT '',
    withdrawn_on  {date},
    last_update   {date},
    next_due      {date},
    version       {int} NOT NULL DEFAULT 1,
    made_by       {text} NOT NULL,
    made_ms       {time} NOT NULL
){strict};
CREATE INDEX data_set_agency ON data_set (agency_id, id);
CREATE INDEX data_set_due ON data_set (next_due, id) WHERE next_due IS NOT NULL;

-- What was decided about a form, each time: the newest number counts.
CREATE TABLE paper_form_decision (
    id            {id},
    form_id       {int} NOT NULL REFERENCES paper_form (id),
    no            {int} NOT NULL,
    decision      {text} NOT NULL CHECK (decision IN ('kept', 'merged', 'replaced')),
    into_id       {int} REFERENCES paper_form (id),
    data_set_id   {int} REFERENCES data_set (id),
    page          {text} NOT NULL DEFAULT '',
    reason        {text} NOT NULL,
    on_date       {date} NOT NULL,
    by_user       {text} NOT NULL,
    capacity      {text} NOT NULL DEFAULT '',
    at_ms         {time} NOT NULL,
    UNIQUE (form_id, no)
){strict};

-- The data dictionary (พจนานุกรมข้อมูล) of a data set, replaced as a whole by one write.
CREATE TABLE data_set_field (
    data_set_id   {int} NOT NULL REFERENCES data_set (id),
    no            {int} NOT NULL,
    name          {text} NOT NULL,
    type          {text} NOT NULL,
    meaning       {text} NOT NULL DEFAULT '',
    example       {text} NOT NULL DEFAULT '',
    codes         {text} NOT NULL DEFAULT '',
    personal      {text} NOT NULL DEFAULT '' CHECK (personal IN ('', 'yes', 'no')),
    needed        {flag} NOT NULL DEFAULT 0,
    is_key        {flag} NOT NULL DEFAULT 0,
    PRIMARY KEY (data_set_id, no)
){strict};

-- What a data set lacked after each change of it or of its dictionary, when that number changed; 0 = nothing.
CREATE TABLE data_set_lint (
    id            {id},
    data_set_id   {int} NOT NULL REFERENCES data_set (id),
    lacks         {int} NOT NULL CHECK (lacks >= 0),
    on_date       {date} NOT NULL,
    by_user       {text} NOT NULL,
    at_ms         {time} NOT NULL
){strict};
CREATE INDEX data_set_lint_of ON data_set_lint (data_set_id, id);

-- The data was brought up to date: until when it is good, and whether it was late (due: the day that was asked for).
CREATE TABLE data_set_update (
    id            {id},
    data_set_id   {int} NOT NULL REFERENCES data_set (id),
    on_date       {date} NOT NULL,
    due           {date},
    next_due      {date} NOT NULL,
    records       {int} NOT NULL CHECK (records >= 0),
    note          {text} NOT NULL DEFAULT '',
    by_user       {text} NOT NULL,
    capacity      {text} NOT NULL DEFAULT '',
    at_ms         {time} NOT NULL
){strict};
CREATE INDEX data_set_update_of ON data_set_update (data_set_id, id);

-- One check of one run; a run has a row of each kind (run: its number in the data set).
CREATE TABLE data_set_check (
    id            {id},
    data_set_id   {int} NOT NULL REFERENCES data_set (id),
    run           {int} NOT NULL,
    kind          {text} NOT NULL CHECK (kind IN ('completeness', 'duplicates', 'format', 'freshness')),
    on_date       {date} NOT NULL,
    checked       {int} NOT NULL CHECK (checked >= 0),
    faults        {int} NOT NULL CHECK (faults >= 0),
    passed        {flag} NOT NULL,
    example       {text} NOT NULL DEFAULT '',
    by_user       {text} NOT NULL,
    at_ms         {time} NOT NULL,
    UNIQUE (data_set_id, run, kind)
){strict};
-- append-only: paper_form_decision data_set_lint data_set_update data_set_check
