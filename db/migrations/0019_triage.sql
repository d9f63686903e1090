-- 0019_triage: groups of packages settled by one act.

-- A group that is settled alike (triage): ready until it is used or undone. kind recommend: the analyst's
-- recommendation, written when it is used; resolution: a drafted resolution, used by its confirmation.
CREATE TABLE triage_settle (
    id              {id},
    year            {int} NOT NULL REFERENCES fiscal_year (year),
    code            {text} NOT NULL,
    kind            {text} NOT NULL CHECK (kind IN ('recommend', 'resolution')),
    word            {text} NOT NULL,
    reason          {text} NOT NULL,
    band            {text} NOT NULL,
    run_code        {text} NOT NULL DEFAULT '',
    packages        {int} NOT NULL,
    amount_satang   {money} NOT NULL,
    resolution_code {text} NOT NULL DEFAULT '',
    state           {text} NOT NULL CHECK (state IN ('ready', 'used', 'undone')),
    version         {int} NOT NULL DEFAULT 1,
    made_by         {text} NOT NULL,
    made_at_ms      {time} NOT NULL,
    ended_by        {text} NOT NULL DEFAULT '',
    ended_at_ms     {time},
    ended_why       {text} NOT NULL DEFAULT '',
    UNIQUE (year, code)
){strict};
CREATE TABLE triage_settle_item (
    settle_id       {int} NOT NULL REFERENCES triage_settle (id),
    package_id      {int} NOT NULL REFERENCES package (id),
    PRIMARY KEY (settle_id, package_id)
){strict};
CREATE INDEX triage_settle_item_package ON triage_settle_item (package_id);
-- append-only: triage_settle_item
