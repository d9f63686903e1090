#!/usr/bin/env python3
"""Scores and measures as people use them: computed by one, refused as final while something is open, given by the owner, and
every figure traced to its lines."""
import json
import os
import re
import sys

import harness
from harness import Person, check
from test_pace import prepare as in_force, quick, told

YEAR = 2566
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DAY, MS = 20221001, 1664582400000
# code, stable, number, collect, measure, owner, the reference rule of 2565 it takes (None: no rule)
ROWS = [("K1", "pbb-system", "1", "steps", "", "system_office", "pbb-system"),
        ("K2", "carry-no-debt", "2", "measure", "carry_no_debt_city", "system_office", "carry-no-debt"),
        ("K3", "integrated-part", "3", "measure", "integrated_steps", "system_office", "integrated-part"),
        ("K4", "innovation", "4", "given", "", "civil_service", None),
        ("K51", "disbursed-51", "5.1", "measure", "disbursed_51", "system_office", "disbursed-51"),
        ("K52", "data-set", "5.2", "steps", "", "strategy", None)]


def prepare(site):
    """A year in force with six indicators of one agency, their rules, and one reported result."""
    in_force(site)
    q = site.store.query
    with open(os.path.join(ROOT, "data/rules.json"), encoding="utf-8") as f:
        reference = {(r["stable"], r["year"]): r["rule"] for r in json.load(f)}
    agency = q("SELECT id FROM agency WHERE code = '11000000'")[0][0]
    for code, stable, number, collect, measure, owner, rule in ROWS:
        q("INSERT INTO indicator (year, code, level, agency_id, kind) VALUES (%d, '%s', 'kpi', %s, 'output')" % (YEAR, code, agency))
        one = q("SELECT id FROM indicator WHERE year = %d AND code = '%s'" % (YEAR, code))[0][0]
        q("INSERT INTO indicator_version (indicator_id, no, from_date, name_th, unit_word, direction, first_year, made_by, made_at_ms) "
          "VALUES (%s, 1, %d, 'ตัวชี้วัดที่ %s <b>', 'ร้อยละ', 'up', %d, 'x', %d)" % (one, DAY, number, YEAR, MS))
        q("INSERT INTO indicator_profile (indicator_id, year, agency_id, stable, code, number, work, collect, measure, cycle, owner, "
          "target_in, last_day, made_by, made_ms) VALUES (%s, %d, %s, '%s', '%s', '%s', 'strategic', '%s', '%s', 'year', '%s', 'percent', "
          "20230930, 'x', %d)" % (one, YEAR, agency, stable, code, number, collect, measure, owner, MS))
        if not rule:
            continue
        q("INSERT INTO rule_book (indicator_id, year, code, edited_by, edited_at_ms) VALUES (%s, %d, '%d-%s-1100', 'x', %d)" % (
            one, YEAR, YEAR, number.replace(".", ""), MS))
        q("INSERT INTO rule_version (book_id, no, content, edited_by, published_by, published_at_ms) SELECT id, 1, '%s', 'x', 'y', %d "
          "FROM rule_book WHERE indicator_id = %s" % (json.dumps(reference[(rule, 2565)], ensure_ascii=False).replace("'", "''"), MS, one))
        if code == "K1":
            q("INSERT INTO reading (indicator_id, year, period, agency_id, due, state, kind, steps) VALUES (%s, %d, 202309, %s, 20231015, "
              "'verified', 'steps', '10000,10000,10000,0,0')" % (one, YEAR, agency))
            for step in range(1, 6):
                q("INSERT INTO indicator_step (indicator_id, year, step, bit, name_th, source) VALUES (%s, %d, %d, %d, 'x', 'none')" % (
                    one, YEAR, step, 2 ** (step - 1)))


def rows_of(person, path):
    r = person.get(path)
    check(r.status == 200, "%s: %d" % (path, r.status))
    return r.json()["rows"]


def measures(site):
    person = Person(site, "t.analyst")
    r = person.get("/measures?year=2566")
    told(r, 200, "disbursed_51", "the measures and their links")
    quick(r, "the measures")
    for word in ("disbursed_51", "carry_no_debt", "capital_obligated", "disbursed_51_city", "integrated_steps", "acceleration_steps", "procured_on_time"):
        r = person.get("/measures/%s?year=2566" % word)
        told(r, 200, "ณ วันที่", word)
        quick(r, word)
    told(person.get("/measures/happiness"), 400, "disbursed_51", "an unknown measure names those there are")
    row = [x for x in rows_of(person, "/measures/capital_obligated.json?year=2566") if x["agency_code"] == "11000000"][0]
    r = person.get("/measures/capital_obligated/lines?agency=11000000&year=2566")
    told(r, 200, row["numerator"], "the lines say the figure they make up")
    quick(r, "the lines")
    lines = rows_of(person, "/measures/capital_obligated/lines.json?agency=11000000&year=2566")
    check(sum(x["numerator_satang"] for x in lines) == round(float(row["numerator"].replace(",", "")) * 100), "they add up: %s" % row)
    check({x["left_out"] for x in lines} >= {"", "not_capital"}, "what is left out says why")
    told(person.get("/measures/procured_on_time/lines"), 400, "procured_on_time", "a measure without lines")


