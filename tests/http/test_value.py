#!/usr/bin/env python3
"""Money and results over HTTP: the quadrant ties to the position, unit costs say why there is none, an evaluation goes through
two persons, results change a package's score and its page says so, cost of services adds up."""
import re
import sys

import harness
from harness import Person, check

YEAR = "2565"
NEXT = "2566"


def get(who, path, year=YEAR):
    return who.get("%s%syear=%s&lang=th" % (path, "&" if "?" in path else "?", year))


def pages(site):
    who = Person(site, "t.strategy")
    rows = who.get("/value.json?year=%s" % YEAR).json()
    pos = who.get("/position.json?year=%s" % YEAR).json()["total"]
    check(rows["total"]["paid_satang"] == pos["disbursed_satang"], "what was paid is the position's")
    check(sum(r["paid_satang"] for r in rows["rows"]) == pos["disbursed_satang"], "and its rows add up")
    output = who.get("/value.json?year=%s&by=output" % YEAR).json()["rows"]
    check(sum(r["paid_satang"] for r in output) == pos["disbursed_satang"], "by output too")
    for path in ("/value", "/value?by=plan", "/value?by=output", "/value/cost", "/value/cost?agency=11000000", "/value/evidence",
                 "/value/part/agency/" + rows["rows"][0]["code"], "/value/part/output/" + output[0]["code"], "/evaluations",
                 "/service-costs"):
        got = get(who, path)
        check(got.status == 200 and "<h1>" in got.text() and 'class="lead"' in got.text(), "%s: %d %s" % (path, got.status, got.text()[:300]))
        n = got.debug("statements") or got.debug("queries") or got.debug("sql")
        check(n is not None and n <= 12, "%s: %s statements" % (path, n))
        for ending in (".csv", ".xlsx"):
            bare, _, query = path.partition("?")
            check(get(who, bare + ending + ("?" + query if query else "")).status == 200, "%s%s" % (path, ending))
    check(get(who, "/value?by=colour").status == 400, "no such dimension")
    check(get(who, "/value/part/colour/1").status == 404, "no such part")
    page = get(who, "/value/cost").text()
    check(">ledger<" not in page, "where money comes from, in words")
    costs = who.get("/value/cost.json?year=%s" % YEAR).json()["rows"]
    check(costs and all((r["unit_cost_satang"] is None) == (r["why"] != "") for r in costs), "a unit cost, or why there is none")


def evaluation(site):
    strategy, csc, officer = Person(site, "t.strategy"), Person(site, "t.csc"), Person(site, "t.officer")
    due = strategy.get("/evaluations/candidates.json?year=%s" % NEXT).json()["rows"]
    check(due and due[0]["paid_satang"] >= due[-1]["paid_satang"], "the dearest projects first")
    package = due[0]["code"]
    check(officer.post("/evaluations/open?year=" + NEXT, {"package": package, "project_year": YEAR}).status == 403, "an agency's officer does not evaluate")
    check(strategy.post("/evaluations/open?year=" + NEXT, {"package": "none", "project_year": YEAR}).status == 404, "no such project")
    check(strategy.post("/evaluations/open?year=" + NEXT, {"package": package, "project_year": YEAR}).status == 303, "opened")
    code = strategy.get("/evaluations.json?year=" + NEXT).json()["rows"][0]["code"]
    page = strategy.get("/evaluations/%s?year=%s&lang=th" % (code, NEXT))
    check(page.status == 200 and "score_relevance" in page.text() and (page.debug("statements") or 0) <= 12, "its page has the criteria")
    form = {"evaluator": "t", "version": "1", "plan_output": "10", "real_output": "9", "output_unit": "แห่ง", "lessons": "เริ่มเร็วขึ้น",
            "planned_end": "2022-08-31", "ended_on": "2022-09-10"}
    for w in ("relevance", "efficiency", "effectiveness", "impact", "sustainability"):
        form["score_" + w] = "40"
    got = strategy.post("/evaluations/%s/save?year=%s" % (code, NEXT), form)
    check(got.status == 400, "scores without evidence come back: %d" % got.status)
    check('value="40"' in got.text() or ">40<" in got.text(), "as they were typed")
    for w in ("relevance", "efficiency", "effectiveness", "impact", "sustainability"):
        form["evidence_" + w] = "รายงานผล"
    check(strategy.post("/evaluations/%s/save?year=%s" % (code, NEXT), form).status == 303, "saved")
    check(strategy.post("/evaluations/%s/move?year=%s" % (code, NEXT), {"event": "review", "version": "2"}).status == 403, "not by its maker")
    check(csc.post("/evaluations/%s/move?year=%s" % (code, NEXT), {"event": "review", "version": "2"}).status == 303, "reviewed")
    check(csc.post("/evaluations/%s/move?year=%s" % (code, NEXT), {"event": "publish", "version": "3"}).status == 303, "published")
    check("เผยแพร่แล้ว" in csc.get("/evaluations/%s?year=%s&lang=th" % (code, NEXT)).text(), "and says so")
    ratios = csc.get("/evaluations/%s/ratios.json?year=%s" % (code, NEXT)).json()["rows"]
    check(ratios[2]["ratio"] == "0.9" and ratios[5]["why"] == "no_benefit", "planned and actual: %r" % ratios)


