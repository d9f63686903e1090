#!/usr/bin/env python3
"""The entry grid: cells, new lines and removals in one write; two people on one cell; the plain form."""
import re
import sys
import uuid

import harness
from harness import Person, check

ITEM = "05202-1"


def package(p, title="ตาราง"):
    form = {"title": title, "agency": "11000000", "output": "0503001", "level_kind": "minimum", "justification": "x", "year": "2566"}
    return re.search(r"/packages/([^/]+)/", p.post("/packages", form).header("Location")).group(1)


def items(p, code):
    return re.findall(r'<option value="([^"]+)"', re.search(r'<select data-choice="item".*?</select>', p.get("/packages/%s/grid" % code).text(),
                                                             re.S).group(0))


def new_line(code, **more):
    return dict({"key": uuid.uuid4().hex, "name": "ค่าจ้าง", "quantity": "๒", "unit_word": "คน", "unit_price": "๑,๒๓๔.๐๐", "times": "1",
                 "months": "๑๒", "justification": "", "item": code, "fund": "OWN"}, **more)


def save(p, code, **doc):
    return p.post("/packages/%s/grid" % code, json_body=dict({"year": 2566}, **doc))


def cell(line, version, field, value):
    return {"line": line, "version": version, "field": field, "value": value}


def cells(site):
    """New lines with Thai digits, cells of several lines, a bad one beside a good one, a removal."""
    p = Person(site, "t.officer")
    code = package(p)
    item = items(p, code)[0]
    add = [new_line(item), new_line(item, name="ค่าน้ำมัน", quantity="1.5", unit_price="100", months="1")]
    got = save(p, code, add=add)
    check(got.status == 200, "lines are added: %d %s" % (got.status, got.text()[:400]))
    doc = got.json()
    a, b = doc["lines"]
    check([x["result"] for x in doc["lines"]] == ["added", "added"] and a["version"] == 1, "both are there")
    check(a["requested_satang"] == 2 * 123400 * 12 and a["fields"]["quantity"] == "2" and a["fields"]["unit_price"] == "1,234",
          "Thai digits and commas are read: %s" % a)
    check(doc["total"] == {"lines": 2, "requested_satang": 2 * 123400 * 12 + 15000}, "the package's total: %s" % doc["total"])
    again = save(p, code, add=add)
    check([x["line"] for x in again.json()["lines"]] == [a["line"], b["line"]] and again.json()["total"] == doc["total"],
          "the same keys again make nothing")
    got = save(p, code, cells=[cell(a["line"], 1, "quantity", "3"), cell(b["line"], 1, "unit_price", "ร้อย"),
                               cell(a["line"], 1, "name", "ค่าจ้างใหม่")])
    check(got.status == 422, "one bad cell: %d" % got.status)
    one, two = got.json()["lines"]
    check(one["result"] == "saved" and one["version"] == 2 and one["fields"]["name"] == "ค่าจ้างใหม่", "the good line is saved, once: %s" % one)
    check(two["result"] == "refused" and two["version"] == 1 and two["errors"][0]["field"] == "unit_price"
          and two["errors"][0]["code"] == "bad_amount" and two["errors"][0]["expected"] and "ร้อย" in two["errors"][0]["th"],
          "the bad one says why at its cell: %s" % two)
    for field, value, why in (("quantity", "x", "bad_number"), ("quantity", "-1", "bad_number"), ("unit_price", "-5", "amount_negative"),
                              ("unit_price", "10.33", "whole_baht"), ("unit_price", "1.234", "satang_fraction"), ("months", "121", "bad_number"),
                              ("times", "1.5", "bad_number"), ("name", " ", "required"), ("name", "ก" * 501, "too_long"),
                              ("unit_word", "ก" * 41, "too_long"), ("unit_price", "9" * 15, "amount_range")):
        x = save(p, code, cells=[cell(b["line"], 1, field, value)]).json()["lines"][0]
        check(x["result"] == "refused" and x["errors"][0]["code"] == why and x["errors"][0]["field"] == field,
              "%s = %s: %s" % (field, value[:20], x))
    same = save(p, code, cells=[cell(b["line"], 1, "unit_price", "100.00")])
    check(same.status == 200 and same.json()["lines"][0]["result"] == "unchanged" and same.json()["lines"][0]["version"] == 1, "the same value is no edit")
    bad = save(p, code, add=[new_line(item, item="none"), new_line(item, fund=""), new_line(item, name="")])
    check([x["errors"][0]["field"] for x in bad.json()["lines"]] == ["item", "fund", "name"], "new lines are checked: %s" % bad.text()[:500])
    got = save(p, code, remove=[{"line": a["line"], "version": 2, "reason": "ซ้ำ"}, {"line": b["line"], "version": 1, "reason": ""}])
    check([x["result"] for x in got.json()["lines"]] == ["removed", "refused"], "a line is taken out with a reason: %s" % got.text()[:300])
    check(got.json()["total"]["lines"] == 1, "and not counted any more")
    late = save(p, code, cells=[cell(a["line"], 2, "name", "x")])
    check(late.status == 409 and late.json()["lines"][0]["removed"], "an edit of a line that was taken out")


