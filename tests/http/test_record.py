#!/usr/bin/env python3
"""The book of record in the browser's way: files of MIS2 and e-GP with mapped columns, what is posted and what is only
compared, the same document once, differences with their people."""
import json
import os
import subprocess
import sys

import harness
from harness import Person, check

YEAR = "2566"
HEAD = "เลขที่ฎีกา,งวดที่,วันที่,รหัสรายการ,จำนวนเงิน,เลขที่สัญญา,ผู้รับเงิน\n"


def upload(p, path, fields, name, text):
    b = "x" * 20
    body = "".join('--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (b, k, v) for k, v in dict(fields, csrf=p.csrf).items())
    body += ('--%s\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\nContent-Type: text/csv\r\n\r\n%s\r\n--%s--\r\n'
             % (b, name, text, b))
    return p.send("POST", path, body.encode(), {"Content-Type": "multipart/form-data; boundary=" + b, "X-CSRF-Token": p.csrf})


def rows(p, path):
    return p.get(path + ("&" if "?" in path else "?") + "year=" + YEAR).json()["rows"]


def post(p, path, **form):
    return p.post(path, dict(form, year=YEAR))


def force(site):
    """The fixture's year in force, everything allotted on two lines."""
    site.run("cycle", "open_call", "--year", YEAR)
    for event in ("open_requests", "start_analysis", "suitability", "permsec", "governor"):
        site.run("cycle", event, "--year", YEAR)
    site.run("enact", "--year", YEAR)
    return site.store.query("SELECT l.code, b.unallotted_satang, g.code, o.code, l.id FROM line l JOIN balance b ON b.line_id = l.id"
                            " JOIN agency g ON g.id = l.agency_id JOIN class_node o ON o.id = l.output_id"
                            " WHERE l.year = 2566 ORDER BY l.id")


def look(p, what, name, text):
    return upload(p, "/records/import", {"what": what, "year": YEAR}, name, text)


def hidden(page, name):
    at = page.index('name="%s"' % name)
    return page[page.index('value="', at) + 7:].split('"')[0]


def take(p, what, name, text, keep=False):
    """Reads and confirms; the reply of the confirmation."""
    page = look(p, what, name, text)
    check(page.status == 200, "%s is read: %d %s" % (name, page.status, page.text()[:200]))
    t = page.text()
    form = {"what": what, "sha256": hidden(t, "sha256"), "filename": name, "map": hidden(t, "map").replace("&#39;", "'")}
    if keep:
        form["keep"] = "1"
    return post(p, "/records/import/confirm", **form)


def baht(satang):
    return "%d.%02d" % (int(satang) // 100, int(satang) % 100)


def compared(site, lines):
    """PBIS is the book of record: files are compared only."""
    finance, officer = Person(site, "t.finance"), Person(site, "t.officer")
    first = lines[0]
    second = [x for x in lines if x[2] != first[2]][0]
    page = finance.get("/records?year=" + YEAR).text()
    check("ยังไม่เคยรับแฟ้มจาก MIS2" in page, "nothing yet, and it is said")
    check(officer.get("/records?year=" + YEAR).status == 200, "an officer sees it")
    check(look(officer, "mis2-payments", "x.csv", HEAD).status == 403, "an officer takes no file")
    check(post(finance, "/records/run").status == 409, "nothing to reconcile")
    got = look(finance, "mis2-allotment", "empty.csv", "")
    check(got.status == 400 and "เลือกแฟ้มก่อน" in got.text(), "an empty file: %d" % got.status)
    got = look(finance, "mis2-allotment", "noise.csv", "ก,ข\n1,2\n")
    check("ยังอ่านแถวไม่ได้" in got.text() and "ต้องกรอก" in got.text() or got.status == 400, "columns that are not there are asked for")
    text = HEAD + "ง 1/2566,,5 ต.ค. 2565,%s,%s,,\nง 2/2566,,06/10/2565,%s,100.00,,\n" % (first[0], baht(first[1]), second[0])
    page = look(finance, "mis2-allotment", "allot.csv", text)
    check("แฟ้มนี้รับได้" in page.text() and "PBIS เป็นระบบหลัก" in page.text(), "what would happen is said first")
    check(not site.store.query("SELECT * FROM record_file"), "and nothing has changed")
    got = take(finance, "mis2-allotment", "allot.csv", text)
    check(got.status == 303 and got.header("Location") == "/records/files/R-2566-00001", "taken: %d %s" % (got.status, got.text()[:300]))
    check(site.store.query("SELECT COUNT(*) FROM entry WHERE type = 'ALLOT'") == [["0"]], "nothing is posted")
    d = rows(finance, "/records/differences.json")
    check(len(d) == 2 and all(x["ours_satang"] == 0 and x["state"] == "open" for x in d), "two groups differ: %r" % d)
    again = look(finance, "mis2-allotment", "allot.csv", text)
    check(again.status == 200 and "ไม่มีอะไรใหม่ในแฟ้มนี้" in again.text(), "the same file changes nothing: %d" % again.status)
    got = look(finance, "mis2-allotment", "changed.csv", text.replace("100.00", "101.00"))
    check("เคยรับไว้แล้วด้วยข้อมูลอื่น" in got.text(), "another amount under a known number is refused")
    got = look(finance, "mis2-allotment", "bad.csv", HEAD + "ง 9,,31/2/2566,%s,x,,\nง 8,,1/10/2567,2566-0-9999-00001,5,,\n" % first[0])
    check(got.status == 200 and "31/2/2566" in got.text() and "2566-0-9999-00001" in got.text(), "each bad cell with its reason")
    return d


def people(site, d):
    """A difference has an owner, an explanation by one and a settlement by another."""
    finance, office, officer = Person(site, "t.finance"), Person(site, "t.office"), Person(site, "t.officer")
    path = "/records/differences/" + d[0]["code"]
    one = lambda: [x for x in rows(finance, "/records/differences.json?state=all") if x["code"] == d[0]["code"]][0]
    page = finance.get(path).text()
    check("ง 1/2566" in page or "ง 2/2566" in page, "the documents that make it are there")
    check(post(finance, path + "/assign", owner="nobody", version="1").status == 404, "an owner that is there")
    check(post(finance, path + "/assign", owner="t.officer", version="1").status == 303, "given to somebody")
    check(post(finance, path + "/settle", note="", version="2").status == 400, "not settled without an explanation")
    check(post(officer, path + "/explain", explanation="", version="2").status == 400, "an explanation has words")
    check(post(Person(site, "t.auditor"), path + "/explain", explanation="x", version="2").status == 403, "not by who has no part in it")
    check(post(finance, path + "/explain", explanation="MIS2 บันทึกก่อน PBIS หนึ่งวัน", version="1").status == 409, "not over what somebody changed")
    check(post(finance, path + "/explain", explanation="MIS2 บันทึกก่อน PBIS หนึ่งวัน", version="2").status == 303, "explained")
    check(post(finance, path + "/settle", version="3").status == 403, "not settled by who explained it")
    got = post(office, path + "/settle", version="3", note="ตรวจแล้ว")
    check(got.status == 303 and one()["state"] == "settled", "settled by another person: %d" % got.status)
    check(post(finance, "/records/run").status == 303 and one()["state"] == "settled", "the next day's run leaves it settled")
    check(len(rows(finance, "/records/differences.json")) == 1, "the other is still open")


def decide(site, kind):
    """Two people say that MIS2 is the book of record."""
    office, finance = Person(site, "t.office"), Person(site, "t.finance")
    day = subprocess.run(["date", "-u", "-d", "+7 hours", "+%Y-%m-%d"], check=True, stdout=subprocess.PIPE).stdout.decode().strip()
    path = "/parameters/record." + kind
    got = office.post(path, {"value": "mis2", "from_year": YEAR, "from_date": day, "reason": "ใช้ MIS2", "source": ""})
    check(got.status == 303, "proposed: %d %s" % (got.status, got.text()[-300:]))
    check(finance.post(path + "/1/approve", {}).status == 303, "approved by another person")


def posted(site, lines):
    """MIS2 is the book of record: its documents are entries, and nothing is keyed in PBIS."""
    finance = Person(site, "t.finance")
    line = [x for x in lines if int(x[1]) > 100000][2]
    for kind in ("allotment", "orders", "payments"):
        decide(site, kind)
    got = take(finance, "mis2-allotment", "allot2.csv", HEAD + "ง 10/2566,,5/10/2565,%s,%s,,\n" % (line[0], baht(line[1])))
    check(got.status == 303, "an allotment: %d %s" % (got.status, got.text()[:500]))
    check(site.store.query("SELECT type, amount_satang FROM entry WHERE key = 'mis2:allotment:2566:ง 10/2566'") == [["ALLOT", line[1]]], "is posted")
    got = take(finance, "mis2-orders", "orders.csv", HEAD + "ส 1,,10/10/2565,%s,500.25,สญ-1/2566,บริษัท ก\n" % line[0])
    check(got.status == 303, "an order: %d" % got.status)
    bad = HEAD + "ฎ 1,1,1/11/2565,%s,300.00,สญ-1/2566,บริษัท ก\nฎ 2,1,2/11/2565,%s,200.26,สญ-1/2566,บริษัท ก\n" % (line[0], line[0])
    page = look(finance, "mis2-payments", "pay.csv", bad)
    check("แฟ้มนี้ยังรับทั้งแฟ้มไม่ได้" in page.text(), "one satang above the contract is refused")
    check(take(finance, "mis2-payments", "pay.csv", bad).status == 400, "and the file is not taken whole")
    check(site.store.query("SELECT COUNT(*) FROM entry WHERE type = 'DISBURSE'") == [["0"]], "nothing half done")
    got = take(finance, "mis2-payments", "pay.csv", bad, keep=True)
    check(got.status == 303, "the good rows alone: %d" % got.status)
    check(site.store.query("SELECT amount_satang FROM entry WHERE type = 'DISBURSE'") == [["30000"]], "one is posted")
    check(len(rows(finance, "/records/waiting.json")) == 1, "the other waits")
    check([x["gap_satang"] for x in rows(finance, "/records/differences.json") if x["kind"] == "payments"] == [20026], "and is a difference")
    got = take(finance, "mis2-orders", "orders2.csv", HEAD + "ส 2,,12/10/2565,%s,0.01,สญ-1/2566,บริษัท ก\n" % line[0])
    check(got.status == 303 and post(finance, "/records/waiting").status == 303, "its contract grows, and it is tried again")
    check(not rows(finance, "/records/waiting.json"), "nothing waits")
    check(post(finance, "/records/run").status == 303, "reconciled")
    check(not [x for x in rows(finance, "/records/differences.json") if x["kind"] == "payments"], "the difference is gone by itself")
    check([x["state"] for x in rows(finance, "/records/differences.json?state=all") if x["kind"] == "payments"] == ["gone"], "and stays in the register")
    got = take(finance, "mis2-payments", "back.csv", HEAD + "ฎ 3,1,5/11/2565,%s,-100.00,สญ-1/2566,บริษัท ก\n" % line[0])
    check(got.status == 303 and site.store.query("SELECT amount_satang FROM entry WHERE type = 'REFUND'") == [["10000"]], "a refund")
    return line


def own(site, line):
    """Nothing is keyed twice."""
    path = os.path.join(site.folder, "post.csv")
    with open(path, "w", encoding="utf-8") as f:
        f.write("key,date,type,line,amount,to_line,ref,authority,note\nk1,2022-11-10,DISBURSE,%s,1.00,,สญ-1/2566,,\n" % line[0])
    p = subprocess.run([harness.BIN, "post", path], env=site.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    out = p.stdout.decode() + p.stderr.decode()
    check(p.returncode == 1 and "MIS2" in out, "a payment keyed in PBIS is refused with where it belongs: %d %s" % (p.returncode, out))


def mapped(site, lines):
    """Other heads: the columns are said once and remembered; by the command line too."""
    finance = Person(site, "t.finance")
    line = [x for x in lines if int(x[1]) > 100000][3]
    text = "A1,B1,C1,D1,E1\nX-1,2022-10-20,%s,%s,77.00\n" % (line[2], line[3])
    page = look(finance, "egp-orders", "egp.csv", text)
    check("ยังอ่านแถวไม่ได้" in page.text(), "unknown heads are asked for")
    form = {"what": "egp-orders", "sha256": hidden(page.text(), "sha256"), "filename": "egp.csv", "doc": "A", "date": "B", "agency": "C",
            "output": "D", "amount": "E", "fixed_fund": "OWN"}
    page = post(finance, "/records/import/check", **form)
    check("แฟ้มนี้รับได้" in page.text(), "read again as said: %d" % page.status)
    got = post(finance, "/records/import/confirm", map=hidden(page.text(), "map"), **{k: form[k] for k in ("what", "sha256", "filename")})
    check(got.status == 303, "taken: %d %s" % (got.status, got.text()[:300]))
    page = look(finance, "egp-orders", "egp2.csv", text.replace("X-1", "X-2"))
    check("จำคอลัมน์จากแฟ้มครั้งก่อน" in page.text() and "แฟ้มนี้รับได้" in page.text(), "the next file needs no word")
    path = os.path.join(site.folder, "egp3.csv")
    with open(path, "w", encoding="utf-8") as f:
        f.write(text.replace("X-1", "X-3"))
    r = json.loads(site.run("import", "egp-orders", path, "--year", YEAR, "--json"))
    check(r["accepted"] == 1 and r["refused"] == 0 and r["total_baht"] == "77.00", "the command reads by the same memory: %r" % r)
    r = json.loads(site.run("reconcile", "--year", YEAR, "--json"))
    check(any(x["system"] == "egp" and x["theirs_satang"] == 15400 for x in r["open"]), "e-GP is compared by agency: %r" % r["open"])


def looks(site):
    for who in ("t.finance", "t.officer", "t.council"):
        p = Person(site, who)
        for path in ("/records", "/records/differences", "/records/differences?state=all", "/records/files/R-2566-00001", "/records/waiting",
                     "/records/differences/D-2566-00001"):
            got = p.get(path + ("&" if "?" in path else "?") + "year=" + YEAR)
            check(got.status == 200 and (got.debug("statements") or 0) <= 14, "%s of %s: %d, %s" % (path, who, got.status, got.header("X-PBIS-Debug")))
    got = Person(site, "t.finance").get("/records/differences/D-2566-99999?year=" + YEAR)
    check(got.status == 404, "no such difference")
    check(Person(site, "t.finance").get("/records/files/R-2566-99999").status == 404, "no such file")


def record(site):
    harness.fixture(site)
    lines = force(site)
    d = compared(site, lines)
    people(site, d)
    line = posted(site, lines)
    own(site, line)
    mapped(site, lines)
    looks(site)
    site.run("check")
    check(site.store.query("SELECT COUNT(*) FROM outside_entry WHERE state = 'posted'") == [["6"]], "six documents are entries")
    if os.environ.get("PBIS_KEEP"):
        print("kept: http://127.0.0.1:%d" % site.port, flush=True)
        input()


if __name__ == "__main__":
    sys.exit(harness.main([record]))
