#!/usr/bin/env python3
"""Activity plans as people use them: a file, a form with printed cumulative weights, approval, monthly progress, the paper."""
import json
import os
import re
import subprocess
import sys
import tempfile

import harness
from harness import Person, check
from test_pace import day, quick, told

YEAR = 2566
HERE = os.path.dirname(os.path.abspath(__file__))
FIXTURE = os.path.join(HERE, "../fixtures/activities.csv")


def prepare(site):
    """The two activities of the fixture (agency 20000000), and those of two more agencies, some behind."""
    harness.fixture(site)
    site.run("import", "activities", FIXTURE, "--year", str(YEAR), "--convert-cumulative")
    with open(FIXTURE, encoding="utf-8") as f:
        text = f.read()
    for agency, moved in (("10000000", {"พ.ย.-ธ.ค.": "ก.พ.-มี.ค."}), ("50010000", {})):
        for was, now in moved.items():
            text = text.replace(was, now)
        with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8") as f:
            f.write(text.replace("20000000", agency))
            f.flush()
            site.run("import", "activities", f.name, "--year", str(YEAR), "--convert-cumulative")


def steps(weights, months=("พ.ย.", "ม.ค.", "", "", "")):
    names = ("เสนอขออนุมัติกิจกรรม", "กำหนดแผนขั้นตอน", "จัดประชุมคณะกรรมการติดตามเร่งรัด", "ติดตามผล", "สรุปและรายงานผล")
    form = {}
    for i, w in enumerate(weights):
        form["s%d_name" % (i + 1)] = names[i]
        form["s%d_weight" % (i + 1)] = w
        form["s%d_months" % (i + 1)] = months[i]
    return form


def of_page(text, name):
    return re.findall(r'name="%s" value="([^"]*)"' % name, text)[0]


def step_post(person, code, event, **more):
    version = of_page(person.get("/activities/" + code).text(), "version")
    return person.post("/activities/%s/step?year=%d" % (code, YEAR), dict(more, event=event, version=version))


def seed(site):
    """What the seed prints: 20, 20, 40, 10, 10 and 60, 10, 10, 10, 10; months not stated stay so."""
    rows = site.store.query("SELECT a.code, s.weight_bp, s.months FROM activity a JOIN activity_step s ON s.activity_id = a.id JOIN agency g"
                            " ON g.id = a.agency_id WHERE g.code = '20000000' ORDER BY a.number, s.n")
    check([int(r[1]) for r in rows] == [2000, 2000, 4000, 1000, 1000, 6000, 1000, 1000, 1000, 1000], "weights of the seed: %s" % rows)
    check([int(r[2]) for r in rows] == [2, 8, 0, 0, 0, 3, 6, 24, 512, 1536], "months of the seed: %s" % rows)
    out = site.run("import", "activities", FIXTURE, "--year", str(YEAR), "--convert-cumulative", "--json")
    report = json.loads(out if isinstance(out, str) else out.decode())
    check(report["unchanged"] == 10, "the same file again changes nothing: %s" % report)