def shapes(site):
    """What is no grid's body, another package's line, another agency's people."""
    p = Person(site, "t.officer")
    code, other = package(p), package(p, "อื่น")
    item = items(p, code)[0]
    line = save(p, other, add=[new_line(item)]).json()["lines"][0]["line"]
    for doc in ({"cells": [{"line": line}]}, {"cells": [cell(line, 1, "code", "x")]}, {"cells": [cell(line, 1, "item", "x")]},
                {"cells": ["x"]}, {"cells": [cell(line, -1, "name", "x")]}):
        got = save(p, code, **doc)
        check(got.status == 400 and got.json()["code"] == "json_shape", "%s: %d" % (doc, got.status))
    got = save(p, code, cells=[cell(line, 1, "name", "x")])
    check(got.status == 422 and got.json()["lines"][0]["errors"][0]["code"] == "not_found", "another package's line")
    check(save(p, code, add=[new_line(item, key="short")]).status == 400, "a key that is none")
    check(save(p, code).status == 200, "an empty batch changes nothing")
    for name, status in (("t.admin", 403), ("t.analyst", 403)):
        who = Person(site, name)
        check(who.post("/packages/%s/grid" % code, json_body={"year": 2566, "cells": []}).status == status, name)
        check(who.get("/packages/%s/grid" % code).status == status, name + " reads")
    check(p.post("/packages/none/grid", json_body={"year": 2566}).status == 404, "no such package")
    check(p.post("/packages/%s/grid" % code, json_body={"year": 2566}, csrf=False).status == 403, "without the session's token")


def two_people(site):
    """Two people on one cell: the second gets 409 with the newer value; both are shown."""
    site.run("user", "add", "t.officer2", "--role", "officer", "--agency", "11000000", "--password-stdin", stdin=harness.PASSWORD + "\n")
    a, b = Person(site, "t.officer"), Person(site, "t.officer2")
    code = package(a)
    line = save(a, code, add=[new_line(items(a, code)[0])]).json()["lines"][0]["line"]
    check(save(a, code, cells=[cell(line, 1, "unit_price", "2000")]).status == 200, "the first")
    got = save(b, code, cells=[cell(line, 1, "unit_price", "3000")])
    check(got.status == 409, "the second: %d" % got.status)
    x = got.json()["lines"][0]
    check(x["result"] == "stale" and x["version"] == 2 and x["newer"]["unit_price"] == "2,000" and x["by"] == "t.officer" and x["at_ms"] > 0,
          "it has the newer row and who made it: %s" % x)
    check(x["errors"][0]["code"] == "stale", "and says so in words")
    check(save(b, code, cells=[cell(line, x["version"], "unit_price", "3000")]).status == 200, "knowingly it is saved")


def form_of(page):
    """The plain form's fields as a browser would send them."""
    page = page[page.index('enctype="multipart/form-data"'):]
    out = {}
    for m in re.finditer(r'<input\b([^>]*)>|<textarea\b([^>]*)>\n?(.*?)</textarea>|<select name="([^"]+)".*?</select>', page, re.S):
        attrs = m.group(1) or m.group(2) or ""
        name = re.search(r'name="([^"]+)"', attrs)
        if m.group(4):
            chosen = re.search(r'<option value="([^"]*)" selected', m.group(0)) or re.search(r'<option value="([^"]*)"', m.group(0))
            out[m.group(4)] = chosen.group(1)
        elif name and "radio" not in attrs:
            value = re.search(r'value="([^"]*)"', attrs)
            out[name.group(1)] = m.group(3) if m.group(2) else value.group(1) if value else ""
    return out