def interim(site):
    office, other = Person(site, "t.office"), Person(site, "t.officer")
    r = office.get("/scores?year=2566")
    told(r, 200, "มีคะแนนแล้ว 0 จาก 6", "nothing is scored yet")
    quick(r, "the scores")
    told(office.get("/scores/of/K2?year=2566"), 200, "ยังไม่คำนวณ", "a score that is not there")
    check(other.post("/scores?year=2566", {"kind": "interim"}).status == 403, "an officer does not score")
    told(office.post("/scores?year=2566", {"kind": "interim", "as_of": "32/13/2566"}), 400, "32/13/2566", "a bad day comes back as typed")
    check(office.post("/scores?year=2566", {"kind": "interim", "as_of": "30/9/2566"}).status == 303, "computed")
    got = {x["code"]: x for x in rows_of(office, "/scores/list.json?year=2566")}
    check(got["K1"]["level_text"] == "3" and got["K1"]["points_text"] == "18", "three steps of five: %s" % got["K1"])
    check(got["K2"]["level_text"] == "5" and got["K2"]["points_text"] == "20", "nothing was carried: %s" % got["K2"])
    check(got["K3"]["why"] == "no_data" and got["K3"]["percent_text"] == "", "no integrated plan is no zero: %s" % got["K3"])
    check(got["K4"]["why"] == "awaits_owner" and got["K52"]["why"] in ("no_data", "no_reading"), "who is waited for")
    r = office.get("/scores/list?year=2566&agency=11000000")
    told(r, 200, "ตัวชี้วัดที่ 5.1 &lt;b&gt;", "the list")
    quick(r, "the list")
    r = office.get("/scores/of/K51?year=2566")
    told(r, 200, "/measures/disbursed_51/lines?agency=11000000", "its figures are traced")
    told(r, 200, "เกณฑ์ 2566-51-1100 ฉบับที่ 1", "by which version of the rule")
    quick(r, "a score")
    for path in ("/scores/of/K51/trail", "/scores/of/K51/years", "/scores/runs", "/scores/open"):
        check(len(rows_of(office, path + ".json?year=2566")) > 0, path)
        check(office.get(path + "?year=2566").status == 303, path + " stands on its page")
    told(office.get("/scores/of/none?year=2566"), 404, "none", "no such indicator")


def given(site):
    office, csc = Person(site, "t.office"), Person(site, "t.csc")
    check("บันทึกคะแนน" not in office.get("/scores/of/K4?year=2566").text(), "the office does not own component 4")
    at = "/scores/of/K4?year=2566"
    told(csc.post(at, {"part1": "30.572", "part2": "x", "source": "ก.ก."}), 400, "x", "a part that is no number comes back")
    told(csc.post(at, {"part1": "30.572"}), 400, "30.572", "a source is needed")
    told(csc.post(at, {"percent": "100.5", "source": "ก.ก."}), 400, "100.5", "above 100")
    told(office.post(at, {"percent": "90", "source": "x"}), 403, "", "only the owner gives it")
    check(csc.post(at, {"part1": "30.572", "part2": "31", "part3": "30", "source": "หนังสือ ก.ก. 1"}).status == 303, "given in parts")
    told(csc.get(at), 200, "91.572", "their sum")
    told(csc.get(at), 200, "หนังสือ ก.ก. 1", "where it stands")
    strategy = Person(site, "t.strategy")
    at = "/scores/of/K52?year=2566"
    check(strategy.post(at, {"percent": "92.820", "value": "97.977", "no_rule": "1", "source": "แผน 2565"}).status == 303, "as printed")
    told(strategy.get(at), 200, "ไม่ทราบเกณฑ์ที่ให้คะแนนนี้", "the unknown rule is said")


def final(site):
    office = Person(site, "t.office")
    told(office.get("/scores?year=2566"), 200, "งวดบัญชีเดือนกันยายนของปีนี้ยังเปิดอยู่", "what stands in the way is said before")
    told(office.post("/scores?year=2566", {"kind": "final"}), 409, "/year-end/periods", "and refused with where it is")
    p = site.fails("score", "--year", str(YEAR), "--final") if hasattr(site, "fails") else None
    check(p is None or "/year-end/periods" in p, "the command says so too")
    site.store.query("INSERT INTO ledger_period (period, year, closed, closed_seq) VALUES (202309, 2566, 1, 999999)")
    check(office.post("/scores?year=2566", {"kind": "final"}).status == 303, "final once nothing is open")
    got = {x["code"]: x for x in rows_of(office, "/scores/list.json?year=2566")}
    check(got["K51"]["kind"] == "final" and got["K4"]["kind"] == "given", "final, and given: %s" % got["K4"])
    told(office.get("/scores?year=2566"), 200, "เป็นคะแนนสุดท้าย", "it is said")
    said = json.loads(site.run("score", "--year", str(YEAR), "--show", "--json"))
    check({x["code"] for x in said["rows"]} == set(got) and said["open"] == [], "the command shows what stands")
    site.run("score", "--year", str(YEAR), "--as-of", "2023-06-30")
    check({x["kind"] for x in rows_of(office, "/scores/list.json?year=2566") if x["code"] == "K51"} == {"final"}, "a later interim one does not count")


def shots(site):
    if os.environ.get("SCORE_WAIT"):
        print(site.port, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    sys.exit(harness.main([measures, interim, given, final, shots], prepare=prepare))
