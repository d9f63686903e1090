#!/usr/bin/env python3
"""Circulars, questions and answers, surveys and the register of problems in the browser's way."""
import datetime
import re
import sys

import harness
from harness import Person, check


def day(n):
    d = datetime.datetime.utcnow() + datetime.timedelta(hours=7, days=n)
    return d.strftime("%Y-%m-%d")


def told(r, status, text, what):
    check(r.status == status, "%s: %d instead of %d\n%s" % (what, r.status, status, re.sub(r"<[^>]+>|\s+", " ", r.text())[-900:]))
    check(text in r.text(), "%s: no “%s”\n%s" % (what, text, re.sub(r"<[^>]+>|\s+", " ", r.text())[-900:] if text not in r.text() else ""))


def number(r, name="version"):
    return re.search(r'name="%s" value="(\d+)"' % name, r.text()).group(1)


CIRCULAR = {"title": "ซักซ้อมการจัดทำคำขอ <b>", "body": "บรรทัดแรก\nบรรทัดที่สอง", "to_kind": "named", "to_text": "11000000", "due": "", "year": "2566"}


def circulars(site):
    office, officer, head = Person(site, "t.office"), Person(site, "t.officer"), Person(site, "t.head")
    check(officer.post("/circulars", CIRCULAR).status == 403, "an officer sends no circular")
    told(office.post("/circulars", dict(CIRCULAR, to_text="99999999")), 404, "99999999", "an unknown agency")
    told(office.post("/circulars", dict(CIRCULAR, to_kind="divisions", to_text="9")), 400, "ซักซ้อม", "an unknown division, as typed")
    r = office.post("/circulars", dict(CIRCULAR, due=day(-1)))
    check(r.status == 303, "a draft may have any day")
    late = r.header("Location").split("?")[0]
    told(office.post(late + "/send", {"version": "1"}), 400, "say stop", "but is not sent with a past one")
    r = office.post("/circulars", CIRCULAR)
    path = r.header("Location").split("?")[0]
    check(officer.get(path).status == 404, "a draft is not seen by others")
    check(officer.get("/attachments.json?subject=circular:" + path.split("/")[-1]).status == 404, "nor its files")
    check(office.post(path, dict(CIRCULAR, version="9")).status == 409, "a stale edit")
    check(office.post(path, dict(CIRCULAR, version="1", due=day(3))).status == 303, "edited")
    check(office.post(path + "/send", {"version": "1"}).status == 409, "a stale send")
    check(office.post(path + "/send", {"version": "2"}).status == 303, "sent")
    page = officer.get(path + "?lang=en")
    told(page, 200, "Waits for you to acknowledge", "the receiver's page")
    check("<b>" not in page.text().split("<h1>")[1].split("</h1>")[0].replace('<span class="tag o">', ""), "the title is escaped")
    check(page.debug("queries") is None or page.debug("queries") <= 12, "at most 12 statements: %s" % page.debug("queries"))
    rows = officer.get("/notices.json").json()["rows"]
    check(rows and rows[0]["kind"] == "circular" and rows[0]["path"] == path + "?year=2566", "a notice of the right year: %s" % rows[:1])
    check(not Person(site, "t.finance").get("/notices.json").json()["rows"], "not to those it does not concern")
    told(Person(site, "t.finance").post(path + "/read"), 403, "say stop", "who is no receiver does not acknowledge")
    row = office.get(path + ".json").json()["rows"][0]
    check(row["user_name"] == "" and row["code"] == "11000000", "nobody has read: %s" % row)
    check(officer.post(path + "/read", csrf=False).status == 403, "CSRF")
    check(officer.post(path + "/read").status == 303, "acknowledged")
    told(officer.post(path + "/read"), 409, "say stop", "once")
    check(head.post(path + "/read").status == 303, "others of the agency too, by name")
    names = sorted(x["user_name"] for x in office.get(path + ".json").json()["rows"])
    check(names == ["t.head", "t.officer"], "by name: %s" % names)
    check(office.post(path + "/send", {"version": "3"}).status == 409, "sent once")
    r = office.post("/circulars", dict(CIRCULAR, title="ฉบับแก้ไข", replaces=path.split("/")[-1]))
    new = r.header("Location").split("?")[0]
    check(office.post(new + "/send", {"version": "1"}).status == 303, "the replacement is sent")
    told(officer.get(path), 200, new, "the old one says by what it was replaced")
    told(officer.post(path + "/read"), 409, "say stop", "and is not acknowledged any more")
    check(office.post(new + "/withdraw", {"version": "2", "reason": ""}).status == 400, "withdrawing needs a reason")
    check(office.post(new + "/withdraw", {"version": "2", "reason": "ผิดปี"}).status == 303, "withdrawn")
    told(officer.get(new), 200, "ผิดปี", "with its reason")
    check(officer.get("/circulars.xlsx").status == 200 and officer.get(path + ".csv").status == 200, "exports")


