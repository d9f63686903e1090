-- 0035_record: the book of record, imported files, differences (issue E).
-- A file of another system (MIS2, e-GP) that was taken, by the SHA-256 of its bytes; counts as they were then.
CREATE TABLE record_file (
    id           {id},
    code         {text} NOT NULL UNIQUE,
    year         {int} NOT NULL REFERENCES fiscal_year (year),
    system       {text} NOT NULL CHECK (system IN ('mis2', 'egp')),
    kind         {text} NOT NULL CHECK (kind IN ('appropriation', 'allotment', 'orders', 'payments')),
    sha256       {text} NOT NULL,
    filename     {text} NOT NULL,
    rows_read    {int} NOT NULL,
    fresh        {int} NOT NULL,
    known        {int} NOT NULL,
    refused      {int} NOT NULL,
    posted       {int} NOT NULL,
    waiting      {int} NOT NULL,
    total_satang {money} NOT NULL,
    first_on     {date} NOT NULL,
    last_on      {date} NOT NULL,
    by_user      {text} NOT NULL,
    at_ms        {time} NOT NULL
){strict};
CREATE INDEX record_file_kind ON record_file (year, system, kind, id);

-- A document of the other system, by its number and its part. state: compared (PBIS is the book of record for the
-- kind, or nothing is to be posted), posted (entry_key is its entry's key), waiting (the ledger refused it: why).
CREATE TABLE outside_entry (
    id            {id},
    file_id       {int} NOT NULL REFERENCES record_file (id),
    year          {int} NOT NULL REFERENCES fiscal_year (year),
    system        {text} NOT NULL,
    kind          {text} NOT NULL,
    doc           {text} NOT NULL,
    part          {text} NOT NULL DEFAULT '',
    on_date       {date} NOT NULL,
    agency_id     {int} NOT NULL REFERENCES agency (id),
    output_code   {text} NOT NULL,
    group_code    {text} NOT NULL,
    fund_code     {text} NOT NULL,
    line_id       {int} REFERENCES line (id),
    amount_satang {money} NOT NULL CHECK (amount_satang <> 0),
    ref           {text} NOT NULL DEFAULT '',
    payee         {text} NOT NULL DEFAULT '',
    state         {text} NOT NULL CHECK (state IN ('compared', 'posted', 'waiting')),
    entry_key     {text} NOT NULL DEFAULT '',
    why           {text} NOT NULL DEFAULT '',
    UNIQUE (year, system, kind, doc, part)
){strict};
CREATE INDEX outside_entry_file ON outside_entry (file_id, id);
CREATE INDEX outside_entry_group ON outside_entry (year, system, kind, agency_id, output_code, group_code, fund_code);
CREATE INDEX outside_entry_waiting ON outside_entry (year, id) WHERE state = 'waiting';
CREATE INDEX outside_entry_key ON outside_entry (entry_key) WHERE entry_key <> '';

-- How a system's files are read: headers as they stood (parted by U+001F), the columns chosen for them.
CREATE TABLE record_map (
    system      {text} NOT NULL,
    kind        {text} NOT NULL,
    fingerprint {text} NOT NULL,
    headers     {text} NOT NULL,
    columns     {text} NOT NULL,
    made_by     {text} NOT NULL,
    made_at_ms  {time} NOT NULL,
    PRIMARY KEY (system, kind, fingerprint)
){strict};

-- A comparison of both sides as of a day, and what it found.
CREATE TABLE record_run (
    id          {id},
    year        {int} NOT NULL REFERENCES fiscal_year (year),
    as_of       {date} NOT NULL,
    groups      {int} NOT NULL,
    differing   {int} NOT NULL,
    fresh       {int} NOT NULL,
    gone        {int} NOT NULL,
    gap_satang  {money} NOT NULL,
    by_user     {text} NOT NULL,
    at_ms       {time} NOT NULL
){strict};
CREATE INDEX record_run_year ON record_run (year, id);

-- A difference of one group between the ledger (ours) and the other system (theirs), kept from the day it was first
-- seen; both sides were compared up to until_on. state: open, settled (explained, and accepted by another person), gone (both sides agree again).
CREATE TABLE record_difference (
    id             {id},
    code           {text} NOT NULL UNIQUE,
    year           {int} NOT NULL REFERENCES fiscal_year (year),
    system         {text} NOT NULL,
    kind           {text} NOT NULL,
    agency_id      {int} NOT NULL REFERENCES agency (id),
    output_code    {text} NOT NULL,
    group_code     {text} NOT NULL,
    fund_code      {text} NOT NULL,
    ours_satang    {money} NOT NULL,
    theirs_satang  {money} NOT NULL,
    state          {text} NOT NULL CHECK (state IN ('open', 'settled', 'gone')),
    first_on       {date} NOT NULL,
    last_on        {date} NOT NULL,
    until_on       {date} NOT NULL,
    owner          {text} NOT NULL DEFAULT '',
    explanation    {text} NOT NULL DEFAULT '',
    explained_by   {text} NOT NULL DEFAULT '',
    settled_by     {text} NOT NULL DEFAULT '',
    settled_on     {date},
    version        {int} NOT NULL DEFAULT 1,
    UNIQUE (year, system, kind, agency_id, output_code, group_code, fund_code)
){strict};
CREATE INDEX record_difference_state ON record_difference (year, state, id);
CREATE TABLE record_difference_event (
    id             {id},
    difference_id  {int} NOT NULL REFERENCES record_difference (id),
    event          {text} NOT NULL,
    gap_satang     {money} NOT NULL,
    note           {text} NOT NULL DEFAULT '',
    by_user        {text} NOT NULL,
    at_ms          {time} NOT NULL
){strict};
CREATE INDEX record_difference_event_of ON record_difference_event (difference_id, id);

-- Conditions (เงื่อนไข) of a government subsidy, each with its evidence.
CREATE TABLE subsidy_condition (
    id          {id},
    subsidy_id  {int} NOT NULL REFERENCES subsidy (id),
    number      {int} NOT NULL,
    what        {text} NOT NULL,
    due         {date},
    state       {text} NOT NULL CHECK (state IN ('open', 'met', 'not_met', 'waived')),
    evidence    {text} NOT NULL DEFAULT '',
    by_user     {text} NOT NULL,
    at_ms       {time} NOT NULL,
    version     {int} NOT NULL DEFAULT 1,
    UNIQUE (subsidy_id, number)
){strict};
CREATE INDEX line_origin_subsidy ON line_origin (subsidy) WHERE subsidy <> '';
-- append-only: record_file record_run record_difference_event
