#!/usr/bin/env python3
"""GOALS.md Z1: every route with a place x every role x own agency, another of the own division, another
division x draft with the collector, draft with the director, submitted. Made from the route table: a route
whose place stands in no row of SUBJECTS fails.

What a person may not see is answered as if it were not there, byte for byte of status and code; what they see
but may not touch is refused and nothing changes; a draft's words and amounts stand in no page, table or file of
anybody who may not see it, and in no total."""
import collections
import os
import re
import sys

import harness
from harness import PASSWORD, PEOPLE, Person, check
from test_costing import upload
from wire import Wire, code_of, quoted, text_of

YEAR = "2566"
OWN, SAME, FAR = "11000000", "50010000", "10000000"  # the people's agency; its division's; division 2
AGENCIES = ((OWN, "own"), (SAME, "same"), (FAR, "far"))
STAGES = ("collector", "director", "submitted")
# Whose thing the place of a route is: its first piece. package, line: hidden while a draft; agency: open to all who
# read the budget; open: no scope but the permission; own: parties of the thing only, tried in the named test.
SUBJECTS = {
    "packages": "package", "lines": "line", "requests": "agency", "agencies": "open", "posts": "agency", "places": "open", "prices": "open",
    "goals": "open", "key-results": "open", "allocation": "open", "allocation-runs": "open", "integrated": "open", "parameters": "open", "settings": "open", "users": "open",
    "assets": "open", "attachments": "own: test_hidden_papers", "jobs": "own: test_parties", "handover": "own: test_parties",
    "me": "own: test_account.own_sessions", "notices": "own: test_notices", "delegations": "own: test_delegations", "comments": "own: test_hidden_papers",
    "questions": "open", "documents": "open", "d": "open", "laws": "open", "calendar": "open", "consistency": "open", "analysis-forms": "open",
    "clearances": "open", "workload": "open", "year": "open", "meetings": "open", "resolutions": "open", "circulars": "open", "consult": "open",
    "problems": "open", "triage": "open", "compare": "open", "inbox": "open", "checks": "open", "surveys": "open",
    "supplementary": "open", "council": "open", "lineage": "line", "orders": "open", "reorganisations": "open", "procurement": "open", "acceleration": "open",
    "position": "open", "records": "open", "contracts": "open", "warrants": "open", "money": "open", "carry": "open", "year-end": "open", "scores": "open", "measures": "open",
    "data-sets": "open", "rules": "open", "indicators": "open", "value": "open", "/value/evidence/{code}": "package", "evaluations": "open",
    "criteria": "open", "rating": "open",
    "executive-reports": "open", "agreements": "open", "service-agreements": "open", "activities": "open", "action-plans": "open",
}
# Routes of a package or a line that a rule of their own answers with 404 although the thing is seen.
MAY_BE_EMPTY = {"/lines/{code}/boq", "/lines/{code}/boq-issues", "/lines/{code}/replacement"}
# Whoever sees the package may: looking again by machine changes nothing that anybody wrote; read mentions are one's own.
ANYBODY = {"/packages/{code}/checks", "/packages/{code}/mentions", "/packages/{code}/comments", "/lines/{code}/comments"}
AGENCY_ROLES, DIVISION_ROLES = {"officer", "collector", "head"}, {"analyst", "division_head"}
LONG = "--long" in sys.argv or os.environ.get("PBIS_LONG")
# Roles of one kind see alike: in ./test the slower forms are read by some; JSON, and by --long all, by everybody.
WHO_READS = {"": ("officer", "head", "analyst", "permsec", "council"), ".csv": ("head", "analyst"), ".xlsx": ("analyst", "governor")}
cells = collections.Counter()
weak = collections.Counter()


