-- 0026_lineage: lines across years, supplementary ordinances, what was enacted.

-- A link between a line and what it was in an earlier year: a line of PBIS, or a row of past_line. The share is of the
-- earlier line's amounts; those of one earlier line add up to at most 10,000. A link that line_link_end names does not
-- hold any more: it was corrected by a later one.
CREATE TABLE line_link (
    id            {id},
    from_year     {int} NOT NULL,
    from_line_id  {int} REFERENCES line (id),
    past_id       {int} REFERENCES past_line (id),
    to_year       {int} NOT NULL,
    to_line_id    {int} NOT NULL REFERENCES line (id),
    kind          {text} NOT NULL CHECK (kind IN ('same', 'renamed', 'split', 'merged', 'moved')),
    share_bp      {int} NOT NULL CHECK (share_bp BETWEEN 1 AND 10000),
    origin        {text} NOT NULL CHECK (origin IN ('drawn', 'alike', 'hand', 'file')),
    reason        {text} NOT NULL DEFAULT '',
    by_user       {text} NOT NULL,
    at_ms         {time} NOT NULL,
    CHECK (from_year < to_year),
    CHECK ((from_line_id IS NULL) <> (past_id IS NULL))
){strict};
CREATE INDEX line_link_to ON line_link (to_line_id, id);
CREATE INDEX line_link_from ON line_link (from_line_id, id);
CREATE INDEX line_link_past ON line_link (past_id, id);
CREATE INDEX line_link_year ON line_link (to_year, id);

CREATE TABLE line_link_end (
    link_id     {int} NOT NULL PRIMARY KEY REFERENCES line_link (id),
    reason      {text} NOT NULL DEFAULT '',
    by_user     {text} NOT NULL,
    at_ms       {time} NOT NULL
){strict};

-- The links that hold.
CREATE VIEW line_link_now AS
SELECT k.id AS id, k.from_year AS from_year, k.from_line_id AS from_line_id, k.past_id AS past_id,
       k.to_year AS to_year, k.to_line_id AS to_line_id, k.kind AS kind, k.share_bp AS share_bp,
       k.origin AS origin, k.reason AS reason, k.by_user AS by_user, k.at_ms AS at_ms
FROM line_link k WHERE NOT EXISTS (SELECT 1 FROM line_link_end x WHERE x.link_id = k.id);

-- The money of a supplementary ordinance (ข้อบัญญัติงบประมาณรายจ่ายเพิ่มเติม): its fund, and whence it is. Its title, its
-- reason and where it stands in the Council are the bill's (0023).
CREATE TABLE supplementary (
    year        {int} NOT NULL,
    number      {int} NOT NULL CHECK (number BETWEEN 1 AND 99),
    fund        {text} NOT NULL CHECK (fund IN ('ACC', 'OWN')),
    source      {text} NOT NULL,
    PRIMARY KEY (year, number),
    FOREIGN KEY (year, number) REFERENCES bill (year, number)
){strict};

-- Its fiscal statement (ฐานะการคลังประกอบร่าง), a copy of the fiscal position it was stated from; the newest version
-- goes with the bill. taken: what other supplementary ordinances take from the same fund since that day.
CREATE TABLE fiscal_statement (
    id              {id},
    year            {int} NOT NULL,
    number          {int} NOT NULL,
    version         {int} NOT NULL,
    position_id     {int} NOT NULL REFERENCES fiscal_position (id),
    as_of           {date} NOT NULL,
    cash_satang     {money},
    carried_satang  {money},
    commitment_satang {money},
    debt_satang     {money},
    free_satang     {money} NOT NULL CHECK (free_satang >= 0),
    taken_satang    {money} NOT NULL CHECK (taken_satang >= 0),
    made_by         {text} NOT NULL,
    made_at_ms      {time} NOT NULL,
    UNIQUE (year, number, version),
    FOREIGN KEY (year, number) REFERENCES supplementary (year, number)
){strict};

-- What became law: one row an ordinance. regular: รายจ่ายประจำ; special: รายจ่ายพิเศษ (accumulated fund).
CREATE TABLE enactment (
    year              {int} NOT NULL REFERENCES fiscal_year (year),
    number            {int} NOT NULL,
    lines             {int} NOT NULL,
    packages          {int} NOT NULL,
    left_out          {int} NOT NULL,
    linked            {int} NOT NULL,
    total_satang      {money} NOT NULL,
    regular_satang    {money} NOT NULL,
    special_satang    {money} NOT NULL,
    commercial_satang {money} NOT NULL,
    on_date           {date} NOT NULL,
    authority         {text} NOT NULL,
    by_user           {text} NOT NULL,
    at_ms             {time} NOT NULL,
    PRIMARY KEY (year, number),
    CHECK (regular_satang + special_satang = total_satang)
){strict};
CREATE INDEX line_bill ON line (year, ordinance, id);
-- append-only: line_link line_link_end fiscal_statement enactment
