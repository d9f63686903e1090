-- 0016_analysis: forms of analysis, recommendations, machine checks, technical clearance.

-- A form of analysis (แบบวิเคราะห์) of an item class (parameter analysis.classes). A change is a new
-- version; it counts once a second person has approved it. state: proposed approved replaced refused.
CREATE TABLE analysis_form (
    id           {id},
    class        {text} NOT NULL,
    version      {int} NOT NULL,
    th           {text} NOT NULL,
    en           {text} NOT NULL,
    state        {text} NOT NULL CHECK (state IN ('proposed', 'approved', 'replaced', 'refused')),
    reason       {text} NOT NULL,
    proposed_by  {text} NOT NULL,
    proposed_ms  {time} NOT NULL,
    decided_by   {text} NOT NULL DEFAULT '',
    decided_ms   {time},
    UNIQUE (class, version)
){strict};
CREATE TABLE analysis_question (
    form_id      {int} NOT NULL REFERENCES analysis_form (id),
    n            {int} NOT NULL CHECK (n BETWEEN 1 AND 60),
    kind         {text} NOT NULL CHECK (kind IN ('text', 'choice', 'number', 'money', 'yesno')),
    required     {flag} NOT NULL,
    th           {text} NOT NULL,
    en           {text} NOT NULL,
    choices      {text} NOT NULL DEFAULT '',
    PRIMARY KEY (form_id, n)
){strict};
-- A form as one package (line_id 0) or one line has it; it keeps the version of its form (0 = the
-- default of plan/analysis_form.def, while none was approved).
CREATE TABLE analysis (
    id           {id},
    package_id   {int} NOT NULL REFERENCES package (id),
    line_id      {int} NOT NULL DEFAULT 0,
    class        {text} NOT NULL,
    form_version {int} NOT NULL,
    state        {text} NOT NULL CHECK (state IN ('draft', 'done')),
    version      {int} NOT NULL,
    by_user      {text} NOT NULL,
    at_ms        {time} NOT NULL,
    UNIQUE (package_id, line_id, class)
){strict};
-- What was answered, with each save; the newest version of a question counts.
CREATE TABLE analysis_answer (
    analysis_id  {int} NOT NULL REFERENCES analysis (id),
    n            {int} NOT NULL,
    version      {int} NOT NULL,
    form_version {int} NOT NULL,
    value        {text} NOT NULL,
    by_user      {text} NOT NULL,
    at_ms        {time} NOT NULL,
    PRIMARY KEY (analysis_id, n, version)
){strict};
-- What the analyst recommends for a package (ควรสนับสนุน ปรับลด ไม่ควรสนับสนุน); the amounts are those of
-- the analyst stage. sent_ms: when the request that it answers was submitted, 0 = not known.
CREATE TABLE recommendation (
    package_id    {int} NOT NULL PRIMARY KEY REFERENCES package (id),
    year          {int} NOT NULL,
    division      {int} NOT NULL,
    class         {text} NOT NULL,
    word          {text} NOT NULL CHECK (word IN ('support', 'reduce', 'reject')),
    asked_satang  {money} NOT NULL,
    amount_satang {money} NOT NULL,
    reason        {text} NOT NULL,
    sent_ms       {time} NOT NULL,
    version       {int} NOT NULL,
    by_user       {text} NOT NULL,
    at_ms         {time} NOT NULL,
    CHECK (amount_satang >= 0 AND amount_satang <= asked_satang)
){strict};
CREATE INDEX recommendation_year ON recommendation (year, division, package_id);
CREATE TABLE recommendation_event (
    package_id    {int} NOT NULL REFERENCES package (id),
    version       {int} NOT NULL,
    word          {text} NOT NULL,
    asked_satang  {money} NOT NULL,
    amount_satang {money} NOT NULL,
    reason        {text} NOT NULL,
    by_user       {text} NOT NULL,
    at_ms         {time} NOT NULL,
    PRIMARY KEY (package_id, version)
){strict};
-- The lines of recommended packages by class, as the consistency report reads them.
CREATE TABLE analysed_line (
    line_id       {int} NOT NULL PRIMARY KEY REFERENCES line (id),
    year          {int} NOT NULL,
    package_id    {int} NOT NULL,
    division      {int} NOT NULL,
    class         {text} NOT NULL,
    item_code     {text} NOT NULL,
    unit_word     {text} NOT NULL,
    unit_satang   {money} NOT NULL,
    asked_satang  {money} NOT NULL,
    given_satang  {money} NOT NULL,
    reason        {text} NOT NULL
){strict};
CREATE INDEX analysed_line_class ON analysed_line (year, class, division);
CREATE INDEX analysed_line_package ON analysed_line (package_id);

