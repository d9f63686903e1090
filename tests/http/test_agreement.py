#!/usr/bin/env python3
"""Performance agreements and service agreements as people use them: negotiated, signed, assessed, printed, re-based."""
import json
import os
import re
import sys
import time

import harness
from harness import Person, check
from test_answer import read_pdf

YEAR = 2566
STATEMENTS = 12
AT = "/agreements/2566-AG-1100"


def told(r, status, text, what):
    check(r.status == status and text in r.text(), "%s: %d instead of %d, or no “%s”\n%s" % (
        what, r.status, status, text, re.sub(r"<[^>]+>|\s+", " ", r.text())[-700:]))


def quick(r, what):
    check((r.debug("statements") or 0) <= STATEMENTS, "%s: at most %d statements: %s" % (what, STATEMENTS, r.debug("statements")))


def prepare(site):
    """An enacted year, and three indicators of 11000000 that their owner scores."""
    harness.fixture(site)
    for event in ("open_call", "open_requests", "start_analysis", "suitability", "permsec", "governor"):
        try:
            site.run("cycle", event, "--year", str(YEAR))
        except RuntimeError:
            pass
    q = site.store.query
    q("INSERT INTO level_output (package_id, name, quantity_milli, unit_word) SELECT MIN(p.id), 'ล้างท่อระบายน้ำ <b>', 1200000, 'กิโลเมตร' FROM package p"
      " JOIN agency g ON g.id = p.agency_id WHERE g.code = '11000000' AND p.year = 2566")
    site.run("enact", "--year", str(YEAR))
    for i, name in ((1, "ระดับความสำเร็จของระบบ"), (2, "เงินกันแบบไม่มีหนี้ผูกพัน"), (3, "นวัตกรรม <b>")):
        q("INSERT INTO indicator (year, code, level, kind, agency_id) SELECT 2566, 'K%d', 'kpi', 'output', id FROM agency WHERE code = '11000000'" % i)
        q("INSERT INTO indicator_version (indicator_id, no, from_date, name_th, direction, first_year, target1, made_by, made_at_ms)"
          " SELECT id, 1, 20221001, '%s', 'up', 2566, '5', 'x', 1 FROM indicator WHERE code = 'K%d'" % (name, i))
        q("INSERT INTO indicator_decision (version_id, approved, resolution, by_user, at_ms) SELECT MAX(id), 1, 'x', 'y', 1 FROM indicator_version")
        q("INSERT INTO indicator_profile (indicator_id, year, agency_id, stable, code, number, work, collect, cycle, owner, target_in, last_day, made_by, made_ms)"
          " SELECT id, 2566, agency_id, 's%d', 'K%d', '%d', 'mission', 'given', 'year', 'civil_service', 'percent', 20230930, 'x', 1 FROM indicator"
          " WHERE code = 'K%d'" % (i, i, i, i))


def rows(who, path):
    return json.loads(who.get(path).text())["rows"]


def version(site):
    return site.store.query("SELECT version FROM agreement WHERE code = '2566-AG-1100'")[0][0]


def item(site, number):
    return [str(x) for x in site.store.query("SELECT i.id, i.version FROM agreement_item i WHERE i.number = '%s'" % number)[0]]


FORM = {"number": "", "name": "", "component": "1", "in_k": "1", "weight": "70", "target": "", "evidence": "รายงานผล", "reason": "ตามแผน"}


