-- carry_list.sql: lists of requests to carry money, what was decided, what was posted.

-- part: carry_list_row(k)
SELECT k.id, k.version, k.year, k.code, k.kind, k.extension, k.title, k.authority, k.state, k.moved_no, k.moved_on, k.moved_by,
       k.decided_no, k.decided_on, k.decided_by, k.note, k.made_by, k.made_at_ms AS made_ms, k.moved_ms AS moved_at_ms,
       k.decided_ms AS decided_at_ms,
       (SELECT COUNT(*) FROM carry c WHERE c.list_id = k.id) AS requests,
       (SELECT COUNT(DISTINCT c.agency_id) FROM carry c WHERE c.list_id = k.id) AS agencies,
       (SELECT COUNT(*) FROM carry c WHERE c.list_id = k.id AND c.state IN ('approved', 'posted')) AS approved_n,
       (SELECT COUNT(*) FROM carry c WHERE c.list_id = k.id AND c.state = 'posted') AS posted_n,
       (SELECT COUNT(*) FROM carry c WHERE c.list_id = k.id AND c.state = 'approved' AND c.problem <> '') AS problems,
       CAST(COALESCE((SELECT SUM(c.amount_satang) FROM carry c WHERE c.list_id = k.id), 0) AS BIGINT) AS amount_satang,
       CAST(COALESCE((SELECT SUM(c.approved_satang) FROM carry c WHERE c.list_id = k.id AND c.state IN ('approved', 'posted')), 0)
            AS BIGINT) AS approved_satang,
       CAST(COALESCE((SELECT SUM(c.approved_satang) FROM carry c WHERE c.list_id = k.id AND c.state = 'posted'), 0) AS BIGINT)
           AS posted_satang
FROM carry_list k

-- name: carry_lists
{carry_list_row k} WHERE k.year = $1 ORDER BY k.id DESC LIMIT 200;

-- name: carry_list_get
{carry_list_row k} WHERE k.code = $1;

-- name: carry_list_insert
INSERT INTO carry_list (code, year, kind, extension, title, authority, state, made_by, made_at_ms)
VALUES ($1, $2, $3, $4, $5, '', 'draft', $6, $7);

-- name: carry_list_authority
UPDATE carry_list SET authority = $3, version = version + 1 WHERE id = $1 AND version = $2 AND state = 'draft';

-- name: carry_list_move
UPDATE carry_list SET state = 'moved', moved_no = $3, moved_on = $4, note = $5, moved_by = $6, moved_ms = $7,
  version = version + 1
WHERE id = $1 AND version = $2 AND state = 'draft';

-- name: carry_list_drop
UPDATE carry_list SET state = 'dropped', version = version + 1 WHERE id = $1 AND version = $2 AND state = 'draft';

-- name: carry_list_decide
UPDATE carry_list SET state = 'decided', decided_no = $3, decided_on = $4,
  note = CASE WHEN CAST($5 AS TEXT) = '' THEN note ELSE $5 END, decided_by = $6, decided_ms = $7, version = version + 1
WHERE id = $1 AND version = $2 AND state = 'moved';

-- name: carry_waiting
SELECT COUNT(*) FROM carry c WHERE c.year = $1 AND c.state = 'sent' AND c.kind = $2 AND c.extension = $3;

-- Sent requests of a kind, in order of making; those of $4 ('' = all).
-- name: carry_sent
SELECT c.id, c.version, c.line_id, c.amount_satang FROM carry c
WHERE c.year = $1 AND c.state = 'sent' AND c.kind = $2 AND c.extension = $3 AND (CAST($4 AS TEXT) = '' OR c.code = $4)
ORDER BY c.id LIMIT 20000;

-- name: carry_put
UPDATE carry SET state = $3, list_id = $4, version = version + 1 WHERE id = $1 AND version = $2;

-- name: carry_decided
UPDATE carry SET state = $3, approved_satang = $4, decision = $5, version = version + 1
WHERE id = $1 AND version = $2 AND state = 'listed';

-- name: carry_done
UPDATE carry SET state = 'posted', posted_seq = $3, posted_on = $4, problem = '', version = version + 1
WHERE id = $1 AND version = $2 AND state = 'approved';

-- name: carry_not_done
UPDATE carry SET problem = $3, version = version + 1 WHERE id = $1 AND version = $2 AND state = 'approved';

-- Sums of a list by expenditure type; $2 = 1: capital apart by the first three digits of its items (051 equipment, 052 land
-- and structures), as motions print it.
-- name: carry_parts_item
SELECT CASE WHEN t.code = '3' AND CAST($2 AS BIGINT) = 1 THEN t.code || '.' || m.head ELSE t.code END AS code,
       t.name_th AS name, CAST(SUM(m.items) AS BIGINT) AS items, CAST(0 AS BIGINT) AS agencies,
       CAST(SUM(m.amount) AS BIGINT) AS amount_satang, CAST(SUM(m.approved) AS BIGINT) AS approved_satang,
       CAST(SUM(m.posted) AS BIGINT) AS posted_satang
FROM (SELECT CASE WHEN i.level = 'type' THEN i.id WHEN i1.level = 'type' THEN i1.id WHEN i2.level = 'type' THEN i2.id
                  WHEN i3.level = 'type' THEN i3.id ELSE i.id END AS node_id, SUBSTR(i.code, 1, 3) AS head,
             COUNT(*) AS items, SUM(c.amount_satang) AS amount,
             SUM(CASE WHEN c.state IN ('approved', 'posted') THEN c.approved_satang ELSE 0 END) AS approved,
             SUM(CASE WHEN c.state = 'posted' THEN c.approved_satang ELSE 0 END) AS posted
      FROM carry c JOIN line l ON l.id = c.line_id
      JOIN class_node i ON i.id = l.item_id
      LEFT JOIN class_node i1 ON i1.id = i.parent_id
      LEFT JOIN class_node i2 ON i2.id = i1.parent_id
      LEFT JOIN class_node i3 ON i3.id = i2.parent_id
      WHERE c.list_id = $1 GROUP BY 1, 2) m
JOIN class_node t ON t.id = m.node_id GROUP BY 1, 2, t.sort ORDER BY t.sort, 1;

-- name: carry_parts_agency
SELECT g.code, g.name_th AS name, COUNT(*) AS items, CAST(1 AS BIGINT) AS agencies,
       CAST(SUM(c.amount_satang) AS BIGINT) AS amount_satang,
       CAST(SUM(CASE WHEN c.state IN ('approved', 'posted') THEN c.approved_satang ELSE 0 END) AS BIGINT) AS approved_satang,
       CAST(SUM(CASE WHEN c.state = 'posted' THEN c.approved_satang ELSE 0 END) AS BIGINT) AS posted_satang
FROM carry c JOIN agency g ON g.id = c.agency_id
WHERE c.list_id = $1 GROUP BY g.id, g.code, g.name_th, g.print_order ORDER BY g.print_order, g.id;
