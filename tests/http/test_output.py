#!/usr/bin/env python3
"""GOALS.md Z4: sixty payloads in every field of every form, and what all outputs make of them: pages read by a
parser (no element, attribute, script or address of the payload), JSON that parses to the same text, CSV and
workbooks without formulas, log lines that are whole JSON, PDF text without a broken stream.

The forms are those of the pages themselves (a crawl as several people), so a new form is in it by itself. In
./test each field gets a few payloads in turn, every payload some fields; --long gives every field every one."""
import csv
import io
import itertools
import json
import os
import re
import sys
import zipfile

import harness
from crawl import Page, local, pattern_of, walk, wrong_in
from harness import check
from wire import Wire

LONG = "--long" in sys.argv or bool(os.environ.get("PBIS_LONG"))
WHO = ("t.admin", "t.office", "t.collector", "t.head", "t.chief", "t.strategy", "t.technical", "t.governor")
SEEDS = ["/overview", "/work", "/packages", "/requests", "/requests/11000000", "/agencies/11000000", "/goals", "/key-results", "/money", "/ceilings",
         "/prices", "/posts", "/posts/11000000", "/places", "/integrated", "/parameters", "/handover", "/users", "/audit", "/allocation", "/search?q=x",
         "/me", "/me/password", "/me/second-factor", "/documents", "/import", "/meetings", "/resolutions", "/circulars", "/consult", "/problems", "/laws",
         "/notices", "/delegations", "/inbox", "/workload", "/clearances", "/consistency", "/triage", "/compare", "/year", "/calendar", "/settings",
         "/packages/new", "/medium-term", "/jobs", "/attachments?subject=agency:11000000:posts", "/about", "/cycle"]
# What must stay for the test to go on: the own session and password, the end of the year, and waits of guessing.
SKIP = ("/logout", "/me/password", "/me/second-factor/begin", "/me/second-factor/confirm", "/me/second-factor/off", "/me/sessions/end-others",
        "/cycle", "/enact", "/login", "/import", "/me/language")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
outputs = {}


def payloads():
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "payloads.txt"), encoding="utf-8") as f:
        return [line.rstrip("\n") for line in f if line.strip("\n")]


def forms_of(site):
    """{(pattern, fields): (person, form)} of all POST forms that the people see, and the pages they were on."""
    routes, forms, pages = harness.routes(), {}, {}
    for name in WHO:
        p = Wire(site, name)
        patterns = {r["pattern"] for r in routes}
        seeds = [s for s in SEEDS if pattern_of(s, routes) in patterns]
        for path, got in walk(p, seeds, routes, each=2 if LONG else 1, most=200):
            check(got.status < 500, "%s as %s: %d" % (path, name, got.status))
            if got.status != 200 or not got.header("Content-Type").startswith("text/html"):
                continue
            pages.setdefault(pattern_of(path, routes), (p, path))
            for f in Page(got.text()).forms:
                pattern = pattern_of(f["action"], routes, "POST" if f["method"] == "post" else "GET")
                key = (f["method"], pattern, tuple(sorted({re.sub(r"[.:].*|[0-9]+", "#", n) for n, _, _ in f["fields"]})))
                if pattern and pattern not in SKIP:
                    forms.setdefault(key, (p, f, path))
    return forms, pages


def filled(form, field, payload):
    """The form as it is, with something in empty fields, and the payload in one."""
    out = {}
    for name, kind, value in form["fields"]:
        if name in ("csrf", "once"):
            continue
        out[name] = value or ("1" if kind in ("number", "hidden") else "x")
    out[field] = payload
    return out


