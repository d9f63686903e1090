#!/usr/bin/env python3
"""Costing in the browser: attachments, line pages, prices, posts, places, papers."""
import re
import sys

import harness
from harness import Person, check

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def multipart(fields, name, data):
    """A form with one file, as a browser sends it."""
    parts = [b'--quay\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (k.encode(), v.encode()) for k, v in fields.items()]
    parts.append(b'--quay\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\nContent-Type: application/octet-stream\r\n\r\n%s\r\n'
                 % (name.encode(), data))
    return b"".join(parts) + b"--quay--\r\n"


def upload(p, fields, name, data, path="/attachments"):
    body = multipart(dict(fields, csrf=p.csrf), name, data)
    return p.send("POST", path, body, {"Content-Type": "multipart/form-data; boundary=quay"})


def a_line(site, state="DRAFT"):
    """A line of the officer's agency, its package in this state, the year open for requests."""
    site.store.query("UPDATE fiscal_year SET stage = 'REQUEST'")
    code, package = site.store.query("SELECT l.code, p.code FROM line l JOIN package p ON p.id = l.package_id"
                                     " JOIN agency g ON g.id = p.agency_id WHERE g.code = '11000000' ORDER BY l.id LIMIT 1")[0]
    site.store.query("UPDATE package SET state = '%s' WHERE code = '%s'" % (state, package))
    return code, package


def attachments(site):
    line, _ = a_line(site)
    officer, analyst = Person(site, "t.officer"), Person(site, "t.analyst")
    fields = {"subject": "line:" + line, "kind": "quotation", "expires": "30/9/2569", "back": "/lines/%s/papers" % line}
    r = upload(officer, fields, "../ใบเสนอราคา.pdf", PDF)
    check(r.status == 303 and r.header("Location") == fields["back"], "attached, and back: %d %s" % (r.status, r.text()[-300:]))
    rows = officer.get("/attachments.json?subject=line:" + line).json()["rows"]
    check(len(rows) == 1 and rows[0]["name"] == "ใบเสนอราคา.pdf" and rows[0]["expires"] == "2026-09-30", repr(rows))
    code = rows[0]["code"]
    r = officer.get("/attachments/" + code)
    check(r.status == 200 and r.body == PDF, "the same bytes come back: %d" % r.status)
    check(r.header("Content-Type") == "application/pdf" and r.header("X-Content-Type-Options") == "nosniff"
          and r.header("Content-Disposition").startswith("attachment;"), repr(r.headers))
    page = officer.get("/attachments?subject=line:%s" % line)
    check(page.status == 200 and "ใบเสนอราคา.pdf" in page.text(), "the page lists it")

    for why, name, data, more, want in (
            ("a program", "x.pdf", b"MZ\x90\0", {}, 415), ("a photo named as a document", "x.pdf", b"\xff\xd8\xff..\xff\xd9", {}, 400),
            ("21 MiB", "x.pdf", PDF + b" " * (21 << 20), {}, 413), ("an empty file", "x.pdf", b"", {}, 400),
            ("a day that cannot be read", "x.pdf", PDF, {"expires": "31/2/2569"}, 400),
            ("an era that was mixed up", "x.pdf", PDF, {"expires": "30/9/2026"}, 400)):
        r = upload(officer, dict(fields, **more), name, data)
        check(r.status == want and 'class="error"' in r.text() and "quotation" in r.text(), "%s: %d %s" % (why, r.status, r.text()[-400:]))
    r = upload(officer, dict(fields, back="//evil.example/"), "y.pdf", PDF)
    check(r.header("Location").startswith("/attachments?"), "only this site's addresses: " + r.header("Location"))
    check(upload(officer, dict(fields, subject="line:none"), "y.pdf", PDF).status == 404, "a subject that is not there")

    check(analyst.get("/attachments/" + code).status == 404, "a draft's file is its agency's")
    check(upload(analyst, fields, "z.pdf", PDF).status == 404, "nor may another add to it")
    check(Person(site).get("/attachments/" + code).status == 303, "nobody signs in first")
    site.store.query("UPDATE package SET state = 'SUBMITTED'")
    check(analyst.get("/attachments/" + code).status == 200, "once sent, the division reads it")
    check(officer.post("/attachments/%s/withdraw" % code, {"reason": "ผิดแฟ้ม"}).status == 409, "not taken back when sent")
    site.store.query("UPDATE package SET state = 'DRAFT'")
    check(officer.post("/attachments/%s/withdraw" % code, {"reason": ""}).status == 400, "not without a reason")
    r = officer.post("/attachments/%s/withdraw" % code, {"reason": "ผิดแฟ้ม", "back": fields["back"]})
    check(r.status == 303 and r.header("Location") == fields["back"], "taken back: %d" % r.status)
    check(officer.get("/attachments.json?subject=line:" + line).json()["rows"][-1]["withdrawn"] is True, "it says so")


def capital_line(site):
    """A construction line of the officer's agency in a draft, asking 2,000,000 baht."""
    line, package = a_line(site)
    site.store.query("UPDATE line SET item_id = (SELECT n.id FROM class_node n JOIN year_class y ON y.version_id = n.version_id"
                     " WHERE y.year = line.year AND y.kind = 'item' AND n.code = '05202-1'), quantity_milli = 1000,"
                     " unit_price_satang = 200000000, times = 1, months = 1 WHERE code = '%s'" % line)
    site.store.query("UPDATE line_amount SET amount_satang = 200000000 WHERE stage = 0 AND line_id ="
                     " (SELECT id FROM line WHERE code = '%s')" % line)
    return line, package


def version(p, line):
    return re.search(r'name="version" value="(\d+)"', p.get("/lines/%s/place" % line).text()).group(1)


def sums(site):
    """The whole sum as a sentence; what cannot be a sum is refused in words, with what was typed."""
    line, package = a_line(site)
    p = Person(site, "t.officer")

    def form(**more):
        v = re.search(r'name="version" value="(\d+)"', p.get("/lines/" + line).text()).group(1)
        return dict({"version": v, "name": "ค่าตอบแทนวิทยากร", "quantity": "๓๐", "unit_word": "คน", "unit_price": "1,200",
                     "times": "4", "months": "12", "justification": "จ้างตามแผน"}, **more)
    r = p.post("/lines/" + line, form())
    check(r.status == 303 and r.header("Location") == "/packages/" + package, "saved: %d %s" % (r.status, r.text()[-300:]))
    text = p.get("/lines/%s?lang=th" % line).text()
    check("30 คน × 1,200 บาท × 4 ครั้ง × 12 เดือน = 1,728,000 บาท" in text, "the sum as a sentence")
    check(p.get("/lines/%s.json" % line).json()["rows"][0]["requested_satang"] == 172800000, "and as a number")
    for why, more in (("overflow", {"quantity": "999999999999", "unit_price": "9999999999", "times": "100000"}),
                      ("a broken baht", {"unit_price": "0.333", "quantity": "1"}), ("satang in the sum", {"unit_price": "1.25", "quantity": "1", "times": "1", "months": "1"}),
                      ("a word", {"quantity": "many"}), ("half a time", {"times": "1.5"}), ("months of twenty years", {"months": "240"}),
                      ("no name", {"name": ""})):
        r = p.post("/lines/" + line, form(**more))
        check(r.status == 400 and 'class="error"' in r.text() and "จ้างตามแผน" in r.text(), "%s: %d %s" % (why, r.status, r.text()[-200:]))
    r = p.post("/lines/" + line, form(version="1"))
    check(r.status == 409, "somebody was first: %d" % r.status)


def prices(site):
    """Proposed, approved by another person, named by a line; above it only with a reason; a file by rows."""
    line, package = capital_line(site)
    maker, second, p = Person(site, "t.office"), Person(site, "t.finance"), Person(site, "t.officer")
    price = {"code": "CN-01", "name": "อาคารสูบน้ำ", "item_code": "05202-1", "price": "1,500,000", "unit_word": "แห่ง", "source": "ประกาศ 1/2568"}
    check(maker.post("/prices", dict(price, price="-1")).status == 400, "a price below zero")
    check(maker.post("/prices", dict(price, item_code="99")).status == 400, "an item that is not there")
    check(p.post("/prices", price).status == 403, "an agency proposes none")
    check(maker.post("/prices", price).status == 303, "proposed")
    check("CN-01" not in p.get("/lines/" + line).text(), "not before it is approved")
    check(maker.post("/prices/CN-01/approve").status == 403, "not by the same person")
    check(second.post("/prices/CN-01/approve").status == 303, "by another")
    check("CN-01" in p.get("/lines/" + line).text(), "now a line may name it")
    v = re.search(r'name="version" value="(\d+)"', p.get("/lines/" + line).text()).group(1)
    form = {"version": v, "name": "อาคาร", "quantity": "1", "unit_word": "แห่ง", "unit_price": "2,000,000", "times": "1", "months": "1",
            "justification": "x", "price_code": "CN-01"}
    r = p.post("/lines/" + line, form)
    check(r.status == 400 and "500,000" in r.text() and 'class="error"' in r.text(), "above without a reason: %d" % r.status)
    check(p.post("/lines/" + line, dict(form, price_reason="ดินอ่อน")).status == 303, "with one it is saved")
    check(p.get("/packages/%s.json" % package).json()["rows"][0]["above_standard"] is True, "flagged where the line is listed")
    check(any(x["above"] == 1 for x in p.get("/prices.json").json()["rows"]), "and counted in the register")
    head = "code,name,unit_word,price,source\n"
    r = upload(maker, {}, "p.csv", (head + "A-1,โต๊ะ,ตัว,ฟรี,ประกาศ\nA-2,,ตัว,5,ประกาศ\n").encode(), "/prices/file")
    check(r.status == 400 and "ฟรี" in r.text() and r.text().count("<tr>") >= 3, "each wrong row is named: %d" % r.status)
    r = upload(maker, {}, "p.csv", (head + "A-1,โต๊ะ,ตัว,500,ประกาศ\nA-2,ตู้,ตัว,5,ประกาศ\n").encode(), "/prices/file")
    check(r.status == 303 and len(maker.get("/prices.json?state=proposed").json()["rows"]) == 2, "a right file is proposed: %d" % r.status)
    exported = maker.get("/prices.xlsx?state=proposed").body
    r = upload(maker, {}, "p.xlsx", exported, "/prices/file")
    check(r.status == 303, "what was exported can be read back: %d %s" % (r.status, r.text()[-300:]))
    check(second.post("/prices/approve-all").status == 303 and not maker.get("/prices.json?state=proposed").json()["rows"], "all at once")


def years_and_places(site):
    line, _ = capital_line(site)
    p = Person(site, "t.officer")
    path = "/lines/" + line
    year = int(p.get(path + ".json").json()["rows"][0]["year"])
    good = {"total": "5,000,000", "amount.%d" % year: "2,000,000", "amount.%d" % (year + 1): "3,000,000", "phase.%d" % year: "ฐานราก"}
    for why, more in (("a baht is missing", {"amount.%d" % (year + 1): "2,999,999"}), ("the year is not the request", {"amount.%d" % year: "1,000,000", "total": "4,000,000"}),
                      ("a word", {"total": "มาก"}), ("a gap", {"amount.%d" % (year + 1): "", "amount.%d" % (year + 2): "3,000,000"})):
        r = p.post(path + "/tranches", dict(good, version=version(p, line), **more))
        check(r.status == 400 and "ฐานราก" in r.text(), "%s: %d" % (why, r.status))
    r = p.post(path + "/tranches", dict(good, version=version(p, line)))
    check(r.status == 303, "years that add up: %d %s" % (r.status, r.text()[-300:]))
    check(len(p.get(path + "/tranches.json").json()["rows"]) == 2, "two years")
    r = p.post(path + "/tranches", {"version": version(p, line), "total": "100", "first": str(year), "last": str(year + 2), "split": "1"})
    check(r.status == 200 and 'value="34"' in r.text() and "checked" in r.text(), "a printed range is split, marked as assumed, not saved")
    r = p.post(path + "/running", {"version": version(p, line), "run_year.0": str(year + 2), "run_amount.0": "50,000", "run_what.0": "ค่าไฟฟ้า"})
    check(r.status == 303 and len(p.get(path + "/running.json").json()["rows"]) == 1, "running cost: %d" % r.status)
    r = p.post(path + "/running", {"version": version(p, line), "run_year.0": "1", "run_amount.0": "5", "run_what.0": "ก"})
    check(r.status == 400, "a year that is none")

    place = {"district.0": "5001", "note.0": "สวนลุมพินี", "lat.0": "13.7309", "lon.0": "100.5418", "share.0": "60", "district.1": "5003", "share.1": "40"}
    for why, more in (("not 100", {"share.1": "39"}), ("outside", {"lat.0": "18.79"}), ("mixed up", {"lat.0": "100.54", "lon.0": "13.73"}), ("no such district", {"district.1": "5099"})):
        r = p.post(path + "/place", dict(place, version=version(p, line), **more))
        check(r.status == 400 and "สวนลุมพินี" in r.text(), "%s: %d" % (why, r.status))
    check(p.post(path + "/place", dict(place, version=version(p, line))).status == 303, "places that add up")
    check(p.post(path + "/place", dict(place, version="0")).status == 409, "an older page")
    site.store.query("UPDATE package SET state = 'SUBMITTED'")
    j = p.get("/places.json").json()
    check(sum(r["total_satang"] for r in j["rows"]) == j["total"]["total_satang"] > 0, "money by place adds up")
    check(any(r["line_code"] == line for r in p.get("/places/5001.json").json()["rows"]), "the district shows the bureau's line")
    check(p.get("/places").status == 200 and p.get("/places/5001").status == 200 and p.get("/places/5999").status == 404, "pages")
    check(p.post(path + "/place", dict(place, version="3")).status == 409, "not once it is sent")
    check(Person(site, "t.analyst").get(path + "/tranches").status == 200, "the division reads it then")


def replaced_and_papers(site):
    line, _ = capital_line(site)
    p = Person(site, "t.officer")
    path = "/lines/" + line
    row = {"number.0": "สนน.0542", "bought.0": "2555", "repair.0": "120,000", "disposal.0": "ขายทอดตลาด", "condition.0": "ชำรุด"}
    check(p.post(path + "/replacement", dict(row, version=version(p, line), **{"bought.0": "เก่า"})).status == 400, "a year that is none")
    check(p.post(path + "/replacement", dict(row, version=version(p, line), **{"disposal.0": ""})).status == 400, "how it goes must be said")
    check(p.post(path + "/replacement", dict(row, version=version(p, line))).status == 303, "what it replaces")
    check(p.get(path + "/replacement.json").json()["rows"][0]["age"] > 0, "its age is counted")
    needs = {n["paper"]: n["why"] for n in p.get(path + "/papers.json").json()["rows"]}
    check(needs.get("drawing") == "missing" and needs.get("engineer") == "missing", repr(needs))
    check(p.post(path + "/engineer", {"version": version(p, line), "engineer": "วย.1234"}).status == 303, "an engineer")
    upload(p, {"subject": "line:" + line, "kind": "drawing"}, "a.pdf", PDF)
    upload(p, {"subject": "line:" + line, "kind": "land", "expires": "1/1/2560"}, "b.pdf", PDF)
    needs = {n["paper"]: n["why"] for n in p.get(path + "/papers.json").json()["rows"]}
    check(needs["drawing"] == "ok" and needs["engineer"] == "ok" and needs["land"] == "expired", repr(needs))
    check(p.get(path + "/papers").status == 200, "the page")
    r = upload(p, {}, "ปร4.xlsx", p.get("/lines/%s.xlsx" % line).body, path + "/boq")
    check(r.status == 400 and "ปร.4" in r.text(), "a workbook without quantities: %d" % r.status)
    r = upload(p, {}, "ปร4.xlsx", PDF, path + "/boq")
    check(r.status == 400 and 'role="alert"' in r.text(), "no workbook at all: %d" % r.status)
    check(p.get(path + "/boq.json").json()["rows"] == [], "nothing was read")


def posts(site):
    a_line(site)
    p, other = Person(site, "t.officer"), Person(site, "t.office")
    output = site.store.query("SELECT n.code FROM package p JOIN class_node n ON n.id = p.output_id JOIN agency g ON g.id = p.agency_id"
                              " WHERE g.code = '11000000' LIMIT 1")[0][0]
    post = {"number": "กท 0901-1", "title": "วิศวกร", "kind": "official", "salary": "33,333", "born": "1/10/2509", "shares": output}
    for why, more in (("not 100 %", {"shares": output + ":60"}), ("no such output", {"shares": "9999999"}), ("a salary in words", {"salary": "มาก"}),
                      ("an era that was mixed up", {"born": "1/10/1966"})):
        r = p.post("/posts/11000000", dict(post, **more))
        check(r.status == 400 and "กท 0901-1" in r.text(), "%s: %d" % (why, r.status))
    check(p.post("/posts/11000000", post).status == 303, "a post")
    check(p.post("/posts/10000000", post).status == 403, "not another agency's")
    rows = p.get("/posts/11000000.json").json()["rows"]
    check(rows[0]["born"] == "1966-10-01" and rows[0]["retires"] == "2026-09-30", repr(rows))
    check(not other.get("/posts/11000000.json").json()["rows"][0]["born"], "a birthday is for the agency's own people")
    lines = p.get("/posts/11000000/lines.json").json()["rows"]
    check(any(x["item_code"] == "01101-1" and x["computed_satang"] == 39999600 for x in lines), repr(lines[:3]))
    check(p.get("/posts/11000000").status == 200 and p.get("/posts").header("Location") == "/posts/11000000", "pages")
    check(p.post("/posts/11000000/take").status == 303, "taken over")
    check(p.post("/posts/11000000/take").status == 409, "nothing more to take")
    r = upload(p, {}, "posts.csv", ("number,title,kind,salary,shares\n2,ช่าง,permanent,หมื่น,%s\n" % output).encode(), "/posts/11000000/file")
    check(r.status == 400 and "หมื่น" in r.text(), "a wrong row is named: %d" % r.status)
    r = upload(p, {}, "posts.csv", ("number,title,kind,salary,shares\n2,ช่าง,permanent,15000,%s\n" % output).encode(), "/posts/11000000/file")
    check(r.status == 303 and len(p.get("/posts/11000000.json").json()["rows"]) == 2, "a file of posts: %d" % r.status)
    check(p.post("/posts/11000000/remove", {"number": "2"}).status == 303, "taken out")


if __name__ == "__main__":
    sys.exit(harness.main([attachments, sums, prices, years_and_places, replaced_and_papers, posts], people=["t.officer", "t.analyst", "t.head", "t.office", "t.finance", "t.strategy", "t.admin"],
                          prepare=harness.fixture))
