#!/usr/bin/env python3
"""Indicators and results as people use them: made, reported, sent, verified, flagged, chased, by a file."""
import csv
import io
import os
import re
import sys
import tempfile

import harness
from harness import Person, check
from test_costing import upload

YEAR = 2566
STATEMENTS = 12  # of each page
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def told(r, status, text, what):
    check(r.status == status and text in r.text(), "%s: %d instead of %d, or no “%s”\n%s" % (
        what, r.status, status, text, re.sub(r"<[^>]+>|\s+", " ", r.text())[-900:]))


def quick(r, what):
    check((r.debug("statements") or 0) <= STATEMENTS, "%s: at most %d statements: %s" % (what, STATEMENTS, r.debug("statements")))


def profile(code, collect, target_in, **more):
    f = {"year": str(YEAR), "code": code, "name_th": "ร้อยละของการเบิกจ่าย " + code, "unit_word": "ร้อยละ", "kind": "output",
         "direction": "up", "resolution": "หนังสือ กท 0501/1", "agency": "11000000", "number": "5.1", "stable": code,
         "work": "mission", "collect": collect, "cycle": "quarter", "owner": "system_office", "target_in": target_in,
         "target0": "96", "target1": "20", "target2": "45", "target3": "70", "target4": "96", "places": "2",
         "formula": "เงินที่เบิกจ่ายสะสม หารด้วย งบหลังปรับโอน คูณ 100", "source": "ระบบบัญชี"}
    f.update(more)
    return f


def made(site):
    """The strategy office makes indicators; others see them and cannot."""
    strategy, officer, csc, auditor = (Person(site, n) for n in ("t.strategy", "t.officer", "t.csc", "t.auditor"))
    told(strategy.get("/indicators?year=%d" % YEAR), 200, "ปีนี้ยังไม่มีตัวชี้วัด", "an empty year says what to do")
    check(officer.post("/indicators/new", profile("x", "ratio", "percent")).status == 403, "an officer makes no indicator")
    told(strategy.post("/indicators/new", profile("D-1", "ratio", "percent", target0="มาก")), 400, "ไม่ใช่ตัวเลข", "a target that is no number stays typed")
    for code, collect, target_in, more in (
            ("D-1", "ratio", "percent", {}),
            ("S-1", "steps", "percent", {"target0": "100", "target1": "", "target2": "", "target3": "", "target4": "", "cycle": "quarter",
                                         "work": "strategic", "number": "3",
                                         "steps": "แนวทาง | หนังสือเห็นชอบแนวทาง | file\nชี้แจง | รายงานการประชุม | file\nสำรวจ | แบบสำรวจ | survey:ปัญหา"}),
            ("V-1", "value", "unit", {"work": "base", "number": "7", "target0": "1200", "unit_word": "ราย"})):
        r = strategy.post("/indicators/new", profile(code, collect, target_in, **more))
        check(r.status == 303, "%s is made: %d %s" % (code, r.status, re.sub(r"<[^>]+>|\s+", " ", r.text())[-500:]))
    told(strategy.post("/indicators/new", profile("D-1", "ratio", "percent")), 409, "มีอยู่แล้ว", "the same code twice")
    r = auditor.get("/indicators?year=%d" % YEAR)
    told(r, 200, "D-1", "everybody who reads the budget sees them")
    quick(r, "/indicators")
    rows = auditor.get("/indicators.json?year=%d" % YEAR).json()["rows"]
    check(len(rows) == 3 and rows[0]["has_target"] and rows[0]["target"] == 96, "as rows: %s" % rows[:1])
    check(len(csc.get("/indicators.json?work=base&year=%d" % YEAR).json()["rows"]) == 1, "filtered by the kind of work")
    check(len(csc.get("/indicators.json?q=S-1&year=%d" % YEAR).json()["rows"]) == 1, "found by its code")


def reading(code, period):
    return "/indicators/%s/readings/%d" % (code, period)


def version(site, code, period):
    return site.store.query("SELECT r.version FROM reading r JOIN indicator_profile p ON p.indicator_id = r.indicator_id AND p.year = r.year"
                            " WHERE p.code = '%s' AND r.period = %d AND p.year = %d" % (code, period, YEAR))[0][0]


