#!/usr/bin/env python3
"""Triage and comparison: the order and its reasons, a group settled by one act, used and undone; two points that add up."""
import re
import sys

import harness
from harness import Person, check

YEAR = 2566


def prepare(site):
    """Packages that compete, and a run with one price: 8 points a million baht."""
    harness.fixture(site)
    q = site.store.query
    q("UPDATE package SET state = 'ANALYST_ACCEPTED', mandatory = 0, value_score = 0 WHERE year = %d" % YEAR)
    q("UPDATE fiscal_year SET stage = 'ANALYSIS' WHERE year = %d" % YEAR)
    q("INSERT INTO scenario (year, name, made_by, made_at_ms) VALUES (%d, 'main', 't.office', 1)" % YEAR)
    q("INSERT INTO scenario_run (scenario_id, code, mode, status, value_score, bound_score, gap_text, funded, packages, used_satang,"
      " asked_satang, solve_ms, total_ms, instance_sha, result_sha, change_id, made_by, made_at_ms)"
      " SELECT s.id, 'R00001', 'optimal', 'optimal', 1, 1, '0', 0, 0, 0, 0, 1, 1, '', '', 999999, 't.office', 1 FROM scenario s")
    q("INSERT INTO run_ceiling (run_id, dim, code, max_satang, min_satang, used_satang, asked_satang, price_text)"
      " SELECT r.id, 'total', '', 1, NULL, 1, 1, '8' FROM scenario_run r")
    # one worth twice its money, one exactly at the price, one mandatory; the rest is worth an eighth
    ids = [r[0] for r in q("SELECT p.id FROM package p JOIN line l ON l.package_id = p.id JOIN line_amount x ON x.line_id = l.id"
                           " WHERE p.year = %d AND x.stage = 0 AND l.removed = 0 GROUP BY p.id HAVING SUM(x.amount_satang) > 0"
                           " ORDER BY p.id" % YEAR)]
    asked = "(SELECT SUM(x.amount_satang) FROM line l JOIN line_amount x ON x.line_id = l.id AND x.stage = 0 WHERE l.package_id = package.id)"
    q("UPDATE package SET value_score = CAST(16 * %s / 100 AS BIGINT) WHERE id = %s" % (asked, ids[0]))
    q("UPDATE package SET value_score = CAST(8 * %s / 100 AS BIGINT) WHERE id = %s" % (asked, ids[1]))
    q("UPDATE package SET mandatory = 1 WHERE id = %s" % ids[2])
    site.ids = ids
    q("UPDATE agency SET division = 1")


def order(site):
    """The nearest first, whole figures, three facts, every band; an analyst begins with the own division."""
    p = Person(site, "t.analyst")
    rows = p.get("/triage.json?year=2566").json()["rows"]
    check(len(rows) == int(site.store.query("SELECT COUNT(*) FROM package WHERE year = 2566")[0][0]), "all that compete: %d" % len(rows))
    by_id = dict(site.store.query("SELECT id, code FROM package WHERE year = 2566"))
    row = {r["code"]: r for r in rows}
    near, above, must = (row[by_id[site.ids[i]]] for i in (1, 0, 2))
    check(near["band"] == "near" and near["near"] == 1000 and near["distance_satang"] == 0, "at the price: %s" % near)
    check(above["band"] == "above" and above["near"] == 0, "twice its money: %s" % above)
    check(abs(above["distance_satang"] - above["amount_satang"]) <= 100, "may cost twice as much: %s" % above)
    check(must["band"] == "mandatory" and must["near"] == 0, "no choice: %s" % must)
    check(sum(r["band"] == "below" for r in rows) == len(rows) - 3 - sum(r["amount_satang"] == 0 for r in rows), "the rest below")
    check(all(r["why1"] and r["why2"] and r["why3"] for r in rows), "three facts each")
    check([r["urgency"] for r in rows] == sorted((r["urgency"] for r in rows), reverse=True), "the most urgent first")
    check(all(10 * r["urgency"] <= 6 * r["near"] + 2 * r["size"] + 2 * r["flags"] < 10 * r["urgency"] + 10 for r in rows), "the formula")
    page = p.get("/triage?year=2566&band=below")
    check(page.status == 200 and (page.debug("statements") or 99) <= 12, "statements: %s" % page.debug("statements"))
    first = p.get("/triage.json?year=2566&limit=2").json()
    then = p.get("/triage.json?year=2566&limit=2&after=" + first["next"]).json()
    check([r["code"] for r in first["rows"] + then["rows"]] == [r["code"] for r in rows[:4]], "pages by key")
    check(p.get("/triage?year=2566&after=nothing").status == 404, "a package that is not there")
    check(not Person(site, "t.office").get("/triage?year=2566&band=below").text().count('id="settle"'), "no resolution in this stage")


def hidden(page):
    part = page.text()
    part = part[part.index('id="settle"'):]
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', part[:part.index("</form>")]))


