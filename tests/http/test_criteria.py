#!/usr/bin/env python3
"""Criteria and scores over HTTP: drafted, weighed, published by another person, scored blind by two with evidence, settled by a
third, put to use."""
import io
import sys
import zipfile

import harness
from harness import Person, check

YEAR = "2566"
ENDINGS = ("", ".json", ".csv")
SECRET = "เลขลับ-7391"  # the first scorer's note


def get(who, path):
    return who.get("%s%syear=%s&lang=th" % (path, "&" if "?" in path else "?", YEAR))


def post(who, path, **form):
    return who.post("%s?year=%s&lang=th" % (path, YEAR), dict(form, year=YEAR))


def sheet_text(got):
    """All cells of a workbook as one text."""
    with zipfile.ZipFile(io.BytesIO(got.body)) as z:
        return "".join(z.read(n).decode("utf-8", "replace") for n in z.namelist() if n.endswith(".xml"))


def light(who, path):
    got = get(who, path)
    check(got.status == 200 and 'class="lead"' in got.text(), "%s: %d %s" % (path, got.status, got.text()[:200]))
    n = got.debug("statements")
    check(n is not None and int(n) <= 12, "%s: %s statements" % (path, n))
    return got.text()


def publish(site):
    office, governor, analyst = Person(site, "t.office"), Person(site, "t.governor"), Person(site, "t.analyst")
    check("ยังไม่ประกาศเกณฑ์" in light(office, "/criteria"), "the year has none yet")
    check(post(analyst, "/criteria/draft", reason="x", opens_on="2022-01-01").status == 403, "an analyst drafts none")
    got = post(office, "/criteria/draft", reason="", opens_on="32/13/2566")
    check(got.status == 400 and "32/13/2566" in got.text(), "a wrong day comes back as typed: %d" % got.status)
    check(post(office, "/criteria/draft", reason="ปีแรก", opens_on="2022-01-01").status == 303, "drafted")
    rows = office.get("/criteria/1.json?year=" + YEAR).json()["rows"]
    check(len(rows) == 8 and any(not r["has_data"] for r in rows), "the eight usual ones, one without data")
    weights = {"weight_" + r["criterion" if "criterion" in r else "word"]: "10" for r in rows}
    got = post(office, "/criteria/1/weigh", version="1", **weights)
    check(got.status in (400, 409, 422) and "100" in got.text(), "weights of 80 per cent are refused: %d" % got.status)
    first = sorted(weights)[0]
    weights[first] = "30"
    check(post(office, "/criteria/1/weigh", version="1", **weights).status == 303, "weights of 100")
    got = post(office, "/criteria/1/weigh", version="1", **weights)
    check(got.status == 409, "a stale version: %d" % got.status)
    got = post(office, "/criteria/1/move", event="publish", reason="พร้อม", version="2")
    check(got.status in (403, 409), "not by who drafted it: %d" % got.status)
    check(post(governor, "/criteria/1/move", event="publish", reason="พร้อม", version="2").status == 303, "by another person")
    for path in ("/criteria", "/criteria/1", "/rating", "/rating/ranking"):
        light(office, path)
    return [r["word"] for r in rows if r["has_data"]]


def form_of(words, scores, note, version="0"):
    out = {"version": version}
    for i, w in enumerate(words):
        out["score_" + w] = str(scores[i % len(scores)])
        out["evidence_" + w] = "form justification"
        out["note_" + w] = note
    return out


