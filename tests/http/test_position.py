#!/usr/bin/env python3
"""The budget position in the browser's way: pages and files tie to each other and to the balances; a line's story, an
entry, plan and actual, cash; a report to the executive made, reviewed and signed by three, and frozen."""
import json
import os
import subprocess
import sys

import harness
from harness import Person, check

YEAR = "2566"
FILL = os.path.join(os.path.dirname(os.path.realpath(harness.BIN)), "..", "bench", "position_fill")


def balances(site):
    return tuple(int(x) for x in site.store.query("SELECT CAST(SUM(disbursed_satang) AS BIGINT), CAST(SUM(obligated_satang) AS BIGINT), CAST(-SUM(source_satang)"
                            " AS BIGINT), CAST(SUM(allotted_satang) AS BIGINT) FROM balance")[0])


def execute(site):
    """A year in force with some hundred entries through the posting path."""
    for event in ("open_call", "open_requests", "start_analysis", "suitability", "permsec", "governor"):
        site.run("cycle", event, "--year", YEAR)
    site.run("enact", "--year", YEAR)
    if os.path.exists(FILL):
        subprocess.run([FILL, site.store.url, YEAR, "400", "7"], check=True, stdout=subprocess.DEVNULL)


def tie(site):
    """Every table's total is the sum of the balances, and of its own rows."""
    head = Person(site, "t.head")
    paid, obligated, current, free = balances(site)
    for by in ("agency", "type", "side", "fund", "origin", "output", "division", "month", "line", "agency,type", "month,type"):
        got = head.get("/position.json?year=%s&by=%s" % (YEAR, by)).json()
        total = got["total"]
        check((total["disbursed_satang"], total["obligated_satang"], total["current_satang"], total["free_satang"]) ==
              (paid, obligated, current, free), "by %s ties to the balances: %r" % (by, total))
        check(sum(x["disbursed_satang"] for x in got["rows"]) == paid, "its rows add up: " + by)
    out = json.loads(site.run("report", "position", "--year", YEAR, "--by", "agency,type", "--json"))
    check(out["report"] == "position" and out["total"]["disbursed_satang"] == paid and out["by"] == ["agency", "type"], "the command says the same")
    check("problem" not in site.run("check"), "the mirror equals the store")
    early = head.get("/position.json?year=%s&as_of=2022-10-01" % YEAR).json()["total"]
    check(early["current_satang"] == current and early["disbursed_satang"] <= paid, "as of the first day")
    check(head.get("/position.json?year=%s&known_at=2020-01-01" % YEAR).json()["rows"] == [], "nothing was known before the store was made")
    check(head.get("/position?year=%s&as_of=2566-01-31" % YEAR).status == 400, "a Buddhist year in an ISO date is refused")
    check(head.get("/position?year=%s&by=colour" % YEAR).status == 400, "no such dimension")


