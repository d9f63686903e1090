-- 0053_explain: what would bring a package in or push it out, as a run found it.
-- gap_text: per cent, how far below the answer a solution may be and still count as near the best; samples: how many such
-- solutions were looked at; exact: every threshold was found by solving again.
CREATE TABLE run_explain (
    run_id        {int} PRIMARY KEY REFERENCES scenario_run (id),
    gap_text      {text} NOT NULL,
    samples       {int} NOT NULL,
    exact         {flag} NOT NULL,
    at_ms         {time} NOT NULL
){strict};

-- What a ceiling was called when the run was made.
CREATE TABLE run_ceiling_name (
    run_id        {int} NOT NULL REFERENCES scenario_run (id),
    dim           {text} NOT NULL,
    code          {text} NOT NULL,
    name_th       {text} NOT NULL,
    name_en       {text} NOT NULL,
    PRIMARY KEY (run_id, dim, code)
){strict};

-- Scores in millionths. Out: how much more it must score; in: how much less it may. Less than value_lo: proved that
-- nothing changes. From value_hi: an answer that was found shows that it does. NULL value_lo: no score does; NULL
-- value_hi: no such answer was found. seen: of run_explain.samples; always, never: proved for every solution in the gap.
CREATE TABLE run_why (
    run_id        {int} NOT NULL REFERENCES scenario_run (id),
    package_id    {int} NOT NULL REFERENCES package (id),
    value_lo      {int} CHECK (value_lo >= 0),
    value_hi      {int} CHECK (value_hi >= value_lo),
    swaps         {int} NOT NULL,
    seen          {int} NOT NULL,
    always        {flag} NOT NULL,
    never         {flag} NOT NULL,
    PRIMARY KEY (run_id, package_id)
){strict};

-- The ceilings that hold a package which is out. short: what it lacks beside all that is funded; more_lo, more_hi: by
-- how much this ceiling alone must grow for a set with it to be worth what the run found (limits as of run_why).
CREATE TABLE run_why_ceiling (
    run_id        {int} NOT NULL REFERENCES scenario_run (id),
    package_id    {int} NOT NULL REFERENCES package (id),
    dim           {text} NOT NULL,
    code          {text} NOT NULL,
    short_satang  {money} NOT NULL,
    more_lo_satang {money} CHECK (more_lo_satang >= 0),
    more_hi_satang {money} CHECK (more_hi_satang >= more_lo_satang),
    PRIMARY KEY (run_id, package_id, dim, code)
){strict};

-- Who would come and go in the answer that value_hi rests on.
CREATE TABLE run_why_swap (
    run_id        {int} NOT NULL REFERENCES scenario_run (id),
    package_id    {int} NOT NULL REFERENCES package (id),
    other_id      {int} NOT NULL REFERENCES package (id),
    comes         {flag} NOT NULL,
    PRIMARY KEY (run_id, package_id, other_id)
){strict};

-- What step_satang more of one ceiling buys (scores in millionths): an answer that was found with it gains gain_lo (solved:
-- by solving again, else by mending the run's answer), and it is proved that none gains more than gain_hi.
CREATE TABLE run_step (
    run_id        {int} NOT NULL REFERENCES scenario_run (id),
    dim           {text} NOT NULL,
    code          {text} NOT NULL,
    step_satang   {money} NOT NULL,
    solved        {flag} NOT NULL,
    gain_lo       {int} NOT NULL CHECK (gain_lo >= 0),
    gain_hi       {int} CHECK (gain_hi >= gain_lo),
    PRIMARY KEY (run_id, dim, code)
){strict};

-- The rules that a scenario's newest solve could not keep together (clash.h), in words; gone when one has an answer.
CREATE TABLE scenario_clash (
    scenario_id   {int} NOT NULL REFERENCES scenario (id),
    place         {int} NOT NULL,
    th            {text} NOT NULL,
    en            {text} NOT NULL,
    href          {text} NOT NULL,
    enough_th     {text} NOT NULL,
    enough_en     {text} NOT NULL,
    smallest      {flag} NOT NULL,
    at_ms         {time} NOT NULL,
    PRIMARY KEY (scenario_id, place)
){strict};
-- append-only: run_explain run_ceiling_name run_why run_why_ceiling run_why_swap run_step
