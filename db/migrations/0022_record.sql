-- 0022_record: signed heads of the audit log, one a day (city/audit_head.h).
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
-- append-only: audit_head
