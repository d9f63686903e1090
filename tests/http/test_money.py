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
    got = post(finance, "/ceilings/committed", agency="11000000", kind="contract", type="3", title="more", ref="c2", total="1",
               parts="2566 1", source="contract")
    check(got.status == 303 and "ต่ำกว่าที่ผูกพันภายหลัง" in office.get("/ceilings?year=" + YEAR).text(),
          "a ceiling that a later commitment passed is said: %d" % got.status)
    room = rows(officer, "/ceilings/room.json?agency=11000000&year=" + YEAR)
    check([r["dim"] for r in room] == ["agency", "type"] and room[0]["issued_satang"] == 700000000000, "the room: %r" % room)
    check(all(r["issued_satang"] - r["asked_satang"] == r["room_satang"] for r in room), "room = issued - asked")
    check(len(rows(office, "/ceilings/versions.json?year=" + YEAR)) == 1, "one version")
    check(post(office, "/ceilings/scenario").status == 303, "a scenario from it")
    check(any(r["name"] == "issued-1" for r in rows(office, "/allocation.json?year=" + YEAR)), "it is there")
    check("7,000.00" in office.get("/ceilings?year=" + YEAR).text(), "the page shows it")


def revenue(site):
    """History, forecasts side by side, one adopted by another: it becomes the year's revenue."""
    finance, office, officer = Person(site, "t.finance"), Person(site, "t.office"), Person(site, "t.officer")
    check("ยังไม่มีประมาณการรายรับที่เห็นชอบ" in finance.get("/money/revenue?year=" + YEAR).text(), "the empty page says so")
    got = post(finance, "/money/revenue/forecast", name="a", method="", basis="b")
    check(got.status == 400, "a forecast without a method: %d" % got.status)
    got = post(finance, "/money/revenue/forecast", name="a", method="trend", basis="b")
    check(got.status == 409 and "ต้องใช้ผลจัดเก็บ 3 ปี" in got.text(), "a trend needs three years: %d" % got.status)
    for year, baht in (("2563", "10"), ("2564", "๒๐"), ("2565", "30.00")):
        got = post(finance, "/money/revenue/actual", a_year=year, a_source="vat", a_amount=baht, a_text="report", a_status="office")
        check(got.status == 303, "receipts of %s: %d" % (year, got.status))
    got = post(finance, "/money/revenue/actual", a_year="2022", a_source="vat", a_amount="1", a_text="x", a_status="office")
    check(got.status == 400 and 'value="2022"' in got.text(), "a CE year")
    check(post(officer, "/money/revenue/forecast", name="a", method="trend", basis="b").status == 403, "not an officer's")
    check(post(finance, "/money/revenue/forecast", name="a", method="trend", basis="b").status == 303, "a trend")
    got = post(finance, "/money/revenue/manual", m_name="hand", m_basis="b", **{"m.vat": "79,000,000,000", "m.fees": "-3"})
    check(got.status == 400 and 'value="79,000,000,000"' in got.text(), "a negative amount; the rest stays as typed")
    check(post(finance, "/money/revenue/manual", m_name="hand", m_basis="b", **{"m.vat": "79,000,000,000"}).status == 303, "by hand")
    vat = next(x for x in rows(finance, "/money/revenue.json?year=" + YEAR) if x["code"] == "vat")
    check((vat["trend_satang"], vat["manual_satang"], vat["growth_satang"]) == (4000, 7900000000000, None), "side by side: %r" % vat)
    code = rows(finance, "/money/revenue/forecasts.json?year=" + YEAR)[0]["code"]
    got = post(finance, "/money/revenue/adopt", adopt=code, reason="r")
    check(got.status == 403 and "คนละคน" in got.text(), "not by its maker: %d" % got.status)
    check(post(office, "/money/revenue/adopt", adopt=code, reason="r").status == 303, "adopted by another")
    check("79,000.00" in finance.get("/money/revenue?year=" + YEAR).text(), "it is the year's revenue")
    b = {x["code"]: x["amount_satang"] for x in rows(finance, "/money/revenue/balance.json?year=" + YEAR)}
    check(b["gross"] - b["tranche"] - b["contract"] == b["net"], "net steerable: %r" % b)


