#!/usr/bin/env python3
"""The demonstration's three written agencies: any page opened there is full; the year after is open and empty."""
import sys
import urllib.parse

import harness
from harness import Person, check

DEEP = {"50140000": "officer.5014", "11000000": "officer.1100", "07000000": "officer.0700"}
DEMO = "pbis-demo-2566"


def prepare(site):
    site.run("demo", "--year", "2566", "--packages", "3000")


def rows(p, path):
    r = p.get(path)
    check(r.status == 200, "%s: %d" % (path, r.status))
    return r.json()["rows"] if r.status == 200 else []


def years(site):
    """Readers begin on the year that has money, the desk on the one that is open for requests."""
    officer = Person(site, "officer.5014", DEMO)
    check(rows(officer, "/overview/by-type.json") == rows(officer, "/overview/by-type.json?year=2566"), "the overview begins on 2566")
    check("2567" in officer.get("/requests").text().split("</h1>")[0], "the desk begins on 2567")
    check("2566" in officer.get("/requests?year=2566").text().split("</h1>")[0], "another year when asked for")
    check(rows(officer, "/requests/50140000.json?year=2567") == [], "the open year is empty")
    room = rows(officer, "/ceilings/room.json?agency=50140000&year=2567")
    check(len(room) == 6 and all(r["issued_satang"] > 0 and r["asked_satang"] == 0 for r in room), "its ceilings: %s" % room)
    check(len(rows(officer, "/prices.json?year=2567")) >= 30, "standard prices can be named in it")


def full(site):
    """Every level of a written agency answers, compares, yields; nothing on its pages is empty."""
    for agency, name in DEEP.items():
        p = Person(site, name, DEMO)
        levels = rows(p, "/requests/%s.json?year=2566&limit=200" % agency)
        check(len(levels) >= 40, "%s: %d levels" % (agency, len(levels)))
        ranks = sorted(r["rank"] for r in levels)
        check(ranks == list(range(1, len(levels) + 1)), "%s: ranked once each: %s" % (agency, ranks))
        for level in levels:
            code = urllib.parse.quote(level["code"])
            answers = rows(p, "/packages/%s/questions.json?year=2566" % code)
            check(sum(1 for a in answers if a["words"]) == 14, "%s: %d answers" % (code, len(answers)))
            options = rows(p, "/packages/%s/options.json?year=2566" % code)
            check(len(options) >= 2 and sum(o["chosen"] for o in options) == 1, "%s: options %s" % (code, options))
        check(len(rows(p, "/posts/%s.json?year=2566" % agency)) >= 20, "%s: posts" % agency)
        check(rows(p, "/requests/%s/groups.json?year=2566" % agency), "%s: groups" % agency)


def lines(site):
    """Sums, years of a commitment, places and earlier years hold together."""
    q = site.store.query
    check(q("SELECT COUNT(*) FROM (SELECT line_id FROM line_place GROUP BY line_id HAVING SUM(share_bp) <> 10000) AS x")[0][0] in ("0", 0),
          "places of a line are 100 per cent")
    off = q("SELECT l.code FROM tranche t JOIN line l ON l.id = t.line_id JOIN line_amount v ON v.line_id = l.id AND v.stage = 0 "
            "WHERE t.year = l.year AND t.amount_satang <> v.amount_satang")
    check(not off, "the line's own year is its request: %s" % off)
    off = q("SELECT l.code FROM line l JOIN agency g ON g.id = l.agency_id JOIN line_amount v ON v.line_id = l.id AND v.stage = 0 "
            "WHERE g.code IN ('50140000', '11000000', '07000000') "
            "AND l.quantity_milli * l.unit_price_satang / 1000 * l.times * l.months <> v.amount_satang")
    check(not off, "quantity x price x times x months: %s" % off)
    off = q("SELECT key FROM past_line WHERE paid_satang > after_transfers_satang OR enacted_satang > asked_satang")
    check(not off, "nobody paid more than they had: %s" % off)
    for year in (2563, 2564, 2565):
        n = int(q("SELECT COUNT(*) FROM past_line WHERE year = %d" % year)[0][0])
        check(n > 150, "%d: %d lines" % (year, n))


def inside(site):
    """A section writes its own drafts in the open year; others do not see them."""
    clean, school = Person(site, "clean.5014", DEMO), Person(site, "school.5014", DEMO)
    form = {"title": "เก็บขนรอบดึก", "agency": "50140000", "output": "1300904", "level_kind": "minimum", "year": "2567", "justification": "x"}
    r = clean.post("/packages", form)
    check(r.status == 303, "a section's own draft: %d %s" % (r.status, r.text()[-600:] if r.status != 303 else ""))
    check(len(rows(clean, "/requests/50140000.json?year=2567")) == 1, "it sees it")
    check(rows(school, "/requests/50140000.json?year=2567") == [], "another section does not")
    check(rows(Person(site, "analyst4", DEMO), "/requests/50140000.json?year=2567") == [], "nor does the analyst")


if __name__ == "__main__":
    sys.exit(harness.main([years, full, lines, inside], people=[], prepare=prepare))
