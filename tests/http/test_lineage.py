#!/usr/bin/env python3
"""Supplementary ordinances and lines across years, in the browser's way: a draft, its lines by form and by file, its
statement, the Council, the gazette, the ledger; a line's road."""
import os
import subprocess
import sys

import harness
from harness import Person, check
from test_money import upload

YEAR = "2566"
LINE = {"agency": "11000000", "output": "0503001", "item": "05202-1", "project": "", "name": "เขื่อนฉุกเฉิน", "unit_word": "",
        "amount": "1,000,000", "reason": "น้ำท่วม"}
HEAD = "agency,output,item,project,name,unit,amount,reason\n"


def post(p, path, **form):
    return p.post(path, dict(form, year=YEAR))


def rows(p, path):
    return p.get(path).json()["rows"]


def total(p):
    return p.get("/overview/by-agency.json?year=" + YEAR).json()["total"]["now_satang"]


def draft(site):
    """Nothing before the year is in force; then a draft, its lines, its statement."""
    office, officer, finance = Person(site, "t.office"), Person(site, "t.officer"), Person(site, "t.finance")
    new = {"title": "งบเพิ่มเติมน้ำท่วม", "principle": "หลักการ", "reason": "น้ำท่วมใหญ่", "fund": "ACC", "source": "เงินสะสมจ่ายขาด"}
    check("มีผลใช้บังคับแล้ว" in office.get("/supplementary?year=" + YEAR).text(), "the page says when one can be made")
    check(post(office, "/supplementary/new", **new).status == 409, "not before the year is in force")
    site.run("cycle", "open_call", "--year", YEAR)
    for event in ("open_requests", "start_analysis", "suitability", "permsec", "governor"):
        site.run("cycle", event, "--year", YEAR)
    site.run("enact", "--year", YEAR)
    before = total(office)
    made = rows(office, "/supplementary/enacted.json?year=" + YEAR)[0]
    check(made["total_satang"] == before and made["regular_satang"] + made["special_satang"] == before, "the annual one, with its parts")
    check(post(officer, "/supplementary/new", **new).status == 403, "an officer drafts no ordinance")
    got = post(office, "/supplementary/new", **dict(new, reason=""))
    check(got.status == 400 and "เงินสะสมจ่ายขาด" in got.text(), "a reason is asked for, and what was typed stays")
    got = post(office, "/supplementary/new", **new)
    check(got.status == 303 and got.header("Location").startswith("/supplementary/1"), "the draft: %d" % got.status)
    check(post(office, "/supplementary/new", **new).status == 409, "one draft at a time")
    got = post(office, "/supplementary/1/line", **dict(LINE, output="05"))
    check(got.status == 400 and "เขื่อนฉุกเฉิน" in got.text(), "a side is no output: %d" % got.status)
    got = post(office, "/supplementary/1/line", **LINE)
    check(got.status == 303, "a line: %d %s" % (got.status, got.text()[:300]))
    code = rows(office, "/supplementary/1.json?year=" + YEAR)[0]["code"]
    check(code == "2566-1-1100-00001", "its code says which ordinance: " + code)
    check(total(office) == before, "the city's figures do not hold it yet")
    lines = office.get("/supplementary/1/lines/%s?year=%s" % (code, YEAR)).text()
    check('value="1,000,000"' in lines, "the line's own page")
    got = post(office, "/supplementary/1/lines/" + code, version="1", amount="1,500,000", reason="เพิ่มระยะทาง")
    check(got.status == 303, "the line is changed: %d" % got.status)
    got = post(office, "/supplementary/1/lines/" + code, version="1", amount="2", reason="x")
    check(got.status == 409 and "เพิ่มระยะทาง" not in got.text(), "somebody was first: %d" % got.status)
    files(office, code)
    got = post(finance, "/money", as_of="16/1/2567", source="report", status="office", **{"free.0": "51,804,220,000", "cash.0": "9"})
    check(got.status == 303, "a position")
    position = rows(finance, "/money.json?year=" + YEAR)[0]["code"]
    got = post(office, "/supplementary/1/statement", position=position)
    check(got.status == 303, "the statement: %d %s" % (got.status, got.text()[:200]))
    page = office.get("/supplementary/1?year=" + YEAR).text()
    check("51,804.22" in page and "16 ม.ค. 2567" in page, "the page opens with what is left")
    check(rows(office, "/supplementary/1/statements.json?year=" + YEAR)[0]["free_satang"] == 5180422000000, "kept as stated")
    check(post(office, "/supplementary/1/print", format="pdf").status == 303, "the statement is printed by a job")
    for ending in ("pdf", "docx", "xlsx"):
        path = os.path.join(site.folder, "statement." + ending)
        site.run("document", "fiscal-statement", "--year", YEAR, "--ordinance", "1", "--out", path)
        check(os.path.getsize(path) > 3000, "its " + ending)
    text = subprocess.run(["pdftotext", os.path.join(site.folder, "statement.pdf"), "-"], stdout=subprocess.PIPE, check=True).stdout.decode()
    check("๕๑,๘๐๔,๒๒๐,๐๐๐" in text and "๕๑,๘๐๑,๕๒๐,๐๐๐" in text, "what is free, and what is left, in Thai digits")


