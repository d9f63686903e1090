-- 0031_order: orders (คำสั่งบริหารงบประมาณ): allotment, transfer, central fund, reservation and release (issue E).

-- A request for one or many acts of one kind. desk: who has it now: maker, a role (roles.def), finance, '' when it is
-- done; since_ms: since when. role: the least authority that may approve it. on_date: the day of its entries.
CREATE TABLE spend_order (
    id           {id},
    code         {text} NOT NULL UNIQUE,
    year         {int} NOT NULL REFERENCES fiscal_year (year),
    kind         {text} NOT NULL CHECK (kind IN ('allot', 'transfer', 'central', 'reserve', 'release')),
    agency_id    {int} REFERENCES agency (id),
    reverses     {int} REFERENCES spend_order (id),
    title        {text} NOT NULL,
    reason       {text} NOT NULL DEFAULT '',
    doc_no       {text} NOT NULL DEFAULT '',
    on_date      {date} NOT NULL,
    quarter      {int} NOT NULL DEFAULT 0 CHECK (quarter BETWEEN 0 AND 4),
    state        {text} NOT NULL CHECK (state IN ('DRAFT', 'SENT', 'APPROVED', 'POSTED', 'RETURNED', 'REFUSED', 'WITHDRAWN')),
    desk         {text} NOT NULL,
    role         {text} NOT NULL,
    row_count    {int} NOT NULL DEFAULT 0,
    total_satang {money} NOT NULL DEFAULT 0 CHECK (total_satang >= 0),
    authority    {text} NOT NULL DEFAULT '',
    made_by      {text} NOT NULL,
    made_at_ms   {time} NOT NULL,
    since_ms     {time} NOT NULL,
    sent_ms      {time},
    approved_by  {text} NOT NULL DEFAULT '',
    approved_ms  {time},
    posted_by    {text} NOT NULL DEFAULT '',
    posted_ms    {time},
    version      {int} NOT NULL DEFAULT 1
){strict};
CREATE INDEX spend_order_year ON spend_order (year, id);
CREATE INDEX spend_order_desk ON spend_order (year, desk, id);
CREATE INDEX spend_order_agency ON spend_order (agency_id, year, id);
CREATE UNIQUE INDEX spend_order_reverses ON spend_order (reverses) WHERE reverses IS NOT NULL AND state NOT IN ('REFUSED', 'WITHDRAWN');

-- One act. take_line_id: whose money it takes (of a reversal the line that got it). Money of the central fund that has no
-- line at the agency yet names where one is opened when it is posted.
CREATE TABLE spend_order_row (
    order_id      {int} NOT NULL REFERENCES spend_order (id),
    n             {int} NOT NULL CHECK (n > 0),
    line_id       {int} NOT NULL REFERENCES line (id),
    to_line_id    {int} REFERENCES line (id),
    take_line_id  {int} NOT NULL REFERENCES line (id),
    to_agency_id  {int} REFERENCES agency (id),
    to_output_id  {int} REFERENCES class_node (id),
    to_item_id    {int} REFERENCES class_node (id),
    to_name       {text} NOT NULL DEFAULT '',
    amount_satang {money} NOT NULL CHECK (amount_satang > 0),
    ref           {text} NOT NULL DEFAULT '',
    note          {text} NOT NULL DEFAULT '',
    entry_seq     {int} NOT NULL DEFAULT 0,
    PRIMARY KEY (order_id, n)
){strict};
CREATE INDEX spend_order_row_take ON spend_order_row (take_line_id, order_id);
CREATE INDEX spend_order_row_line ON spend_order_row (line_id, order_id);
CREATE INDEX spend_order_row_to ON spend_order_row (to_agency_id, to_output_id, to_line_id, order_id);

CREATE TABLE spend_order_event (
    order_id    {int} NOT NULL REFERENCES spend_order (id),
    n           {int} NOT NULL,
    event       {text} NOT NULL,
    from_state  {text} NOT NULL,
    to_state    {text} NOT NULL,
    desk        {text} NOT NULL,
    by_user     {text} NOT NULL,
    at_ms       {time} NOT NULL,
    reason      {text} NOT NULL DEFAULT '',
    PRIMARY KEY (order_id, n)
){strict};

-- Transfers to one line or output, each below the limit of its role and together above it (แบ่งโอน). to_line_id NULL: to
-- the output as a whole. role: what the sum would have needed.
CREATE TABLE order_flag (
    id           {id},
    code         {text} NOT NULL UNIQUE,
    year         {int} NOT NULL REFERENCES fiscal_year (year),
    kind         {text} NOT NULL,
    to_agency_id {int} NOT NULL REFERENCES agency (id),
    to_output_id {int} NOT NULL REFERENCES class_node (id),
    to_line_id   {int} REFERENCES line (id),
    role         {text} NOT NULL,
    days         {int} NOT NULL,
    orders       {int} NOT NULL,
    total_satang {money} NOT NULL,
    state        {text} NOT NULL CHECK (state IN ('open', 'cleared')),
    raised_ms    {time} NOT NULL,
    cleared_by   {text} NOT NULL DEFAULT '',
    cleared_ms   {time},
    cleared_why  {text} NOT NULL DEFAULT '',
    version      {int} NOT NULL DEFAULT 1
){strict};
CREATE INDEX order_flag_year ON order_flag (year, state, id);
CREATE INDEX order_flag_to ON order_flag (to_agency_id, to_output_id, year);

CREATE TABLE order_flag_part (
    flag_id       {int} NOT NULL REFERENCES order_flag (id),
    order_id      {int} NOT NULL REFERENCES spend_order (id),
    amount_satang {money} NOT NULL,
    PRIMARY KEY (flag_id, order_id)
){strict};
CREATE INDEX order_flag_part_order ON order_flag_part (order_id, flag_id);
-- append-only: spend_order_event
