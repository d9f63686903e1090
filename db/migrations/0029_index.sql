-- 0029_index: what test_queries found to walk a whole table that grows.
CREATE INDEX info_request_year ON info_request (year, state, due);
CREATE INDEX package_section ON package (section_id) WHERE section_id IS NOT NULL;
