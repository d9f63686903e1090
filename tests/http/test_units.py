#!/usr/bin/env python3
"""A run that gives fewer units of divisible packages than they ask: its result says how many, its draft writes the rest of each
line, every sum of the run is the same money, and a departure from it is priced against trying everything."""
import json
import os
import subprocess
import sys

import harness
import test_proposed
from harness import Person, check

YEAR = 2566
UNITS = 7
BASE = "/allocation-runs/R00001"


def prepare(site):
    """Each package's largest line is seven units of which at least one is taken."""
    test_proposed.prepare(site)
    q = site.store.query
    scenario = q("SELECT id FROM scenario WHERE name = 'main'")[0][0]
    for i, (package, line) in enumerate(q("SELECT p.code, (SELECT l.code FROM line l JOIN line_amount x ON x.line_id = l.id"
                                          " WHERE l.package_id = p.id AND l.removed = 0 AND x.stage = 0 ORDER BY x.amount_satang DESC, l.id LIMIT 1)"
                                          " FROM package p WHERE p.year = %d AND p.state = 'ANALYST_ACCEPTED'" % YEAR)):
        q("UPDATE line SET quantity_milli = %d WHERE code = '%s'" % (UNITS * 1000, line))
        q("INSERT INTO scenario_rule (scenario_id, code, kind, packages, least, target, reason, made_by, made_at_ms)"
          " VALUES (%s, 'G%02d', 'units', '%s', 1, '%s', 'x', 't.office', 1)" % (scenario, i, package, line))
    site.run("allocate", "--year", str(YEAR), "--scenario", "main", "--gap", "0")


def newest(site):
    return site.store.query("SELECT code, id FROM scenario_run ORDER BY id DESC")[0]


def result_says_units(site):
    p = Person(site, "t.analyst")
    code, run = newest(site)
    units = {r[0]: int(r[1]) for r in site.store.query(
        "SELECT p.code, u.units FROM run_units u JOIN package p ON p.id = u.package_id WHERE u.run_id = %s" % run)}
    paths = []
    for name in ("instance", "result"):
        body = p.get("/allocation-runs/%s/%s?year=%d" % (code, name, YEAR)).body
        paths.append(os.path.join(site.folder, name + ".json"))
        with open(paths[-1], "wb") as f:
            f.write(body)
    site.run("verify", *paths)
    with open(paths[1], encoding="utf-8") as f:
        result = json.load(f)
    check({u["id"]: u["units"] for u in result["units"]} == units, "the result says the units: %s" % result["units"])
    check(any(0 < n < UNITS for n in units.values()), "some get a part: %s" % units)
    result["units"][0]["units"] += 1
    with open(paths[1], "w", encoding="utf-8") as f:
        json.dump(result, f)
    bad = subprocess.run([harness.BIN, "verify", *paths], stdout=subprocess.PIPE, check=False)
    check(bad.returncode == 1 and bad.stdout, "another number of units is refused")


def sums_are_one(site):
    page = Person(site, "t.analyst").get("/allocation/main?year=%d" % YEAR)
    check('href="/allocation/main/rules"' in page.text(), "the scenario leads to its rules")
    q = site.store.query
    code, run = newest(site)
    used = int(q("SELECT used_satang FROM scenario_run WHERE id = %s" % run)[0][0])
    check(used == int(q("SELECT SUM(amount_satang) FROM run_package WHERE funded = 1 AND run_id = %s" % run)[0][0]), "packages")
    for dim in ("agency", "type"):
        part = q("SELECT SUM(used_satang), SUM(asked_satang) FROM run_part WHERE dim = '%s' AND run_id = %s" % (dim, run))[0]
        check(int(part[0]) == used, "%s: %s of %d" % (dim, part[0], used))
    check(int(q("SELECT value_score FROM scenario_run WHERE id = %s" % run)[0][0])
          == int(q("SELECT SUM(value_score) FROM run_package WHERE funded = 1 AND run_id = %s" % run)[0][0]), "values")
    kept = subprocess.run([harness.BIN, "check"], env=site.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    check(b"run_units" not in kept.stdout or b"run_units\t0" in kept.stdout, "the invariant holds: %s" % kept.stdout)


def draft_writes_parts(site):
    office, q = Person(site, "t.office"), site.store.query
    code, run = newest(site)
    r = office.post("/meetings", {"body": "suitability", "on_date": "1/6/2565", "subject": "x", "year": "2566"})
    check(r.status == 303, "a meeting: %d" % r.status)
    form = {"meeting": "2566-S01", "title": "Proposal", "detail": "", "year": "2566"}
    check(office.post("/allocation-runs/%s/agenda" % code, form).status == 303, "an item")
    r = office.post("/resolutions/from-run", {"meeting": "2566-S01", "item": "1", "run": code, "title": "x", "year": "2566"})
    check(r.status == 303, "a draft from it: %d %s" % (r.status, r.text()[:300]))
    for want, have, package in q(
            "SELECT CASE WHEN k.funded = 1 THEN k.amount_satang ELSE 0 END, SUM(d.amount_satang), p.code FROM run_package k"
            " JOIN package p ON p.id = k.package_id JOIN line l ON l.package_id = p.id JOIN resolution_line d ON d.line_id = l.id"
            " WHERE k.run_id = %s GROUP BY p.code, k.funded, k.amount_satang" % run):
        check(int(want) == int(have), "%s: %s written, %s granted" % (package, have, want))


def departures_are_priced(site):
    office, q = Person(site, "t.office"), site.store.query
    code, run = newest(site)
    path = "/resolutions/" + q("SELECT code FROM resolution")[0][0]
    version = lambda: q("SELECT version FROM resolution")[0][0]
    part = q("SELECT p.code, k.amount_satang, p.id FROM run_units u JOIN run_package k ON k.run_id = u.run_id AND k.package_id = u.package_id"
             " JOIN package p ON p.id = u.package_id WHERE u.run_id = %s AND u.units > 0 AND u.units < u.asked" % run)[0]

    def lines():
        return q("SELECT l.code, d.amount_satang FROM resolution_line d JOIN line l ON l.id = d.line_id WHERE l.package_id = %s ORDER BY l.id" % part[2])

    before = lines()
    form = {"package": part[0], "amount": str(int(part[1]) // 200), "reason": "half", "year": "2566"}
    r = office.post(path + "/depart", dict(form, version=version()))
    check(r.status == 303, "half of it: %d" % r.status)
    check(office.post(path + "/losses", {"year": "2566"}).status == 303, "priced")
    state, low, high = q("SELECT loss_state, loss_low_score, loss_high_score FROM resolution_departure")[0]
    check(state == "found" and int(high) >= 0, "priced by solving again: %s %s %s" % (state, low, high))
    full = "%d.%02d" % (int(part[1]) // 100, int(part[1]) % 100)
    r = office.post(path + "/depart", dict(form, amount=full, version=version()))
    check(r.status == 303 and not q("SELECT 1 FROM resolution_departure"), "back to the run: %d" % r.status)
    check(lines() == before, "line by line: %s, %s" % (before, lines()))


if __name__ == "__main__":
    sys.exit(harness.main([result_says_units, sums_are_one, draft_writes_parts, departures_are_priced], prepare=prepare))