def road(site):
    """Officer, head, verifier: three persons; the flag of 100.00 that is 79.15."""
    officer, head, csc, strategy = (Person(site, n) for n in ("t.officer", "t.head", "t.csc", "t.strategy"))
    at = reading("D-1", 202212)
    told(officer.get(at + "?year=%d" % YEAR), 200, "ตัวหาร", "the form asks for the base")
    r = officer.post(at + "/save", {"year": YEAR, "version": version(site, "D-1", 202212), "numerator": "10", "denominator": "0", "reported": "100.00"})
    told(r, 400, "ฐานที่มากกว่าศูนย์", "a base of zero is refused at its field")
    check('value="100.00"' in r.text(), "and the form comes back as typed")
    told(officer.post(at + "/save", {"year": YEAR, "version": version(site, "D-1", 202212), "numerator": "290,259,229.02",
                                     "denominator": "366,722,545", "reported": "100.00", "ready": "1"}), 303, "", "saved")
    r = officer.get(at + "?year=%d" % YEAR)
    told(r, 200, "79.15 %", "recomputed beside it")
    told(r, 200, "ไม่ตรงกับที่คำนวณ", "and said that it differs")
    quick(r, "a reading")
    check(officer.post(at + "/send", {"year": YEAR, "version": version(site, "D-1", 202212)}).status == 403, "the officer does not send")
    told(head.get("/work?year=%d" % YEAR), 200, at, "it waits for the head")
    check(csc.post(at + "/verify", {"year": YEAR, "version": version(site, "D-1", 202212), "mark21": "100", "mark22": "100"}).status == 409, "not sent yet")
    told(head.post(at + "/back", {"year": YEAR, "version": version(site, "D-1", 202212), "reason": ""}), 400, "reason", "sent back with a reason only")
    check(head.post(at + "/send", {"year": YEAR, "version": version(site, "D-1", 202212)}).status == 303, "the head sends")
    r = csc.get("/work?year=%d" % YEAR)
    told(r, 200, at, "it waits for who verifies")
    quick(r, "/work of the Civil Service Commission office")
    told(csc.post(at + "/return", {"year": YEAR, "version": version(site, "D-1", 202212), "reason": "ผลที่รายงานไม่ตรงกับตัวเลข"}), 303, "", "returned")
    told(officer.get("/work?year=%d" % YEAR), 200, "ผลที่ส่งคืนให้แก้", "and is with the officer again")
    officer.post(at + "/save", {"year": YEAR, "version": version(site, "D-1", 202212), "numerator": "290259229.02", "denominator": "366722545",
                                "reported": "79.15", "ready": "1"})
    head.post(at + "/send", {"year": YEAR, "version": version(site, "D-1", 202212)})
    told(strategy.post(at + "/verify", {"year": YEAR, "version": version(site, "D-1", 202212), "mark21": "120", "mark22": "100"}), 400, "mark21", "a mark above 100")
    check(strategy.post(at + "/verify", {"year": YEAR, "version": version(site, "D-1", 202212), "mark21": "95", "mark22": "100"}).status == 303, "verified")
    r = strategy.get("/indicators/D-1?year=%d" % YEAR)
    told(r, 200, "95.00", "marks 2.1 and 2.2 beside the period")
    told(r, 200, "<svg", "targets and results as a picture")
    quick(r, "/indicators/D-1")
    check(officer.post(at + "/save", {"year": YEAR, "version": version(site, "D-1", 202212), "numerator": "1", "denominator": "2"}).status == 409, "verified: closed")
    told(strategy.get("/indicators/D-1/profile?year=%d" % YEAR), 200, "20", "its particulars, as they are kept")
    told(strategy.post("/indicators/D-1/profile", profile("D-1", "ratio", "percent", target1="25", version="1")), 400, "reason", "a target that moves has its reason")
    check(strategy.post("/indicators/D-1/profile", profile("D-1", "ratio", "percent", target1="25", version="1", reason="ตามมติ")).status == 303, "and then it moves")


def evidence(site):
    """No evidence, no level; a survey of PBIS attaches itself."""
    officer, head = Person(site, "t.officer"), Person(site, "t.head")
    at = reading("S-1", 202212)
    r = officer.get(at + "?year=%d" % YEAR)
    told(r, 200, "ขั้นที่ 2 ชี้แจง", "a field for each step, with its words")
    told(officer.post(at + "/save", {"year": YEAR, "version": version(site, "S-1", 202212), "step1": "120", "step2": "50"}), 400, "ระหว่าง 0 ถึง 100", "more than the whole is refused at its field")
    officer.post(at + "/save", {"year": YEAR, "version": version(site, "S-1", 202212), "step1": "100", "step2": "100", "step3": "๑๐๐", "reported": "ระดับ 3", "ready": "1"})
    r = officer.get(at + "?year=%d" % YEAR)
    told(r, 200, "ยังไม่มีหลักฐานครบ", "flagged: the evidence is not there")
    told(r, 200, "แปลงระดับกับร้อยละไม่ได้", "a level against a target in per cent, without a rule to convert by")
    r = upload(officer, {"subject": "reading:%d:S-1:step1" % YEAR, "kind": "evidence", "back": "/indicators/S-1"}, "a.pdf", PDF)
    check(r.status == 303, "a file is attached to its step: %d %s" % (r.status, r.text()[:200]))
    told(officer.get("/indicators/S-1?year=%d" % YEAR), 200, "a.pdf", "and stands as evidence")
    site.store.query("INSERT INTO survey (code, year, title, closes, state, made_by, made_ms) VALUES ('SV-1', %d, 'สำรวจปัญหาการใช้งบประมาณ', 20230630, 'open', 'x', 1)" % YEAR)
    r = officer.get("/indicators/S-1?year=%d" % YEAR)
    told(r, 200, "/surveys/SV-1", "the survey stands as evidence")
    quick(r, "/indicators/S-1")
    check(head.post(at + "/send", {"year": YEAR, "version": version(site, "S-1", 202212)}).status == 303, "sent with its flags")
    told(officer.post("/indicators/S-1/note", {"year": YEAR, "period": "202211", "body": "จัดประชุมชี้แจงแล้ว"}), 303, "", "a monthly note")
    told(officer.get("/indicators/S-1?year=%d" % YEAR), 200, "จัดประชุมชี้แจงแล้ว", "and it is there")


