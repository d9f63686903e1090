#!/usr/bin/env python3
"""Paper forms, data sets and the cascade of key results as people use them: who sees and does what, what is refused."""
import datetime
import json
import os
import re
import sys

import harness
from harness import Person, check

YEAR = 2566
STATEMENTS = 12  # of each page
AT = "?year=%d" % YEAR


def told(r, status, text, what):
    check(r.status == status and text in r.text(), "%s: %d instead of %d, or no “%s”\n%s" % (
        what, r.status, status, text, re.sub(r"<[^>]+>|\s+", " ", r.text())[-700:]))


def quick(r, what):
    check((r.debug("statements") or 0) <= STATEMENTS, "%s: at most %d statements: %s" % (what, STATEMENTS, r.debug("statements")))


def went(r, what):
    check(r.status in (200, 303), "%s: %d\n%s" % (what, r.status, re.sub(r"<[^>]+>|\s+", " ", r.text())[-700:]))


def today():
    return datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=7))).date()


def thai(d):
    return "%d/%d/%d" % (d.day, d.month, d.year + 543)


def file_post(person, path, name, data, fields=()):
    b = "x77"
    body = b"".join(("--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n" % (b, k, v)).encode() for k, v in fields)
    body += ("--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n\r\n" % (b, name)).encode() + data.encode() + ("\r\n--%s--\r\n" % b).encode()
    return person.send("POST", path, body, {"Content-Type": "multipart/form-data; boundary=" + b, "X-CSRF-Token": person.csrf})


def prepare(site):
    harness.fixture(site)


def version(site, table, code):
    return site.store.query("SELECT version FROM %s WHERE code = '%s'" % (table, code))[0][0]


def forms(site):
    officer, head = Person(site, "t.officer"), Person(site, "t.head")
    told(officer.get("/data-sets/forms" + AT), 200, "ยังไม่ได้สำรวจแบบฟอร์ม", "an empty inventory says where to begin")
    form = {"agency": "11000000", "name": "แบบรายงานจุดน้ำท่วม", "number": "ทน. 1", "used_for": "รายงานจุดน้ำท่วมรายวัน", "used_by": "สำนักงานเขต 50 เขต",
            "copies": "1,200", "year": str(YEAR)}
    r = officer.post("/data-sets/forms", {**form, "copies": "มาก"})
    told(r, 400, "มาก", "copies that are no number come back as typed")
    for name in ("แบบรายงานจุดน้ำท่วม", "แบบสรุปจุดน้ำท่วมรายเดือน", "ใบเบิกน้ำมันเครื่องสูบน้ำ"):
        went(officer.post("/data-sets/forms", {**form, "name": name}), "a form is added")
    check(head.post("/data-sets/forms", form).status == 403, "the head adds none")
    told(officer.post("/data-sets/forms", {**form, "agency": "10000000"}), 403, "", "nor anybody another agency's")
    codes = [x[0] for x in site.store.query("SELECT code FROM paper_form ORDER BY id")]
    check(len(codes) == 3, "three forms: %s" % codes)
    at = "/data-sets/forms/%s" % codes[1]
    told(officer.post(at + "/decide", {"version": "1", "decision": "merged", "reason": "ซ้ำกัน"}), 400, "", "merged into what?")
    told(officer.post(at + "/decide", {"version": "1", "decision": "kept", "reason": ""}), 400, "", "a reason is needed")
    went(officer.post(at + "/decide", {"version": "1", "decision": "merged", "into_code": codes[0], "reason": "ข้อมูลชุดเดียวกัน"}), "merged")
    told(officer.post(at + "/decide", {"version": "1", "decision": "kept", "reason": "x"}), 409, "", "somebody was first")
    told(officer.post("/data-sets/forms/%s/decide" % codes[0], {"version": "1", "decision": "merged", "into_code": codes[1], "reason": "x"}), 409, codes[1],
         "a circle is named")
    went(officer.post("/data-sets/forms/%s/decide" % codes[0], {"version": "1", "decision": "replaced", "page": "/data-sets", "reason": "กรอกในระบบแทน"}), "replaced")
    r = officer.get("/data-sets/forms" + AT)
    told(r, 200, "เลิกใช้กระดาษได้", "the lead says what is gone")
    quick(r, "the inventory")
    quick(officer.get(at), "one form")
    r = file_post(officer, "/data-sets/forms/file" + AT, "f.csv", "agency_code,number,name,used_for,copies,used_by,decision,page,reason\n"
                  "11000000,9,แบบแจ้งซ่อมเครื่องสูบ,แจ้งซ่อม,300,สถานีสูบ,kept,,ยังต้องลงนามหน้างาน\n11000000,10,แบบ,x,ๆ,y,,,\n")
    told(r, 200, "รับไม่ได้", "a file says what it could not take")
    rows = json.loads(officer.get("/data-sets/forms.json" + AT).text())["rows"]
    check(len(rows) == 4 and {x["decision"] for x in rows} == {"merged", "replaced", "undecided", "kept"}, "as JSON: %s" % [x["decision"] for x in rows])


