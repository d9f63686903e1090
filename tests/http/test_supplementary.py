#!/usr/bin/env python3
"""A supplementary ordinance as its users walk it: the draft, its lines, its statement, the Council from tabling to the
gazette with a cut, an amendment and a reservation, enactment; the year's figures before and after; a second one at once."""
import os
import re
import subprocess
import sys

import harness
from harness import Person, check
from test_bill import day
from test_deltas import decide, move
from test_lineage import HEAD, YEAR, post, rows, total
from test_money import upload

OUTPUT, ITEM = "0503001", "05202-1"
LINE = {"agency": "11000000", "output": OUTPUT, "item": ITEM, "project": "เขื่อนริมคลอง", "name": "เขื่อนฉุกเฉิน", "unit_word": "แห่ง",
        "amount": "1,000,000", "reason": "น้ำท่วม"}
NEW = {"title": "งบเพิ่มเติมน้ำท่วม", "principle": "หลักการ", "reason": "น้ำท่วมใหญ่", "fund": "ACC", "source": "เงินสะสมจ่ายขาด"}
STATEMENTS = 13


def prepare(site):
    harness.fixture(site)
    for event in ("open_call", "open_requests", "start_analysis", "suitability", "permsec", "governor"):
        site.run("cycle", event, "--year", YEAR)
    site.run("enact", "--year", YEAR)
    site.stop()
    site.start()


class Road:
    """The people of one draft."""

    def __init__(self, site, number):
        self.site, self.number = site, number
        self.office, self.clerk, self.governor, self.finance = (Person(site, n) for n in ("t.office", "t.clerk", "t.governor", "t.finance"))

    def path(self, tail=""):
        return "/supplementary/%d%s" % (self.number, tail)

    def post(self, who, path, **form):
        return who.post(path, dict({"year": YEAR, "ordinance": str(self.number)}, **form))

    def step(self, who, event, reason="", want=303):
        got = self.post(who, "/council/step", event=event, reason=reason)
        check(got.status == want, "%s: %d, not %d: %s" % (event, got.status, want, re.findall(r'role="alert".{0,300}', got.text(), re.S)[:1]))
        return got

    def vote(self, subject, **more):
        return self.post(self.clerk, "/council/votes", subject=subject, on_date=day(), **more)

    def stage(self):
        return self.site.store.query("SELECT stage FROM bill WHERE year = %s AND number = %d" % (YEAR, self.number))[0][0]

    def lines(self):
        return rows(self.office, self.path(".json?year=" + YEAR))

    def now(self):
        return sum(x["now_satang"] for x in self.lines())

    def pages(self, where):
        for path in ("/council", "/council/sections", "/council/votes", "/council/cuts", "/council/amendments", "/council/reserved",
                     "/council/speech", "/council/redline", "/council/committees"):
            self.clerk.get("%s?year=%s&ordinance=%d" % (path, YEAR, self.number))  # the first look fills the columns in memory
            r = self.clerk.get("%s?year=%s&ordinance=%d" % (path, YEAR, self.number))
            check(r.status == 200, "%s at %s: %d" % (path, where, r.status))
            n = r.debug("statements")
            check(n is None or n <= STATEMENTS, "%s at %s: %s statements" % (path, where, n))
        for path in ("/supplementary", self.path()):
            check(self.clerk.get(path + "?year=" + YEAR).status == 200, "%s at %s" % (path, where))


def position(finance, free, as_of):
    got = post(finance, "/money", as_of=as_of, source="report", status="office", **{"free.0": free, "cash.0": "9,000,000,000"})
    check(got.status == 303, "a position: %d %s" % (got.status, got.text()[:200]))
    return rows(finance, "/money.json?year=" + YEAR)[0]["code"]


def pdf(site, name, *words):
    path = os.path.join(site.folder, name)
    site.run("document", *words, "--year", YEAR, "--out", path)
    return subprocess.run(["pdftotext", "-layout", path, "-"], stdout=subprocess.PIPE, check=True).stdout.decode()


