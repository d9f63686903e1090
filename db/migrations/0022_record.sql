-- 0022_record: signed heads of the audit log, one a day (city/audit_head.h); changes of setting tables.
-- previous: the signature of the head before it, '' for the first; hash, key and signature are small hexadecimal.
CREATE TABLE audit_head (
    day         {date} NOT NULL PRIMARY KEY,
    seq         {int} NOT NULL CHECK (seq >= 0),
    hash        {text} NOT NULL,
    previous    {text} NOT NULL,
    public_key  {text} NOT NULL,
    signature   {text} NOT NULL,
    at_ms       {time} NOT NULL
){strict};

-- A change of one cell of a setting table (city/setting.h): proposed, approved by another person, in use from its
-- day; withdrawn before that, or stale when the cell was another by then. What it found and made stays.
CREATE TABLE setting_change (
    number      {int} NOT NULL PRIMARY KEY,
    field       {text} NOT NULL,
    subject     {text} NOT NULL,
    old_value   {text} NOT NULL,
    new_value   {text} NOT NULL,
    from_date   {date} NOT NULL,
    reason      {text} NOT NULL,
    source      {text} NOT NULL DEFAULT '',
    state       {text} NOT NULL CHECK (state IN ('proposed', 'approved', 'applied', 'withdrawn', 'stale')),
    proposed_by {text} NOT NULL,
    proposed_ms {time} NOT NULL,
    decided_by  {text} NOT NULL DEFAULT '',
    decided_ms  {time} NOT NULL DEFAULT 0,
    why         {text} NOT NULL DEFAULT ''
){strict};
CREATE INDEX setting_change_open ON setting_change (state, from_date);

-- A classification version that is drafted from a file (city/class_draft.h): who made it, from which version.
CREATE TABLE class_draft (
    version_id  {int} NOT NULL PRIMARY KEY REFERENCES class_version (id),
    base_id     {int} NOT NULL REFERENCES class_version (id),
    reason      {text} NOT NULL,
    by_user     {text} NOT NULL,
    at_ms       {time} NOT NULL,
    published_by {text} NOT NULL DEFAULT '',
    published_ms {time} NOT NULL DEFAULT 0
){strict};
-- append-only: audit_head
