-- 0014_cycle: the calendar of a year, extensions, the register of rules.
-- A step of a year's calendar (ปฏิทินงบประมาณ): planned days, who answers for it, where the dates come from.
-- begins, ends: the cycle's events that write its actual days; empty = written by hand. deadline: agencies
-- are late after to_date. What a plan was before stands in the audit log.
CREATE TABLE calendar_step (
    id             {id},
    year           {int} NOT NULL REFERENCES fiscal_year (year),
    step           {text} NOT NULL,
    sort           {int} NOT NULL,
    name_th        {text} NOT NULL,
    name_en        {text} NOT NULL DEFAULT '',
    responsible_th {text} NOT NULL DEFAULT '',
    responsible_en {text} NOT NULL DEFAULT '',
    source         {text} NOT NULL DEFAULT '',
    begins         {text} NOT NULL DEFAULT '',
    ends           {text} NOT NULL DEFAULT '',
    deadline       {flag} NOT NULL DEFAULT 0,
    from_date      {date},
    to_date        {date},
    version        {int} NOT NULL DEFAULT 1,
    UNIQUE (year, step)
){strict};

-- What really was: the newest row of a step counts. event: of the cycle, or by_hand.
CREATE TABLE calendar_actual (
    id             {id},
    step_id        {int} NOT NULL REFERENCES calendar_step (id),
    event          {text} NOT NULL,
    from_date      {date},
    to_date        {date},
    source         {text} NOT NULL DEFAULT '',
    by_user        {text} NOT NULL,
    at_ms          {time} NOT NULL
){strict};
CREATE INDEX calendar_actual_step ON calendar_actual (step_id, id);

-- More time for one agency (ขยายเวลา): asked by its people, allowed or refused by somebody else.
CREATE TABLE extension (
    id             {id},
    code           {text} NOT NULL UNIQUE,
    year           {int} NOT NULL REFERENCES fiscal_year (year),
    step           {text} NOT NULL,
    agency_id      {int} NOT NULL REFERENCES agency (id),
    until          {date} NOT NULL,
    reason         {text} NOT NULL,
    asked_by       {text} NOT NULL,
    asked_ms       {time} NOT NULL,
    state          {text} NOT NULL CHECK (state IN ('asked', 'allowed', 'refused')),
    decided_by     {text} NOT NULL DEFAULT '',
    decided_ms     {time},
    decided_why    {text} NOT NULL DEFAULT '',
    version        {int} NOT NULL DEFAULT 1
){strict};
CREATE INDEX extension_agency ON extension (year, step, agency_id, state);
CREATE UNIQUE INDEX extension_open ON extension (year, step, agency_id) WHERE state = 'asked';

-- What the office says of an agency that has not sent: late (it will still come) or excused (it need
-- not); none takes it back. The newest counts.
CREATE TABLE agency_mark (
    id             {id},
    year           {int} NOT NULL REFERENCES fiscal_year (year),
    agency_id      {int} NOT NULL REFERENCES agency (id),
    mark           {text} NOT NULL CHECK (mark IN ('late', 'excused', 'none')),
    reason         {text} NOT NULL,
    by_user        {text} NOT NULL,
    at_ms          {time} NOT NULL
){strict};
CREATE INDEX agency_mark_agency ON agency_mark (year, agency_id, id);

-- A package that came after its day: accepted and marked. due: with the agency's extension.
CREATE TABLE submit_late (
    id             {id},
    package_id     {int} NOT NULL REFERENCES package (id),
    due            {date} NOT NULL,
    came           {date} NOT NULL,
    days           {int} NOT NULL CHECK (days > 0),
    by_user        {text} NOT NULL,
    at_ms          {time} NOT NULL
){strict};
CREATE INDEX submit_late_package ON submit_late (package_id, id);

-- What was still open when an event of the cycle was run with a reason.
CREATE TABLE cycle_open (
    id             {id},
    event_id       {int} NOT NULL REFERENCES cycle_event (id),
    guard          {text} NOT NULL,
    count          {int} NOT NULL
){strict};
CREATE INDEX cycle_open_event ON cycle_open (event_id);
CREATE INDEX cycle_event_year ON cycle_event (year, id);

-- A stage opened again (เปิดขั้นที่ปิดแล้วอีกครั้ง): what was locked then. change_id: the newest line_change.
CREATE TABLE reopening (
    id             {id},
    event_id       {int} NOT NULL UNIQUE REFERENCES cycle_event (id),
    year           {int} NOT NULL,
    number         {int} NOT NULL,
    stage          {int} NOT NULL,
    lines          {int} NOT NULL,
    total_satang   {money} NOT NULL,
    change_id      {int} NOT NULL,
    UNIQUE (year, number)
){strict};
-- And closed again: by the event that left the stage forwards.
CREATE TABLE reopening_end (
    reopening_id   {int} NOT NULL PRIMARY KEY REFERENCES reopening (id),
    event_id       {int} NOT NULL REFERENCES cycle_event (id),
    total_satang   {money} NOT NULL,
    change_id      {int} NOT NULL
){strict};

-- The register of rules: an instrument (article empty) or one article of it. A new version is a new
-- row; law_event says what became of it. body: the text itself; gist: what is known of it.
CREATE TABLE law_entry (
    id             {id},
    law            {text} NOT NULL,
    article        {text} NOT NULL DEFAULT '',
    number         {int} NOT NULL,
    kind           {text} NOT NULL CHECK (kind IN ('act', 'ordinance', 'regulation', 'order', 'letter', 'practice')),
    title_th       {text} NOT NULL,
    title_en       {text} NOT NULL DEFAULT '',
    body           {text} NOT NULL DEFAULT '',
    gist_th        {text} NOT NULL DEFAULT '',
    gist_en        {text} NOT NULL DEFAULT '',
    status         {text} NOT NULL CHECK (status IN ('draft', 'in_force', 'replaced', 'repealed')),
    valid_from     {date},
    valid_to       {date},
    replaced_by    {text} NOT NULL DEFAULT '',
    source         {text} NOT NULL DEFAULT '',
    sort           {int} NOT NULL DEFAULT 0,
    reason         {text} NOT NULL DEFAULT '',
    proposed_by    {text} NOT NULL,
    proposed_ms    {time} NOT NULL,
    UNIQUE (law, article, number)
){strict};
CREATE TABLE law_event (
    entry_id       {int} NOT NULL REFERENCES law_entry (id),
    event          {text} NOT NULL CHECK (event IN ('approve', 'withdraw')),
    by_user        {text} NOT NULL,
    at_ms          {time} NOT NULL,
    reason         {text} NOT NULL DEFAULT '',
    PRIMARY KEY (entry_id, event)
){strict};

-- append-only: calendar_actual agency_mark submit_late cycle_open reopening reopening_end law_entry law_event