def draft(site):
    """Lines by form and by file, the statement, and nothing above what is free."""
    d = Road(site, 1)
    before = total(d.office)
    check(post(d.office, "/supplementary/new", **NEW).status == 303, "the draft")
    check(post(d.office, d.path("/line"), **LINE).status == 303, "a line by form")
    good = HEAD + "11000000,%s,%s,,เครื่องสูบน้ำ,,500000,ร\n10000000,0403001,%s,สะพาน,สะพานไม้,แห่ง,700000,ร\n" % (OUTPUT, ITEM, ITEM)
    check(upload(d.office, d.path("/file"), "f.csv", good).status == 200, "a look at the file")
    check(post(d.office, d.path("/file/keep"), csv=good).status == 303, "lines by file")
    d.step(d.governor, "table", want=409)  # no statement yet
    low = position(d.finance, "2,000,000", day(-2))
    got = post(d.office, d.path("/statement"), position=low)
    check(got.status == 409 and "2,000,000" in got.text() and "2,200,000" in got.text(), "above the free fund: %d" % got.status)
    high = position(d.finance, "3,000,000", day(-1))
    check(post(d.office, d.path("/statement"), position=high).status == 303, "stated")
    got = post(d.office, d.path("/line"), **dict(LINE, name="ที่สี่", amount="800,001"))
    check(got.status == 409 and "ที่สี่" in got.text() and "800,001" in got.text(), "a line above what is free, the form as typed: %d" % got.status)
    check(len(d.lines()) == 3 and d.now() == 220000000, "nothing was kept of it")
    text = pdf(site, "statement.pdf", "fiscal-statement", "--ordinance", "1")
    check("๓,๐๐๐,๐๐๐" in text and "๒,๒๐๐,๐๐๐" in text and "๘๐๐,๐๐๐" in text, "free, this draft, left")
    check(total(d.office) == before, "the city's figures do not hold it")
    d.pages("DRAFT")


def council(site):
    """Tabled; a councillor's cut, the executive's amendment, a reservation, sections, the final vote."""
    d = Road(site, 1)
    before = total(d.office)
    d.step(d.clerk, "table", want=403)
    d.step(d.governor, "table")
    check(d.stage() == "TABLED", "tabled: " + d.stage())
    check(post(d.office, d.path("/line"), **LINE).status == 409, "a tabled draft takes no line")
    for i in range(1, 6):
        check(d.clerk.post("/council/members", {"kind": "councillor", "full_name": "N%d" % i, "district": "D%d" % i, "from_date": "1/5/2565"}).status == 303, "a member")
    d.step(d.clerk, "reading1")
    d.step(d.clerk, "committee", want=409)
    check(d.vote("principle", yes="4", no="1").status == 303, "the principle")
    form = {"name": "C", "order_no": "1/2566", "from_date": day(), "due_date": day(30)}
    check(d.post(d.clerk, "/council/committees", **form).status == 303, "its own committee")
    who = d.clerk.get("/council/committees.json?year=%s&ordinance=1" % YEAR).json()["rows"]
    check([c["code"] for c in who] == ["E2566-1"], "named after the draft: %s" % who)
    check(d.clerk.post("/council/committees/E2566-1/seats", {"member": "M001", "role": "chair"}).status == 303, "a chair")
    d.step(d.clerk, "committee")
    d.pages("COMMITTEE")
    line = d.lines()
    got, cut = move(d.clerk, line[0]["code"], "300,000", mover_code="M001", ordinance="1")
    check(cut.startswith("D-2566-1-"), "a cut of the draft's line: %d %s" % (got.status, cut))
    annual = site.store.query("SELECT code FROM line WHERE year = 2566 AND ordinance = 0 ORDER BY code")[0][0]
    check(move(d.clerk, annual, "1", ordinance="1")[0].status in (400, 409), "the enacted annual ordinance is not cut")
    check(decide(d.clerk, "/council/cuts", [cut], ordinance="1").status == 303, "accepted")
    check(d.now() == 190000000, "the draft is less by it: %d" % d.now())
    more, code = move(d.office, line[1]["code"], "300,001", "executive", ordinance="1")
    check(more.status == 409, "no amendment above the cuts: %d" % more.status)
    got, code = move(d.office, line[1]["code"], "200,000", "executive", ordinance="1")
    check(code != "" and d.governor.post("/council/cuts/" + code, {"act": "confirm", "version": "1"}).status == 303, "proposed, confirmed")
    got = d.post(d.clerk, "/council/reserved", kind="opinion", line=line[2]["code"], wanted="600000", member="M001", committee="E2566-1", reason="เห็นต่าง")
    check(got.status == 303, "a reservation: %d" % got.status)
    held = got.header("Location")
    report = {"report_no": "1", "on_date": day(), "text": "t", "version": "1"}
    check(d.clerk.post("/council/committees/E2566-1/report", report).status == 303, "the committee reports")
    d.step(d.clerk, "amendment")
    check(decide(d.clerk, "/council/amendments", [code], ordinance="1").status == 303, "the amendment is accepted")
    check(d.now() == 210000000, "2,200,000 - 300,000 + 200,000: %d" % d.now())
    d.step(d.clerk, "reading2")
    sections(d, held)
    check(total(d.office) == before, "and the city's figures do not hold it still")


