-- demo_goals.sql: weights of the demonstration's packages.

-- name: demo_goals_weight
INSERT INTO package_goal (package_id, node_id, share_bp) VALUES ($1, $2, $3)
ON CONFLICT (package_id, node_id) DO NOTHING;
