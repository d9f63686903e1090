#!/usr/bin/env python3
"""Goals: the tree with its money, weights of packages, links of policies, what is refused."""
import sys
import urllib.parse

import harness
from harness import Person, check


def first_package(p):
    return p.get("/packages.json").json()["rows"][0]["code"]


def tree(site):
    p = Person(site, "t.council")
    doc = p.get("/goals.json").json()
    rows = {r["code"]: r for r in doc["rows"]}
    check(len(rows) == 79 and rows["1"]["depth"] == 0 and rows["1.1.2"]["depth"] == 2, "the year's tree: %d" % len(rows))
    tops = sum(r["asked_satang"] for r in doc["rows"] if r["depth"] == 0)
    loose = p.get("/goals/unlinked-money.json").json()["total"]["asked_satang"]
    asked = p.get("/overview/by-agency.json").json()["total"]["requested_satang"]
    check(tops + loose == asked and asked > 0, "goals and the rest are the whole: %d + %d, %d" % (tops, loose, asked))
    one = p.get("/goals/1.json").json()
    check(sum(r["asked_satang"] for r in one["rows"]) == rows["1"]["asked_satang"], "a goal's packages are its money")
    check(p.get("/goals/none").status == 404, "no such goal")
    unfunded = p.get("/goals/unfunded.json").json()["rows"]
    check(all(r["funded_satang"] == 0 for r in unfunded) and unfunded, "goals without money")


def weights(site):
    p, other = Person(site, "t.strategy"), Person(site, "t.council")
    code = first_package(p)
    path = "/packages/%s/goals" % urllib.parse.quote(code)
    page = p.get(path).text()
    version = page.split('name="version" value="')[1].split('"')[0]

    def send(goals, v=version, person=p):
        return person.post(path, {"goals": goals, "version": v, "year": "2566"})

    r = send("1.1.2 60, 2.1.2 30")
    check(r.status == 400 and "ร้อยละ 90" in r.text() and "1.1.2 60, 2.1.2 30" in r.text(), "weights that do not add up come back as typed")
    check(send("1.1.2 60, 9.9.9 40").status == 400, "an unknown goal")
    check(send("1.1.2 sixty, 2.1.2 40").status == 400, "a weight in words")
    check(send("1.1.2 50, 1.1.2 50").status == 409, "a goal named twice")
    check(send("1.1.2", person=other).status == 403, "the council does not tie packages")
    check(send("1.1.2 33.33, 2.1.2 33.33, 1.3.1 33.34").status == 303, "saved")
    check(send("1.1.2").status == 409, "the form of before")
    rows = p.get(path + ".json").json()["rows"]
    check([r["code"] for r in rows] == ["1.3.1", "1.1.2", "2.1.2"] and rows[0]["main"], "heaviest first: %s" % rows)
    amount = sum(r["requested_satang"] for r in p.get("/packages/%s.json" % urllib.parse.quote(code)).json()["rows"])
    parts = [r["asked_satang"] for g in ("1.3.1", "1.1.2", "2.1.2") for r in p.get("/goals/%s.json" % g).json()["rows"] if r["code"] == code]
    check(len(parts) == 3 and sum(parts) == amount, "split to the satang: %s of %d" % (parts, amount))


def links(site):
    p, other = Person(site, "t.strategy"), Person(site, "t.governor")
    check(other.get("/goals/policy/X01").status == 403, "only the strategy office links policies")
    check(p.get("/goals/policy/none").status == 404, "no such policy")
    before = p.get("/goals/coverage/links.json").json()["rows"]
    r = p.post("/goals/policy/X01", {"goals": "1.1.2 50, 1.2.2 49", "year": "2566"})
    check(r.status == 400 and "ร้อยละ 99" in r.text(), "weights that do not add up")
    check(p.post("/goals/policy/X01", {"goals": "1.1.2, 1.2.2", "year": "2566"}).status == 303, "equal parts")
    after = {r["word"]: r for r in p.get("/goals/coverage/links.json").json()["rows"]}
    step = after["policy-goal"]
    check(step["mapped"] == 1 and step["items"] == 15 and step["published"] == 216, "one of 15 known of 216: %s" % step)
    check([r["word"] for r in before] == list(after), "the same steps")
    check(after["goal-objective"]["published"] == 74 and after["goal-objective"]["items"] == 43, "43 known of 74")
    rows = p.get("/goals/coverage.json?link=policy-goal&show=unmapped").json()["rows"]
    check(len(rows) == 14 and all(r["unmapped"] for r in rows), "the list of what is not mapped")
    rows = p.get("/goals/coverage.json?link=policy-goal").json()["rows"]
    check([r["to"] for r in rows if r["code"] == "X01"] == ["1.1.2 1.2.2"], "mapped to")
    check("216" in p.get("/goals/coverage").text(), "the page says how many were published")


