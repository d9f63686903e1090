-- rule_book.sql: scoring rules of indicators, drafts and published numbers.

-- part: rule_newest(b, w)
LEFT JOIN rule_version w ON w.book_id = b.id
      AND w.no = (SELECT MAX(x.no) FROM rule_version x WHERE x.book_id = b.id)

-- part: rule_columns(p, b, w, g)
p.indicator_id, p.year, p.code AS indicator, p.number,
       (SELECT x.name_th FROM indicator_version x WHERE x.indicator_id = p.indicator_id ORDER BY x.no DESC LIMIT 1) AS name_th,
       (SELECT x.name_en FROM indicator_version x WHERE x.indicator_id = p.indicator_id ORDER BY x.no DESC LIMIT 1) AS name_en,
       g.code AS agency_code, g.name_th AS agency_name, p.owner, COALESCE(b.code, '') AS code,
       CASE WHEN b.id IS NULL THEN 'none' WHEN w.id IS NULL THEN 'draft'
            WHEN EXISTS (SELECT 1 FROM rule_withdrawal d WHERE d.version_id = w.id) THEN 'withdrawn' ELSE 'published' END AS state, COALESCE(w.no, 0) AS published,
       CASE WHEN COALESCE(b.draft, '') <> '' THEN 1 ELSE 0 END AS has_draft, COALESCE(b.version, 0) AS version,
       COALESCE(b.edited_by, '') AS edited_by, COALESCE(b.edited_at_ms, 0) AS edited_at_ms

-- part: rule_state(b, w)
CASE WHEN b.id IS NULL THEN 'none' WHEN w.id IS NULL THEN 'draft'
            WHEN EXISTS (SELECT 1 FROM rule_withdrawal d WHERE d.version_id = w.id) THEN 'withdrawn' ELSE 'published' END

-- name: rule_list
SELECT {rule_columns p b w g}
FROM indicator_profile p JOIN agency g ON g.id = p.agency_id
LEFT JOIN rule_book b ON b.indicator_id = p.indicator_id AND b.year = p.year
{rule_newest b w}
WHERE p.year = $1 AND p.code > $2 AND (CAST($3 AS TEXT) = '' OR p.owner = $3)
  AND (CAST($4 AS TEXT) = '' OR {rule_state b w} = $4)
ORDER BY p.code LIMIT $5;

-- name: rule_get
SELECT {rule_columns p b w g}
FROM rule_book b JOIN indicator_profile p ON p.indicator_id = b.indicator_id AND p.year = b.year
JOIN agency g ON g.id = p.agency_id
{rule_newest b w}
WHERE b.code = $1;

-- name: rule_for
SELECT {rule_columns p b w g}
FROM indicator_profile p JOIN agency g ON g.id = p.agency_id
LEFT JOIN rule_book b ON b.indicator_id = p.indicator_id AND b.year = p.year
{rule_newest b w}
WHERE p.year = $1 AND p.code = $2;

-- name: rule_count
SELECT COUNT(*) AS indicators,
       CAST(COALESCE(SUM(CASE WHEN {rule_state b w} = 'published' THEN 1 ELSE 0 END), 0) AS BIGINT) AS published,
       CAST(COALESCE(SUM(CASE WHEN b.draft <> '' THEN 1 ELSE 0 END), 0) AS BIGINT) AS drafts,
       CAST(COALESCE(SUM(CASE WHEN b.id IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT) AS none
FROM indicator_profile p LEFT JOIN rule_book b ON b.indicator_id = p.indicator_id AND b.year = p.year
{rule_newest b w}
WHERE p.year = $1;

-- part: rule_stored_columns(b, w)
b.indicator_id, b.year, w.no, w.content, COALESCE(p.code, '') AS indicator

-- part: rule_in_force(b, w)
FROM rule_book b JOIN rule_version w ON w.book_id = b.id
LEFT JOIN indicator_profile p ON p.indicator_id = b.indicator_id AND p.year = b.year
WHERE w.no = (SELECT MAX(x.no) FROM rule_version x WHERE x.book_id = b.id)
  AND NOT EXISTS (SELECT 1 FROM rule_withdrawal d WHERE d.version_id = w.id)

-- name: rule_of
SELECT {rule_stored_columns b w}
{rule_in_force b w} AND b.indicator_id = $1 AND b.year = $2;

-- In any order: sorting would carry the contents along.
-- name: rule_of_year
SELECT {rule_stored_columns b w}
{rule_in_force b w} AND b.year = $1;

-- name: rule_number_content
SELECT {rule_stored_columns b w}
FROM rule_book b JOIN rule_version w ON w.book_id = b.id
LEFT JOIN indicator_profile p ON p.indicator_id = b.indicator_id AND p.year = b.year
WHERE b.code = $1 AND w.no = $2;

-- name: rule_draft_content
SELECT b.indicator_id, b.year, CAST(0 AS BIGINT) AS no, b.draft AS content, COALESCE(p.code, '') AS indicator
FROM rule_book b LEFT JOIN indicator_profile p ON p.indicator_id = b.indicator_id AND p.year = b.year
WHERE b.code = $1 AND b.draft <> '';

-- name: rule_numbers
SELECT w.no,
       CASE WHEN d.version_id IS NOT NULL THEN 'withdrawn'
            WHEN EXISTS (SELECT 1 FROM rule_version x WHERE x.book_id = b.id AND x.no > w.no) THEN 'replaced'
            ELSE 'published' END AS state,
       w.reason, w.edited_by, w.published_by, w.published_at_ms, COALESCE(d.reason, '') AS withdrawn_why,
       COALESCE(d.by_user, '') AS withdrawn_by, COALESCE(d.at_ms, 0) AS withdrawn_at_ms
FROM rule_book b JOIN rule_version w ON w.book_id = b.id
LEFT JOIN rule_withdrawal d ON d.version_id = w.id
WHERE b.code = $1 ORDER BY w.no DESC LIMIT 200;

-- name: rule_book_insert
INSERT INTO rule_book (indicator_id, year, code, draft, edited_by, edited_at_ms)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (indicator_id, year) DO NOTHING;

-- name: rule_book_edit
UPDATE rule_book SET draft = $3, version = version + 1, edited_by = $4, edited_at_ms = $5
WHERE code = $1 AND version = $2;

-- The draft becomes a number; who published it is in rule_version.
-- name: rule_book_published
UPDATE rule_book SET draft = '', version = version + 1 WHERE code = $1 AND version = $2;

-- name: rule_version_insert
INSERT INTO rule_version (book_id, no, content, reason, edited_by, published_by, published_at_ms)
SELECT b.id, $2, $3, $4, $5, $6, $7 FROM rule_book b WHERE b.code = $1;

-- name: rule_withdraw
INSERT INTO rule_withdrawal (version_id, reason, by_user, at_ms)
SELECT w.id, $3, $4, $5 FROM rule_book b JOIN rule_version w ON w.book_id = b.id
WHERE b.code = $1 AND w.no = $2
ON CONFLICT (version_id) DO NOTHING;

-- name: rule_reference_targets
SELECT p.code AS indicator, p.stable FROM indicator_profile p WHERE p.year = $1 ORDER BY p.code LIMIT 20000;
