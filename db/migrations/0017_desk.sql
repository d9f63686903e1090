-- 0017_desk: assignment, information requests, comments, delegation.

-- Who acts for whom (รักษาราชการแทน, ปฏิบัติราชการแทน): one role of from_user, to another person, under an order, for some
-- days. Given by one person and confirmed by a second (src/city/delegation.h).
CREATE TABLE delegation (
    id           {id},
    code         {text} NOT NULL UNIQUE,
    kind         {text} NOT NULL CHECK (kind IN ('acting', 'delegated')),
    from_user    {text} NOT NULL,
    to_user      {text} NOT NULL,
    role         {text} NOT NULL,
    scope_kind   {text} NOT NULL,
    scope_id     {int} NOT NULL,
    order_no     {text} NOT NULL,
    order_on     {date} NOT NULL,
    from_date    {date} NOT NULL,
    to_date      {date} NOT NULL,
    reason       {text} NOT NULL,
    state        {text} NOT NULL CHECK (state IN ('waiting', 'confirmed', 'refused', 'revoked')),
    made_by      {text} NOT NULL,
    made_ms      {time} NOT NULL,
    confirmed_by {text} NOT NULL DEFAULT '',
    confirmed_ms {time},
    ended_by     {text} NOT NULL DEFAULT '',
    ended_ms     {time},
    ended_why    {text} NOT NULL DEFAULT '',
    version      {int} NOT NULL DEFAULT 1,
    CHECK (from_user <> to_user),
    CHECK (from_date <= to_date)
){strict};
CREATE INDEX delegation_to ON delegation (to_user, state, to_date);
CREATE INDEX delegation_from ON delegation (from_user, state);
CREATE INDEX delegation_state ON delegation (state, id);

-- Who analyses: an agency's packages by default, one package by override. '' = nobody.
CREATE TABLE agency_analyst (
    year         {int} NOT NULL REFERENCES fiscal_year (year),
    agency_id    {int} NOT NULL REFERENCES agency (id),
    user_name    {text} NOT NULL,
    version      {int} NOT NULL DEFAULT 1,
    PRIMARY KEY (year, agency_id)
){strict};
CREATE INDEX agency_analyst_user ON agency_analyst (user_name, year);
CREATE TABLE package_analyst (
    package_id   {int} NOT NULL PRIMARY KEY REFERENCES package (id),
    user_name    {text} NOT NULL,
    version      {int} NOT NULL DEFAULT 1
){strict};
CREATE INDEX package_analyst_user ON package_analyst (user_name);
CREATE VIEW package_assignee AS
SELECT p.id AS package_id, COALESCE(o.user_name, d.user_name, '') AS user_name
FROM package p LEFT JOIN package_analyst o ON o.package_id = p.id
     LEFT JOIN agency_analyst d ON d.year = p.year AND d.agency_id = p.agency_id;
-- One act of assigning, of one package or of many (ย้ายงาน); undone_by: taken back before the first act.
CREATE TABLE assign_batch (
    id           {id},
    code         {text} NOT NULL UNIQUE,
    year         {int} NOT NULL REFERENCES fiscal_year (year),
    division     {int} NOT NULL,
    to_user      {text} NOT NULL,
    reason       {text} NOT NULL,
    by_user      {text} NOT NULL,
    at_ms        {time} NOT NULL,
    undone_by    {text} NOT NULL DEFAULT '',
    undone_ms    {time}
){strict};
CREATE INDEX assign_batch_year ON assign_batch (year, division, id);
-- The history: what each act moved. package_id none = the agency's default.
CREATE TABLE assign_event (
    batch_id     {int} NOT NULL REFERENCES assign_batch (id),
    number       {int} NOT NULL,
    agency_id    {int} NOT NULL REFERENCES agency (id),
    package_id   {int} REFERENCES package (id),
    had_own      {flag} NOT NULL,
    from_user    {text} NOT NULL,
    to_user      {text} NOT NULL,
    at_ms        {time} NOT NULL,
    PRIMARY KEY (batch_id, number)
){strict};
CREATE INDEX assign_event_package ON assign_event (package_id);

