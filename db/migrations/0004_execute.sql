-- 0004_execute: the ledger (DESIGN.md 5, CONTRACTS.md 1). Accounts are (line, bucket).
CREATE TABLE entry (
    seq           {int} NOT NULL PRIMARY KEY,
    key           {text} NOT NULL UNIQUE,
    type          {text} NOT NULL,
    line_id       {int} NOT NULL REFERENCES line (id),
    to_line_id    {int} REFERENCES line (id),
    from_bucket   {int} NOT NULL,
    to_bucket     {int} NOT NULL,
    amount_satang {money} NOT NULL CHECK (amount_satang > 0),
    on_date       {date} NOT NULL,
    period        {int} NOT NULL,
    ref           {text} NOT NULL DEFAULT '',
    authority     {text} NOT NULL DEFAULT '',
    note          {text} NOT NULL DEFAULT '',
    by_user       {text} NOT NULL,
    at_ms         {time} NOT NULL,
    prev_hash     {bytes} NOT NULL,
    hash          {bytes} NOT NULL
){strict};
CREATE INDEX entry_line ON entry (line_id, seq);

-- Derived: the sums of the entries by line; `pbis check` rebuilds and compares them to the satang.
CREATE TABLE balance (
    line_id            {int} NOT NULL PRIMARY KEY REFERENCES line (id),
    source_satang      {money} NOT NULL DEFAULT 0,
    unallotted_satang  {money} NOT NULL DEFAULT 0 CHECK (unallotted_satang >= 0),
    allotted_satang    {money} NOT NULL DEFAULT 0 CHECK (allotted_satang >= 0),
    reserved_satang    {money} NOT NULL DEFAULT 0 CHECK (reserved_satang >= 0),
    obligated_satang   {money} NOT NULL DEFAULT 0 CHECK (obligated_satang >= 0),
    disbursed_satang   {money} NOT NULL DEFAULT 0 CHECK (disbursed_satang >= 0),
    carried_a_satang   {money} NOT NULL DEFAULT 0 CHECK (carried_a_satang >= 0),
    carried_b_satang   {money} NOT NULL DEFAULT 0 CHECK (carried_b_satang >= 0),
    lapsed_satang      {money} NOT NULL DEFAULT 0 CHECK (lapsed_satang >= 0)
){strict};
-- append-only: entry