def files(office, code):
    """A file is looked at first: nothing is kept until the second press."""
    bad = HEAD + "11000000,0503001,05202-1,,ก,,100,ร\n99999999,0503001,05202-1,,ข,,100,ร\n"
    got = upload(office, "/supplementary/1/file", "f.csv", bad)
    check(got.status == 400 and "แถวที่ 2" in got.text(), "the wrong row is named: %d" % got.status)
    got = upload(office, "/supplementary/1/file", "f.csv", HEAD + "11000000,0503001,05202-1,,ก,,1.005,ร\n")
    check(got.status == 400, "a fraction of a satang")
    good = HEAD + "11000000,0503001,05202-1,,ก,,500000,ร\n10000000,0403001,05202-1,สะพาน,ข,แห่ง,700000,ร\n"
    got = upload(office, "/supplementary/1/file", "f.csv", good)
    check(got.status == 200 and "2 แถวพร้อมนำเข้า" in got.text(), "the look: %d" % got.status)
    check(len(rows(office, "/supplementary/1.json?year=" + YEAR)) == 1, "nothing is kept by looking")
    got = post(office, "/supplementary/1/file/keep", csv=good)
    check(got.status == 303, "the file is kept: %d" % got.status)
    check(len(rows(office, "/supplementary/1.json?year=" + YEAR)) == 3, "three lines")
    check(code, "")


def road(site):
    """Through the Council to the ledger."""
    office, officer = Person(site, "t.office"), Person(site, "t.officer")
    before = total(office)
    check(post(office, "/supplementary/1/enact").status == 409, "not before the gazette")
    q = site.store.query
    for stage in ("TABLED", "READING1", "COMMITTEE", "AMENDMENT", "READING2", "READING3", "PASSED", "SIGNED", "GAZETTED"):
        q("UPDATE bill SET stage = '%s' WHERE number = 1" % stage)  # the steps themselves: test_council
        if stage == "TABLED":
            check(post(office, "/supplementary/1/line", **LINE).status == 409, "a tabled draft takes no line")
            check("เพิ่มรายการ</button>" not in office.get("/supplementary/1?year=" + YEAR).text(), "nor offers it")
    check(post(officer, "/supplementary/1/enact").status == 403, "an officer enacts nothing")
    got = post(office, "/supplementary/1/enact")
    check(got.status == 303, "enacted: %d %s" % (got.status, got.text()[:300]))
    check(total(office) == before + 2700000 * 100, "the year's amounts rise")
    sums = rows(office, "/supplementary/enacted.json?year=" + YEAR)
    check(sums[1]["special_satang"] == 270000000 and sums[1]["regular_satang"] == 0, "special expenditure")
    check(post(office, "/supplementary/1/enact").status == 409, "once")
    site.run("check")  # every invariant holds, or it ends with 1


def links(site):
    """A line's past by hand, by file, and its refusals."""
    office, officer = Person(site, "t.office"), Person(site, "t.officer")
    line = rows(office, "/supplementary/1.json?year=" + YEAR)[0]["code"]
    page = office.get("/lineage?year=" + YEAR).text()
    check("ไม่มีที่มา" in page, "the page of the year")
    check(any(x["code"] == line for x in rows(office, "/lineage/open.json?side=past&year=" + YEAR)), "a new line has no past")
    check("ยังไม่เชื่อม" in office.get("/lineage/%s?year=%s" % (line, YEAR)).text(), "its road says so")
    check(office.get("/lineage/2566-0-1100-99999").status == 404, "no such line")
    agency = site.store.query("SELECT id FROM agency WHERE code = '11000000'")[0][0]
    site.store.query("INSERT INTO past_line (year, agency_id, output_code, item_code, key, name, name_fold, enacted_satang) "
                     "VALUES (2565, %s, '0503001', '05202-1', 'K-1', 'x', 'x', 10001)" % agency)
    path = "/lineage/" + line
    check(post(officer, path + "/past", codes="K-1", reason="x").status == 403, "an officer links nothing")
    check(post(office, path + "/past", codes="K-1", reason="").status == 400, "a reason is asked for")
    got = post(office, path + "/past", codes="K-9", reason="x")
    check(got.status == 404 and "K-9" in got.text(), "an unknown line comes back as typed: %d" % got.status)
    got = post(office, path + "/past", codes=line, reason="x")
    check(got.status == 400 and "วนเป็นวง" in got.text(), "no circle")
    got = post(office, path + "/past", codes="K-1 60", reason="ส่วนหนึ่ง")
    check(got.status == 303, "its past: %d %s" % (got.status, got.text()[:200]))
    road_rows = rows(office, path + ".json?year=" + YEAR)
    check(road_rows[0]["part_satang"] == 6001 and road_rows[0]["year"] == 2565, "to the satang: %s" % road_rows[0]["part_satang"])
    other = rows(office, "/supplementary/1.json?year=" + YEAR)[1]["code"]
    head = "from_year,from,agency,to,kind,share,reason\n"
    got = upload(office, "/lineage/file", "l.csv", head + "2565,K-1,11000000,%s,,70,r\n2565,K-1,11000000,%s,,40,r\n" % (line, other))
    check(got.status == 400 and "110" in got.text(), "above the whole: %d" % got.status)
    good = head + "2565,K-1,11000000,%s,,70,r\n2565,K-1,11000000,%s,,30,r\n" % (line, other)
    check(upload(office, "/lineage/file", "l.csv", good).status == 200, "a look")
    check(rows(office, path + ".json?year=" + YEAR)[0]["share_bp" if "share_bp" in road_rows[0] else "share"] in (6000, 60), "not kept yet")
    check(post(office, "/lineage/file/keep", csv=good).status == 303, "kept")
    parts = [rows(office, "/lineage/%s.json?year=%s" % (x, YEAR))[0]["part_satang"] for x in (line, other)]
    check(parts == [7001, 3000], "the split: %s" % parts)
    check(post(office, "/lineage/find").status in (303, 409), "what is alike")


if __name__ == "__main__":
    sys.exit(harness.main([draft, road, links], ["t.officer", "t.office", "t.finance"], prepare=harness.fixture))
