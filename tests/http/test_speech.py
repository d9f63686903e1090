#!/usr/bin/env python3
"""The budget speech (paragraphs, figures by name, approval, the issued paper, what changed since) and the redline of two
versions of the bill."""
import csv
import io
import re
import sys
import time

import harness
from harness import Person, check


def wait(p, r, what):
    if not check(r.status == 303, "%s: asked: %d %s" % (what, r.status, r.text()[-400:] if r.status != 303 else "")):
        return {}
    path = r.header("Location")
    for _ in range(150):
        row = p.get(path + ".json").json()["rows"][0]
        if row["state"] not in ("queued", "running"):
            break
        time.sleep(0.1)
    check(row["state"] == "done", "%s: %s" % (what, row["state"]))
    return row


def paragraphs(p):
    return p.get("/council/speech.json?year=2566").json()["rows"]


def prepare(site):
    """The rows of the fixture, in a year that the Governor may table."""
    harness.fixture(site)
    for event in ("open_call", "open_requests", "start_analysis", "suitability", "permsec", "governor"):
        site.run("cycle", event, "--year", "2566")


def written(site):
    office, governor, council = Person(site, "t.office"), Person(site, "t.governor"), Person(site, "t.council")
    page = office.get("/council/speech?year=2566")
    check(page.status == 200 and "ข้อความตั้งต้น" in page.text(), "the default text")
    check(int(page.debug("statements")) <= 12, "at most 12 statements: %s" % page.debug("statements"))
    check("/council/speech/adopt" in page.text(), "who drafts ordinances may take it over")
    check("/council/speech/adopt" not in council.get("/council/speech?year=2566").text(), "a councillor may not")
    check(council.post("/council/speech", {"kind": "text", "body": "x", "no": "2", "year": "2566"}).status == 403, "nor write")

    form = {"year": "2566", "ordinance": "0", "no": "2", "version": "0", "kind": "text"}
    r = office.post("/council/speech", dict(form, body="วงเงิน {{totel}} บาท"))
    check(r.status == 400 and "“total”" in r.text() and "วงเงิน {{totel}} บาท" in r.text(), "an unknown name: the nearest, and what was typed")
    r = office.post("/council/speech", dict(form, body="วงเงิน 79,000 ล้านบาท รวม {{total}} บาท"))
    check(r.status == 303, "saved: %d" % r.status)
    page = office.get("/council/speech?year=2566").text()
    check("พิมพ์ตัวเลขเอง: 79,000 ล้าน" in page, "a figure typed by hand is named")
    total = office.get("/council/speech/figures.json?year=2566").json()["rows"]
    total = next(x["value"] for x in total if x["name"] == "total")
    check(total in page, "the total of today stands in the text: %s" % total)
    r = office.post("/council/speech", dict(form, version="1", body="สาย"))
    check(r.status == 409, "somebody was first: %d" % r.status)
    r = office.post("/council/speech", dict(form, version="2", body="วงเงิน {{total}} บาท ({{total:words}})"))
    check(r.status == 303, "saved again: %d" % r.status)
    for x in paragraphs(office):  # what this store cannot say yet
        page = office.get("/council/speech?year=2566").text()
        block = page[page.index('id="p%d"' % x["no"]):].split('class="para')[0]
        if 'class="fig no"' in block:
            r = office.post("/council/speech/move", {"year": "2566", "no": str(x["no"]), "version": str(x["version"]), "do": "remove"})
            check(r.status == 303, "taken out: %d" % r.status)
    version = re.search(r'name="version" value="(\d+)"><p class="actions"><button type="submit">อนุมัติ', governor.get("/council/speech?year=2566").text())
    if not check(version, "the Governor may approve"):
        return
    version = version.group(1)
    r = office.post("/council/speech/approve", {"year": "2566", "version": version})
    check(r.status == 403 and "คนละคน" in r.text(), "not by who wrote it: %d" % r.status)
    r = governor.post("/council/speech/approve", {"year": "2566", "version": version})
    check(r.status == 303, "approved: %d %s" % (r.status, r.text()[-500:] if r.status != 303 else ""))
    check("อนุมัติโดย" in council.get("/council/speech?year=2566").text(), "and says so")
    rows = office.get("/council/speech/history.csv?year=2566")
    check(len(list(csv.reader(io.StringIO(rows.body.decode("utf-8-sig"))))) > 4, "its history")


def issued(site):
    office, council = Person(site, "t.office"), Person(site, "t.council")
    for fmt, head in (("pdf", b"%PDF"), ("docx", b"PK")):
        wait(office, office.post("/council/speech/issue", {"year": "2566", "ordinance": "0", "format": fmt}), "speech " + fmt)
    row = next(x for x in office.get("/documents/issued.json?year=2566").json()["rows"] if x["kind"] == "speech")
    check(not row["draft"] and row["formats"].split() == ["pdf", "docx"], "one version, two files: %s" % row)
    for fmt, head in (("pdf", b"%PDF"), ("docx", b"PK")):
        f = council.get("/documents/issued/%s/%s" % (row["code"], fmt))
        check(f.status == 200 and f.body.startswith(head), "anybody of the city reads the " + fmt)
    page = office.get("/council/speech?year=2566").text()
    check(row["code"] in page and "ทุกตัวเลขยังเท่ากับฉบับที่ออก" in page, "nothing changed since")
    r = office.post("/council/speech", {"year": "2566", "no": "2", "version": "3", "kind": "text", "body": "เปลี่ยน {{total}}"})
    check(r.status == 303, "changed after it was issued")
    since = office.get("/council/speech/since.json?year=2566").json()["rows"]
    check(len(since) == 1 and since[0]["no"] == 2, "the page says which paragraph: %s" % since)


def redline(site):
    office, council = Person(site, "t.office"), Person(site, "t.council")
    page = council.get("/council/redline?year=2566")
    check(page.status == 200 and "ยังไม่ได้เสนอสภา" in page.text(), "nothing was tabled: the page says so")
    check(council.get("/council/redline.json?year=2566").json()["rows"] == [], "and no rows")
    site.run("cycle", "table", "--year", "2566")
    page = council.get("/council/redline?year=2566")
    check(page.status == 200 and "ไม่มีรายการต่างกัน" in page.text(), "the first version is what stands")
    page = council.get("/council/redline?year=2566")  # the mirror of the amounts is warm now
    check(int(page.debug("statements")) <= 12, "at most 12 statements: %s" % page.debug("statements"))
    check(council.get("/council/redline?year=2566&from=7").status == 404, "a version there is not")
    check(council.get("/council/redline?year=2566&from=moon").status == 400, "no version's word")
    check(council.get("/compare?year=2566&from=version:2566-0/1&to=now").status == 200, "the comparison takes versions too")
    for fmt in ("pdf", "docx", "xlsx"):
        wait(office, office.post("/council/redline/issue", {"year": "2566", "ordinance": "0", "from": "1", "to": "now", "format": fmt}), "redline " + fmt)
    row = next(x for x in office.get("/documents/issued.json?year=2566").json()["rows"] if x["kind"] == "redline")
    check(row["formats"].split() == ["pdf", "docx", "xlsx"], "three files of one version: %s" % row)
    check(office.post("/council/redline/issue", {"year": "2566", "from": "9", "to": "now", "format": "pdf"}).status == 404, "not of a version there is not")


if __name__ == "__main__":
    sys.exit(harness.main([written, issued, redline], prepare=prepare))