def form(site):
    officer, head, other = Person(site, "t.officer"), Person(site, "t.head"), Person(site, "t.council")
    base = {"agency": "11000000", "kind": "activity", "name": "กิจกรรมเร่งรัด <b>ติดตาม</b>", "work": "mission", "unit": "สำนักงานระบบงบประมาณ"}
    new = "/activities/new?year=%d" % YEAR
    told(officer.get(new), 200, "น้ำหนักรายขั้นตอน", "the form")
    check(other.get(new).status == 403, "the Council makes no plans")
    told(officer.post(new, dict(base, **steps(("20", "20", "40", "10", "5")))), 400, "95.00", "weights of 95 are refused, said and kept")
    told(officer.post(new, dict(base, **steps(("20", "x", "40", "10", "10")))), 400, "จัดประชุมคณะกรรมการติดตามเร่งรัด", "a weight that is none comes back as typed")
    told(officer.post(new, dict(base, **steps(("20", "20", "40", "10", "10"), ("หน้าฝน", "", "", "", "")))), 400, "หน้าฝน", "a month that is none")
    told(officer.post(new, dict(base, amount="1000", **steps(("20", "20", "40", "10", "10")))), 400, "ที่มาของเงิน", "money without its source")
    told(officer.post(new, dict(base, indicator="no-such", **steps(("20", "20", "40", "10", "10")))), 400, "no-such", "no such indicator")
    printed = dict(base, **steps(("60", "70", "80", "90", "100")))
    told(officer.post(new, printed), 400, "60, 10, 10, 10, 10", "printed as cumulative: shown what they would become")
    r = officer.post(new, dict(printed, convert="1"))
    check(r.status == 303, "converted after confirmation: %d" % r.status)
    code = r.header("Location").split("/")[-1].split("?")[0]
    got = site.store.query("SELECT s.weight_bp FROM activity_step s JOIN activity a ON a.id = s.activity_id WHERE a.code = '%s' ORDER BY s.n" % code)
    check([int(w) for (w,) in got] == [6000, 1000, 1000, 1000, 1000], "to each step's own: %s" % got)
    told(officer.get("/activities/" + code), 200, "&lt;b&gt;ติดตาม", "its page")
    check(other.get("/activities/" + code).status == 404, "a draft is its agency's")
    check(code not in other.get("/activities.json?year=%d&agency=11000000" % YEAR).text(), "also in the list")
    edit = dict(base, name="กิจกรรมเร่งรัดติดตาม", version=of_page(officer.get("/activities/%s/edit" % code).text(), "version"),
                **steps(("20", "20", "40", "10", "10")))
    check(officer.post("/activities/%s/edit?year=%d" % (code, YEAR), edit).status == 303, "changed")
    told(officer.post("/activities/%s/edit?year=%d" % (code, YEAR), edit), 409, "กิจกรรมเร่งรัดติดตาม", "what was seen is old; the form keeps what was typed")
    check(step_post(officer, code, "send").status == 303, "sent")
    check(step_post(officer, code, "approve").status in (403, 404), "an officer does not approve")
    told(step_post(head, code, "return"), 400, "", "returned with a reason")
    check(step_post(head, code, "return", reason="แก้ชื่อขั้นตอน").status == 303, "returned")
    edit["version"] = of_page(officer.get("/activities/%s/edit" % code).text(), "version")
    check(officer.post("/activities/%s/edit?year=%d" % (code, YEAR), edit).status == 303, "mended")
    check(step_post(officer, code, "send").status == 303 and step_post(head, code, "approve").status == 303, "sent again and approved")
    told(other.get("/activities/" + code), 200, "ไม่ระบุเดือน", "open to all who read the budget")
    # a change after that is a version with a reason
    page = officer.get("/activities/%s/edit" % code).text()
    change = dict(edit, version=of_page(page, "version"))
    for i in range(5):
        change["s%d_key" % (i + 1)] = of_page(page, "s%d_key" % (i + 1))
    change["s3_months"] = "เม.ย.-พ.ค."
    told(officer.post("/activities/%s/edit?year=%d" % (code, YEAR), change), 400, "เหตุผล", "it needs a reason")
    check(officer.post("/activities/%s/edit?year=%d" % (code, YEAR), dict(change, reason="กำหนดวันประชุมแล้ว")).status == 303, "version 2")
    told(officer.get("/activities/" + code), 200, "กำหนดวันประชุมแล้ว", "waits with its reason")
    check(step_post(officer, code, "send").status == 303 and step_post(head, code, "approve").status == 303, "version 2 in force")
    site.activity = code


def progress(site):
    officer, head = Person(site, "t.officer"), Person(site, "t.head")
    at = "/activities/progress?year=%d&agency=11000000" % YEAR
    r = officer.get(at)
    told(r, 200, site.activity, "the monthly form")
    quick(r, "the monthly form")
    key = [k for (k,) in site.store.query("SELECT s.step_key FROM activity_step s JOIN activity a ON a.id = s.activity_id AND a.plan_no = s.plan_no"
                                          " WHERE a.code = '%s' ORDER BY s.n" % site.activity)]
    cell = lambda n, what: "%s:%s:%s" % (site.activity, key[n - 1], what)
    send = lambda person, form: person.post(at, dict(form, agency="11000000"))
    told(send(officer, {cell(1, "done"): "เสร็จ", "day": day()}), 400, "เสร็จ", "no number; comes back as typed")
    told(send(officer, {cell(1, "done"): "100", "day": day(3)}), 400, "100", "a day that is not here yet")
    told(send(officer, {cell(1, "done"): "101", "day": day()}), 400, "101", "above 100 per cent")
    told(send(officer, {"day": day()}), 409, "", "nothing to record")
    check(send(head, {cell(1, "done"): "100", "day": day()}).status == 403, "a head records no progress")
    check(send(officer, {cell(1, "done"): "100", cell(2, "done"): "50", cell(2, "evidence"): "กท 1902/1335", "day": day()}).status == 303, "recorded")
    done = site.store.query("SELECT done_bp FROM activity WHERE code = '%s'" % site.activity)[0][0]
    check(int(done) == 3000, "20 + half of 20: %s" % done)
    told(send(officer, {cell(2, "done"): "40", "day": day()}), 400, "หมายเหตุ", "going back needs a note")
    check(send(officer, {cell(2, "done"): "40", cell(2, "note"): "นับผิด", "day": day()}).status == 303, "with one")
    r = officer.get("/activities/" + site.activity)
    told(r, 200, "นับผิด", "its page")
    quick(r, "an activity")
    rows = json.loads(officer.get("/activities/%s.json" % site.activity).text())["rows"]
    check([x["done"] for x in rows][:2] == [100, 40], "as data: %s" % rows[:2])


