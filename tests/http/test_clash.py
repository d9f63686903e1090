#!/usr/bin/env python3
"""A scenario whose rules cannot all be kept: its page says which, leads to each, and says what is enough; an answer
takes them away again."""
import os
import sys

import harness
from harness import Person, check

YEAR = "2566"


def prepare(site):
    harness.fixture(site)
    site.store.query("UPDATE package SET state = 'DRAFT', mandatory = 0 WHERE year = 2566")
    site.store.query("UPDATE package SET state = 'ANALYST_ACCEPTED' WHERE id IN (SELECT id FROM package WHERE year = 2566 ORDER BY id LIMIT 5)")
    site.store.query("UPDATE fiscal_year SET stage = 'SUITABILITY' WHERE year = 2566")
    path = os.path.join(site.folder, "ceilings.csv")
    with open(path, "w", encoding="utf-8") as f:
        f.write("dim,code,max,min\ntotal,,900000000000,\n")
    site.run("allocate", "--year", YEAR, "--scenario", "main", "--ceilings", path)


def solve(site, answer):
    """The command, which a page's job shares."""
    try:
        site.run("allocate", "--year", YEAR, "--scenario", "main", "--gap", "0")
    except RuntimeError as e:
        check(not answer and "exit 1" in str(e), "refused: %s" % e)
        return
    check(answer, "there is an answer")


def floor_above(site):
    office = Person(site, "t.office")
    code, ask = site.store.query("SELECT p.code, 1 FROM package p WHERE p.state = 'ANALYST_ACCEPTED' ORDER BY p.code LIMIT 1")[0]
    got = office.post("/allocation/main/rules", {"year": YEAR, "do": "add", "rule": "some", "kind": "group",
                                                 "packages": code, "least": "1", "reason": "r"})
    check(got.status == 303, "a rule asks for one at least: %d" % got.status)
    got = office.post("/allocation/main/rules", {"year": YEAR, "do": "add", "rule": "none", "kind": "forbid",
                                                 "packages": "*", "reason": "r"})
    check(got.status == 303, "another forbids all: %d" % got.status)
    solve(site, False)
    page = office.get("/allocation/main?year=" + YEAR)
    text = page.text()
    check('id="clash"' in text, "the page says that there is no answer")
    check("ต้องได้อย่างน้อย 1 รายการ" in text and "กฎ some" in text, "the group is named")
    check("/allocation/main/rules" in text and "จัดสรร %s ไม่ได้" % code in text, "what is forbidden is named")
    check("ลดอย่างน้อย 1 เหลือ 0 รายการ" in text, "what is enough is said")
    check("ตัดข้อใดข้อหนึ่งออกก็มีคำตอบ" in text, "and that the set is smallest")
    got = office.post("/allocation/main/rules", {"year": YEAR, "do": "drop", "rule": "none", "version": "1"})
    check(got.status == 303, "the forbidding goes: %d" % got.status)
    solve(site, True)
    check('id="clash"' not in office.get("/allocation/main?year=" + YEAR).text(), "with an answer nothing clashes")


if __name__ == "__main__":
    sys.exit(harness.main([floor_above], prepare=prepare))
