#!/usr/bin/env python3
"""An agency's request through the pages: a draft is seen by nobody above until it is sent, what is missing is
named with its place, an order that puts a level before its base is refused, the director signs in a capacity."""
import sys
import urllib.parse

import harness
from harness import Person, check

YEAR = "2566"
SECRET = "งานลับของฝ่ายคลอง"
# Where the words of a draft could leak: pages, tables, search, exports.
EVERYWHERE = ["/packages", "/packages.json", "/packages.csv", "/agencies/11000000", "/agencies/11000000.json",
              "/search?q=" + urllib.parse.quote("งานลับ"), "/search.json?q=" + urllib.parse.quote("งานลับ"), "/work", "/work.json",
              "/requests", "/requests.json", "/requests/11000000", "/requests/11000000.json",
              "/requests/11000000/missing.json", "/requests/11000000/groups", "/requests/11000000/groups.json",
              "/stopped", "/stopped.json"]


def leaks(p, code):
    """The addresses at which this person finds the draft."""
    found = []
    for path in EVERYWHERE:
        got = p.get(path + ("&" if "?" in path else "?") + "year=" + YEAR)
        if got.status == 200 and (SECRET in got.text() or code in got.text()):
            found.append(path)
    for end in ("", ".json", "/questions", "/questions.json", "/unit", "/levels.json", "/past.json", "/copied.json", "/options.json",
                "/changes.json", "/history.json"):
        got = p.get("/packages/%s%s?year=%s" % (code, end, YEAR))
        if got.status != 404:
            found.append("/packages/CODE%s %d" % (end, got.status))
    return found


def made_by(person):
    """A package of the agency with one line; its code and the line's."""
    output = person.get("/packages/new?year=" + YEAR).text().split('name="output"')[1].split('<option value="')[2].split('"')[0]
    item = None
    got = person.post("/packages", json_body={"year": YEAR, "agency": "11000000", "output": output, "title": SECRET,
                                              "level_kind": "minimum", "justification": "คลองตื้น"})
    check(got.status == 200, "a package is made: %d %s" % (got.status, got.text()[:200]))
    code = got.json()["location"].split("/packages/")[1].split("/")[0] if "location" in got.json() else None
    if code is None:
        code = sorted(r["code"] for r in person.get("/requests/11000000.json?year=" + YEAR).json()["rows"] if r["title"] == SECRET)[-1]
    page = person.get("/packages/%s/lines/new?year=%s" % (code, YEAR)).text()
    item = page.split('name="item"')[1].split('<option value="')[2].split('"')[0]
    got = person.post("/packages/%s/lines" % code, json_body={"year": YEAR, "item": item, "fund": "OWN", "name": "ลอกคลอง",
                                                              "quantity": "1", "unit_price": "1000"})
    check(got.status == 200, "a line is added: %d %s" % (got.status, got.text()[:200]))
    return code


def version(site, code):
    return site.store.query("SELECT version FROM package WHERE code = '%s' AND year = %s" % (code, YEAR))[0][0]


