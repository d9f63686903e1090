-- 0010_costing: attachments, standard prices, posts, what a line costs beyond its amount, papers.
-- A file of a subject (line:CODE, package:YEAR:CODE, ...); its bytes are in blob_part by SHA-256.
CREATE TABLE attachment (
    id          {id},
    code        {text} NOT NULL UNIQUE,
    subject     {text} NOT NULL,
    kind        {text} NOT NULL,
    name        {text} NOT NULL,
    media       {text} NOT NULL,
    size_bytes  {int} NOT NULL CHECK (size_bytes BETWEEN 1 AND 20971520),
    sha256      {text} NOT NULL,
    expires     {date},
    by_user     {text} NOT NULL,
    at_ms       {time} NOT NULL
){strict};
CREATE INDEX attachment_subject ON attachment (subject, id);

-- A file that was taken back stays readable for the record; it counts for nothing.
CREATE TABLE attachment_withdrawn (
    attachment_id {int} NOT NULL PRIMARY KEY REFERENCES attachment (id),
    reason      {text} NOT NULL,
    by_user     {text} NOT NULL,
    at_ms       {time} NOT NULL
){strict};

-- A standard price (ราคามาตรฐาน) of a year. A new value is a new version; it counts once a second
-- person has approved it. state: proposed approved replaced refused.
CREATE TABLE price (
    id           {id},
    year         {int} NOT NULL,
    code         {text} NOT NULL,
    version      {int} NOT NULL DEFAULT 1,
    item_code    {text} NOT NULL DEFAULT '',
    name         {text} NOT NULL,
    unit_word    {text} NOT NULL,
    price_satang {money} NOT NULL CHECK (price_satang > 0),
    source       {text} NOT NULL,
    valid_from   {date},
    valid_to     {date},
    demo         {flag} NOT NULL DEFAULT 0,
    state        {text} NOT NULL CHECK (state IN ('proposed', 'approved', 'replaced', 'refused')),
    proposed_by  {text} NOT NULL,
    proposed_ms  {time} NOT NULL,
    decided_by   {text} NOT NULL DEFAULT '',
    decided_ms   {time},
    UNIQUE (year, code, version)
){strict};
CREATE INDEX price_state ON price (year, state, code);

-- What a line says beyond quantity and price: its standard price and why it is above it; a capital
-- line's years, council motion, and whether its split by years was assumed from a printed range.
CREATE TABLE line_cost (
    line_id      {int} NOT NULL PRIMARY KEY REFERENCES line (id),
    price_code   {text} NOT NULL DEFAULT '',
    price_reason {text} NOT NULL DEFAULT '',
    first_year   {int} NOT NULL DEFAULT 0,
    last_year    {int} NOT NULL DEFAULT 0,
    motion       {text} NOT NULL DEFAULT '',
    assumed      {flag} NOT NULL DEFAULT 0,
    engineer     {text} NOT NULL DEFAULT '',
    version      {int} NOT NULL DEFAULT 1
){strict};

-- Multi-year commitment (ผูกพันงบประมาณข้ามปี): the years of one capital line add up to its total.
CREATE TABLE tranche (
    line_id       {int} NOT NULL REFERENCES line (id),
    year          {int} NOT NULL CHECK (year BETWEEN 2500 AND 2699),
    amount_satang {money} NOT NULL CHECK (amount_satang >= 0),
    phase         {text} NOT NULL DEFAULT '',
    PRIMARY KEY (line_id, year)
){strict};

-- What a finished asset costs each year from then on.
CREATE TABLE running_cost (
    line_id       {int} NOT NULL REFERENCES line (id),
    n             {int} NOT NULL,
    from_year     {int} NOT NULL CHECK (from_year BETWEEN 2500 AND 2699),
    amount_satang {money} NOT NULL CHECK (amount_satang > 0),
    what          {text} NOT NULL,
    PRIMARY KEY (line_id, n)
){strict};

-- The asset that a replacement takes the place of.
CREATE TABLE replacement (
    line_id       {int} NOT NULL REFERENCES line (id),
    n             {int} NOT NULL,
    asset_number  {text} NOT NULL,
    bought_year   {int} NOT NULL,
    condition     {text} NOT NULL DEFAULT '',
    repair_satang {money} NOT NULL CHECK (repair_satang >= 0),
    disposal      {text} NOT NULL,
    PRIMARY KEY (line_id, n)
){strict};

