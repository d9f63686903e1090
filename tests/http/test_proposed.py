#!/usr/bin/env python3
"""A run as a proposal: its page, its files that `pbis verify` takes, onto an agenda, a resolution that departs from it, and
what the departure truly costs against trying everything; the printed proof."""
import hashlib
import itertools
import json
import os
import subprocess
import sys

import harness
from harness import Person, check

YEAR = 2566
COMPETING = 11  # few enough to try every choice
BASE = "/allocation-runs/R00001"


def prepare(site):
    """Packages that compete for three quarters of what they ask; each is worth a number of its own."""
    harness.fixture(site)
    q = site.store.query
    q("UPDATE package SET state = 'DRAFT', mandatory = 0 WHERE year = %d" % YEAR)
    ids = [r[0] for r in q("SELECT p.id FROM package p JOIN line l ON l.package_id = p.id JOIN line_amount x ON x.line_id = l.id"
                           " WHERE p.year = %d AND x.stage = 0 AND l.removed = 0 GROUP BY p.id HAVING SUM(x.amount_satang) > 0"
                           " ORDER BY p.id" % YEAR)][:COMPETING]
    q("UPDATE package SET state = 'ANALYST_ACCEPTED' WHERE id IN (%s)" % ", ".join(str(i) for i in ids))
    for i, n in enumerate(ids):
        q("UPDATE package SET value_score = %d WHERE id = %s" % ((37 * i % 23 + 5) * 1000000, n))
    q("UPDATE fiscal_year SET stage = 'SUITABILITY' WHERE year = %d" % YEAR)
    asked = int(q("SELECT SUM(x.amount_satang) FROM line l JOIN line_amount x ON x.line_id = l.id JOIN package p ON p.id = l.package_id"
                  " WHERE p.year = %d AND x.stage = 0 AND l.removed = 0"
                  " AND p.state = 'ANALYST_ACCEPTED'" % YEAR)[0][0])
    path = os.path.join(site.folder, "ceilings.csv")
    with open(path, "w", encoding="utf-8") as f:
        f.write("dim,code,max,min\ntotal,,%d,\n" % (asked * 3 // 400))
    site.run("allocate", "--year", str(YEAR), "--scenario", "main", "--ceilings", path, "--gap", "0")


def files(site, p):
    out = []
    for name in ("instance", "result"):
        r = p.get("%s/%s?year=%d" % (BASE, name, YEAR))
        check(r.status == 200, "%s: %d" % (name, r.status))
        path = os.path.join(site.folder, name + ".json")
        with open(path, "wb") as f:
            f.write(r.body)
        kept = site.store.query("SELECT %s_sha FROM scenario_run" % name)[0][0]
        check(hashlib.sha256(r.body).hexdigest() == kept, "%s is byte for byte what was checked" % name)
        out.append(path)
    return out


def page_and_files(site):
    p = Person(site, "t.analyst")
    page = p.get("%s?year=%d" % (BASE, YEAR))
    check(page.status == 200 and "พิสูจน์แล้วว่าดีที่สุด" in page.text(), "the page: %d" % page.status)
    check((page.debug("statements") or 99) <= 12, "statements: %s" % page.debug("statements"))
    rows = p.get("%s.json?year=%d" % (BASE, YEAR)).json()["rows"]
    used = int(site.store.query("SELECT used_satang FROM scenario_run")[0][0])
    check(sum(r["used_satang"] for r in rows) == used, "the agencies add up")
    check(p.get("%s/ceilings.json?year=%d" % (BASE, YEAR)).json()["rows"][0]["dim"] == "total", "its ceilings")
    check(p.get("/allocation-runs/R09999?year=%d" % YEAR).status == 404, "no such run")
    instance, result = files(site, p)
    site.run("verify", instance, result)
    with open(result, encoding="utf-8") as f:
        r = json.load(f)
    check(r["bound_proved"] is True and r["value"] == r["bound"], "proved to be the best")
    r["chosen"] = r["chosen"][1:]
    with open(result, "w", encoding="utf-8") as f:
        json.dump(r, f)
    bad = subprocess.run([harness.BIN, "verify", instance, result], stdout=subprocess.PIPE, check=False)
    check(bad.returncode == 1 and bad.stdout, "a changed one is refused")


def agenda(site):
    office, officer = Person(site, "t.office"), Person(site, "t.officer")
    r = office.post("/meetings", {"body": "suitability", "on_date": "1/6/2565", "subject": "x", "year": "2566"})
    check(r.status == 303, "a meeting: %d" % r.status)
    form = {"meeting": "2566-S01", "title": "Proposal", "detail": "", "year": "2566"}
    check(officer.post(BASE + "/agenda", form).status == 403, "not everybody writes agendas")
    check(office.post(BASE + "/agenda", dict(form, title="")).status == 400, "a title is needed")
    check(office.post(BASE + "/agenda", form).status == 303, "onto the agenda")
    page = office.get("/meetings/2566-S01?year=2566").text()
    check(BASE in page, "the item leads to the proposal")
    check("/meetings/2566-S01#item-1" in office.get(BASE + "?year=2566").text(), "and back")
    r = office.post("/resolutions/from-run", {"meeting": "2566-S01", "item": "1", "run": "R00001", "title": "x", "year": "2566"})
    check(r.status == 303, "a draft from it: %d" % r.status)
    check(int(site.store.query("SELECT COUNT(*) FROM line_amount WHERE stage = 2")[0][0]) == 0, "a draft writes no amount")


def best(inst, held=None):
    """The largest value by trying everything: at most 20 packages that cost something."""
    top = {r["id"]: r["max"] for r in inst["resources"] if r.get("max") is not None}
    ps = inst["packages"]
    found = None
    for pick in itertools.product((0, 1), repeat=len(ps)):
        on = {p["id"] for p, x in zip(ps, pick) if x}
        if held and any((h in on) != want for h, want in held.items()):
            continue
        if any(set(p.get("requires", [])) - on for p in ps if p["id"] in on):
            continue
        if any(sum(p["use"].get(r, 0) for p in ps if p["id"] in on) > most for r, most in top.items()):
            continue
        value = sum(float(p["value"]) for p in ps if p["id"] in on)
        found = value if found is None else max(found, value)
    return found


def departures(site):
    office = Person(site, "t.office")
    code = site.store.query("SELECT code FROM resolution")[0][0]
    path = "/resolutions/" + code
    with open(os.path.join(site.folder, "instance.json"), encoding="utf-8") as f:
        inst = json.load(f)
    if len(inst["packages"]) > COMPETING:
        check(False, "too many to try: %d" % len(inst["packages"]))
        return
    q = site.store.query
    paid = q("SELECT p.code, p.id, k.amount_satang FROM run_package k JOIN package p ON p.id = k.package_id WHERE k.funded = 1"
             " AND k.amount_satang > 0 ORDER BY k.amount_satang DESC")
    version = lambda: q("SELECT version FROM resolution")[0][0]
    r = office.post(path + "/depart", {"package": paid[0][0], "amount": "0", "reason": "the body says so", "version": version(), "year": "2566"})
    check(r.status == 303, "a departure: %d" % r.status)
    check(q("SELECT loss_state FROM resolution_departure")[0][0] == "none", "an estimate only")
    check(Person(site, "t.officer").post(path + "/losses", {"year": "2566"}).status == 403, "who prices")
    r = office.post(path + "/losses", {"year": "2566"})
    check(r.status == 303, "solved again: %d" % r.status)
    state, low, high = q("SELECT loss_state, loss_low_score, loss_high_score FROM resolution_departure")[0]
    want = best(inst) - best(inst, {paid[0][0]: False})
    check(state == "found" and abs(float(low) / 1e6 - want) < 0.01 and abs(float(high) / 1e6 - want) < 0.01,
          "the true loss %s..%s is %s" % (low, high, want))
    page = office.get(path + "?year=2566")
    check(page.status == 200 and "คำนวณใหม่แล้ว" in page.text() and "ค่าแน่นอน" in page.text(), "both are shown")
    half = int(paid[1][2]) // 200
    office.post(path + "/depart", {"package": paid[1][0], "amount": str(half), "reason": "half", "version": version(), "year": "2566"})
    check(not q("SELECT 1 FROM resolution_loss x WHERE x.departures = (SELECT COUNT(*) FROM resolution_departure)"), "the old sum is void")
    check(office.post(path + "/losses", {"year": "2566"}).status == 303, "two at once")
    rows = office.get(path + "/departures.json?year=2566").json()["rows"]
    check(len(rows) == 2 and all(r["loss_state"] == "found" for r in rows), "each has its loss: %s" % rows)


def paper(site):
    out = os.path.join(site.folder, "proof.pdf")
    site.run("document", "allocation", "--year", str(YEAR), "--run", "R00001", "--out", out)
    text = subprocess.run(["pdftotext", "-layout", out, "-"], stdout=subprocess.PIPE, check=True).stdout.decode()
    check("pbis verify instance.json result.json" in text, "how to check it")
    check(site.store.query("SELECT instance_sha FROM scenario_run")[0][0] in "".join(text.split()), "the digest")
    site.run("document", "allocation", "--year", str(YEAR), "--run", "R00001", "--out", os.path.join(site.folder, "proof.docx"))
    number = site.store.query("SELECT number, draft FROM issued WHERE kind = 'allocation'")
    check(number[0][0] == "AL-2566-R00001-1" and int(number[0][1]) == 0, "in the register: %s" % number)
    site.store.query("UPDATE scenario_run SET funded = funded + 1")
    bad = subprocess.run([harness.BIN, "document", "allocation", "--year", str(YEAR), "--run", "R00001", "--out", out],
                         env=site.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    check(bad.returncode != 0 and b"document_sum" in bad.stderr, "sums that differ are not printed: %s" % bad.stderr)
    check(Person(site, "t.officer").post(BASE + "/print", {"format": "pdf", "year": "2566"}).status == 403, "who prints")


if __name__ == "__main__":
    sys.exit(harness.main([page_and_files, agenda, departures, paper], prepare=prepare))
