#!/usr/bin/env python3
"""Every route x every role: the table of tests/golden/permissions.tsv, made from the route table and
tried against the server. --update writes the file anew; the review reads the difference."""
import os
import subprocess
import sys

import harness
from harness import PEOPLE, Person, check

GOLDEN = os.path.join(harness.ROOT, "tests/golden/permissions.tsv")
ROLES = ["public"] + [role for _, role, _ in PEOPLE]


# The route lets everybody signed in ask; the domain's first question is one of these permissions.
NARROWER = {("POST", "/calendar/extensions"): {"collect", "request_approve"}}


def tried(site):
    """{(method, pattern): [verdict of each role]}: yes, or why not."""
    table = {}
    people = [Person(site)] + [Person(site, name) for name, _, _ in PEOPLE]
    for r in harness.routes():
        row = []
        for p in people:
            path = harness.example_path(r["pattern"])
            if r["method"] == "GET":
                got = p.get(path, Accept="application/json")
            elif r["pattern"] == "/logout":  # it would end the session that asks
                q = Person(site)
                q.cookies = dict(p.cookies)
                got = q.post(path, headers={"Accept": "application/json"})
            else:
                got = p.post(path, {"user": "x", "password": "y"}, headers={"Accept": "application/json"})
            code = got.json().get("code", "") if got.status >= 400 and "json" in got.header("Content-Type") else ""
            if code in ("login_needed", "forbidden"):
                row.append("no")
            elif got.status == 403 and code == "csrf":
                row.append("no" if not p.csrf else "yes")
            else:
                row.append("yes")
                check(got.status < 500, "%s %s as %s: %d" % (r["method"], path, p.name, got.status))
        table[(r["method"], r["pattern"])] = row
    return table


def as_text(table):
    lines = ["\t".join(["method", "route", *ROLES])]
    for (method, pattern), row in sorted(table.items(), key=lambda kv: (kv[0][1], kv[0][0])):
        lines.append("\t".join([method, pattern, *row]))
    return "\n".join(lines) + "\n"


def matrix(site):
    text = as_text(tried(site))
    if "--update" in sys.argv:
        with open(GOLDEN, "w", encoding="utf-8") as f:
            f.write(text)
    try:
        with open(GOLDEN, encoding="utf-8") as f:
            want = f.read()
    except FileNotFoundError:
        want = ""
    have = dict((tuple(x.split("\t")[:2]), x) for x in text.splitlines())
    known = dict((tuple(x.split("\t")[:2]), x) for x in want.splitlines())
    for key in sorted(set(have) | set(known)):
        check(have.get(key) == known.get(key), "%s\n  wanted %s\n  got    %s" % (key, known.get(key), have.get(key)))


def roles_agree(site):
    """The server follows the table of roles: what a role carries is what its routes allow."""
    carries = harness.role_perms()
    table = tried(site)
    for r in harness.routes():
        for role, said in zip(ROLES, table[(r["method"], r["pattern"])]):
            may = r["permission"] == "public" or role != "public" and (
                r["permission"] == "signed_in" or r["permission"] in carries[role])
            narrower = NARROWER.get((r["method"], r["pattern"]))
            may = may and (not narrower or bool(narrower & carries[role]))
            check(said == ("yes" if may else "no"), "%s %s as %s: %s" % (r["method"], r["pattern"], role, said))


def nobody_sees_pages(site):
    """Without a session a page leads to the sign-in, a table says 401."""
    for r in harness.routes():
        if r["permission"] == "public" or r["method"] != "GET":
            continue
        path = harness.example_path(r["pattern"])
        got = site.get(path, Accept="text/html")
        check(got.status == 303 and got.header("Location").startswith("/login?next="), "%s: %d" % (path, got.status))
        if r["table"]:
            check(site.get(path + ".json").status == 401, path + ".json")


if __name__ == "__main__":
    if not os.path.exists(harness.BIN):
        sys.exit("no program at " + harness.BIN)
    subprocess.run([harness.BIN, "_routes"], check=True, stdout=subprocess.DEVNULL)
    sys.exit(harness.main([matrix, roles_agree, nobody_sees_pages], prepare=harness.fixture))