-- Where a line's money is spent. A line without a row is for the whole city. Coordinates are millionths
-- of a degree, 0 0 = none; shares of one line add up to 10,000 basis points.
CREATE TABLE line_place (
    line_id       {int} NOT NULL REFERENCES line (id),
    n             {int} NOT NULL,
    district_code {text} NOT NULL DEFAULT '',
    subdistrict   {text} NOT NULL DEFAULT '',
    lat_micro     {int} NOT NULL DEFAULT 0,
    lon_micro     {int} NOT NULL DEFAULT 0,
    note          {text} NOT NULL DEFAULT '',
    share_bp      {int} NOT NULL CHECK (share_bp BETWEEN 1 AND 10000),
    PRIMARY KEY (line_id, n)
){strict};
CREATE INDEX line_place_district ON line_place (district_code, line_id);

-- The post plan of an agency: one row a position. Monthly money in satang. kind: official permanent
-- temporary.
CREATE TABLE post (
    id               {id},
    year             {int} NOT NULL,
    agency_id        {int} NOT NULL REFERENCES agency (id),
    number           {text} NOT NULL,
    title            {text} NOT NULL,
    kind             {text} NOT NULL CHECK (kind IN ('official', 'permanent', 'temporary')),
    grade            {text} NOT NULL DEFAULT '',
    step             {text} NOT NULL DEFAULT '',
    salary_satang    {money} NOT NULL CHECK (salary_satang >= 0),
    position_satang  {money} NOT NULL DEFAULT 0 CHECK (position_satang >= 0),
    monthly_satang   {money} NOT NULL DEFAULT 0 CHECK (monthly_satang >= 0),
    living_satang    {money} NOT NULL DEFAULT 0 CHECK (living_satang >= 0),
    born             {date},
    vacant_from      {date},
    vacant_to        {date},
    version          {int} NOT NULL DEFAULT 1,
    UNIQUE (year, agency_id, number)
){strict};

-- A post's share of each output's money, in basis points; one post's shares add up to 10,000.
CREATE TABLE post_share (
    post_id      {int} NOT NULL REFERENCES post (id),
    output_code  {text} NOT NULL,
    share_bp     {int} NOT NULL CHECK (share_bp BETWEEN 1 AND 10000),
    PRIMARY KEY (post_id, output_code)
){strict};

-- A bill of quantities (ปร.4, ปร.5) that was read from an attached workbook and tied to a line.
CREATE TABLE boq (
    id            {id},
    line_id       {int} NOT NULL REFERENCES line (id),
    attachment_id {int} NOT NULL REFERENCES attachment (id),
    lines         {int} NOT NULL,
    direct_satang {money} NOT NULL,
    factor_millionths {int} NOT NULL,
    vat_bp        {int} NOT NULL,
    total_satang  {money} NOT NULL,
    line_satang   {money} NOT NULL,
    issues        {int} NOT NULL,
    by_user       {text} NOT NULL,
    at_ms         {time} NOT NULL
){strict};
CREATE INDEX boq_of_line ON boq (line_id, id);

CREATE TABLE boq_line (
    boq_id           {int} NOT NULL REFERENCES boq (id),
    n                {int} NOT NULL,
    cell             {text} NOT NULL,
    number           {text} NOT NULL,
    name             {text} NOT NULL,
    quantity_milli   {int} NOT NULL,
    unit_word        {text} NOT NULL,
    material_satang  {money} NOT NULL,
    labour_satang    {money} NOT NULL,
    total_satang     {money} NOT NULL,
    PRIMARY KEY (boq_id, n)
){strict};

-- What does not agree in it, by cell.
CREATE TABLE boq_issue (
    boq_id          {int} NOT NULL REFERENCES boq (id),
    n               {int} NOT NULL,
    cell            {text} NOT NULL,
    kind            {text} NOT NULL,
    found_satang    {money} NOT NULL,
    expected_satang {money} NOT NULL,
    PRIMARY KEY (boq_id, n)
){strict};
-- append-only: attachment attachment_withdrawn boq boq_line boq_issue
