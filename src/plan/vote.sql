-- vote.sql: votes of the Council and its committees.

-- part: vote_columns(v)
v.id, v.code, v.on_date, v.subject, COALESCE((SELECT g.name_th FROM agency g WHERE g.id = v.agency_id), '') AS subject_name,
       COALESCE((SELECT c.code FROM council_committee c WHERE c.id = v.committee_id), '') AS committee_code,
       COALESCE((SELECT c.name FROM council_committee c WHERE c.id = v.committee_id), '') AS committee_name,
       v.yes, v.no, v.abstain, v.members, v.result, v.named,
       CASE WHEN v.id = (SELECT MAX(n.id) FROM council_vote n WHERE n.year = v.year AND n.ordinance = v.ordinance
                           AND n.subject = v.subject)
             AND v.tabled_id = COALESCE((SELECT MAX(b.id) FROM bill_version b WHERE b.year = v.year
                                           AND b.number = v.ordinance AND b.kind = 'tabled'), 0)
            THEN 1 ELSE 0 END AS newest,
       v.note, v.again_why, v.stage, v.made_by, v.year, v.ordinance

-- name: vote_get
SELECT {vote_columns v} FROM council_vote v WHERE v.code = $1;

-- name: vote_find
SELECT {vote_columns v}
FROM council_vote v WHERE {vote_live v $1 $2} AND v.subject = $3 ORDER BY v.id DESC LIMIT 1;

-- name: vote_list
SELECT {vote_columns v}
FROM council_vote v
WHERE v.year = $1 AND v.ordinance = $2 AND (CAST($3 AS BIGINT) = 0 OR v.id < $3)
ORDER BY v.id DESC LIMIT $4;

-- name: vote_ballots
SELECT b.member_id, m.code AS member_code, m.full_name, m.district, b.choice
FROM council_ballot b JOIN council_member m ON m.id = b.member_id
WHERE b.vote_id = $1
ORDER BY CASE b.choice WHEN 'yes' THEN 0 WHEN 'no' THEN 1 ELSE 2 END, m.id;

-- ---- taking ----

-- name: vote_count
SELECT COUNT(*) FROM council_vote WHERE year = $1 AND ordinance = $2;

-- name: vote_tabled
SELECT COALESCE((SELECT MAX(b.id) FROM bill_version b WHERE b.year = $1 AND b.number = $2 AND b.kind = 'tabled'), 0);

-- What a code of a cut or a reservation is about; a committee's cuts at once are nobody's in particular (delta.h asks
-- those who voted when they are accepted).
-- name: vote_about_cut
SELECT d.line_id, d.agency_id FROM council_delta d WHERE d.code = $1 AND d.year = $2 AND d.ordinance = $3
UNION ALL
SELECT CAST(0 AS BIGINT), CAST(0 AS BIGINT) FROM council_committee c WHERE c.code = $1 AND c.year = $2 AND c.ordinance = $3;

-- name: vote_about_reserved
SELECT r.line_id, r.agency_id FROM council_reserved r WHERE r.code = $1 AND r.year = $2 AND r.ordinance = $3;

-- name: vote_about_agency
SELECT CAST(0 AS BIGINT) AS line_id, g.id AS agency_id FROM agency g WHERE g.code = $1;

-- name: vote_seats
SELECT COUNT(*) FROM council_seat s
WHERE s.committee_id = $1 AND s.role <> 'secretary' AND s.from_date <= $2 AND (s.to_date IS NULL OR s.to_date >= $2);

-- name: vote_insert
INSERT INTO council_vote (code, year, ordinance, subject_kind, subject, agency_id, line_id, committee_id, tabled_id, stage,
                          named, members, yes, no, abstain, result, on_date, note, again_why, made_by, made_at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
RETURNING id;

-- name: vote_ballot_insert
INSERT INTO council_ballot (vote_id, member_id, choice) VALUES ($1, $2, $3);