def data_sets(site):
    officer, head, strategy = Person(site, "t.officer"), Person(site, "t.head"), Person(site, "t.strategy")
    new = {"agency": "11000000", "title": "จุดเสี่ยงน้ำท่วมกรุงเทพมหานคร", "year": str(YEAR)}
    told(officer.post("/data-sets", {**new, "title": ""}), 400, "", "a title is needed")
    told(officer.post("/data-sets", {**new, "email": "x"}), 400, "", "an address that is none")
    went(officer.post("/data-sets", new), "registered")
    code = site.store.query("SELECT code FROM data_set ORDER BY id DESC LIMIT 1")[0][0]
    at = "/data-sets/" + code
    r = officer.get(at)
    told(r, 200, "maintainer_email", "what is missing is named as the catalogue names it")
    quick(r, "one data set")
    full = {"title": new["title"], "data_type": "geo", "unit": "กองสารสนเทศระบายน้ำ", "contact": "กองสารสนเทศระบายน้ำ", "email": "drain@bangkok.go.th",
            "keywords": "น้ำท่วม, จุดเสี่ยง", "description": "จุดเสี่ยงน้ำท่วมพร้อมพิกัดและความลึกที่วัดได้", "purpose": "จัดเครื่องสูบน้ำและเตือนประชาชน",
            "cycle_count": "1", "cycle_unit": "month", "place": "district", "source": "สถานีวัดน้ำ", "format": "CSV", "category": "public",
            "licence": "DGA Community License", "access": "open", "version": "1"}
    told(officer.post(at, {**full, "cycle_count": "999"}), 400, "999", "a cycle beyond a year comes back as typed")
    went(officer.post(at, full), "described")
    told(officer.post(at, full), 409, "", "an old version")
    told(officer.post(at + "/dictionary", {"version": "2", "lines": "a | int\na | int"}), 409, "a | int", "a field twice: the lines come back")
    went(officer.post(at + "/dictionary", {"version": "2", "lines": "spot | code | รหัสจุด | A1 | A1=ดินแดง; A2=บางนา | no | needed | key\n"
                                           "day | date | วันที่วัด | 2022-10-01 | | no | needed | key\ndeep | decimal | ความลึก (ซม.) | 12.5 | | no\n"
                                           "who | text | ผู้วัด | | | yes"}), "a dictionary")
    told(officer.get(at), 200, "ครบ 14 รายการ", "nothing is missing")
    told(officer.post(at + "/do", {"version": "3", "what": "approve"}), 403, "", "the officer approves nothing")
    went(head.post(at + "/do", {"version": "3", "what": "approve"}), "the head does")
    told(officer.post(at + "/do", {"version": "4", "what": "load", "on_date": thai(today() + datetime.timedelta(days=2)), "records": "5"}), 400, "", "not ahead")
    went(officer.post(at + "/do", {"version": "4", "what": "load", "on_date": thai(today()), "records": "1,204", "note": "จากสถานีวัดน้ำ"}), "brought up to date")
    r = file_post(officer, at + "/check", "d.csv", "spot,day,deep,who\nA1,2022-10-01,12.5,ก\nA9,2022-10-01,ลึก,\nA1,2022-10-01,1,\n", [("version", "5")])
    went(r, "a quality run")
    told(officer.get(at), 200, "คุณภาพไม่ผ่าน", "that found something")
    went(file_post(officer, at + "/check", "d.csv", "spot,day,deep,who\nA1,2022-10-01,12.5,ก\nA2,1/10/2565,3,\n", [("version", "5")]), "another")
    told(officer.get(at), 200, "คุณภาพผ่าน", "that found nothing")
    went(officer.post("/data-sets", {**new, "title": "รายการงบประมาณของหน่วยงาน"}), "a table of PBIS")
    own = site.store.query("SELECT code FROM data_set ORDER BY id DESC LIMIT 1")[0][0]
    went(officer.post("/data-sets/%s/do" % own, {"version": "1", "what": "own", "own": "lines"}), "fills its own dictionary")
    check(len(json.loads(officer.get("/data-sets/%s.json" % own).text())["rows"]) > 8, "with its fields")
    r = officer.get("/data-sets?year=%d" % (today().year + 543 + (today().month > 9)))
    quick(r, "the register")
    r = strategy.get("/data-sets/steps" + AT)
    told(r, 200, "5.2", "all agencies")
    quick(r, "all agencies")
    rows = json.loads(officer.get("/data-sets/catalogue.json").text())["rows"]
    check(rows and {"title", "notes", "maintainer_email", "update_frequency_unit", "license_id"} <= set(rows[0]), "the catalogue's own names: %s" % rows[:1])
    check(rows[0]["data_type"] == "ข้อมูลภูมิสารสนเทศเชิงพื้นที่" and rows[0]["missing"] == "", "and its own words: %s" % rows[0])
    r = file_post(officer, "/data-sets/file" + AT, "c.json", json.dumps({"result": [{**rows[0], "notes": "แก้จากแฟ้ม"}, {"owner_org": "11000000", "title": ""}]}))
    told(r, 200, "แก้ <b>1</b>", "a file of it comes back in")
    steps = [x for x in json.loads(strategy.get("/data-sets/steps.json" + AT).text())["rows"] if x["agency_code"] == "11000000"]
    check(len(steps) == 1 and steps[0]["why"] in ("", "no_base", "no_data"), "the steps of one agency: %s" % steps)


