"""Cuts and amendments of a draft from a file: all or nothing, who may, what is refused; decide does not take them."""
import csv


def write(t, name, rows, head=("line", "kind", "amount", "reason")):
    with open(t.path(name), "w", encoding="utf-8", newline="") as f:
        w = csv.writer(f)
        w.writerow(head)
        w.writerows(rows)
    return t.path(name)


def lines(t):
    """(code, satang) of operating lines with money, largest first."""
    return [(r[0], int(r[1])) for r in t.sql(
        "SELECT l.code, (SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id ORDER BY x.stage DESC LIMIT 1) AS now FROM line l"
        " JOIN package p ON p.id = l.package_id JOIN class_node n ON n.id = l.item_id WHERE l.year = 2566 AND l.removed = 0"
        " AND p.state IN ('FUNDED', 'PARTLY_FUNDED') AND n.code LIKE '03%' ORDER BY 2 DESC, 1 LIMIT 10")]


def total(t):
    return int(t.sql("SELECT SUM((SELECT x.amount_satang FROM line_amount x WHERE x.line_id = l.id ORDER BY x.stage DESC LIMIT 1))"
                     " FROM line l WHERE l.year = 2566")[0][0])


def test_council(t):
    t.begin("demo", "--packages", "800")
    line = lines(t)
    file = write(t, "cuts.csv", [(line[0][0], "cut", "1000.25", "เกินความจำเป็น"), (line[1][0], "cut", "2000", "ยังไม่พร้อม")])
    assert "stage" in t.pbis("council", file, code=1).err, "not before the committee"
    for step in ("table", "reading1", "committee"):
        t.pbis("cycle", step, "--year", 2566)
    before = total(t)
    bad = write(t, "bad.csv", [(line[0][0], "cut", "1", "x"), (line[1][0], "cut", "%d.01" % (line[1][1] // 100), "x")])
    got = t.pbis("council", bad, code=1).err
    assert "row 2, line 3, " + line[1][0] in got and "cut_above" in got, got
    assert total(t) == before, "nothing is written"
    for rows, word in (([(line[0][0], "add", "1", "x")], "bad_choice"), ([(line[0][0], "cut", "1", "")], "required"),
                       ([("2566-9-1100-00001", "cut", "1", "x")], "not_found"), ([(line[0][0], "cut", "-1", "x")], "amount_negative"),
                       ([(line[0][0], "cut", "1.005", "x")], "satang_fraction"), ([(line[0][0], "amend", "1", "x")], "amend_above"),
                       ([(line[0][0], "cut", "1", "x"), ("2567-0-1100-00001", "cut", "1", "x")], "year_mismatch")):
        assert word in t.pbis("council", write(t, "bad.csv", rows), code=1).err, (rows, word)
    assert "file_empty" in t.pbis("council", write(t, "bad.csv", []), code=1).err
    assert "forbidden" in t.pbis("council", file, "--as", "analyst1", code=1).err
    t.pbis("council", file)
    assert total(t) == before - 300025
    assert "council_way" in t.pbis("decide", write(t, "d.csv", [(line[2][0], "committee", "1", "x", "1")],
                                                   ("line", "stage", "amount", "reason", "resolution")), code=1).err
    # persons: one proposes, another confirms; the committee accepts among the amendments
    more = write(t, "more.csv", [(line[5][0], "amend", "3000.25", "เร่งด่วน")])
    assert "same_person" in t.pbis("council", more, "--as", "office", "--approved-by", "office", code=1).err
    t.pbis("council", more, "--as", "governor", "--approved-by", "office")
    got = t.sql("SELECT state, confirmed_by FROM council_delta WHERE kind = 'executive'")
    assert [list(r) for r in got] == [["confirmed", "office"]], got
    assert total(t) == before - 300025
    t.pbis("cycle", "amendment", "--year", 2566)
    assert "amend_above" in t.pbis("council", write(t, "bad.csv", [(line[6][0], "amend", "0.01", "x")]), code=1).err
    t.pbis("check")


def step(t, *events):
    for event in events:
        t.pbis("cycle", event, "--year", 2566)


def test_council_to_law(t):
    """A small town's draft from tabling to the ledger, its papers on the way."""
    t.pbis("init")
    t.pbis("import", "bma-lines", t.fixture("bma-19col.csv"), "--year", 2566)
    step(t, "open_call", "open_requests", "start_analysis", "suitability", "permsec", "governor", "table", "reading1", "committee")
    rows = [r[0] for r in t.sql("SELECT code FROM line WHERE year = 2566 ORDER BY code LIMIT 2")]
    before = total(t)
    bad = t.pbis("council", write(t, "bad.csv", [(rows[0], "cut", "1", "x"), (rows[1], "cut", "999999999999", "x")]), code=1).err
    assert "row 2" in bad and rows[1] in bad and total(t) == before, bad
    t.pbis("council", write(t, "cut.csv", [(rows[0], "cut", "1000", "เกินความจำเป็น")]))
    assert total(t) == before - 100000
    out = t.path("set")
    assert "DS-2566-0-001" in t.pbis("document", "set", "--year", 2566, "--out", out).out
    amend = write(t, "amend.csv", [(rows[1], "amend", "400.50", "เร่งด่วน")])
    assert "stage" in t.pbis("council", amend, code=1).err, "accepted among the amendments only"
    step(t, "amendment")
    assert "amend_above" in t.pbis("council", write(t, "bad.csv", [(rows[1], "amend", "1000.01", "x")]), code=1).err
    t.pbis("council", amend)
    assert total(t) == before - 100000 + 40050
    for ending in ("pdf", "xlsx", "docx"):
        said = t.pbis("document", "redline", "--year", 2566, "--from", "1", "--to", "now", "--out", t.path("redline." + ending)).out
        assert "2 lines" in said and "{:,.2f}".format((before - 59950) / 100) in said, said
    step(t, "reading2", "reading3", "pass", "sign", "gazette")
    assert "state" in t.pbis("cycle", "sign", "--year", 2566, code=1).err, "once"
    t.pbis("enact", "--year", 2566)
    kinds = [r[0] for r in t.sql("SELECT kind FROM bill_version ORDER BY no")]
    assert kinds == ["tabled", "committee", "amended", "passed", "enacted"], kinds
    assert total(t) == before - 59950
    t.pbis("document", "ordinance", "--year", 2566, "--out", t.path("ordinance.pdf"))
    said = t.pbis("document", "set", "--year", 2566, "--out", out).out
    assert "DS-2566-0-002" in said and "{:,.2f}".format((before - 59950) / 100) in said, said
    t.pbis("document", "check", out)
    t.pbis("check")
