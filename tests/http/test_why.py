#!/usr/bin/env python3
"""Why a package is in or out: its page under a scenario, what a million more buys, the box that asks for a package."""
import sys

import harness
from harness import Person, check

YEAR = "2566"


def rows(p, path):
    return p.get(path).json()["rows"]


def pages(reader):
    cut = rows(reader, "/allocation/main/packages.json?year=" + YEAR)
    check(cut and all(r["robust"] for r in cut), "every package of the run is explained")
    out = [r for r in cut if not r["funded"]]
    inside = [r for r in cut if r["funded"] and r["reason"] == "funded"]
    check(out and inside, "some are out, some are in")
    for r in out[:3] + inside[:3]:
        lo, hi = r["value_lo"], r["value_hi"]
        check(lo is None or hi is None or float(lo) <= float(hi), "limits stand in order")
        got = reader.get("/allocation/main/packages/%s?year=%s&lang=th" % (r["package_code"], YEAR))
        page = got.text()
        check(got.status == 200 and r["package_code"] in page, "its page")
        check(("อะไรจะทำให้หลุด" if r["funded"] else "อะไรจะทำให้เข้า") in page, "says what would change it")
        check(int(got.debug("statements")) <= 12, "within the budget of statements")
        english = reader.get("/allocation/main/packages/%s?year=%s&lang=en" % (r["package_code"], YEAR)).text()
        check(("What would push it out" if r["funded"] else "What would bring it in") in english, "in English")
    held = [r for r in out if rows(reader, "/allocation/main/packages/%s.json?year=%s" % (r["package_code"], YEAR))]
    check(held, "ceilings hold what is out")
    for c in rows(reader, "/allocation/main/packages/%s.json?year=%s" % (held[0]["package_code"], YEAR)):
        check(c["name"] and (c["more_lo_satang"] is None or c["more_hi_satang"] is None or
                             c["more_lo_satang"] <= c["more_hi_satang"]), "a ceiling's limits stand in order")
    check(reader.get("/allocation/main/packages/none?year=" + YEAR).status == 404, "an unknown package")
    check(reader.get("/allocation/none/packages/%s?year=%s" % (cut[0]["package_code"], YEAR)).status == 404, "an unknown scenario")
    page = reader.get("/packages/%s?year=%s" % (out[0]["package_code"], YEAR)).text()
    check("/allocation/main/packages/" + out[0]["package_code"] in page, "the package's page leads there")


def steps_and_asking(reader):
    steps = rows(reader, "/allocation/main/steps.json?year=" + YEAR)
    check(all(float(s["gain_lo"]) <= float(s["gain_hi"] or "1e9") for s in steps), "a step gains no more than is proved")
    check(reader.get("/allocation/main/steps?year=" + YEAR).status == 200, "the page of steps")
    code = rows(reader, "/allocation/main/packages.json?year=" + YEAR)[0]["package_code"]
    got = reader.get("/allocation/main/ask?year=%s&q=%s" % (YEAR, code))
    check(got.status == 303 and code in got.header("Location"), "one hit leads to its page")
    check("อย่างน้อยสามตัวอักษร" in reader.get("/allocation/main/ask?year=%s&lang=th&q=zz" % YEAR).text(), "nothing found says what to do")


def demonstration():
    """The demonstration's run is explained from the start."""
    site = harness.Site(first=("demo", "--packages", "800"))
    try:
        reader = Person(site, "analyst1", "pbis-demo-2566")
        pages(reader)
        steps_and_asking(reader)
    finally:
        site.close()


if __name__ == "__main__":
    sys.exit(harness.main([lambda site: demonstration()]))
