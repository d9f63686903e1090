#!/usr/bin/env python3
"""All pages and tables with a role that may read: budgets, texts of attackers, the four formats."""
import csv
import io
import re
import sys
import zipfile

import harness
from harness import Paths, Person, check

STATEMENTS = 12
# What one page shows of many tables: a package with its lines, levels, questions, options, years by its lines' lineage, and signatures.
STATEMENTS_OF = {"/packages/{code}": 22, "/packages/{code}/grid": 14, "/packages/{code}/questions": 13,
                 "/packages/{code}/analysis": 18, "/council/statements/{code}": 13,
                 "/cash": 14}  # the ledger's figures of two years, parameters, revenue, contracts, the stated cash
ARENA_OF = {"/api/openapi.json": 4 << 20}  # every address of the program
XSS = ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'><svg onload=alert(1)>", "</title><script>x</script>",
       "javascript:alert(1)", "\" onmouseover=\"x", "' autofocus onfocus='x", "<!--", "]]>", "{{7*7}}", "${7*7}", "<%= 7 %>",
       "</textarea><script>x</script>", "<iframe src=//x>", "&lt;script&gt;", "\u003cscript\u003e", "%3Cscript%3E", "<a href=x>y</a>",
       "<math><mtext></form><form><mglyph><style></math><img src onerror=x>", "=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-1+1", "\t=1",
       "\u202e\u202dabc", "<ScRiPt>x</ScRiPt>", "<svg/onload=x>", "<body onload=x>", "<base href=//x>", "<link rel=stylesheet href=//x>"]


def pages(site):
    """Every GET route answers those who may, within its budget of statements and memory."""
    paths = Paths(site)
    for r in harness.routes():
        if r["method"] != "GET" or r["pattern"].startswith(("/assets/", "/jobs/", "/allocation/", "/allocation-runs/", "/attachments/", "/integrated/overlaps/")):
            continue
        p, path = paths.may(r), paths.of(r["pattern"])
        if "officer" in r["permission"] or r["permission"] == "request_write":
            p = paths.person("t.officer")
        got = p.get(path)
        fine = (200, 303, 403, 404, 409) if r["permission"] == "request_write" else (200, 303)
        if r["pattern"].startswith("/lines/"):
            fine += (409,)  # no stage is open
        if "/none" in path:
            fine += (404,)  # the fixture has none of these; they have tests of their own
        check(got.status in fine, "%s as %s: %d %s" % (path, p.name, got.status, got.text()[-300:]))
        got = p.get(path)  # the second: mirrors are warm
        n = got.debug("statements")
        check(n is not None and n <= STATEMENTS_OF.get(r["pattern"], STATEMENTS), "%s: %s statements" % (path, n))
        check((got.debug("arena") or 0) < ARENA_OF.get(r["pattern"], 2 << 20), "%s: %s bytes" % (path, got.debug("arena")))


def tables(site):
    """Every table in its formats, with the same rows."""
    paths = Paths(site)
    for r in harness.routes():
        if r["method"] != "GET" or not r["table"] or r["pattern"].startswith(("/jobs/", "/allocation/", "/allocation-runs/")):
            continue
        p, path = paths.may(r), paths.of(r["pattern"])
        if "/none" in path:
            continue
        j = p.get(path + ".json")
        if not check(j.status == 200 and set(j.json()) >= {"columns", "rows", "total", "next"}, path + ".json %d" % j.status):
            continue
        doc = j.json()
        names = [c["name"] for c in doc["columns"]]
        check(all(set(row) == set(names) for row in doc["rows"]), path + ": rows have the named columns")
        check(all(c["th"] and c["en"] for c in doc["columns"]), path + ": labels in both languages")
        c = p.get(path + ".csv")
        check(c.status == 200 and "attachment" in c.header("Content-Disposition"), path + ".csv %d" % c.status)
        lines = list(csv.reader(io.StringIO(c.body.decode("utf-8-sig"))))
        check(len(lines) == len(doc["rows"]) + 1 and len(lines[0]) == len(names),
              path + ".csv has the same rows: %d, %d" % (len(lines) - 1, len(doc["rows"])))
        x = p.get(path + ".xlsx")
        check(x.status == 200 and x.body[:2] == b"PK", path + ".xlsx %d" % x.status)
        if x.status == 200:
            check(zipfile.ZipFile(io.BytesIO(x.body)).testzip() is None, path + ".xlsx opens")


