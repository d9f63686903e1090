-- 0046_profile: what an agency says of itself in its annual action plan (แผนปฏิบัติราชการประจำปี, issue F).
-- published: a real published plan that was taken over; source says which.
CREATE TABLE agency_profile (
    id            {id},
    year          {int} NOT NULL REFERENCES fiscal_year (year),
    agency_id     {int} NOT NULL REFERENCES agency (id),
    state         {text} NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'approved')),
    published     {flag} NOT NULL DEFAULT 0,
    source        {text} NOT NULL DEFAULT '',
    version       {int} NOT NULL DEFAULT 1,
    made_by       {text} NOT NULL,
    made_ms       {time} NOT NULL,
    changed_by    {text} NOT NULL,
    changed_ms    {time} NOT NULL,
    approved_by   {text} NOT NULL DEFAULT '',
    capacity      {text} NOT NULL DEFAULT '',
    approved_ms   {time},
    UNIQUE (year, agency_id)
){strict};
CREATE INDEX agency_profile_agency ON agency_profile (agency_id, year);
-- One piece of it; kinds are those of perform/profile.def. `code` refers to something kept elsewhere: a division
-- (division:1), an indicator's stable word, the threat that an answer answers. three texts: targets of three years as the plan says them.
CREATE TABLE profile_part (
    id            {id},
    profile_id    {int} NOT NULL REFERENCES agency_profile (id),
    kind          {text} NOT NULL,
    number        {int} NOT NULL,
    code          {text} NOT NULL DEFAULT '',
    title         {text} NOT NULL DEFAULT '',
    body          {text} NOT NULL DEFAULT '',
    first         {text} NOT NULL DEFAULT '',
    second        {text} NOT NULL DEFAULT '',
    third         {text} NOT NULL DEFAULT '',
    amount_satang {money},
    removed       {flag} NOT NULL DEFAULT 0,
    version       {int} NOT NULL DEFAULT 1,
    UNIQUE (profile_id, kind, number)
){strict};
-- Every state a piece has been in.
CREATE TABLE profile_change (
    id            {id},
    profile_id    {int} NOT NULL REFERENCES agency_profile (id),
    kind          {text} NOT NULL,
    number        {int} NOT NULL,
    version       {int} NOT NULL,
    what          {text} NOT NULL,
    code          {text} NOT NULL DEFAULT '',
    title         {text} NOT NULL DEFAULT '',
    body          {text} NOT NULL DEFAULT '',
    more          {text} NOT NULL DEFAULT '',
    by_user       {text} NOT NULL,
    at_ms         {time} NOT NULL
){strict};
CREATE INDEX profile_change_of ON profile_change (profile_id, id);
-- append-only: profile_change
