#!/usr/bin/env python3
"""Costing in the browser: attachments, line pages, prices, posts, places, papers."""
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

    check(analyst.get("/attachments/" + code).status == 403, "a draft's file is its agency's")
    check(upload(analyst, fields, "z.pdf", PDF).status == 403, "nor may another add to it")
    check(Person(site).get("/attachments/" + code).status == 303, "nobody signs in first")
    site.store.query("UPDATE package SET state = 'SUBMITTED'")
    check(analyst.get("/attachments/" + code).status == 200, "once sent, the division reads it")
    check(officer.post("/attachments/%s/withdraw" % code, {"reason": "ผิดแฟ้ม"}).status == 409, "not taken back when sent")
    site.store.query("UPDATE package SET state = 'DRAFT'")
    check(officer.post("/attachments/%s/withdraw" % code, {"reason": ""}).status == 400, "not without a reason")
    r = officer.post("/attachments/%s/withdraw" % code, {"reason": "ผิดแฟ้ม", "back": fields["back"]})
    check(r.status == 303 and r.header("Location") == fields["back"], "taken back: %d" % r.status)
    check(officer.get("/attachments.json?subject=line:" + line).json()["rows"][-1]["withdrawn"] is True, "it says so")


if __name__ == "__main__":
    sys.exit(harness.main([attachments], people=["t.officer", "t.analyst", "t.head", "t.office", "t.finance", "t.strategy", "t.admin"],
                          prepare=harness.fixture))
