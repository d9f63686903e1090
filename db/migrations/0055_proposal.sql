-- 0055_proposal: where a run stands on an agenda, and what a departure from it costs.
CREATE INDEX meeting_item_run ON meeting_item (run_id, id);
CREATE INDEX resolution_run ON resolution (run_id, id);

-- Did the result carry a proof of its bound that was checked? (certificate.h)
ALTER TABLE scenario_run ADD COLUMN bound_proved {flag} NOT NULL DEFAULT 0;

-- value_score and room_score are the estimate by the prices of money. The loss is found by solving the run's instance
-- again with this package held at what the body gave it: at least loss_low, at most loss_high (equal: exact).
-- loss_state: none (not found yet, or the run keeps no instance), found, barred (no answer keeps the rules with it), open
-- (time ended it).
ALTER TABLE resolution_departure ADD COLUMN loss_state {text} NOT NULL DEFAULT 'none' CHECK (loss_state IN ('none', 'found', 'barred', 'open'));
ALTER TABLE resolution_departure ADD COLUMN loss_low_score {int} NOT NULL DEFAULT 0;
ALTER TABLE resolution_departure ADD COLUMN loss_high_score {int} NOT NULL DEFAULT 0;
-- All departures of the resolution held together; it speaks of them as long as their number and sum are these.
CREATE TABLE resolution_loss (
    resolution_id   {int} PRIMARY KEY REFERENCES resolution (id),
    departures      {int} NOT NULL,
    change_satang   {money} NOT NULL,
    loss_state      {text} NOT NULL CHECK (loss_state IN ('found', 'barred', 'open')),
    loss_low_score  {int} NOT NULL,
    loss_high_score {int} NOT NULL,
    by_user         {text} NOT NULL,
    at_ms           {time} NOT NULL
){strict};
