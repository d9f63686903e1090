-- 0011_house: the register of parameters, hand-over of an officer's work, the integrated budget.
-- A proposed value of a parameter (ค่ากำหนด, src/city/param.def); param_event says what became of it.
CREATE TABLE param_value (
    id           {id},
    code         {text} NOT NULL,
    number       {int} NOT NULL,
    from_year    {int} NOT NULL,
    from_date    {date} NOT NULL,
    value        {text} NOT NULL,
    reason       {text} NOT NULL,
    source       {text} NOT NULL DEFAULT '',
    proposed_by  {text} NOT NULL,
    proposed_ms  {time} NOT NULL,
    UNIQUE (code, number)
){strict};

CREATE TABLE param_event (
    value_id     {int} NOT NULL REFERENCES param_value (id),
    event        {text} NOT NULL CHECK (event IN ('approve', 'withdraw')),
    by_user      {text} NOT NULL,
    at_ms        {time} NOT NULL,
    reason       {text} NOT NULL DEFAULT '',
    PRIMARY KEY (value_id, event)
){strict};

-- A hand-over (ส่งมอบงาน) of an officer's open work to another of the same agency. The first to confirm is
-- the officer, or the head with an order when the officer is gone; the second is the successor.
CREATE TABLE handover (
    id           {id},
    code         {text} NOT NULL UNIQUE,
    agency_id    {int} NOT NULL REFERENCES agency (id),
    from_user    {text} NOT NULL,
    to_user      {text} NOT NULL,
    reason       {text} NOT NULL,
    order_no     {text} NOT NULL DEFAULT '',
    order_on     {date},
    state        {text} NOT NULL CHECK (state IN ('waiting', 'done', 'cancelled')),
    made_by      {text} NOT NULL,
    made_ms      {time} NOT NULL,
    ended_by     {text} NOT NULL DEFAULT '',
    ended_ms     {time},
    ended_why    {text} NOT NULL DEFAULT ''
){strict};
CREATE UNIQUE INDEX handover_waiting ON handover (from_user) WHERE state = 'waiting';
CREATE INDEX handover_to ON handover (to_user, state);
-- What was handed over, as it stood at the second confirmation.
CREATE TABLE handover_item (
    handover_id  {int} NOT NULL REFERENCES handover (id),
    package_id   {int} NOT NULL REFERENCES package (id),
    state        {text} NOT NULL,
    from_user    {text} NOT NULL,
    PRIMARY KEY (handover_id, package_id)
){strict};
-- The officer of a package who did not make it; package_officer says whose each one is.
CREATE TABLE package_owner (
    package_id   {int} NOT NULL PRIMARY KEY REFERENCES package (id),
    user_name    {text} NOT NULL,
    handover_id  {int} NOT NULL REFERENCES handover (id)
){strict};
CREATE INDEX package_owner_user ON package_owner (user_name);
CREATE INDEX package_maker ON package (made_by, state);
CREATE VIEW package_officer AS
SELECT p.id AS package_id, COALESCE(o.user_name, p.made_by) AS user_name
FROM package p LEFT JOIN package_owner o ON o.package_id = p.id;

-- An integrated budget (งบประมาณรายจ่ายบูรณาการ) of a year: lead, agencies, packages, steps with evidence.
CREATE TABLE integrated (
    id             {id},
    year           {int} NOT NULL REFERENCES fiscal_year (year),
    code           {text} NOT NULL,
    name_th        {text} NOT NULL,
    name_en        {text} NOT NULL DEFAULT '',
    purpose        {text} NOT NULL,
    lead_id        {int} NOT NULL REFERENCES agency (id),
    made_by        {text} NOT NULL,
    made_at_ms     {time} NOT NULL,
    version        {int} NOT NULL DEFAULT 1,
    UNIQUE (year, code)
){strict};
CREATE TABLE integrated_party (
    integrated_id  {int} NOT NULL REFERENCES integrated (id),
    agency_id      {int} NOT NULL REFERENCES agency (id),
    part           {text} NOT NULL,
    PRIMARY KEY (integrated_id, agency_id)
){strict};
CREATE INDEX integrated_party_agency ON integrated_party (agency_id);
CREATE TABLE integrated_package (
    package_id     {int} NOT NULL PRIMARY KEY REFERENCES package (id),
    integrated_id  {int} NOT NULL REFERENCES integrated (id),
    by_user        {text} NOT NULL,
    at_ms          {time} NOT NULL
){strict};
CREATE INDEX integrated_package_plan ON integrated_package (integrated_id);
-- Evidence of a step: a document with number, day and title; who took part (bits of plan/integrated.h).
CREATE TABLE integrated_evidence (
    id             {id},
    integrated_id  {int} NOT NULL REFERENCES integrated (id),
    step           {int} NOT NULL CHECK (step BETWEEN 1 AND 5),
    number         {int} NOT NULL,
    doc_no         {text} NOT NULL,
    doc_date       {date} NOT NULL,
    title          {text} NOT NULL,
    parties        {int} NOT NULL DEFAULT 0,
    people         {int} NOT NULL DEFAULT 0,
    by_user        {text} NOT NULL,
    at_ms          {time} NOT NULL,
    UNIQUE (integrated_id, number)
){strict};
CREATE TABLE integrated_withdrawn (
    evidence_id    {int} NOT NULL PRIMARY KEY REFERENCES integrated_evidence (id),
    reason         {text} NOT NULL,
    by_user        {text} NOT NULL,
    at_ms          {time} NOT NULL
){strict};

-- Two decision units of different agencies that look like the same work, as the last search found them.
CREATE TABLE overlap (
    id             {id},
    year           {int} NOT NULL REFERENCES fiscal_year (year),
    number         {int} NOT NULL,
    left_id        {int} NOT NULL REFERENCES unit (id),
    right_id       {int} NOT NULL REFERENCES unit (id),
    likeness_bp    {int} NOT NULL CHECK (likeness_bp BETWEEN 0 AND 10000),
    same_goal      {flag} NOT NULL,
    same_place     {flag} NOT NULL,
    gone           {flag} NOT NULL DEFAULT 0,
    found_ms       {time} NOT NULL,
    UNIQUE (year, number),
    UNIQUE (left_id, right_id),
    CHECK (left_id < right_id)
){strict};
CREATE INDEX overlap_right ON overlap (right_id);
CREATE TABLE overlap_search (
    year           {int} NOT NULL PRIMARY KEY REFERENCES fiscal_year (year),
    units          {int} NOT NULL,
    found          {int} NOT NULL,
    by_user        {text} NOT NULL,
    at_ms          {time} NOT NULL
){strict};
-- What a person decided about a pair; the newest number counts. stays_id: the unit that goes on.
CREATE TABLE overlap_settled (
    overlap_id     {int} NOT NULL REFERENCES overlap (id),
    number         {int} NOT NULL,
    decision       {text} NOT NULL CHECK (decision IN ('keep', 'merge', 'drop')),
    stays_id       {int} REFERENCES unit (id),
    reason         {text} NOT NULL,
    by_user        {text} NOT NULL,
    at_ms          {time} NOT NULL,
    PRIMARY KEY (overlap_id, number)
){strict};
-- append-only: param_value param_event handover_item integrated_evidence integrated_withdrawn overlap_settled