def blind(site, words):
    one, two, third = Person(site, "t.analyst"), Person(site, "t.strategy"), Person(site, "t.chief")
    officer = Person(site, "t.officer")
    site.store.query("UPDATE package SET justification = 'คลองตัน'")
    rows = one.get("/rating.json?year=%s&division=1&show=todo" % YEAR).json()["rows"]
    check(rows, "there is something to score")
    code = rows[0]["code"]
    path = "/rating/" + code
    light(one, path)
    check(post(officer, path + "/save", **form_of(words, [3], "x")).status == 403, "an agency scores nothing")
    got = post(one, path + "/save", **dict(form_of(words, [3], "x"), **{"evidence_" + words[0]: ""}))
    check(got.status in (400, 422) and "หลักฐาน" in got.text(), "no evidence, no score: %d" % got.status)
    check('name="score_%s"' % words[0] in got.text(), "and the form comes back")
    got = post(one, path + "/save", **dict(form_of(words, [3], "x"), **{"evidence_" + words[1]: "indicator none-such"}))
    check(got.status in (400, 422) and "none-such" in got.text(), "evidence that is not there is named: %d" % got.status)
    got = post(one, path + "/save", **dict(form_of(words, [3], "x"), **{"score_" + words[0]: "5"}))
    check(got.status in (400, 422), "a score beyond 4: %d" % got.status)
    form = form_of(words, [3], SECRET)
    form["score_" + words[0]] = "4"
    check(post(one, path + "/save", **form).status == 303, "the first sends")
    check(post(one, path + "/save", **form).status == 409, "once")
    for who in (two, third):
        for ending in ENDINGS:
            got = get(who, path + ending)
            check(got.status == 200 and SECRET not in got.text() and ("t.analyst" not in got.text()), "blind: %s%s" % (who.name, ending))
        check(SECRET not in sheet_text(get(who, path + ".xlsx")) and "t.analyst" not in sheet_text(get(who, path + ".xlsx")), "blind: xlsx")
        for r in who.get(path + ".json?year=" + YEAR).json()["rows"]:
            check(not r["first_text"] and not r["second_text"] and not r["first_by"] and not r["first_evidence"], "no figure: %r" % r)
    form = form_of(words, [3], "ของฉัน")
    form["score_" + words[0]] = "0"
    check(post(two, path + "/save", **form).status == 303, "the second sends")
    text = light(third, path)
    check("รอคนที่สาม" in text and "t.analyst" in text, "now both are seen, far apart")
    for r in third.get(path + ".json?year=" + YEAR).json()["rows"]:
        if r["criterion"] == words[0]:
            check(r["differs"] and {r["first_text"], r["second_text"]} == {"4", "0"}, "4 against 0: %r" % r)
    settle = {"version": "1", "score_" + words[0]: "2", "note_" + words[0]: "ตรงกลาง"}
    check(post(one, path + "/settle", **settle).status in (403, 409), "not one of the two")
    check(post(third, path + "/settle", **dict(settle, **{"note_" + words[0]: ""})).status == 400, "not without a reason")
    check(post(third, path + "/settle", **dict(settle, version="9")).status == 409, "a stale version")
    check(post(third, path + "/settle", **settle).status == 303, "settled")
    return code


def apply(site, code):
    office = Person(site, "t.office")
    check(post(Person(site, "t.analyst"), "/rating/apply", reason="x").status == 403, "an analyst puts nothing to use")
    check(post(office, "/rating/apply", reason="").status == 400, "not without a reason")
    check(post(office, "/rating/apply", reason="ครบ").status == 303, "in use")
    check(post(office, "/rating/apply", reason="ครบ").status in (404, 409, 422), "nothing more to use")
    rows = office.get("/rating/ranking.json?year=" + YEAR).json()["rows"]
    check(len(rows) == 1 and rows[0]["code"] == code, "it is ranked")
    light(office, "/rating/ranking")


def run(site):
    got = post(Person(site, "t.office"), "/criteria/draft", reason="ปีแรก", opens_on="2022-01-01")
    check(got.status == 404, "no such year: %d" % got.status)
    harness.fixture(site)
    for sql in ("UPDATE package SET state = 'SUBMITTED'", "UPDATE agency SET division = 1"):
        site.store.query(sql)
    words = publish(site)
    code = blind(site, words)
    apply(site, code)


if __name__ == "__main__":
    sys.exit(harness.main([run]))
