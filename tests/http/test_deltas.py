#!/usr/bin/env python3
"""Cuts, amendments and reservations of a draft: found, moved, decided many at once, refused with what refuses them."""
import re
import sys

import harness
from harness import Person, check

CUTS, AMEND, RESERVED = "/council/cuts", "/council/amendments", "/council/reserved"
STATEMENTS = 12
YEAR = "2566"


def prepare(site):
    harness.fixture(site)
    site.store.query("UPDATE package SET state = 'ANALYST_ACCEPTED'")
    site.store.query("UPDATE fiscal_year SET stage = 'GOVERNOR' WHERE year = 2566")
    for step in ("table", "reading1", "committee"):
        site.run("cycle", step, "--year", YEAR)
    site.stop()
    site.start()


def lines(site):
    """(code, satang) of the draft, largest first."""
    got = site.store.query("SELECT l.code, (SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id ORDER BY x.stage DESC LIMIT 1)"
                           " FROM line l WHERE l.year = 2566 AND l.removed = 0")
    return sorted(((r[0], int(r[1])) for r in got), key=lambda r: -r[1])


def total(who):
    return who.get("/overview/by-agency.json?year=" + YEAR).json()["total"]["now_satang"]


def hidden(page, name):
    m = re.search(r'name="%s" value="([^"]*)"' % name, page.text())
    return m.group(1) if m else ""


def move(who, line, baht, kind="cut", **more):
    got = who.post(CUTS + "/new", dict({"year": YEAR, "line": line, "kind": kind, "amount": baht, "reason": "เกินความจำเป็น"}, **more))
    m = re.search(r"/council/cuts/(D-[0-9-]+)", got.header("Location") or "")
    return got, m.group(1) if m else ""


def decide(who, path, codes, act="accept", **more):
    """A look, then the act: the answer of the act."""
    body = dict({"year": YEAR, "act": act, "report": "รายงาน 1/2565"}, **more)
    picks = [("pick", c) for c in codes]
    look = who.post(path, list(body.items()) + picks)
    if look.status != 200 or "seen" not in look.text():
        return look
    return who.post(path, list(dict(body, confirm="1", seen=hidden(look, "seen"), once=hidden(look, "once")).items()) + picks)


def cuts(site):
    clerk, reader = Person(site, "t.clerk"), Person(site, "t.officer")
    line, amount = lines(site)[0]
    before = total(reader)
    for path in (CUTS, CUTS + "/new?q=" + line, AMEND, RESERVED, "/council/protected"):
        clerk.get(path)
        r = clerk.get(path)
        check(r.status == 200 and r.debug("statements") <= STATEMENTS, "%s: %d, %s statements" % (path, r.status, r.debug("statements")))
    check(line in clerk.get(CUTS + "/new?q=" + line[:11]).text(), "a line is found by the beginning of its code")
    check('name="amount"' in clerk.get(CUTS + "/new?line=" + line + "&year=" + YEAR).text(), "the form of a line")
    got, code = move(clerk, line, "1,000.50")
    check(code == "D-2566-0-0001", "a cut gets its number: %d %s" % (got.status, got.header("Location")))
    check(total(reader) == before, "moved, nothing has changed")
    got, _ = move(clerk, line, "5")
    check(got.status == 409 and "D-2566-0-0001" in got.text() and 'value="5"' in got.text(), "one a mover and line, the form comes back as typed")
    got, _ = move(reader, line, "5")
    check(got.status == 403, "an officer may not: %d" % got.status)
    got = decide(clerk, CUTS, [code], report="")
    check(got.status == 400, "a result needs its basis: %d" % got.status)
    got = decide(reader, CUTS, [code])
    check(got.status == 403, "nor decide: %d" % got.status)
    got = decide(clerk, CUTS, [code])
    check(got.status == 303 and "n=1" in got.header("Location"), "accepted: %d %s" % (got.status, re.findall(r"alert.*", got.text())))
    check(total(reader) == before - 100050, "every total is right at once: %d, %d" % (total(reader), before - 100050))
    check("1,000.50" in clerk.get(got.header("Location")).text(), "the page says so")
    check(code in reader.get("/lines/" + line).text(), "the line shows it")
    check("CUT_BY_COUNCIL" in str(site.store.query("SELECT p.state FROM package p JOIN line l ON l.package_id = p.id WHERE l.code = '%s'" % line)),
          "its package's state follows")
    got = decide(clerk, CUTS, [code])
    check(got.status == 409, "once: %d" % got.status)


def many(site):
    clerk, reader = Person(site, "t.clerk"), Person(site, "t.officer")
    before, codes = total(reader), []
    for line, amount in lines(site)[1:6]:
        codes.append(move(clerk, line, "200")[1])
    body = {"year": YEAR, "act": "accept", "report": "รายงาน 2/2565", "all": "1", "state": "proposed"}
    look = clerk.post(CUTS, body)
    check(look.status == 200 and all(c in look.text() for c in codes), "all that wait are looked at first")
    clerk.post(CUTS + "/" + codes[0], {"act": "withdraw", "version": "1", "reason": "พิมพ์ผิด"})
    r = clerk.post(CUTS, dict(body, confirm="1", seen=hidden(look, "seen"), once=hidden(look, "once")))
    check(r.status == 409, "not what was seen is not done: %d" % r.status)
    got = decide(clerk, CUTS, codes[1:], **{"a-" + codes[1]: "150", "reason": "กรรมการให้ลดเท่านี้"})
    check(got.status == 303, "less of one is accepted with its reason: %d" % got.status)
    check(total(reader) == before - 100 * (150 + 3 * 200), "the sum of them: %d" % (before - total(reader)))
    check(int(site.store.query("SELECT COUNT(*) FROM audit WHERE action = 'delta.accept' AND new_value LIKE '%deltas=4%'")[0][0]) == 1,
          "one audit record")
    rows = clerk.get(CUTS + ".json?year=" + YEAR + "&state=accepted").json()["rows"]
    check(len(rows) == 5 and all(x["state"] == "accepted" for x in rows), "filtered: %d" % len(rows))
    for ending in (".csv", ".xlsx"):
        check(clerk.get(CUTS + ending + "?year=" + YEAR).status == 200, "the list as " + ending)


