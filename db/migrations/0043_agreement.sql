-- 0043_agreement: performance agreements (คำรับรองการปฏิบัติราชการ): one an agency and a year.

-- score: its newest assessment (agreement_score); number: how many versions of its text were frozen; 0 = none.
CREATE TABLE agreement (
    id            {id},
    year          {int} NOT NULL REFERENCES fiscal_year (year),
    agency_id     {int} NOT NULL REFERENCES agency (id),
    code          {text} NOT NULL UNIQUE,
    state         {text} NOT NULL CHECK (state IN ('drafted', 'negotiated', 'signed', 'interim', 'final', 'appealed', 'closed')),
    number        {int} NOT NULL DEFAULT 0,
    version       {int} NOT NULL DEFAULT 1,
    made_by       {text} NOT NULL,
    made_ms       {time} NOT NULL,
    UNIQUE (year, agency_id)
){strict};
CREATE INDEX agreement_agency ON agreement (agency_id, year);

-- The part of the frame (องค์ประกอบ) with its title and what its items weigh together.
CREATE TABLE agreement_component (
    agreement_id  {int} NOT NULL REFERENCES agreement (id),
    component     {int} NOT NULL CHECK (component BETWEEN 1 AND 5),
    title         {text} NOT NULL DEFAULT '',
    weight_bp     {int} NOT NULL CHECK (weight_bp BETWEEN 0 AND 10000),
    PRIMARY KEY (agreement_id, component)
){strict};

-- An indicator in an agreement, once. tables: bits of the tables it is printed in (1 ก, 2 ข, 4 ค, 8 ง): a row of a
-- table is only a place. agency_ok, city_ok: who agrees to it as it now reads.
CREATE TABLE agreement_item (
    id            {id},
    agreement_id  {int} NOT NULL REFERENCES agreement (id),
    indicator_id  {int} NOT NULL REFERENCES indicator (id),
    component     {int} NOT NULL CHECK (component BETWEEN 1 AND 5),
    tables        {int} NOT NULL CHECK (tables BETWEEN 1 AND 15),
    number        {text} NOT NULL,
    name          {text} NOT NULL,
    weight_bp     {int} NOT NULL CHECK (weight_bp BETWEEN 0 AND 10000),
    target        {text} NOT NULL DEFAULT '',
    definition    {text} NOT NULL DEFAULT '',
    method        {text} NOT NULL DEFAULT '',
    evidence      {text} NOT NULL DEFAULT '',
    measure       {text} NOT NULL DEFAULT '',
    project       {text} NOT NULL DEFAULT '',
    unit_name     {text} NOT NULL DEFAULT '',
    agency_ok     {flag} NOT NULL DEFAULT 0,
    city_ok       {flag} NOT NULL DEFAULT 0,
    removed       {flag} NOT NULL DEFAULT 0,
    version       {int} NOT NULL DEFAULT 1,
    UNIQUE (agreement_id, indicator_id)
){strict};
CREATE INDEX agreement_item_indicator ON agreement_item (indicator_id);

-- What a side proposed, with its reason: each field that changed, what it said before and what it says now.
CREATE TABLE agreement_turn (
    id            {id},
    agreement_id  {int} NOT NULL REFERENCES agreement (id),
    item_id       {int} REFERENCES agreement_item (id),
    side          {text} NOT NULL CHECK (side IN ('agency', 'city')),
    act           {text} NOT NULL CHECK (act IN ('add', 'change', 'remove', 'agree', 'component')),
    field         {text} NOT NULL DEFAULT '',
    old_value     {text} NOT NULL DEFAULT '',
    new_value     {text} NOT NULL DEFAULT '',
    reason        {text} NOT NULL DEFAULT '',
    by_user       {text} NOT NULL,
    capacity      {text} NOT NULL DEFAULT '',
    at_ms         {time} NOT NULL
){strict};
CREATE INDEX agreement_turn_of ON agreement_turn (agreement_id, id);

