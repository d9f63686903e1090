-- 0032_contract: contracts, their changes, payment warrants (issue E).
-- An obligation's particulars (สัญญา ใบสั่งซื้อ ใบสั่งจ้าง). What it says stands in its changes: number 0 is the contract as
-- signed, the others amend it; an approved one never changes. current_id: the newest that was approved; open_id: the
-- one in hand. Texts, dates and the total are those of the newest change, for lists; next_due is the first instalment
-- that was not accepted. What it holds on a line is the ledger's (table holding, by ref).
CREATE TABLE contract (
    id             {id},
    code           {text} NOT NULL UNIQUE,
    year           {int} NOT NULL REFERENCES fiscal_year (year),
    agency_id      {int} NOT NULL REFERENCES agency (id),
    ref            {text} NOT NULL,
    state          {text} NOT NULL CHECK (state IN ('draft', 'sent', 'returned', 'active', 'refused', 'done', 'terminated')),
    current_id     {int},
    open_id        {int},
    kind           {text} NOT NULL,
    title          {text} NOT NULL,
    vendor         {text} NOT NULL,
    tax_id         {text} NOT NULL,
    egp_no         {text} NOT NULL,
    signed_on      {date},
    ends_on        {date},
    next_due       {date},
    total_satang   {money} NOT NULL CHECK (total_satang > 0),
    committed_code {text} NOT NULL DEFAULT '',
    made_by        {text} NOT NULL,
    made_at_ms     {time} NOT NULL,
    version        {int} NOT NULL DEFAULT 1,
    UNIQUE (agency_id, ref)
){strict};
CREATE INDEX contract_of_year ON contract (year, state, id);
CREATE INDEX contract_agency ON contract (agency_id, year, id);
CREATE INDEX contract_due ON contract (year, next_due, id);
CREATE INDEX contract_end ON contract (year, ends_on, id);

CREATE TABLE contract_change (
    id                 {id},
    contract_id        {int} NOT NULL REFERENCES contract (id),
    number             {int} NOT NULL CHECK (number >= 0),
    change_kind        {text} NOT NULL CHECK (change_kind IN ('new', 'amendment', 'extension', 'price', 'tranche', 'termination')),
    state              {text} NOT NULL CHECK (state IN ('draft', 'sent', 'returned', 'approved', 'refused')),
    on_date            {date},
    doc_no             {text} NOT NULL,
    reason             {text} NOT NULL,
    days               {int} NOT NULL DEFAULT 0,
    kind               {text} NOT NULL,
    title              {text} NOT NULL,
    vendor             {text} NOT NULL,
    tax_id             {text} NOT NULL,
    egp_no             {text} NOT NULL,
    signed_on          {date},
    starts_on          {date},
    ends_on            {date},
    total_satang       {money} NOT NULL CHECK (total_satang > 0),
    advance_satang     {money} NOT NULL DEFAULT 0 CHECK (advance_satang >= 0),
    advance_bp         {int} NOT NULL DEFAULT 0 CHECK (advance_bp BETWEEN 0 AND 10000),
    retention_bp       {int} NOT NULL DEFAULT 0 CHECK (retention_bp BETWEEN 0 AND 10000),
    penalty_day_satang {money} NOT NULL DEFAULT 0 CHECK (penalty_day_satang >= 0),
    k_formula          {text} NOT NULL DEFAULT '',
    made_by            {text} NOT NULL,
    made_at_ms         {time} NOT NULL,
    sent_by            {text} NOT NULL DEFAULT '',
    sent_at_ms         {time},
    decided_by         {text} NOT NULL DEFAULT '',
    decided_at_ms      {time},
    decided_why        {text} NOT NULL DEFAULT '',
    version            {int} NOT NULL DEFAULT 1,
    UNIQUE (contract_id, number)
){strict};

-- Of a change: what each line carries of the contract in all (open and paid), what falls on each fiscal year
-- (ผูกพันงบประมาณข้ามปี), and its instalments (งวดงาน). Years and instalments each add up to the total.
CREATE TABLE contract_part (
    change_id     {int} NOT NULL REFERENCES contract_change (id),
    line_id       {int} NOT NULL REFERENCES line (id),
    amount_satang {money} NOT NULL CHECK (amount_satang >= 0),
    PRIMARY KEY (change_id, line_id)
){strict};
CREATE TABLE contract_year (
    change_id     {int} NOT NULL REFERENCES contract_change (id),
    year          {int} NOT NULL,
    amount_satang {money} NOT NULL CHECK (amount_satang >= 0),
    PRIMARY KEY (change_id, year)
){strict};
CREATE INDEX contract_year_of ON contract_year (year, change_id);
CREATE TABLE contract_instalment (
    change_id     {int} NOT NULL REFERENCES contract_change (id),
    number        {int} NOT NULL CHECK (number BETWEEN 1 AND 999),
    due_on        {date},
    amount_satang {money} NOT NULL CHECK (amount_satang > 0),
    delivers      {text} NOT NULL,
    PRIMARY KEY (change_id, number)
){strict};

