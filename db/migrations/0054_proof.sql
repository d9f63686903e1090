-- 0054_proof: a run keeps its instance and its result with the proof, as the auditor checks them (pbis verify).
-- The bytes are in blob_part, packed by gzip; their own SHA-256 are instance_sha and result_sha of the run.
CREATE TABLE scenario_run_file (
    run_id        {int} NOT NULL REFERENCES scenario_run (id),
    kind          {text} NOT NULL CHECK (kind IN ('instance', 'result')),
    packed_sha    {bytes} NOT NULL,
    size_bytes    {int} NOT NULL CHECK (size_bytes > 0),
    PRIMARY KEY (run_id, kind)
){strict};
-- append-only: scenario_run_file
