#!/usr/bin/env python3
"""The desk in the browser's way: inbox, questions, comments, who analyses what, acting for another."""
import datetime
import sys

import harness
from harness import Person, check

STATEMENTS = 12


def day(ahead=0):
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=7, days=ahead)).strftime("%Y-%m-%d")


def told(r, status, text, what):
    check(r.status == status, "%s: %d instead of %d" % (what, r.status, status))
    check(text in r.text(), "%s: no “%s”\n%s" % (what, text, r.text()[-1500:] if text not in r.text() else ""))


def prepare(site):
    harness.fixture(site)
    site.store.query("UPDATE package SET state = 'SUBMITTED' WHERE agency_id = (SELECT id FROM agency WHERE code = '11000000')")
    site.run("user", "add", "t.analyst2", "--role", "analyst", "--division", "1", "--password-stdin", stdin=harness.PASSWORD + "\n")


def package_of(site):
    rows = site.store.query("SELECT p.code FROM package p JOIN agency g ON g.id = p.agency_id"
                            " WHERE g.code = '11000000' AND p.state = 'SUBMITTED' ORDER BY p.id")
    return [r[0] for r in rows]


def inbox(site):
    """Every role has a page of its own waiting work, within its budget of statements."""
    for name, role, _ in harness.PEOPLE:
        who = Person(site, name)
        for path in ("/work?year=2566", "/inbox?year=2566"):
            r = who.get(path)
            check(r.status == 200, "%s %s: %d" % (name, path, r.status))
            n = r.debug("statements")
            check(n is None or n <= STATEMENTS, "%s %s: %s statements" % (name, path, n))
        check("rows" in who.get("/work.json?year=2566").json(), "as a table for %s" % role)
    head = Person(site, "t.chief")
    told(head.get("/inbox?year=2566"), 200, package_of(site)[0], "the head of the division sees what nobody has")
    check(head.get("/work.json?year=2566&kind=assign").json()["total"] is not False, "one source as a file")
    check(head.get("/work?year=2566&kind=assign&after=x").status == 400, "a key that is none")


def questions(site):
    analyst, officer, council = Person(site, "t.analyst"), Person(site, "t.officer"), Person(site, "t.council")
    code = package_of(site)[0]
    talk = "/packages/%s/talk?year=2566" % code
    told(analyst.get(talk), 200, "/packages/%s/asked" % code, "who analyses may ask")
    asked = {"text": "ขอใบเสนอราคาสามราย", "due": day(7), "year": "2566", "line": ""}
    told(analyst.post("/packages/%s/asked" % code, dict(asked, due=day(0))), 400, "ขอใบเสนอราคาสามราย", "today is too soon, the text stays")
    check(officer.post("/packages/%s/asked" % code, asked).status == 403, "the agency does not ask itself")
    check(analyst.post("/packages/%s/asked" % code, asked).status == 303, "asked")
    told(officer.get("/work?year=2566"), 200, "/questions/Q1", "it waits for the agency")
    told(officer.get("/notices"), 200, "มีคำถามเกี่ยวกับข้อเสนอ", "who is told of it")
    check(council.get("/questions/Q1").status == 404, "nobody else sees it")
    check("/questions/Q1" not in council.get(talk).text(), "not on the page either")
    told(officer.get("/questions/Q1"), 200, "/questions/Q1/answer", "the agency answers")
    check(analyst.post("/questions/Q1/answer", {"text": "x", "version": "1"}).status == 403, "the asker does not")
    told(officer.post("/questions/Q1/answer", {"text": " ", "version": "1"}), 400, "f-text", "an answer says something")
    check(officer.post("/questions/Q1/answer", {"text": "ตามแนบ", "version": "1"}).status == 303, "answered")
    check(officer.post("/questions/Q1/answer", {"text": "อีกครั้ง", "version": "2"}).status == 409, "once")
    told(analyst.get("/inbox?year=2566"), 200, "/questions/Q1", "it is back with the analyst")
    check(analyst.post("/questions/Q1/again", {"text": "ขออีกราย", "due": day(5), "version": "2"}).status == 303, "asked again")
    check(officer.post("/questions/Q1/answer", {"text": "ครบแล้ว", "version": "3"}).status == 303, "answered again")
    check(analyst.post("/questions/Q1/accept", {"version": "1"}).status == 409, "an old page")
    check(analyst.post("/questions/Q1/accept", {"version": "4"}).status == 303, "accepted")
    kinds = [r["kind"] for r in analyst.get("/questions/Q1.json").json()["rows"]]
    check(kinds == ["ask", "answer", "again", "answer", "accept"], "the whole talk: %s" % kinds)
    check(analyst.post("/questions/Q1/burn", {"version": "5"}).status == 404, "an act that is none")
    state = site.store.query("SELECT state FROM package WHERE code = '%s'" % code)
    check(state == [["SUBMITTED"]], "never returned for it: %s" % state)