def attackers(site):
    """Texts of attackers in every query and path come back escaped or not at all."""
    paths = Paths(site)
    quote = harness.urllib.parse.quote
    for r in harness.routes():
        if r["method"] != "GET":
            continue
        p = paths.may(r)
        for text in XSS:
            for path in {paths.of(r["pattern"]), re.sub(r"\{[a-z_]+\*?\}", lambda _: quote(text, safe=""), r["pattern"])}:
                got = p.get(path + "?" + harness.urllib.parse.urlencode({k: text for k in ("q", "next", "after", "state", "sort", "by")}))
                if "text/html" not in got.header("Content-Type"):
                    continue
                page = got.text()
                check(got.status < 500, "%s with %r: %d" % (r["pattern"], text, got.status))
                if any(ch in text for ch in "<>\"'"):
                    check(text not in page, "%s: %r stands in the page" % (r["pattern"], text))
                check('href="javascript:' not in page.lower(), "%s: a javascript address" % r["pattern"])


def stored_texts(site):
    """Texts of attackers that were stored come back escaped in every page, and harmless in tables."""
    for i, text in enumerate(XSS):
        name = text.replace("'", "''")
        if "\t" not in text:
            site.store.query("UPDATE line SET name = '%s' WHERE id = (SELECT MIN(id) + %d FROM line)" % (name, i % 30))
            site.store.query("UPDATE package SET title = '%s' WHERE id = (SELECT MIN(id) + %d FROM package)" % (name, i % 20))
    site.store.query("UPDATE app_user SET full_name = '<script>alert(1)</script>' WHERE name = 't.officer'")
    paths = Paths(site)
    packages = [row["code"] for row in paths.person("t.admin").get("/packages.json").json()["rows"]]
    seen = [("/packages/" + harness.urllib.parse.quote(c), paths.person("t.admin")) for c in packages[:20]]
    seen += [(paths.of(r["pattern"]), paths.may(r)) for r in harness.routes()
             if r["method"] == "GET" and not r["pattern"].startswith(("/assets", "/jobs/", "/allocation/", "/allocation-runs/"))]
    for path, p in seen:
        got = p.get(path)
        if "text/html" in got.header("Content-Type"):
            bad = [t for t in XSS if any(ch in t for ch in "<>\"") and t in got.text()]
            check(not bad, "%s: %r" % (path, bad))
    cells = 0
    for path, p in seen:
        got = p.get(path + ".csv")
        if got.header("Content-Type").startswith("text/csv"):
            for row in csv.reader(io.StringIO(got.body.decode("utf-8-sig"))):
                cells += len(row)
                bad = [c for c in row if c[:1] in "=+@\t" and c]
                check(not bad, "%s.csv: a cell that a spreadsheet would run: %r" % (path, bad))
    check(cells > 100, "tables were read: %d cells" % cells)


def two_languages(site):
    p = Person(site, "t.admin")
    for r in harness.routes():
        if r["method"] != "GET" or "{" in r["pattern"]:
            continue
        en = p.get(r["pattern"] + "?lang=en")
        if en.status == 200 and "text/html" in en.header("Content-Type"):
            check('lang="en"' in en.text(), r["pattern"] + " in English")
            th = p.get(r["pattern"] + "?lang=th")
            check('lang="th"' in th.text() and th.text() != en.text(), r["pattern"] + " in Thai")


if __name__ == "__main__":
    sys.exit(harness.main([pages, tables, attackers, two_languages, stored_texts], prepare=harness.fixture))
