-- action_plan.sql: what the action plan counts beside the rows of its owners.

-- name: action_plan_posts
SELECT COUNT(*) FROM post WHERE year = $1 AND agency_id = $2;