def key_results(site):
    officer, strategy, council = Person(site, "t.officer"), Person(site, "t.strategy"), Person(site, "t.council")
    row = council.get("/key-results.json").json()["rows"][0]
    check(row["code"] == "O-1-KR1" and row["target1"] == "30" and row["in_force"], "the key result of the file: %s" % row)
    form = {"name_th": "คลอง 60 สายไม่มีกลิ่นเหม็น", "unit_word": "สาย", "direction": "up", "base_value": "12", "first_year": "๒๕๖๖",
            "target1": "60", "from_date": "1/4/2566", "reason": "งบประมาณเพิ่ม", "year": "2566"}
    path = "/key-results/O-1-KR1"
    bad = officer.post(path, dict(form, target1="หกสิบ"))
    check(bad.status == 400 and "f-target1" in bad.text() and "หกสิบ" in bad.text(), "a target in words comes back as typed: %d" % bad.status)
    check(officer.post(path, dict(form, from_date="31/2/2566")).status == 400, "no such day")
    check(officer.post(path, dict(form, reason="")).status == 400, "a change without its reason")
    check(council.post(path, form).status == 403, "the council proposes nothing")
    check(officer.post(path, form).status == 303, "the agency proposes")
    check(officer.post(path, form).status == 409, "one waits")
    check("งบประมาณเพิ่ม" in strategy.get(path).text(), "it is shown to who decides")
    decide = {"no": "2", "verdict": "approve", "resolution": "อนุกรรมการ 3/2566", "year": "2566"}
    check(officer.post(path + "/decide", decide).status == 403, "the agency does not decide")
    check(strategy.post(path + "/decide", dict(decide, resolution="")).status == 400, "a decision needs its resolution")
    check(strategy.post(path + "/decide", dict(decide, no="1")).status == 409, "another version than the one seen")
    check(strategy.post(path + "/decide", decide).status == 303, "another person approves")
    for day, want in (("31/3/2566", "30"), ("1/4/2566", "60")):
        rows = council.get("/key-results.json?on=" + urllib.parse.quote(day)).json()["rows"]
        check([r["target1"] for r in rows if r["code"] == "O-1-KR1"] == [want], "as of %s: %s" % (day, want))
    versions = council.get(path + ".json").json()["rows"]
    check([v["state"] for v in versions] == ["approved", "approved"] and versions[0]["made_by"] == "t.officer", "both versions stay")
    check(strategy.post(path, dict(form, target1="70")).status == 303, "the strategy office proposes too")
    check(strategy.post(path + "/decide", dict(decide, no="3")).status == 403, "but nobody approves their own")
    new = dict(form, objective="O-1", code="KR-NEW", kind="outcome")
    check(officer.post("/key-results", dict(new, objective="O-2")).status == 403, "not for an objective nobody owns")
    check(officer.post("/key-results", new).status == 303 and officer.post("/key-results", new).status == 409, "once")
    row = [r for r in council.get("/key-results.json").json()["rows"] if r["code"] == "KR-NEW"][0]
    check(not row["in_force"] and row["waiting"] == 1, "a new one waits for approval")


def relink(site):
    p, other = Person(site, "t.strategy"), Person(site, "t.governor")
    check(other.get("/goals/relink").status == 403, "the governor does not relink")
    check(p.get("/goals/relink?to=none").status == 404, "no such plan")
    rows = p.get("/goals/relink.json?to=fy2568").json()["rows"]
    check(rows and all(r["how"] in ("crosswalk", "same", "above", "none") for r in rows), "proposals: %d" % len(rows))
    before = p.get("/goals.json").json()["rows"]
    form = {"to." + r["code"]: r["to"] for r in rows}
    form.update(to="fy2568", year="2566", **{"from": "fy2566"})
    first = "to." + rows[0]["code"]
    bad = p.post("/goals/relink", dict(form, do="preview", **{first: "2.1 60, 2.2 30"}))
    check(bad.status == 400 and "ร้อยละ 90" in bad.text() and "2.1 60, 2.2 30" in bad.text(), "weights come back as typed: %d" % bad.status)
    check(p.post("/goals/relink", dict(form, do="preview", **{first: "9.9"})).status == 400, "an unknown goal")
    r = p.post("/goals/relink", dict(form, do="preview"))
    check(r.status == 200 and "หลัง" in r.text(), "the effect is shown first")
    check(p.get("/goals.json").json()["rows"] == before, "and changes nothing")
    check(p.post("/goals/relink", dict(form, do="apply")).status == 400, "a reason is needed")
    check(other.post("/goals/relink", dict(form, do="apply", reason="x")).status == 403, "only the strategy office")
    check(p.post("/goals/relink", dict(form, do="apply", reason="แผนใหม่", **{"from": "to2565"})).status == 409, "the year left what the person saw")
    check(p.post("/goals/relink", dict(form, do="apply", reason="แผนใหม่")).status == 303, "applied")
    after = p.get("/goals.json").json()["rows"]
    check(len(after) == 37 and {r["level"] for r in after} == {"side", "issue"}, "the year uses the other plan: %d" % len(after))
    loose = p.get("/goals/unlinked-money.json").json()["total"]["asked_satang"]
    asked = p.get("/overview/by-agency.json").json()["total"]["requested_satang"]
    check(sum(r["asked_satang"] for r in after if r["depth"] == 0) + loose == asked, "no satang is lost on the way")
    check(p.post("/goals/relink/undo", {"code": "RL-2566-9", "reason": "x", "year": "2566"}).status == 409, "only the newest is undone")
    check(p.post("/goals/relink/undo", {"code": "RL-2566-1", "reason": "ผิดแผน", "year": "2566"}).status == 303, "undone")
    check(p.get("/goals.json").json()["rows"] == before, "exactly as before")
    rows = p.get("/goals/redirectable.json").json()["rows"]
    check(len(rows) == 7 and any(r["redirectable"] for r in rows), "what can still be redirected")


if __name__ == "__main__":
    sys.exit(harness.main([tree, weights, links, key_results, relink], prepare=harness.fixture))
