#!/usr/bin/env python3
"""The rules of a scenario on their page: added, refused at the field, changed, dropped, out as a file and in again."""
import csv
import io
import sys

import harness
from harness import Person, check

YEAR = "2566"


def post(person, **fields):
    return person.post("/allocation/main/rules", dict(fields, year=YEAR))


def rules(person):
    return person.get("/allocation/main/rules.json?year=" + YEAR).json()["rows"]


def one_by_one(site):
    office, officer = Person(site, "t.office"), Person(site, "t.officer")
    if site.store.query("SELECT COUNT(*) FROM scenario WHERE name = 'main' AND year = 2566")[0][0] in (0, "0"):
        check(office.post("/allocation", {"name": "main", "note": "", "year": YEAR}).status == 303, "a scenario")
    page = office.get("/allocation/main/rules?year=" + YEAR)
    check(page.status == 200 and "ยังไม่มีกฎ" in page.text(), "the empty page says so: %d" % page.status)
    check(post(officer, do="add", rule="a", kind="share", reason="r").status == 403, "not an officer's")
    got = post(office, do="add", rule="a", kind="group", packages="*", least="many", reason="because")
    check(got.status == 400 and 'value="many"' in got.text() and "because" in got.text(), "the form comes back as typed: %d" % got.status)
    check(not rules(office), "and nothing is kept")
    got = post(office, do="add", rule="a", kind="must", packages="none-such", reason="r")
    check(got.status == 400 and "none-such" in got.text(), "an unknown package is named: %d" % got.status)
    got = post(office, do="add", rule="people", kind="share", share="45.5", reason="ตามกฎหมาย")
    check(got.status == 303, "a share: %d" % got.status)
    row = rules(office)
    check(len(row) == 1 and row[0]["share"] == "45.50" and row[0]["made_by"] == "t.office", "it is listed: %r" % row)
    check(post(office, do="add", rule="people", kind="share", reason="r").status == 409, "once")
    got = office.get("/allocation/main/rules?year=%s&rule=people" % YEAR)
    check('value="45.50"' in got.text(), "its form holds what it is")
    got = post(office, do="change", rule="people", kind="share", share="50", reason="r", version="7")
    check(got.status == 409, "somebody was first: %d" % got.status)
    got = post(office, do="change", rule="people", kind="share", share="50", reason="r", version="1")
    check(got.status == 303 and rules(office)[0]["share"] == "50.00", "changed: %d" % got.status)
    log = site.store.query("SELECT COUNT(*) FROM audit WHERE action = 'scenario.rule'")
    check(int(log[0][0]) == 2, "a record each: %r" % log)


def as_a_file(site):
    office = Person(site, "t.office")
    text = office.get("/allocation/main/rules.csv?year=" + YEAR).text()
    check(len(list(csv.reader(io.StringIO(text)))) == 2, "the file has the rule: %r" % text)
    got = post(office, do="import", csv=text)
    check(got.status == 303 and rules(office)[0]["version"] == 2 if "version" in rules(office)[0] else got.status == 303,
          "what came out goes in, and nothing changes: %d" % got.status)
    bad = "rule,kind,packages,amount,reason\nfloor,district,,-5,r\n"
    got = post(office, do="import", csv=bad)
    check(got.status == 400 and "แถว 1" in got.text() and "floor,district" in got.text(), "a wrong row is named, the text stays: %d" % got.status)
    got = post(office, do="drop", rule="people", version="1")
    check(got.status == 409, "a stale drop: %d" % got.status)
    got = post(office, do="drop", rule="people", version="2")
    check(got.status == 303 and not rules(office), "dropped: %d" % got.status)


if __name__ == "__main__":
    sys.exit(harness.main([one_by_one, as_a_file], prepare=harness.fixture))