def journey(site):
    site.run("user", "add", "t.school", "--role", "officer", "--agency", "11000000", "--password-stdin", stdin=harness.PASSWORD + "\n")
    site.run("user", "add", "t.far", "--role", "officer", "--agency", "10000000", "--password-stdin", stdin=harness.PASSWORD + "\n")
    site.run("user", "add", "t.boss", "--role", "head", "--agency", "11000000", "--password-stdin", stdin=harness.PASSWORD + "\n")
    collector, school, far, chief = (Person(site, n) for n in ("t.collector", "t.school", "t.far", "t.boss"))
    city = {n: Person(site, n) for n in ("t.analyst", "t.office", "t.finance", "t.strategy", "t.permsec", "t.governor",
                                         "t.council", "t.auditor", "t.admin")}
    got = collector.post("/requests/11000000/sections", {"code": "S1", "name": "โรงเรียนหนึ่ง", "kind": "school"})
    check(got.status == 303, "a section is made: %d" % got.status)
    got = collector.post("/requests/11000000/sections/people", {"section": "S1", "user": "t.school"})
    check(got.status == 303, "somebody joins it: %d" % got.status)
    check(school.post("/requests/11000000/sections", {"code": "S2", "name": "x", "kind": "school"}).status == 403, "an officer makes no section")
    code = made_by(school)
    check(not leaks(school, code) == [], "its section sees it")
    for p in [collector, far, chief, *city.values()]:
        found = leaks(p, code)
        check(found == [], "%s sees a section's draft at %s" % (p.name, found))
    check(far.get("/requests/11000000?year=" + YEAR).status == 200, "a desk opens to all")
    check(far.post("/requests/11000000/draw", {"year": YEAR}, headers={"Accept": "application/json"}).status == 403,
          "an officer on another agency's desk")
    check(far.post("/packages/%s/edit" % code, {"year": YEAR, "version": "1", "title": "x"}).status == 404, "or on its draft")

    pick = "%s:%s" % (code, version(site, code))
    got = school.post("/requests/11000000/send", {"year": YEAR, "pick": pick})
    check(got.status == 303, "the section sends it: %d %s" % (got.status, got.text()[-300:]))
    check(leaks(collector, code) != [], "the collector sees it")
    for p in [far, chief, *city.values()]:
        found = leaks(p, code)
        check(found == [], "%s sees the collector's draft at %s" % (p.name, found))
    missing = collector.get("/requests/11000000/missing.json?year=" + YEAR).json()["rows"]
    check({m["code"] for m in missing if m["package_code"] == code} == {"line_reason", "answer"}, "what is missing is named: %s" % missing)
    check(all(m["where"].startswith("/") for m in missing), "and where to mend it")
    pick = "%s:%s" % (code, version(site, code))
    check(collector.post("/requests/11000000/send", {"year": YEAR, "pick": pick}).status == 303, "and on to the head")
    for p in city.values():
        check(leaks(p, code) == [], "%s sees it before it is signed" % p.name)
    pick = "%s:%s" % (code, version(site, code))
    got = chief.post("/requests/11000000/sign", {"year": YEAR, "pick": pick, "capacity": "acting"})
    check(got.status == 400, "acting needs the order's number: %d" % got.status)
    got = chief.post("/requests/11000000/sign", {"year": YEAR, "pick": pick, "capacity": "acting", "order_no": "7/2566"})
    check(got.status == 409 and code in got.text(), "the incomplete one is listed: %d" % got.status)
    back = {"year": YEAR, "event": "back", "version": version(site, code), "reason": "ตอบคำถามให้ครบ"}
    check(chief.post("/packages/%s/event" % code, back).status == 303, "the head sends it back with a reason")
    line = collector.get("/packages/%s.json?year=%s" % (code, YEAR)).json()["rows"][0]
    group = {"year": YEAR, "title": "ลอกคลอง", "formula": "driver", "driver": "คลอง", "quantity": "1", "rate": "1000", "reason": "ทุกคลองปีละครั้ง"}
    check(collector.post("/requests/11000000/groups", group).status == 303, "a group with its driver")
    check(collector.post("/requests/11000000/groups/join", {"year": YEAR, "group": "1100-G01", "line": line["code"]}).status == 303, "a line joins it")
    answers = {"year": YEAR, "q2": "ประชาชน 12,000 คน", "v2": "0", "q5": "น้ำท่วม", "v5": "0"}
    check(collector.post("/packages/%s/questions" % code, answers).status == 303, "the questions are answered")
    got = collector.post("/packages/%s/questions" % code, {"year": YEAR, "q2": "อื่น", "v2": "0"})
    check(got.status == 409 and "อื่น" in got.text(), "a stale answer comes back as typed: %d" % got.status)
    pick = "%s:%s" % (code, version(site, code))
    check(collector.post("/requests/11000000/send", {"year": YEAR, "pick": pick}).status == 303, "to the head again")
    pick = "%s:%s" % (code, version(site, code))
    got = chief.post("/requests/11000000/sign", {"year": YEAR, "pick": pick, "capacity": "acting", "order_no": "7/2566", "order_on": "1/10/2565"})
    check(got.status == 303, "signed: %d %s" % (got.status, got.text()[-300:]))
    for p in city.values():
        check(p.get("/packages/%s?year=%s" % (code, YEAR)).status == 200, "%s sees what was signed" % p.name)
    page = city["t.analyst"].get("/packages/%s?year=%s&lang=th" % (code, YEAR)).text()
    check("รักษาราชการแทน" in page and "7/2566" in page, "the capacity and its order are printed")


