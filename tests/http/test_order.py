#!/usr/bin/env python3
"""Orders of execution: prepared, approved and posted by three people in the browser; refusals; a file; flags; registers."""
import os
import re
import sys
import threading

import harness
from harness import Person, check
from test_costing import upload

YEAR, STATEMENTS = "2566", 12
PAGES = ("/orders", "/orders/new?kind=allot", "/orders/new?kind=allot&by=rows", "/orders/new?kind=central", "/orders/flags", "/orders/central", "/orders/register")


def prepare(site):
    harness.fixture(site)
    site.store.query("UPDATE package SET state = 'ANALYST_ACCEPTED'")
    site.store.query("UPDATE fiscal_year SET stage = 'GOVERNOR' WHERE year = 2566")
    site.run("enact", "--year", YEAR)
    site.stop()
    site.start()


def lines(site, more=""):
    """(code, satang not allotted) of 11000000, the largest first."""
    return [(r[0], int(r[1])) for r in site.store.query(
        "SELECT l.code, b.unallotted_satang FROM line l JOIN balance b ON b.line_id = l.id JOIN agency g ON g.id = l.agency_id"
        " JOIN class_node i ON i.id = l.item_id WHERE g.code = '11000000' AND l.year = 2566 %s ORDER BY b.unallotted_satang DESC, l.id" % more)]


def make(who, kind, rows, **more):
    body = {"year": YEAR, "kind": kind, "by": "rows", "title": "คำสั่งทดสอบ", "agency": "11000000", "on_date": "1/11/2565", "reason": "ตามแผนงาน"}
    for i, row in enumerate(rows):
        for name, value in row.items():
            body["%s-%d" % (name, i + 1)] = value
    body.update(more)
    got = who.post("/orders/new", body)
    m = re.search(r"/orders/(2566-O-\d+)", got.header("Location") or "")
    return got, m.group(1) if m else ""


def version(who, code):
    m = re.search(r'name="version" value="(\d+)"', who.get("/orders/" + code).text())
    return m.group(1) if m else "0"


def act(who, code, what, **more):
    return who.post("/orders/" + code, dict({"act": what, "version": version(who, code)}, **more))


def state(site, code):
    return site.store.query("SELECT state FROM spend_order WHERE code = '%s'" % code)[0][0]


