#!/usr/bin/env python3
"""Issued documents: made as jobs, kept in the register, fetched by who may, checked by anybody who holds the code;
a signed copy is a scan; who tries codes waits."""
import hashlib
import io
import sys
import time
import xml.dom.minidom
import zipfile

import harness
from harness import Person, check

EDGE = "edge5d1"
ORDER = {"kind": "request", "agency": "11000000", "format": "pdf", "year": "2566"}
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR....\0\0\0\0IEND\xaeB`\x82"


def issue(p, **fields):
    """Asks for a document, waits for its job; the job's result."""
    r = p.post("/documents/issued", dict(ORDER, **fields))
    if not check(r.status == 303, "asked: %d %s" % (r.status, r.text()[-600:] if r.status != 303 else "")):
        return {}
    path = r.header("Location")
    for _ in range(150):
        row = p.get(path + ".json").json()["rows"][0]
        if row["state"] not in ("queued", "running"):
            break
        time.sleep(0.1)
    check(row["state"] == "done", "%s: %s %s" % (fields, row["state"], p.get(path).text()[-1200:] if row["state"] != "done" else ""))
    return row


def listed(p):
    return p.get("/documents/issued.json?year=2566").json()["rows"]


def attach(p, code, name, data, kind="signed"):
    parts = []
    for k, v in {"subject": "document:" + code, "kind": kind, "back": "/documents/issued/" + code}.items():
        parts.append(('--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (EDGE, k, v)).encode())
    head = '--%s\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\nContent-Type: application/pdf\r\n\r\n' % (EDGE, name)
    body = b"".join(parts) + head.encode() + data + ("\r\n--%s--\r\n" % EDGE).encode()
    return p.send("POST", "/attachments", body, {"Content-Type": "multipart/form-data; boundary=" + EDGE, "X-CSRF-Token": p.csrf,
                                                 "Accept": "application/json"})


def made(site):
    office, head, council = Person(site, "t.office"), Person(site, "t.head"), Person(site, "t.council")
    check("คำขอ" in office.get("/documents/issued").text(), "the page")
    issue(office)
    row = next(r for r in listed(office) if r["kind"] == "request")
    check(row["number"] == "RQ-2566-11000000-1" and not row["draft"], "the register: %s" % row)
    page = office.get("/documents/issued/" + row["code"])
    check(page.status == 200 and 'class="qr"' in page.text(), "its page has the code")
    check(int(page.debug("statements")) <= 12, "at most 12 statements: %s" % page.debug("statements"))
    pdf = council.get("/documents/issued/%s/pdf" % row["code"])
    check(pdf.status == 200 and pdf.body.startswith(b"%PDF"), "anybody of the city reads it: %d" % pdf.status)
    issue(office)
    check(len(listed(office)) == 1, "the same data is the same version")
    issue(office, format="docx")
    docx = office.get("/documents/issued/%s/docx" % row["code"])
    with zipfile.ZipFile(io.BytesIO(docx.body)) as z:
        check(z.testzip() is None, "a whole container")
        for name in z.namelist():
            if not name.endswith(".png"):
                xml.dom.minidom.parseString(z.read(name))
    check(listed(office)[0]["formats"] == "pdf docx", "two files of one version")
    check(office.get("/documents/issued/%s/odt" % row["code"]).status == 404, "no such format")
    check(head.get("/documents/issued/0000-0000-0000").status == 404, "no such code")
    return row, pdf.body


def refused(site):
    office, officer, head, council = (Person(site, n) for n in ("t.office", "t.officer", "t.head", "t.council"))
    for p, fields, want, what in (
            (officer, {"agency": "10000000"}, 403, "another agency's people"),
            (officer, {"kind": "agenda", "meeting": "S1"}, 403, "an agency makes no agenda"),
            (head, {"kind": "analyst_report"}, 403, "the analysed do not write the report"),
            (office, {"agency": "99999999"}, 404, "no such agency"), (office, {"kind": "minutes", "meeting": "none"}, 404, "no such meeting"),
            (office, {"kind": "letter"}, 400, "no such kind"), (office, {"agency": ""}, 400, "of no agency")):
        r = p.post("/documents/issued", dict(ORDER, **fields))
        check(r.status == want, "%s: %d instead of %d" % (what, r.status, want))
    asked = {r["agency_code"] for r in office.get("/packages.json?limit=500").json()["rows"]}
    empty = next(r["code"] for r in office.get("/requests.json?year=2566").json()["rows"] if r["code"] not in asked)
    r = office.post("/documents/issued", dict(ORDER, agency=empty))
    path = r.header("Location")
    for _ in range(100):
        row = office.get(path + ".json").json()["rows"][0]
        if row["state"] not in ("queued", "running"):
            break
        time.sleep(0.1)
    check(row["state"] == "failed" and empty and "say stop" in office.get(path).text(), "an agency without a request: %s" % row)
    check(council.get("/documents/issued").status == 200, "who only reads sees the register")


def checked(site):
    row, pdf = made(site)
    nobody, office, officer = Person(site), Person(site, "t.office"), Person(site, "t.officer")
    path, digest = "/d/" + row["code"], hashlib.sha256(pdf).hexdigest()
    page = nobody.get(path)
    check(page.status == 200 and row["number"] in page.text(), "open to everybody: %d" % page.status)
    check("t.office" not in page.text() and "สำนักการระบายน้ำ" not in page.text(), "no names")
    check(nobody.get(path.lower().replace("-", "")).status == 200, "as people type it")
    check('say good' in nobody.get(path + "?sha256=" + digest.upper()).text(), "the file's hash is known")
    check('say stop' in nobody.get(path + "?sha256=" + "0" * 64).text(), "another is not")
    check("&lt;script" in nobody.get(path + "?sha256=%3Cscript%3E").text(), "what is typed is shown as text")

    check(attach(officer, row["code"], "x.pdf", PNG).json()["code"] == "file_differs", "a picture named as a PDF")
    check(attach(officer, row["code"], "x.csv", b"a,b\n1,2\n").json()["code"] == "scan_kind", "a table is no signed copy")
    check(attach(officer, row["code"], "x.exe", b"MZ\x90\0\x03").status == 415, "a program")
    check(attach(officer, row["code"], "x.png", PNG).status in (200, 303), "a scan")
    check("x.png" in office.get("/documents/issued/" + row["code"]).text(), "it stands beside the file")
    check("x.png" not in nobody.get(path).text(), "and not on the public page")

    check(office.post("/documents/issued/%s/withdraw" % row["code"]).status == 400, "a reason is asked for")
    check(Person(site, "t.council").post("/documents/issued/%s/withdraw" % row["code"], {"reason": "x"}).status == 403,
          "not by who only reads")
    check(office.post("/documents/issued/%s/withdraw" % row["code"], {"reason": "พิมพ์ผิด"}).status == 303, "by who made it")
    check("tag r" in office.get("/documents/issued/" + row["code"]).text(), "withdrawn")
    check("ห้ามใช้" in nobody.get(path).text(), "and said so to everybody")
    check(office.post("/documents/issued/%s/withdraw" % row["code"], {"reason": "x"}).status == 409, "once")


def guessing(site):
    nobody = Person(site)
    said = [nobody.get("/d/0000-0000-%04d" % i).status for i in range(14)]
    check(said[0] == 404 and said[-1] == 429, "who tries codes waits: %s" % said)


if __name__ == "__main__":
    sys.exit(harness.main([checked, refused, guessing], prepare=harness.fixture))
