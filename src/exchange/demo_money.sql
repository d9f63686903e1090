-- demo_money.sql: what the demonstration's ceilings are made from.

-- name: demo_money_done
SELECT COUNT(*) FROM fiscal_position WHERE year = $1;

-- name: demo_money_types
WITH RECURSIVE typed (id, type) AS (
  SELECT n.id, n.code FROM class_node n WHERE n.level = 'type'
  UNION ALL
  SELECT n.id, t.type FROM class_node n JOIN typed t ON n.parent_id = t.id),
money (agency_id, item_id, amount) AS (
  SELECT l.agency_id, l.item_id,
         SUM((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id ORDER BY x.stage DESC LIMIT 1))
  FROM line l WHERE l.year = $1 GROUP BY l.agency_id, l.item_id)
SELECT g.id AS agency_id, g.code, g.name_th, t.type, CAST(SUM(m.amount) AS BIGINT) AS now_satang
FROM money m JOIN agency g ON g.id = m.agency_id JOIN typed t ON t.id = m.item_id
GROUP BY g.id, g.code, g.name_th, g.print_order, t.type ORDER BY g.print_order, g.code, t.type;