def road(site):
    officer, head, office, finance = (Person(site, n) for n in ("t.officer", "t.head", "t.office", "t.finance"))
    line, amount = lines(site)[0]
    got, code = make(officer, "allot", [{"line": line, "amount": "1,000.50"}])
    check(code == "2566-O-000001", "made: %d %s" % (got.status, re.findall(r'alert".*', got.text())[:2]))
    page = officer.get("/orders/" + code)
    check(page.status == 200 and "1,000.50" in page.text() and line in page.text(), "its page says what is asked")
    check(act(head, code, "approve").status in (403, 409), "a draft is not approved")
    check(act(officer, code, "send").status == 303, "sent")
    check(code in office.get("/orders").text() and code in office.get("/work").text(), "it waits for the office, first on its pages")
    got = act(head, code, "approve", version="2")
    check(got.status == 403 and "สำนักงบประมาณ" in got.text(), "a head may not approve an allotment, and reads who does: %d" % got.status)
    check(act(office, code, "approve", doc_no="กท 0401/12").status == 303, "approved")
    check(code in finance.get("/work").text(), "finance has it among its work")
    v = version(finance, code)
    replies = []

    def press():
        p = Person(site, "t.finance")
        replies.append(p.post("/orders/" + code, {"act": "post", "version": v}).status)
    threads = [threading.Thread(target=press) for _ in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    check(replies == [303] * 4, "pressed four times at once: %s" % replies)
    check(site.store.query("SELECT COUNT(*), MAX(authority) FROM entry WHERE type = 'ALLOT'") == [["1", "BUDGET:กท 0401/12"]], "posted once, with its authority")
    check("t.office" in officer.get("/orders/" + code).text(), "the page says who approved it")
    got = officer.post("/orders/" + code, {"act": "reverse", "reason": "ผิดรายการ"})
    back = (re.search(r"2566-O-\d+", got.header("Location") or "") or [""])[0]
    check(got.status == 303 and back > code, "its opposite is drafted: %d" % got.status)
    check(act(officer, back, "send").status == 303 and act(office, back, "approve").status == 303 and act(finance, back, "post").status == 303, "and goes the same road")
    check(lines(site)[0] == (line, amount), "all as before")


def refused(site):
    officer, office = Person(site, "t.officer"), Person(site, "t.office")
    line, amount = lines(site)[0]
    got, _ = make(officer, "allot", [{"line": line, "amount": "%.2f" % ((amount + 1) / 100)}])
    check(got.status == 409 and "1:" in got.text() and line in got.text(), "one satang above: the row, the sentence, the form as typed: %d" % got.status)
    got, _ = make(officer, "allot", [{"line": line, "amount": "x"}])
    check(got.status == 400 and 'value="x"' in got.text(), "an amount that is none: %d" % got.status)
    got, _ = make(officer, "allot", [{"line": "2566-0-9999-00001", "amount": "5"}])
    check(got.status == 404, "no such line: %d" % got.status)
    got, _ = make(officer, "allot", [{"line": line, "amount": "5"}], on_date="1/10/2566")
    check(got.status == 409, "a day of another year: %d" % got.status)
    check(make(Person(site, "t.head"), "allot", [{"line": line, "amount": "5"}])[0].status == 403, "a head does not prepare")
    _, code = make(officer, "allot", [{"line": line, "amount": "5"}])
    check(act(officer, code, "withdraw").status == 400, "withdrawn with a reason only")
    check(act(officer, code, "withdraw", reason="ไม่ใช้แล้ว").status == 303 and state(site, code) == "WITHDRAWN", "withdrawn")
    check(act(office, code, "approve").status == 409, "then it is over")


def quarter(site):
    office, finance, governor = (Person(site, n) for n in ("t.office", "t.finance", "t.governor"))
    got = office.post("/orders/new", {"year": YEAR, "kind": "allot", "title": "เงินประจำงวดที่ 1 ทั้งเมือง", "agency": "", "quarter": "1", "type": "",
                                      "on_date": "1/10/2565", "shares": "25 25 25 24"})
    check(got.status == 400 and "99.00" in got.text(), "shares that are not the whole: %d" % got.status)
    got = office.post("/orders/new", {"year": YEAR, "kind": "allot", "title": "เงินประจำงวดที่ 1 ทั้งเมือง", "agency": "", "quarter": "1", "type": "",
                                      "on_date": "1/10/2565", "shares": "30 30 20 20"})
    code = (re.search(r"2566-O-\d+", got.header("Location") or "") or [""])[0]
    check(code != "", "a quarter of the whole city in one act: %d" % got.status)
    check(act(office, code, "send").status == 303 and act(governor, code, "approve").status == 303 and act(finance, code, "post").status == 303, "approved by a higher one")
    got = site.store.query("SELECT COUNT(*) FROM balance WHERE ABS(allotted_satang * 10 - (allotted_satang + unallotted_satang) * 3) > 10")
    check(got == [["0"]], "each line has its 30 per cent: %s" % got)


def file(site):
    officer = Person(site, "t.officer")
    all_lines = [x for x in lines(site) if x[1] > 100][:20]
    text = "line,amount,note\r\n" + "".join("%s,%.2f,จากแฟ้ม\r\n" % (code, 0.5) for code, _ in all_lines)
    fields = {"year": YEAR, "kind": "allot", "by": "rows", "title": "จากแฟ้ม", "agency": "11000000", "on_date": "1/11/2565"}
    got = upload(officer, fields, "rows.csv", text.encode(), "/orders/new")
    code = (re.search(r"2566-O-\d+", got.header("Location") or "") or [""])[0]
    check(code != "", "rows of a file: %d" % got.status)
    back = officer.get("/orders/%s.csv" % code)
    check(back.status == 200 and len(back.body.decode("utf-8-sig").strip().splitlines()) == len(all_lines) + 1, "and out again")
    got = upload(officer, dict(fields, version=version(officer, code)), "rows.csv", back.body, "/orders/%s/edit" % code)
    check(got.status == 303, "what was exported can be sent back: %d %s" % (got.status, re.findall(r'alert".*', got.text())[:2]))
    got = upload(officer, fields, "rows.csv", (text + "2566-0-1100-77777,5,x\r\n").encode(), "/orders/new")
    check(got.status == 404 and str(len(all_lines) + 1) in got.text(), "half valid: nothing is kept, the row is named: %d" % got.status)


def pages(site):
    officer, office = Person(site, "t.officer"), Person(site, "t.office")
    line, _ = lines(site)[0]
    _, code = make(officer, "transfer", [{"line": lines(site)[0][0], "to_line": lines(site)[1][0], "amount": "100"}])
    for path in PAGES + ("/orders/" + code, "/orders/%s/edit" % code):
        who = office if "edit" not in path else officer
        who.get(path)
        r = who.get(path + ("&" if "?" in path else "?") + "year=" + YEAR)
        check(r.status == 200 and r.debug("statements") <= STATEMENTS, "%s: %d, %s statements" % (path, r.status, r.debug("statements")))
    for path in ("/orders", "/orders/flags", "/orders/central", "/orders/register", "/orders/" + code):
        for ending in (".json", ".csv", ".xlsx"):
            check(office.get(path + ending + "?year=" + YEAR).status == 200, path + ending)
    out = os.path.join(site.folder, "central.pdf")
    site.run("document", "central-report", "--year", YEAR, "--out", out)
    check(open(out, "rb").read(5) == b"%PDF-", "the report of central fund transfers is printed")
    site.run("document", "central-report", "--year", YEAR, "--out", out[:-4] + ".docx")
    check(office.get("/orders/2566-O-999999").status == 404 and office.get("/orders/flags/x").status == 404, "what is not there")
    check(site.store.query("SELECT COUNT(*) FROM spend_order_row r JOIN spend_order o ON o.id = r.order_id WHERE o.state = 'POSTED' AND r.entry_seq = 0") == [["0"]],
          "what is posted has its entries")


def names(site):
    """Pages say who a login name is, as of the last sign-in."""
    code, maker = site.store.query("SELECT o.code, v.by_user FROM spend_order o JOIN spend_order_event v ON v.order_id = o.id ORDER BY v.order_id, v.n LIMIT 1")[0]
    site.store.query("UPDATE app_user SET full_name = 'สมชาย <ใจดี>' WHERE name = '%s'" % maker)
    who = Person(site, "t.office")
    check('<span title="%s">สมชาย &lt;ใจดี&gt;</span>' % maker in who.get("/orders/" + code).text(), "the maker's name")
    check(maker in who.get("/orders.json?year=2566").text(), "data keep the login name")


if __name__ == "__main__":
    sys.exit(harness.main([road, refused, quarter, file, pages, names], prepare=prepare))
