#!/usr/bin/env python3
"""Contracts and payment warrants as people make them: three persons, refusals as typed, what is posted, files, a store that looks alive."""
import csv
import os
import re
import sys
import time
import urllib.parse

import harness
from harness import Person, check

YEAR = "2566"




def begin(site):
    """The year in force; two lines of the agency with money allotted."""
    harness.fixture(site)
    site.run("cycle", "open_call", "--year", YEAR)
    for event in ("open_requests", "start_analysis", "suitability", "permsec", "governor"):
        site.run("cycle", event, "--year", YEAR)
    site.run("enact", "--year", YEAR)
    lines = site.store.query(
        "SELECT l.code, b.unallotted_satang FROM line l JOIN balance b ON b.line_id = l.id JOIN agency g ON g.id = l.agency_id"
        " WHERE g.code = '11000000' AND b.unallotted_satang >= 10000000 ORDER BY b.unallotted_satang DESC, l.id LIMIT 2")
    path = os.path.join(site.folder, "allot.csv")
    with open(path, "w", encoding="utf-8") as f:
        f.write("key,date,type,line,amount,to_line,ref,authority,note\n")
        for i, line in enumerate(lines):
            f.write("a%d,2022-10-03,ALLOT,%s,%d,,,,\n" % (i, line[0], int(line[1]) // 100))
        f.write("b1,2022-10-10,OBLIGATE,%s,1000,,B-77/2566,,\n" % lines[0][0])
    site.run("post", path)
    site.lines = [x[0] for x in lines]


def deal(site, ref="กท 1/2566", total="30,000", parts=(("0", "30,000"),), inst=(("31/12/2565", "10,000", "งวดแรก"), ("31/3/2566", "20,000", "งวดสุดท้าย")), **more):
    form = [("year", YEAR), ("ref", ref), ("kind", "contract"), ("title", "ปรับปรุงคลองแสนแสบ"), ("vendor", "บริษัท ก่อสร้างดี จำกัด"),
            ("tax_id", "0105512345678"), ("egp_no", "65107123456"), ("signed_on", "1/11/2565"), ("starts_on", "2/11/2565"),
            ("ends_on", "31/3/2566"), ("total", total), ("advance", "3,000"), ("advance_rate", "10"), ("retention_rate", "5"), ("penalty_day", "30"), ("version", "0")]
    form = [(k, more.pop(k, v)) for k, v in form] + list(more.items())
    for line, amount in parts:
        form += [("part_line", site.lines[int(line)]), ("part_amount", amount)]
    for due, amount, what in inst:
        form += [("inst_due", due), ("inst_amount", amount), ("inst_what", what)]
    return form


def version(page):
    return re.search(r'name="version" value="(\d+)"', page).group(1)


def act(p, path, what, **form):
    page = p.get(path).text()
    return p.post(path, dict(form, act=what, year=YEAR, version=version(page) if 'name="version"' in page else form.get("version", "0")))


def contracts(site):
    officer, head, finance, office = [Person(site, "t." + n) for n in ("officer", "head", "finance", "office")]
    page = officer.get("/contracts?year=" + YEAR).text()
    check("หนี้ที่ยังไม่มีรายละเอียด 1 รายการ" in page, "the list says what has no particulars")
    check(head.get("/contracts/new?year=" + YEAR).status == 403, "a head prepares no contract")
    check("เลือกหน่วยรับงบประมาณ" in office.get("/contracts/new?year=" + YEAR).text(), "the city's people choose an agency first")
    check(site.lines[0] in officer.get("/contracts/new?year=" + YEAR).text(), "lines with money are offered")
    got = officer.post("/contracts/new", deal(site, total="30,000.01"))
    check(got.status == 400 and "งวดงานรวมได้" in got.text() or "เงินรายปี" in got.text() or "รวม" in got.text(), "one satang apart: %d" % got.status)
    check("บริษัท ก่อสร้างดี จำกัด" in got.text() and "งวดสุดท้าย" in got.text(), "what was typed stays")
    got = officer.post("/contracts/new", deal(site, signed_on="30/9/2565"))
    check(got.status == 409 and "ก่อนวันนั้นเตรียมการได้" in got.text(), "not signed before 1 October: %d" % got.status)
    got = officer.post("/contracts/new", deal(site, total="เยอะ"))
    check(got.status == 400, "an amount that is none")
    got = officer.post("/contracts/new", deal(site))
    check(got.status == 303, "a draft: %d %s" % (got.status, re.sub("<[^>]+>", " ", got.text())[:600]))
    path = got.header("Location").split("?")[0]
    check(path == "/contracts/2566-1100-C-00001", "its code: " + path)
    check(officer.post("/contracts/new", deal(site)).status == 409, "one contract a number")
    check('value="10,000"' in officer.get(path + "/edit?year=" + YEAR).text(), "the draft's form holds what was saved")
    check(act(head, path, "approve").status in (403, 409), "nothing is sent yet")
    check(act(officer, path, "send").status == 303, "sent")
    check(path[1:] in head.get("/work?year=" + YEAR).text(), "the head's page of work has it")
    check(act(officer, path, "approve", version="3").status == 403, "its maker does not approve")
    got = act(head, path, "return")
    check(got.status == 400 and "ทำไม่สำเร็จ" in got.text(), "a return says why: %d" % got.status)
    check(act(head, path, "return", reason="แนบใบเสนอราคา").status == 303, "returned")
    check("แนบใบเสนอราคา" in officer.get(path).text(), "and why")
    page = officer.get(path + "/edit?year=" + YEAR).text()
    check(officer.post(path + "/edit", deal(site, version=version(page))).status == 303, "mended")
    check(act(officer, path, "send").status == 303, "sent again")
    got = act(head, path, "approve")
    check(got.status == 303, "approved: %d %s" % (got.status, re.sub("<[^>]+>", " ", got.text())[-900:]))
    check(site.store.query("SELECT obligated_satang FROM holding WHERE ref = 'กท 1/2566'") in ([["3000000"]], [(3000000,)], [[3000000]]), "obligated")
    check(officer.post(path, {"act": "accept", "number": "1", "on": "20/12/2565", "doc_no": "ตร. 1"}).status == 303, "the first part is accepted")
    page = officer.get(path).text()
    check("ก่อสร้างดี" in page and "20 ธ.ค. 2565" in page, "the page tells it")
    check(len(officer.get(path + ".json").json()["rows"]) == 2, "as a table too")
    site.contract = path
    # A change: 30 days more, and another year.
    page = officer.get(path + "/edit?year=" + YEAR).text()
    form = deal(site, version=version(page), change_kind="extension", on_date="15/1/2566", days="30", reason="ฝนตก", parts=())
    got = officer.post(path + "/edit", form)
    check(got.status == 303, "an extension: %d %s" % (got.status, re.sub("<[^>]+>", " ", got.text())[:800]))
    check(act(officer, path, "send").status == 303 and act(head, path, "approve").status == 303, "approved too")
    check("30 เม.ย. 2566" in officer.get(path).text(), "the end moved by 30 days")
    # Two years.
    more = [("year_year", "2566"), ("year_amount", "10,000"), ("year_year", "2567"), ("year_amount", "40,000")]
    form = deal(site, ref="กท 2/2566", total="50,000", parts=(("1", "10,000"),), inst=(), ends_on="31/3/2567") + more
    got = officer.post("/contracts/new", form)
    check(got.status == 303, "of two years: %d %s" % (got.status, re.sub("<[^>]+>", " ", got.text())[:800]))
    other = got.header("Location").split("?")[0]
    check(act(officer, other, "send").status == 303 and act(head, other, "approve").status == 303, "in force")
    check("กท 2/2566" in officer.get("/contracts/commitments?year=2567").text(), "in the register of commitments")
    check(officer.get("/contracts.json?year=%s&care=late" % YEAR).status == 200, "filters")
    check("B-77/2566" in officer.get("/contracts/bare?year=" + YEAR).text(), "references without particulars")
    bare = officer.get("/contracts/new?year=%s&agency=11000000&ref=%s" % (YEAR, urllib.parse.quote("B-77/2566"))).text()
    check('value="1,000"' in bare, "its form begins with what the ledger holds")
    check(finance.get("/contracts?year=%s&q=%s" % (YEAR, urllib.parse.quote("แสนแสบ"))).text().count("/contracts/2566-") >= 2, "found by words")


def warrants(site):
    officer, head, finance = [Person(site, "t." + n) for n in ("officer", "head", "finance")]
    code = site.contract.split("/")[-1]
    page = officer.get("/warrants/new?year=%s&contract=%s" % (YEAR, code)).text()
    check('value="10,000"' in page and 'value="500"' in page, "the accepted instalment and its retention are proposed")
    form = {"year": YEAR, "contract": code, "kind": "instalment", "number": "ฎ.12/2566", "on_date": "10/1/2566", "claim": "10,000", "advance_less": "",
            "retention_less": "500", "penalty": "60", "penalty_days": "2", "tax": "100", "version": "0", "control_no": "ค.9"}
    got = officer.post("/warrants/new", dict(form, claim="10,000.01"))
    check(got.status == 409 and "ตั้งฎีกาได้อีก 10,000" in got.text(), "above the instalment: %d" % got.status)
    got = officer.post("/warrants/new", dict(form, advance_less="1"))
    check(got.status == 409, "no advance was paid: %d" % got.status)
    got = officer.post("/warrants/new", form)
    check(got.status == 303, "a draft: %d %s" % (got.status, re.sub("<[^>]+>", " ", got.text())[:600]))
    path = got.header("Location").split("?")[0]
    check(path == "/warrants/2566-F-000001", path)
    check("9,340" in officer.get(path).text(), "net: 10,000 - 500 - 60 - 100")
    check("ฎ.12/2566" in officer.get(path + "/edit?year=" + YEAR).text(), "its form")
    check(act(officer, path, "send").status == 303, "sent")
    check(act(finance, path, "pay").status in (403, 409), "not paid before it is approved")
    check(act(head, path, "approve").status == 303, "approved")
    check(path[1:] in finance.get("/work?year=" + YEAR).text(), "finance has it to pay")
    before = version(finance.get(path).text())
    check(head.post(path, {"act": "pay", "version": before}).status == 403, "the approver pays nothing")
    got = finance.post(path, {"act": "pay", "on": "20/1/2566", "version": before})
    check(got.status == 303, "paid: %d %s" % (got.status, re.sub("<[^>]+>", " ", got.text())[:900]))
    check(finance.post(path, {"act": "pay", "on": "20/1/2566", "version": before}).status == 409, "not twice")
    paid = site.store.query("SELECT SUM(amount_satang) FROM entry WHERE type = 'DISBURSE'")
    check(int(paid[0][0]) == 950000, "the line paid the charge, the penalty is revenue: %s" % paid)
    got = officer.post("/warrants/new", {"year": YEAR, "refund_of": path.split("/")[-1], "on_date": "1/2/2566", "gross": "100", "receipt_no": "ร.5",
                                         "receipt_on": "1/2/2566", "reason": "จ่ายเกิน", "title": "คืน", "payee": "x", "version": "0"})
    check(got.status == 303, "a refund: %d %s" % (got.status, re.sub("<[^>]+>", " ", got.text())[:600]))
    back = got.header("Location").split("?")[0]
    for who, what in ((officer, "send"), (head, "approve"), (finance, "pay")):
        got = act(who, back, what, on="2/2/2566") if what == "pay" else act(who, back, what)
        check(got.status == 303, "refund %s: %d" % (what, got.status))
    rows = finance.get("/warrants.json?year=" + YEAR).json()["rows"]
    check([r["state"] for r in rows] == ["paid", "paid"], "both are paid")
    check("จ่ายแล้ว 2 ฉบับ 9,400 บาท" in re.sub("<[^>]+>", "", finance.get("/warrants?year=" + YEAR).text()), "the sentence of the list")
    got = officer.post("/warrants/new", {"year": YEAR, "kind": "direct", "on_date": "1/2/2566", "gross": "100", "title": "x", "payee": "y",
                                         "part_line": site.lines[0], "part_amount": "100", "version": "0"})
    check(got.status in (303, 409), "direct only where the class allows: %d" % got.status)
    got = officer.post(path, {"act": "print", "year": YEAR})
    check(got.status == 303, "printed by a job: %d" % got.status)
    site.paper = got.header("Location")
    for _ in range(100):
        got = officer.get(site.paper)
        if got.status == 303:
            break
        time.sleep(0.1)
    paper = got.header("Location") if got.status == 303 else ""
    check("issued" in paper, "and stands in the register: %d %s" % (got.status, paper))
    check(officer.get(paper).status == 200, "with its own page")
    if os.environ.get("PBIS_KEEP"):
        look(site, finance)
    out = site.run("check")
    check("ok" in out.lower() or out, "every invariant holds")


def look(site, p):
    """With PBIS_KEEP=FOLDER: pages and the printed warrant, to be looked at."""
    folder = os.environ["PBIS_KEEP"]
    for i, path in enumerate(("/contracts", site.contract, "/contracts/new?agency=11000000", "/warrants", "/warrants/2566-F-000001", "/contracts/commitments")):
        with open(os.path.join(folder, "%d.html" % i), "w", encoding="utf-8") as f:
            f.write(p.get(path + ("&" if "?" in path else "?") + "year=" + YEAR).text())
    site.run("document", "warrant", "--year", YEAR, "--subject", "2566-F-000001", "--out", os.path.join(folder, "warrant.pdf"))


def write(site, name, rows):
    path = os.path.join(site.folder, name)
    with open(path, "w", encoding="utf-8", newline="") as f:
        csv.writer(f).writerows(rows)
    return path


def files(site):
    """Files say no more than pages: refused as a whole, the second run changes nothing."""
    head = ["agency", "ref", "kind", "title", "vendor", "signed", "ends", "total", "lines", "instalments"]
    good = ["11000000", "F-1/2566", "contract", "ขุดลอก", "ห้างหุ้นส่วน", "2022-11-01", "2023-03-31", "200.50", site.lines[1] + "=200.50", "2022-12-31=100; 2023-03-31=100.50"]
    bad = good[:1] + ["F-2/2566"] + good[2:7] + ["200.51"] + good[8:]
    path = write(site, "c.csv", [head, good, bad])
    code, report = imported(site, "contracts", path)
    check(code == 1 and report["refused"] == 1 and report["issues"][0]["row"] == 2, "one satang apart refuses the file: %s" % report)
    check(site.store.query("SELECT COUNT(*) FROM contract WHERE ref LIKE 'F-%'")[0][0] in (0, "0"), "and nothing is written")
    path = write(site, "c.csv", [head, good])
    code, report = imported(site, "contracts", path)
    check(code == 0 and report["accepted"] == 1 and report["total_baht"] == "200.50", "taken: %s" % report)
    code, report = imported(site, "contracts", path)
    check(code == 0 and report["unchanged"] == 1 and report["accepted"] == 0, "a second run: %s" % report)
    head = ["agency", "number", "kind", "date", "ref", "instalments", "accepted", "retention_less", "lines", "payee", "title"]
    good = ["11000000", "ฎ.F1", "instalment", "2023-01-10", "F-1/2566", "1=100.00", "2022-12-30", "10", "", "", ""]
    path = write(site, "p.csv", [head, good, good[:1] + ["ฎ.F2"] + good[2:5] + ["2=100.51"] + good[6:]])
    code, report = imported(site, "payments", path)
    check(code == 1 and report["issues"][0]["code"] == "instalment_left", "above the instalment: %s" % report)
    path = write(site, "p.csv", [head, good])
    code, report = imported(site, "payments", path)
    check(code == 0 and report["accepted"] == 1 and report["total_baht"] == "90.00", "paid: %s" % report)
    code, report = imported(site, "payments", path)
    check(report["unchanged"] == 1 and code == 0, "a second run: %s" % report)
    held = site.store.query("SELECT obligated_satang, disbursed_satang FROM holding WHERE ref = 'F-1/2566'")[0]
    check([int(x) for x in held] == [11050, 9000], "what the ledger holds: %s" % held)


def imported(site, kind, path):
    import json
    import subprocess
    p = subprocess.run([harness.BIN, "import", kind, path, "--year", YEAR, "--json"], env=site.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    try:
        return p.returncode, json.loads(p.stdout.decode())
    except ValueError:
        return p.returncode, {"stderr": p.stderr.decode()}


if __name__ == "__main__":
    sys.exit(harness.main([contracts, warrants, files], ["t.officer", "t.head", "t.office", "t.finance"], prepare=begin))