def negotiate(site):
    csc, officer, finance = Person(site, "t.csc"), Person(site, "t.officer"), Person(site, "t.finance")
    told(csc.get("/agreements?year=2566"), 200, "เริ่มทำคำรับรอง", "the list before any")
    check(finance.post("/agreements?year=2566", {"agency": "11000000"}).status == 403, "finance keeps no agreements")
    check(csc.post("/agreements?year=2566", {"agency": "11000000"}).status == 303, "begun")
    told(csc.post("/agreements?year=2566", {"agency": "11000000"}), 409, "", "once a year")
    r = csc.post(AT + "/add", dict(FORM, indicator="K1", weight="abc"))
    told(r, 400, "abc", "a weight that is none comes back as typed")
    told(csc.post(AT + "/add", {k: v for k, v in dict(FORM, indicator="K1").items() if k != "in_k"}), 400, "เลือกอย่างน้อยหนึ่งตาราง", "no table")
    check(csc.post(AT + "/add", dict(FORM, indicator="K1", weight="40", in_kh="1")).status == 303, "an item, in two tables")
    check(csc.post(AT + "/add", dict(FORM, indicator="K2", weight="20")).status == 303, "another")
    check(csc.post(AT + "/add", dict(FORM, indicator="K3", weight="10", component="4", in_k="", in_ngo="1")).status == 303, "component 4")
    told(csc.post(AT + "/add", dict(FORM, indicator="K1")), 400, "", "it is no choice any more")
    r = csc.get(AT + "?year=2566")
    told(r, 200, "น้ำหนักรวมร้อยละ 70.00 ต้องเป็นร้อยละ 100.00", "what stands in the way")
    check("นวัตกรรม <b>" not in r.text(), "names are escaped")
    quick(r, "a draft")
    check(len(rows(csc, AT + ".json")) == 3, "three items, whatever the tables")
    one = item(site, "1")
    told(officer.post(AT + "/propose", dict(FORM, number="1", name="ระบบ", weight="50", item=one[0], item_version=one[1], reason="")), 400, "ระบบ",
         "a proposal gives its reason")
    check(officer.post(AT + "/propose", dict(FORM, number="1", name="ระดับความสำเร็จของระบบ", target="ระดับ 5", weight="70", item=one[0], item_version=one[1],
                                             in_kh="1", reason="งานหลักของหน่วยงาน")).status == 303, "the agency proposes")
    told(csc.get("/work?year=2566"), 200, "ตอบข้อเสนอในคำรับรอง", "the city has something to answer")
    told(Person(site, "t.head").get("/work?year=2566"), 200, "ตอบข้อเสนอในคำรับรอง", "and so has the agency")
    told(csc.post(AT + "/agree", {"item": one[0], "item_version": one[1]}), 409, "", "what was seen is old")
    r = csc.get(AT)
    told(r, 200, "งานหลักของหน่วยงาน", "the reason stays")
    check("40.00" in r.text() and "70.00" in r.text(), "both weights stay")
    check(csc.post(AT + "/agree", {}).status == 303 and officer.post(AT + "/agree", {}).status == 303, "both agree")
    told(csc.post(AT + "/conclude", {"version": version(site)}), 409, "", "component 5 has no item yet")
    check(csc.post(AT + "/component", {"version": version(site), "component": "1", "title": "งานหลัก", "weight": "90", "reason": "ปีนี้มีสององค์ประกอบ"}).status == 303, "a component")
    check(csc.post(AT + "/component", {"version": version(site), "component": "5", "title": "", "weight": "0", "reason": "ปีนี้มีสององค์ประกอบ"}).status == 303, "another")
    told(finance.post(AT + "/conclude", {"version": version(site)}), 403, "", "finance concludes nothing")
    check(csc.post(AT + "/conclude", {"version": version(site)}).status == 303, "concluded")


def signing(site):
    csc, officer, head, permsec = (Person(site, n) for n in ("t.csc", "t.officer", "t.head", "t.permsec"))
    told(csc.get(AT), 200, "รอทั้งสองฝ่ายลงนาม", "what matters now")
    for who in (head, permsec):
        r = who.get("/work?year=2566")
        told(r, 200, "ลงนามคำรับรอง", "it stands in their work")
        check('href="%s"' % AT in r.text(), "with the way to it")
        quick(r, "/work of who signs")
    told(officer.post(AT + "/sign", {"version": version(site)}), 403, "", "an officer signs nothing")
    told(head.get(AT), 200, "ลงนามในฉบับที่ตรึงไว้", "the head's button")
    check(head.post(AT + "/sign", {"version": version(site)}).status == 303, "the head")
    told(permsec.get(AT), 200, "รอผู้ลงนามของกรุงเทพมหานคร", "half signed")
    check("ลงนามคำรับรอง" not in head.get("/work?year=2566").text(), "what is signed waits no more")
    check(permsec.post(AT + "/sign", {"version": version(site)}).status == 303, "the Permanent Secretary")
    r = csc.get(AT)
    told(r, 200, "ตรวจแล้วตรงกับลายนิ้วมือ", "the frozen text is what was signed")
    quick(r, "a signed one")
    one = item(site, "1")
    told(csc.post(AT + "/propose", dict(FORM, number="1", name="x", weight="60", item=one[0], item_version=one[1])), 409, "", "it cannot be changed")


