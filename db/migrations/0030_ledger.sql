-- 0030_ledger: the acts of the year: origins of lines, what a reference holds, periods (issue E).

-- What a reference (contract, order, reservation) holds on a line; '' = what was reserved or paid without one.
-- Kept in the same write as `balance`: its sums are the line's three buckets.
CREATE TABLE holding (
    line_id           {int} NOT NULL REFERENCES line (id),
    ref               {text} NOT NULL,
    reserved_satang   {money} NOT NULL DEFAULT 0 CHECK (reserved_satang >= 0),
    obligated_satang  {money} NOT NULL DEFAULT 0 CHECK (obligated_satang >= 0),
    disbursed_satang  {money} NOT NULL DEFAULT 0 CHECK (disbursed_satang >= 0),
    PRIMARY KEY (line_id, ref)
){strict};

-- Where the money of a line that the annual ordinance did not make comes from. A line without a row is of its
-- ordinance. central_item is an item's code, on_date the day of its allotment, subsidy a subsidy's code.
CREATE TABLE line_origin (
    line_id      {int} NOT NULL PRIMARY KEY REFERENCES line (id),
    kind         {text} NOT NULL CHECK (kind IN ('annual', 'supplementary', 'central', 'subsidy', 'matching', 'carry_a', 'carry_b')),
    central_item {text} NOT NULL DEFAULT '',
    on_date      {date},
    subsidy      {text} NOT NULL DEFAULT '',
    carried_from {int} REFERENCES line (id),
    authority    {text} NOT NULL DEFAULT '',
    reason       {text} NOT NULL DEFAULT '',
    made_by      {text} NOT NULL,
    made_at_ms   {time} NOT NULL
){strict};
CREATE UNIQUE INDEX line_origin_carried ON line_origin (carried_from, kind) WHERE carried_from IS NOT NULL;

-- Which entry was taken back by which: once.
CREATE TABLE entry_reversal (
    seq    {int} NOT NULL PRIMARY KEY REFERENCES entry (seq),
    by_seq {int} NOT NULL UNIQUE REFERENCES entry (seq)
){strict};

-- Months of a fiscal year (งวดบัญชี). One that was never touched is open. closed_seq: the newest entry when it closed.
CREATE TABLE ledger_period (
    period     {int} NOT NULL PRIMARY KEY CHECK (period BETWEEN 195001 AND 219912),
    year       {int} NOT NULL REFERENCES fiscal_year (year),
    closed     {flag} NOT NULL,
    closed_seq {int} NOT NULL DEFAULT 0,
    version    {int} NOT NULL DEFAULT 1
){strict};
CREATE INDEX ledger_period_year ON ledger_period (year, period);

CREATE TABLE ledger_period_event (
    id         {id},
    year       {int} NOT NULL REFERENCES fiscal_year (year),
    period     {int} NOT NULL REFERENCES ledger_period (period),
    event      {text} NOT NULL CHECK (event IN ('close', 'reopen')),
    entry_seq  {int} NOT NULL,
    reason     {text} NOT NULL,
    made_by    {text} NOT NULL,
    made_at_ms {time} NOT NULL
){strict};
CREATE INDEX ledger_period_event_year ON ledger_period_event (year, id);
CREATE INDEX ledger_period_event_period ON ledger_period_event (period, id);
-- append-only: line_origin entry_reversal ledger_period_event
