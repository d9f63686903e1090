#!/usr/bin/env python3
"""Procurement plans, acceleration and the morning page as people use them: who sees and does what."""
import datetime
import json
import os
import re
import subprocess
import sys
import tempfile
import time

import harness
from harness import Person, check
from test_answer import read_pdf

YEAR = 2566
STATEMENTS = 12  # of each page


def told(r, status, text, what):
    check(r.status == status and text in r.text(), "%s: %d instead of %d, or no “%s”\n%s" % (
        what, r.status, status, text, re.sub(r"<[^>]+>|\s+", " ", r.text())[-700:]))


def quick(r, what):
    check((r.debug("statements") or 0) <= STATEMENTS, "%s: at most %d statements: %s" % (what, STATEMENTS, r.debug("statements")))


def today():
    return datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=7))).date()


def thai(d):
    return "%d/%d/%d" % (d.day, d.month, d.year + 543)


def day(offset=0):
    return thai(today() + datetime.timedelta(days=offset))


def prepare(site):
    """The fixture's lines in force, some money allotted and obligated."""
    harness.fixture(site)
    for event in ("open_call", "open_requests", "start_analysis", "suitability", "permsec", "governor"):
        try:
            site.run("cycle", event, "--year", str(YEAR))
        except RuntimeError:
            pass
    site.run("enact", "--year", str(YEAR))
    rows = site.store.query("SELECT l.code, b.unallotted_satang FROM line l JOIN balance b ON b.line_id = l.id JOIN class_node i ON i.id = l.item_id"
                            " WHERE l.year = %d AND substr(i.code, 1, 2) = '05' ORDER BY l.id" % YEAR)
    with tempfile.NamedTemporaryFile("w", suffix=".csv", delete=False, encoding="utf-8") as f:
        f.write("key,date,type,line,amount,to_line,ref,authority,note\n")
        for i, (code, left) in enumerate(rows):
            f.write("a%d,2022-10-20,ALLOT,%s,%.2f,,,,\n" % (i, code, int(left) / 100))
            if i % 3 == 0:
                f.write("o%d,2022-11-15,OBLIGATE,%s,%.2f,,C-%d,,\n" % (i, code, int(left) / 200, i))
    site.run("post", f.name)
    os.unlink(f.name)


def capital(site, agency):
    return site.store.query("SELECT l.code FROM line l JOIN agency g ON g.id = l.agency_id JOIN class_node i ON i.id = l.item_id"
                            " JOIN balance b ON b.line_id = l.id WHERE g.code = '%s' AND substr(i.code, 1, 2) = '05' AND l.year = %d"
                            " ORDER BY l.id" % (agency, YEAR))


