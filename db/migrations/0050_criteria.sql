-- 0050_criteria: criteria of value, their weights, and what scorers gave each package.

-- The criteria of a year, version by version (number). One is published at most; what was published is not edited.
-- ratio: consistency ratio of the comparison, millionths; NULL: the weights were set directly.
CREATE TABLE criteria_set (
    id            {id},
    year          {int} NOT NULL REFERENCES fiscal_year (year),
    number        {int} NOT NULL CHECK (number > 0),
    state         {text} NOT NULL CHECK (state IN ('draft', 'published', 'replaced', 'dropped')),
    method        {text} NOT NULL CHECK (method IN ('direct', 'pairwise')),
    reason        {text} NOT NULL,
    opens_on      {date} NOT NULL,
    ratio         {int} CHECK (ratio >= 0),
    made_by       {text} NOT NULL,
    made_ms       {time} NOT NULL,
    published_by  {text} NOT NULL DEFAULT '',
    published_ms  {time},
    version       {int} NOT NULL DEFAULT 1,
    UNIQUE (year, number)
){strict};
CREATE UNIQUE INDEX criteria_set_published ON criteria_set (year) WHERE state = 'published';

-- anchors: five lines of words, what 0 to 4 mean. direction down: less is better, a score counts as 4 less it. has_data 0:
-- nothing is known of it this year (no_data_why); nobody scores it and its weight is spread over the others.
CREATE TABLE criterion (
    set_id        {int} NOT NULL REFERENCES criteria_set (id),
    word          {text} NOT NULL,
    sort          {int} NOT NULL,
    source        {text} NOT NULL CHECK (source IN ('result', 'mandate', 'demand', 'reach', 'evidence', 'urgency', 'equity',
                                                    'voice', 'other')),
    direction     {text} NOT NULL CHECK (direction IN ('up', 'down')),
    has_data      {flag} NOT NULL,
    no_data_why   {text} NOT NULL DEFAULT '',
    name_th       {text} NOT NULL,
    name_en       {text} NOT NULL,
    anchors_th    {text} NOT NULL,
    anchors_en    {text} NOT NULL DEFAULT '',
    weight_bp     {int} NOT NULL CHECK (weight_bp BETWEEN 0 AND 10000),
    PRIMARY KEY (set_id, word)
){strict};

-- 3: `one` is three times as important as `other`; -3: the other way round; 1: equal. one < other.
CREATE TABLE criteria_pair (
    set_id        {int} NOT NULL REFERENCES criteria_set (id),
    one           {text} NOT NULL,
    other         {text} NOT NULL,
    strength      {int} NOT NULL CHECK (strength BETWEEN 1 AND 9 OR strength BETWEEN -9 AND -2),
    PRIMARY KEY (set_id, one, other)
){strict};

CREATE TABLE criteria_event (
    id            {id},
    set_id        {int} NOT NULL REFERENCES criteria_set (id),
    event         {text} NOT NULL,
    by_user       {text} NOT NULL,
    at_ms         {time} NOT NULL,
    reason        {text} NOT NULL
){strict};
CREATE INDEX criteria_event_set ON criteria_event (set_id, id);

-- One scorer's sheet of one package. Two seats, two persons.
CREATE TABLE rating (
    id            {id},
    set_id        {int} NOT NULL REFERENCES criteria_set (id),
    package_id    {int} NOT NULL REFERENCES package (id),
    seat          {int} NOT NULL CHECK (seat IN (1, 2)),
    scorer        {text} NOT NULL,
    state         {text} NOT NULL CHECK (state IN ('draft', 'sent')),
    made_ms       {time} NOT NULL,
    sent_ms       {time},
    version       {int} NOT NULL DEFAULT 1,
    UNIQUE (set_id, package_id, seat),
    UNIQUE (set_id, package_id, scorer)
){strict};
CREATE INDEX rating_package ON rating (package_id, id);
CREATE INDEX rating_scorer ON rating (scorer, set_id, package_id);

