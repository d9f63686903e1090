#!/usr/bin/env python3
"""The analyst's desk in the browser's way: checks, forms, the recommendation, clearance, consistency."""
import sys

import harness
from harness import Person, check

YEAR = "2566"


def told(r, status, text, what):
    check(r.status == status, "%s: %d instead of %d" % (what, r.status, status))
    check(text in r.text(), "%s: no “%s”\n%s" % (what, text, r.text()[-1500:] if text not in r.text() else ""))


def prepare(site):
    """The year's requests are submitted and the analysis is open; one package is the analyst's to do."""
    harness.fixture(site)
    site.store.query("UPDATE fiscal_year SET stage = 'ANALYSIS' WHERE year = 2566")
    site.store.query("UPDATE package SET state = 'SUBMITTED' WHERE year = 2566")


def package_of(site, division, other=False):
    sign = "<>" if other else "="
    rows = site.store.query("SELECT p.code, p.id FROM package p JOIN agency g ON g.id = p.agency_id WHERE p.year = 2566 AND g.division "
                            + sign + " %d AND (SELECT SUM(x.amount_satang) FROM line l JOIN line_amount x ON x.line_id = l.id AND x.stage = 0"
                            " WHERE l.package_id = p.id) BETWEEN 1000000 AND 900000000 ORDER BY p.id LIMIT 1" % division)
    return rows[0] if rows else None