def comments(site):
    analyst, officer, other = Person(site, "t.analyst"), Person(site, "t.officer"), Person(site, "t.council")
    code = package_of(site)[0]
    post, talk = "/packages/%s/comments" % code, "/packages/%s/talk?year=2566" % code
    say = {"text": "ราคาสูงกว่าปีก่อน @t.chief", "visibility": "internal", "year": "2566", "line": "", "reply_to": ""}
    r = analyst.post(post, dict(say, text="@t.officer ดูด้วย"))
    told(r, 400, "@t.officer", "a mention of somebody who may not see it")
    told(r, 400, "ดูด้วย", "comes back as typed")
    r = analyst.post(post, dict(say, text="@nobody.here"), headers={"Accept": "application/json"})
    check(r.json()["code"] == "mention", "an unknown name is refused alike: %s" % r.text())
    check(analyst.post(post, say).status == 303, "an internal comment")
    check(analyst.post(post, dict(say, text="ขอคำชี้แจง @t.officer", visibility="shared")).status == 303, "a shared one")
    page = officer.get(talk).text()
    check("ขอคำชี้แจง" in page and "ราคาสูงกว่าปีก่อน" not in page, "the agency sees the shared one only")
    check(len(officer.get("/packages/%s/talk.json?year=2566" % code).json()["rows"]) == 1, "as a table too")
    check("ขอคำชี้แจง" not in other.get(talk).text(), "others see neither")
    check(officer.post(post, say).status == 403, "the agency writes no internal ones")
    told(officer.get("/work?year=2566"), 200, "/packages/%s/talk" % code, "a mention waits")
    check(officer.post("/packages/%s/mentions" % code, {"year": "2566"}).status == 303, "read")
    check("/packages/%s/talk" % code not in officer.get("/work?year=2566").text(), "and is gone")
    check(officer.post("/comments/C2", {"text": "แก้ของผู้อื่น", "version": "1"}).status == 403, "only its author edits")
    check(officer.post("/comments/C1", {"text": "x", "version": "1"}).status == 404, "what one cannot see is not there")
    check(analyst.post("/comments/C2", {"text": "ขอคำชี้แจงเรื่องปริมาณ", "version": "1"}).status == 303, "edited")
    check(analyst.post("/comments/C2", {"text": "ช้าไป", "version": "1"}).status == 409, "an old page")
    check(len(Person(site, "t.auditor").get("/comments/C2.json").json()["rows"]) == 2, "both versions stay")
    check(analyst.post("/comments/C1/withdraw", {"version": "1"}).status == 303, "withdrawn")
    check("ราคาสูงกว่าปีก่อน" not in Person(site, "t.chief").get(talk).text(), "its text is gone")
    told(Person(site, "t.auditor").get(talk), 200, "ราคาสูงกว่าปีก่อน", "but for the auditor")


def workload(site):
    chief, analyst = Person(site, "t.chief"), Person(site, "t.analyst")
    one = package_of(site)[0]
    check(analyst.get("/workload").status == 403, "an analyst assigns nothing")
    chief.get("/workload?year=2566")  # fills the mirror of amounts
    for path in ("/workload", "/workload/packages", "/workload/agencies", "/workload/spread"):
        r = chief.get(path + "?year=2566")
        check(r.status == 200 and (r.debug("statements") or 0) <= STATEMENTS, "%s: %d, %s statements" % (path, r.status, r.debug("statements")))
    give = {"to": "t.analyst", "version": "0", "year": "2566"}
    check(chief.post("/workload/agencies/11000000", give).status == 303, "an agency's analyst")
    told(chief.post("/workload/agencies/11000000", dict(give, to="t.analyst2")), 409, "say stop", "somebody set it first")
    told(analyst.get("/inbox?year=2566"), 200, "/packages/" + one, "it waits for the analyst")
    move = {"pick": one, "to": "t.analyst2", "reason": "งานมาก", "year": "2566"}
    told(chief.post("/workload/move", move), 200, one + ":t.analyst2", "a look before it")
    check(site.store.query("SELECT COUNT(*) FROM package_analyst") == [["0"]] or site.store.query("SELECT COUNT(*) FROM package_analyst") == [[0]], "which moves nothing")
    check(chief.post("/workload/move", dict(move, pick=one + ":t.analyst2", confirm="1")).status == 303, "then the act")
    told(chief.get("/workload?year=2566"), 200, "/workload/undo", "it may be undone")
    batch = chief.get("/workload/history.json?year=2566").json()["rows"][0]["batch"]
    check(chief.post("/workload/undo", {"batch": batch, "year": "2566"}).status == 303, "undone")
    check(chief.post("/workload/undo", {"batch": batch, "year": "2566"}).status == 409, "once")
    check(chief.post("/workload/move", dict(move, pick=one + ":t.officer", confirm="1")).status == 403, "an officer analyses nothing")
    told(chief.post("/workload/move", {"to": "t.analyst2", "year": "2566"}), 409, "say stop", "nothing was picked")


