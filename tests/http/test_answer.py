#!/usr/bin/env python3
"""Questions of the Council, statements and observations in the browser's way: who sees and does what."""
import json
import re
import sys
import time
import urllib.parse

import harness
from harness import Person, check

SECRET = "ร่างที่สภายังไม่เห็น"


def told(r, status, text, what):
    check(r.status == status and text in r.text(), "%s: %d instead of %d, or no “%s”\n%s" % (
        what, r.status, status, text, re.sub(r"<[^>]+>|\s+", " ", r.text())[-600:]))


def version(r):
    return re.search(r'name="version" value="(\d+)"', r.text()).group(1)


def a_line(site, agency):
    return site.store.query("SELECT l.code FROM line l JOIN package p ON p.id = l.package_id JOIN agency g ON g.id = l.agency_id"
                            " WHERE g.code = '%s' AND l.year = 2566 AND p.state NOT IN ('DRAFT', 'RETURNED', 'WITHDRAWN')"
                            " ORDER BY l.id LIMIT 1" % agency)[0][0]


def questions(site):
    council, clerk = Person(site, "t.council"), Person(site, "t.clerk")
    officer, head = Person(site, "t.officer"), Person(site, "t.head")
    line = a_line(site, "11000000")
    form = {"asker_kind": "councillor", "subject_kind": "line", "subject_code": line, "text": "เหตุใดจึงแพง <b>"}
    check(officer.post("/council/questions?year=2566", form).status == 403, "an officer does not ask")
    told(council.post("/council/questions?year=2566", dict(form, subject_code="2566-0-9999-00001")), 404, "เหตุใดจึงแพง &lt;b&gt;",
         "a line that is not there, with what was typed")
    r = council.post("/council/questions?year=2566", form)
    check(r.status == 303, "asked: %d" % r.status)
    at = r.header("location").split("?")[0]
    told(council.get(at), 200, "เหตุใดจึงแพง &lt;b&gt;", "the question")
    check((council.get(at).debug("statements") or 0) <= 12, "at most 12 statements: %s" % council.get(at).debug("statements"))
    r = officer.get(at)
    check(officer.post(at + "/draft", {"version": version(r), "text": SECRET}).status == 303, "drafted")
    for who in (council, clerk):
        for path in (at, at + ".json", "/council/questions.json?year=2566&show=all", "/council/questions.csv?year=2566&show=all"):
            check(SECRET not in who.get(path).text(), "%s: the draft is not the Council's" % path)
    check(council.post(at + "/approve", {"version": "2"}).status == 403, "a councillor approves nothing")
    check(SECRET in head.get(at).text(), "the head sees it")
    check(head.post(at + "/approve", {"version": "1"}).status == 409, "what was seen is old")
    check(head.post(at + "/approve", {"version": "2"}).status == 303, "approved")
    check(clerk.post(at + "/send", {"version": "3"}).status == 303, "sent")
    told(council.get(at), 200, SECRET, "the answer")
    told(council.get("/council/questions?year=2566&text=" + urllib.parse.quote("สภายังไม่เห็น")), 200, "2566-0-Q", "found by its words")
    check(council.post(at + "/nothing", {"version": "4"}).status == 404, "no such step")


def statement(site):
    council, officer, head = Person(site, "t.council"), Person(site, "t.officer"), Person(site, "t.head")
    line = a_line(site, "11000000")
    at = "/council/statements/" + line
    r = council.get(at + "?year=2566")
    told(r, 200, "ย้อนหลังสามปี", "the statement")
    check((r.debug("statements") or 0) <= 12, "at most 12 statements: %s" % r.debug("statements"))
    for row in json.loads(council.get(at + ".json?year=2566").text())["rows"]:
        check(row["paid_satang"] != 0, "what is not known is not 0: %s" % row)
    check(council.post(at + "/write?year=2566", {"version": "0", "words": "x"}).status == 403, "a councillor writes no agency's words")
    check(officer.post("/council/statements/%s/write?year=2566" % a_line(site, "10000000"), {"version": "0", "words": "x"}).status == 403,
          "nor an officer of another agency")
    check(officer.post(at + "/write?year=2566", {"version": "0", "words": SECRET}).status == 303, "written")
    check(SECRET not in council.get(at + "?year=2566").text(), "not before it is approved")
    check(head.post(at + "/approve?year=2566", {"version": "2"}).status == 303, "approved")
    told(council.get(at + "?year=2566"), 200, SECRET, "the agency's words")
    began = time.monotonic()
    r = council.post(at + "/print?year=2566", {"format": "pdf"})
    job, body = r.header("location"), b""
    while time.monotonic() - began < 20:
        r = council.get(job)
        if r.status == 303:
            r = council.get(r.header("location"))
            body = r.raw if r.raw else r.body
            break
        time.sleep(0.1)
    check(body[:5] == b"%PDF-", "the statement as PDF: %d %r" % (r.status, body[:20]))
    check(time.monotonic() - began < 5, "within 5 s of the question: %.1f" % (time.monotonic() - began))


def observations(site):
    clerk, officer, council = Person(site, "t.clerk"), Person(site, "t.officer"), Person(site, "t.council")
    form = {"source": "committee", "body": "ควรเร่งจัดซื้อ", "due": "", "agency": "11000000"}
    check(council.post("/council/observations?year=2566", form).status == 403, "the Council's office records them")
    check(clerk.post("/council/observations?year=2566", {k: v for k, v in form.items() if k != "agency"}).status == 400, "to an agency")
    r = clerk.post("/council/observations?year=2566", form)
    check(r.status == 303, "recorded: %d" % r.status)
    at = r.header("location").split("?")[0]
    told(clerk.post(at + "/decide", {"version": "1"}), 409, "ไม่มีรายการ", "no vote yet")
    check(officer.post(at + "/progress", {"version": "1", "agency": "11000000", "state": "done", "body": "x"}).status == 409, "not adopted")
    site.store.query("UPDATE observation SET state = 'adopted', decided_ms = 1")
    check(officer.post(at + "/progress", {"version": "1", "agency": "11000000", "state": "done", "body": ""}).status == 400, "with words")
    check(officer.post(at + "/progress", {"version": "1", "agency": "11000000", "state": "doing", "body": "เริ่มแล้ว"}).status == 303, "a note")
    told(council.get(at), 200, "เริ่มแล้ว", "everybody reads it")
    told(officer.get("/work?year=2566"), 200, at, "it waits in the agency's work")
    told(officer.get("/council/observations?year=2567&carried=11000000"), 200, "ควรเร่งจัดซื้อ", "next year's request answers to it")


if __name__ == "__main__":
    sys.exit(harness.main([questions, statement, observations], prepare=harness.fixture))