def analyses(site):
    analyst, office = Person(site, "t.analyst"), Person(site, "t.office")
    code, pid = package_of(site, 1)
    page = "/packages/%s/analysis" % code
    told(analyst.get(page + "?lang=en"), 200, 'name="amount-', "the desk has a field a line")
    told(office.get(page), 200, "analysis-forms", "others read it")
    check('name="word"' not in office.get(page).text(), "and see no form of recommendation")
    rows = analyst.get(page + ".json").json()["rows"]
    line, asked = rows[0]["code"], rows[0]["requested_satang"]
    rec = {"word": "reduce", "reason": "ราคาสูง", "version": "0", "year": YEAR}
    bad = analyst.post(page + "/recommend", dict(rec, **{"amount-" + line: str(asked // 100 + 1)}))
    told(bad, 400, "say stop", "more than was asked is refused")
    check('value="%d"' % (asked // 100 + 1) in bad.text(), "what was typed is still there")
    check("ราคาสูง" in bad.text(), "and the reason")
    check(office.post(page + "/recommend", rec).status == 403, "the office recommends nothing")
    less = dict(rec, **{"amount-" + line: str(asked // 200)})
    r = analyst.post(page + "/recommend", less)
    check(r.status == 303, "reduced: %d %s" % (r.status, r.text()[-600:]))
    told(analyst.post(page + "/recommend", less), 409, "say stop", "the second one is stale")
    r = analyst.get("/packages/%s/recommendations.json" % code).json()["rows"]
    check(len(r) == 1 and r[0]["word"] == "reduce", "kept once: %s" % r)
    got = site.store.query("SELECT amount_satang FROM line_amount x JOIN line l ON l.id = x.line_id WHERE l.code = '%s' AND x.stage = 1" % line)
    check(got == [[str(asked // 200 * 100)]], "the line's amount of the analyst stage: %s" % got)
    told(analyst.get("/packages/%s" % code), 200, "/packages/%s/checks" % code, "the package page leads to the checks")
    far = package_of(site, 1, other=True)
    if far:
        check(analyst.post("/packages/%s/analysis/recommend" % far[0], rec).status == 403, "another division is read only")


def forms(site):
    analyst, office, finance = Person(site, "t.analyst"), Person(site, "t.office"), Person(site, "t.finance")
    code, _ = package_of(site, 1)
    page = "/packages/%s/analysis" % code
    row = analyst.get("/packages/%s/forms.json" % code).json()["rows"][0]
    save = {"class": row["class"], "line": row["line_code"], "version": "0", "year": YEAR, "do": "done", "q1": ""}
    told(analyst.post(page + "/form", save), 409, "form", "a form that lacks answers is not done")
    check(analyst.post(page + "/form", dict(save, do="draft")).status == 303, "a draft is")
    row = analyst.get("/packages/%s/forms.json" % code).json()["rows"][0]
    check(row["state"] == "draft" and row["version"] == 1, "kept: %s" % row)
    new = {"th": "แบบใหม่", "en": "New form", "reason": "as resolved", "year": YEAR, "questions": "kind,required,th,en,choices\ntext,1,ก,a,\n"}
    check(analyst.post("/analysis-forms/ict", new).status == 403, "an analyst proposes no form")
    told(office.post("/analysis-forms/ict", dict(new, questions="kind\nx\n")), 400, "as resolved", "a bad table comes back as typed")
    check(office.post("/analysis-forms/ict", new).status == 303, "proposed")
    told(office.post("/analysis-forms/ict/decide", {"version": "1", "do": "approve"}), 403, "say stop", "nobody approves their own")
    check(finance.post("/analysis-forms/ict/decide", {"version": "1", "do": "approve"}).status == 303, "another person does")
    check(len(office.get("/analysis-forms/ict.json").json()["rows"]) == 1, "the new questions hold")


def clearances(site):
    analyst, office, technical = Person(site, "t.analyst"), Person(site, "t.office"), Person(site, "t.technical")
    code, _ = package_of(site, 1)
    page = "/packages/%s/clearances" % code
    ask = {"class": "posts", "words": "อัตราที่ขอเพิ่ม", "year": YEAR}
    check(office.post(page, ask).status == 403, "the office asks for none")
    check(analyst.post(page, dict(ask, words="")).status == 400, "what to look at is said")
    check(analyst.post(page, ask).status == 303, "asked")
    told(analyst.post(page, ask), 409, "f-words", "one of a class at a time")
    one = analyst.get(page + ".json").json()["rows"]
    one = next(r for r in one if r["class"] == "posts")
    answer = {"state": "refused", "words": "เกินกรอบ", "version": "1", "year": YEAR}
    path = "/clearances/%s" % one["code"]
    told(technical.post(path, answer), 403, "f-state", "nobody of the class yet")
    check(technical.post("/clearances/people", {"class": "posts", "user": "t.technical", "do": "put"}).status == 403, "people are the office's")
    check(office.post("/clearances/people", {"class": "posts", "user": "nobody", "do": "put"}).status == 404, "somebody who is there")
    check(office.post("/clearances/people", {"class": "posts", "user": "t.technical", "do": "put"}).status == 303, "now it is t.technical's")
    told(technical.post(path, dict(answer, words="")), 400, "f-words", "a refusal says why")
    check(technical.post(path, answer).status == 303, "refused")
    told(analyst.get("/packages/%s/checks?lang=en" % code), 200, "Technical clearance", "a machine check of it")
    rows = analyst.get("/packages/%s/checks.json" % code).json()["rows"]
    check(any(r["code"] == "not_cleared" and r["severity"] == "stop" for r in rows), "of severity stop: %s" % rows)
    told(office.get("/clearances?state=refused"), 200, one["code"], "the list of refused ones")


def reports(site):
    analyst, officer = Person(site, "t.analyst"), Person(site, "t.officer")
    check(analyst.post("/checks", {"year": YEAR}).status == 303, "the whole year again")
    check(officer.post("/checks", {"year": YEAR}).status == 403, "not by everybody")
    check(len(analyst.get("/checks.json").json()["rows"]) > 0, "something was found")
    rows = analyst.get("/consistency.json").json()["rows"]
    check(any(r["division"] == 1 for r in rows), "the division that recommended is in the report: %s" % rows[:2])
    check(officer.get("/consistency").status == 403, "an agency does not read it")
    cls = rows[0]["class"]
    told(analyst.get("/consistency/%s?division=1" % cls), 200, "packages", "one class")
    check(analyst.get("/consistency/none").status == 404, "an unknown class")
    check(analyst.get("/consistency/%s/packages.json?division=1" % cls).status == 200, "its packages as a file")


if __name__ == "__main__":
    sys.exit(harness.main([analyses, forms, clearances, reports], prepare=prepare))