def many(site):
    """By a file on the page, and by the command; each row for itself."""
    officer, auditor = Person(site, "t.officer"), Person(site, "t.auditor")
    text = "code,period,reported,value,numerator,denominator,steps,no_data,details\n" \
           "D-1,Q2,45.10,,451,1000,,,\nD-1,2023-06,93.62,,,,,,ไม่มีฐาน\nD-1,Q4,5,,5,0,,,\nX-9,Q1,5,,,,,,\nV-1,Q1,,310,,,,,\n"
    with tempfile.NamedTemporaryFile("w", suffix=".csv", delete=False, encoding="utf-8") as f:
        f.write(text)
    try:
        site.run("import", "readings", f.name, "--year", str(YEAR))
        check(False, "a file with refused rows is not written")
    except RuntimeError as e:
        check("X-9" in str(e) or "exit 1" in str(e), "it says so: %s" % e)
    good = text.replace("D-1,Q4,5,,5,0,,,\n", "").replace("X-9,Q1,5,,,,,,\n", "")
    with open(f.name, "w", encoding="utf-8") as g:
        g.write(good)
    site.run("import", "readings", f.name, "--year", str(YEAR))
    site.run("import", "readings", f.name, "--year", str(YEAR))
    os.unlink(f.name)
    told(officer.get(reading("D-1", 202306) + "?year=%d" % YEAR), 200, "โดยไม่มีฐาน", "a per cent without its base is kept and flagged")
    check(len(site.store.query("SELECT 1 FROM reading_event WHERE event = 'save' AND by_user = 'system'")) == 3, "a second run changes nothing")
    told(auditor.get("/indicators?show=flagged&year=%d" % YEAR), 200, "D-1", "flagged ones are found")
    told(officer.post("/indicators/D-1/readings/202306/save", {"year": YEAR, "version": "1", "numerator": "1", "denominator": "2"}), 409, "มีคนแก้ไขก่อน", "an old version")


def late(site):
    """Who is late, and that it stays on record."""
    auditor, officer = Person(site, "t.auditor"), Person(site, "t.officer")
    r = auditor.get("/indicators/late?year=%d" % YEAR)
    told(r, 200, "11000000", "the list of who is late")
    quick(r, "/indicators/late")
    rows = auditor.get("/indicators/late.json?year=%d" % YEAR).json()["rows"]
    check(len(rows) == 1 and rows[0]["missing"] > 0 and rows[0]["sent_late"] >= 2, "late now, and sent late before: %s" % rows)
    r = officer.get("/work?year=%d" % YEAR)
    told(r, 200, "ผลที่ต้องรายงาน", "what is owed stands on the work page")
    quick(r, "/work of an officer")
    quick(Person(site, "t.office").get("/work?year=%d" % YEAR), "/work of the Budget System Office")


def next_year(site):
    """The year's indicators in the next one, by their stable id."""
    strategy, officer = Person(site, "t.strategy"), Person(site, "t.officer")
    if not site.store.query("SELECT 1 FROM fiscal_year WHERE year = %d" % (YEAR + 1)):
        return
    check(officer.post("/indicators/copy", {"year": YEAR + 1, "from": YEAR}).status == 403, "an officer copies no year")
    check(strategy.post("/indicators/copy", {"year": YEAR + 1, "from": YEAR}).status == 303, "copied")
    told(strategy.get("/indicators/D-1?year=%d" % (YEAR + 1)), 200, str(YEAR), "its history shows both years")
    told(strategy.post("/indicators/copy", {"year": YEAR + 1, "from": YEAR}), 409, "", "again: nothing is left to copy")


if __name__ == "__main__":
    sys.exit(harness.main([made, road, evidence, many, late, next_year],
                          people=["t.officer", "t.head", "t.csc", "t.strategy", "t.auditor", "t.office", "t.admin"], prepare=harness.fixture))
