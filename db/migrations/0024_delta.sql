-- 0024_delta: changes of amounts by the Council: deltas, reserved opinions and amendments, protected lines.
-- A delta (การปรับลด, การแปรญัตติ): how much one line is to lose or gain, who moved it, what became of it. cut and
-- floor_cut take away; restore (gives back what a cut took), executive (the executive's amendment) and floor_restore
-- add. accepted_satang is what the committee, or in the second reading the Council, took of amount_satang. Accepted, it has
-- written the line's amount: from before_satang to after_satang, as change change_seq of the line.
CREATE TABLE council_delta (
    id              {id},
    year            {int} NOT NULL REFERENCES fiscal_year (year),
    ordinance       {int} NOT NULL,
    code            {text} NOT NULL UNIQUE,
    kind            {text} NOT NULL CHECK (kind IN ('cut', 'restore', 'executive', 'floor_cut', 'floor_restore')),
    state           {text} NOT NULL CHECK (state IN ('proposed', 'confirmed', 'accepted', 'rejected', 'withdrawn', 'void')),
    line_id         {int} NOT NULL REFERENCES line (id),
    package_id      {int} NOT NULL REFERENCES package (id),
    agency_id       {int} NOT NULL REFERENCES agency (id),
    amount_satang   {money} NOT NULL CHECK (amount_satang > 0),
    accepted_satang {money} NOT NULL DEFAULT 0 CHECK (accepted_satang >= 0 AND accepted_satang <= amount_satang),
    mover_kind      {text} NOT NULL CHECK (mover_kind IN ('member', 'committee', 'agency', 'executive')),
    member_id       {int} REFERENCES council_member (id),
    committee_id    {int} REFERENCES council_committee (id),
    mover_agency_id {int} REFERENCES agency (id),
    reason          {text} NOT NULL,
    made_by         {text} NOT NULL,
    made_at_ms      {time} NOT NULL,
    confirmed_by    {text} NOT NULL DEFAULT '',
    confirmed_at_ms {time},
    decided_by      {text} NOT NULL DEFAULT '',
    decided_at_ms   {time},
    decided_why     {text} NOT NULL DEFAULT '',
    vote_code       {text} NOT NULL DEFAULT '',
    report_ref      {text} NOT NULL DEFAULT '',
    before_satang   {money},
    after_satang    {money},
    change_seq      {int},
    version         {int} NOT NULL DEFAULT 1
){strict};
CREATE INDEX council_delta_bill ON council_delta (year, ordinance, state, id);
CREATE INDEX council_delta_line ON council_delta (line_id, id);
CREATE INDEX council_delta_package ON council_delta (package_id, id);
CREATE INDEX council_delta_agency ON council_delta (agency_id, year, ordinance, id);
CREATE INDEX council_delta_committee ON council_delta (committee_id, id);

-- Who moved it, when. Append-only.
CREATE TABLE council_delta_event (
    id            {id},
    delta_id      {int} NOT NULL REFERENCES council_delta (id),
    event         {text} NOT NULL,
    from_state    {text} NOT NULL,
    to_state      {text} NOT NULL,
    amount_satang {money} NOT NULL,
    by_user       {text} NOT NULL,
    at_ms         {time} NOT NULL,
    reason        {text} NOT NULL DEFAULT '',
    basis         {text} NOT NULL DEFAULT ''
){strict};
CREATE INDEX council_delta_event_delta ON council_delta_event (delta_id, id);

-- A reserved opinion (สงวนความเห็น: a committee's member against its majority) or a reserved amendment (สงวนคำแปรญัตติ: who moved
-- a cut that was rejected or made smaller). wanted_satang is what the line should have. Spoken to in the second
-- reading, then withdrawn, or put to the vote and adopted (floor_delta_id: the change that it made) or lost.
CREATE TABLE council_reserved (
    id              {id},
    year            {int} NOT NULL REFERENCES fiscal_year (year),
    ordinance       {int} NOT NULL,
    code            {text} NOT NULL UNIQUE,
    kind            {text} NOT NULL CHECK (kind IN ('opinion', 'amendment')),
    state           {text} NOT NULL CHECK (state IN ('registered', 'spoken', 'withdrawn', 'adopted', 'lost', 'void')),
    line_id         {int} NOT NULL REFERENCES line (id),
    agency_id       {int} NOT NULL REFERENCES agency (id),
    delta_id        {int} REFERENCES council_delta (id),
    member_id       {int} NOT NULL REFERENCES council_member (id),
    committee_id    {int} REFERENCES council_committee (id),
    stands_satang   {money} NOT NULL,
    wanted_satang   {money} NOT NULL CHECK (wanted_satang >= 0),
    reason          {text} NOT NULL,
    made_by         {text} NOT NULL,
    made_at_ms      {time} NOT NULL,
    spoken_note     {text} NOT NULL DEFAULT '',
    spoken_at_ms    {time},
    vote_code       {text} NOT NULL DEFAULT '',
    floor_delta_id  {int} REFERENCES council_delta (id),
    settled_by      {text} NOT NULL DEFAULT '',
    settled_at_ms   {time},
    settled_why     {text} NOT NULL DEFAULT '',
    version         {int} NOT NULL DEFAULT 1
){strict};
CREATE INDEX council_reserved_bill ON council_reserved (year, ordinance, state, id);
CREATE INDEX council_reserved_line ON council_reserved (line_id, id);
CREATE INDEX council_reserved_delta ON council_reserved (delta_id, id);

CREATE TABLE council_reserved_event (
    id            {id},
    reserved_id   {int} NOT NULL REFERENCES council_reserved (id),
    event         {text} NOT NULL,
    from_state    {text} NOT NULL,
    to_state      {text} NOT NULL,
    by_user       {text} NOT NULL,
    at_ms         {time} NOT NULL,
    reason        {text} NOT NULL DEFAULT ''
){strict};
CREATE INDEX council_reserved_event_of ON council_reserved_event (reserved_id, id);

-- A line that the Council may not touch (debt service, sums due by law), beside those of the parameter
-- council.protected: the article that protects it, and why.
CREATE TABLE council_protected (
    id          {id},
    line_id     {int} NOT NULL REFERENCES line (id),
    year        {int} NOT NULL REFERENCES fiscal_year (year),
    law         {text} NOT NULL,
    article     {text} NOT NULL DEFAULT '',
    reason      {text} NOT NULL,
    made_by     {text} NOT NULL,
    made_at_ms  {time} NOT NULL,
    ended_by    {text} NOT NULL DEFAULT '',
    ended_at_ms {time},
    ended_why   {text} NOT NULL DEFAULT '',
    version     {int} NOT NULL DEFAULT 1
){strict};
CREATE UNIQUE INDEX council_protected_one ON council_protected (line_id) WHERE ended_by = '';
CREATE INDEX council_protected_year ON council_protected (year, id);

-- append-only: council_delta_event council_reserved_event
