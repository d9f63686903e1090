-- 0018_committee: committees, meetings, resolutions.
-- A member of a body that decides (plan/committee.def), from a day, by an order of appointment. user_name is
-- empty for a member without an account; agency_id is the department a member comes from: such a member
-- does not decide on that agency's request.
CREATE TABLE committee_member (
    id          {id},
    body        {text} NOT NULL CHECK (body IN ('suitability', 'request', 'governor', 'council')),
    user_name   {text} NOT NULL DEFAULT '',
    full_name   {text} NOT NULL,
    post        {text} NOT NULL DEFAULT '',
    role        {text} NOT NULL CHECK (role IN ('chair', 'vice', 'member', 'secretary')),
    agency_id   {int} REFERENCES agency (id),
    order_no    {text} NOT NULL,
    from_date   {date} NOT NULL,
    to_date     {date},
    ended_why   {text} NOT NULL DEFAULT '',
    made_by     {text} NOT NULL,
    made_at_ms  {time} NOT NULL,
    version     {int} NOT NULL DEFAULT 1
){strict};
CREATE INDEX committee_member_body ON committee_member (body, id);

-- A meeting (การประชุม) about a fiscal year's requests: draft -> called -> held -> confirmed (its minutes).
CREATE TABLE meeting (
    id          {id},
    year        {int} NOT NULL REFERENCES fiscal_year (year),
    code        {text} NOT NULL UNIQUE,
    body        {text} NOT NULL CHECK (body IN ('suitability', 'request', 'governor', 'council')),
    number      {text} NOT NULL,
    on_date     {date} NOT NULL,
    place       {text} NOT NULL DEFAULT '',
    subject     {text} NOT NULL DEFAULT '',
    state       {text} NOT NULL CHECK (state IN ('draft', 'called', 'held', 'confirmed')),
    quorum      {int} NOT NULL DEFAULT 0,
    made_by     {text} NOT NULL,
    made_at_ms  {time} NOT NULL,
    version     {int} NOT NULL DEFAULT 1
){strict};
CREATE INDEX meeting_year ON meeting (year, body, id);
-- Who moved it, when. Append-only.
CREATE TABLE meeting_event (
    id          {id},
    meeting_id  {int} NOT NULL REFERENCES meeting (id),
    event       {text} NOT NULL,
    from_state  {text} NOT NULL,
    to_state    {text} NOT NULL,
    by_user     {text} NOT NULL,
    at_ms       {time} NOT NULL,
    reason      {text} NOT NULL DEFAULT ''
){strict};
CREATE INDEX meeting_event_meeting ON meeting_event (meeting_id, id);

-- An item of the agenda (ระเบียบวาระ): agencies or packages to decide on, or a scenario's run as a proposal.
CREATE TABLE meeting_item (
    id          {id},
    meeting_id  {int} NOT NULL REFERENCES meeting (id),
    no          {int} NOT NULL,
    kind        {text} NOT NULL CHECK (kind IN ('info', 'agencies', 'packages', 'scenario', 'other')),
    title       {text} NOT NULL,
    detail      {text} NOT NULL DEFAULT '',
    run_id      {int} REFERENCES scenario_run (id),
    minutes     {text} NOT NULL DEFAULT '',
    version     {int} NOT NULL DEFAULT 1,
    UNIQUE (meeting_id, no)
){strict};
CREATE TABLE meeting_item_agency (
    item_id     {int} NOT NULL REFERENCES meeting_item (id),
    agency_id   {int} NOT NULL REFERENCES agency (id),
    PRIMARY KEY (item_id, agency_id)
){strict};
CREATE TABLE meeting_item_package (
    item_id     {int} NOT NULL REFERENCES meeting_item (id),
    package_id  {int} NOT NULL REFERENCES package (id),
    PRIMARY KEY (item_id, package_id)
){strict};
CREATE INDEX meeting_item_package_of ON meeting_item_package (package_id);

-- Who was called and came: the body's members as they stood on the day it was called, and those who only speak.
CREATE TABLE meeting_person (
    id          {id},
    meeting_id  {int} NOT NULL REFERENCES meeting (id),
    member_id   {int} REFERENCES committee_member (id),
    full_name   {text} NOT NULL,
    post        {text} NOT NULL DEFAULT '',
    agency_id   {int} REFERENCES agency (id),
    voice       {text} NOT NULL CHECK (voice IN ('decides', 'speaks', 'secretary')),
    present     {flag} NOT NULL DEFAULT 0
){strict};
CREATE INDEX meeting_person_meeting ON meeting_person (meeting_id, id);