class City:
    """Nine packages with a line each: three agencies x three stages, each with words and an amount of its own."""

    def __init__(self, site):
        self.site, self.package, self.line, self.secret = site, {}, {}, {}
        reader = Person(site, "t.auditor")
        self.totals_before = self.totals(reader)
        for i, (agency, where) in enumerate(AGENCIES):
            site.run("user", "add", "x.%s" % where, "--role", "collector", "--agency", agency, "--password-stdin", stdin=PASSWORD + "\n")
            maker = Person(site, "x.%s" % where)
            for k, stage in enumerate(STAGES):
                self.make(maker, agency, (where, stage), 7000000 + i * 100100 + k * 10010 + 3)
        for (where, stage), code in self.package.items():
            state = "SUBMITTED" if stage == "submitted" else "DRAFT"
            site.store.query("UPDATE package SET state = '%s', place = '%s' WHERE code = '%s'" % (
                state, "director" if stage == "submitted" else stage, code))
        site.stop()
        site.start()

    def make(self, maker, agency, key, amount):
        word = "ลับSECRET%s%s" % (key[0], key[1])
        output = maker.get("/packages/new?year=" + YEAR).text().split('name="output"')[1].split('<option value="')[2].split('"')[0]
        got = maker.post("/packages", {"year": YEAR, "agency": agency, "output": output, "title": word, "level_kind": "minimum",
                                       "justification": word + "why"})
        code = re.search(r"/packages/([^/]+)/", got.header("Location")).group(1)
        page = maker.get("/packages/%s/lines/new?year=%s" % (code, YEAR)).text()
        item = page.split('name="item"')[1].split('<option value="')[2].split('"')[0]
        got = maker.post("/packages/%s/lines" % code, json_body={"year": YEAR, "item": item, "fund": "OWN", "name": word + "line",
                                                                 "quantity": "1", "unit_price": str(amount), "justification": word})
        check(got.status == 200, "a line: %d %s" % (got.status, got.text()[:300]))
        self.package[key] = code
        self.line[key] = maker.get("/packages/%s.json" % code).json()["rows"][0]["code"]
        self.secret[key] = (word, "{:,}".format(amount), str(amount), str(amount * 100), code)

    @staticmethod
    def totals(p):
        return {path: p.get(path + ".json?year=" + YEAR).json()["total"] for path in ("/overview", "/overview/by-agency", "/overview/by-side")}


def sees(role, where, stage):
    if stage == "submitted":
        return True
    if where != "own":
        return False
    return role in ("officer", "collector") or role == "head" and stage == "director"


def in_scope(role, where):
    if role in AGENCY_ROLES:
        return where == "own"
    if role in DIVISION_ROLES:
        return where in ("own", "same")
    return True


def may(route, role, perms):
    return route["permission"] in ("public", "signed_in") or route["permission"] in perms[role]


def body_of(version):
    """Something for every field that forms of packages and lines have, so that refusals are about rights."""
    return {"year": YEAR, "version": version, "reason": "x", "note": "x", "title": "x", "name": "x", "event": "recall", "amount": "1",
            "stage": "requested", "quantity": "1", "unit_price": "1", "item": "05202-1", "fund": "OWN", "level_kind": "minimum", "justification": "x",
            "output": "0503001", "months": "1", "times": "1", "code": "S9", "kind": "school", "section": "S1", "user": "t.officer", "question": "1",
            "answer": "x", "goal": "1", "weight": "100", "unit": "x", "body": "x", "text": "x", "pick": "x:1", "capacity": "director",
            "disposition": "continue", "word": "support", "to_user": "t.officer", "recommendation": "support", "due": "2026-12-31", "file_code": "x"}


def path_of(pattern, code):
    return re.sub(r"\{[a-z_]+\*?\}", lambda m: quoted(code) if m.group(0) in ("{code}", "{agency}") else "1", pattern)


def ask(p, route, path, body):
    if route["method"] == "GET":
        return p.get(path + "?year=" + YEAR, Accept="application/json")
    return p.post(path, json_body=body)


def subject(pattern):
    """A row of the whole pattern wins over one of its first word."""
    return SUBJECTS.get(pattern, SUBJECTS.get(pattern.split("/")[1]))


def every_route_has_a_row(_site):
    for r in harness.routes():
        if "{" in r["pattern"]:
            check(subject(r["pattern"]), "%s %s: whose thing is its place? a row of SUBJECTS" % (r["method"], r["pattern"]))


def pairs(kind):
    return [r for r in harness.routes() if "{" in r["pattern"] and subject(r["pattern"]) == kind]


def one_cell(p, role, route, city, key, absent, perms):
    """A refusal, a thing that is not there, or an answer; returns what is wrong, or nothing."""
    where, stage = key
    kind = subject(route["pattern"])
    code = (city.package if kind == "package" else city.line)[key]
    if route["method"] == "POST" and may(route, role, perms) and sees(role, where, stage) and (
            in_scope(role, where) or route["pattern"] in ANYBODY):
        return None  # theirs: other tests do it
    got = ask(p, route, path_of(route["pattern"], code), body_of("1"))
    cells[role] += 1
    said = (got.status, code_of(got))
    if not may(route, role, perms):
        return None if said == (403, "forbidden") else "wanted forbidden, got %s %s" % said
    if not sees(role, where, stage):
        return None if said == absent else "hidden, but %s %s is not %s %s" % (said + absent)
    if route["method"] == "GET":
        if got.status < 400 or said[1] in ("scope", "own_agency", "place", "state", "stage", "forbidden", "same_person"):
            return None
        return None if got.status == 404 and route["pattern"] in MAY_BE_EMPTY else "seen, but %s %s" % said
    if got.status == 400:
        weak[route["pattern"]] += 1
    return None if 400 <= got.status < 500 else "out of scope, but %s %s" % said


