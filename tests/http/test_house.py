#!/usr/bin/env python3
"""Parameters, the integrated budget and hand-over in the browser's way: forms in, pages out."""
import sys

import harness
from harness import Person, check

WORDS = "/parameters/integrated.overlap_words"
LIKENESS = "/parameters/integrated.overlap_likeness"


def told(r, status, text, what):
    check(r.status == status, "%s: %d instead of %d" % (what, r.status, status))
    check(text in r.text(), "%s: no “%s”\n%s" % (what, text, r.text()[-1500:] if text not in r.text() else ""))


def parameters(site):
    office, finance, officer = Person(site, "t.office"), Person(site, "t.finance"), Person(site, "t.officer")
    new = {"value": "55", "from_year": "2566", "from_date": "1/10/2600", "reason": "as resolved", "source": "2/2566", "year": "2566"}
    told(office.get("/parameters?lang=en"), 200, "integrated.overlap_likeness", "the list")
    check(officer.post(LIKENESS, new).status == 403, "an officer proposes nothing")
    told(office.post(LIKENESS, dict(new, do="preview")), 200, "55.00%", "the preview says the new value")
    check(office.get(LIKENESS + ".json").json()["rows"] == [], "a preview keeps nothing")
    bad = office.post(LIKENESS, dict(new, value="much"))
    told(bad, 400, "much", "a bad value comes back as typed")
    check("as resolved" in bad.text(), "and the reason with it")
    told(office.post(LIKENESS, dict(new, from_date="1/10/2565")), 409, "f-from_date", "a day that has passed")
    told(office.post(WORDS, dict(new, value="words\nx")), 400, "word", "another header")
    r = office.post(WORDS, dict(new, value="word\nx\n\"\"\n"), headers={"Accept": "application/json"})
    check(r.json()["code"] == "param_cell" and r.json()["args"]["row"] == 2, "the row is named: %s" % r.text())
    check(office.post(LIKENESS, dict(new, do="propose")).status == 303, "proposed")
    told(office.post(LIKENESS + "/1/approve"), 403, "say stop", "nobody approves their own")
    check(finance.post(LIKENESS + "/1/approve").status == 303, "another person does")
    row = finance.get(LIKENESS + ".json").json()["rows"][0]
    check(row["state"] == "approved" and row["approved_by"] == "t.finance", "approved: %s" % row)
    check(finance.post(LIKENESS + "/1/withdraw").status == 400, "withdrawing needs a reason")
    check(finance.post(LIKENESS + "/1/withdraw", {"reason": "too early"}).status == 303, "before its day it is undone")
    today = dict(new, value="50", from_date=day())
    check(office.post(LIKENESS, today).status == 303 and finance.post(LIKENESS + "/2/approve").status == 303, "from today")
    told(finance.get(LIKENESS), 200, "50.00%", "it holds")
    told(office.post(LIKENESS + "/2/withdraw", {"reason": "no"}), 409, "say stop", "what is used is replaced, not withdrawn")


def day():
    import datetime
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=7)).strftime("%Y-%m-%d")


if __name__ == "__main__":
    sys.exit(harness.main([parameters], prepare=harness.fixture))
