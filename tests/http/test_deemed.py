#!/usr/bin/env python3
"""A draft whose committee is not done in its days: deemed approved as it was tabled, walked over HTTP."""
import re
import sys

import harness
from harness import Person, check
from test_bill import RULE, Draft, day, members, rows


def prepare(site):
    harness.fixture(site)
    site.store.query("UPDATE package SET state = 'ANALYST_ACCEPTED'")
    site.store.query("UPDATE fiscal_year SET stage = 'GOVERNOR' WHERE year = 2566")
    site.stop()
    site.start()


def deemed(site):
    """The committee is not done in its days: the amounts are the tabled ones again, and the pages say why."""
    d = Draft(site)
    members(d)
    for who, event in ((d.governor, "table"), (d.clerk, "reading1")):
        check(d.step(who, event, "x") == 303, event)
    check(d.vote("principle", yes="5", on_date=day(-46)).status == 303, "the principle, 46 days ago")
    check(d.step(d.clerk, "committee", "x") == 303, "to the committee")
    tabled, lines = amounts(d), draft_lines(site)
    form = {"year": "2566", "line": lines[0][0], "kind": "cut", "amount": "1000.50", "reason": "r"}
    got = d.clerk.post("/council/cuts/new", form)
    code = got.header("Location").split("/council/cuts/")[-1].split("?")[0]
    check(got.status == 303 and code.startswith("D-"), "a cut is moved: %d" % got.status)
    got = Person(site, "t.office").post("/council/cuts/new", dict(form, kind="executive"))
    check(got.status == 409 and RULE in got.text() and 'href="/parameters/council.amend_days"' in got.text(),
          "amendments are late, and the form names the parameter: %d" % got.status)
    look = d.clerk.post("/council/cuts", {"year": "2566", "act": "accept", "report": "R", "pick": code})
    hidden = dict(re.findall(r'name="(seen|once)" value="([^"]*)"', look.text()))
    got = d.clerk.post("/council/cuts", dict({"year": "2566", "act": "accept", "report": "R", "pick": code, "confirm": "1"}, **hidden))
    check(got.status == 303 and amounts(d)["now_satang"] == tabled["now_satang"] - 100050, "accepted: the total is less")
    page = d.clerk.get("/council?year=2566").text()
    check('id="step-deemed"' in page and "พ้นกำหนด" in page, "the limit is past, and the page offers what follows")
    check(d.step(d.clerk, "deemed") == 403, "not by the secretariat")
    check(d.step(d.governor, "deemed") == 303, "deemed approved")
    check(draft_lines(site) == lines, "every line has its tabled amount to the satang")
    now = amounts(d)
    check(now["now_satang"] == tabled["now_satang"] == now["tabled_satang"], "and so has the whole: %s, %s" % (now, tabled))
    check(now["cut_satang"] == now["added_satang"], "no cut stands: %s" % now)
    rest = rows(d.clerk, "/council/cuts.json?year=2566&state=void")
    check([x["code"] for x in rest] == [code], "the cut is void: %s" % rest)
    page = d.clerk.get("/council?year=2566").text()
    check('id="deemed"' in page and "/parameters/council.fallback" in page, "the page says why")
    d.pages("PASSED, deemed")
    check("สิ้นผล" in d.clerk.get("/council/cuts/" + code).text(), "the cut's page says that it is void")
    kinds = [(x["kind"], x["total_satang"]) for x in rows(d.clerk, "/council/versions.json?year=2566")]
    check(kinds[0][1] == kinds[-1][1] and kinds[-1][0] == "passed", "the version passed is the one tabled: %s" % kinds)


def amounts(d):
    t = rows(d.clerk, "/council.json?year=2566")
    return {k: sum(x[k] for x in t if x["part"] != "total") for k in ("tabled_satang", "cut_satang", "added_satang", "now_satang")}


def draft_lines(site):
    """(code, satang) of the draft, largest first."""
    got = site.store.query("SELECT l.code, (SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id ORDER BY x.stage DESC LIMIT 1)"
                           " FROM line l WHERE l.year = 2566 AND l.removed = 0")
    return sorted(((r[0], int(r[1])) for r in got), key=lambda r: (-r[1], r[0]))


if __name__ == "__main__":
    sys.exit(harness.main([deemed], prepare=prepare))