def packages_and_lines(site):
    city, perms = site.city, harness.role_perms()
    people = [Wire(site, name) for name, _, _ in PEOPLE]
    before = site.store.digest()
    for p, (name, role, _) in zip(people, PEOPLE):
        for route in pairs("package") + pairs("line"):
            got = ask(p, route, path_of(route["pattern"], "9999-99999-L1" if subject(route["pattern"]) == "package" else "2566-0-9999-99999"), body_of("1"))
            absent = (got.status, code_of(got))
            for key in city.package:
                wrong = one_cell(p, role, route, city, key, absent, perms)
                check(not wrong, "%s %s as %s, %s %s: %s" % (route["method"], route["pattern"], name, key[0], key[1], wrong))
    check(site.store.digest() == before, "nothing changed")
    few = {k: v for k, v in weak.items() if v > 30}
    if few:
        print("refused by the form before the scope: %s" % few)


def agencies(site):
    """Desks open to all; nobody writes on another agency's."""
    perms = harness.role_perms()
    people = [Wire(site, name) for name, _, _ in PEOPLE]
    before = site.store.digest()
    for p, (name, role, _) in zip(people, PEOPLE):
        for route in pairs("agency"):
            for agency, where in AGENCIES:
                if route["method"] == "POST" and may(route, role, perms) and in_scope(role, where):
                    continue
                got = ask(p, route, path_of(route["pattern"], agency), dict(body_of("1"), line=site.city.line[where, "submitted"]))
                cells[role] += 1
                said = (got.status, code_of(got))
                what = "%s %s as %s, %s: %s %s" % (route["method"], route["pattern"], name, where, *said)
                if not may(route, role, perms):
                    check(said == (403, "forbidden"), what)
                elif route["method"] == "POST":
                    check(400 <= got.status < 500, what)
                else:
                    check(got.status < 400 or said[1] in ("scope", "not_found", "place", "nothing", "stage", "state"), what)
    check(site.store.digest() == before, "nothing changed on desks")


def open_things(site):
    """The permission alone: a place that is not there tells nobody without it that it is not."""
    perms = harness.role_perms()
    paths = harness.Paths(site)
    people = [Wire(site, name) for name, _, _ in PEOPLE]
    before = site.store.digest()
    for p, (name, role, _) in zip(people, PEOPLE):
        for route in pairs("open"):
            there, gone = paths.of(route["pattern"]), harness.example_path(route["pattern"])
            if not may(route, role, perms):
                for path in (there, gone):
                    got = ask(p, route, path, {})
                    cells[role] += 1
                    check((got.status, code_of(got)) == (403, "forbidden"), "%s %s as %s: %d" % (route["method"], path, name, got.status))
            elif route["method"] == "GET":
                got = ask(p, route, there, {})
                cells[role] += 1
                check(got.status < 500, "%s as %s: %d" % (there, name, got.status))
    check(site.store.digest() == before, "nothing changed by who may not")


def readers(site):
    """No word, amount or code of a draft at any address of somebody who may not see it, in any form."""
    city = site.city
    routes = [r for r in harness.routes() if r["method"] == "GET" and r["pattern"] not in ("/assets/{version}/{name*}", "/api/openapi.json")]
    people = [Wire(site, name) for name, _, _ in PEOPLE]
    before = site.store.digest()
    for p, (name, role, _) in zip(people, PEOPLE):
        hidden = [s for key, words in city.secret.items() if not sees(role, *key) for s in words]
        for r in routes:
            kind = (subject(r["pattern"]) or "none") if "{" in r["pattern"] else "none"
            things = {"package": [city.package["own", "submitted"], city.package["far", "submitted"]],
                      "line": [city.line["own", "submitted"], city.line["far", "submitted"]], "agency": [OWN, FAR],
                      "open": [OWN]}.get(kind, ["none"])
            for code in things:
                for ending in ("", ".json", ".csv", ".xlsx") if r["table"] else ("",):
                    if ending not in WHO_READS or role in WHO_READS[ending]:
                        pass
                    elif not LONG:
                        continue
                    got = p.get(path_of(r["pattern"], code) + ending + "?year=" + YEAR + ("&q=SECRET" if "search" in r["pattern"] else ""))
                    cells[role] += 1
                    if got.status >= 400:
                        check(got.status < 500, "%s%s as %s: %d" % (r["pattern"], ending, name, got.status))
                        continue
                    text = text_of(got)
                    if r["permission"] == "audit_read":  # the log keeps what was written, drafts too, for those who audit
                        continue
                    found = [s for s in hidden if s in text]
                    check(not found, "%s%s as %s shows %s" % (r["pattern"], ending, name, found[:3]))
    check(site.store.digest() == before, "reading changes nothing (Z3)")