def ahead(site):
    """Personnel against its limit, the medium term, new policy that has no room."""
    finance, officer = Person(site, "t.finance"), Person(site, "t.officer")
    check("ยังไม่มีแผนระยะปานกลาง" in finance.get("/medium-term?year=" + YEAR).text(), "the empty page says so")
    check(not rows(finance, "/medium-term.json?year=" + YEAR), "and its table is empty")
    got = post(finance, "/money/personnel/state", for_year="2566", growth="4", source="x")
    check(got.status == 400, "the year itself is not ahead: %d" % got.status)
    got = post(finance, "/money/personnel/state", for_year="2567", growth="๔.๕", retiring="12", saving="1,000", source="x")
    check(got.status == 303, "what is known of 2567: %d" % got.status)
    known = rows(finance, "/money/personnel/known.json?year=" + YEAR)
    check(known[0]["retiring"] == 12 and known[0]["saving_satang"] == 100000, "stored: %r" % known)
    table = rows(finance, "/money/personnel.json?year=" + YEAR)
    check(len(table) == 5 and all(t["total_satang"] == t["type_satang"] + t["central_satang"] + t["hired_satang"] for t in table),
          "five years that add up")
    check("ยังไม่ยืนยัน" in finance.get("/money/personnel?year=" + YEAR).text(), "the limit is a default and says so")
    got = post(finance, "/medium-term/policy", p_agency="11000000", p_title="t", p_reason="r", p_y1="1")
    check(got.status == 409, "no policy before a plan: %d" % got.status)
    check(post(officer, "/medium-term/make", reason="x").status == 403, "not an officer's")
    check(post(finance, "/medium-term/make", reason="").status == 400, "a plan has its reason")
    check(post(finance, "/medium-term/make", reason="first", revenue="2").status == 303, "a plan")
    plan = {r["code"]: r for r in rows(finance, "/medium-term.json?year=" + YEAR)}
    base = sum(plan[k]["y1_satang"] for k in ("personnel", "tranche", "running", "debt", "statutory"))
    space = plan["space"]["y1_satang"]
    check(base == plan["baseline"]["y1_satang"] and plan["revenue"]["y1_satang"] - base == space, "space = revenue - baseline")
    check(plan["revenue"]["y1_satang"] == 8058000000000, "79,000 and 2 per cent: %r" % plan["revenue"])
    got = post(finance, "/medium-term/policy", p_agency="11000000", p_title="canals", p_reason="r", p_y1=str(space // 100 + 1))
    check(got.status == 409 and 'value="canals"' in got.text() and "เกินพื้นที่ทางการคลัง" in got.text(), "above the space: %d" % got.status)
    got = post(finance, "/medium-term/policy", p_agency="11000000", p_title="canals", p_reason="r", p_y1="1,000,000")
    check(got.status == 303, "within it: %d" % got.status)
    check(post(finance, "/medium-term/make", reason="second", revenue="3").status == 303, "the next version")
    lines = [r for r in rows(finance, "/medium-term/reconciliation.json?year=" + YEAR) if r["year"] == 2567]
    new = {r["code"]: r for r in rows(finance, "/medium-term.json?year=" + YEAR)}
    check(sum(r["amount_satang"] for r in lines) == new["left"]["y1_satang"] - plan["left"]["y1_satang"], "lines add up: %r" % lines)
    check({r["cause"] for r in lines} == {"parameter", "policy"}, "a parameter and a policy: %r" % lines)
    code = rows(finance, "/medium-term/policies.json?year=" + YEAR)[0]["code"]
    check(post(finance, "/medium-term/end", e_code=code, e_reason="later").status == 303, "ended")
    check(not rows(finance, "/medium-term/policies.json?year=" + YEAR), "and gone from the list")


def subsidies(site):
    """A subsidy's way: nothing passes the step before; its calendar; matching money."""
    finance = Person(site, "t.finance")
    new = {"n_agency": "11000000", "n_fund": "SUBS", "n_name": "drains", "n_purpose": "p", "n_conditions": "c", "n_matching": "40"}
    check(post(finance, "/money/subsidies/new", **dict(new, n_conditions="")).status == 400, "conditions are asked for")
    check(post(finance, "/money/subsidies/new", **new).status == 303, "registered")
    code = rows(finance, "/money/subsidies.json?year=" + YEAR)[0]["code"]

    def event(name, amount, want, note=""):
        got = post(finance, "/money/subsidies/event", v_code=code, v_event=name, v_on="1/2/2566", v_amount=amount, v_note=note)
        check(got.status == want, "%s %s: %d, wanted %d" % (name, amount, got.status, want))

    event("receive", "5", 409)
    event("request", "100", 303)
    event("approve", "60", 303)
    event("receive", "61", 409)
    event("receive", "60", 303)
    event("return", "10", 303)
    event("report", "", 400)
    event("report", "", 303, "what it did")
    x = rows(finance, "/money/subsidies.json?year=" + YEAR)[0]
    check((x["matching_money_satang"], x["left_satang"], x["reported"]) == (4000, 5000, True), "figures: %r" % x)
    check(len(rows(finance, "/money/subsidies/events.json?year=" + YEAR)) == 5, "five events")
    check(post(finance, "/money/subsidies/step", s_step="report", s_due="1/2/2565").status == 303, "the calendar")
    check("เลยกำหนดแล้ว" in finance.get("/money/subsidies?year=" + YEAR).text(), "late is said above the page")


def demonstration(_):
    """The demonstration city fills every page; what was published is there to the baht, with its source."""
    site = harness.Site(first=("demo", "--packages", "800"))
    try:
        p = Person(site, "officer.1100", "pbis-demo-2566")
        for path in ("/money", "/money/items", "/money/revenue", "/money/revenue/forecasts", "/money/revenue/actuals",
                     "/money/revenue/balance", "/money/personnel", "/money/personnel/known", "/money/subsidies",
                     "/money/subsidies/events", "/money/subsidies/steps", "/medium-term", "/medium-term/plans",
                     "/medium-term/policies", "/medium-term/reconciliation", "/ceilings", "/ceilings/versions",
                     "/ceilings/committed", "/ceilings/room"):
            check(len(rows(p, path + ".json?year=2566")) > 0, path + " has rows")
            check(p.get(path + "?year=2566").status in (200, 303), path)
        position = rows(p, "/money.json?year=2567")[0]
        check(position["free_satang"] == 5180422000000 and position["as_of"] == "2024-01-16", "51,804.22 m: %r" % position)
        item = next(x for x in rows(p, "/money/items.json?year=2567") if x["kind"] == "free")
        check(item["status"] == "published" and "bmc.go.th" in item["source"], "published, with its source: %r" % item)
        b = {x["code"]: x for x in rows(p, "/money/revenue/balance.json?year=2566")}
        check(b["gross"]["amount_satang"] == 2408600000000 and b["gross"]["share"] == 30.49,
              "FY2566: 24,086 m gross = 30.5 per cent (30.49): %r" % b["gross"])
        check(b["net"]["amount_satang"] < b["gross"]["amount_satang"], "something is bound")
        ceilings_of = rows(p, "/ceilings.json?year=2566")
        agencies = sum(x["amount_satang"] for x in ceilings_of if x["dim"] == "agency")
        check(agencies == 7900000000000 == next(x["amount_satang"] for x in ceilings_of if x["dim"] == "total"),
              "the agencies' ceilings add up to the total")
        check(all(x["amount_satang"] >= x["committed_satang"] for x in ceilings_of), "none is below what is committed")
    finally:
        site.close()


if __name__ == "__main__":
    sys.exit(harness.main([ceilings, revenue, ahead, subsidies, demonstration], prepare=harness.fixture))
