#!/usr/bin/env python3
"""Parameters, the integrated budget and hand-over in the browser's way: forms in, pages out."""
import sys

import harness
from harness import Person, check

WORDS = "/parameters/integrated.overlap_words"
LIKENESS = "/parameters/integrated.overlap_likeness"


def told(r, status, text, what):
    check(r.status == status, "%s: %d instead of %d" % (what, r.status, status))
    check(text in r.text(), "%s: no “%s”\n%s" % (what, text, r.text()[-1500:] if text not in r.text() else ""))


def parameters(site):
    office, finance, officer = Person(site, "t.office"), Person(site, "t.finance"), Person(site, "t.officer")
    new = {"value": "55", "from_year": "2566", "from_date": "1/10/2600", "reason": "as resolved", "source": "2/2566", "year": "2566"}
    told(office.get("/parameters?lang=en"), 200, "integrated.overlap_likeness", "the list")
    check(officer.post(LIKENESS, new).status == 403, "an officer proposes nothing")
    told(office.post(LIKENESS, dict(new, do="preview")), 200, "55.00%", "the preview says the new value")
    check(office.get(LIKENESS + ".json").json()["rows"] == [], "a preview keeps nothing")
    bad = office.post(LIKENESS, dict(new, value="much"))
    told(bad, 400, "much", "a bad value comes back as typed")
    check("as resolved" in bad.text(), "and the reason with it")
    told(office.post(LIKENESS, dict(new, from_date="1/10/2565")), 409, "f-from_date", "a day that has passed")
    told(office.post(WORDS, dict(new, value="words\nx")), 400, "word", "another header")
    r = office.post(WORDS, dict(new, value="word\nx\n\"\"\n"), headers={"Accept": "application/json"})
    check(r.json()["code"] == "param_cell" and r.json()["args"]["row"] == 2, "the row is named: %s" % r.text())
    check(office.post(LIKENESS, dict(new, do="propose")).status == 303, "proposed")
    told(office.post(LIKENESS + "/1/approve"), 403, "say stop", "nobody approves their own")
    check(finance.post(LIKENESS + "/1/approve").status == 303, "another person does")
    row = finance.get(LIKENESS + ".json").json()["rows"][0]
    check(row["state"] == "approved" and row["approved_by"] == "t.finance", "approved: %s" % row)
    check(finance.post(LIKENESS + "/1/withdraw").status == 400, "withdrawing needs a reason")
    check(finance.post(LIKENESS + "/1/withdraw", {"reason": "too early"}).status == 303, "before its day it is undone")
    today = dict(new, value="50", from_date=day())
    check(office.post(LIKENESS, today).status == 303 and finance.post(LIKENESS + "/2/approve").status == 303, "from today")
    told(finance.get(LIKENESS), 200, "50.00%", "it holds")
    told(office.post(LIKENESS + "/2/withdraw", {"reason": "no"}), 409, "say stop", "what is used is replaced, not withdrawn")


PLAN = {"code": "flood-66", "name_th": "แผนงานบูรณาการน้ำท่วม", "purpose": "จุดน้ำท่วมซ้ำลดลง", "lead": "11000000", "year": "2566"}
LETTER = {"step": "1", "doc_no": "กท 1/2565", "doc_date": "1/9/2565", "title": "แนวทาง", "year": "2566"}
SIDES = {"side_budget": "1", "side_strategy": "1", "side_finance": "1", "side_agency": "1"}


def settings(site):
    """A cell of a setting table: shown before, proposed, approved by another person, withdrawn before its day."""
    office, finance, officer = Person(site, "t.office"), Person(site, "t.finance"), Person(site, "t.officer")
    new = {"field": "agency.division", "subject": "11000000", "value": "2", "from_date": day(), "reason": "order 5/2566", "year": "2566"}
    told(office.get("/settings?lang=en"), 200, "/parameters", "every table is named")
    check(officer.post("/settings", new).status == 403, "an officer proposes nothing")
    told(office.post("/settings", dict(new, do="preview")), 200, "order 5/2566", "the preview keeps what was typed")
    check(office.get("/settings.json").json()["rows"] == [], "a preview keeps nothing")
    told(office.post("/settings", dict(new, value="9")), 400, "order 5/2566", "a bad division comes back as typed")
    told(office.post("/settings", dict(new, subject="99999999")), 404, "99999999", "an agency that is none")
    check(office.post("/settings", dict(new, do="propose")).status == 303, "proposed")
    told(office.post("/settings/1/approve"), 403, "say stop", "nobody approves their own")
    check(finance.post("/settings/1/approve").status == 303, "another person does")
    check(site.store.query("SELECT division FROM agency WHERE code = '11000000'") == [["2"]], "it is in use")
    check(finance.post("/settings/1/withdraw", {"reason": "x"}).status == 409, "what is in use is not undone")
    check(office.post("/settings", dict(new, value="1", from_date="1/10/2600")).status == 303, "back, on a later day")
    check(finance.post("/settings/2/approve").status == 303 and finance.post("/settings/2/withdraw", {"reason": "no"}).status == 303,
          "before its day it is undone")
    check(site.store.query("SELECT division FROM agency WHERE code = '11000000'") == [["2"]], "and nothing was made")
    check(office.post("/settings", dict(new, value="1")).status == 303 and finance.post("/settings/3/approve").status == 303, "back today")


