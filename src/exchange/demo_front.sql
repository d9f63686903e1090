-- demo_front.sql: the year before of the agencies that are not written out.

-- The key: each agency, output and type (of the central fund each item) was enacted 98 to 112 per cent of what it has now,
-- personnel 97, in whole hundreds of baht. $1 year, $2 the source that is printed beside it.
-- name: demo_front
INSERT INTO fact (year, agency_id, output_code, kind, value_satang, source)
SELECT $1 - 1, g.agency_id, g.output_code, 'enacted:' || g.item_code,
       g.amount / 1000000 * 10000
           * CASE WHEN g.type_code = '1' THEN 97 ELSE 98 + (g.agency_id * 7 + g.output_id * 5 + g.item_id * 3) % 15 END,
       $2
FROM (SELECT l.agency_id, o.id AS output_id, o.code AS output_code, MIN(i.id) AS item_id, MIN(i.code) AS item_code,
             t.code AS type_code, CAST(SUM(m.amount_satang) AS BIGINT) AS amount
      FROM line l
      JOIN package k ON k.id = l.package_id AND {ordained k}
      JOIN line_amount m ON m.line_id = l.id
          AND m.stage = (SELECT MAX(x.stage) FROM line_amount x WHERE x.line_id = l.id)
      JOIN class_node o ON o.id = l.output_id
      JOIN class_node i ON i.id = l.item_id
      LEFT JOIN class_node i1 ON i1.id = i.parent_id
      LEFT JOIN class_node i2 ON i2.id = i1.parent_id
      LEFT JOIN class_node i3 ON i3.id = i2.parent_id
      JOIN class_node t ON t.id = CASE WHEN i.level = 'type' THEN i.id WHEN i1.level = 'type' THEN i1.id
                                       WHEN i2.level = 'type' THEN i2.id WHEN i3.level = 'type' THEN i3.id ELSE i.id END
      WHERE l.year = $1 AND l.ordinance = 0
        AND NOT EXISTS (SELECT 1 FROM past_line h WHERE h.agency_id = l.agency_id AND h.year = $1 - 1)
        AND NOT EXISTS (SELECT 1 FROM fact f WHERE f.year = $1 - 1)
      GROUP BY l.agency_id, o.id, o.code, t.code, CASE WHEN t.code = '6' THEN i.code ELSE t.code END) g
WHERE g.amount >= 1000000;
