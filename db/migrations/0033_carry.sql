-- 0033_carry: carry-over, motions, exclusion flags, lapse (issue E).
-- A list (บัญชีขอกันเงิน) of a year: what one authority is asked at once. kind A: the Permanent Secretary; B: the year's
-- authority (execution.authority). extension: carried money of the year before, which needs a motion of its own.
-- moved_*: the letter or motion (ญัตติ) it was proposed by; decided_*: the resolution that allowed it.
CREATE TABLE carry_list (
    id          {id},
    code        {text} NOT NULL UNIQUE,
    year        {int} NOT NULL REFERENCES fiscal_year (year),
    kind        {text} NOT NULL CHECK (kind IN ('A', 'B')),
    extension   {flag} NOT NULL DEFAULT 0,
    title       {text} NOT NULL,
    authority   {text} NOT NULL,
    state       {text} NOT NULL CHECK (state IN ('draft', 'moved', 'decided', 'dropped')),
    moved_no    {text} NOT NULL DEFAULT '',
    moved_on    {date},
    moved_by    {text} NOT NULL DEFAULT '',
    moved_ms    {time} NOT NULL DEFAULT 0,
    decided_no  {text} NOT NULL DEFAULT '',
    decided_on  {date},
    decided_by  {text} NOT NULL DEFAULT '',
    decided_ms  {time} NOT NULL DEFAULT 0,
    note        {text} NOT NULL DEFAULT '',
    made_by     {text} NOT NULL,
    made_at_ms  {time} NOT NULL,
    version     {int} NOT NULL DEFAULT 1
){strict};
CREATE INDEX carry_list_year ON carry_list (year, id);

-- A request of an agency to carry money of a line (กันเงินไว้เบิกเหลื่อมปี): A with an obligation (ref: what holds it), B
-- without. approved: what the authority allowed, at most what was asked. posted_seq: the entry that carried it.
CREATE TABLE carry (
    id              {id},
    code            {text} NOT NULL UNIQUE,
    year            {int} NOT NULL REFERENCES fiscal_year (year),
    kind            {text} NOT NULL CHECK (kind IN ('A', 'B')),
    extension       {flag} NOT NULL DEFAULT 0,
    agency_id       {int} NOT NULL REFERENCES agency (id),
    line_id         {int} NOT NULL REFERENCES line (id),
    ref             {text} NOT NULL DEFAULT '',
    amount_satang   {money} NOT NULL CHECK (amount_satang > 0),
    approved_satang {money} NOT NULL DEFAULT 0 CHECK (approved_satang >= 0 AND approved_satang <= amount_satang),
    reason          {text} NOT NULL,
    status          {text} NOT NULL DEFAULT '',
    sign_on         {date},
    deliver_on      {date},
    pay_on          {date},
    state           {text} NOT NULL CHECK (state IN ('draft', 'submitted', 'sent', 'listed', 'approved', 'refused', 'posted', 'withdrawn')),
    list_id         {int} REFERENCES carry_list (id),
    decision        {text} NOT NULL DEFAULT '',
    problem         {text} NOT NULL DEFAULT '',
    posted_seq      {int} NOT NULL DEFAULT 0,
    posted_on       {date},
    made_by         {text} NOT NULL,
    made_at_ms      {time} NOT NULL,
    sent_by         {text} NOT NULL DEFAULT '',
    version         {int} NOT NULL DEFAULT 1,
    CHECK ((kind = 'A') = (ref <> ''))
){strict};
CREATE INDEX carry_year ON carry (year, id);
CREATE INDEX carry_state ON carry (year, state, id);
CREATE INDEX carry_agency ON carry (agency_id, year, id);
CREATE INDEX carry_of_line ON carry (line_id, id);
CREATE INDEX carry_of_list ON carry (list_id, id);