def cascade(site):
    officer, head, strategy = Person(site, "t.officer"), Person(site, "t.head"), Person(site, "t.strategy")
    add = {"year": str(YEAR), "kind": "outcome", "direction": "up", "base_value": "40", "target1": "80", "first_year": str(YEAR), "from_date": "1/10/2565",
           "reason": "แผนปี", "unit_word": "ร้อยละ"}
    site.store.query("INSERT INTO objective (year, code, agency_id, node_id, name_th, made_by, made_at_ms) SELECT %d, 'O-900', g.id,"
                     " (SELECT MIN(n.id) FROM class_node n JOIN year_class y ON y.version_id = n.version_id AND y.year = %d AND y.kind = 'strategy'),"
                     " 'น้ำไม่ท่วมถนนสายหลัก', 'x', 1 FROM agency g WHERE g.code = '11000000'" % (YEAR, YEAR))
    for code, name, unit in (("KR-901", "ถนนสายหลักที่แห้งภายใน 30 นาที", "ร้อยละ"), ("KR-902", "วันที่ระบายน้ำช้าลดลง", "วัน"), ("KR-903", "เครื่องสูบพร้อมใช้", "ร้อยละ")):
        went(strategy.post("/key-results", {**add, "objective": "O-900", "code": code, "name_th": name, "unit_word": unit}), "a key result " + code)
        went(Person(site, "t.governor").post("/key-results/%s/decide" % code, {"year": str(YEAR), "no": "1", "verdict": "approve", "resolution": "1/2566"}), "decided")
    on = "15/%d/2565"
    for month, value, sure in ((10, "45", "80"), (11, "50", "70"), (12, "52", "45")):
        went(officer.post("/key-results/KR-901/check-in", {"year": str(YEAR), "on_date": on % month, "value": value, "confidence": sure,
                                                           "light": "at_risk" if month == 12 else "on_track", "note": "ตามการวัดของสถานี"}), "a check-in")
    r = officer.post("/key-results/KR-901/check-in", {"year": str(YEAR), "on_date": on % 12, "value": "", "confidence": "150"})
    told(r, 400, "150", "more than sure comes back as typed")
    told(officer.post("/key-results/KR-901/check-in", {"year": str(YEAR), "on_date": on % 12, "light": "off_track"}), 400, "", "off track says why")
    told(officer.post("/key-results/KR-901/check-in", {"year": str(YEAR), "on_date": "1/10/2567", "value": "1"}), 400, "", "another year")
    check(head.post("/key-results/KR-901/check-in", {"year": str(YEAR), "on_date": on % 12, "value": "1"}).status == 403, "the head checks nothing in")
    r = officer.get("/key-results/KR-901" + AT)
    told(r, 200, "<svg", "confidence as a picture")
    told(r, 200, "ความมั่นใจลดลง", "and in words")
    quick(r, "one key result")
    shares = "/key-results/shares/objective/O-900"
    body = {"year": str(YEAR), "no": "0", "mode": "progress", "reason": "ตามแผนปี", "share_0": "50", "share_1": "30", "share_2": "10"}
    r = head.post(shares, body)
    told(r, 400, 'value="50"', "90 per cent is refused, as typed")
    told(head.post(shares, {**body, "share_2": "20", "mode": "value"}), 409, "ร้อยละ", "unlike units are not joined")
    check(officer.post(shares, {**body, "share_2": "20"}).status == 403, "the officer states none")
    went(head.post(shares, {**body, "share_2": "20"}), "stated")
    told(head.post(shares, {**body, "share_2": "20"}), 409, "", "seen before the other one")
    told(strategy.post("/key-results/shares/indicator/KR-901", {"year": str(YEAR), "no": "0", "mode": "progress", "reason": "x", "kind_x0": "objective",
                                                                "code_x0": "O-900", "share_x0": "100"}), 409, "KR-901", "a circle is named")
    quick(head.get(shares + AT), "the shares")
    r = officer.get("/key-results/cascade%s&agency=11000000" % AT)
    told(r, 200, "ยังไม่รายงาน", "what is missing is missing")
    told(r, 200, "30.00", "progress of 45 -> 52 of 40..80")
    quick(r, "the cascade")
    rows = {x["code"]: x for x in json.loads(officer.get("/key-results/cascade.json" + AT).text())["rows"]}
    check(rows["O-900"]["known"] and str(rows["O-900"]["percent"]).startswith("30"), "the objective's progress is of what is covered: %s" % rows["O-900"])
    check(rows["KR-902"]["why"] == "no_checkin" and not rows["KR-902"]["known"], "never a zero: %s" % rows["KR-902"])
    told(officer.get("/key-results/cascade%s&show=late" % AT), 200, "KR-90", "who is late")
    check(officer.post("/key-results/close", {"year": str(YEAR), "quarter": "1"}).status == 403, "the officer closes no quarter")
    went(strategy.post("/key-results/close", {"year": str(YEAR), "quarter": "1"}), "a quarter's scores")
    told(strategy.post("/key-results/close", {"year": str(YEAR), "quarter": "1"}), 400, "", "again only with a reason")
    told(strategy.get("/key-results/cascade" + AT), 200, "t.strategy", "kept")
    went(officer.post("/key-results/KR-901/cadence", {"year": str(YEAR), "version": version_of(site), "cadence": "week"}), "every week")
    went(officer.post("/key-results/KR-901", {**add, "name_th": "ถนนสายหลักที่แห้งภายใน 30 นาที", "target1": "70", "from_date": "1/2/2566", "reason": "ฝนมากกว่าที่คาด"}), "a changed target is proposed")
    r = officer.get("/key-results/KR-901" + AT)
    told(r, 200, "เดิม (ยังใช้อยู่)", "old and new side by side")
    told(r, 200, "70", "the new one")


def version_of(site):
    return site.store.query("SELECT p.version FROM checkin_plan p JOIN indicator i ON i.id = p.indicator_id WHERE i.code = 'KR-901'")[0][0]


def shots(site):
    if os.environ.get("DATA_WAIT"):
        print(site.port, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    sys.exit(harness.main([forms, data_sets, cascade, shots], prepare=prepare))