def amendments(site):
    clerk, office, governor = (Person(site, n) for n in ("t.clerk", "t.office", "t.governor"))
    line = lines(site)[-1][0]
    room = clerk.get(AMEND + "/room.json?year=" + YEAR).json()["rows"]
    left = sum(x["room_satang"] for x in room)
    check(left == 100050 + 75000, "the room is what was cut: %d" % left)
    got, _ = move(office, line, "1750.51", "executive")
    check(got.status == 409 and "1,750.50" in got.text(), "one satang above the cuts is refused with what is left: %d" % got.status)
    got, code = move(office, line, "1750.50", "executive")
    check(code != "", "proposed: %d" % got.status)
    check(office.post(CUTS + "/" + code, {"act": "confirm", "version": "1"}).status == 403, "another person confirms")
    check(governor.post(CUTS + "/" + code, {"act": "confirm", "version": "1"}).status == 303, "who confirms")
    check(decide(clerk, AMEND, [code]).status == 409, "accepted among the amendments only")
    site.run("cycle", "amendment", "--year", YEAR)
    before = total(clerk)
    got = decide(clerk, AMEND, [code])
    check(got.status == 303 and total(clerk) == before + 175050, "and is in every total: %d %d" % (got.status, total(clerk) - before))
    check(sum(x["room_satang"] for x in clerk.get(AMEND + "/room.json?year=" + YEAR).json()["rows"]) == 0, "nothing is left")


def reserved(site):
    clerk, reader = Person(site, "t.clerk"), Person(site, "t.officer")
    site.store.query("INSERT INTO council_member (code, kind, full_name, district, from_date, made_by, made_at_ms)"
                     " VALUES ('M901', 'councillor', 'สมาชิกทดสอบ', 'ทดสอบ', 20200101, 'x', 1)")
    site.store.query("INSERT INTO council_committee (code, year, ordinance, kind, name, order_no, from_date, made_by, made_at_ms)"
                     " VALUES ('K-9', 2566, 0, 'extraordinary', 'คณะทดสอบ', '1', 20200101, 'x', 1)")
    site.store.query("INSERT INTO council_seat (committee_id, member_id, role, from_date, made_by, made_at_ms)"
                     " SELECT c.id, m.id, 'member', 20200101, 'x', 1 FROM council_committee c, council_member m WHERE c.code = 'K-9' AND m.code = 'M901'")
    code, amount = lines(site)[0]
    form = {"year": YEAR, "kind": "opinion", "line": code, "wanted": "%d" % (amount // 100 - 10), "member": "M901", "committee": "K-9", "reason": "เห็นต่าง"}
    check(reader.post(RESERVED, form).status == 403, "not by an officer")
    got = clerk.post(RESERVED, dict(form, wanted=""))
    check(got.status == 400 and "เห็นต่าง" in got.text(), "comes back as typed")
    got = clerk.post(RESERVED, form)
    check(got.status == 303, "an opinion is reserved: %d %s" % (got.status, got.text()[:300]))
    at = got.header("Location")
    site.run("cycle", "reading2", "--year", YEAR)
    check(clerk.post(at, {"act": "speak", "version": "1", "reason": "อภิปราย"}).status == 303, "spoken to")
    check(clerk.post(at, {"act": "settle", "version": "2"}).status == 400, "settled by a vote only")
    check("/council/votes" in clerk.get(at).text(), "the page leads to the vote")
    got = clerk.post("/council/votes", {"year": YEAR, "subject": "reserved:" + at.rsplit("/", 1)[1], "date": "1/10/2565", "yes": "1", "no": "0", "abstain": "0"})
    check(clerk.post(at, {"act": "withdraw", "version": "2", "reason": "พอใจคำชี้แจง"}).status == 303, "withdrawn")
    check(len(clerk.get(RESERVED + ".json?year=" + YEAR + "&state=withdrawn").json()["rows"]) == 1, "listed so")


def protected(site):
    office, reader = Person(site, "t.office"), Person(site, "t.clerk")
    line = lines(site)[3][0]
    check(reader.post("/council/protected", {"line": line, "law": "fiscal-2561", "reason": "x", "year": YEAR}).status == 403, "not by the clerk")
    got = office.post("/council/protected", {"line": line, "law": "no-law", "reason": "หนี้", "year": YEAR})
    check(got.status == 400 and "no-law" in got.text(), "an article of the register: %d" % got.status)
    got = office.post("/council/protected", {"line": line, "law": "fiscal-2561", "reason": "หนี้ตามคำพิพากษา", "year": YEAR})
    check(got.status == 303, "listed: %d" % got.status)
    check(line in reader.get("/council/protected?year=" + YEAR).text(), "and shown")
    check(office.post("/council/protected", {"act": "end", "line": line, "version": "1", "reason": "หมดหนี้", "year": YEAR}).status == 303, "ended")


if __name__ == "__main__":
    sys.exit(harness.main([cuts, many, amendments, protected, reserved], ["t.clerk", "t.officer", "t.office", "t.governor"], prepare=prepare))
