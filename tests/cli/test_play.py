"""A demonstration year executed month by month: the same on every machine, played twice nothing happens twice, and every
report ties to the entries."""
import json
import os
from fractions import Fraction


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
    results(t, months)
    if months == 12:
        t.pbis("demo", "--year", 2565, "--execute", 12, "--close")
        finals(t)
        assert t.sql("SELECT stage FROM fiscal_year WHERE year = 2565")[0][0] == "CLOSED"
        end = figures(t, "--by", "type")["total"]
        left = end["current_satang"] - sum(end[k + "_satang"] for k in ("disbursed", "carried_a", "carried_b", "lapsed"))
        assert left == 0 and end["carried_a_satang"] > 0 and end["carried_b_satang"] > 0 and end["lapsed_satang"] > 0, end
        assert "all hold" in t.pbis("check").out


def results(t, months):
    """What the agencies achieved: 70 beside the Budget Department, marked as a demonstration; weights, a score by hand."""
    n = t.sql("SELECT COUNT(DISTINCT agency_id), COUNT(*) FROM indicator_profile WHERE year = 2565 AND agency_id NOT IN "
              "(SELECT id FROM agency WHERE code = '20000000')")[0]
    assert int(n[0]) == 70 and 70 * 3 <= int(n[1]) <= 70 * 5, n
    unmarked = t.sql("SELECT COUNT(*) FROM indicator_version v JOIN indicator_profile y ON y.indicator_id = v.indicator_id "
                     "JOIN agency g ON g.id = y.agency_id WHERE y.year IN (2564, 2565) AND g.code <> '20000000' "
                     "AND v.name_th NOT LIKE '%(สาธิต)%'")[0][0]
    assert int(unmarked) == 0, unmarked
    weights = t.sql("SELECT a.code, SUM(i.weight_bp) FROM agreement a JOIN agreement_item i ON i.agreement_id = a.id "
                    "WHERE a.year = 2565 AND i.removed = 0 GROUP BY a.code")
    assert len(weights) == 71 and all(int(w) == 10000 for _, w in weights), weights
    states = dict(t.sql("SELECT state, COUNT(*) FROM agreement WHERE year = 2565 GROUP BY state"))
    assert int(states["drafted"]) == 8 and int(states["interim" if months >= 6 else "signed"]) >= 50, states
    readings = dict(t.sql("SELECT state, COUNT(*) FROM reading WHERE year = 2565 GROUP BY state"))
    assert int(readings["due"]) > 0, readings
    if months == 12:
        assert all(int(readings[s]) > 0 for s in ("draft", "sent", "verified")), readings
        assert int(t.sql("SELECT COUNT(*) FROM reading WHERE year = 2565 AND flags LIKE '%differs%'")[0][0]) == 4
        assert int(t.sql("SELECT COUNT(*) FROM evaluation WHERE state = 'published'")[0][0]) == 4
    again = {k: t.sql("SELECT COUNT(*) FROM " + k)[0][0] for k in ("score", "reading_event", "agreement_turn", "checkin", "audit")}
    t.pbis("demo", "--year", 2565, "--execute", months)
    for k, count in again.items():
        assert t.sql("SELECT COUNT(*) FROM " + k)[0][0] == count, k
    score(t)


def half_up(x, places):
    q = x * 10 ** places
    return Fraction((2 * q.numerator + q.denominator) // (2 * q.denominator), 10 ** places)


def score(t):
    """Every rate of disbursement that pbis score prints, again from its numerator and denominator: result / 96, at most 100."""
    rows = json.loads(t.pbis("score", "--year", 2565, "--show", "--json").out)
    rows = rows["rows"] if isinstance(rows, dict) else rows
    paid = [r for r in rows if r["measure"] == "disbursed_51" and not r["why"] and r["agency_code"] != "20000000"]
    assert len(paid) >= 65, len(paid)
    for r in paid:
        value = half_up(Fraction(int(r["numerator"]) * 100, int(r["denominator"])), 2)
        assert half_up(min(value / 96 * 100, Fraction(100)), 2) == Fraction(r["percent_text"]), r


def finals(t):
    """The year is closed: agreements are final; each total is the sum of its items, the ranking by total."""
    rows = t.sql("SELECT g.code, s.id, s.total FROM agreement g JOIN agreement_score s ON s.agreement_id = g.id "
                 "WHERE g.year = 2565 AND s.kind = 'final' ORDER BY s.total DESC, g.code")
    assert len(rows) >= 45, len(rows)
    assert int(rows[0][2]) > int(rows[-1][2])
    for code, score_id, total in rows:
        items = t.sql("SELECT COALESCE(SUM(weighted), 0) FROM agreement_score_item WHERE score_id = %s" % score_id)[0][0]
        assert int(items) == int(total), (code, items, total)