def procurement(site):
    officer, analyst, other = Person(site, "t.officer"), Person(site, "t.analyst"), Person(site, "t.council")
    line = capital(site, "11000000")[0][0]
    at = "/procurement/" + line
    r = officer.get(at + "?year=2566")
    told(r, 200, "วันสุดท้ายที่ยังทัน", "a line without a plan")
    quick(r, "a line")
    form = {"version": "0", "method": "bidding", "tor_plan": "1/8/2565", "tor_real": "15/8/2565", "sign_plan": "20/1/2566"}
    told(officer.post(at + "?year=2566", dict(form, sign_plan="20/9/2565")), 409, "1 ต.ค. 2565", "signed before the year")
    told(officer.post(at + "?year=2566", dict(form, bids_plan="1/7/2565")), 400, "1/7/2565", "days in the wrong order come back as typed")
    told(officer.post(at + "?year=2566", dict(form, tor_real=day(3))), 400, day(3), "an actual day that is not here yet")
    told(officer.post(at + "?year=2566", dict(form, method="magic")), 400, "magic", "no such method")
    check(analyst.post(at + "?year=2566", form).status == 403, "an analyst does not plan")
    check(officer.post(at + "?year=2566", form).status == 303, "work before 1 October is allowed up to signing")
    told(officer.post(at + "?year=2566", form), 409, "", "what was seen is old")
    told(officer.post(at + "?year=2566", dict(form, version="1", sign_plan="25/1/2566")), 400, "25/1/2566", "a moved day needs its reason")
    check(officer.post(at + "?year=2566", dict(form, version="1", sign_plan="25/1/2566", reason="ผู้ยื่นรายเดียว")).status == 303, "moved")
    told(officer.get(at), 200, "ผู้ยื่นรายเดียว", "its history")
    told(officer.post(at + "?year=2566", dict(form, version="2", sign_plan="25/1/2566", reason="x")), 409, line, "nothing changes")
    r = officer.get("/procurement?year=2566")
    told(r, 200, line, "the list")
    quick(r, "the list")
    told(officer.get("/procurement?year=2566&show=late"), 200, line, "late ones")
    rows = json.loads(officer.get("/procurement.json?year=2566").text())["rows"]
    check({x["agency_code"] for x in rows} == {"11000000"}, "an officer's list is the agency's")
    check(len(json.loads(analyst.get("/procurement.json?year=2566").text())["rows"]) > len(rows), "an analyst's is the city's")
    personnel = site.store.query("SELECT l.code FROM line l JOIN class_node i ON i.id = l.item_id JOIN balance b ON b.line_id = l.id"
                                 " WHERE substr(i.code, 1, 2) = '01' ORDER BY l.id LIMIT 1")[0][0]
    told(officer.get("/procurement/" + personnel), 409, personnel, "personnel has no procurement plan")
    told(officer.get("/procurement/none"), 404, "none", "no such line")
    r = officer.post(at + "/problem?year=2566", {"kind": "site", "what": "ไม่มีที่ดิน <b>", "cause": "รอโอนกรรมสิทธิ์", "help": "ประสานกรมธนารักษ์", "weight": "4"})
    check(r.status == 303, "a problem is reported: %d" % r.status)
    told(officer.get(at), 200, "ไม่มีที่ดิน &lt;b&gt;", "it stands at the line")
    check("ไม่มีที่ดิน" not in other.get(at).text(), "the Council does not see problems")
    told(officer.post(at + "/problem?year=2566", {"kind": "site", "what": "x", "cause": "", "weight": "4"}), 400, "x", "a cause is needed")


def upload(person, path, reason, name="plan.csv"):
    b = "pace"
    with open(path, "rb") as f:
        body = ("--%s\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n%s\r\n--%s\r\nContent-Disposition: form-data; name=\"reason\"\r\n\r\n%s\r\n"
                "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n\r\n" % (b, person.csrf, b, reason, b, name)).encode() + \
            f.read() + ("\r\n--%s--\r\n" % b).encode()
    return person.send("POST", "/procurement/file?year=2566", body, {"Content-Type": "multipart/form-data; boundary=" + b, "X-CSRF-Token": person.csrf})


def file_of_many(site):
    office = Person(site, "t.office")
    lines = [c for (c,) in site.store.query("SELECT l.code FROM line l JOIN balance b ON b.line_id = l.id JOIN class_node i ON i.id = l.item_id"
                                            " WHERE substr(i.code, 1, 2) = '05' AND l.year = 2566 ORDER BY l.id")]
    with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8") as f:
        f.write("code,tor_plan,sign_plan\n")
        many = [c for c in lines if not c.startswith("2566-0-1100-")][:4]
        for i, c in enumerate(many):
            f.write("%s,2022-10-%02d,%s\n" % (c, i + 1, "2023-02-01" if i % 2 else "2023-11-20"))
        f.write("%s,2022-10-01,2022-09-01\n2566-0-9999-00001,2022-10-01,2023-01-01\n" % lines[-1])
        f.flush()
        r = upload(office, f.name, "ส่งแผนรวม")
        told(r, 200, "2566-0-9999-00001", "a file half valid says which rows were refused")
        check(site.store.query("SELECT COUNT(*) FROM procurement")[0][0] == str(len(many) + 1), "and keeps the good ones")
        told(upload(office, f.name, "ส่งแผนรวม"), 200, "ไม่เปลี่ยน", "the same file again changes nothing")
    told(upload(office, os.devnull, "x"), 400, "", "an empty file")
    r = office.get("/procurement.csv?year=2566")
    check(r.status == 200 and r.text().count("\n") == len(lines) + 1, "the list as a file has every line")


def printed(who, at, format="pdf"):
    """The closing report as the person gets it; nothing when the job refused."""
    job = who.post(at + "/print?year=2566", {"format": format}).header("Location")
    for _ in range(200):
        r = who.get(job)
        state = who.get(job + ".json").json()["rows"][0]["state"] if r.status == 200 else "done"
        if state == "failed":
            return b""
        if r.status == 303:
            r = who.get(r.header("Location"))
            return r.raw or r.body
        time.sleep(0.1)
    return b""


