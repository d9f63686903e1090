-- 0023_bill: drafts of ordinances in the Council: versions, readings, committees, members, votes.
-- A draft ordinance (ร่างข้อบัญญัติ) of a year: number 0 is the annual one, whose stage is the year's (stage stays
-- empty here); 1.. are supplementary, with a stage of their own: DRAFT, then as in plan/cycle.def. The row of the
-- annual one is made when it is tabled first.
CREATE TABLE bill (
    year        {int} NOT NULL REFERENCES fiscal_year (year),
    number      {int} NOT NULL CHECK (number BETWEEN 0 AND 99),
    code        {text} NOT NULL UNIQUE,
    title       {text} NOT NULL DEFAULT '',
    principle   {text} NOT NULL DEFAULT '',
    reason      {text} NOT NULL DEFAULT '',
    stage       {text} NOT NULL DEFAULT '',
    made_by     {text} NOT NULL,
    made_at_ms  {time} NOT NULL,
    version     {int} NOT NULL DEFAULT 1,
    PRIMARY KEY (year, number)
){strict};

-- How a supplementary one moved (the annual one's moves are cycle_event), and what was open then.
CREATE TABLE bill_event (
    id          {id},
    year        {int} NOT NULL,
    number      {int} NOT NULL,
    event       {text} NOT NULL,
    from_stage  {text} NOT NULL,
    to_stage    {text} NOT NULL,
    by_user     {text} NOT NULL,
    at_ms       {time} NOT NULL,
    reason      {text} NOT NULL DEFAULT ''
){strict};
CREATE INDEX bill_event_bill ON bill_event (year, number, id);
CREATE TABLE bill_open (
    id          {id},
    event_id    {int} NOT NULL REFERENCES bill_event (id),
    guard       {text} NOT NULL,
    count       {int} NOT NULL
){strict};
CREATE INDEX bill_open_event ON bill_open (event_id);

-- A frozen version: what the draft was when it was tabled, left the committee, entered the second reading, was
-- passed, was enacted. change_id: the newest line_change then. sha256: of "line code TAB satang LF" in order of code.
CREATE TABLE bill_version (
    id          {id},
    year        {int} NOT NULL,
    number      {int} NOT NULL,
    no          {int} NOT NULL,
    kind        {text} NOT NULL CHECK (kind IN ('tabled', 'committee', 'amended', 'passed', 'enacted')),
    change_id   {int} NOT NULL,
    total_satang {money} NOT NULL,
    lines       {int} NOT NULL,
    sha256      {text} NOT NULL DEFAULT '',
    by_user     {text} NOT NULL,
    at_ms       {time} NOT NULL,
    UNIQUE (year, number, no)
){strict};
CREATE TABLE bill_version_line (
    version_id    {int} NOT NULL REFERENCES bill_version (id),
    line_id       {int} NOT NULL REFERENCES line (id),
    amount_satang {money} NOT NULL,
    PRIMARY KEY (version_id, line_id)
){strict};
-- A tabled version that was taken back (ถอนร่าง): the next tabling is another version.
CREATE TABLE bill_withdrawn (
    version_id  {int} NOT NULL PRIMARY KEY REFERENCES bill_version (id),
    reason      {text} NOT NULL,
    by_user     {text} NOT NULL,
    at_ms       {time} NOT NULL
){strict};

-- Where it was published (ราชกิจจานุเบกษา เล่ม ตอน หน้า วันที่): the newest row counts.
CREATE TABLE bill_gazette (
    id          {id},
    year        {int} NOT NULL,
    number      {int} NOT NULL,
    volume      {text} NOT NULL,
    part        {text} NOT NULL,
    page        {text} NOT NULL,
    on_date     {date} NOT NULL,
    by_user     {text} NOT NULL,
    at_ms       {time} NOT NULL
){strict};
CREATE INDEX bill_gazette_bill ON bill_gazette (year, number, id);

-- A member of the Council (สมาชิกสภา: councillor, with a district) or of the executive who may sit in its
-- committees. user_name is empty for one without an account.
CREATE TABLE council_member (
    id          {id},
    code        {text} NOT NULL UNIQUE,
    kind        {text} NOT NULL CHECK (kind IN ('councillor', 'executive')),
    full_name   {text} NOT NULL,
    post        {text} NOT NULL DEFAULT '',
    district    {text} NOT NULL DEFAULT '',
    user_name   {text} NOT NULL DEFAULT '',
    from_date   {date} NOT NULL,
    to_date     {date},
    ended_why   {text} NOT NULL DEFAULT '',
    made_by     {text} NOT NULL,
    made_at_ms  {time} NOT NULL,
    version     {int} NOT NULL DEFAULT 1
){strict};
CREATE INDEX council_member_user ON council_member (user_name, id);

-- An interest (ส่วนได้เสีย) of a member in an agency's money, or in one line's: such a member does not vote on it.
CREATE TABLE council_interest (
    id          {id},
    member_id   {int} NOT NULL REFERENCES council_member (id),
    agency_id   {int} REFERENCES agency (id),
    line_id     {int} REFERENCES line (id),
    reason      {text} NOT NULL,
    from_date   {date} NOT NULL,
    to_date     {date},
    ended_why   {text} NOT NULL DEFAULT '',
    made_by     {text} NOT NULL,
    made_at_ms  {time} NOT NULL,
    version     {int} NOT NULL DEFAULT 1,
    CHECK ((agency_id IS NULL) <> (line_id IS NULL))
){strict};
CREATE INDEX council_interest_member ON council_interest (member_id, id);
CREATE INDEX council_interest_agency ON council_interest (agency_id, member_id);
CREATE INDEX council_interest_line ON council_interest (line_id, member_id);

-- A committee of the Council for one draft (คณะกรรมการวิสามัญ, คณะอนุกรรมการ): whole = all agencies are its scope.
CREATE TABLE council_committee (
    id          {id},
    code        {text} NOT NULL UNIQUE,
    year        {int} NOT NULL REFERENCES fiscal_year (year),
    ordinance   {int} NOT NULL,
    kind        {text} NOT NULL CHECK (kind IN ('extraordinary', 'sub')),
    parent_id   {int} REFERENCES council_committee (id),
    name        {text} NOT NULL,
    order_no    {text} NOT NULL,
    from_date   {date} NOT NULL,
    due_date    {date},
    whole       {flag} NOT NULL DEFAULT 1,
    report_no   {text} NOT NULL DEFAULT '',
    report_date {date},
    report_text {text} NOT NULL DEFAULT '',
    report_by   {text} NOT NULL DEFAULT '',
    made_by     {text} NOT NULL,
    made_at_ms  {time} NOT NULL,
    version     {int} NOT NULL DEFAULT 1
){strict};
CREATE INDEX council_committee_bill ON council_committee (year, ordinance, id);
CREATE TABLE council_committee_agency (
    committee_id {int} NOT NULL REFERENCES council_committee (id),
    agency_id    {int} NOT NULL REFERENCES agency (id),
    PRIMARY KEY (committee_id, agency_id)
){strict};
CREATE TABLE council_seat (
    id           {id},
    committee_id {int} NOT NULL REFERENCES council_committee (id),
    member_id    {int} NOT NULL REFERENCES council_member (id),
    role         {text} NOT NULL CHECK (role IN ('chair', 'vice', 'member', 'secretary')),
    from_date    {date} NOT NULL,
    to_date      {date},
    ended_why    {text} NOT NULL DEFAULT '',
    made_by      {text} NOT NULL,
    made_at_ms   {time} NOT NULL,
    version      {int} NOT NULL DEFAULT 1
){strict};
CREATE INDEX council_seat_committee ON council_seat (committee_id, id);
CREATE INDEX council_seat_member ON council_seat (member_id, id);

-- A vote (การลงมติ) on a subject: principle, section:AGENCY, sections:rest, cuts:CODE, amendments, reserved:CODE,
-- observation:CODE, final. committee_id NULL: the Council itself. named: ballots say who; else counts alone. The
-- newest vote on a subject counts; again_why: why it was voted again. tabled_id: the tabled version (bill_version) that
-- was before the Council; votes on one that was withdrawn count no more. stage: where the draft stood.
CREATE TABLE council_vote (
    id           {id},
    code         {text} NOT NULL UNIQUE,
    year         {int} NOT NULL REFERENCES fiscal_year (year),
    ordinance    {int} NOT NULL,
    subject_kind {text} NOT NULL,
    subject      {text} NOT NULL,
    agency_id    {int} REFERENCES agency (id),
    line_id      {int} REFERENCES line (id),
    committee_id {int} REFERENCES council_committee (id),
    tabled_id    {int} NOT NULL DEFAULT 0,
    stage        {text} NOT NULL,
    named        {flag} NOT NULL,
    members      {int} NOT NULL,
    yes          {int} NOT NULL CHECK (yes >= 0),
    no           {int} NOT NULL CHECK (no >= 0),
    abstain      {int} NOT NULL CHECK (abstain >= 0),
    result       {text} NOT NULL CHECK (result IN ('passed', 'failed')),
    on_date      {date} NOT NULL,
    note         {text} NOT NULL DEFAULT '',
    again_why    {text} NOT NULL DEFAULT '',
    made_by      {text} NOT NULL,
    made_at_ms   {time} NOT NULL
){strict};
CREATE INDEX council_vote_subject ON council_vote (year, ordinance, subject, id);
CREATE TABLE council_ballot (
    vote_id      {int} NOT NULL REFERENCES council_vote (id),
    member_id    {int} NOT NULL REFERENCES council_member (id),
    choice       {text} NOT NULL CHECK (choice IN ('yes', 'no', 'abstain')),
    PRIMARY KEY (vote_id, member_id)
){strict};
CREATE INDEX council_ballot_member ON council_ballot (member_id, vote_id);

-- append-only: bill_event bill_open bill_version bill_version_line bill_withdrawn bill_gazette council_vote council_ballot