def give(site, code, percent):
    q = site.store.query
    q("INSERT INTO score_run (code, year, as_of, kind, scored, unscored, by_user, at_ms) SELECT 'T' || CAST(COUNT(*) AS TEXT), 2566, 20230930, 'given', 1, 0, 'x', 1 FROM score_run")
    q("INSERT INTO score (run_id, indicator_id, year, as_of, kind, basis, percent, by_user, at_ms) SELECT MAX(r.id), i.id, 2566, 20230930, 'given', 'given', %d, 'x', 1"
      " FROM score_run r, indicator i WHERE i.code = '%s' GROUP BY i.id" % (percent * 1000, code))
    q("DELETE FROM score_newest WHERE indicator_id = (SELECT id FROM indicator WHERE code = '%s')" % code)
    q("INSERT INTO score_newest (indicator_id, year, place, score_id) SELECT i.id, 2566, 2, (SELECT MAX(id) FROM score) FROM indicator i WHERE i.code = '%s'" % code)


def assessing(site):
    csc, head, strategy, council = (Person(site, n) for n in ("t.csc", "t.head", "t.strategy", "t.council"))
    give(site, "K1", 80000)
    check(csc.post(AT + "/interim", {"version": version(site)}).status == 303, "six months")
    told(csc.get(AT), 200, "ยังไม่มีคะแนน", "what has no score says so")
    told(csc.post(AT + "/final", {"version": version(site)}), 409, "ยังไม่มีคะแนนสิ้นปี", "no final assessment yet")
    r = council.get("/agreements/ranking?year=2566")
    told(r, 200, "ยังไม่จัดอันดับ", "nobody is ranked, and nobody is zero")
    give(site, "K2", 70000)
    give(site, "K3", 91572)
    check(csc.post(AT + "/final", {"version": version(site)}).status == 303, "the year")
    told(csc.get(AT), 200, "79.157", "56 + 14 + 9.157")
    ranked = [x for x in rows(council, "/agreements/ranking.json?year=2566") if x["rank"]]
    check([(x["agency_code"], x["total_text"]) for x in ranked] == [("11000000", "79.157")], "one agency is ranked: %s" % ranked)
    two = item(site, "2")
    told(head.post(AT + "/appeal", {"version": version(site), "item": two[0], "reason": "ฐานผิด", "evidence": ""}), 400, "ฐานผิด", "evidence is asked")
    check(head.post(AT + "/appeal", {"version": version(site), "item": two[0], "reason": "ฐานผิด", "evidence": "กท 1902/9"}).status == 303, "an appeal")
    plea = {"appeal": "2566-AG-1100-1", "item_version": "1", "upheld": "upheld", "decision": "คำนวณใหม่"}
    told(csc.post(AT + "/decide", plea), 403, "คำนวณใหม่", "not by who assessed")
    told(strategy.post(AT + "/decide", plea), 409, "ยังไม่มีคะแนนใหม่", "no new score yet")
    give(site, "K2", 80000)
    check(strategy.post(AT + "/decide", plea).status == 303, "upheld")
    told(csc.get(AT), 200, "81.157", "the new total")
    r = csc.get(AT)
    quick(r, "an assessed one")
    told(r, 200, "คำนวณใหม่", "the decision stays")
    for what, words in (("agreement", ("ตาราง ก", "นับแล้วในตาราง", "ปลัดกรุงเทพมหานคร")), ("assessment", ("๘๑.๑๕๗", "อุทธรณ์"))):
        for form in ("pdf", "docx"):
            printed(csc, AT, {"what": what, "format": form}, words if form == "pdf" else ())