-- Each step of a request, with who and when: the days at each desk come from here.
CREATE TABLE carry_event (
    id          {id},
    carry_id    {int} NOT NULL REFERENCES carry (id),
    event       {text} NOT NULL,
    from_state  {text} NOT NULL,
    to_state    {text} NOT NULL,
    note        {text} NOT NULL DEFAULT '',
    by_user     {text} NOT NULL,
    at_ms       {time} NOT NULL
){strict};
CREATE INDEX carry_event_carry ON carry_event (carry_id, id);

-- Money left out of a rate (DOMAIN.md 6.2, 6.4): base carry_b (KPI 2) or disbursed (KPI 5.1); set with evidence by one
-- person, confirmed by another.
CREATE TABLE carry_flag (
    id            {id},
    code          {text} NOT NULL UNIQUE,
    year          {int} NOT NULL REFERENCES fiscal_year (year),
    line_id       {int} NOT NULL REFERENCES line (id),
    kind          {text} NOT NULL,
    base          {text} NOT NULL CHECK (base IN ('carry_b', 'disbursed')),
    amount_satang {money} NOT NULL CHECK (amount_satang > 0),
    reason        {text} NOT NULL,
    evidence      {text} NOT NULL,
    state         {text} NOT NULL CHECK (state IN ('proposed', 'confirmed', 'refused', 'withdrawn')),
    made_by       {text} NOT NULL,
    made_at_ms    {time} NOT NULL,
    decided_by    {text} NOT NULL DEFAULT '',
    decided_ms    {time} NOT NULL DEFAULT 0,
    decided_why   {text} NOT NULL DEFAULT '',
    version       {int} NOT NULL DEFAULT 1
){strict};
CREATE INDEX carry_flag_year ON carry_flag (year, id);
CREATE INDEX carry_flag_line ON carry_flag (line_id, id);

-- Lapse (พับตกไป) of a year's rest in one act: proposed with its totals and fingerprint, approved by another person,
-- posted by a third. A later run takes what came back after the one before.
CREATE TABLE year_lapse (
    id           {id},
    year         {int} NOT NULL REFERENCES fiscal_year (year),
    run          {int} NOT NULL,
    state        {text} NOT NULL CHECK (state IN ('proposed', 'approved', 'posted', 'dropped')),
    lines        {int} NOT NULL,
    total_satang {money} NOT NULL CHECK (total_satang > 0),
    sha256       {text} NOT NULL,
    doc_no       {text} NOT NULL DEFAULT '',
    note         {text} NOT NULL DEFAULT '',
    made_by      {text} NOT NULL,
    made_at_ms   {time} NOT NULL,
    approved_by  {text} NOT NULL DEFAULT '',
    approved_ms  {time} NOT NULL DEFAULT 0,
    posted_by    {text} NOT NULL DEFAULT '',
    posted_ms    {time} NOT NULL DEFAULT 0,
    posted_on    {date},
    version      {int} NOT NULL DEFAULT 1,
    UNIQUE (year, run)
){strict};

-- What a year was when it was closed, by agency and expenditure type (code of the type): given = paid + carried + lapsed
-- + open.
CREATE TABLE year_closing (
    year         {int} NOT NULL PRIMARY KEY REFERENCES fiscal_year (year),
    lines        {int} NOT NULL,
    reason       {text} NOT NULL,
    by_user      {text} NOT NULL,
    at_ms        {time} NOT NULL
){strict};
CREATE TABLE year_closing_part (
    year              {int} NOT NULL REFERENCES year_closing (year),
    agency_id         {int} NOT NULL REFERENCES agency (id),
    type_code         {text} NOT NULL,
    lines             {int} NOT NULL,
    given_satang      {money} NOT NULL,
    disbursed_satang  {money} NOT NULL,
    carried_a_satang  {money} NOT NULL,
    carried_b_satang  {money} NOT NULL,
    lapsed_satang     {money} NOT NULL,
    open_satang       {money} NOT NULL,
    PRIMARY KEY (year, agency_id, type_code)
){strict};
-- append-only: carry_event year_closing year_closing_part
