#!/usr/bin/env python3
"""Scoring rules as people use them: listed, tried with every step shown, edited with a gap found, published by another
person of the owner, compared, withdrawn; the reference rules of FY2565 with their contradictions."""
import os
import re
import sys

import harness
from harness import PASSWORD, Person, check

YEAR = 2565


def indicator(site, code, stable, number, name, owner):
    q = site.store.query
    q("INSERT INTO indicator (scope_id, year, code, level, agency_id, kind) SELECT 0, %d, '%s', 'kpi', id, 'output' FROM agency"
      " WHERE code = '11000000'" % (YEAR, code))
    one = "(SELECT id FROM indicator WHERE code = '%s' AND year = %d)" % (code, YEAR)
    q("INSERT INTO indicator_version (indicator_id, no, from_date, name_th, direction, first_year, made_by, made_at_ms)"
      " SELECT %s, 1, 20211001, '%s', 'up', %d, 'x', 1" % (one, name, YEAR))
    q("INSERT INTO indicator_profile (indicator_id, year, agency_id, stable, code, number, work, collect, cycle, owner, target_in, last_day, made_by, made_ms)"
      " SELECT %s, %d, id, '%s', '%s', '%s', 'mission', 'ratio', 'year', '%s', 'percent', 20220930, 'x', 1 FROM agency"
      " WHERE code = '11000000'" % (one, YEAR, stable, code, number, owner))


def prepare(site):
    if not site.store.query("SELECT 1 FROM fiscal_year WHERE year = %d" % YEAR):
        site.run("cycle", "setup", "--year", str(YEAR))
    for row in (("K-1", "pbb-system", "1", "ระดับความสำเร็จในการจัดทำระบบงบประมาณแบบมุ่งเน้นผลงาน", "civil_service"),
                ("K-2", "carry-no-debt", "2", "ร้อยละของเงินกันไว้เบิกเหลื่อมปีแบบไม่มีหนี้", "system_office"),
                ("K-3", "integrated-part", "3", "ร้อยละความสำเร็จของการมีส่วนร่วมในงบประมาณบูรณาการ", "system_office"),
                ("K-51", "disbursed-51", "5.1", "ความสำเร็จของการเบิกจ่ายงบประมาณในภาพรวม", "system_office"),
                ("K-52", "data-set", "5.2", "ความสำเร็จในการพัฒนาและจัดเก็บข้อมูล", "strategy"),
                ("K-9", "own-new", "9", "ร้อยละความพึงพอใจ", "system_office")):
        indicator(site, *row)
    site.run("user", "add", "t.office2", "--role", "system_office", "--password-stdin", stdin=PASSWORD + "\n")
    print(site.run("rules", "--year", str(YEAR)))


def version(person, code):
    return re.search(r'name="version" value="(\d+)"', person.get("/rules/%s/edit?year=%d" % (code, YEAR)).text()).group(1)


def listed(site):
    reader = Person(site, "t.auditor")
    got = reader.get("/rules?year=%d" % YEAR)
    check(got.status == 200 and "2565-K-2" in got.text(), "the list: %d" % got.status)
    check(got.debug("queries") is None or got.debug("queries") <= 12, "few statements")
    rows = reader.get("/rules.json?year=%d" % YEAR).json()["rows"]
    check([r["state"] for r in rows] == ["published"] * 5 + ["none"], "five from the documents, one without: %s" % rows)
    check(reader.get("/rules/2565-K-2/edit").status == 403, "readers do not edit")
    check(reader.get("/rules/2565-none").status == 404, "no such rule")


