#!/usr/bin/env python3
"""GOALS.md Z2: nobody makes and approves. One person is given whatever role the next act needs (the strongest
case: a role change before every act, or all roles at once) and tries every chain of acts; others, each honest,
may act between. A refused act changes nothing, so only chains of acts that were done are walked on.

Table-driven besides: every two-person act by one person, and the own roles."""
import os
import re
import sys

import harness
from harness import PASSWORD, Person, check
from test_matrix import OWN, YEAR
from wire import Wire

ONE = "one"
# act: the role it needs, whether it makes or approves, the year's stage in which it is possible.
ACTS = {
    "make": ("collector", "makes", "REQUEST"), "edit": ("collector", "makes", "REQUEST"), "send": ("collector", "", "REQUEST"),
    "submit": ("head", "approves", "REQUEST"), "accept": ("analyst", "approves", "ANALYSIS"), "return": ("analyst", "", "ANALYSIS"),
    "amount": ("analyst", "approves", "ANALYSIS"), "fund": ("permsec", "approves", "PERMSEC"),
}
LONG = "--long" in sys.argv or os.environ.get("PBIS_LONG")
DONE = 20000 if LONG else 700  # acts at most


class Chains:
    def __init__(self, site):
        self.site, self.people, self.tried, self.now, self.at = site, {}, 0, {}, None
        for name in [ONE] + ["by.%s" % a for a in ACTS]:
            site.run("user", "add", name, "--role", "council", "--password-stdin", stdin=PASSWORD + "\n")
            self.people[name] = Wire(site, name)
        self.agency = site.store.query("SELECT id FROM agency WHERE code = '%s'" % OWN)[0][0]
        page = None
        self.become("by.make", ["collector"])
        self.stage("REQUEST")
        page = self.people["by.make"].get("/packages/new?year=" + YEAR).text()
        self.output = page.split('name="output"')[1].split('<option value="')[2].split('"')[0]
        self.item = None

    def become(self, name, roles):
        """Whatever the person was before: only these roles now, their session goes on."""
        if self.now.get(name) == roles:
            return
        self.now[name] = roles
        of = "(SELECT id FROM app_user WHERE name = '%s')" % name
        self.site.store.query("DELETE FROM user_role WHERE user_id = %s" % of)
        for role in roles:
            kind, at = {"collector": ("agency", self.agency), "head": ("agency", self.agency), "analyst": ("division", 1)}.get(role, ("city", 0))
            self.site.store.query("INSERT INTO user_role (user_id, role, scope_kind, scope_id) VALUES (%s, '%s', '%s', %s)" % (of, role, kind, at))

    def stage(self, stage):
        if stage == self.at:
            return
        self.at = stage
        self.site.store.query("UPDATE fiscal_year SET stage = '%s' WHERE year = %s" % (stage, YEAR))

    def version(self, code):
        return self.site.store.query("SELECT version FROM package WHERE code = '%s'" % code)[0][0]

    def make(self, p):
        got = p.post("/packages", {"year": YEAR, "agency": OWN, "output": self.output, "title": "งาน", "level_kind": "minimum", "justification": "คลองตื้น"})
        m = re.search(r"/packages/([^/]+)/", got.header("Location"))
        if not m:
            return None
        code = m.group(1)
        if not self.item:
            self.item = p.get("/packages/%s/lines/new?year=%s" % (code, YEAR)).text().split('name="item"')[1].split('<option value="')[2].split('"')[0]
        got = p.post("/packages/%s/lines" % code, json_body={"year": YEAR, "item": self.item, "fund": "OWN", "name": "ลอกคลอง", "quantity": "1",
                                                             "unit_price": "1000", "justification": "คลองตื้นมาก เรือเข้าไม่ได้"})
        p.post("/packages/%s/questions" % code, {"year": YEAR, "q2": "ประชาชน 12,000 คน", "v2": "0", "q5": "น้ำท่วม", "v5": "0"})
        return code if got.status == 200 else None

    def do(self, p, act, code):
        """Did it happen?"""
        line = self.site.store.query("SELECT l.code, l.version FROM line l JOIN package p ON p.id = l.package_id WHERE p.code = '%s'" % code)[0]
        if act == "edit":
            got = p.post("/packages/%s/grid" % code, json_body={"year": int(YEAR), "cells": [
                {"line": line[0], "version": int(line[1]), "field": "unit_price", "value": str(1000 + int(line[1]))}]})
            return got.status == 200 and got.json()["lines"][0]["result"] == "saved"
        if act == "send":
            got = p.post("/requests/%s/send" % OWN, {"year": YEAR, "pick": "%s:%s" % (code, self.version(code))})
        elif act == "amount":
            got = p.post("/lines/%s/amount" % line[0], {"year": YEAR, "stage": "analyst", "amount": "900", "reason": "แพง", "version": line[1]})
        else:
            got = p.post("/packages/%s/event" % code, {"year": YEAR, "event": act, "reason": "x", "resolution": "1", "version": self.version(code)})
        return got.status in (200, 303)

    def step(self, who, act, code, all_roles):
        role, _, stage = ACTS[act]
        name = ONE if who == ONE else "by." + act
        self.stage(stage)
        self.become(name, sorted({a[0] for a in ACTS.values()}) if all_roles and who == ONE else [role])
        self.tried += 1
        if act == "make":
            return self.make(self.people[name])
        return code if code and self.do(self.people[name], act, code) else None

    def replay(self, chain, all_roles):
        code = None
        for who, act in chain:
            code = self.step(who, act, code, all_roles)
            if not code:
                return None
        return code

    def walk(self, all_roles):
        """Breadth first over chains that were done; the last act of each must not close the circle."""
        fresh, done, worst = [[("other", "make")], [(ONE, "make")]], 0, []
        while fresh and self.tried < DONE:
            chain = fresh.pop(0)
            if self.replay(chain, all_roles) is None:
                continue
            done += 1
            mine = [ACTS[a][1] for w, a in chain if w == ONE]
            if "makes" in mine and "approves" in mine[mine.index("makes"):]:
                worst.append(chain)
                continue
            for act in ACTS:
                for who in (ONE, "other"):
                    longer = chain + [(who, act)]
                    if act == "make" or len(longer) > (7 if LONG else 6) or sum(w == ONE for w, _ in longer) > 4 or chain.count((who, act)) > 0:
                        continue
                    if who == ONE or any(w == ONE for w, _ in chain) or act in ("send", "submit", "accept", "return"):
                        fresh.append(longer)
        return done, worst


