-- 0013_grid: what a form that was sent once was answered (web/once.h): the same form sent again makes
-- nothing and gets this answer. body_sha: of path and fields, without the form's two tokens.
CREATE TABLE once_answer (
    user_name   {text} NOT NULL,
    token       {text} NOT NULL,
    body_sha    {bytes} NOT NULL,
    status      {int} NOT NULL,
    location    {text} NOT NULL,
    body        {text} NOT NULL,
    at_ms       {time} NOT NULL,
    PRIMARY KEY (user_name, token)
){strict};
-- append-only: once_answer
