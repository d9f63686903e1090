-- agency.sql: spending agencies; kind unit is part of one, not one.

-- name: agency_list
SELECT id, code, name_th, name_en, abbr_th, kind, division, district_group, print_order
FROM agency
WHERE kind <> 'unit' AND valid_from <= $1 AND (valid_to IS NULL OR valid_to >= $1)
ORDER BY print_order, code;

-- name: agency_get
SELECT id, code, name_th, name_en, abbr_th, kind, division, district_group, print_order
FROM agency WHERE code = $1;

-- name: agency_by_id
SELECT id, code, name_th, name_en, abbr_th, kind, division, district_group, print_order
FROM agency WHERE id = $1;

-- name: agency_insert
INSERT INTO agency (code, name_th, name_en, abbr_th, kind, division, district_group, print_order,
                    valid_from, valid_to, name_sort)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (code) DO NOTHING RETURNING id;

-- name: alias_list
SELECT wrong, code FROM alias WHERE kind = $1 ORDER BY wrong;

-- name: alias_insert
INSERT INTO alias (kind, wrong, code, note) VALUES ($1, $2, $3, $4)
ON CONFLICT (kind, wrong) DO NOTHING;
