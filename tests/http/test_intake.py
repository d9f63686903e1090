#!/usr/bin/env python3
"""Many packages accepted or recommended at once: a look first, one write, what is left out named."""
import re
import sys

import harness
from harness import Person, check

PATH = "/inbox/packages"
STATEMENTS = 12
YEAR = "2566"


def prepare(site):
    harness.fixture(site)
    site.store.query("UPDATE package SET state = 'SUBMITTED'")
    site.store.query("UPDATE fiscal_year SET stage = 'ANALYSIS' WHERE year = 2566")


def count(site, state):
    return int(site.store.query("SELECT COUNT(*) FROM package WHERE state = '%s'" % state)[0][0])


def hidden(page, name):
    m = re.search(r'name="%s" value="([^"]*)"' % name, page.text())
    return m.group(1) if m else ""


def rows(who, show="submitted"):
    return who.get("%s.json?year=%s&show=%s" % (PATH, YEAR, show)).json()["rows"]


def ask(who, **more):
    return who.post(PATH, dict({"year": YEAR, "show": "submitted", "act": "accept"}, **more))


def confirmed(who, look, **more):
    return ask(who, confirm="1", seen=hidden(look, "seen"), once=hidden(look, "once"), **more)


def lists(site):
    """The own division's, with budgets; nobody without the permission."""
    analyst = Person(site, "t.analyst")
    analyst.get(PATH + "?year=" + YEAR)
    r = analyst.get(PATH + "?year=" + YEAR)
    check(r.status == 200 and r.debug("statements") <= STATEMENTS, "the list: %d, %s statements" % (r.status, r.debug("statements")))
    mine = rows(analyst)
    check(len(mine) > 1 and {x["division"] for x in mine} == {1}, "the own division only: %r" % {x["division"] for x in mine})
    every = count(site, "SUBMITTED")
    check(len(mine) < every, "others have theirs: %d of %d" % (len(mine), every))
    check(PATH in analyst.get("/inbox?year=" + YEAR).text(), "the inbox leads there")
    for name in ("t.officer", "t.council"):
        who = Person(site, name)
        check(who.get(PATH).status == 403 and ask(who, all="1").status == 403, name + " may not")
    check("mine" in analyst.get(PATH + "?whose=mine&agency=11000000&year=" + YEAR).text(), "filters come back")


def refusals(site):
    analyst = Person(site, "t.analyst")
    before = site.store.digest()
    check(ask(analyst).status == 409, "nothing chosen")
    foreign = site.store.query("SELECT p.code FROM package p JOIN agency g ON g.id = p.agency_id WHERE g.division <> 1")[0][0]
    check(ask(analyst, pick=foreign).status == 409, "another division's is none of this list")
    r = ask(analyst, all="1", confirm="1", seen="x", once="")
    check(r.status == 409, "not what was looked at: %d" % r.status)
    check(analyst.post(PATH, {"year": YEAR, "all": "1"}, csrf=False).status == 403, "without the form's token")
    for more, status, text in (({"word": "x"}, 400, ""), ({"word": "reduce", "cut": "", "reason": "x"}, 400, ""),
                               ({"word": "reduce", "cut": "100", "reason": "x"}, 400, ""), ({"word": "reject", "reason": " "}, 400, ""),
                               ({"word": "reduce", "cut": "abc", "reason": "typed once"}, 400, "typed once")):
        r = ask(analyst, all="1", **dict({"act": "recommend", "show": "silent"}, **more))
        check(r.status == status and text in r.text(), "%r: %d" % (more, r.status))
    check(site.store.digest() == before, "refused ones change nothing")


def triage(site):
    """The page of triage says how many packages the newest run has not seen, and where they are accepted."""
    analyst = Person(site, "t.analyst")
    check('id="unseen"' not in analyst.get("/triage?year=2566&lang=en").text(), "without a run there is nothing to say")
    site.store.query("INSERT INTO scenario (year, name, note, made_by, made_at_ms) VALUES (2566, 'main', '', 'system', 1)")
    site.store.query("INSERT INTO scenario_run (scenario_id, code, mode, status, value_score, bound_score, gap_text, funded, packages,"
                     " used_satang, asked_satang, solve_ms, total_ms, instance_sha, result_sha, change_id, made_by, made_at_ms)"
                     " SELECT id, 'R1', 'exact', 'optimal', 0, 0, '0', 0, 0, 0, 0, 1, 1, '', '', 0, 'system', 1 FROM scenario WHERE name = 'main'")
    page = analyst.get("/triage?year=2566&lang=en").text()
    n = count(site, "SUBMITTED")
    check("has not seen <b>%d</b> packages, of which <b>%d</b> are not accepted" % (n, n) in page and PATH in page, "it says so")


