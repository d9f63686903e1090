#!/usr/bin/env python3
"""Forms that make something count once, whoever sends them twice."""
import re
import sys
import threading

import harness
from harness import Person, check

FORM = {"title": "ลอกท่อ", "agency": "11000000", "output": "0503001", "level_kind": "minimum", "justification": "น้ำท่วม",
        "year": "2566"}


def count(site, table):
    return int(site.store.query("SELECT COUNT(*) FROM " + table)[0][0])


def token(page):
    m = re.search(r'name="once" value="([A-Za-z0-9_-]{16,64})"', page)
    return m.group(1) if m else ""


def replayed(site):
    """Two equal posts make one package and answer the same; another body is refused."""
    p = Person(site, "t.officer")
    page = p.get("/packages/new").text()
    once = token(page)
    check(once, "a creating form carries a one-time token")
    check(token(p.get("/packages/new").text()) != once, "each form has its own")
    before = count(site, "package")
    a = p.post("/packages", dict(FORM, once=once))
    b = p.post("/packages", dict(FORM, once=once))
    check(a.status == 303 and b.status == 303, "both are answered: %d %d" % (a.status, b.status))
    check(a.header("Location") == b.header("Location") != "", "with the same answer")
    check(count(site, "package") == before + 1, "one package was made")
    c = p.post("/packages", dict(FORM, once=once, title="อื่น"))
    check(c.status == 422, "another body with the same token: %d" % c.status)
    check("name=\"title\"" in c.text() and "อื่น" in c.text(), "the form comes back as typed")
    check(token(c.text()) not in ("", once), "with a new token")
    check(count(site, "package") == before + 1, "and makes nothing")
    code = re.search(r"/packages/([^/]+)/", a.header("Location")).group(1)
    lines = count(site, "line")
    line = {"item": p_item(p, code), "fund": "OWN", "name": "ค่าจ้าง", "quantity": "2", "unit_price": "100", "year": "2566",
            "once": "line-" + once}
    a, b = p.post("/packages/%s/lines" % code, line), p.post("/packages/%s/lines" % code, line)
    check(a.status == b.status == 303, "a line: %d %d" % (a.status, b.status))
    check(count(site, "line") == lines + 1, "one line was made")


def p_item(p, code):
    page = p.get("/packages/%s/lines/new" % code).text()
    return re.search(r'<select id="f-item".*?<option value="([^"]+)"', page, re.S).group(1)


def refused_is_not_kept(site):
    """A refused form may be mended and sent again with the same token."""
    p = Person(site, "t.officer")
    once = "refused-refused-1"
    before = count(site, "package")
    check(p.post("/packages", dict(FORM, title="", once=once)).status == 400, "refused")
    check(p.post("/packages", dict(FORM, output="none", once=once)).status >= 400, "refused by the domain")
    check(p.post("/packages", dict(FORM, once=once)).status == 303, "then taken")
    check(count(site, "package") == before + 1, "one package")


def by_machine(site):
    p = Person(site, "t.officer")
    body = dict(FORM, once="machine-machine-1", year=2566)
    a, b = p.post("/packages", json_body=body), p.post("/packages", json_body=body)
    check(a.status == b.status == 200 and a.json() == b.json(), "JSON: the same answer")
    bad = p.post("/packages", json_body=dict(body, title="x"))
    check(bad.status == 422 and bad.json()["code"] == "once_used", "JSON: %d %s" % (bad.status, bad.text()[:100]))
    check(p.post("/packages", json_body=dict(body, once="short")).status == 400, "a short token")
    check(p.post("/packages", json_body=dict(body, once="ก" * 20)).status == 400, "a Thai token")
    admin = Person(site, "t.admin")
    check(admin.post("/packages", json_body=body).status == 403, "another person's token tells nothing")


def stale(site):
    """An edit of an older version is refused, and leads to the newest."""
    p = Person(site, "t.officer")
    code = re.search(r"/packages/([^/]+)/", p.post("/packages", FORM).header("Location")).group(1)
    p.post("/packages/%s/lines" % code, {"item": p_item(p, code), "fund": "OWN", "name": "ก", "quantity": "1", "unit_price": "10",
                                         "year": "2566"})
    line = p.get("/packages/%s.json" % code).json()["rows"][0]["code"]
    edit = {"version": "1", "name": "ข", "quantity": "1", "unit_price": "20", "year": "2566"}
    check(p.post("/lines/" + line, edit).status == 303, "the first is taken")
    again = p.post("/lines/" + line, dict(edit, name="ค"))
    check(again.status == 409 and 'href="/lines/%s?year=2566"' % line in again.text(), "the second is led to the newest")
    check('value="ค"' in again.text(), "and keeps what was typed")
    bad = p.post("/lines/" + line, json_body=edit)
    check(bad.status == 409 and bad.json()["args"].get("version") == 2, "JSON names the newest version: %s" % bad.text()[:300])


def others(site):
    """Other creating forms carry the token too: a file, a plan."""
    p, office = Person(site, "t.officer"), Person(site, "t.office")
    line = site.store.query("SELECT l.code FROM line l JOIN package p ON p.id = l.package_id WHERE p.state = 'DRAFT' ORDER BY l.id DESC LIMIT 1")[0][0]
    fields = {"subject": "line:" + line, "kind": "quotation", "year": "2566", "once": "file-file-file-file", "csrf": p.csrf}
    parts = "".join('--quay\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % kv for kv in fields.items())
    parts += '--quay\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.4\n%%EOF\n\r\n--quay--\r\n'
    check(token(p.get("/attachments?subject=line:" + line).text()), "the form of files")
    got = [p.send("POST", "/attachments", parts.encode(), {"Content-Type": "multipart/form-data; boundary=quay"}) for _ in range(2)]
    n = len(p.get("/attachments.json?subject=line:" + line).json()["rows"])
    check(got[0].status == got[1].status == 303 and n == 1, "one file of two posts: %s, %d, %s" % ([g.status for g in got], n, re.findall(r"<h1>.*?</h1>", got[0].text())))
    check(token(office.get("/integrated").text()), "the form of plans")


def at_once(site):
    """64 equal posts at the same moment: one package."""
    people = [Person(site, "t.officer") for _ in range(8)]
    before = count(site, "package")
    got = []

    def send(p):
        for _ in range(8):
            r = p.post("/packages", dict(FORM, once="race-race-race-race"))
            got.append((r.status, r.header("Location")))

    threads = [threading.Thread(target=send, args=(p,)) for p in people]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    check(len(got) == 64 and len(set(got)) == 1 and got[0][0] == 303, "one answer: %s" % set(got))
    check(count(site, "package") == before + 1, "one package of 64 posts")


def prepare(site):
    harness.fixture(site)
    for event in ("open_call", "open_requests"):
        site.run("cycle", event, "--year", "2566")


if __name__ == "__main__":
    sys.exit(harness.main([replayed, refused_is_not_kept, by_machine, stale, others, at_once], people=["t.officer", "t.admin", "t.office"], prepare=prepare))
