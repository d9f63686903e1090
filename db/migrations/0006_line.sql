-- 0006_line: a line's sum is quantity x unit price x times x months; the earlier line whose structure
-- was drawn in; a line taken out of a request stays, with amount 0.
ALTER TABLE line ADD COLUMN times {int} NOT NULL DEFAULT 1 CHECK (times BETWEEN 0 AND 100000);
ALTER TABLE line ADD COLUMN months {int} NOT NULL DEFAULT 1 CHECK (months BETWEEN 0 AND 120);
ALTER TABLE line ADD COLUMN drawn_from {text} NOT NULL DEFAULT '';
ALTER TABLE line ADD COLUMN removed {flag} NOT NULL DEFAULT 0;