def pages(site):
    head = Person(site, "t.head")
    for path in ("/position", "/position?by=month", "/position?by=agency,type", "/position?as_of=31/1/2566", "/position/lines",
                 "/position/lines?agency=11000000&type=3", "/position/curve", "/position/curve?type=3", "/cash", "/executive-reports"):
        got = head.get("%s%syear=%s" % (path, "&" if "?" in path else "?", YEAR))
        check(got.status == 200 and "<h1>" in got.text(), "%s: %d" % (path, got.status))
    lines, after = [], ""
    while True:
        got = head.get("/position/lines.json?year=%s&agency=11000000%s" % (YEAR, after)).json()
        lines += got["rows"]
        if not got["next"]:
            break
        after = "&after=" + got["next"]
    paid = head.get("/position.json?year=%s&agency=11000000" % YEAR).json()["total"]["disbursed_satang"]
    check(sum(x["disbursed_satang"] for x in lines) == paid, "the list of lines is the agency's sum")
    code = max(lines, key=lambda x: x["disbursed_satang"])["code"]
    page = head.get("/position/lines/%s?year=%s" % (code, YEAR))
    check(page.status == 200 and code in page.text(), "a line's story")
    story = head.get("/position/lines/%s.json?year=%s" % (code, YEAR)).json()["rows"]
    line = [x for x in lines if x["code"] == code][0]
    check(story[0]["disbursed_satang"] == line["disbursed_satang"] and story[0]["free_satang"] == line["free_satang"],
          "what stands after its newest entry is what it has")
    check(head.get("/position/entries/%d" % story[0]["seq"]).status == 200, "an entry")
    check(head.get("/position/entries/99999999").status == 404 and head.get("/position/entries/x").status == 404, "no such entry")
    check(head.get("/position/lines/2566-0-9999-00001").status == 404, "no such line")
    curve = head.get("/position/curve.json?year=" + YEAR).json()["rows"]
    check(len(curve) == 12 and curve[-1]["planned_satang"] == balances(site)[2] and curve[-1]["actual_satang"] == balances(site)[0],
          "the plan is the whole budget, the actual what was paid")
    cash = head.get("/cash.json?year=" + YEAR).json()["rows"]
    check(sum(x["paid_satang"] for x in cash) == balances(site)[0], "cash out so far is what was paid")


def report(site):
    """Three persons; frozen at once; dated-back entries show as changed."""
    office, finance, permsec = Person(site, "t.office"), Person(site, "t.finance"), Person(site, "t.permsec")
    made = {"kind": "quarter", "period": "202303", "decision": "เร่งรัด <b>งบลงทุน</b>", "year": YEAR}
    check(office.post("/executive-reports", dict(made, period="202301")).status in (400, 422), "a quarter ends in its third month")
    check(office.post("/executive-reports", dict(made, decision=" ")).status in (400, 422), "what needs a decision is said")
    check(Person(site, "t.head").post("/executive-reports", made).status == 403, "not by everybody")
    got = office.post("/executive-reports", made)
    check(got.status == 303, "made: %d %s" % (got.status, got.text()[:200]))
    code = office.get("/executive-reports.json?year=" + YEAR).json()["rows"][0]["code"]
    path = "/executive-reports/" + code
    page = office.get(path + "?year=" + YEAR).text()
    check("&lt;b&gt;" in page and "<b>งบลงทุน" not in page, "words are words")
    check(office.post(path + "/review", {"version": "1"}).status == 403, "nobody reviews their own")
    check(permsec.post(path + "/sign", {"version": "1"}).status == 409, "not signed before it is reviewed")
    check(finance.post(path + "/review", {"version": "1"}).status == 303, "reviewed by another")
    check(finance.post(path + "/review", {"version": "1"}).status == 409, "once")
    check(permsec.post(path + "/sign", {"version": "2"}).status == 303, "signed by a third")
    check(office.post(path + "/drop", {"version": "3"}).status == 409, "a signed one stays")
    rows = office.get(path + ".json").json()["rows"]
    quarter = office.get("/position.json?year=%s&as_of=2023-03-31" % YEAR).json()["total"]
    check(rows[0]["disbursed_satang"] == quarter["disbursed_satang"], "its total is the position of that day")
    for dim in ("agency", "type"):
        check(sum(x["current_satang"] for x in rows if x["dim"] == dim) == rows[0]["current_satang"], "by %s adds up" % dim)
    for form in ("pdf", "docx", "xlsx"):
        got = office.post(path + "/print", {"format": form, "year": YEAR})
        check(got.status in (303, 202), "print %s: %d" % (form, got.status))
    try:
        site.store.query("UPDATE executive_report_row SET disbursed_satang = 1")
        changed = True
    except Exception:  # pylint: disable=broad-except
        changed = False
    check(not changed, "its figures cannot be changed")


if __name__ == "__main__":
    sys.exit(harness.main([execute, tie, pages, report], prepare=harness.fixture))
