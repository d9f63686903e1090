#!/usr/bin/env python3
"""A re-organisation as its people walk it: proposed by the office, seen whole, held up by a paper, approved by the Governor,
executed once; refusals come back with what was typed."""
import os
import sys

import harness
from harness import check
from test_carry import YEAR, Walk, prepare
from test_lineage import rows

RULE = "11000000,,,10000000,,,100"


def story(site):
    big, second = prepare(site)
    walk = Walk(site)
    new = "/reorganisations/new"
    form = {"kind": "merge", "title": "รวมสำนัก", "on_date": "1/2/2566", "reason": "ประกาศกรุงเทพมหานคร", "rules": RULE}
    check("รวมหน่วยงาน" in walk.page(walk.office, new + "?year=" + YEAR), "the form")
    walk.page(walk.officer, "/reorganisations?year=" + YEAR)
    check(walk.post(walk.officer, new, **form).status == 403, "not an agency's")
    walk.refused(walk.office, new, 400, "no such agency; what was typed stays", "99999999", **dict(form, rules="99999999,,,10000000,,,100"))
    walk.refused(walk.office, new, 400, "not the whole", "รวมสำนัก", **dict(form, rules="11000000,,,10000000,,,99"))
    walk.refused(walk.office, new, 400, "without a reason", **dict(form, reason=""))
    before = site.store.query("SELECT SUM(unallotted_satang), SUM(allotted_satang), SUM(obligated_satang), SUM(disbursed_satang) FROM balance")
    at = walk.done(walk.office, new, "proposed", **form).split("?")[0]
    text = walk.page(walk.office, at + "?year=" + YEAR)
    check(big in text and "10000000" in text, "what would move")
    walk.refused(walk.office, at + "?do=approve", 403, "who proposed it", doc_no="1")
    walk.refused(walk.governor, at + "?do=approve", 400, "without a document", doc_no="")
    contract = walk.done(walk.officer, "/carry/new", "a request on its way", line=second, kind="B", ref="", amount="1", reason="x",
                         status="x", sign_on="15/11/2566", deliver_on="15/3/2567", pay_on="15/4/2567").split("?")[0]
    walk.refused(walk.governor, at + "?do=approve", 409, "a paper is on its way", doc_no="กท 1/2566")
    check(contract.split("/")[-1] in walk.page(walk.governor, at + "?year=" + YEAR), "and is named")
    walk.done(walk.officer, contract + "/step", "withdrawn", event="withdraw", note="x")
    walk.done(walk.governor, at + "?do=approve", "approved", doc_no="กท 1/2566")
    walk.refused(walk.governor, at + "?do=execute", 403, "who approved it")
    if os.environ.get("PBIS_LOOK"):
        print(site.port, at, flush=True)
        sys.stdin.readline()
    walk.done(walk.office, at + "?do=execute", "executed")
    walk.done(walk.office, at + "?do=execute", "again: it is done")
    check(site.store.query("SELECT SUM(unallotted_satang), SUM(allotted_satang), SUM(obligated_satang), SUM(disbursed_satang) FROM balance")
          == before, "not a satang came or went")
    moved = rows(walk.office, at + ".json?year=" + YEAR)
    check(moved and all(x["new_line"] for x in moved), "old line and new line")
    check(rows(walk.office, at + "/rules.json?year=" + YEAR)[0]["to_agency"] == "10000000", "its rules")
    for path in (at, "/reorganisations"):
        walk.page(walk.office, path + "?year=" + YEAR)
    check(not site.store.query("SELECT 1 FROM line l JOIN balance b ON b.line_id = l.id JOIN agency g ON g.id = l.agency_id WHERE g.code ="
                               " '11000000' AND b.unallotted_satang + b.allotted_satang + b.obligated_satang + b.disbursed_satang > 0"), "all")
    for structure, agencies in (("old", {"10000000", "11000000"}), ("comparable", {"10000000"})):
        got = rows(walk.office, "/position.json?by=agency&structure=%s&year=%s" % (structure, YEAR))
        check({x["code"] for x in got if x["current_satang"] and x["code"] in ("10000000", "11000000")} == agencies, structure)
    check(walk.office.get("/position?structure=other&year=" + YEAR).status == 400, "no such structure")
    site.run("check")
    if os.environ.get("PBIS_LOOK"):
        sys.stdin.readline()


if __name__ == "__main__":
    sys.exit(harness.main([story]))
