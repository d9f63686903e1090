#!/usr/bin/env python3
"""All pages and tables with a role that may read: budgets, texts of attackers, the four formats."""
import csv
import io
import sys
import zipfile

import harness
from harness import Person, check

STATEMENTS = 12
XSS = ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'><svg onload=alert(1)>", "</title><script>x</script>",
       "javascript:alert(1)", "\" onmouseover=\"x", "' autofocus onfocus='x", "<!--", "]]>", "{{7*7}}", "${7*7}", "<%= 7 %>",
       "</textarea><script>x</script>", "<iframe src=//x>", "&lt;script&gt;", "\u003cscript\u003e", "%3Cscript%3E", "<a href=x>y</a>",
       "<math><mtext></form><form><mglyph><style></math><img src onerror=x>", "=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-1+1", "\t=1",
       "\u202e\u202dabc", "<ScRiPt>x</ScRiPt>", "<svg/onload=x>", "<body onload=x>", "<base href=//x>", "<link rel=stylesheet href=//x>"]


def pages(site):
    """Every GET route without places answers, within its budget of statements."""
    p = Person(site, "t.admin")
    for r in harness.routes():
        if r["method"] != "GET" or "{" in r["pattern"]:
            continue
        got = p.get(r["pattern"])
        check(got.status in (200, 303), "%s: %d %s" % (r["pattern"], got.status, got.text()[-300:] if got.status >= 500 else ""))
        n = got.debug("statements")
        check(n is not None and n <= STATEMENTS, "%s: %s statements" % (r["pattern"], n))
        check((got.debug("arena") or 0) < 8 << 20, "%s: %s bytes" % (r["pattern"], got.debug("arena")))


def tables(site):
    """Every table in its formats, with the same rows."""
    p = Person(site, "t.admin")
    for r in harness.routes():
        if r["method"] != "GET" or not r["table"] or "{" in r["pattern"]:
            continue
        path = r["pattern"]
        j = p.get(path + ".json")
        if not check(j.status == 200 and set(j.json()) >= {"columns", "rows", "total", "next"}, path + ".json %d" % j.status):
            continue
        doc = j.json()
        names = [c["name"] for c in doc["columns"]]
        check(all(set(row) == set(names) for row in doc["rows"]), path + ": rows have the named columns")
        c = p.get(path + ".csv")
        check(c.status == 200 and "attachment" in c.header("Content-Disposition"), path + ".csv %d" % c.status)
        lines = list(csv.reader(io.StringIO(c.body.decode("utf-8-sig"))))
        check(len(lines) == len(doc["rows"]) + 1 and len(lines[0]) == len(names), path + ".csv has the same rows: %d" % len(lines))
        x = p.get(path + ".xlsx")
        check(x.status == 200 and x.body[:2] == b"PK", path + ".xlsx %d" % x.status)
        if x.status == 200:
            check(zipfile.ZipFile(io.BytesIO(x.body)).testzip() is None, path + ".xlsx opens")


def attackers(site):
    """Texts of attackers in every query and field come back escaped or not at all."""
    p = Person(site, "t.admin")
    for r in harness.routes():
        if r["method"] != "GET":
            continue
        for text in XSS:
            path = r["pattern"].replace("{version}", "x")
            for name in ("{code}", "{kind}", "{id}", "{name*}", "{name}"):
                path = path.replace(name, harness.urllib.parse.quote(text, safe=""))
            path = harness.example_path(path)
            got = p.get(path + "?" + harness.urllib.parse.urlencode({k: text for k in ("q", "next", "after", "state", "sort", "by")}))
            if "text/html" not in got.header("Content-Type"):
                continue
            page = got.text()
            check(got.status < 500, "%s with %r: %d" % (r["pattern"], text, got.status))
            if any(ch in text for ch in "<>\"'"):
                check(text not in page, "%s: %r stands in the page" % (r["pattern"], text))
            check('href="javascript:' not in page.lower(), "%s: a javascript address" % r["pattern"])


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
    sys.exit(harness.main([pages, tables, attackers, two_languages], ["t.admin"]))
