-- 0039_position_line: a position is told from `balance` without reading the entries; only what lapsed after it was allotted
-- is not in it. Those entries are few, and no other posting pays for this index.
CREATE INDEX entry_lapsed ON entry (line_id, from_bucket, to_bucket, amount_satang) WHERE to_bucket = 8 OR from_bucket = 8;