def sections(d, held):
    s = rows(d.clerk, "/council/sections.json?year=%s&ordinance=1" % YEAR)
    check(sum(x["now_satang"] for x in s) == 210000000 and len(s) == 2, "two sections of its own lines: %s" % len(s))
    d.step(d.clerk, "reading3", want=409)
    check(d.clerk.post(held.split("?")[0], {"act": "withdraw", "version": "1", "reason": "พอใจ"}).status == 303, "the reservation is withdrawn")
    check(d.vote("sections:rest", yes="5").status == 303, "the sections en bloc")
    d.pages("READING2")
    d.step(d.clerk, "reading3")
    d.step(d.clerk, "pass", "x", 409)
    check(d.vote("final", yes="5").status == 303, "the final vote")
    d.step(d.clerk, "pass")
    d.step(d.clerk, "sign", want=403)
    d.step(d.governor, "sign")


def second(site):
    """Another draft while the first is under way: what the first takes is not free."""
    d = Road(site, 2)
    check(post(d.office, "/supplementary/new", **dict(NEW, title="ฉบับที่สอง")).status == 303, "a second draft")
    check(post(d.office, d.path("/line"), **dict(LINE, name="รถดับเพลิง", amount="900,001")).status == 303, "its line")
    code = rows(d.finance, "/money.json?year=" + YEAR)[0]["code"]
    got = post(d.office, d.path("/statement"), position=code)
    check(got.status == 409 and "900,000" in got.text(), "3,000,000 - 2,100,000 are left: %d" % got.status)
    line = d.lines()[0]
    got = post(d.office, d.path("/lines/" + line["code"]), version="1", amount="900,000", reason="ลด")
    check(got.status == 303, "less: %d" % got.status)
    check(post(d.office, d.path("/statement"), position=code).status == 303, "the whole rest of the fund")
    page = d.office.get(d.path("?year=" + YEAR)).text()
    check("เหลือหลังร่างนี้" in page and ">0.00" in page, "nothing is left after it")
    page = d.office.get("/supplementary?year=" + YEAR).text()
    check("ฉบับที่สอง" in page and NEW["title"] in page, "the year's page shows both")
    d.step(d.governor, "table")
    d.pages("TABLED")


def force(site):
    """The gazette, the ledger; what rises, by exactly how much, and what must not change."""
    d = Road(site, 1)
    before, annual = total(d.office), pdf(site, "annual.pdf", "ordinance")
    agency = {x["code"]: x["now_satang"] for x in rows(d.office, "/overview/by-agency.json?year=" + YEAR)}
    check(post(d.office, d.path("/enact")).status == 409, "not before the gazette")
    gazette = {"volume": "140", "part": "1", "page": "2", "on_date": day()}
    check(d.post(d.governor, "/council/gazette", **gazette).status == 303, "the gazette")
    d.step(d.governor, "gazette")
    d.step(d.governor, "in_force", want=409)
    check(d.clerk.get("/supplementary/1?year=" + YEAR).text().count("/supplementary/1/enact") == 0, "who may not is not asked to enact")
    check("/supplementary/1/enact" in d.office.get("/supplementary/1?year=" + YEAR).text(), "who may is")
    got = post(d.office, d.path("/enact"))
    check(got.status == 303 and d.stage() == "IN_FORCE", "enacted: %d" % got.status)
    check(total(d.office) == before + 210000000, "the year's amounts rise by exactly that: %d" % (total(d.office) - before))
    after = {x["code"]: x["now_satang"] for x in rows(d.office, "/overview/by-agency.json?year=" + YEAR)}
    rise = {c: after[c] - agency.get(c, 0) for c in after if after[c] != agency.get(c, 0)}
    check(rise == {"10000000": 70000000, "11000000": 140000000}, "of its agencies only: %s" % rise)
    made = rows(d.office, "/supplementary/enacted.json?year=" + YEAR)
    check([x["total_satang"] for x in made] == [before, 210000000], "the two ordinances")
    check(made[1]["special_satang"] == 210000000 and made[1]["regular_satang"] == 0, "special expenditure")
    annual, again = ([x for x in t.split("\n") if "รุ่นของข้อมูล" not in x] for t in (annual, pdf(site, "again.pdf", "ordinance")))
    check(again == annual, "the annual ordinance is as it was: %s" % [x for x in zip(annual, again) if x[0] != x[1]][:3])
    check(post(d.office, d.path("/enact")).status == 409, "once")
    d.pages("IN_FORCE")
    site.run("check")