-- Work of an instalment was accepted (ตรวจรับ). Append-only.
CREATE TABLE contract_accept (
    contract_id {int} NOT NULL REFERENCES contract (id),
    number      {int} NOT NULL,
    accepted_on {date} NOT NULL,
    doc_no      {text} NOT NULL,
    note        {text} NOT NULL DEFAULT '',
    by_user     {text} NOT NULL,
    at_ms       {time} NOT NULL,
    PRIMARY KEY (contract_id, number)
){strict};
CREATE TABLE contract_event (
    id          {id},
    contract_id {int} NOT NULL REFERENCES contract (id),
    number      {int} NOT NULL,
    event       {text} NOT NULL,
    to_state    {text} NOT NULL,
    by_user     {text} NOT NULL,
    at_ms       {time} NOT NULL,
    reason      {text} NOT NULL DEFAULT ''
){strict};
CREATE INDEX contract_event_of ON contract_event (contract_id, id);

-- A payment warrant (ฎีกา), or with kind refund the money of one that came back. charge = gross - advance_less -
-- retention_less + adjust is what the lines pay; the payee gets charge - penalty - tax: the penalty is the city's revenue,
-- the tax goes to the Revenue Department, both were spent.
CREATE TABLE warrant (
    id                    {id},
    code                  {text} NOT NULL UNIQUE,
    year                  {int} NOT NULL REFERENCES fiscal_year (year),
    agency_id             {int} NOT NULL REFERENCES agency (id),
    number                {text} NOT NULL,
    kind                  {text} NOT NULL CHECK (kind IN ('instalment', 'advance', 'retention', 'direct', 'refund')),
    state                 {text} NOT NULL CHECK (state IN ('draft', 'sent', 'approved', 'paid', 'returned', 'refused')),
    on_date               {date} NOT NULL,
    title                 {text} NOT NULL,
    payee                 {text} NOT NULL,
    tax_id                {text} NOT NULL,
    contract_id           {int} REFERENCES contract (id),
    change_number         {int} NOT NULL DEFAULT 0,
    ref                   {text} NOT NULL,
    control_no            {text} NOT NULL,
    accepted_on           {date},
    gross_satang          {money} NOT NULL CHECK (gross_satang > 0),
    advance_less_satang   {money} NOT NULL DEFAULT 0 CHECK (advance_less_satang >= 0),
    retention_less_satang {money} NOT NULL DEFAULT 0 CHECK (retention_less_satang >= 0),
    adjust_satang         {money} NOT NULL DEFAULT 0,
    k_value               {int} NOT NULL DEFAULT 0 CHECK (k_value >= 0),
    charge_satang         {money} NOT NULL CHECK (charge_satang > 0),
    penalty_satang        {money} NOT NULL DEFAULT 0 CHECK (penalty_satang >= 0),
    penalty_days          {int} NOT NULL DEFAULT 0 CHECK (penalty_days >= 0),
    tax_satang            {money} NOT NULL DEFAULT 0 CHECK (tax_satang >= 0),
    net_satang            {money} NOT NULL CHECK (net_satang >= 0),
    loan_no               {text} NOT NULL DEFAULT '',
    loan_satang           {money} NOT NULL DEFAULT 0 CHECK (loan_satang >= 0),
    refund_of             {int} REFERENCES warrant (id),
    receipt_no            {text} NOT NULL DEFAULT '',
    receipt_on            {date},
    reason                {text} NOT NULL DEFAULT '',
    made_by               {text} NOT NULL,
    made_at_ms            {time} NOT NULL,
    approved_by           {text} NOT NULL DEFAULT '',
    paid_by               {text} NOT NULL DEFAULT '',
    paid_on               {date},
    desk_since_ms         {time} NOT NULL,
    version               {int} NOT NULL DEFAULT 1,
    UNIQUE (agency_id, year, number)
){strict};
CREATE INDEX warrant_of_year ON warrant (year, state, id);
CREATE INDEX warrant_agency ON warrant (agency_id, year, id);
CREATE INDEX warrant_contract ON warrant (contract_id, id);
CREATE INDEX warrant_refunds ON warrant (refund_of, id);

CREATE TABLE warrant_part (
    warrant_id    {int} NOT NULL REFERENCES warrant (id),
    line_id       {int} NOT NULL REFERENCES line (id),
    amount_satang {money} NOT NULL CHECK (amount_satang > 0),
    PRIMARY KEY (warrant_id, line_id)
){strict};
CREATE INDEX warrant_part_line ON warrant_part (line_id, warrant_id);
CREATE TABLE warrant_instalment (
    warrant_id    {int} NOT NULL REFERENCES warrant (id),
    contract_id   {int} NOT NULL REFERENCES contract (id),
    number        {int} NOT NULL,
    amount_satang {money} NOT NULL CHECK (amount_satang > 0),
    PRIMARY KEY (warrant_id, number)
){strict};
CREATE INDEX warrant_instalment_of ON warrant_instalment (contract_id, number, warrant_id);
CREATE TABLE warrant_event (
    id         {id},
    warrant_id {int} NOT NULL REFERENCES warrant (id),
    event      {text} NOT NULL,
    from_state {text} NOT NULL,
    to_state   {text} NOT NULL,
    by_user    {text} NOT NULL,
    at_ms      {time} NOT NULL,
    reason     {text} NOT NULL DEFAULT ''
){strict};
CREATE INDEX warrant_event_of ON warrant_event (warrant_id, id);
-- append-only: contract_accept contract_event warrant_event