def late(site):
    council = Person(site, "t.council")
    r = council.get("/activities?year=%d" % YEAR)
    told(r, 200, "ช้ากว่าแผน", "the city's list opens with what is late")
    quick(r, "the list")
    rows = json.loads(council.get("/activities.json?year=%d" % YEAR).text())["rows"]
    days = [x["late_days"] for x in rows]
    check(days == sorted(days, reverse=True) and days[0] > 0, "the latest first: %s" % days)
    r = council.get("/activities/agencies?year=%d" % YEAR)
    told(r, 200, "/activities?agency=20000000", "by agency, one click to its list")
    quick(r, "by agency")
    slips = [x["slip"] for x in json.loads(council.get("/activities/agencies.json?year=%d" % YEAR).text())["rows"]]
    check(slips == sorted(slips), "the one most behind first: %s" % slips)
    r = council.get("/activities?year=%d&agency=20000000&show=late" % YEAR)
    told(r, 200, "gantt", "the agency's steps by month")
    quick(r, "an agency's list")
    check(council.get("/activities?year=%d&agency=99999999" % YEAR).status == 404, "no such agency")


def file_and_paper(site):
    officer = Person(site, "t.officer")
    r = officer.get("/activities/steps.csv?year=%d&agency=11000000" % YEAR)
    check(r.status == 200 and r.text().count("\n") == 6, "the steps as a file: %s" % r.text()[:200])

    def upload(text, convert=False):
        b = "act"
        part = "--%s\r\nContent-Disposition: form-data; name=\"%s\"%s\r\n\r\n%s\r\n"
        body = part % (b, "csrf", "", officer.csrf) + (part % (b, "convert", "", "1") if convert else "") + \
            part % (b, "file", "; filename=\"a.csv\"", text) + "--%s--\r\n" % b
        return officer.send("POST", "/activities/file?year=%d" % YEAR, body.encode(), {"Content-Type": "multipart/form-data; boundary=" + b, "X-CSRF-Token": officer.csrf})
    names = "agency,number,name,step,weight\n"
    told(upload(names + "11000000,7,กิจกรรมจากแฟ้ม,ก,60\n,,,ข,100\n"), 400, "60, 40", "a file with cumulative weights says what they would be")
    told(upload(names + "11000000,7,กิจกรรมจากแฟ้ม,ก,60\n,,,ข,100\n", True), 200, "ผลการนำเข้า", "and takes them once confirmed")
    told(upload(names + "10000000,7,ของคนอื่น,ก,100\n"), 400, "ของคนอื่น", "another agency's plan is refused")
    head = "agency,number,name,step,weight,cumulative,months,start\n"
    for rows, want, why in (
            ("11000000,8,x,ก,40,40,,\n,,,ข,60,90,,\n", "90.00", "a cumulative column that is not the running sum"),
            ("11000000,8,x,ก,40,40,,\n,,,ข,60,30,,\n", "40.00", "one that falls"),
            ("11000000,8,x,ก,40,,,\n,,,ข,50,,,\n", "90.00", "weights of 90"),
            ("11000000,8,x,ก,100,,หน้าหนาว,\n", "หน้าหนาว", "no month"),
            ("11000000,8,x,ก,100,,,2024-10-01\n", "1 ต.ค. 2567", "a day of another year"),
            ("11000000,,x,ก,100,,,\n", "number", "an activity without its number"),
            ("11000000,8,x,ก,หนึ่งร้อย,,,\n", "หนึ่งร้อย", "a weight that is no number")):
        told(upload(head + rows), 400, want, why)
    check(not site.store.query("SELECT 1 FROM activity WHERE code = '2566-P-1100-008'"), "and nothing of them is kept")
    check(site.store.query("SELECT state FROM activity WHERE code = '2566-P-1100-007'")[0][0] == "sent", "what came by a file waits for the head")
    r = officer.get("/activities/%s/paper.pdf" % site.activity)
    check(r.status == 200 and r.body[:5] == b"%PDF-", "the paper: %d" % r.status)
    with tempfile.NamedTemporaryFile(suffix=".pdf") as f:
        f.write(r.body)
        f.flush()
        info = subprocess.run(["pdfinfo", f.name], stdout=subprocess.PIPE, check=True).stdout.decode()
        text = subprocess.run(["pdftotext", "-layout", f.name, "-"], stdout=subprocess.PIPE, check=True).stdout.decode()
    size = re.search(r"Page size: +([\d.]+) x ([\d.]+)", info)
    check(float(size.group(1)) > float(size.group(2)), "it lies on its side: %s" % info)
    for word in ("ต.ค.", "ก.ย.", "๔๐.๐๐"):
        check(word in text, "the paper says %s:\n%s" % (word, text[:1500]))
    if os.environ.get("ACTIVITY_KEEP"):
        with open(os.environ["ACTIVITY_KEEP"], "wb") as f:
            f.write(r.body)


def evidence(site):
    officer = Person(site, "t.officer")
    subject = "activity:%s:step1" % site.activity
    r = officer.get("/attachments?subject=" + subject)
    check(r.status == 200, "evidence of a step: %d" % r.status)
    check(officer.get("/attachments?subject=activity:none:step1").status == 404, "of an activity that is not there")


def wait(site):
    if os.environ.get("ACTIVITY_WAIT"):
        print(site.port, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    sys.exit(harness.main([seed, form, progress, late, file_and_paper, evidence, wait], prepare=prepare))
