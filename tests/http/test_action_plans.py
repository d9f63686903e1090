"""Annual action plans: the list, one plan as it will be printed, its pieces with versions, approval, copying, printing."""
import json
import sys

import harness
from harness import Person, check

OWN = "11000000"
AT = "/action-plans/" + OWN


def told(r, status, word, what):
    check(r.status == status and word in r.text(), "%s: %d" % (what, r.status))
    return r


def quick(r, what):
    check((r.debug("statements") or 0) <= 12, "%s: at most 12 statements: %s" % (what, r.debug("statements")))


def pieces(person):
    return json.loads(person.get(AT + ".json?year=2566").text())["rows"]


def writing(site):
    officer, head, analyst, other = (Person(site, "t." + x) for x in ("officer", "head", "analyst", "council"))
    r = told(officer.get("/action-plans?year=2566"), 200, AT, "the list")
    quick(r, "the list")
    r = told(officer.get(AT + "?year=2566"), 200, "/begin", "a plan that was not begun can be")
    quick(r, "an empty plan")
    check("/begin" not in analyst.get(AT + "?year=2566").text(), "an analyst does not begin it")
    check(analyst.post(AT + "/begin?year=2566", {"from": "empty"}).status == 403, "nor by a form of their own")
    told(officer.post(AT + "/begin?year=2566", {"from": "before"}), 409, "2565", "nothing to copy from")
    check(officer.post(AT + "/begin?year=2566", {"from": "empty"}).status == 303, "begun")
    told(officer.post(AT + "/begin?year=2566", {"from": "empty"}), 409, "", "once")
    new = AT + "/parts/vision/0?year=2566"
    told(officer.get(new), 200, "", "the form of a new piece")
    told(officer.post(new, {"body": "", "version": "0"}), 400, "", "a piece says something")
    check(officer.post(new, {"body": "เมืองไม่ท่วม <b>", "version": "0"}).status == 303, "a vision")
    told(officer.get(AT + "?year=2566"), 200, "เมืองไม่ท่วม &lt;b&gt;", "it stands in the plan")
    one = AT + "/parts/vision/1?year=2566"
    check(officer.post(one, {"body": "เมืองแห้ง", "version": "1"}).status == 303, "changed")
    told(officer.post(one, {"body": "เมืองน้ำ", "version": "1"}), 409, "เมืองน้ำ", "the loser keeps what was typed")
    check(officer.post(AT + "/parts/dream/0?year=2566", {"body": "x"}).status in (400, 404), "no such section")
    told(officer.get(AT + "/parts/vision/9?year=2566"), 404, "vision 9", "no such piece")
    check(head.get(one).status == 403 and other.get(one).status == 403, "others do not write it")
    far = Person(site, "t.officer").get("/action-plans/10000000/parts/vision/0?year=2566")
    check(far.status == 403, "nor does an officer of another agency: %d" % far.status)
    told(officer.get(AT + "/history?year=2566"), 200, "เมืองไม่ท่วม", "what was said first is kept")
    check([x["body"] for x in pieces(analyst)] == ["เมืองแห้ง"], "everybody reads it")


def approving(site):
    officer, head = Person(site, "t.officer"), Person(site, "t.head")
    version = json.loads(officer.get("/action-plans.json?year=2566").text())
    row = [x for x in version["rows"] if x["agency_code"] == OWN][0]
    check(row["state"] == "draft" and int(row["missing"]) > 5, "the list says how much is missing: %s" % row)
    told(head.post(AT + "/approve?year=2566", {"version": "3"}), 400, "คำนำ", "what is missing is named")
    for kind in ("foreword", "situation", "unit", "posts", "strength", "weakness", "chance", "threat", "mission", "goal", "measure", "target", "task", "source"):
        r = officer.post(AT + "/parts/%s/0?year=2566" % kind, {"title": "ก", "body": "ข้อความ", "third": "ร้อยละ 0", "version": "0"})
        check(r.status == 303, "a piece of %s: %d" % (kind, r.status))
    page = head.get(AT + "?year=2566").text()
    seen = page.split('name="version" value="')[1].split('"')[0]
    check(officer.post(AT + "/approve?year=2566", {"version": seen}).status == 403, "the officer does not approve")
    check(head.post(AT + "/approve?year=2566", {"version": seen}).status == 303, "the head does")
    told(officer.post(AT + "/parts/vision/0?year=2566", {"body": "ใหม่", "version": "0"}), 409, "ใหม่", "an approved plan is not edited")
    page = officer.get(AT + "?year=2566").text()
    seen = page.split('name="version" value="')[1].split('"')[0]
    told(officer.post(AT + "/reopen?year=2566", {"version": seen}), 400, "", "a reason is needed to open it again")
    check(officer.post(AT + "/reopen?year=2566", {"version": seen, "reason": "แก้คำผิด"}).status == 303, "opened again")
    check(head.post(AT + "/print?year=2566", {"format": "pdf"}).status in (200, 202, 303), "printed as a job")
    check(officer.post(AT + "/dance?year=2566", {}).status == 400, "no such event")


if __name__ == "__main__":
    sys.exit(harness.main([writing, approving], prepare=harness.fixture))
