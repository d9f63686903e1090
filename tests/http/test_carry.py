#!/usr/bin/env python3
"""Carry-over and the year's end as their users walk them: asked by an agency, sent by its head, gathered, moved, decided by
the Council, posted; flags by two people; lapse by three; months and the year closed."""
import os
import re
import sys

import harness
from harness import Person, check
from test_lineage import post, rows

YEAR = "2566"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
STATEMENTS = 14


def prepare(site):
    harness.fixture(site)
    for event in ("open_call", "open_requests", "start_analysis", "suitability", "permsec", "governor"):
        site.run("cycle", event, "--year", YEAR)
    site.run("enact", "--year", YEAR)
    q = site.store.query("SELECT l.code, b.unallotted_satang FROM line l JOIN balance b ON b.line_id = l.id JOIN agency g ON g.id = l.agency_id"
                         " WHERE g.code = '11000000' ORDER BY b.unallotted_satang DESC")
    big, second = q[0], q[1]
    path = os.path.join(site.folder, "post.csv")
    with open(path, "w", encoding="utf-8") as f:
        f.write("key,date,type,line,amount,to_line,ref,authority,note\n")
        for n, (line, satang) in enumerate((big, second)):
            f.write("a%d,2022-11-01,ALLOT,%s,%.2f,,,,\n" % (n, line, int(satang) / 100))
        f.write("o,2023-01-10,OBLIGATE,%s,100000.00,,C-1,,\n" % big[0])
        f.write("d,2023-03-10,DISBURSE,%s,40000.00,,C-1,,\n" % big[0])
    site.run("post", path)
    site.stop()
    site.start()
    return big[0], second[0]


