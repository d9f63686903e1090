#!/usr/bin/env python3
"""The set of documents on its page: issued as a job, listed with what is up to date, fetched by who may read."""
import sys
import time

import harness
from harness import Person, check


def wait(p, r):
    check(r.status == 303, "asked: %d" % r.status)
    path = r.header("Location")
    for _ in range(600):
        row = p.get(path + ".json").json()["rows"][0]
        if row["state"] not in ("queued", "running"):
            break
        time.sleep(0.1)
    check(row["state"] == "done", "%s %s" % (row["state"], p.get(path).text()[-900:] if row["state"] != "done" else ""))
    return p.get(path).text()


def issued(site):
    office, officer, auditor = Person(site, "t.office"), Person(site, "t.officer"), Person(site, "t.auditor")
    empty = office.get("/documents/set")
    check(empty.status == 200 and "ยังไม่ได้ออกชุดเอกสารของปีนี้" in empty.text(), "nothing yet, and it says so")
    check(officer.post("/documents/set", {"year": "2566"}).status == 403, "who may not issue is refused")
    text = wait(office, office.post("/documents/set", {"year": "2566"}))
    check("DS-2566-0-001" in text, "the job names the set")

    page = auditor.get("/documents/set")
    check(page.status == 200 and "DS-2566-0-001" in page.text() and "เป็นปัจจุบัน" in page.text(), "the page")
    check(int(page.debug("statements")) <= 12, "at most 12 statements: %s" % page.debug("statements"))
    check('action="/documents/set"' not in officer.get("/documents/set").text(), "no button for who may not")
    rows = auditor.get("/documents/set.json").json()["rows"]
    check([r["number"] for r in rows][:6] == [1, 2, 3, 4, 5, 6] and len(rows) > 6, "six of the city, then agencies")
    for form, begin in (("pdf", b"%PDF"), ("xlsx", b"PK")):
        r = auditor.get("/documents/issued/%s/%s" % (rows[-1]["code"], form))
        check(r.status == 200 and r.body.startswith(begin), "a file: %s %d" % (form, r.status))
    one = auditor.get("/documents/set/%d" % rows[-1]["number"])
    check(one.status == 200 and rows[-1]["code"] in one.text(), "a volume's versions")
    check(auditor.get("/documents/set/999").status == 404, "no such volume")
    check(auditor.get("/documents/set/x").status == 404, "no number")
    check(len(auditor.get("/documents/set.csv").body.splitlines()) == len(rows) + 1, "CSV")


def again(site):
    office = Person(site, "t.office")
    before = office.get("/documents/set.json").json()["rows"]
    wait(office, office.post("/documents/set", {"year": "2566"}))
    after = office.get("/documents/set.json").json()["rows"]
    check([r["code"] for r in before] == [r["code"] for r in after], "the same data keeps its versions")
    check(all(r["state"] == "current" for r in after), "all up to date")


if __name__ == "__main__":
    sys.exit(harness.main([issued, again], prepare=harness.fixture))