-- A question with a due day to the agency about a package or a line (ขอข้อมูลเพิ่มเติม); its talk is info_turn.
CREATE TABLE info_request (
    id           {id},
    code         {text} NOT NULL UNIQUE,
    year         {int} NOT NULL,
    package_id   {int} NOT NULL REFERENCES package (id),
    line_id      {int} REFERENCES line (id),
    agency_id    {int} NOT NULL REFERENCES agency (id),
    asker        {text} NOT NULL,
    asked_ms     {time} NOT NULL,
    due          {date} NOT NULL,
    state        {text} NOT NULL CHECK (state IN ('open', 'answered', 'accepted', 'withdrawn')),
    turns        {int} NOT NULL DEFAULT 1,
    late         {flag} NOT NULL DEFAULT 0,
    version      {int} NOT NULL DEFAULT 1
){strict};
CREATE INDEX info_request_package ON info_request (package_id, id);
CREATE INDEX info_request_agency ON info_request (agency_id, state, due);
CREATE INDEX info_request_asker ON info_request (asker, state, due);
CREATE TABLE info_turn (
    request_id   {int} NOT NULL REFERENCES info_request (id),
    number       {int} NOT NULL,
    kind         {text} NOT NULL CHECK (kind IN ('ask', 'answer', 'again', 'accept', 'withdraw')),
    text         {text} NOT NULL,
    due          {date},
    attach_code  {text} NOT NULL DEFAULT '',
    late         {flag} NOT NULL DEFAULT 0,
    by_user      {text} NOT NULL,
    at_ms        {time} NOT NULL,
    PRIMARY KEY (request_id, number)
){strict};

-- A comment (ความเห็นแนบเรื่อง) on a package or a line; what it said is comment_text, never deleted.
CREATE TABLE comment (
    id           {id},
    code         {text} NOT NULL UNIQUE,
    year         {int} NOT NULL,
    package_id   {int} NOT NULL REFERENCES package (id),
    line_id      {int} REFERENCES line (id),
    reply_to     {int} REFERENCES comment (id),
    visibility   {text} NOT NULL CHECK (visibility IN ('internal', 'shared')),
    by_user      {text} NOT NULL,
    at_ms        {time} NOT NULL,
    withdrawn    {flag} NOT NULL DEFAULT 0,
    withdrawn_ms {time},
    version      {int} NOT NULL DEFAULT 1
){strict};
CREATE INDEX comment_package ON comment (package_id, id);
CREATE TABLE comment_text (
    comment_id   {int} NOT NULL REFERENCES comment (id),
    number       {int} NOT NULL,
    text         {text} NOT NULL,
    by_user      {text} NOT NULL,
    at_ms        {time} NOT NULL,
    PRIMARY KEY (comment_id, number)
){strict};
CREATE TABLE comment_mention (
    comment_id   {int} NOT NULL REFERENCES comment (id),
    user_name    {text} NOT NULL,
    seen         {flag} NOT NULL DEFAULT 0,
    at_ms        {time} NOT NULL,
    PRIMARY KEY (comment_id, user_name)
){strict};
CREATE INDEX comment_mention_user ON comment_mention (user_name, seen);

-- A hand-over between analysts: of a division; its agency_id is the Budget Department's. 0 = inside an agency.
ALTER TABLE handover ADD COLUMN division {int} NOT NULL DEFAULT 0;
-- What a hand-over moved beside packages: assignments, questions, mentions, delegations (src/plan/handover.h).
CREATE TABLE handover_more (
    handover_id  {int} NOT NULL REFERENCES handover (id),
    kind         {text} NOT NULL CHECK (kind IN ('agency', 'package', 'info', 'mention', 'delegation')),
    code         {text} NOT NULL,
    PRIMARY KEY (handover_id, kind, code)
){strict};
-- append-only: assign_event info_turn comment_text handover_more
