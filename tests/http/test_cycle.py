#!/usr/bin/env python3
"""The year's cycle in the browser's own requests: guards, calendar, more time by name, who holds what, stages opened
again, the register of rules and the rule behind each refusal."""
import sys

import harness
from harness import Person, check

YEAR = "2566"


def post(p, path, **form):
    return p.post(path, dict(form, year=YEAR))


def rows(p, path):
    return p.get(path + ("&" if "?" in path else "?") + "year=" + YEAR).json()["rows"]


def calendar(site):
    """From no calendar to a deadline, more time for one agency, and what is late."""
    office, head, officer = Person(site, "t.office"), Person(site, "t.head"), Person(site, "t.officer")
    check("ยังไม่มีปฏิทิน" in office.get("/calendar?year=" + YEAR).text(), "the empty page says what that means")
    check(post(office, "/cycle", event="open_call").status == 409, "no call without a last day for requests")
    check(post(officer, "/calendar/fill").status == 403, "an officer makes no calendar")
    check(post(office, "/calendar/fill").status == 303, "the default calendar")
    steps = {r["step"]: r for r in rows(office, "/calendar.json")}
    check(len(steps) == 19 and steps["request"]["to_date"] == "2022-01-31", "19 steps with their days")
    page = office.get("/calendar?year=" + YEAR).text()
    check('<svg class="chart"' in page and "</table>" in page, "a picture and its table")
    check(post(office, "/cycle", event="open_call").status == 303, "the call goes out")
    got = post(office, "/calendar/request", version="1", from_date="1/11/2564", to_date="1/10/2564", source="x")
    check(got.status == 400 and 'value="1/10/2564"' in got.text(), "a plan that ends before it begins comes back as typed")
    got = post(office, "/calendar/request", version="9", from_date="1/11/2564", to_date="15/2/2565", source="หนังสือ 1")
    check(got.status == 409, "somebody else was first: %d" % got.status)
    check(post(office, "/calendar/request", version="1", from_date="1/11/2564", to_date="15/2/2590", source="หนังสือ 1").status == 303, "the plan moves")
    got = post(office, "/calendar/tabling/real", from_date="6/7/2590", to_date="", source="ราชกิจจานุเบกษา")
    check(got.status == 400 and "ยังมาไม่ถึง" in got.text(), "what really was is not in the future")
    check(post(office, "/calendar/tabling/real", from_date="6/7/2565", to_date="6/7/2565", source="รายงานการประชุม").status == 303, "an actual day by hand")
    check(post(officer, "/calendar/extensions", until="20/2/2590", reason="น้ำท่วม").status == 403, "an officer asks for no time")
    got = post(head, "/calendar/extensions", until="1/2/2565", reason="น้ำท่วม")
    check(got.status == 400 and 'value="1/2/2565"' in got.text(), "more time ends after the day that holds")
    check(post(head, "/calendar/extensions", until="20/2/2590", reason="น้ำท่วม").status == 303, "the head asks")
    check(post(head, "/calendar/extensions", until="21/2/2590", reason="น้ำท่วม").status == 409, "one at a time")
    check(post(head, "/calendar/extensions/X2566-001", do="allow", version="1", reason="x").status == 403, "not by the agency itself")
    check("น้ำท่วม" in office.get("/calendar?year=" + YEAR).text(), "the office sees it")
    check(post(office, "/calendar/extensions/X2566-001", do="allow", version="1", reason="").status == 400, "with a reason")
    check(post(office, "/calendar/extensions/X2566-001", do="allow", version="1", reason="เหตุสุดวิสัย").status == 303, "allowed")
    check(post(office, "/calendar/extensions/X2566-001", do="refuse", version="2", reason="x").status == 409, "decided once")
    mine = [r for r in rows(office, "/year.json") if r["code"] == "11000000"][0]
    check(mine["due"] == "2047-02-20" and mine["extended"], "by name: %s" % mine)
    other = [r for r in rows(office, "/year.json") if r["code"] == "10000000"][0]
    check(other["due"] == "2047-02-15" and not other["extended"], "nobody else has it: %s" % other)


