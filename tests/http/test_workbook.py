#!/usr/bin/env python3
"""The request workbook by the page: given out, changed, checked, chosen, merged; an own sheet mapped."""
import io
import re
import sys
import urllib.parse
import zipfile

import harness
from harness import Person, check

BASE = "/requests/11000000/workbook"


def upload(p, data, name="requests.xlsx"):
    edge = b"--quay\r\n"
    body = b"".join(edge + b'Content-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (k.encode(), v.encode())
                    for k, v in (("csrf", p.csrf), ("year", "2566")))
    body += edge + b'Content-Disposition: form-data; name="file"; filename="%s"\r\n\r\n' % name.encode() + data + b"\r\n--quay--\r\n"
    return p.send("POST", BASE, body, {"Content-Type": "multipart/form-data; boundary=quay"})


def changed(data, **cells):
    """The workbook with some cells of its first sheet typed over."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                xml = text.decode()
                for cell, value in cells.items():
                    put = '<c r="%s" t="inlineStr"><is><t>%s</t></is></c>' % (cell, value)
                    xml, n = re.subn(r'<c r="%s"[^>]*?(?:/>|>.*?</c>)' % cell, lambda m, put=put: put, xml, count=1, flags=re.S)
                    assert n == 1, cell  # empty cells are not written
                text = xml.encode()
            new.writestr(name, text)
    return out.getvalue()


def package_with_lines(p, n):
    form = {"title": "แฟ้ม", "agency": "11000000", "output": "0503001", "level_kind": "minimum", "justification": "x", "year": "2566"}
    code = re.search(r"/packages/([^/]+)/", p.post("/packages", form).header("Location")).group(1)
    lines = []
    for i in range(n):
        got = p.post("/packages/%s/lines" % code, {"item": "05202-1", "fund": "OWN", "name": "งาน %d" % i, "quantity": "1",
                                                   "unit_price": "1000", "times": "1", "months": "1", "year": "2566"})
        check(got.status == 303, "line %d: %d %s" % (i, got.status, got.text()[-300:]))
    for row in p.get("/packages/%s.json?year=2566" % code).json()["rows"]:
        lines.append(row["code"])
    return code, lines


def place_of(data, line):
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        xml = z.read("xl/worksheets/sheet1.xml").decode()
    return re.search(r'<c r="A(\d+)"[^>]*><is><t>%s</t>' % line, xml).group(1)


def round_trip(site):
    p = Person(site, "t.officer")
    _, lines = package_with_lines(p, 2)
    page = p.get(BASE + "?year=2566")
    check(page.status == 200 and BASE + ".xlsx" in page.text(), "the page offers the workbook: %d" % page.status)
    book = p.get(BASE + ".xlsx?year=2566")
    check(book.status == 200 and book.body[:2] == b"PK" and "attachment" in book.header("Content-Disposition"), "it is a file")
    a, b = place_of(book.body, lines[0]), place_of(book.body, lines[1])
    mine = changed(book.body, **{"H" + a: "ชื่อในแฟ้ม", "I" + b: "๑๒", "K" + b: "ร้อย"})
    got = p.post("/lines/" + lines[0], {"version": "1", "name": "ชื่อในระบบ", "quantity": "1", "unit_price": "1000", "times": "1",
                                        "months": "1", "year": "2566"})
    check(got.status == 303, "somebody else's edit: %d %s" % (got.status, got.text()[-300:]))
    got = upload(p, mine)
    check(got.status == 303 and "/check?file=" in got.header("Location"), "kept and shown: %d %s" % (got.status, got.text()[-400:]))
    where = got.header("Location")
    sha = urllib.parse.parse_qs(urllib.parse.urlsplit(where).query)["file"][0]
    text = p.get(where).text()
    pick = 'name="pick:%s:0"' % lines[0]
    check(pick in text and "ชื่อในแฟ้ม" in text and "ชื่อในระบบ" in text and "ร้อย" in text, "both values stand side by side")
    form = {"file": sha, "year": "2566"}
    got = p.post(BASE + "/apply", form)
    check(got.status == 200 and pick in got.text(), "applied; the conflict waits: %d" % got.status)
    row = {r["code"]: r for r in p.get(BASE + ".json?year=2566").json()["rows"]}
    check(row[lines[0]]["name"] == "ชื่อในระบบ" and row[lines[1]]["requested_satang"] == 1200000, "the clean cell went in, only that")
    back = p.get(BASE + "/returned?file=%s&year=2566" % sha)
    with zipfile.ZipFile(io.BytesIO(back.body)) as z:
        notes = z.read("xl/comments1.xml").decode()
    check("ชื่อในระบบ" in notes and "ร้อย" in notes, "what comes back says why at the cell")
    got = p.post(BASE + "/apply", dict(form, **{"pick:%s:0" % lines[0]: "mine"}))
    check(got.status == 200 and pick not in got.text(), "chosen: %d" % got.status)
    row = {r["code"]: r for r in p.get(BASE + ".json?year=2566").json()["rows"]}
    check(row[lines[0]]["name"] == "ชื่อในแฟ้ม", "and written")
    got = p.post(BASE + "/apply", form, headers={"Accept": "application/json"})
    check(got.status == 200, "once more: %d" % got.status)
    check({r["code"]: r for r in p.get(BASE + ".json?year=2566").json()["rows"]} == row, "the same file again changes nothing")


def own_sheet(site):
    p = Person(site, "t.officer")
    code, _ = package_with_lines(p, 0)
    data = "ลำดับ,รายการ,จำนวน,ราคาต่อหน่วย\n1,โต๊ะ,๕,\"6,500\"\n2,เก้าอี้,10,1500\n,รวม,,\n".encode()
    got = upload(p, data, "own.csv")
    check(got.status == 303, "an own sheet is kept: %d %s" % (got.status, got.text()[-300:]))
    where = got.header("Location")
    sha = urllib.parse.parse_qs(urllib.parse.urlsplit(where).query)["file"][0]
    text = p.get(where).text()
    check('name="col:B"' in text and 'value="name" selected' in text, "its columns are asked for, with a guess")
    got = p.post(BASE + "/map", {"file": sha, "year": "2566", "col:B": "name", "col:C": "quantity", "col:D": "unit_price",
                                 "package": code, "item": "05102-1", "fund": "OWN"})
    check(got.status == 303, "mapped: %d %s" % (got.status, got.text()[-300:]))
    check("col:B" not in p.get(where).text(), "remembered")
    for wanted in (2, 2):  # the second time nothing is new
        p.post(BASE + "/apply", {"file": sha, "year": "2566"})
        rows = [r for r in p.get(BASE + ".json?year=2566").json()["rows"] if r["package_code"] == code]
        check(len(rows) == wanted and sum(r["requested_satang"] for r in rows) == 4750000, "two lines: %s" % rows)


def refused(site):
    p = Person(site, "t.officer")
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("xl/workbook.xml", " " * 50_000_000)
    macros = io.BytesIO()
    with zipfile.ZipFile(macros, "w") as z:
        z.writestr("xl/vbaProject.bin", "x")
    for data, word in ((bomb.getvalue(), "ขยายใหญ่"), (macros.getvalue(), "แมโคร"), (b"\xd0\xcf\x11\xe0" + b"x" * 600, ".xls")):
        got = upload(p, data)
        check(400 <= got.status < 500 and word in got.text(), "%s: %d %s" % (word, got.status, got.text()[-200:]))
    book = p.get(BASE + ".xlsx?year=2566").body
    got = upload(p, book)
    sha = urllib.parse.parse_qs(urllib.parse.urlsplit(got.header("Location")).query)["file"][0]
    other = Person(site, "t.collector")
    check(other.get("/requests/10000000/workbook/check?file=%s&year=2566" % sha).status == 403, "another agency's page")
    check(p.get(BASE + "/check?file=%s&year=2567" % sha).status in (404, 409), "another year")
    check(p.get(BASE + "/check?file=xyz").status == 400, "no such file name")
    check(p.get(BASE + "/check").status == 303, "nothing was sent")


def prepare(site):
    harness.fixture(site)
    for event in ("open_call", "open_requests"):
        site.run("cycle", event, "--year", "2566")


if __name__ == "__main__":
    sys.exit(harness.main([round_trip, own_sheet, refused], people=["t.officer", "t.collector"], prepare=prepare))
