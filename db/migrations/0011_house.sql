-- 0011_house: the register of parameters, hand-over of an officer's work, the integrated budget.
-- A proposed value of a parameter (ค่ากำหนด, src/city/param.def); param_event says what became of it.
CREATE TABLE param_value (
    id           {id},
    code         {text} NOT NULL,
    number       {int} NOT NULL,
    from_year    {int} NOT NULL,
    from_date    {date} NOT NULL,
    value        {text} NOT NULL,
    reason       {text} NOT NULL,
    source       {text} NOT NULL DEFAULT '',
    proposed_by  {text} NOT NULL,
    proposed_ms  {time} NOT NULL,
    UNIQUE (code, number)
){strict};

CREATE TABLE param_event (
    value_id     {int} NOT NULL REFERENCES param_value (id),
    event        {text} NOT NULL CHECK (event IN ('approve', 'withdraw')),
    by_user      {text} NOT NULL,
    at_ms        {time} NOT NULL,
    reason       {text} NOT NULL DEFAULT '',
    PRIMARY KEY (value_id, event)
){strict};
-- append-only: param_value param_event
