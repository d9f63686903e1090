#!/usr/bin/env python3
"""Money available: position, commitments, ceilings by two persons, the room shown live."""
import sys

import harness
from harness import Person, check

YEAR = "2566"


def post(p, path, **form):
    return p.post(path, dict(form, year=YEAR))


def upload(p, path, name, text):
    b = "x" * 20
    body = "".join('--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (b, k, v)
                   for k, v in (("csrf", p.csrf), ("year", YEAR)))
    body += ('--%s\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\nContent-Type: text/csv\r\n\r\n%s\r\n--%s--\r\n'
             % (b, name, text, b))
    return p.send("POST", path, body.encode(), {"Content-Type": "multipart/form-data; boundary=" + b, "X-CSRF-Token": p.csrf})


def rows(p, path):
    return p.get(path).json()["rows"]


def ceilings(site):
    """From an empty year to issued ceilings: each refusal on the way says what to do."""
    finance, office, governor = Person(site, "t.finance"), Person(site, "t.office"), Person(site, "t.governor")
    officer = Person(site, "t.officer")
    page = office.get("/ceilings?year=" + YEAR).text()
    check("ยังไม่มีกรอบวงเงินของปีนี้" in page and "ยังไม่ได้บันทึกฐานะการคลัง" in page, "the empty page says what comes first")
    check(post(officer, "/ceilings/draft", reason="x").status == 403, "an officer makes no ceilings")
    check(post(office, "/ceilings/draft", reason="").status == 400, "a version has a reason")
    check(post(office, "/ceilings/draft", reason="first").status == 303, "a draft")
    got = post(office, "/ceilings/edit", **{"a.type.3": "5,000,000,000", "a.agency.11000000": "abc", "a.total.": "๑๐๐๐"})
    check(got.status == 400 and 'value="abc"' in got.text() and "อ่านไม่ได้" in got.text(), "a bad cell comes back as typed")
    check(not rows(office, "/ceilings.json?year=" + YEAR), "nothing of the sheet was saved")
    got = post(office, "/ceilings/edit", **{"a.total.": "79,000,000,000", "a.agency.11000000": "7,000,000,000"})
    check(got.status == 303, "the sheet is saved")
    got = upload(office, "/ceilings/file", "c.csv", "dim,code,agency,amount\ntype,3,11000000,6000000000\ntype,33,,5\nagency,123,,5\n")
    check(got.status == 400 and "33" in got.text() and ">3<" in got.text() and ">4<" in got.text(), "a file's wrong rows are named")
    got = upload(office, "/ceilings/file", "c.csv", "dim,code,agency,amount\ntype,3,11000000,6000000000\n")
    check(got.status == 303, "a good file is read")
    got = post(office, "/ceilings/issue")
    check(got.status == 403 and "คนละคน" in got.text(), "the maker does not issue")
    got = post(governor, "/ceilings/issue")
    check(got.status == 409 and "ยังไม่ได้บันทึกฐานะการคลัง" in got.text(), "no ceiling before the fiscal position: %d" % got.status)
    got = post(finance, "/money", as_of="2/2/2020", source="x", status="office", **{"free.0": "1"})
    check(got.status == 400 and 'value="2/2/2020"' in got.text(), "a CE year is refused at the field")
    got = post(finance, "/money", as_of="1/2/2565", source="", status="office", **{"free.0": "51,804,220,000"})
    check(got.status == 400, "a figure has a source")
    got = post(finance, "/money", as_of="1/2/2565", source="report 5", status="office",
               **{"free.0": "51,804,220,000", "commitment.2566": "9,000,000"})
    check(got.status == 303, "the position is recorded: %d %s" % (got.status, got.text()[:300]))
    check("51,804.22" in finance.get("/money?year=" + YEAR).text(), "the page opens with what is free")
    check(len(rows(finance, "/money/items.json?year=" + YEAR)) == 2, "its items")
    got = post(finance, "/ceilings/committed", agency="11000000", kind="contract", type="3", title="tunnel", ref="c1", total="100",
               parts="2566 60\n2567 41", source="contract")
    check(got.status == 400 and "ไม่เท่ากับวงเงินทั้งหมด" in got.text(), "tranches that do not add up: %d" % got.status)
    got = post(finance, "/ceilings/committed", agency="11000000", kind="contract", type="3", title="tunnel", ref="c1",
               total="6,500,000,100", parts="2566 6,500,000,000\n๒๕๖๗ 100", source="contract")
    check(got.status == 303, "a commitment: %d" % got.status)
    got = post(governor, "/ceilings/issue")
    check(got.status == 409 and "6,500,000,000" in got.text(), "a ceiling below what is committed is refused with the figures")
    got = post(office, "/ceilings/edit", agency="11000000", **{"a.type.3": "6,500,000,000"})
    check(got.status == 303, "the agency's sheet: %d" % got.status)
    got = post(governor, "/ceilings/issue", code="1")
    check(got.status == 409, "somebody changed the draft since: %d" % got.status)
    check(post(governor, "/ceilings/issue").status == 303, "issued by another")
    check(post(governor, "/ceilings/issue").status == 404, "once")
    room = rows(officer, "/ceilings/room.json?agency=11000000&year=" + YEAR)
    check([r["dim"] for r in room] == ["agency", "type"] and room[0]["issued_satang"] == 700000000000, "the room: %r" % room)
    check(all(r["issued_satang"] - r["asked_satang"] == r["room_satang"] for r in room), "room = issued - asked")
    check(len(rows(office, "/ceilings/versions.json?year=" + YEAR)) == 1, "one version")
    check(post(office, "/ceilings/scenario").status == 303, "a scenario from it")
    check(any(r["name"] == "issued-1" for r in rows(office, "/allocation.json?year=" + YEAR)), "it is there")
    check("7,000.00" in office.get("/ceilings?year=" + YEAR).text(), "the page shows it")


if __name__ == "__main__":
    sys.exit(harness.main([ceilings], prepare=harness.fixture))