def multipart(p, path, fields):
    mark = "----pbis" + uuid.uuid4().hex
    body = "".join('--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (mark, k, v.replace("\n", "\r\n")) for k, v in fields.items())
    return p.send("POST", path, (body + "--%s--\r\n" % mark).encode(), {"Content-Type": "multipart/form-data; boundary=" + mark})


def plain(site):
    """The same without script: a whole table in one go, errors at their cells, both values of a stale one."""
    a, b = Person(site, "t.officer"), Person(site, "t.officer2")
    code = package(a)
    path = "/packages/%s/grid" % code
    item = items(a, code)[0]
    many = save(a, code, add=[new_line(item, name="แถว %d" % i, justification="สอง\nบรรทัด" if i == 0 else "") for i in range(90)])
    check(many.json()["total"]["lines"] == 90, "90 lines")
    page = a.get(path + "?plain=1")
    check(page.status == 200 and "<noscript>" not in page.text(), "the plain form")
    fields = form_of(page.text())
    check(len(fields) > 90 * 9, "holds every cell: %d" % len(fields))
    check(multipart(a, path, fields).status == 303, "sent as it is")
    check(int(site.store.query("SELECT MAX(l.version) FROM line l JOIN package p ON p.id = l.package_id WHERE p.code = '%s'" % code)[0][0]) == 1,
          "nothing is changed by it")
    mine = dict(fields)
    mine.update({"c.0.quantity": "๕", "c.1.unit_price": "abc", "c.2.name": "ของฉัน", "c.90.name": "แถวใหม่", "c.90.item": item,
                 "c.90.quantity": "1", "c.90.unit_price": "50", "c.90.fund": "OWN"})
    line2 = fields["c.2.line"]
    check(save(b, code, cells=[cell(line2, 1, "name", "ของเขา")]).status == 200, "another person is first at one row")
    got = multipart(a, path, mine)
    text = got.text()
    check(got.status == 409, "a stale row: %d" % got.status)
    check('value="abc"' in text and 'aria-invalid="true"' in text, "what was typed stands there, marked")
    check('value="ของฉัน"' in text and "ของเขา" in text and "t.officer2" in text, "both values are shown, and whose")
    total = save(a, code).json()["total"]["lines"]
    check(total == 91, "the new row was added once: %d" % total)
    second = form_of(text)
    check("c.0.quantity" in second and second["c.0.quantity"] == "5", "the saved row is shown saved")
    stale = next(k.split(".")[1] for k, v in second.items() if v == line2)
    bad = next(k.split(".")[1] for k, v in second.items() if k.endswith("unit_price") and v == "abc")
    second["c.%s.unit_price" % bad] = "7"
    check(multipart(a, path, second).status == 409, "without a choice it stays open")
    second = form_of(multipart(a, path, second).text())
    second["c.%s.take" % stale] = "mine"
    got = multipart(a, path, second)
    check(got.status == 303, "with a choice it is saved: %d %s" % (got.status, re.findall(r"class=.error.*?</span>", got.text())))
    row = site.store.query("SELECT name, version FROM line WHERE code = '%s'" % line2)[0]
    check(row[0] == "ของฉัน" and row[1] == "3", "mine counts: %s" % row)


def big(site):
    """2,000 lines: one page, one budget."""
    p = Person(site, "t.officer")
    code = package(p)
    item = items(p, code)[0]
    for k in range(4):
        got = save(p, code, add=[new_line(item, name="รายการที่ %d ค่าจ้างเหมาบริการ" % (k * 500 + i)) for i in range(500)])
        check(got.status == 200, "500 lines in one write: %d" % got.status)
    page = p.get("/packages/%s/grid" % code, Accept_Encoding="gzip")
    check(page.status == 200 and len(page.body) < 150000, "the page of 2,000 lines: %d bytes" % len(page.body))
    # 14: two of them ask where inside the agency the package lies and who may write there
    check((page.debug("statements") or 99) <= 14, "statements: %s" % page.debug("statements"))


if __name__ == "__main__":
    def prepare(site):
        harness.fixture(site)
        for event in ("open_call", "open_requests"):
            site.run("cycle", event, "--year", "2566")

    sys.exit(harness.main([cells, shapes, two_people, plain, big], people=["t.officer", "t.admin", "t.analyst"], prepare=prepare))
