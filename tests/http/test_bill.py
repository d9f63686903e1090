#!/usr/bin/env python3
"""A draft in the Council on its pages: from tabling to the gazette, what is refused, and how many statements a page takes."""
import datetime
import sys

import harness
from harness import Person, check

STATEMENTS = 12
RULE = '<span class="rule">'
PAGES = ("/council", "/council/members", "/council/committees", "/council/votes", "/council/sections")


def day(offset=0):
    """A day of the city as people write it."""
    d = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=7))) + datetime.timedelta(days=offset)
    return "%d/%d/%d" % (d.day, d.month, d.year + 543)


def rows(p, path):
    return p.get(path).json()["rows"]


class Draft:
    def __init__(self, site):
        self.clerk, self.governor, self.officer = Person(site, "t.clerk"), Person(site, "t.governor"), Person(site, "t.officer")

    def step(self, who, event, reason=""):
        return who.post("/council/step", {"event": event, "reason": reason, "year": "2566", "ordinance": "0"}).status

    def vote(self, subject, **more):
        return self.clerk.post("/council/votes", dict({"subject": subject, "on_date": day(), "year": "2566", "ordinance": "0"}, **more))

    def pages(self, where):
        for path in PAGES:
            r = self.clerk.get(path + "?year=2566&ordinance=0")
            check(r.status == 200, "%s at %s: %d" % (path, where, r.status))
            n = r.debug("statements")
            check(n is None or n <= STATEMENTS, "%s at %s: %s statements" % (path, where, n))
            check("ปีงบประมาณ พ.ศ." in r.text(), "%s names its year" % path)


def members(d):
    for i in range(1, 6):
        r = d.clerk.post("/council/members", {"kind": "councillor", "full_name": "N%d" % i, "district": "D%d" % i, "from_date": "1/5/2565"})
        check(r.status == 303, "member %d: %d" % (i, r.status))
    r = d.clerk.post("/council/members", {"kind": "executive", "full_name": "X", "post": "P", "from_date": "1/5/2565"})
    check(r.status == 303, "an executive: %d" % r.status)
    r = d.clerk.post("/council/members", {"kind": "councillor", "full_name": "N9", "district": "D1", "from_date": "1/5/2565"})
    check(r.status == 409 and 'value="N9"' in r.text(), "a district has one councillor, and the form comes back as typed")
    check(d.officer.post("/council/members", {"kind": "councillor", "full_name": "N9"}).status == 403, "not everybody records members")
    check(len(rows(d.clerk, "/council/members.json")) == 6, "six in the register")
    r = d.clerk.post("/council/interests", {"member": "M003", "agency": "11000000", "reason": "r"})
    check(r.status == 303, "an interest is declared: %d" % r.status)
    check(d.officer.post("/council/interests", {"member": "M003", "agency": "11000000", "reason": "r"}).status == 403, "not by anybody")
    r = d.clerk.post("/council/interests", {"member": "M003", "reason": "r"})
    check(r.status == 400, "an interest in nothing: %d" % r.status)
    check(rows(d.clerk, "/council/interests.json")[0]["agency_code"] == "11000000", "the register of interests")


def committee(d):
    form = {"name": "C", "order_no": "1/2565", "from_date": day(), "due_date": day(45), "year": "2566", "ordinance": "0"}
    check(d.clerk.post("/council/committees", dict(form, order_no="")).status == 400, "an order is needed")
    check(d.governor.post("/council/committees", form).status == 403, "the secretariat sets it up")
    check(d.clerk.post("/council/committees", form).status == 303, "the extraordinary committee")
    check(d.clerk.post("/council/committees", dict(form, name="S", agencies="11000000")).status == 303, "a sub-committee")
    check([c["kind"] for c in rows(d.clerk, "/council/committees.json?year=2566")] == ["extraordinary", "sub"], "both are listed")
    seat = "/council/committees/E2566-0/seats"
    check(d.clerk.post(seat, {"member": "M001", "role": "chair"}).status == 303, "a chair")
    check(d.clerk.post(seat, {"member": "M001", "role": "member"}).status == 409, "nobody sits twice")
    check(d.clerk.post(seat, {"member": "M002", "role": "chair"}).status == 409, "one chair")
    r = d.clerk.post(seat, {"member": "M002", "role": "member", "from_date": "อะไร"})
    check(r.status == 400, "a day is a day: %d" % r.status)
    check(d.clerk.get("/council/committees/E2566-0").status == 200, "its page")
    check(len(rows(d.clerk, "/council/committees/E2566-0.json")) == 1, "its seats")
    check(d.clerk.post(seat + "/1/end", {"reason": "", "version": "1"}).status == 400, "an end has its reason")