def cycle(site):
    """Guards say what is open; a reason stays in the trail; a stage opened again has its page."""
    office, officer = Person(site, "t.office"), Person(site, "t.officer")
    check(post(office, "/cycle", event="open_requests").status == 303, "requests are open")
    got = post(office, "/cycle", event="governor")
    check(got.status == 409 and "ทำไม่ได้ในสถานะ" in got.text(), "out of order")
    check(post(officer, "/cycle", event="start_analysis").status == 403, "the wrong role")
    got = post(office, "/cycle", event="start_analysis")
    check(got.status == 409 and "ยังส่งคำขอไม่ครบ" in got.text(), "what is open refuses")
    check("หน่วยงานที่ยังส่งคำขอไม่ครบ" in office.get("/cycle?year=" + YEAR).text(), "and stands on the page with its number")
    state = rows(office, "/year.json")
    unsent = [r for r in state if not r["packages"] or r["section"] + r["collector"] + r["director"]]
    check(len(unsent) > 0, "somebody has not sent")
    got = post(office, "/year/marks", agency=unsent[0]["code"], mark="excused", reason="")
    check(got.status == 400, "a mark has a reason")
    check(post(office, "/year/marks", agency=unsent[0]["code"], mark="excused", reason="หนังสือ 9").status == 303, "excused")
    check([r for r in rows(office, "/year.json") if r["code"] == unsent[0]["code"]][0]["standing"] == "excused", "and shown")
    check(post(office, "/cycle", event="start_analysis", reason="ที่เหลือส่งช้าตามหนังสือ 10").status == 303, "a reason goes on")
    trail = rows(office, "/cycle.json")
    check(trail[0]["guard"] == "submitted" and trail[0]["open_count"] == len(unsent) - 1, "what was open stays: %s" % trail[0])
    step = {r["step"]: r for r in rows(office, "/calendar.json")}["request"]
    check(step["actual_from"] and step["actual_to"], "the events wrote the actual days")
    check(post(office, "/cycle", event="reopen").status == 400, "opening again needs a reason")
    check(post(office, "/cycle", event="reopen", reason="ผู้ว่าราชการคนใหม่").status == 303, "opened again")
    line = site.store.query("SELECT l.code, x.amount_satang FROM line l JOIN line_amount x ON x.line_id = l.id AND x.stage = 0 WHERE l.year = 2566 ORDER BY l.id")[0]
    again = rows(office, "/year/reopenings.json")
    check(len(again) == 1 and again[0]["lines"] > 0 and again[0]["to_stage"] == "REQUEST", "what was locked: %s" % again)
    check(line[0] not in office.get("/year/reopenings/1?year=" + YEAR).text(), "nothing changed yet")
    check(office.get("/year/reopenings/7?year=" + YEAR).status == 404, "no such reopening")
    check("ผู้ว่าราชการคนใหม่" in office.get("/year/reopenings/1?year=" + YEAR).text(), "with its reason")
    check(post(office, "/cycle", event="start_analysis", reason="อีกครั้ง").status == 303, "closed again")
    check(rows(office, "/year/reopenings.json")[0]["closed_by"] == "t.office", "by whom")
    check(office.get("/year?year=" + YEAR).status == 200, "the year's page")


def laws(site):
    """The register: search, two persons, versions; refusals name their rule."""
    office, admin, officer = Person(site, "t.office"), Person(site, "t.admin"), Person(site, "t.officer")
    check(len(rows(officer, "/laws.json")) == 17, "the instruments")
    check("คณะกรรมการวิสามัญ" in officer.get("/laws/act-2528/39").text(), "an article")
    check("ไม่มีตัวบทในระบบ" in officer.get("/laws/budget-2563").text(), "no text is made up")
    check(officer.get("/laws?q=%E0%B9%80%E0%B8%87%E0%B8%B4%E0%B8%99%E0%B8%AA%E0%B8%B0%E0%B8%AA%E0%B8%A1").text().count("reserve-2562") >= 1, "found by Thai words")
    check(officer.get("/laws/no-such").status == 404, "no such rule")
    new = {"law": "budget-2563", "article": "5", "kind": "ordinance", "title_th": "ข้อ 5 ปีงบประมาณ", "body": "ห้วงเวลาหนึ่งปี",
           "status": "in_force", "source": "ราชกิจจานุเบกษา", "reason": "ได้ตัวบทแล้ว"}
    check(post(officer, "/laws", **new).status == 403, "not by everybody")
    got = post(office, "/laws", **dict(new, law="no-such"))
    check(got.status == 400 and "เสนอฉบับหลักก่อน" in got.text() and "ห้วงเวลาหนึ่งปี" in got.text(), "an article of nothing comes back as typed")
    check(post(office, "/laws", **new).status == 303, "proposed")
    decide = {"law": "budget-2563", "article": "5", "number": "1", "do": "approve"}
    check(post(office, "/laws/decide", **decide).status == 403, "not by the same person")
    check(officer.get("/laws/budget-2563/5").status == 404, "and it does not hold yet")
    check(post(admin, "/laws/decide", **decide).status == 303, "another approves")
    check("ห้วงเวลาหนึ่งปี" in officer.get("/laws/budget-2563/5").text(), "now it holds")
    got = post(office, "/laws/decide", law="budget-2563", article="5", number="1", do="withdraw", reason="x")
    check(got.status == 409, "what holds is replaced, not withdrawn: %d" % got.status)
    page = officer.get("/parameters/personnel.limit").text()
    check("ยังไม่ยืนยัน" in page and 'href="/laws"' in page, "a parameter says whether its rule is confirmed")
    refused = officer.get("/users")
    check(refused.status == 403 and "ที่มาของกฎ" in refused.text(), "a refusal names its rule")
    j = officer.get("/users.json")
    check(j.status == 403 and j.json()["rule"]["confirmed"] is False, "in JSON too: %s" % j.text()[:200])


if __name__ == "__main__":
    sys.exit(harness.main([calendar, cycle, laws], people=["t.officer", "t.head", "t.office", "t.admin"], prepare=harness.fixture))