-- Unit prices of the same item and unit word in a year: derived from the lines by checks_refresh.
CREATE TABLE peer_price (
    year          {int} NOT NULL,
    item_id       {int} NOT NULL REFERENCES class_node (id),
    unit_word     {text} NOT NULL,
    lines         {int} NOT NULL,
    agencies      {int} NOT NULL,
    low_satang    {money} NOT NULL,
    quarter_satang {money} NOT NULL,
    median_satang {money} NOT NULL,
    three_satang  {money} NOT NULL,
    high_satang   {money} NOT NULL,
    PRIMARY KEY (year, item_id, unit_word)
){strict};
-- What the machine found beside a package (plan/check.def): derived, made anew by checks_refresh.
CREATE TABLE package_flag (
    package_id    {int} NOT NULL REFERENCES package (id),
    n             {int} NOT NULL,
    code          {text} NOT NULL,
    severity      {text} NOT NULL CHECK (severity IN ('info', 'warn', 'stop')),
    line_id       {int} NOT NULL DEFAULT 0,
    figure        {int} NOT NULL,
    compare       {int} NOT NULL,
    detail        {text} NOT NULL DEFAULT '',
    PRIMARY KEY (package_id, n)
){strict};
CREATE TABLE package_check (
    package_id    {int} NOT NULL PRIMARY KEY REFERENCES package (id),
    year          {int} NOT NULL,
    infos         {int} NOT NULL,
    warns         {int} NOT NULL,
    stops         {int} NOT NULL,
    at_ms         {time} NOT NULL
){strict};
CREATE INDEX package_check_year ON package_check (year, package_id, warns, stops);
CREATE TABLE check_run (
    id            {id},
    year          {int} NOT NULL,
    packages      {int} NOT NULL,
    flags         {int} NOT NULL,
    peers         {int} NOT NULL,
    by_user       {text} NOT NULL,
    at_ms         {time} NOT NULL
){strict};
CREATE INDEX check_run_year ON check_run (year, id);

-- Technical clearance (ตรวจรับรองทางเทคนิค) of a package by class, beside the analysis.
CREATE TABLE clearance (
    id            {id},
    code          {text} NOT NULL UNIQUE,
    year          {int} NOT NULL,
    package_id    {int} NOT NULL REFERENCES package (id),
    class         {text} NOT NULL,
    state         {text} NOT NULL CHECK (state IN ('open', 'cleared', 'condition', 'refused', 'dropped')),
    amount_satang {money} NOT NULL,
    lines         {int} NOT NULL,
    opened_by     {text} NOT NULL,
    opened_ms     {time} NOT NULL,
    due           {date} NOT NULL,
    words         {text} NOT NULL DEFAULT '',
    answered_by   {text} NOT NULL DEFAULT '',
    answered_ms   {time},
    version       {int} NOT NULL DEFAULT 1,
    UNIQUE (package_id, class)
){strict};
CREATE INDEX clearance_open ON clearance (year, state, due, id);
CREATE TABLE clearance_event (
    clearance_id  {int} NOT NULL REFERENCES clearance (id),
    version       {int} NOT NULL,
    event         {text} NOT NULL,
    words         {text} NOT NULL DEFAULT '',
    by_user       {text} NOT NULL,
    at_ms         {time} NOT NULL,
    PRIMARY KEY (clearance_id, version)
){strict};
-- Who answers for which class; the system office keeps it.
CREATE TABLE clearance_person (
    class         {text} NOT NULL,
    user_name     {text} NOT NULL,
    by_user       {text} NOT NULL,
    at_ms         {time} NOT NULL,
    PRIMARY KEY (class, user_name)
){strict};
CREATE INDEX clearance_person_user ON clearance_person (user_name);
-- append-only: analysis_question analysis_answer recommendation_event check_run clearance_event