def look(reply, what):
    """One answer of any kind."""
    kind = reply.header("Content-Type").split(";")[0]
    outputs[kind] = outputs.get(kind, 0) + 1
    if any("pbisx" in k.lower() for k, _ in reply.headers):
        check(False, what + ": a header was split")
    if kind == "text/html":
        wrong = wrong_in(reply.text())
        if wrong:
            check(False, "%s: %s" % (what, wrong[:3]))
    elif kind == "application/json":
        json.loads(reply.body)
    elif kind == "text/csv":
        rows = list(csv.reader(io.StringIO(reply.body.decode("utf-8-sig"))))
        bad = [c for r in rows for c in r if c.startswith(FORMULA) and not re.fullmatch(r"[+-]?[0-9.,]+%?", c)]
        if bad or any(len(r) != len(rows[0]) for r in rows if r):
            check(False, "%s: %r" % (what, bad[:3]))
    elif kind.startswith("application/vnd"):
        with zipfile.ZipFile(io.BytesIO(reply.body)) as z:
            for n in z.namelist():
                if n.startswith("xl/worksheets/sheet"):
                    formulas = re.findall(rb"<f[ >].*?</f>", z.read(n))
                    if any(b"pbisx" in f for f in formulas) or b"<hyperlink" in z.read(n) and b"pbisx" in z.read(n):
                        check(False, what + ": a formula or link in a workbook")


def inject(site, forms):
    """Every field; answers (the form comes back as typed, JSON errors) are looked at at once."""
    tried, turn, kept = 0, itertools.count(), 0
    words = payloads()
    for (method, pattern, _), (p, form, where) in sorted(forms.items(), key=lambda kv: str(kv[0])):
        kinds = {re.sub(r"[.:].*|[0-9]+", "#", n): n for n, kind, _ in form["fields"] if n not in ("csrf", "once") and kind != "button"}
        fields = sorted(kinds.values())  # of rank.A, rank.B ... one
        for field in fields:
            each = words if LONG else [words[next(turn) % len(words)]]
            for payload in each:
                body = filled(form, field, payload)
                tried += 1
                if method == "get":
                    got = p.get(form["action"].split("?")[0] + "?" + harness.urllib.parse.urlencode(body))
                else:
                    got = p.post(local(form["action"]) or form["action"], body, headers={"Accept": "text/html"})
                    kept += got.status in (200, 303)
                if got.status >= 500:
                    check(False, "%s %s=%r on %s: %d" % (pattern, field, payload[:40], where, got.status))
                look(got, "%s %s=%r" % (pattern, field, payload[:40]))
        check(True, pattern)
    print("fields x payloads: %d, forms: %d, taken: %d" % (tried, len(forms), kept))
    check(tried > 200 and len(forms) > 30, "wide enough: %d tries, %d forms" % (tried, len(forms)))


def read_all(site, pages):
    """Every page that was found, again, and its tables in every form, with what is now in the store."""
    routes = harness.routes()
    table = {r["pattern"]: r["table"] for r in routes if r["method"] == "GET"}
    for pattern, (p, path) in pages.items():
        base, _, query = path.partition("?")
        for ending in ("", ".json", ".csv", ".xlsx") if table.get(pattern) else ("",):
            got = p.get(base + ending + ("?" + query if query else ""))
            check(got.status < 500, "%s%s: %d" % (path, ending, got.status))
            look(got, path + ending)
    for p in {id(x[0]): x[0] for x in pages.values()}.values():
        for path, got in walk(p, ["/packages", "/work", "/requests/11000000", "/audit", "/search?q=pbisx", "/users"], routes, each=6, most=60):
            look(got, path)