CREATE TABLE rating_score (
    rating_id     {int} NOT NULL REFERENCES rating (id),
    criterion     {text} NOT NULL,
    score         {int} NOT NULL CHECK (score BETWEEN 0 AND 4),
    evidence_kind {text} NOT NULL CHECK (evidence_kind IN ('file', 'indicator', 'reading', 'document', 'form')),
    evidence      {text} NOT NULL CHECK (evidence <> ''),
    note          {text} NOT NULL DEFAULT '',
    PRIMARY KEY (rating_id, criterion)
){strict};

-- What a third person decided where the two were too far apart.
CREATE TABLE rating_settle (
    set_id        {int} NOT NULL REFERENCES criteria_set (id),
    package_id    {int} NOT NULL REFERENCES package (id),
    criterion     {text} NOT NULL,
    score         {int} NOT NULL CHECK (score BETWEEN 0 AND 4),
    reason        {text} NOT NULL CHECK (reason <> ''),
    by_user       {text} NOT NULL,
    at_ms         {time} NOT NULL,
    PRIMARY KEY (set_id, package_id, criterion)
){strict};

-- What both gave together, from the moment the second sent. points: 0-100 in millionths, NULL while disagreed. spread: half
-- of what lies between the two. mandate: sum of both scores of criteria of source mandate. applied: it is the package's score.
CREATE TABLE rating_final (
    set_id        {int} NOT NULL REFERENCES criteria_set (id),
    package_id    {int} NOT NULL REFERENCES package (id),
    state         {text} NOT NULL CHECK (state IN ('disagreed', 'settled')),
    differing     {int} NOT NULL,
    points        {int} CHECK (points BETWEEN 0 AND 100000000),
    spread        {int} NOT NULL DEFAULT 0 CHECK (spread >= 0),
    mandate       {int} NOT NULL DEFAULT 0,
    settled_ms    {time},
    applied       {flag} NOT NULL DEFAULT 0,
    score_before  {int} NOT NULL DEFAULT 0,
    version       {int} NOT NULL DEFAULT 1,
    PRIMARY KEY (set_id, package_id)
){strict};
CREATE INDEX rating_final_package ON rating_final (package_id);
CREATE INDEX rating_final_state ON rating_final (set_id, state, package_id);
-- Each weight a fifth up and down, one at a time: what a scenario would fund. total: sets that were solved, the one with the weights
-- as they are among them. rated: packages with points; in_use: those whose points are their score.
CREATE TABLE weight_study (
    id            {id},
    scenario_id   {int} NOT NULL REFERENCES scenario (id),
    set_id        {int} NOT NULL REFERENCES criteria_set (id),
    code          {text} NOT NULL UNIQUE,
    scenario_version {int} NOT NULL,
    rated         {int} NOT NULL,
    in_use        {int} NOT NULL,
    total         {int} NOT NULL,
    funded        {int} NOT NULL,
    stays         {int} NOT NULL,
    made_by       {text} NOT NULL,
    made_at_ms    {time} NOT NULL
){strict};
CREATE INDEX weight_study_scenario ON weight_study (scenario_id, id);

-- no 0: the weights as they are (criterion empty). solved 0: time ended it.
CREATE TABLE weight_study_set (
    study_id      {int} NOT NULL REFERENCES weight_study (id),
    no            {int} NOT NULL,
    criterion     {text} NOT NULL,
    up            {flag} NOT NULL,
    weight_bp     {int} NOT NULL,
    solved        {flag} NOT NULL,
    funded        {int} NOT NULL,
    enter         {int} NOT NULL,
    leave         {int} NOT NULL,
    value_score   {int} NOT NULL,
    gap_text      {text} NOT NULL,
    PRIMARY KEY (study_id, no)
){strict};

-- sets: in how many of `total` it is funded; funded: with the weights as they are. no: those that come or go first.
CREATE TABLE weight_study_package (
    study_id      {int} NOT NULL REFERENCES weight_study (id),
    no            {int} NOT NULL,
    package_id    {int} NOT NULL REFERENCES package (id),
    funded        {flag} NOT NULL,
    sets          {int} NOT NULL,
    amount_satang {money} NOT NULL,
    value_score   {int} NOT NULL,
    PRIMARY KEY (study_id, no)
){strict};
-- append-only: criteria_event rating_settle weight_study weight_study_set weight_study_package
