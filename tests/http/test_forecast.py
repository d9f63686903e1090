#!/usr/bin/env python3
"""The forecast of spending over HTTP: a demonstration year executed for seven months, its sums tie to the position, its
label stands, the lines past their last safe date lead to their pages; a year executed whole is back-tested."""
import sys

import harness
from harness import Person, check

YEAR = "2565"
LABEL = "ยังไม่ได้ทดสอบกับข้อมูลจริง"


def pages(site):
    head = Person(site, "t.head")
    # The mirror of entries is filled once, by whoever asks first; the first page after a write asks one more.
    check(head.get("/forecast?year=" + YEAR).status == 200, "the first page")
    for path in ("/forecast", "/forecast?as_of=2022-01-31", "/forecast?as_of=31/1/2565", "/forecast/lines", "/forecast/months", "/forecast/backtest"):
        got = head.get("%s%syear=%s&lang=th" % (path, "&" if "?" in path else "?", YEAR))
        check(got.status == 200 and "<h1>" in got.text(), "%s: %d %s" % (path, got.status, got.text()[:200]))
        check(LABEL in got.text() or "Not yet tested on real data" in got.text(), "the label stands: " + path)
        n = got.debug("queries") or got.debug("sql") or got.debug("statements")
        check(n is not None and n <= 12, "%s: %s statements %s" % (path, n, got.header("X-PBIS-Debug")))
    check(head.get("/forecast?year=%s&as_of=2565-01-31" % YEAR).status == 400, "a Buddhist year in an ISO date is refused")
    check(head.get("/forecast.json?year=%s&by=colour" % YEAR).status == 400, "no such table")
    got = head.get("/forecast?year=2567")
    check(got.status in (200, 404), "a year without entries: %d" % got.status)


def sums(site):
    head = Person(site, "t.head")
    for day in ("2022-01-31", "2022-03-15", "2022-04-30"):
        pos = head.get("/position.json?year=%s&as_of=%s" % (YEAR, day)).json()["total"]
        for by in ("", "&by=agency", "&by=type"):
            got = head.get("/forecast.json?year=%s&as_of=%s%s" % (YEAR, day, by)).json()
            total, rows = got["total"], got["rows"]
            check((total["current_satang"], total["paid_satang"], total["taken_satang"]) ==
                  (pos["current_satang"], pos["disbursed_satang"], pos["disbursed_satang"] + pos["obligated_satang"] + pos["carried_a_satang"]),
                  "%s%s ties to the position" % (day, by))
            for k in ("current_satang", "paid_satang", "paid_mid_satang", "paid_low_satang", "paid_high_satang", "taken_mid_satang", "unobligated_satang"):
                check(sum(r[k] for r in rows) == total[k], "%s%s: %s adds up" % (day, by, k))
            for r in rows:
                if not r["paid_satang"] <= r["paid_low_satang"] <= r["paid_mid_satang"] <= r["paid_high_satang"] <= r["current_satang"]:
                    check(False, "out of its bounds: %r" % r)
        check(total["paid_naive_satang"] is None and total["lapse_satang"] is None, "no last year, no cases: nothing is said")
    risks = head.get("/forecast/lines.json?year=%s&as_of=2022-04-30" % YEAR).json()["rows"]
    page = head.get("/forecast?year=%s&as_of=2022-04-30" % YEAR).text()
    for x in risks[:3]:
        check("/procurement/" + x["code"] in page and "/position/lines/" + x["code"] in page, "a late line leads to its pages")
        check((x["state"] == "past") == (x["days"] < 0), "past or near: %r" % x)
    check([x["last_safe"] for x in risks] == sorted(x["last_safe"] for x in risks), "by day")


def backtest(site):
    head = Person(site, "t.head")
    check(head.get("/forecast/backtest.json?year=2566").json()["rows"] == [], "seven months are no executed year")
    # September is paid: what the rule asks for.
    site.run("demo", "--year", YEAR, "--execute", "12")
    rows = head.get("/forecast/backtest.json?year=2566").json()["rows"]
    paid = head.get("/position.json?year=%s&as_of=2022-09-30" % YEAR).json()["total"]["disbursed_satang"]
    check(len(rows) == 12 and all(r["actual_satang"] == paid for r in rows), "each month against what was paid: %r" % rows[:1])
    check(rows[-1]["mid_satang"] == paid and all(r["naive_satang"] is None for r in rows), "known at the end; no year before it")
    check("<svg" in head.get("/forecast/backtest?year=2566").text(), "its picture")


def demonstration(site):
    site.run("demo", "--year", YEAR, "--packages", "500")
    site.run("demo", "--year", YEAR, "--execute", "7")


if __name__ == "__main__":
    sys.exit(harness.main([pages, sums, backtest], people=("t.head",), prepare=demonstration))
