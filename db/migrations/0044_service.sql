-- 0044_service: service delivery agreements (ข้อตกลงการให้บริการ): one an agency and an output, made at enactment from
-- the funded levels and re-based after transfers. Not the performance agreement.
CREATE TABLE service_agreement (
    id            {id},
    year          {int} NOT NULL REFERENCES fiscal_year (year),
    agency_id     {int} NOT NULL REFERENCES agency (id),
    output_id     {int} NOT NULL REFERENCES class_node (id),
    code          {text} NOT NULL UNIQUE,
    number        {int} NOT NULL DEFAULT 1,
    version       {int} NOT NULL DEFAULT 1,
    made_by       {text} NOT NULL,
    made_ms       {time} NOT NULL,
    UNIQUE (year, agency_id, output_id)
){strict};
CREATE INDEX service_agreement_agency ON service_agreement (agency_id, year);

-- What was agreed: number 1 at enactment; a later one says why. entry_seq: the newest ledger entry it counts;
-- moved: its cost less that of the version before; scale_bp: the share of cost that follows quantity, then.
CREATE TABLE service_version (
    id            {id},
    service_id    {int} NOT NULL REFERENCES service_agreement (id),
    number        {int} NOT NULL,
    kind          {text} NOT NULL CHECK (kind IN ('enact', 'rebase', 'terms')),
    cost_satang   {money} NOT NULL CHECK (cost_satang >= 0),
    moved_satang  {money} NOT NULL DEFAULT 0,
    entry_seq     {int} NOT NULL,
    scale_bp      {int} NOT NULL,
    reason        {text} NOT NULL DEFAULT '',
    by_user       {text} NOT NULL,
    capacity      {text} NOT NULL DEFAULT '',
    at_ms         {time} NOT NULL,
    UNIQUE (service_id, number)
){strict};
-- What one decision unit delivers of the output, counted in one word; without a word no level of it said a quantity.
-- proposed: what the stated rule gave, quantity: what a person decided.
CREATE TABLE service_part (
    version_id    {int} NOT NULL REFERENCES service_version (id),
    unit_id       {int} NOT NULL REFERENCES unit (id),
    unit_word     {text} NOT NULL,
    name          {text} NOT NULL,
    levels        {int} NOT NULL,
    proposed_milli {int} NOT NULL CHECK (proposed_milli >= 0),
    quantity_milli {int} NOT NULL CHECK (quantity_milli >= 0),
    quality       {text} NOT NULL DEFAULT '',
    delivered     {text} NOT NULL DEFAULT '',
    cost_satang   {money} NOT NULL CHECK (cost_satang >= 0),
    PRIMARY KEY (version_id, unit_id, unit_word)
){strict};
-- The entries that a re-basing answers, with what each moved into the output (below 0: out of it).
CREATE TABLE service_move (
    version_id    {int} NOT NULL REFERENCES service_version (id),
    entry_seq     {int} NOT NULL REFERENCES entry (seq),
    amount_satang {money} NOT NULL,
    PRIMARY KEY (version_id, entry_seq)
){strict};
-- Which indicator's readings count a part's quantity.
CREATE TABLE service_measure (
    service_id    {int} NOT NULL REFERENCES service_agreement (id),
    unit_id       {int} NOT NULL REFERENCES unit (id),
    unit_word     {text} NOT NULL,
    indicator_id  {int} NOT NULL REFERENCES indicator (id),
    version       {int} NOT NULL DEFAULT 1,
    by_user       {text} NOT NULL,
    at_ms         {time} NOT NULL,
    PRIMARY KEY (service_id, unit_id, unit_word)
){strict};
-- append-only: service_version service_part service_move