def own(site):
    """Who made or signed a request is told so, by its name, and the rest goes on."""
    analyst = Person(site, "t.analyst")
    code = rows(analyst)[0]["code"]
    made = site.store.query("SELECT made_by FROM package WHERE code = '%s'" % code)[0][0]
    site.store.query("UPDATE package SET made_by = 't.analyst' WHERE code = '%s'" % code)
    look = ask(analyst, all="1")
    check(look.status == 200 and 'id="left-h"' in look.text() and code in look.text(), "the own one is named: %d" % look.status)
    check(ask(analyst, pick=code, confirm="1", seen=hidden(ask(analyst, pick=code), "seen")).status == 409, "and not accepted")
    site.store.query("UPDATE package SET made_by = '%s' WHERE code = '%s'" % (made, code))


def accepting(site):
    analyst = Person(site, "t.analyst")
    mine = rows(analyst)
    one = mine[0]["code"]
    look = ask(analyst, pick=one)
    check(look.status == 200 and one in look.text() and count(site, "ANALYST_ACCEPTED") == 0, "a look changes nothing")
    check(confirmed(analyst, look, pick=one).status == 303, "one")
    check(count(site, "ANALYST_ACCEPTED") == 1, "one accepted")
    look = ask(analyst, all="1")
    other = mine[1]["code"]
    site.store.query("UPDATE package SET version = version + 1 WHERE code = '%s'" % other)
    check(confirmed(analyst, look, all="1").status == 409 and count(site, "ANALYST_ACCEPTED") == 1, "changed meanwhile: all or none")
    look = ask(analyst, all="1")
    done = confirmed(analyst, look, all="1")
    check(done.status == 303 and count(site, "ANALYST_ACCEPTED") == len(mine), "all of the list: %d" % done.status)
    again = confirmed(analyst, look, all="1")
    check((again.status, again.header("Location")) == (303, done.header("Location")), "sent twice: one answer, %d" % again.status)
    page = analyst.get(done.header("Location"))
    check('role="status"' in page.text(), "says that it is done")
    audits = site.store.query("SELECT new_value FROM audit WHERE action = 'packages.accept' ORDER BY seq")
    check([a[0].split()[-1] for a in audits] == ["1", str(len(mine) - 1)], "one record a batch: %r" % audits)
    events = site.store.query("SELECT COUNT(*) FROM package_event WHERE event = 'accept' AND by_user = 't.analyst'")
    check(int(events[0][0]) == len(mine), "an event each")


def recommending(site):
    """Alike for the small ones; those above the form limit are named."""
    analyst = Person(site, "t.analyst")
    asked = {x["code"]: int(x["asked_satang"]) // 100 for x in rows(analyst, "silent")}
    limit = 10000000
    small = {c for c, a in asked.items() if a < limit}
    check(0 < len(small) < len(asked), "both kinds: %d of %d" % (len(small), len(asked)))
    more = {"act": "recommend", "show": "silent", "all": "1", "word": "reduce", "cut": "10", "reason": "ราคาสูงกว่าราคากลาง"}
    look = ask(analyst, **more)
    check(look.status == 200 and all(c in look.text() for c in asked), "the look names all: %d" % look.status)
    done = confirmed(analyst, look, **more)
    check(done.status == 303, "recommended: %d %s" % (done.status, done.text()[-400:]))
    kept = site.store.query("SELECT p.code, r.word, r.asked_satang, r.amount_satang FROM recommendation r JOIN package p ON p.id = r.package_id")
    check({k[0] for k in kept} == small and {k[1] for k in kept} == {"reduce"}, "of the small ones: %r" % kept)
    check(all(0.89 < int(k[3]) / int(k[2]) <= 0.9 for k in kept), "a tenth less: %r" % kept)
    check({x["code"] for x in rows(analyst, "silent")} == set(asked) - small, "the large ones still wait")


if __name__ == "__main__":
    sys.exit(harness.main([lists, refusals, triage, own, accepting, recommending], prepare=prepare))