def tried(site):
    reader = Person(site, "t.auditor")
    page = reader.get("/rules/2565-K-2?lang=th").text()
    for words in ("ปิดขวา", "“มากกว่าร้อยละ 0 แต่ไม่ถึงร้อยละ 2.00”", "16 และ 14 คะแนน", "0 &lt; v ≤ 2"):
        check(words in page, "the rule says %s" % words)
    for query, words, why in (("numerator=4&denominator=100000", "ไม่ใช่ศูนย์จริง", "0.004"),
                              ("numerator=2895&denominator=90000", "14 ตามตาราง", "3.22 is level 2"),
                              ("numerator=1&denominator=0", "ตัวหารเป็นศูนย์", "no base"),
                              ("value=2.00", "18 ตามตาราง", "2.00 right-closed"),
                              ("value=-1", "ติดลบ", "below zero"), ("value=x", "ไม่ใช่ตัวเลข", "no number")):
        got = reader.get("/rules/2565-K-2?lang=th&try=1&" + query)
        check(got.status == 200 and words in got.text(), "%s: %s" % (why, query))
    check("นับเป็น 0 คะแนน" in reader.get("/rules/2565-K-2?lang=th&try=none").text(), "no data is said")
    check("6.5" in reader.get("/rules/2565-K-52?try=1&steps=1,1,1,0.5").text(), "65 -> 6.5")
    check("8.245" in reader.get("/rules/2565-K-51?try=1&numerator=290259229.02&denominator=366722545").text(), "79.15 of 96 -> 8.245")
    check("85" not in reader.get("/rules/2565-K-1?try=1&steps=1,0,1").text().split('id="try"')[1].split("</section>")[0], "level 1 only")


FORM = {"mode": "step", "direction": "up", "rounding": "half_up", "places": "2", "no_data": "unscored", "reading": "as_written",
        "counting": "consecutive", "level1": "2", "lo1": "80", "lo_incl1": "1", "percent1": "100", "points1": "10",
        "level2": "1", "hi2": "79", "hi_incl2": "1", "percent2": "60", "points2": "6"}


def road(site):
    office, other, strategy = Person(site, "t.office"), Person(site, "t.office2"), Person(site, "t.strategy")
    check(office.get("/rules/new?year=%d&indicator=K-9" % YEAR).status == 200, "the form")
    got = office.post("/rules?year=%d" % YEAR, dict(FORM, indicator="K-9", lo1="x"))
    check(got.status == 400 and 'value="x"' in got.text(), "a bad bound comes back as typed: %d" % got.status)
    got = office.post("/rules?year=%d" % YEAR, dict(FORM, indicator="K-9"))
    check(got.status == 303, "drafted: %d %s" % (got.status, got.text()[:300]))
    page = office.get("/rules/2565-K-9?lang=th").text()
    check("79.01 ≤ v ≤ 79.99" in page, "the gap is named")
    v = version(office, "2565-K-9")
    got = other.post("/rules/2565-K-9/publish", {"version": v, "reason": "x"})
    check(got.status == 409 and "ต้องแก้ก่อน" in got.text(), "a gap is not published: %d" % got.status)
    got = strategy.post("/rules/2565-K-9/edit", dict(FORM, version=v, hi2="80", hi_incl2=""))
    check(got.status == 303, "mended: %d" % got.status)
    check(office.post("/rules/2565-K-9/edit", dict(FORM, version=v)).status == 409, "an old version is refused")
    v = version(office, "2565-K-9")
    check(strategy.post("/rules/2565-K-9/publish", {"version": v}).status == 403, "not its owner")
    check(office.post("/rules/2565-K-9/edit", dict(FORM, version=v, hi2="80", hi_incl2="", notes="ก | a")).status == 303, "a note")
    v = version(office, "2565-K-9")
    check(office.post("/rules/2565-K-9/publish", {"version": v}).status == 403, "not who edited it last")
    check(other.post("/rules/2565-K-9/publish", {"version": v, "reason": "มติ 1"}).status == 303, "another person of the owner")
    v = version(office, "2565-K-9")
    check(office.post("/rules/2565-K-9/edit", dict(FORM, version=v, hi2="80", hi_incl2="", points1="12")).status == 303, "the next draft")
    rows = office.get("/rules/2565-K-9/compare.json").json()["rows"]
    check([(r["before"][-2:], r["after"][-2:]) for r in rows][0] == ("10", "12"), "what differs: %s" % rows)
    check(office.get("/rules/2565-K-9/compare").status == 200, "as a page")
    v = version(office, "2565-K-9")
    check(other.post("/rules/2565-K-9/withdraw", {"version": v}).status == 400, "a reason is needed")
    check(other.post("/rules/2565-K-9/withdraw", {"version": v, "reason": "ผิด"}).status == 303, "withdrawn")
    check(office.get("/rules.json?year=%d&state=withdrawn" % YEAR).json()["rows"][0]["code"] == "2565-K-9", "and listed so")


def wait(site):
    if os.environ.get("RULES_WAIT"):
        print(site.port, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    sys.exit(harness.main([listed, tried, road, wait], prepare=prepare))
