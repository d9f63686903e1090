-- 0029_index: what test_queries found to walk a whole table that grows.
CREATE INDEX info_request_year ON info_request (year, state, due);
CREATE INDEX package_section ON package (section_id) WHERE section_id IS NOT NULL;
-- SQLite looks for children of a row that INSERT .. RETURNING adds: without these it walked them all.
CREATE INDEX resolution_line_line ON resolution_line (line_id);
CREATE INDEX resolution_line_package ON resolution_line (package_id);
CREATE INDEX comment_reply ON comment (reply_to) WHERE reply_to IS NOT NULL;
CREATE INDEX comment_line ON comment (line_id) WHERE line_id IS NOT NULL;
CREATE INDEX info_request_line ON info_request (line_id) WHERE line_id IS NOT NULL;
CREATE INDEX entry_to_line ON entry (to_line_id) WHERE to_line_id IS NOT NULL;
