-- 0037_reorganise: re-organisation of agencies and programme codes from a date (issue E).

-- One balanced act (การปรับโครงสร้าง): proposed, approved by another person, executed once in one write.
CREATE TABLE reorganise (
    id           {id},
    code         {text} NOT NULL UNIQUE,
    year         {int} NOT NULL REFERENCES fiscal_year (year),
    kind         {text} NOT NULL CHECK (kind IN ('merge', 'split', 'rename', 'move_programme')),
    state        {text} NOT NULL CHECK (state IN ('proposed', 'approved', 'done', 'dropped')),
    title        {text} NOT NULL,
    reason       {text} NOT NULL,
    doc_no       {text} NOT NULL DEFAULT '',
    on_date      {date} NOT NULL,
    lines        {int} NOT NULL DEFAULT 0,
    total_satang {money} NOT NULL DEFAULT 0 CHECK (total_satang >= 0),
    made_by      {text} NOT NULL,
    made_at_ms   {time} NOT NULL,
    approved_by  {text} NOT NULL DEFAULT '',
    approved_ms  {time},
    done_by      {text} NOT NULL DEFAULT '',
    done_ms      {time},
    dropped_why  {text} NOT NULL DEFAULT '',
    version      {int} NOT NULL DEFAULT 1
){strict};
CREATE INDEX reorganise_year ON reorganise (year, id);

-- What goes where. A line takes the rule that names it, else that of its agency and output, else that of one of them;
-- several rules of one rank share it (share_bp). to_agency '' and to_output_id NULL: as it was. to_name: the agency is
-- made when it is executed.
CREATE TABLE reorganise_rule (
    reorganise_id  {int} NOT NULL REFERENCES reorganise (id),
    n              {int} NOT NULL,
    line_id        {int} REFERENCES line (id),
    from_agency_id {int} REFERENCES agency (id),
    from_output_id {int} REFERENCES class_node (id),
    to_agency      {text} NOT NULL DEFAULT '',
    to_name        {text} NOT NULL DEFAULT '',
    to_agency_id   {int} REFERENCES agency (id),
    to_output_id   {int} REFERENCES class_node (id),
    share_bp       {int} NOT NULL CHECK (share_bp BETWEEN 1 AND 10000),
    PRIMARY KEY (reorganise_id, n)
){strict};

-- Old line -> new line, with what moved. main: contracts, what they hold and what was paid went here.
CREATE TABLE reorganise_line (
    old_line_id       {int} NOT NULL REFERENCES line (id),
    new_line_id       {int} NOT NULL REFERENCES line (id),
    reorganise_id     {int} NOT NULL REFERENCES reorganise (id),
    share_bp          {int} NOT NULL,
    main              {flag} NOT NULL,
    unallotted_satang {money} NOT NULL CHECK (unallotted_satang >= 0),
    allotted_satang   {money} NOT NULL CHECK (allotted_satang >= 0),
    reserved_satang   {money} NOT NULL CHECK (reserved_satang >= 0),
    obligated_satang  {money} NOT NULL CHECK (obligated_satang >= 0),
    disbursed_satang  {money} NOT NULL CHECK (disbursed_satang >= 0),
    PRIMARY KEY (old_line_id, new_line_id)
){strict};
CREATE UNIQUE INDEX reorganise_line_new ON reorganise_line (new_line_id);
CREATE INDEX reorganise_line_of ON reorganise_line (reorganise_id, old_line_id);

-- The whole city's year by bucket, just before and just after.
CREATE TABLE reorganise_sum (
    reorganise_id {int} NOT NULL REFERENCES reorganise (id),
    bucket        {int} NOT NULL CHECK (bucket BETWEEN 0 AND 8),
    before_satang {money} NOT NULL,
    after_satang  {money} NOT NULL,
    PRIMARY KEY (reorganise_id, bucket)
){strict};

-- What else followed: agencies made or ended, contracts, people, indicators, commitments: how many.
CREATE TABLE reorganise_effect (
    reorganise_id {int} NOT NULL REFERENCES reorganise (id),
    what          {text} NOT NULL,
    count         {int} NOT NULL,
    PRIMARY KEY (reorganise_id, what)
){strict};
CREATE INDEX contract_part_of_line ON contract_part (line_id, change_id);
CREATE INDEX indicator_agency ON indicator (agency_id, id);
CREATE INDEX objective_agency ON objective (agency_id, id);
-- append-only: reorganise_line reorganise_sum reorganise_effect