def groups(site):
    """Settled by one act with a reason; stale, empty and twice are refused; undone, and used."""
    p = Person(site, "t.analyst")
    page = p.get("/triage?year=2566&band=below")
    form = hidden(page)
    n = int(form["packages"])
    check(n > 3, "a group: %s" % form)
    check(p.post("/triage", dict(form, reason="")).status == 400, "a reason is needed")
    check(p.post("/triage", dict(form, sum="1.00", reason="x", once="a" * 32)).status == 409, "what is settled is what was shown")
    check(p.post("/triage", dict(form, band="near", reason="x", once="b" * 32)).status in (400, 409), "the near ones are not settled in bulk")
    check(Person(site, "t.officer").post("/triage", dict(form, reason="x", once="c" * 32)).status in (400, 403, 409), "not by an officer")
    r = p.post("/triage", dict(form, reason="ไกลจากเส้นวงเงิน"))
    check(r.status == 303, "settled: %d %s" % (r.status, r.text()[:300]))
    g = p.get("/triage/groups.json?year=2566").json()["rows"]
    check(len(g) == 1 and g[0]["state"] == "ready" and g[0]["packages"] == n and g[0]["word"] == "reject", "kept: %s" % g)
    check('id="settle"' not in p.get("/triage?year=2566&band=below").text(), "nothing is left to settle")
    check(p.post("/triage/T0001/undo", {"year": "2566", "version": "1", "reason": ""}).status == 400, "undo needs a reason")
    check(p.post("/triage/T0001/undo", {"year": "2566", "version": "9", "reason": "x"}).status == 409, "a stale undo")
    check(p.post("/triage/T0001/undo", {"year": "2566", "version": "1", "reason": "ขอดูใหม่"}).status == 303, "undone")
    check(p.post("/triage/T0001/use", {"year": "2566", "version": "2"}).status == 409, "what was undone is not used")
    again = hidden(p.get("/triage?year=2566&band=below"))
    check(again["packages"] == form["packages"], "free again")
    check(p.post("/triage", dict(again, reason="ไกลจากเส้นวงเงิน")).status == 303, "settled again")
    before = site.store.query("SELECT COUNT(*) FROM recommendation")[0][0]
    check(before == "0", "nothing is written before it is used: " + before)
    r = p.post("/triage/T0002/use", {"year": "2566", "version": "1"})
    check(r.status == 303, "used: %d %s" % (r.status, r.text()[-600:]))
    check(site.store.query("SELECT COUNT(*), MIN(word), MAX(word) FROM recommendation") == [[str(n), "reject", "reject"]], "recommended")
    check(p.post("/triage/T0002/undo", {"year": "2566", "version": "2", "reason": "x"}).status == 409, "used is used")
    check(p.post("/triage/T0099/use", {"year": "2566", "version": "1"}).status == 404, "no such group")


def comparison(site):
    """After the group was used the analyst's amounts differ: counts, parts and lines say the same."""
    p = Person(site, "t.finance")
    doc = p.get("/compare.json?year=2566&from=requested&to=analyst").json()
    parts = p.get("/compare/parts.json?year=2566&from=requested&to=analyst&by=agency").json()
    sum_lines = sum(r["change_satang"] for r in doc["rows"])
    check(doc["rows"] and all(r["kind"] == "changed" and r["by_user"] == "t.analyst" and r["reason"] for r in doc["rows"]), "who and why")
    check(sum_lines == sum(r["change_satang"] for r in parts["rows"]) == parts["total"]["change_satang"] < 0, "parts add up: %d" % sum_lines)
    for by in ("stage", "reason", "resolution", "type", "side", "package", "line", "year"):
        t = p.get("/compare/parts.json?year=2566&from=requested&to=analyst&by=" + by).json()
        check(sum(r["change_satang"] for r in t["rows"]) == sum_lines, by + " adds up")
    one = doc["rows"][0]
    page = p.get("/compare?year=2566&from=requested&to=now&by=line&line=" + one["code"])
    check(page.status == 200 and 'id="changes"' in page.text() and (page.debug("statements") or 99) <= 12, "one line and its changes")
    check("<svg" in p.get("/compare?year=2566&to=analyst").text(), "the waterfall")
    for bad, status in (("from=analist", 400), ("to=R00099", 404), ("by=colour", 400), ("from=2022-99-01", 400), ("after=nothing", 404),
                        ("to=2570/now", 404)):
        check(p.get("/compare?year=2566&" + bad).status == status, "%s: %d" % (bad, status))
    out = site.run("report", "compare", "--year", "2566", "--from", "requested", "--to", "analyst", "--json")
    check('"change_satang":%d' % sum_lines in out.replace(" ", ""), "the command says the same")


if __name__ == "__main__":
    sys.exit(harness.main([order, groups, comparison], prepare=prepare))
