"""A demonstration year executed month by month: the same on every machine, played twice nothing happens twice, and every
report ties to the entries."""
import json
import os


def figures(t, *more):
    return t.pbis("report", "position", "--year", 2565, "--json", *more).json()


def test_year(t):
    t.pbis("init")
    t.pbis("demo", "--year", 2565, "--packages", 500)
    bad = t.pbis("demo", "--year", 2565, "--execute", 13, code=2)
    assert "1..12" in bad.err, bad.err
    months = 12 if not t.postgres or os.environ.get("PBIS_LONG") else 2
    first = t.pbis("demo", "--year", 2565, "--execute", 1)
    assert "1 " in first.out, first.out
    entries = t.sql("SELECT COUNT(*) FROM entry")[0][0]
    again = t.pbis("demo", "--year", 2565, "--execute", 1)
    assert t.sql("SELECT COUNT(*) FROM entry")[0][0] == entries, again.out
    t.pbis("demo", "--year", 2565, "--execute", months)
    # September stays open until the year is closed.
    assert t.sql("SELECT COUNT(*) FROM ledger_period WHERE closed = 1")[0][0] == str(min(months, 11))

    # The report against the entries themselves, by type and as of a day in the middle.
    total = figures(t, "--by", "type")["total"]
    paid = t.sql("SELECT SUM(CASE type WHEN 'DISBURSE' THEN amount_satang WHEN 'REFUND' THEN -amount_satang ELSE 0 END) FROM entry")[0][0]
    assert total["disbursed_satang"] == int(paid), (total, paid)
    assert total["approved_satang"] == 7985527845000, total
    for by in ("agency", "type,fund", "side,plan", "origin"):
        rows = figures(t, "--by", by)
        for key in total:
            assert sum(r[key] for r in rows["rows"]) == total[key], (by, key)
    november = figures(t, "--by", "type", "--as-of", "2021-11-30")["total"]
    paid = t.sql("SELECT SUM(CASE type WHEN 'DISBURSE' THEN amount_satang WHEN 'REFUND' THEN -amount_satang ELSE 0 END) "
                 "FROM entry WHERE on_date <= 20211130")[0][0]
    assert november["disbursed_satang"] == int(paid), (november, paid)
    assert "all hold" in t.pbis("check").out
    if months == 12:
        t.pbis("demo", "--year", 2565, "--execute", 12, "--close")
        assert t.sql("SELECT stage FROM fiscal_year WHERE year = 2565")[0][0] == "CLOSED"
        end = figures(t, "--by", "type")["total"]
        left = end["current_satang"] - sum(end[k + "_satang"] for k in ("disbursed", "carried_a", "carried_b", "lapsed"))
        assert left == 0 and end["carried_a_satang"] > 0 and end["carried_b_satang"] > 0 and end["lapsed_satang"] > 0, end
        assert "all hold" in t.pbis("check").out