def known_places(site):
    """Every payload, in places that are surely kept: a package's title, a line's name, a reason, a user's name; then all outputs."""
    site.store.query("UPDATE fiscal_year SET stage = 'REQUEST'")
    p, admin = Wire(site, "t.officer"), Wire(site, "t.admin")
    output = p.get("/packages/new?year=2566").text().split('name="output"')[1].split('<option value="')[2].split('"')[0]
    kept = 0
    for i, word in enumerate(payloads()):
        got = p.post("/packages", {"year": "2566", "agency": "11000000", "output": output, "title": word, "level_kind": "minimum", "justification": word})
        m = re.search(r"/packages/([^/]+)/", got.header("Location"))
        if m:
            kept += 1
            p.post("/packages/%s/questions" % m.group(1), {"year": "2566", "q2": word, "v2": "0", "q5": word, "v5": "0"})
            for path in ("/packages/%s", "/packages/%s.json", "/packages/%s/questions", "/packages/%s/questions.csv", "/packages/%s/edit"):
                look(p.get(path % m.group(1)), "%r in %s" % (word[:30], path))
        admin.post("/users", {"name": "pbisx.%d" % i, "full_name": word, "role": "council", "password": "long enough to keep"})
    check(kept > 50, "titles are kept: %d" % kept)
    for path in ("/packages", "/requests/11000000", "/work", "/search?q=pbisx", "/stopped"):
        for ending in ("", ".json", ".csv", ".xlsx"):
            base, _, query = path.partition("?")
            look(p.get(base + ending + ("?" + query if query else "")), path + ending)
    for path in ("/users", "/users.json", "/users.csv", "/users.xlsx", "/users/pbisx.3", "/audit", "/audit.json", "/audit.csv", "/audit.xlsx"):
        look(admin.get(path), path)
    rows = p.get("/requests/11000000.json?year=2566").json()["rows"]
    titles = {r["title"] for r in rows}
    check(sum(w.strip() in titles or w in titles for w in payloads()) > 40, "JSON gives back what was typed")


def log_lines(site):
    """One JSON document a line, whatever was typed."""
    p = Wire(site)
    for word in payloads():
        p.post("/login", json_body={"user": word, "password": "x"}, headers={"User-Agent": word.encode("ascii", "replace").decode().replace("\n", " ")})
        p.get("/none/" + harness.urllib.parse.quote(word, safe=""))
    for line in site.logged().splitlines():
        if line.strip():
            json.loads(line)
    check(True, "log lines are JSON")


def the_eye(_site):
    """The reader itself: payloads that stand unescaped in a page are seen, escaped ones are not."""
    seen = [w for w in payloads() if wrong_in("<p>%s</p>" % w) or wrong_in('<p title="%s">' % w) or wrong_in("<p title='%s'>" % w)
            or wrong_in('<a href="%s">x</a>' % w)]
    check(len(seen) >= 35, "seen when unescaped: %d" % len(seen))
    for w in payloads():
        safe = w.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;").replace("'", "&#39;")
        check(not wrong_in('<p title="%s">%s</p><textarea>%s</textarea>' % (safe, safe, safe)), "escaped: %r" % w)


def documents(site):
    """A PDF that holds the words is whole, and holds them as words."""
    path = os.path.join(site.folder, "o.pdf")
    site.run("document", "ordinance", "--year", "2566", "--out", path)
    with open(path, "rb") as f:
        raw = f.read()
    check(raw.startswith(b"%PDF-") and raw.rstrip().endswith(b"%%EOF") and not re.search(rb"/(JavaScript|JS|OpenAction|Launch|URI) ?[(/<]", raw),
          "a PDF without actions")


def policy(site):
    """No inline script, style or handler is allowed, nor written."""
    p = Wire(site, "t.admin")
    for path in ("/overview", "/login", "/users", "/none"):
        value = p.get(path).header("Content-Security-Policy")
        check("default-src 'self'" in value and "unsafe" not in value and "script-src" not in value.replace("script-src 'self'", "")
              and "object-src 'none'" in value + "object-src 'none'", value)


def everything(site):
    forms, pages = forms_of(site)
    inject(site, forms)
    read_all(site, pages)
    print("looked at: %s" % outputs)
    missing = {r["pattern"] for r in harness.routes() if r["method"] == "POST" and r["csrf"]} - {k[1] for k in forms} - set(SKIP)
    print("POST routes whose form no page showed: %d of them: %s" % (len(missing), " ".join(sorted(missing))))


def prepare(site):
    harness.fixture(site)
    for event in ("open_call", "open_requests"):
        site.run("cycle", event, "--year", "2566")
    harness.Paths(site)


if __name__ == "__main__":
    sys.exit(harness.main([the_eye, known_places, policy, log_lines, documents, everything], env={"PBIS_ADDRESS_TRIES": "1000000"}, prepare=prepare))
