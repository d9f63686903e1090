"""Acts of the year from a file: one result a row, replays, refusals by their word, half valid files, all or nothing, persons."""
import csv
import io

HEAD = ("key", "date", "type", "line", "amount", "to_line", "ref", "authority", "note")


def write(t, name, rows, head=HEAD, bom=False, end="\n"):
    with open(t.path(name), "wb") as f:
        s = io.StringIO()
        w = csv.writer(s, lineterminator=end)
        w.writerow(head)
        w.writerows(rows)
        f.write((b"\xef\xbb\xbf" if bom else b"") + s.getvalue().encode("utf-8"))
    return t.path(name)


def post(t, file, *more, code=0):
    """The rows of the result: (result, code)."""
    got = list(csv.DictReader(io.StringIO(t.pbis("post", file, *more, code=code).out)))
    assert list(got[0]) == ["row", "key", "result", "code", "entry", "text"], got[0]
    return [(r["result"], r["code"]) for r in got], got


def row(key, kind, line, amount, to="", ref="", authority="", date="2022-10-15", note=""):
    return (key, date, kind, line, amount, to, ref, authority, note)


def test_post(t):
    t.begin("demo", "--packages", "800")
    t.pbis("enact", "--year", 2566)
    lines = [r[0] for r in t.sql(
        "SELECT l.code FROM line l JOIN balance b ON b.line_id = l.id JOIN class_node n ON n.id = l.item_id JOIN agency g ON g.id = l.agency_id"
        " WHERE n.code LIKE '03202%' AND b.unallotted_satang >= 1000000 AND g.code = '11000000' ORDER BY l.id LIMIT 2")]
    if len(lines) < 2:
        lines = [r[0] for r in t.sql(
            "SELECT l.code FROM line l JOIN balance b ON b.line_id = l.id JOIN class_node n ON n.id = l.item_id"
            " WHERE n.code LIKE '03%' AND n.code NOT LIKE '03101%' AND b.unallotted_satang >= 1000000 ORDER BY l.agency_id, l.id LIMIT 2")]
    one, two = lines
    good = [row("a", "ALLOT", one, "5000"), row("b", "RESERVE", one, "1000.25", ref="PR-1"),
            row("c", "OBLIGATE", one, "2000", ref="CT-1"), row("d", "DISBURSE", one, "500.75", ref="CT-1", note="งวดที่ 1")]
    got, rows = post(t, write(t, "good.csv", good, bom=True, end="\r\n"))
    assert got == [("accepted", "")] * 4, rows
    first = rows[0]["entry"]
    got, rows = post(t, write(t, "good.csv", good))
    assert got == [("replayed", "")] * 4 and rows[0]["entry"] == first, rows
    # half valid: each row for itself
    bad = [row("a", "ALLOT", one, "5000.01"), row("e", "ALLOT", one, "999999999999"), row("f", "ALLOT", "2566-0-1100-99999", "1"),
           row("g", "PAY", one, "1"), row("h", "ALLOT", one, "1.005"), row("i", "ALLOT", one, "-1"), row("j", "ALLOT", one, "x"),
           row("k", "ALLOT", one, "1", date="2566-10-15"), row("l", "ALLOT", one, "1", date="yesterday"),
           row("m", "ALLOT", one, "1", date="2023-10-01"), row("n", "DISBURSE", one, "1", ref="CT-9"), row("o", "DISBURSE", one, "1"),
           row("p", "DISBURSE", one, "1499.26", ref="CT-1"), row("q", "OBLIGATE", one, "1"), row("r", "TRANSFER", one, "1", to=two),
           row("s", "REVERSE", one, "1", ref="entry:1"), row("t", "ALLOT", one, "1", to=two), row("", "ALLOT", one, "1"),
           row("u", "ALLOT", one, "0"), row("v", "ALLOT", one, "1")]
    got, rows = post(t, write(t, "bad.csv", bad), code=1)
    want = ["key_reused", "overdrawn", "unknown_line", "bad_type", "bad_amount", "bad_amount", "bad_amount", "bad_date", "bad_date", "wrong_year",
            "no_obligation", "no_obligation", "above_obligation", "no_obligation", "no_authority", "bad_type", "unknown_line", "required",
            "bad_amount", ""]
    assert [c for _, c in got] == want, list(zip([c for _, c in got], want))
    assert got[-1] == ("accepted", "")
    assert "5,000" not in rows[0]["text"] and "not allotted yet" in rows[1]["text"], rows[1]
    assert "rows_refused" in t.pbis("post", t.path("bad.csv"), code=1).err
    # all or nothing
    before = t.sql("SELECT COUNT(*) FROM entry")
    got, rows = post(t, write(t, "atomic.csv", [row("x1", "ALLOT", one, "1"), row("x2", "DISBURSE", one, "1", ref="CT-9"), row("x3", "ALLOT", one, "1")]),
                     "--atomic", code=1)
    assert [c for _, c in got] == ["not_in_batch", "no_obligation", "not_in_batch"], rows
    got, rows = post(t, write(t, "atomic.csv", [row("x1", "ALLOT", one, "1"), row("x2", "ALLOT", one, "y")]), "--atomic", code=1)
    assert [c for _, c in got] == ["not_in_batch", "bad_amount"], rows
    assert t.sql("SELECT COUNT(*) FROM entry") == before
    got, rows = post(t, write(t, "atomic.csv", [row("x1", "ALLOT", one, "1"), row("x2", "RESERVE", one, "1")]), "--atomic")
    assert got == [("accepted", "")] * 2
    # persons: maker and approver are two
    file = write(t, "p.csv", [row("p1", "ALLOT", one, "1")])
    for who, approver, word in (("finance", None, "no_authority"), ("finance", "finance", "no_authority"), ("analyst1", "permsec", "no_authority"),
                                ("finance", "analyst1", "no_authority")):
        got, rows = post(t, file, "--as", who, *(("--approved-by", approver) if approver else ()), code=1)
        assert got == [("refused", word)], (who, approver, rows)
    got, rows = post(t, file, "--as", "finance", "--approved-by", "permsec")
    assert got == [("accepted", "")], rows
    # files that are no files
    assert "csv_header" in t.pbis("post", write(t, "h.csv", [], ("key", "date", "type", "amount")), code=1).err
    assert "file_empty" in t.pbis("post", write(t, "e.csv", []), code=1).err
    t.pbis("check")
    t.pbis("audit", "verify")