def papers(site):
    """The ordinance, the redline, the speech of number 1."""
    d = Road(site, 1)
    text = pdf(site, "one.pdf", "ordinance", "--ordinance", "1")
    check("เพิ่มเติม" in text and "๒,๑๐๐,๐๐๐" in text, "the supplementary ordinance prints its own total")
    got = rows(d.office, "/council/redline.json?year=%s&ordinance=1&from=1" % YEAR)
    check(len(got) == 2, "the redline holds the two lines that changed: %d" % len(got))
    check("๓๐๐,๐๐๐" in pdf(site, "redline.pdf", "redline", "--ordinance", "1"), "and prints the cut")
    check("2,100,000" in d.office.get("/council/speech/figures?year=%s&ordinance=1" % YEAR).text(), "the speech's figures are the draft's")
    versions = rows(d.office, "/council/versions.json?year=%s&ordinance=1" % YEAR)
    sets(site, d)
    check([x["kind"] for x in versions] == ["tabled", "committee", "amended", "passed", "enacted"], "its versions: %s" % [x["kind"] for x in versions])


def sets(site, d):
    """Each ordinance has a set of its own, and the page says whose."""
    for number in ("0", "1"):
        site.run("document", "set", "--year", YEAR, "--ordinance", number, "--out", os.path.join(site.folder, "set" + number))
    page = d.office.get("/documents/set?year=" + YEAR).text()
    check("ข้อบัญญัติประจำปี" in page and 'href="/documents/set?ordinance=1"' in page, "the annual set says so, and leads to the other")
    page = d.office.get("/documents/set?year=%s&ordinance=1" % YEAR).text()
    check("ข้อบัญญัติเพิ่มเติมฉบับที่ 1" in page and "?ordinance=1" in page, "the set of number 1 says so")
    check(d.office.get("/documents/set?year=%s&ordinance=9" % YEAR).status == 404, "no such ordinance")
    own = rows(d.office, "/documents/set.json?year=%s&ordinance=1" % YEAR)
    check({x["total_satang"] for x in own if x["agency_code"]} >= {70000000, 140000000}, "its agencies' books hold its own lines only")
    annual = rows(d.office, "/documents/set.json?year=%s" % YEAR)
    check(sum(x["total_satang"] for x in annual if x["agency_code"]) == rows(d.office, "/supplementary/enacted.json?year=" + YEAR)[0]["total_satang"],
          "the annual set holds none of it")


def both(site):
    """The second from the command line; the limit over both."""
    d = Road(site, 2)
    before = total(d.office)
    for event in ("reading1", "committee", "amendment", "reading2", "reading3", "pass", "sign", "gazette"):
        site.run("cycle", event, "--year", YEAR, "--ordinance", "2")
    site.run("enact", "--year", YEAR, "--ordinance", "2")
    site.stop()
    site.start()
    d = Road(site, 2)
    check(total(d.office) == before + 90000000, "the second adds its own")
    third = Road(site, 3)
    check(post(d.office, "/supplementary/new", **dict(NEW, title="ฉบับที่สาม")).status == 303, "a third draft")
    check(post(d.office, third.path("/line"), **dict(LINE, amount="1")).status == 303, "of one baht")
    code = rows(d.finance, "/money.json?year=" + YEAR)[0]["code"]
    check(post(d.office, third.path("/statement"), position=code).status == 409, "the same position has nothing left")
    site.run("check")


if __name__ == "__main__":
    sys.exit(harness.main([draft, council, second, force, papers, both], ["t.officer", "t.office", "t.finance", "t.clerk", "t.governor"],
                          prepare=prepare))
