-- 0005_package_year: pages of a year's packages in the order of their keys, and their count, without
-- reading the packages themselves.
CREATE INDEX package_year ON package (year, id, agency_id, state, output_id, level_kind);