def test_post_depends_on_rows_before(t):
    """A file of many rows: each builds on those before, the batch has one audit record, the balances are those of single posts."""
    t.begin("demo", "--packages", "800")
    t.pbis("enact", "--year", 2566)
    codes = [r[0] for r in t.sql("SELECT l.code FROM line l JOIN balance b ON b.line_id = l.id WHERE b.unallotted_satang >= 100000 ORDER BY l.id LIMIT 50")]
    rows = []
    for i, c in enumerate(codes):
        rows += [row("A%d" % i, "ALLOT", c, "900"), row("R%d" % i, "RESERVE", c, "300", ref="R%d" % i),
                 row("O%d" % i, "OBLIGATE", c, "500", ref="R%d" % i), row("D%d" % i, "DISBURSE", c, "400.40", ref="R%d" % i),
                 row("X%d" % i, "DISBURSE", c, "99.61", ref="R%d" % i), row("Y%d" % i, "DISBURSE", c, "99.60", ref="R%d" % i)]
    before = int(t.sql("SELECT COUNT(*) FROM audit")[0][0])
    got, _ = post(t, write(t, "many.csv", rows), code=1)
    assert [r for r, _ in got] == ["accepted", "accepted", "accepted", "accepted", "refused", "accepted"] * len(codes)
    assert int(t.sql("SELECT COUNT(*) FROM audit")[0][0]) == before + 1, "one audit record"
    assert [list(r) for r in t.sql("SELECT SUM(allotted_satang), SUM(reserved_satang), SUM(obligated_satang), SUM(disbursed_satang) FROM balance")] in (
        [[len(codes) * 40000, 0, 0, len(codes) * 50000]], [[str(len(codes) * 40000), "0", "0", str(len(codes) * 50000)]])
    t.pbis("check")