def classes(site):
    """A version from its own export, edited; a bad file with its issues; another person publishes."""
    office, finance = Person(site, "t.office"), Person(site, "t.finance")
    base = next(r for r in office.get("/settings/classes.json").json()["rows"] if r["kind"] == "fund")
    path = "/settings/classes/fund/%s" % base["code"]
    csv = office.get(path + ".csv").text()
    check(csv.count("\n") == base["nodes"] + 1, "the export holds every code")

    def draft(code, text):
        fields = {"base": "fund/" + base["code"], "code": code, "label_th": "แหล่งเงินใหม่", "label_en": "New funds", "reason": "เพิ่ม", "year": "2566"}
        edge, parts = "edge7f3", []
        for k, v in fields.items():
            parts.append('--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (edge, k, v))
        parts.append('--%s\r\nContent-Disposition: form-data; name="file"; filename="f.csv"\r\nContent-Type: text/csv\r\n\r\n%s\r\n--%s--\r\n'
                     % (edge, text, edge))
        return office.send("POST", "/settings/classes", "".join(parts).encode(),
                           {"Content-Type": "multipart/form-data; boundary=" + edge, "X-CSRF-Token": office.csrf})

    told(draft("2570", csv.replace(csv.splitlines()[2].split(",")[0], csv.splitlines()[1].split(",")[0], 1)), 400, "กลับไปส่งแฟ้มใหม่",
         "a code twice")
    told(draft("2570", csv), 409, "แหล่งเงินใหม่", "a file that changes nothing")
    got = draft("2570", csv.rstrip("\n") + "\nGREEN,,fund,กองทุนสีเขียว,Green fund\n")
    check(got.status == 303, "drafted: %d %s" % (got.status, got.text()[-800:] if got.status != 303 else ""))
    new = "/settings/classes/fund/2570"
    told(finance.get(new), 200, "GREEN", "what differs is shown")
    told(office.post(new + "/publish"), 403, "say stop", "not by who drafted it")
    check(finance.post(new + "/publish").status == 303, "another person publishes it")
    check(finance.post(new + "/drop", {"reason": "x"}).status == 409, "a published version stays")


def code_of(p, agency):
    rows = p.get("/packages.json").json()["rows"]
    return next((r["code"] for r in rows if r["agency_code"] == agency), None)


def integrated(site):
    office, strategy, officer = Person(site, "t.office"), Person(site, "t.strategy"), Person(site, "t.officer")
    analyst = Person(site, "t.analyst")
    check(officer.post("/integrated", PLAN).status == 403, "an officer makes no plan")
    bad = office.post("/integrated", dict(PLAN, code="Flood 66"))
    told(bad, 400, "f-code", "a code with spaces")
    check("แผนงานบูรณาการน้ำท่วม" in bad.text(), "what was typed is still there")
    check(office.post("/integrated", PLAN).status == 303, "a plan is made")
    check(office.post("/integrated", PLAN).status == 409, "once")
    told(strategy.get("/integrated"), 200, "flood-66", "it is listed")
    page = "/integrated/flood-66"
    rows = office.get("/packages.json").json()["rows"]
    other = next(r for r in rows if r["agency_code"] != "11000000")
    told(office.post(page + "/packages", {"package": other["code"], "year": "2566"}), 409, "f-package", "an agency that takes no part")
    check(office.post(page + "/agencies", {"agency": other["agency_code"], "part": "ทางเท้า", "year": "2566"}).status == 303, "it joins")
    check(office.post(page + "/packages", {"package": other["code"], "year": "2566"}).status == 303, "now its package goes in")
    check(office.post(page + "/leave", {"agency": other["agency_code"], "year": "2566"}).status == 409, "it has packages there")
    told(office.post(page + "/evidence", dict(LETTER, step="2", **SIDES)), 400, "say stop", "a briefing without people")
    check(office.post(page + "/evidence", dict(LETTER, doc_no="")).status == 400, "no number, no step")
    check(officer.post(page + "/evidence", LETTER).status == 403, "an officer proves nothing")
    check(office.post(page + "/evidence", LETTER).status == 303, "the first step")
    check(strategy.post(page + "/evidence", dict(LETTER, step="2", people="80", **SIDES)).status == 303, "the second")
    row = office.get("/integrated.json").json()["rows"][0]
    check(row["step"] >= 2 and row["agencies"] == 2 and row["packages"] == 1, "two steps count: %s" % row)
    shares = [r["share"] for r in office.get(page + ".json").json()["rows"]]
    check(sum(int(str(x).replace(".", "")) if isinstance(x, str) else x for x in shares) in (10000, 100), "shares add up: %s" % shares)
    check(office.post(page + "/evidence/1/withdraw", {"reason": "ผิดฉบับ", "year": "2566"}).status == 303, "withdrawn")
    check(office.get("/integrated.json").json()["rows"][0]["step"] == 0, "the gap is open again")
    # overlaps
    check(analyst.post("/integrated/overlaps", {"year": "2566"}).status == 303, "an analyst does")
    told(analyst.get("/integrated/overlaps"), 200, "t.analyst", "who searched")
    check(analyst.get("/integrated/overlaps/999").status == 404, "no such pair")
    pairs = analyst.get("/integrated/overlaps.json").json()["rows"]
    if pairs:
        one = "/integrated/overlaps/%d" % pairs[0]["number"]
        told(office.post(one, {"decision": "drop", "stays": "", "reason": "x", "year": "2566"}), 400, "f-stays", "which one goes on")
        check(office.post(one, {"decision": "keep", "reason": "คนละพื้นที่", "year": "2566"}).status == 303, "settled")
        left = analyst.get("/integrated/overlaps.json").json()["rows"]
        check(len(left) == len(pairs) - 1, "a settled pair is gone from the list")


def handover(site):
    """An officer's draft goes to a colleague; the head stands in for one who is gone."""
    site.run("user", "add", "t.young", "--role", "officer", "--agency", "11000000", "--password-stdin", stdin=harness.PASSWORD + "\n")
    site.run("user", "add", "t.away", "--role", "officer", "--agency", "10000000", "--password-stdin", stdin=harness.PASSWORD + "\n")
    old, young, head = Person(site, "t.officer"), Person(site, "t.young"), Person(site, "t.head")
    site.store.query("UPDATE package SET made_by = 't.officer', state = 'RETURNED' WHERE id IN (SELECT MIN(p.id) FROM package p JOIN agency g"
                     " ON g.id = p.agency_id WHERE g.code = '11000000')")
    told(old.get("/handover"), 200, "t.young", "colleagues to choose from")
    check("t.away" not in old.get("/handover").text(), "none of another agency")
    told(old.post("/handover", {"to_user": "t.away", "reason": "ย้าย"}), 403, "ย้าย", "a person of another agency")
    check(head.post("/handover", {"to_user": "t.young", "from_user": "t.officer", "reason": "ลาออก"}).status == 400, "the head needs an order")
    r = old.post("/handover", {"to_user": "t.young", "reason": "ย้าย"})
    one = r.header("Location")
    check(r.status == 303 and one.startswith("/handover/H"), "handed over: %d %s" % (r.status, one))
    check(old.post(one + "/take").status == 403, "the second confirmation is another person's")
    told(young.get("/handover"), 200, one, "it waits for the successor")
    check(len(young.get(one + ".json").json()["rows"]) == 1, "who sees the work first")
    check(young.post(one + "/take").status == 303, "and takes it")
    check(young.post(one + "/take").status == 409, "once")
    told(young.get(one), 200, one.rsplit("/", 1)[1], "the record stays")
    check(site.store.query("SELECT user_name FROM package_owner") == [["t.young"]], "whose it is")


def day():
    import datetime
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=7)).strftime("%Y-%m-%d")


if __name__ == "__main__":
    sys.exit(harness.main([parameters, settings, classes, integrated, handover], prepare=harness.fixture))