def evidence(site):
    who = Person(site, "t.strategy")
    check(who.get("/value/evidence.json?year=" + NEXT).status == 200, "the list")
    # What was opened in execution does not compete: no factor on its page, as none in bulk.
    apart = site.store.query("SELECT code FROM package WHERE year = 2566 AND state = 'EXECUTION' ORDER BY id LIMIT 1")[0][0]
    got = get(who, "/value/evidence/" + apart, NEXT)
    check(got.status == 200 and "ไม่แข่งขัน" in got.text() and "<form" not in got.text().split("<main")[1], "said so: %d" % got.status)
    # A package of the next year that competes.
    package = site.store.query("SELECT code FROM package WHERE year = 2566 AND state = 'ANALYST_ACCEPTED' ORDER BY id LIMIT 1")
    if not check(package, "a package of the next year"):
        return
    code = package[0][0]
    got = get(who, "/value/evidence/" + code, NEXT)
    check(got.status == 200 and "ตัวคูณ" in got.text(), "of one package: %d" % got.status)
    check("/value/evidence/" + code in get(who, "/packages/" + code, NEXT).text(), "the package's page leads there")
    # The evaluated project is the past of this package: its line was drawn from it.
    site.store.query("UPDATE line SET drawn_from = (SELECT o.code FROM evaluation v JOIN line o ON o.package_id = v.package_id ORDER BY o.id LIMIT 1) "
                     "WHERE id = (SELECT MIN(l.id) FROM line l JOIN package p ON p.id = l.package_id WHERE p.year = 2566 AND p.code = '%s')" % code)
    rows = who.get("/value/evidence/%s.json?year=%s" % (code, NEXT)).json()["rows"]
    check(len(rows) == 1 and rows[0]["kind"] == "evaluation", "the evaluation counts: %r" % rows)
    rows = who.get("/value/evidence.json?year=" + NEXT).json()["rows"]
    check([r["code"] for r in rows] == [code] and rows[0]["n"] == 1, "in bulk as on its page: %r" % rows)
    check("×" in get(who, "/packages/" + code, NEXT).text(), "the package's page says its effect")
    check(who.post("/value/evidence/%s?year=%s" % (code, NEXT), {"indicator": "NONE", "indicator_year": "2565", "act": "on"}).status == 404, "no such indicator")