def road(site):
    d = Draft(site)
    site.run("cycle", "open_call", "--year", "2566")
    for event in ("open_requests", "start_analysis", "suitability", "permsec", "governor"):
        site.run("cycle", event, "--year", "2566")
    members(d)
    d.clerk.get("/council?year=2566")  # the first look fills the columns in memory
    d.pages("GOVERNOR")
    check(d.step(d.clerk, "table") == 403, "the secretariat does not table")
    check(d.step(d.governor, "table") == 409, "the Governor has not decided on all")
    check(d.step(d.governor, "table", "x") == 303, "with a reason the draft is tabled")
    v = rows(d.clerk, "/council/versions.json?year=2566")
    check(len(v) == 1 and v[0]["kind"] == "tabled" and len(v[0]["sha256"]) == 64, "a version is frozen")
    check(d.step(d.governor, "reopen") == 400, "a draft is withdrawn with a reason")
    check(d.step(d.governor, "reopen", "x") == 303 and d.step(d.governor, "table", "x") == 303, "withdrawn, and tabled again")
    check([x["withdrawn"] for x in rows(d.clerk, "/council/versions.json?year=2566")] == [True, False], "the next tabling is a new version")
    check(d.step(d.governor, "reading1") == 403 and d.step(d.clerk, "reading1") == 303, "the first reading is the Council's")
    check(d.step(d.clerk, "committee", "x") == 409, "no committee without the principle, whatever the reason")
    r = d.vote("principle", yes="9")
    check(r.status == 409 and RULE in r.text() and 'href="/laws/act-2528/36-42"' in r.text(), "more votes than members, and the article that says so")
    lost_principle(d)
    r = d.vote("principle", yes="4", no="1", again_why="x")
    check(r.status == 303, "the principle: %d" % r.status)
    check('id="lost"' not in d.clerk.get("/council?year=2566").text(), "won in the end")
    check(d.vote("principle", yes="4").status == 409, "voted before")
    committee(d)
    check(d.step(d.clerk, "committee") == 303, "to the committee")
    d.pages("COMMITTEE")
    r = d.governor.post("/council/step", {"event": "deemed", "year": "2566", "ordinance": "0"})
    check(r.status == 409 and 'href="/parameters/council.committee_days"' in r.text(), "nothing is deemed approved before the limit, and the parameter that says so")
    j = d.governor.post("/council/step", json_body={"event": "deemed", "year": "2566", "ordinance": "0"}).json()
    check(j["rule"]["path"] == "/parameters/council.committee_days" and j["rule"]["confirmed"] is False, "in JSON too: %s" % j)
    check(d.step(d.clerk, "amendment") == 409, "no amendments before the report")
    report = {"report_no": "1", "on_date": day(), "text": "t", "version": "1"}
    check(d.clerk.post("/council/committees/E2566-0/report", dict(report, text="")).status == 400, "a report says something")
    check(d.clerk.post("/council/committees/E2566-0/report", report).status == 303, "the committee reports")
    check(d.clerk.post("/council/committees/E2566-0/report", report).status == 409, "of an old version: stale")
    check(d.step(d.clerk, "amendment") == 303 and d.step(d.clerk, "reading2") == 303, "to the second reading")
    second(d)
    law(site, d)


def lost_principle(d):
    check(d.vote("principle", yes="1", no="4").status == 303, "the Council does not accept the principle")
    page = d.clerk.get("/council?year=2566").text()
    check('id="lost"' in page and "สภาไม่รับหลักการ" in page and 'id="step-reopen"' in page, "the page says what now")
    d.pages("READING1, the principle lost")
    check(d.step(d.clerk, "committee", "x") == 409, "a lost principle leads nowhere")
    check(d.step(d.clerk, "reopen") == 400 and d.step(d.clerk, "reopen", "x") == 303, "the reading is opened again with a reason")
    check(d.step(d.governor, "reopen", "x") == 303, "and the draft withdrawn")
    check(d.step(d.governor, "table", "x") == 303 and d.step(d.clerk, "reading1") == 303, "tabled anew")
    check('id="lost"' not in d.clerk.get("/council?year=2566").text(), "the old vote does not count on the new version")
    check(d.vote("principle", yes="2", no="3").status == 303 and d.vote("principle", yes="4").status == 409, "lost again; another vote needs its reason")