def reminders(site):
    office, officer = Person(site, "t.office"), Person(site, "t.officer")
    path = office.post("/circulars", dict(CIRCULAR, due=day(3))).header("Location").split("?")[0]
    check(office.post(path + "/send", {"version": "1"}).status == 303, "sent")
    before = len(officer.get("/notices.json").json()["rows"])
    site.run("notify")
    site.run("notify")
    rows = officer.get("/notices.json").json()["rows"]
    check(len(rows) == before + 1 and rows[0]["kind"] == "deadline", "three days before, once: %s" % [r["kind"] for r in rows])
    site.run("notify", "--at", day(1) + "T10:00")
    check(len(officer.get("/notices.json").json()["rows"]) == before + 1, "not two days before")
    site.run("notify", "--at", day(4) + "T10:00")
    check(len(officer.get("/notices.json").json()["rows"]) == before + 2, "and on the day after")
    officer.post(path + "/read")
    check(office.post(path + "/remind").status == 303, "by hand")
    check(len(officer.get("/notices.json").json()["rows"]) == before + 2, "nobody who has read is reminded")


QUESTION = {"title": "หลักเกณฑ์ค่าตอบแทนล่วงเวลา", "body": "เบิกค่าตอบแทนนอกเวลาจากหมวดใด", "about": "item", "to_division": "0"}


def consult(site):
    officer, office, analyst = Person(site, "t.officer"), Person(site, "t.office"), Person(site, "t.analyst")
    finance = Person(site, "t.finance")
    told(officer.post("/consult", dict(QUESTION, about="joke")), 400, "ค่าตอบแทนล่วงเวลา", "a bad choice comes back as typed")
    path = officer.post("/consult", QUESTION).header("Location")
    check(finance.get(path).status == 404, "not seen by others before it is published")
    word = "%E0%B8%84%E0%B9%88%E0%B8%B2%E0%B8%95%E0%B8%AD%E0%B8%9A%E0%B9%81%E0%B8%97%E0%B8%99"
    check(finance.get("/consult.json?text=" + word).json()["rows"] == [], "nor found")
    check(analyst.get(path).status == 404, "a question to the office is not the division's")
    kinds = [r["kind"] for r in office.get("/notices.json").json()["rows"]]
    check("question" in kinds, "the office is told: %s" % kinds)
    check(officer.post(path + "/answer", {"version": "1", "body": "x"}).status == 403, "the asker does not answer")
    check(officer.post(path, {"version": "1", "body": "เบิกค่าตอบแทนนอกเวลาจากหมวดใด แก้ไข"}).status == 303, "reworded")
    check(office.post(path + "/answer", {"version": "1", "body": "x"}).status == 409, "a stale answer")
    check(office.post(path + "/answer", {"version": "2", "body": ""}).status == 400, "an empty answer")
    check(office.post(path + "/answer", {"version": "2", "body": "หมวดค่าตอบแทน <script>", "law": "BMA-2529", "publish": "1", "hide": "1"}).status == 303, "answered")
    told(officer.post(path, {"version": "3", "body": "again"}), 409, "say stop", "answered: not reworded")
    check(officer.get("/notices.json").json()["rows"][0]["kind"] == "answer", "the asker is told")
    row = [r for r in finance.get("/consult.json").json()["rows"] if path.endswith(r["code"])][0]
    check(row["agency_name"] == "" and row["asked_by"] == "" and row["answer"], "published, the asker hidden: %s" % row)
    texts = finance.get(path + ".json").json()["rows"]
    check(len(texts) == 3 and all(t["by_user"] == "" for t in texts if t["kind"] == "question"), "every wording, the asker hidden: %s" % texts)
    check("t.officer" not in finance.get(path).text(), "also on the page")
    told(officer.get(path), 200, "&lt;script&gt;", "escaped")
    check(len(finance.get("/consult.json?text=" + word).json()["rows"]) == 1, "found in Thai")
    check(finance.get("/consult.json?text=zzzz").json()["rows"] == [], "and not by another word")
    check(office.post(path + "/answer", {"version": "3", "body": "ตอบใหม่", "publish": "1"}).status == 303, "a second wording")
    row = [r for r in finance.get("/consult.json").json()["rows"] if path.endswith(r["code"])][0]
    check(row["answers"] == 2 and row["answer"] == "ตอบใหม่" and row["agency_name"] != "", "kept, and the asker shown: %s" % row)
    path = officer.post("/consult", dict(QUESTION, to_division="1")).header("Location")
    check(analyst.post(path + "/answer", {"version": "1", "body": "ตอบโดยกอง"}).status == 303, "a division answers its own")
    for _ in range(25):
        r = officer.post("/consult", QUESTION)
    check(r.status == 409, "at most 20 open: %d" % r.status)


SURVEY = {"title": "สำรวจปัญหาการจัดทำงบประมาณ", "intro": "โปรดตอบ", "to_kind": "all", "year": "2566"}