def acting(site):
    governor, deputy, office = Person(site, "t.governor"), Person(site, "t.deputy"), Person(site, "t.office")
    give = {"held": "governor/city/0/t.governor", "to_user": "t.deputy", "kind": "acting", "order_no": "กท 1/2566",
            "order_on": day(), "from_date": day(), "to_date": day(3), "reason": "ไปราชการ"}
    check(governor.post("/delegations", dict(give, to_user="t.governor")).status == 400, "not to oneself")
    check(deputy.post("/delegations", give).status == 403, "nobody takes it for themselves")
    told(governor.post("/delegations", dict(give, to_date=day(-3))), 400, "กท 1/2566", "days in order, the rest as typed")
    check(governor.post("/delegations", give).status == 303, "given")
    check(deputy.post("/cycle", {"event": "x", "year": "2566"}).status == 403, "one person is not enough")
    check(governor.post("/delegations/D1/confirm", {"version": "1"}).status == 403, "nor the same twice")
    told(deputy.get("/work?year=2566"), 200, "/delegations/D1", "it waits for the receiver")
    check(deputy.post("/delegations/D1/confirm", {"version": "1"}).status == 303, "who confirms")
    told(deputy.get("/delegations"), 200, "กท 1/2566", "the page says for whom one acts")
    check(deputy.post("/cycle", {"event": "nothing", "year": "2566"}).status != 403, "from the next request on")
    chain = dict(give, held="governor/city/0/t.deputy", to_user="t.office")
    r = deputy.post("/delegations", chain, headers={"Accept": "application/json"})
    check(r.json()["code"] == "delegation_chain", "what was given is not given on: %s" % r.text())
    check(office.post("/delegations/D1/revoke", {"reason": ""}).status == 400, "revoking needs a reason")
    check(office.post("/delegations/D1/revoke", {"reason": "กลับแล้ว"}).status == 303, "who registers may revoke")
    check(deputy.post("/cycle", {"event": "nothing", "year": "2566"}).status == 403, "an open session loses it at once")
    check(Person(site, "t.council").get("/delegations/D1").status == 404, "others do not see it")


def handed_over(site):
    """A replaced analyst's open work moves: agencies, questions, mentions."""
    analyst, chief, second = Person(site, "t.analyst"), Person(site, "t.chief"), Person(site, "t.analyst2")
    code = package_of(site)[0]
    check(analyst.post("/packages/%s/asked" % code, {"text": "ยังขาดอะไร", "due": day(7), "year": "2566"}).status == 303, "an open question")
    check(chief.post("/packages/%s/comments" % code, {"text": "@t.analyst ดูที", "visibility": "internal", "year": "2566"}).status == 303, "a mention")
    give = {"from_user": "t.analyst", "to_user": "t.analyst2", "reason": "ย้าย", "year": "2566"}
    check(chief.post("/handover", give).status == 400, "for another an order is needed")
    r = chief.post("/handover", dict(give, order_no="กท 9/2566"))
    check(r.status == 303, "by the head of the division: %s" % r.text()[-400:])
    one = r.header("Location")
    told(second.get("/work?year=2566"), 200, one, "it waits for the successor")
    told(second.get(one), 200, "11000000", "what will move stands there")
    check(second.post(one + "/take").status == 303, "taken")
    check(site.store.query("SELECT DISTINCT user_name FROM agency_analyst") == [["t.analyst2"]], "the agency")
    check(site.store.query("SELECT DISTINCT asker FROM info_request WHERE state = 'open'") == [["t.analyst2"]], "the question")
    told(second.get("/work?year=2566"), 200, "/packages/%s/talk" % code, "the mention")
    told(second.get(one), 200, "Q", "the record names them")


if __name__ == "__main__":
    sys.exit(harness.main([inbox, questions, comments, workload, acting, handed_over], prepare=prepare))
