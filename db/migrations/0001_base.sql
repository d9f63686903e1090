-- 0001_base: settings, hash chains, audit log, jobs, attachments.
CREATE TABLE setting (
    key         {text} NOT NULL PRIMARY KEY,
    value       {text} NOT NULL,
    set_by      {text} NOT NULL,
    set_at_ms   {time} NOT NULL
){strict};

-- The newest link of each hash chain; locked once a group of writes. Bytes: docs/formats/store.md.
CREATE TABLE chain_head (
    name        {text} NOT NULL PRIMARY KEY,
    seq         {int} NOT NULL,
    hash        {bytes} NOT NULL
){strict};

-- Append-only record of every change of state (บันทึกการตรวจสอบ).
CREATE TABLE audit (
    seq         {int} NOT NULL PRIMARY KEY,
    at_ms       {time} NOT NULL,
    user_name   {text} NOT NULL,
    session_ref {text} NOT NULL,
    action      {text} NOT NULL,
    subject     {text} NOT NULL,
    old_value   {text} NOT NULL,
    new_value   {text} NOT NULL,
    reason      {text} NOT NULL,
    prev_hash   {bytes} NOT NULL,
    hash        {bytes} NOT NULL
){strict};
CREATE INDEX audit_subject ON audit (subject, seq);

CREATE TABLE job (
    id           {id},
    code         {text} NOT NULL UNIQUE,
    kind         {text} NOT NULL,
    args         {text} NOT NULL,
    state        {text} NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    progress     {int} NOT NULL DEFAULT 0,
    by_user      {text} NOT NULL,
    created_ms   {time} NOT NULL,
    heartbeat_ms {time},
    result       {text} NOT NULL DEFAULT ''
){strict};
CREATE INDEX job_state ON job (state, id);

-- A file's bytes in parts of 256 KiB, by their SHA-256 (CONTRACTS.md 4).
CREATE TABLE blob_part (
    sha256      {bytes} NOT NULL,
    n           {int} NOT NULL,
    bytes       {bytes} NOT NULL,
    PRIMARY KEY (sha256, n)
){strict};
-- append-only: audit