def chains(site):
    c = Chains(site)
    for all_roles in (False, True):
        c.tried = 0
        done, worst = c.walk(all_roles)
        print("chains done: %d, acts: %d" % (done, c.tried))
        check(done > 40, "the chains are really walked: %d" % done)
        check(not worst, "one person made and approved: %s" % worst[:3])
    site.store.query("UPDATE fiscal_year SET stage = 'REQUEST' WHERE year = " + YEAR)


def refused(site, p, path, form, why):
    before = site.store.digest()
    got = p.post(path, form, headers={"Accept": "application/json"})
    code = got.json().get("code") if "json" in got.header("Content-Type") else ""
    check(code in ("same_person", "own_account"), "%s: %d %s" % (why, got.status, code))
    check(site.store.digest() == before, why + ": nothing changed")


def two_people(site):
    """Proposed and approved, drafted and confirmed: not by one, with every role there is."""
    names = [r for r in harness.role_perms() if r not in ("officer", "collector", "head", "analyst", "division_head")]
    site.run("user", "add", "many", "--role", "council", "--password-stdin", stdin=PASSWORD + "\n")
    of = "(SELECT id FROM app_user WHERE name = 'many')"
    for role in names:
        if role != "council":
            site.store.query("INSERT INTO user_role (user_id, role, scope_kind, scope_id) VALUES (%s, '%s', 'city', 0)" % (of, role))
    p = Person(site, "many")
    new = {"value": "55", "from_year": YEAR, "from_date": "1/10/2600", "reason": "x", "source": "x", "year": YEAR, "do": "propose"}
    check(p.post("/parameters/integrated.overlap_likeness", new).status == 303, "a parameter is proposed")
    refused(site, p, "/parameters/integrated.overlap_likeness/1/approve", {}, "and approved by the same")
    for path, form in (("roles", {"role": "governor"}), ("roles/remove", {"role": "council"}), ("disable", {}), ("reset", {}), ("second-factor", {}),
                       ("sign-out", {})):
        refused(site, p, "/users/many/" + path, form, "the own account: " + path)


def changed_meanwhile(site):
    """A right that is taken away is gone at the next act, of pages already open too."""
    site.run("user", "add", "mid", "--role", "system_office", "--password-stdin", stdin=PASSWORD + "\n")
    p, admin = Person(site, "mid"), Person(site, "t.admin")
    check(p.get("/parameters/integrated.overlap_likeness").status == 200, "the form is open")
    check(admin.post("/users/mid/roles", json_body={"role": "council"}).status == 200
          and admin.post("/users/mid/roles/remove", json_body={"role": "system_office"}).status == 200, "the role changes")
    before = site.store.digest()
    got = p.post("/parameters/integrated.overlap_likeness", {"value": "50", "from_year": YEAR, "from_date": "1/10/2601", "reason": "x", "source": "x",
                                                             "year": YEAR, "do": "propose"}, headers={"Accept": "application/json"})
    check(got.status in (401, 403) and site.store.digest() == before, "the old form is refused: %d" % got.status)


def prepare(site):
    harness.fixture(site)
    site.store.query("UPDATE fiscal_year SET stage = 'REQUEST'")


if __name__ == "__main__":
    sys.exit(harness.main([chains, two_people, changed_meanwhile], prepare=prepare))
