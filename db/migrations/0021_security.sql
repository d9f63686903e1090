-- 0021_security: the second factor, one-time passwords, sessions that their owner sees and ends.
-- A password that an administrator gave counts once, until this moment; 0: the person's own. 1: used.
ALTER TABLE app_user ADD COLUMN temp_until_ms {time} NOT NULL DEFAULT 0;

-- What its owner reads in the list of sessions; `must`: what comes before anything else.
ALTER TABLE session ADD COLUMN address {text} NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN agent {text} NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN must {text} NOT NULL DEFAULT '' CHECK (must IN ('', 'password', 'totp'));

-- RFC 6238: one key a person; last_step: the newest step whose code was used, which never counts again.
CREATE TABLE user_totp (
    user_id         {int} NOT NULL PRIMARY KEY REFERENCES app_user (id),
    secret          {bytes} NOT NULL,
    confirmed       {flag} NOT NULL DEFAULT 0,
    last_step       {int} NOT NULL DEFAULT 0,
    fails           {int} NOT NULL DEFAULT 0,
    locked_until_ms {time} NOT NULL DEFAULT 0,
    made_ms         {time} NOT NULL
){strict};

-- SHA-256 of a recovery code (80 random bits); used_ms 0: not used.
CREATE TABLE recovery_code (
    user_id     {int} NOT NULL REFERENCES app_user (id),
    code_hash   {bytes} NOT NULL,
    used_ms     {time} NOT NULL DEFAULT 0,
    PRIMARY KEY (user_id, code_hash)
){strict};

-- A password was right, the code is still to come. No session, no right to anything.
CREATE TABLE login_step (
    token_hash  {bytes} NOT NULL PRIMARY KEY,
    user_id     {int} NOT NULL REFERENCES app_user (id),
    made_ms     {time} NOT NULL,
    tries       {int} NOT NULL DEFAULT 0,
    ended       {flag} NOT NULL DEFAULT 0
){strict};
