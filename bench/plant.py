"""plant.py - stores for benches: a year in force, and rows planted straight into SQLite where many of a kind are needed."""
import json
import os
import sqlite3
import tempfile

from measure import timed

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def plant_indicators(path, year, count):
    """`count` indicators spread over the year's agencies, their rules (equal texts) and a verified reading each; every tenth is
    one of three measures of the ledger."""
    with open(os.path.join(ROOT, "data/rules.json"), encoding="utf-8") as f:
        rules = {r["stable"]: json.dumps(r["rule"], ensure_ascii=False) for r in json.load(f) if r["year"] == 2565}
    db = sqlite3.connect(path)
    agencies = [r[0] for r in db.execute("SELECT DISTINCT agency_id FROM line WHERE year = ? ORDER BY 1", (year,))]
    first = db.execute("SELECT COALESCE(MAX(id), 0) FROM indicator").fetchone()[0] + 1
    measures = ("disbursed_51", "carry_no_debt", "capital_obligated")
    for n in range(count):
        i, agency, measure = first + n, agencies[n % len(agencies)], measures[n // 10 % 3] if n % 10 == 0 else ""
        collect = "measure" if measure else ("steps", "ratio")[n % 2]
        rule = rules["pbb-system" if collect == "steps" else "carry-no-debt" if measure == "carry_no_debt" or n % 4 == 1 else "disbursed-51"]
        db.execute("INSERT INTO indicator (id, year, code, level, agency_id, kind) VALUES (?, ?, ?, 'kpi', ?, 'output')", (i, year, "B%d" % i, agency))
        db.execute("INSERT INTO indicator_version (indicator_id, no, from_date, name_th, direction, first_year, made_by, made_at_ms)"
                   " VALUES (?, 1, 20221001, 'x', 'up', ?, 'x', 1)", (i, year))
        db.execute("INSERT INTO indicator_profile (indicator_id, year, agency_id, stable, code, work, collect, measure, cycle, owner, target_in,"
                   " last_day, made_by, made_ms) VALUES (?, ?, ?, ?, ?, 'mission', ?, ?, 'year', 'system_office', 'percent', 20230930, 'x', 1)",
                   (i, year, agency, "b%d" % i, "B%d" % i, collect, measure))
        db.execute("INSERT INTO rule_book (id, indicator_id, year, code, edited_by, edited_at_ms) VALUES (?, ?, ?, ?, 'x', 1)", (i, i, year, "B%d" % i))
        db.execute("INSERT INTO rule_version (book_id, no, content, edited_by, published_by, published_at_ms) VALUES (?, 1, ?, 'x', 'y', 1)", (i, rule))
        if collect == "steps":
            for k in range(5):
                db.execute("INSERT INTO indicator_step (indicator_id, year, step, bit, name_th, source) VALUES (?, ?, ?, ?, 'x', 'none')",
                           (i, year, k + 1, 1 << k))
        if not measure:
            db.execute("INSERT INTO reading (indicator_id, year, period, agency_id, due, state, kind, numerator_satang, denominator_satang, steps)"
                       " VALUES (?, ?, 202309, ?, 20231015, 'verified', ?, ?, ?, ?)",
                       (i, year, agency, collect, None if collect == "steps" else n % 9000, None if collect == "steps" else 10000,
                        "10000,10000,10000,0,0" if collect == "steps" else ""))
    db.commit()
    db.close()


def enacted(o, db, name):
    """A store of its own with the year in force: folder, its address."""
    folder = tempfile.mkdtemp(prefix="pbis-bench-")
    path = "%s/%s.db" % (folder, name)
    timed([o.bin, "backup", "--db", db, path])
    timed([o.bin, "enact", "--db", "sqlite:" + path, "--year", "2566"])
    return folder, path