def report(site, office, at):
    """The closing report says the letter, the targets, the resolution and what became of it, the frozen list's hash; not the minutes."""
    words, pages = read_pdf(printed(office, at))
    for what in ("กท ๑๙๐๒/๑๓๓๕", "แบบรูป", "ห้องประชุม ๑", "ลงนามภายในเดือน", "ลงนามแล้ว", "หน่วยงานเป้าหมายลงนามครบ"):
        check(what.replace(" ", "") in re.sub(r"\s", "", words), "the closing report has “%s”\n%s" % (what, words[-1500:]))
    check("ลับเฉพาะคณะ" not in words, "not the minutes")
    seal = site.store.query("SELECT lower(hex(sha)) FROM acceleration_freeze")[0][0] if harness.KIND == "sqlite" else \
        site.store.query("SELECT encode(sha, 'hex') FROM acceleration_freeze")[0][0]
    check(seal[:24] in re.sub(r"\s", "", words), "the frozen list's hash as people type it: %s" % seal)
    check(pages >= 1, "pages: %d" % pages)
    check(printed(office, at, "docx")[:2] == b"PK", "and as a text to edit")
    kept = [x for x in office.get("/documents/issued.json?year=2566").json()["rows"] if x["kind"] == "acceleration"]
    check(len(kept) >= 2, "the draft and the report stay in the register: %d" % len(kept))


def acceleration(site):
    office, officer, permsec = Person(site, "t.office"), Person(site, "t.officer"), Person(site, "t.permsec")
    council = Person(site, "t.council")
    r = office.get("/acceleration?year=2566&quarter=2")
    told(r, 200, "ความก้าวหน้าห้าขั้นตอน", "the year")
    quick(r, "the year")
    form = {"quarter": "2", "as_of": "31/3/2566", "letter_no": ""}
    check(officer.post("/acceleration?year=2566", form).status == 403, "an officer opens no round")
    told(office.post("/acceleration?year=2566", dict(form, as_of="31/3/2567")), 400, "31/3/2567", "a day of another year")
    told(office.post("/acceleration?year=2566", dict(form, quarter="5")), 400, "", "no such quarter")
    check(office.post("/acceleration?year=2566", form).status == 303, "opened")
    at = "/acceleration/2566-Q2"
    told(office.post(at + "/freeze", {"version": "1"}), 400, "", "the letter comes first")
    check(printed(office, at) == b"", "no report before the list is frozen")
    check(office.post(at + "/letter", {"version": "1", "letter_no": "กท 1902/1335", "letter_on": "11/10/2565"}).status == 303, "the letter")
    told(office.post(at + "/freeze", {"version": "1"}), 409, "", "what was seen is old")
    check(office.post(at + "/freeze", {"version": "2"}).status == 303, "frozen")
    r = office.get(at)
    told(r, 200, "ตรวจแล้วตรงกับลายนิ้วมือ", "the frozen list")
    quick(r, "a round")
    before = office.get(at + ".json").text()
    rows = json.loads(before)["rows"]
    total = [x for x in rows if x["class"] == "all"]
    check(len(total) > 0 and all(x["target"] == (x["taken_satang"] * 10000 < 6000 * x["base_satang"]) for x in total), "under 60 % is a target")
    target = next(x["agency_code"] for x in total if x["target"])
    line = capital(site, target)[0][0]
    left = int(site.store.query("SELECT b.allotted_satang FROM balance b JOIN line l ON l.id = b.line_id WHERE l.code = '%s'" % line)[0][0])
    with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8") as f:
        f.write("key,date,type,line,amount,to_line,ref,authority,note\nz1,2023-04-20,OBLIGATE,%s,%.2f,,Z-1,,\n" % (line, left / 100))
        f.flush()
        site.run("post", f.name)
    check(office.get(at + ".json").text() == before, "a frozen list never changes")
    told(office.post(at + "/freeze", {"version": "3"}), 409, "", "frozen once")
    check({x["agency_code"] for x in json.loads(officer.get(at + ".json").text())["rows"]} <= {"11000000"}, "an officer sees the agency's row")
    check(office.post(at + "/advise", {"agency": target, "adviser": "10000000", "note": "แบบรูป"}).status in (303, 409), "an adviser")
    told(office.post(at + "/advise", {"agency": "99000000", "adviser": "10000000"}), 409, "", "no target agency")
    check(permsec.post(at + "/call", {"subject": "เร่งรัดการก่อหนี้", "on_date": day(), "place": "ห้องประชุม 1"}).status == 303, "called")
    told(office.post(at + "/call", {"subject": "x", "on_date": day(-3)}), 400, "x", "a meeting of the past")
    told(office.post(at + "/resolve", {"meeting": "1", "agency": target, "body": "x", "due": day(10)}), 409, "", "no resolution before it was held")
    check(office.post(at + "/minutes", {"meeting": "1", "version": "1", "present": "ปลัดกรุงเทพมหานคร", "minutes": "ลับเฉพาะคณะ"}).status == 303, "held")
    check("ลับเฉพาะคณะ" not in council.get(at).text(), "the Council does not read the minutes")
    r = office.post(at + "/resolve", {"meeting": "1", "agency": "11000000", "person": "ผอ.กอง", "body": "ลงนามภายในเดือน", "due": day(2)})
    check(r.status == 303, "resolved")
    words, _ = read_pdf(printed(office, at))
    check("ลงนามภายในเดือน" in re.sub(r"\s", "", words) and "หน่วยงานเป้าหมายลงนามครบ" not in words, "a draft of the report\n" + words[-800:])
    told(office.post(at + "/close", {"version": "3", "closing": "x"}), 409, "1", "open resolutions keep it open")
    res = "2566-Q2-R01"
    told(officer.get("/work"), 200, "ลงนามภายในเดือน", "it is the agency's work")
    told(officer.post(at + "/follow", {"resolution": res, "version": "1", "state": "done", "body": ""}), 400, "", "a note is needed")
    check(officer.post(at + "/follow", {"resolution": res, "version": "1", "state": "done", "body": "ลงนามแล้ว"}).status == 303, "followed up")
    told(officer.post(at + "/follow", {"resolution": res, "version": "1", "state": "done", "body": "x"}), 409, "", "what was seen is old")
    check(council.post(at + "/follow", {"resolution": res, "version": "2", "state": "done", "body": "x"}).status == 403, "the Council does not")
    check(office.post(at + "/close", {"version": "3", "closing": "หน่วยงานเป้าหมายลงนามครบ"}).status == 303, "closed")
    told(officer.post(at + "/follow", {"resolution": res, "version": "2", "state": "doing", "body": "x"}), 409, "", "a closed round stands")
    check(office.post(at + "/nothing", {}).status == 404, "no such act")
    report(site, office, at)
    told(office.get("/acceleration?year=2566"), 200, "กท 1902/1335", "its evidence")
    told(office.get("/acceleration/none"), 404, "none", "no such round")