def order(site):
    collector, far = Person(site, "t.collector"), Person(site, "t.far")
    one = made_by(collector)
    got = collector.post("/packages", json_body={"year": YEAR, "unit": one, "title": "ระดับสอง", "level_kind": "current", "justification": "x"})
    check(got.status == 200, "the next level: %d %s" % (got.status, got.text()[:200]))
    two = one.replace("-L1", "-L2")
    got = collector.post("/requests/11000000/rank", {"year": YEAR, "version": "0", "rank." + one: "2", "rank." + two: "1"})
    check(got.status == 409 and 'value="2"' in got.text(), "a level before its base is refused, as typed: %d" % got.status)
    check(far.post("/requests/11000000/rank", {"year": YEAR, "version": "0", "rank." + one: "1"}).status == 403, "not by another agency")
    got = collector.post("/requests/11000000/rank", {"year": YEAR, "version": "0", "rank." + one: "1", "rank." + two: "2"})
    check(got.status == 303, "saved as one write: %d" % got.status)
    got = collector.post("/requests/11000000/rank", {"year": YEAR, "version": "0", "rank." + one: "1", "rank." + two: "2"})
    check(got.status == 409, "the second of two who order is told: %d" % got.status)
    got = collector.post("/requests/11000000/rank", {"year": YEAR, "version": "1", "rank." + one: "1", "rank." + two: "2", "up": two})
    check(got.status == 409, "a button does not lift a level over its base: %d" % got.status)
    got = collector.post("/packages/%s/freed" % one, {"year": YEAR, "to": two, "amount": "1"})
    check(got.status in (404, 409), "nothing is freed, nothing is given: %d" % got.status)


def way(site):
    """From the first page a person reaches the desk of the own agency; those of the whole city have none."""
    link = 'href="/requests/10000000"'
    far, office = Person(site, "t.far"), Person(site, "t.office")
    for path in ("/work", "/requests"):
        check("btn\" " + link in far.get(path + "?year=" + YEAR).text(), "%s leads to the own desk" % path)
        check("btn\" " + 'href="/requests/' not in office.get(path + "?year=" + YEAR).text(), "%s of the city names no desk" % path)


def amount_twice(site):
    """Two windows on one amount: the second is told, what the first wrote stays."""
    site.run("cycle", "start_analysis", "--year", YEAR)
    code = site.store.query("SELECT l.code FROM line l JOIN package p ON p.id = l.package_id WHERE p.state = 'SUBMITTED' "
                            "AND p.year = %s ORDER BY l.id" % YEAR)[0][0]
    analyst, path = Person(site, "t.analyst"), "/lines/%s/amount" % code
    address = analyst.get(path).text().split('action="' + path)[1].split('"')[0]
    check(address.startswith("?version="), "the form names what it was typed over: " + address)
    got = analyst.post(path + address, {"amount": "700", "reason": "หนึ่ง"})
    check(got.status == 303, "the first is written: %d %s" % (got.status, got.text()[-300:]))
    got = analyst.post(path + address, {"amount": "600", "reason": "สอง"})
    check(got.status == 409 and "สอง" in got.text(), "the second comes back as typed: %d" % got.status)
    check("700" in analyst.get(path).text(), "the first's amount stands")
    got = analyst.post(path + address.replace("=", "=-"), {"amount": "600", "reason": "สาม"})
    check(got.status == 400, "a version that is none: %d" % got.status)


def prepare(site):
    harness.fixture(site)
    stage = site.store.query("SELECT stage FROM fiscal_year WHERE year = 2566")[0][0]
    check(stage in ("SETUP", "CALL", "REQUEST", "ANALYSIS"), "the year takes requests: " + stage)
    for event in ("open_call", "open_requests"):
        try:
            site.run("cycle", event, "--year", YEAR)
        except RuntimeError:
            pass


if __name__ == "__main__":
    sys.exit(harness.main([journey, order, way, amount_twice], prepare=prepare))