def printed(who, at, form, words):
    """The paper as the person gets it, and that it has these words."""
    body, job = b"", who.post(at + "/print", form).header("Location")
    for _ in range(300):
        r = who.get(job)
        if r.status == 303:
            r = who.get(r.header("Location"))
            body = r.raw or r.body
            break
        if who.get(job + ".json").json()["rows"][0]["state"] == "failed":
            break
        time.sleep(0.1)
    check(body[:5] == b"%PDF-" if form["format"] == "pdf" else body[:2] == b"PK", "%s prints: %s" % (form, re.sub(r"<[^>]+>|\s+", " ", r.text())[-400:]))
    if os.environ.get("AG_KEEP"):
        with open("%s%s.%s" % (os.environ["AG_KEEP"], form.get("what", "service"), form["format"]), "wb") as f:
            f.write(body)
    if words and body[:5] == b"%PDF-":
        text = re.sub(r"\s", "", read_pdf(body)[0])
        for w in words:
            check(re.sub(r"\s", "", w) in text, "%s says “%s”\n%s" % (form, w, text[-1500:]))


def services(site):
    csc, head, officer = Person(site, "t.csc"), Person(site, "t.head"), Person(site, "t.officer")
    r = csc.get("/service-agreements?year=2566")
    told(r, 200, "2566-SA-1100-001", "made by enactment")
    quick(r, "the list of services")
    own = rows(officer, "/service-agreements.json?year=2566")
    check({x["agency_code"] for x in own} == {"11000000"}, "an officer's are the agency's")
    told(csc.post("/service-agreements?year=2566", {}), 409, "", "nothing is left to make")
    code = site.store.query("SELECT s.code FROM service_agreement s JOIN service_version v ON v.service_id = s.id JOIN service_part p ON p.version_id = v.id"
                            " WHERE p.unit_word = 'กิโลเมตร'")[0][0]
    at = "/service-agreements/" + code
    r = head.get(at)
    told(r, 200, "กิโลเมตร", "a part with its quantity")
    check("ล้างท่อระบายน้ำ <b>" not in r.text(), "names are escaped")
    quick(r, "a service agreement")
    part = rows(head, at + ".json")
    form = {"version": "1", "unit0": [x for x in part if x["unit_word"]][0]["unit_code"], "word0": "กิโลเมตร", "quantity0": "1250.5", "quality0": "ไม่มีน้ำท่วมขัง",
            "delivered0": "ก่อนฤดูฝน"}
    told(head.post(at + "/terms", dict(form, reason="")), 400, "ก่อนฤดูฝน", "a new version says why")
    told(head.post(at + "/terms", dict(form, quantity0="มาก", reason="x")), 400, "", "a quantity is a number")
    check(officer.post(at + "/terms", dict(form, reason="x")).status == 403, "an officer sets no terms")
    check(head.post(at + "/terms", dict(form, reason="ตกลงกับผู้ใช้บริการ")).status == 303, "terms")
    told(head.get(at), 200, "ไม่มีน้ำท่วมขัง", "they stand")
    told(head.post(at + "/terms", dict(form, reason="x")), 409, "", "what was seen is old")
    told(head.post(at + "/rebase", dict(form, version="2", reason="x")), 409, "", "nothing moved")
    check(head.post(at + "/measure", {"unit0": form["unit0"], "word0": "กิโลเมตร", "indicator": "K1"}).status == 303, "an indicator counts it")
    told(head.get(at), 200, "K1", "which one")
    told(head.get("/service-agreements/none"), 404, "none", "no such agreement")
    printed(csc, at, {"format": "pdf"}, ("ข้อตกลงการให้บริการ",))


def shots(site):
    if os.environ.get("AG_WAIT"):
        print(site.port, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    sys.exit(harness.main([negotiate, signing, assessing, services, shots], prepare=prepare))