def morning(site):
    Person(site, "t.auditor").get("/morning?year=2566")  # the mirror of the ledger is filled at first use
    for name in ("t.governor", "t.head", "t.office", "t.council"):
        r = Person(site, name).get("/morning?year=2566")
        told(r, 200, "เลยกำหนดตามแผน", name)
        quick(Person(site, name).get("/morning?year=2566"), "the morning of " + name)
    head, council = Person(site, "t.head"), Person(site, "t.council")
    names = {x["agency_name"] for x in json.loads(head.get("/morning.json?year=2566").text())["rows"] if x["agency_name"]}
    own = site.store.query("SELECT name_th FROM agency WHERE code = '11000000'")[0][0]
    check(names <= {own}, "a head reads of the own agency alone: %s" % names)
    kinds = {x["kind"] for x in json.loads(council.get("/morning.json?year=2566").text())["rows"]}
    check(not kinds & {"problem", "resolution", "order", "warrant"}, "the Council sees no desks: %s" % kinds)
    for person in (Person(site, "t.governor"), head):
        r = person.get("/morning.pdf?year=2566")
        check(r.status == 200 and r.body[:5] == b"%PDF-", "the A4: %d" % r.status)
        with tempfile.NamedTemporaryFile(suffix=".pdf") as f:
            f.write(r.body)
            f.flush()
            info = subprocess.run(["pdfinfo", f.name], stdout=subprocess.PIPE, check=True).stdout.decode()
        check(re.search(r"Pages: +1\n", info), "one page: %s" % info)
        if os.environ.get("PACE_KEEP"):
            with open(os.environ["PACE_KEEP"] + person.name + ".pdf", "wb") as f:
                f.write(r.body)


def shots(site):
    if os.environ.get("PACE_WAIT"):
        print(site.port, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    sys.exit(harness.main([procurement, file_of_many, acceleration, morning, shots], prepare=prepare))