def lost_final(d):
    check(d.vote("final", yes="2", no="3").status == 303, "the Council does not approve")
    page = d.clerk.get("/council?year=2566").text()
    check('id="lost"' in page and "สภาไม่เห็นชอบในวาระที่ 3" in page, "the page says what now")
    d.pages("READING3, the vote lost")
    check(d.step(d.clerk, "pass", "x") == 409, "a lost vote leads nowhere")
    check(d.step(d.clerk, "reopen") == 400 and d.step(d.clerk, "reopen", "x") == 303, "the second reading is opened again with a reason")
    check('id="lost"' not in d.clerk.get("/council?year=2566").text(), "there the vote is no news")
    check(d.step(d.clerk, "reading3") == 303, "the third reading again")


def second(d):
    s = rows(d.clerk, "/council/sections.json?year=2566")
    check(len(s) > 1 and all(x["now_satang"] == x["tabled_satang"] - x["cut_satang"] + x["added_satang"] for x in s), "sections add up")
    check(d.step(d.clerk, "reading3") == 409, "sections are open")
    about = "section:11000000"
    r = d.vote(about, **{"b-M003": "yes"})
    check(r.status == 403 and RULE in r.text() and "ค่าเริ่มต้น ยังไม่ยืนยัน" in r.text(), "a member with an interest does not vote; nobody has confirmed that rule")
    n = r.debug("statements")
    check(n is None or n <= STATEMENTS, "a refused form reads little more: %s statements" % n)
    check(RULE not in d.vote(about, yes="x").text(), "how a number is typed has no rule behind it")
    check(d.vote(about, **{"b-M006": "yes"}).status == 403, "an executive is no councillor")
    check(d.vote(about, **{"b-M001": "perhaps"}).status == 400, "yes, no or abstain")
    check(d.vote("lunch", yes="1").status == 400, "no such subject")
    check(d.vote("final", yes="1").status == 409, "not yet")
    r = d.vote(about, **{"b-M001": "yes", "b-M002": "no", "b-M004": "yes"})
    check(r.status == 303, "by name: %d" % r.status)
    path = r.header("Location")
    check(d.clerk.get(path).status == 200 and len(rows(d.clerk, path + ".json")) == 3, "the vote's page, its ballots")
    check(d.vote("sections:rest", yes="5").status == 303, "the rest en bloc")
    d.pages("READING2")
    s = rows(d.clerk, "/council/sections.json?year=2566")
    check(all(x["result"] == "passed" for x in s) and sum(1 for x in s if not x["en_bloc"]) == 1, "every section is voted")
    check(d.step(d.clerk, "reading3") == 303, "the third reading")


def law(site, d):
    check(d.step(d.clerk, "pass", "x") == 409, "no passing without the final vote")
    lost_final(d)
    check(d.vote("final", yes="5", again_why="x").status == 303 and d.step(d.clerk, "pass") == 303, "passed")
    check(d.step(d.clerk, "sign") == 403 and d.step(d.governor, "sign") == 303, "the Governor signs")
    gazette = {"volume": "139", "part": "1", "page": "2", "on_date": day(), "year": "2566", "ordinance": "0"}
    check(d.step(d.governor, "gazette", "x") == 409, "not without the gazette's reference")
    check(d.governor.post("/council/gazette", dict(gazette, page="")).status == 400, "all of it")
    check(d.clerk.post("/council/gazette", gazette).status == 403, "not the secretariat")
    check(d.governor.post("/council/gazette", gazette).status == 303 and d.step(d.governor, "gazette") == 303, "published")
    check(d.step(d.governor, "in_force") == 409, "not in force before it is enacted")
    d.pages("GAZETTED")
    check(Person(site, "t.office").post("/enact", {"year": "2566"}).status == 303, "enacted")
    v = rows(d.clerk, "/council/versions.json?year=2566")
    check([x["kind"] for x in v] == ["tabled", "tabled", "tabled", "committee", "amended", "passed", "enacted"], "a version each")
    check(d.clerk.get("/council?ordinance=7&year=2566").status == 404, "there is no such draft")
    check(d.clerk.get("/council?ordinance=x&year=2566").status == 400, "nor such a number")
    d.pages("IN_FORCE")


if __name__ == "__main__":
    sys.exit(harness.main([road], prepare=harness.fixture))