-- A resolution (มติ): drafted by the secretary, confirmed by another person who may decide for that body; once
-- confirmed it is never edited: a later one replaces it. stage as in line_amount. number is as printed.
CREATE TABLE resolution (
    id          {id},
    year        {int} NOT NULL REFERENCES fiscal_year (year),
    code        {text} NOT NULL UNIQUE,
    number      {text} NOT NULL,
    body        {text} NOT NULL CHECK (body IN ('suitability', 'request', 'governor', 'council')),
    stage       {int} NOT NULL CHECK (stage BETWEEN 2 AND 7),
    kind        {text} NOT NULL CHECK (kind IN ('approve', 'conditional', 'reject', 'reconsider', 'acknowledge')),
    rule        {text} NOT NULL CHECK (rule IN ('lines', 'analyst', 'previous', 'scenario', 'none', 'cut')),
    cut_bp      {int} NOT NULL DEFAULT 0 CHECK (cut_bp BETWEEN 0 AND 10000),
    title       {text} NOT NULL,
    reason      {text} NOT NULL DEFAULT '',
    condition_text {text} NOT NULL DEFAULT '',
    state       {text} NOT NULL CHECK (state IN ('drafted', 'confirmed', 'cancelled', 'replaced')),
    meeting_id  {int} REFERENCES meeting (id),
    item_id     {int} REFERENCES meeting_item (id),
    run_id      {int} REFERENCES scenario_run (id),
    corrects    {flag} NOT NULL DEFAULT 0,
    replaces_id {int} REFERENCES resolution (id),
    packages    {int} NOT NULL DEFAULT 0,
    lines       {int} NOT NULL DEFAULT 0,
    above       {int} NOT NULL DEFAULT 0,
    before_satang {money} NOT NULL DEFAULT 0,
    total_satang  {money} NOT NULL DEFAULT 0,
    made_by     {text} NOT NULL,
    made_at_ms  {time} NOT NULL,
    ended_by    {text} NOT NULL DEFAULT '',
    ended_at_ms {time},
    ended_why   {text} NOT NULL DEFAULT '',
    capacity    {text} NOT NULL DEFAULT '',
    version     {int} NOT NULL DEFAULT 1
){strict};
CREATE INDEX resolution_year ON resolution (year, stage, state, id);
CREATE INDEX resolution_meeting ON resolution (meeting_id, id);

-- What it decides: of packages their states, of lines their amounts. line_version is what the drafter saw.
CREATE TABLE resolution_package (
    resolution_id {int} NOT NULL REFERENCES resolution (id),
    package_id    {int} NOT NULL REFERENCES package (id),
    from_state    {text} NOT NULL,
    to_state      {text} NOT NULL,
    before_satang {money} NOT NULL DEFAULT 0,
    amount_satang {money} NOT NULL DEFAULT 0,
    reason        {text} NOT NULL DEFAULT '',
    PRIMARY KEY (resolution_id, package_id)
){strict};
CREATE INDEX resolution_package_of ON resolution_package (package_id, resolution_id);
CREATE TABLE resolution_line (
    resolution_id {int} NOT NULL REFERENCES resolution (id),
    line_id       {int} NOT NULL REFERENCES line (id),
    package_id    {int} NOT NULL REFERENCES package (id),
    line_version  {int} NOT NULL,
    before_satang {money} NOT NULL,
    amount_satang {money} NOT NULL CHECK (amount_satang >= 0),
    above         {flag} NOT NULL DEFAULT 0,
    reason        {text} NOT NULL DEFAULT '',
    PRIMARY KEY (resolution_id, line_id)
){strict};
-- Members of an agency that the resolution decides on: present, heard, not deciding.
CREATE TABLE resolution_recusal (
    resolution_id {int} NOT NULL REFERENCES resolution (id),
    member_id     {int} NOT NULL REFERENCES committee_member (id),
    agency_id     {int} NOT NULL REFERENCES agency (id),
    PRIMARY KEY (resolution_id, member_id, agency_id)
){strict};
-- Where a resolution left the run that was proposed: what was proposed, what was decided, why, and its price
-- in millionths of a score: value is what the package itself loses or gains, room what its money is worth at
-- the run's ceilings.
CREATE TABLE resolution_departure (
    resolution_id   {int} NOT NULL REFERENCES resolution (id),
    package_id      {int} NOT NULL REFERENCES package (id),
    proposed_satang {money} NOT NULL,
    amount_satang   {money} NOT NULL,
    value_score     {int} NOT NULL,
    room_score      {int} NOT NULL,
    reason          {text} NOT NULL,
    PRIMARY KEY (resolution_id, package_id)
){strict};

-- The resolution that an amount, a change and a move of a state stand on.
ALTER TABLE line_amount ADD COLUMN resolution_id {int} REFERENCES resolution (id);
ALTER TABLE line_change ADD COLUMN resolution_id {int} REFERENCES resolution (id);
ALTER TABLE package_event ADD COLUMN resolution_id {int} REFERENCES resolution (id);
-- Changes up to here were made before resolutions were kept: they name theirs by its text alone.
CREATE TABLE resolution_since (change_id {int} NOT NULL){strict};
INSERT INTO resolution_since (change_id) SELECT COALESCE(MAX(id), 0) FROM line_change;

-- append-only: meeting_event resolution_recusal resolution_since