def surveys(site):
    office, officer, head = Person(site, "t.office"), Person(site, "t.officer"), Person(site, "t.head")
    check(office.post("/surveys", dict(SURVEY, closes=day(-1))).status == 400, "a day that has passed")
    path = office.post("/surveys", dict(SURVEY, closes=day(5))).header("Location")
    told(office.post(path + "/open", {"version": "1"}), 409, "say stop", "without questions it does not open")
    q = {"kind": "scale", "body": "ระบบใช้ง่ายเพียงใด"}
    check(officer.post(path + "/questions", q).status == 403, "an officer adds no question")
    check(office.post(path + "/questions", q).status == 303, "a scale")
    check(office.post(path + "/questions", {"kind": "choice", "body": "ติดที่ใด", "choices": "one"}).status == 400, "one choice is no choice")
    check(office.post(path + "/questions", {"kind": "choice", "body": "ติดที่ใด", "choices": "แบบ\nเวลา\n"}).status == 303, "choices")
    check(office.post(path + "/questions", {"kind": "text", "body": "อื่น ๆ"}).status == 303, "a text")
    check(officer.get(path).status == 404, "a draft is not seen")
    version = re.search(r'/open"[^>]*>.*?name="version" value="(\d+)"', office.get(path).text(), re.S).group(1)
    check(office.post(path + "/open", {"version": version}).status == 303, "opened")
    check(office.post(path + "/questions", q).status == 409, "no question after that")
    told(officer.get(path), 200, 'name="q1"', "the agency answers on its page")
    told(officer.post(path + "/answer", {"version": "0", "q1": "9"}), 400, "say stop", "off the scale")
    check(officer.post(path + "/answer", {"version": "0", "q1": "4", "q2": "2", "q3": "ไม่มีเวลา"}).status == 303, "answered")
    told(head.post(path + "/answer", {"version": "0", "q1": "1"}), 409, "say stop", "once an agency")
    check(head.post(path + "/answer", {"version": "1", "q1": "5", "q2": "2", "q3": "ไม่มีเวลา"}).status == 303, "changed by its version")
    check(Person(site, "t.council").post(path + "/answer", {"version": "0", "q1": "1"}).status == 403, "who is not asked")
    rows = office.get(path + ".json").json()["rows"]
    check([(r["number"], r["answer"], r["agencies"]) for r in rows if r["agencies"]] == [(1, "5", 1), (2, "เวลา", 1)], "results: %s" % rows)
    check(len(rows) == 7, "also what nobody chose: %d" % len(rows))
    check(office.get(path + "/texts.json").json()["rows"][0]["value"] == "ไม่มีเวลา", "texts for the office")
    check(Person(site, "t.council").get(path + "/texts.json").json()["rows"] == [], "not for everybody")
    told(office.get(path), 200, "<svg", "a chart")
    version = re.search(r'/close"[^>]*>.*?name="version" value="(\d+)"', office.get(path).text(), re.S).group(1)
    check(office.post(path + "/close", {"version": version}).status == 303, "closed")
    check(officer.post(path + "/answer", {"version": "2", "q1": "1"}).status == 409, "no answer after that")


PROBLEM = {"what": "แบบคำขอซ้ำกับระบบเดิม", "weight": "3", "division": "1", "year": "2566"}


def problems(site):
    office, officer, analyst = Person(site, "t.office"), Person(site, "t.officer"), Person(site, "t.analyst")
    check(Person(site, "t.council").post("/problems", PROBLEM).status == 403, "not by the council")
    check(officer.post("/problems", PROBLEM).status == 403, "an officer reports for the own agency only")
    check(officer.post("/problems", dict(PROBLEM, agency="11000000")).status == 303, "for the own agency")
    check(officer.post("/problems", dict(PROBLEM, agency="10000000")).status == 403, "not for another")
    path = analyst.post("/problems", PROBLEM).header("Location")
    check(analyst.post("/problems", dict(PROBLEM, division="2")).status == 403, "an analyst in the own division")
    check(office.post("/problems", dict(PROBLEM, weight="9")).status == 400, "an unknown weight")
    change = {"version": "1", "weight": "3", "state": "solved", "action": "", "owner": "t.officer"}
    told(analyst.post(path, change), 400, "f-action", "solved says what was done")
    check(analyst.post(path, dict(change, state="solving", due=day(-1))).status == 303, "being solved")
    check(analyst.post(path, dict(change, version="1", action="x")).status == 409, "a stale change")
    check(officer.get("/notices.json").json()["rows"][0]["kind"] == "problem", "the owner is told")
    row = [r for r in analyst.get("/problems.json?division=1").json()["rows"] if path.endswith(r["code"])][0]
    check(row["late"] and row["state"] == "solving", "late: %s" % row)
    check(analyst.post(path, dict(change, version="2", action="รวมแบบ")).status == 303, "solved")
    check(len(analyst.get(path + ".json").json()["rows"]) == 3, "each step kept")
    r = office.get("/problems/by-division.json").json()
    check(sum(x["problems"] for x in r["rows"]) == r["total"]["problems"] == 2, "counts add up: %s" % r["total"])
    check(len(r["rows"]) == 7, "every division: %d" % len(r["rows"]))
    page = office.get("/problems")
    check(page.debug("queries") is None or page.debug("queries") <= 12, "at most 12 statements: %s" % page.debug("queries"))
    check(office.get("/problems.xlsx").status == 200, "a workbook")


if __name__ == "__main__":
    sys.exit(harness.main([circulars, reminders, consult, surveys, problems], prepare=harness.fixture))