-- A text that was frozen to be signed, with one hash over it; a later version says why it replaces the one before.
CREATE TABLE agreement_version (
    id            {id},
    agreement_id  {int} NOT NULL REFERENCES agreement (id),
    number        {int} NOT NULL,
    items         {int} NOT NULL,
    weight_bp     {int} NOT NULL,
    sha           {bytes} NOT NULL,
    reason        {text} NOT NULL DEFAULT '',
    by_user       {text} NOT NULL,
    at_ms         {time} NOT NULL,
    UNIQUE (agreement_id, number)
){strict};
CREATE TABLE agreement_frozen_component (
    version_id    {int} NOT NULL REFERENCES agreement_version (id),
    component     {int} NOT NULL,
    title         {text} NOT NULL,
    weight_bp     {int} NOT NULL,
    PRIMARY KEY (version_id, component)
){strict};
CREATE TABLE agreement_frozen (
    version_id    {int} NOT NULL REFERENCES agreement_version (id),
    item_id       {int} NOT NULL REFERENCES agreement_item (id),
    indicator_id  {int} NOT NULL REFERENCES indicator (id),
    component     {int} NOT NULL,
    tables        {int} NOT NULL,
    number        {text} NOT NULL,
    name          {text} NOT NULL,
    weight_bp     {int} NOT NULL,
    target        {text} NOT NULL,
    definition    {text} NOT NULL,
    method        {text} NOT NULL,
    evidence      {text} NOT NULL,
    measure       {text} NOT NULL,
    project       {text} NOT NULL,
    unit_name     {text} NOT NULL,
    PRIMARY KEY (version_id, item_id)
){strict};
CREATE INDEX agreement_frozen_indicator ON agreement_frozen (indicator_id);
-- Who signed which version, in what capacity; withdrawn ones never are: a new version is signed anew.
CREATE TABLE agreement_signature (
    version_id    {int} NOT NULL REFERENCES agreement_version (id),
    side          {text} NOT NULL CHECK (side IN ('agency', 'city')),
    by_user       {text} NOT NULL,
    full_name     {text} NOT NULL,
    role          {text} NOT NULL,
    capacity      {text} NOT NULL DEFAULT '',
    at_ms         {time} NOT NULL,
    PRIMARY KEY (version_id, side)
){strict};

-- Every step of its state.
CREATE TABLE agreement_event (
    id            {id},
    agreement_id  {int} NOT NULL REFERENCES agreement (id),
    event         {text} NOT NULL,
    from_state    {text} NOT NULL,
    to_state      {text} NOT NULL,
    reason        {text} NOT NULL DEFAULT '',
    by_user       {text} NOT NULL,
    capacity      {text} NOT NULL DEFAULT '',
    at_ms         {time} NOT NULL
){strict};
CREATE INDEX agreement_event_of ON agreement_event (agreement_id, id);

-- An assessment: the scores of the items as score_now said them then. total in millionths; a corrected one is a new row.
CREATE TABLE agreement_score (
    id            {id},
    agreement_id  {int} NOT NULL REFERENCES agreement (id),
    version_id    {int} NOT NULL REFERENCES agreement_version (id),
    kind          {text} NOT NULL CHECK (kind IN ('interim', 'final')),
    number        {int} NOT NULL,
    items         {int} NOT NULL,
    scored        {int} NOT NULL,
    total         {int} NOT NULL CHECK (total >= 0),
    weight_bp     {int} NOT NULL,
    reason        {text} NOT NULL DEFAULT '',
    by_user       {text} NOT NULL,
    at_ms         {time} NOT NULL,
    UNIQUE (agreement_id, kind, number)
){strict};
-- weighted: millionths; NULL = not scored, why says the word (no_data, no_base ...).
CREATE TABLE agreement_score_item (
    score_id      {int} NOT NULL REFERENCES agreement_score (id),
    item_id       {int} NOT NULL REFERENCES agreement_item (id),
    from_id       {int},
    kind          {text} NOT NULL DEFAULT '',
    percent       {int},
    points        {int},
    weighted      {int},
    why           {text} NOT NULL DEFAULT '',
    PRIMARY KEY (score_id, item_id)
){strict};

-- An appeal against the final score of an item; score_id: the new score that followed.
CREATE TABLE agreement_appeal (
    id            {id},
    agreement_id  {int} NOT NULL REFERENCES agreement (id),
    item_id       {int} NOT NULL REFERENCES agreement_item (id),
    code          {text} NOT NULL UNIQUE,
    reason        {text} NOT NULL,
    evidence      {text} NOT NULL,
    asked         {text} NOT NULL DEFAULT '',
    state         {text} NOT NULL CHECK (state IN ('open', 'upheld', 'refused')),
    decision      {text} NOT NULL DEFAULT '',
    decided_by    {text} NOT NULL DEFAULT '',
    capacity      {text} NOT NULL DEFAULT '',
    decided_ms    {time},
    score_id      {int},
    version       {int} NOT NULL DEFAULT 1,
    made_by       {text} NOT NULL,
    made_ms       {time} NOT NULL
){strict};
CREATE INDEX agreement_appeal_of ON agreement_appeal (agreement_id, id);
-- append-only: agreement_turn agreement_version agreement_frozen_component agreement_frozen agreement_signature agreement_event agreement_score agreement_score_item