def totals_stand_still(site):
    """The city's totals know nothing of drafts: only what was submitted is added."""
    p = Person(site, "t.auditor")
    after = City.totals(p)
    sent = sum(int(s[3]) for key, s in site.city.secret.items() if key[1] == "submitted")
    for path, was in site.city.totals_before.items():
        now = after[path]
        for k, v in was.items():
            if isinstance(v, int) and k == "requested_satang":
                check(now[k] - v == sent, "%s %s: %d more, submitted were %d" % (path, k, now[k] - v, sent))


def papers_and_parties(site):
    """test_hidden_papers, test_parties: an attachment of a draft, another's hand-over and job."""
    city = site.city
    maker = Person(site, "x.far")
    got = upload(maker, {"csrf": maker.csrf, "subject": "line:" + city.line["far", "collector"], "kind": "other", "year": YEAR}, "a.csv", b"a,b\n1,2\n")
    rows = site.store.query("SELECT code FROM attachment")
    check(got.status in (200, 303) and rows, "a paper on a draft: %d %s" % (got.status, got.text()[:200]))
    got = maker.post("/packages/%s/comments" % city.package["far", "collector"], {"text": "x", "visibility": "shared", "line": "", "reply_to": "", "year": YEAR})
    words = site.store.query("SELECT c.code FROM comment c JOIN package p ON p.id = c.package_id WHERE p.code = '%s'" % city.package["far", "collector"]) if got.status == 303 else []
    check(words, "a comment on a draft: %d %s" % (got.status, re.sub("<[^>]*>|\\s+", " ", got.text())[-400:]))
    for name, role, _ in PEOPLE:
        p = Wire(site, name)
        if rows:
            got = p.get("/attachments/" + rows[0][0], Accept="application/json")
            gone = p.get("/attachments/none", Accept="application/json")
            check((got.status, code_of(got)) == (gone.status, code_of(gone)), "a draft's paper as %s: %d" % (name, got.status))
            got = p.get("/attachments.json?subject=line:" + city.line["far", "collector"])
            check(got.status == 404, "the list of a draft's papers as %s: %d" % (name, got.status))
            got = p.post("/attachments/%s/withdraw" % rows[0][0], json_body={"reason": "x"})
            check(got.status in (403, 404), "withdrawn by %s: %d" % (name, got.status))
            cells[role] += 2
        if words:
            got, gone = (p.get("/comments/" + c, Accept="application/json") for c in (words[0][0], "none"))
            check((got.status, code_of(got)) == (gone.status, code_of(gone)), "a comment on a draft as %s: %d" % (name, got.status))
            for act in ("", "/withdraw"):
                got = p.post("/comments/%s%s" % (words[0][0], act), json_body={"text": "x", "reason": "x", "version": "1"})
                check(got.status in (403, 404), "a comment on a draft, %s by %s: %d" % (act or "edited", name, got.status))
            cells[role] += 3
        if role not in AGENCY_ROLES:
            for path in ("/handover/H1/take", "/handover/H1/cancel"):
                got = p.post(path, json_body={"reason": "x"})
                check(got.status in (403, 404), "%s by %s: %d" % (path, name, got.status))
                cells[role] += 1


def enough(_site):
    print("cells: %d" % sum(cells.values()))
    check(sum(cells.values()) >= 5000, "5,000 cells: %d" % sum(cells.values()))


def prepare(site):
    harness.fixture(site)
    for event in ("open_call", "open_requests"):
        site.run("cycle", event, "--year", YEAR)
    site.city = City(site)


if __name__ == "__main__":
    sys.exit(harness.main([every_route_has_a_row, packages_and_lines, agencies, open_things, readers, totals_stand_still, papers_and_parties,
                           enough], prepare=prepare))