def services(site):
    strategy, csc, officer = Person(site, "t.strategy"), Person(site, "t.csc"), Person(site, "t.officer")
    q = "?year=" + YEAR
    check(officer.post("/service-costs/service" + q, {"code": "S1", "name_th": "x", "unit_word": "ครั้ง"}).status == 403, "an officer makes no service")
    for code, name in (("DRAIN", "ล้างท่อระบายน้ำ"), ("CANAL", "ขุดลอกคลอง")):
        check(strategy.post("/service-costs/service" + q, {"code": code, "name_th": name, "unit_word": "กม.", "version": "0"}).status == 303, code)
    rows = strategy.get("/service-costs/sources.json" + q + "&open=1").json()["rows"]
    agencies = sorted({r["agency_code"] for r in rows})[:6]
    own = [r for r in rows if r["agency_code"] in agencies]
    got = strategy.post("/service-costs/pool" + q, {"code": "ADMIN", "name": "บริหารทั่วไป", "agency": ""})
    check(got.status == 303, "a pool: %d %s" % (got.status, got.text()[:300]))
    for i, r in enumerate(own):
        form = {"agency": r["agency_code"], "output": r["output_code"], "version": "0"}
        form["pool" if i % 3 == 2 else "service"] = "ADMIN" if i % 3 == 2 else ("DRAIN" if i % 3 == 0 else "CANAL")
        got = strategy.post("/service-costs/source" + q, form)
        check(got.status == 303, "a source: %d" % got.status)
    for n, a in enumerate(agencies):
        for code in ("DRAIN", "CANAL"):
            strategy.post("/service-costs/volume" + q, {"service": code, "agency": a, "month": "0", "quantity": str(100 + 37 * n), "version": "0"})
    check(strategy.post("/service-costs/key" + q, {"pool": "ADMIN", "key": "direct", "reason": "เริ่มใช้"}).status == 303, "a key proposed")
    key = site.store.query("SELECT MAX(id) FROM cost_pool_key")[0][0]
    check(strategy.post("/service-costs/decide" + q, {"proposal": key, "decision": "approve"}).status == 403, "not by its proposer")
    check(csc.post("/service-costs/decide" + q, {"proposal": key, "decision": "approve"}).status == 303, "approved by another")
    cells = strategy.get("/service-costs/cells.json" + q).json()["rows"]
    pools = strategy.get("/service-costs/pools.json" + q).json()["rows"]
    open_ = strategy.get("/service-costs/sources.json" + q + "&open=1").json()["rows"]
    pos = strategy.get("/position.json" + q).json()["total"]["disbursed_satang"]
    covered = sum(c["cost_satang"] for c in cells) + sum(p["amount_satang"] - p["split_satang"] for p in pools)
    check(covered + sum(r["paid_satang"] for r in open_) == pos, "direct, shared, not split and not covered are what was disbursed")
    check(pools[0]["split_satang"] == pools[0]["amount_satang"] > 0, "the pool is split: %r" % pools)
    check(site.run("check") != "", "the invariants hold")
    page = get(strategy, "/service-costs")
    check(page.status == 200 and "<svg" in page.text() and (page.debug("statements") or 99) <= 12, "its page: %s" % page.debug("statements"))
    # A row's link opens its form with what stands there and its version, which nobody types.
    check(not re.search(r'name="version"(?![^>]*type="hidden")[^>]*>', re.sub(r'<input type="hidden"[^>]*>', "", page.text())), "no version to type")
    month = strategy.get("/service-costs/volumes.json" + q).json()["rows"][0]
    key = "%s.%s.%d" % (month["service_code"], month["agency_code"], month["month"])
    check("/service-costs?open=volume." + key in page.text(), "the volume's link")
    opened = get(strategy, "/service-costs?open=volume." + key).text()
    check('name="version" value="1"' in hidden(opened) and 'value="100"' in opened, "the volume as it stands")
    form = {"service": month["service_code"], "agency": month["agency_code"], "month": "0", "quantity": "120"}
    got = strategy.post("/service-costs/volume" + q, form)
    check(got.status == 409 and "120" in got.text(), "without its version nothing is overwritten: %d" % got.status)
    check(strategy.post("/service-costs/volume" + q, dict(form, version="1")).status == 303, "changed")
    for kind, shown in (("source." + "%s.%s." % (own[0]["agency_code"], own[0]["output_code"]), 'value="%s"' % own[0]["output_code"]),
                        ("service.DRAIN", "ล้างท่อระบายน้ำ"), ("weight.DRAIN." + own[0]["agency_code"], 'name="posts"')):
        got = get(strategy, "/service-costs?open=" + kind)
        check(got.status == 200 and shown in got.text() and got.debug("statements") <= 12, "opened %s" % kind)
    check(get(strategy, "/service-costs?open=volume").status == 200 and get(strategy, "/service-costs?open=x.y.z.a.b").status == 200, "nothing to open")
    check("/service-costs?open=" not in get(Person(site, "t.finance"), "/service-costs").text(), "who may not write has no such links")


def drill(site):
    """From a point of the picture to lines; a row of the unit costs to what counts it."""
    who = Person(site, "t.strategy")
    for dim in ("agency", "plan", "output"):
        code = who.get("/value.json?year=%s&by=%s" % (YEAR, dim)).json()["rows"][0]["code"]
        href = "/position/lines?%s=%s" % (dim, code)
        check(href in get(who, "/value/part/%s/%s" % (dim, code)).text(), "a link to the lines of %s" % code)
        rows = who.get("/position/lines.json?%s=%s&year=%s" % (dim, code, YEAR))
        check(rows.status == 200 and len(rows.json()["rows"]) > 0, "lines of %s %s: %d" % (dim, code, rows.status))
    row = who.get("/value/cost.json?year=%s" % YEAR).json()["rows"][0]
    key = "%s.%s.output.%s" % (row["agency_code"], row["output_code"], YEAR)
    page = get(who, "/value/cost?open=" + key)
    check(page.status == 200 and 'name="version" value="0"' in hidden(page.text()) and 'value="%s"' % row["output_code"] in page.text(), "opened %s" % key)
    check(page.debug("statements") <= 12, "in %s statements" % page.debug("statements"))


def hidden(text):
    """Hidden fields as name and value."""
    out = []
    for tag in re.findall(r'<input type="hidden"[^>]*>', text):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        out.append('name="%s" value="%s"' % (name and name.group(1), value and value.group(1)))
    return out


def demonstration(site):
    site.run("demo", "--year", YEAR, "--packages", "500")
    site.run("demo", "--year", YEAR, "--execute", "12")
    harness.fixture(site)


if __name__ == "__main__":
    sys.exit(harness.main([pages, evaluation, evidence, services, drill], people=("t.strategy", "t.csc", "t.officer", "t.finance"), prepare=demonstration))