def attach(p, subject):
    edge = b"--quay\r\n"
    fields = {"subject": subject, "kind": "letter", "csrf": p.csrf}
    body = b"".join(edge + b'Content-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (k.encode(), v.encode()) for k, v in fields.items())
    body += edge + b'Content-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n' + PDF + b"\r\n--quay--\r\n"
    return p.send("POST", "/attachments", body, {"Content-Type": "multipart/form-data; boundary=quay"})


class Walk:
    def __init__(self, site):
        self.site = site
        for key in ("officer", "head", "office", "finance", "permsec", "governor", "clerk", "admin"):
            setattr(self, key, Person(site, "t." + key))

    def post(self, who, path, **form):
        return who.post(path, dict({"year": YEAR}, **form))

    def done(self, who, path, why, **form):
        got = self.post(who, path, **form)
        check(got.status == 303, "%s: %d %s" % (why, got.status, re.findall(r'role="alert".{0,300}', got.text(), re.S)[:1]))
        return got.header("Location")

    def refused(self, who, path, status, why, word="", **form):
        got = self.post(who, path, **form)
        check(got.status == status, "%s: %d, not %d" % (why, got.status, status))
        check(not word or word in got.text(), "%s: says %s" % (why, word))

    def page(self, who, path):
        who.get(path)
        got = who.get(path)
        check(got.status == 200, "%s: %d" % (path, got.status))
        n = got.debug("statements")
        check(n is None or n <= STATEMENTS, "%s: %s statements" % (path, n))
        return got.text()

    def request(self, line, kind, amount, ref="", attached=True):
        form = {"line": line, "kind": kind, "ref": ref, "amount": amount, "reason": "ส่งมอบไม่ทันเพราะผู้รับจ้างขอขยายเวลา"}
        if kind == "B":
            form.update(status="ประกาศเชิญชวนแล้ว", sign_on="15/11/2566", deliver_on="15/3/2567", pay_on="15/4/2567")
        at = self.done(self.officer, "/carry/new", "a draft", **form)
        if attached:
            check(attach(self.officer, "carry:" + at.split("/")[-1].split("?")[0]).status == 303, "a paper")
        self.done(self.officer, at + "/step", "to the head", event="submit")
        check(at.split("?")[0].strip("/") in self.head.get("/work?year=" + YEAR).text(), "it stands on the head's page of work")
        self.done(self.head, at + "/step", "sent", event="approve")
        return at


def asking(site, walk, big, second):
    text = walk.page(walk.officer, "/carry/new?year=" + YEAR)
    check(big in text and second in text, "what could be carried")
    pick = re.search(r'/carry/new\?pick=([^"&]*B[^"&]*)', text)
    check(pick is not None, "each has its form")
    check("amount" in walk.page(walk.officer, "/carry/new?year=%s&pick=%s" % (YEAR, pick.group(1))), "the form")
    walk.refused(walk.officer, "/carry/new", 409, "above what C-1 holds", "60,000", line=big, kind="A", ref="C-1", amount="60,000.01", reason="ไม่ทัน")
    walk.refused(walk.officer, "/carry/new", 400, "no reason", line=big, kind="A", ref="C-1", amount="1", reason="")
    walk.refused(walk.office, "/carry/new", 409, "no obligation", line=big, kind="A", ref="C-9", amount="1", reason="x")
    check(walk.post(walk.finance, "/carry/remind").status == 403, "reminders are the office's")
    a = walk.request(big, "A", "60,000", "C-1", attached=False)
    b = walk.request(second, "B", "1,000")
    walk.refused(walk.officer, a + "/step", 409, "it has left the agency", event="withdraw", note="x")
    for path in (a, b, "/carry", "/carry?kind=B&state=sent", "/carry?agency=11000000"):
        walk.page(walk.office, path + ("&" if "?" in path else "?") + "year=" + YEAR)
    check(len(rows(walk.office, "/carry.json?year=" + YEAR)) == 2, "two requests")
    check(any(x["agency_code"] == "11000000" and x["requests"] == 2 for x in rows(walk.office, "/carry/agencies.json?year=" + YEAR)), "by agency")
    walk.done(walk.office, "/carry/remind", "the others are reminded")
    return a, b


def lists(site, walk, a, b):
    check(b.split("?")[0].strip("/") in walk.office.get("/work?year=" + YEAR).text(), "it waits for a list")
    la = walk.done(walk.office, "/carry/lists", "a list of A", kind="A", title="ขอกันเงินแบบมีหนี้ผูกพัน")
    lb = walk.done(walk.office, "/carry/lists", "a list of B", kind="B", title="ญัตติขอกันเงินแบบไม่มีหนี้ผูกพัน")
    check(walk.post(walk.officer, "/carry/lists", kind="B", title="x").status == 403, "not the agency's")
    walk.refused(walk.office, la + "?do=move", 409, "an empty list", no="1", on="11/9/2566")
    for at in (la, lb):
        walk.done(walk.office, at + "?do=take", "all that were sent")
        walk.page(walk.office, at + "?year=" + YEAR)
        walk.refused(walk.office, at + "?do=move", 400, "without its day", no="ญ 1/2566", on="")
        walk.done(walk.office, at + "?do=move", "proposed", no="ญ 1/2566", on="11/9/2566", note="หลักการ")
    walk.refused(walk.office, la + "?do=decide", 403, "the office does not allow A", no="1", on="12/9/2566")
    walk.refused(walk.governor, lb + "?do=decide", 403, "the Governor does not allow B", no="1", on="12/9/2566")
    check(la.strip("/") in walk.permsec.get("/work?year=" + YEAR).text() and lb.strip("/") in walk.clerk.get("/work?year=" + YEAR).text(), "whose turn it is")
    walk.done(walk.permsec, la + "?do=decide", "A allowed", no="กท 1/2566", on="12/9/2566")
    code = b.split("/")[-1]
    walk.refused(walk.clerk, lb + "?do=decide", 400, "an amount that cannot be read", no="1", on="20/9/2566", less="%s x y" % code)
    walk.done(walk.clerk, lb + "?do=decide", "B allowed in part", no="มติ 2/2566", on="20/9/2566", less="%s 900 สภาให้ลด" % code)
    check(walk.post(walk.office, la + "?do=post").status == 403, "the office does not post")
    for at in (la, lb):
        walk.done(walk.finance, at + "?do=post", "posted")
        text = walk.page(walk.finance, at + "?year=" + YEAR)
    check("900" in text, "what was allowed")
    q = site.store.query("SELECT f.code, b.obligated_satang + b.allotted_satang FROM line l JOIN balance b ON b.line_id = l.id"
                         " JOIN class_node f ON f.id = l.fund_id WHERE l.year = 2567 ORDER BY f.code")
    check(q == [["CARRY_A", "6000000"], ["CARRY_B", "90000"]], "in next year's accounts: %s" % q)
    check(sum(x["posted_satang"] for x in rows(walk.office, lb + "/parts.json?year=" + YEAR)) == 90000, "sums by type")
    for ending in ("pdf", "docx", "xlsx"):
        path = os.path.join(site.folder, "list." + ending)
        site.run("document", "carry-list", "--subject", lb.split("/")[-1], "--year", YEAR, "--out", path)
        check(os.path.getsize(path) > 2000, "the motion's list as " + ending)
    check(walk.post(walk.office, lb + "?do=print", format="docx").status in (202, 303), "printed from the page")
    walk.page(walk.office, "/carry/lists?year=" + YEAR)
    return lb


def flags(site, walk, second):
    form = {"line": second, "kind": "multi_year", "amount": "500", "reason": "ผูกพันสามปี", "evidence": "กท 9/2566"}
    walk.refused(walk.officer, "/carry/flags", 409, "more than was carried", "900", **dict(form, amount="901"))
    at = walk.done(walk.officer, "/carry/flags", "proposed", **form)
    walk.refused(walk.office, at + "/step", 409, "without a paper", event="confirm")
    check(attach(walk.officer, "carry_flag:" + at.split("/")[-1]).status == 303, "its paper")
    check(walk.post(walk.officer, at + "/step", event="confirm").status == 403, "not by who set it")
    walk.done(walk.office, at + "/step", "confirmed by another", event="confirm")
    walk.page(walk.office, at + "?year=" + YEAR)
    text = walk.page(walk.office, "/carry/flags?year=" + YEAR)
    check("0.00" in text, "the rate")
    check(rows(walk.office, "/carry/flags/kinds.json?year=" + YEAR)[0]["confirmed_sum_satang"] == 50000, "by kind")
    check(walk.office.get("/carry/flags/hints.json?year=" + YEAR).status == 200, "hints")


def ending(site, walk, second):
    text = walk.page(walk.office, "/year-end?year=" + YEAR)
    check('href="/year-end/periods' in text and 'href="%2F' not in text, "each matter leads to its page")
    walk.refused(walk.office, "/year-end/lapse", 409, "before the year's end")
    site.run("cycle", "year_end", "--year", YEAR)
    rest = sum(x["total_satang"] for x in rows(walk.office, "/year-end/lapse.json?year=" + YEAR))
    check(rest == sum(x["total_satang"] for x in rows(walk.office, "/year-end/lapse.json?by=type&year=" + YEAR)), "by type the same")
    walk.done(walk.office, "/year-end/lapse", "proposed", note="x")
    walk.refused(walk.office, "/year-end/lapse/1?do=approve", 403, "not by who proposed it", doc_no="x")
    walk.done(walk.permsec, "/year-end/lapse/1?do=approve", "approved", doc_no="กท 5/2566")
    walk.page(walk.finance, "/year-end?year=%s&by=fund" % YEAR)
    walk.done(walk.finance, "/year-end/lapse/1?do=post", "posted")
    q = site.store.query("SELECT SUM(b.lapsed_satang) FROM line l JOIN balance b ON b.line_id = l.id WHERE l.year = 2566")
    check(int(q[0][0]) == rest, "all of it lapsed")
    walk.refused(walk.office, "/year-end/close", 409, "months are open")
    walk.page(walk.finance, "/year-end/periods?year=" + YEAR)
    months = [x["period"] for x in rows(walk.finance, "/year-end/periods.json?year=" + YEAR)]
    check(len(months) == 12 and months[0] == 202210, "October first")
    for m in months:
        walk.done(walk.finance, "/year-end/periods?do=close", "closed", period=str(m))
    walk.refused(walk.finance, "/year-end/periods?do=reopen", 400, "reopened without a reason", period="202309", reason="")
    walk.done(walk.finance, "/year-end/periods?do=reopen", "reopened", period="202309", reason="แก้รายการ")
    walk.done(walk.finance, "/year-end/periods?do=close", "closed again", period="202309")
    walk.page(walk.finance, "/year-end/periods?year=" + YEAR)
    walk.done(walk.office, "/year-end/close", "the year is closed")
    closing = rows(walk.office, "/year-end/closing.json?year=" + YEAR)
    check(sum(x["given_satang"] for x in closing) == sum(x["disbursed_satang"] + x["carried_a_satang"] + x["carried_b_satang"] + x["lapsed_satang"]
                                                         + x["open_satang"] for x in closing), "the record ties")
    walk.page(walk.office, "/year-end?year=" + YEAR)
    walk.refused(walk.officer, "/carry/new", 409, "a closed year", line=second, kind="A", ref="C-1", amount="1", reason="x")
    site.run("check")


def story(site):
    big, second = prepare(site)
    walk = Walk(site)
    a, b = asking(site, walk, big, second)
    lists(site, walk, a, b)
    flags(site, walk, second)
    if os.environ.get("PBIS_LOOK"):
        print(site.port, flush=True)
        sys.stdin.readline()
    ending(site, walk, second)
    if os.environ.get("PBIS_LOOK"):
        sys.stdin.readline()


if __name__ == "__main__":
    sys.exit(harness.main([story]))
