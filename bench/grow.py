#!/usr/bin/env python3
"""grow.py - a demonstration store grown to the size of years of work, for benches only.

usage: bench/grow.py STORE.db [--year 2566] [--lines 60000] [--years 10]

The year's lines are copied until it has that many (with their amounts and changes), then whole years are
copied before it: decision units, packages, lines, amounts, changes, states. Codes stay unique and whole;
texts for search, the audit log and the ledger are not copied. Prints what is there."""
import argparse
import sqlite3


def columns(db, table):
    return [r[1] for r in db.execute("PRAGMA table_xinfo(%s)" % table) if r[6] == 0]


def copy(db, table, where, **change):
    """Copies rows of the table; a column that is not in `change` stays."""
    names = [c for c in columns(db, table) if change.get(c) != ""]
    db.execute("INSERT INTO %s (%s) SELECT %s FROM %s t WHERE %s" %
               (table, ", ".join(names), ", ".join(change.get(c, "t." + c) for c in names), table, where))


def newest(db, table):
    return db.execute("SELECT COALESCE(MAX(id), 0) FROM " + table).fetchone()[0]


def widen(db, year, lines):
    """More lines in the same packages, numbered on behind the largest number of their agency."""
    have = db.execute("SELECT COUNT(*) FROM line WHERE year = ?", (year,)).fetchone()[0]
    turn = 0
    while have < lines:
        turn += 1
        step = newest(db, "line")
        db.execute("DROP TABLE IF EXISTS temp.chosen")
        db.execute("CREATE TEMP TABLE chosen AS SELECT id FROM line WHERE year = %d AND length(code) = 17 "
                   "ORDER BY id LIMIT %d" % (year, lines - have))
        db.execute("CREATE UNIQUE INDEX temp.chosen_id ON chosen (id)")
        some = "%s IN (SELECT id FROM chosen)"
        copy(db, "line", some % "t.id", id="t.id + %d" % step, code="t.code || 'c%d'" % turn)
        copy(db, "line_amount", some % "t.line_id", line_id="t.line_id + %d" % step)
        copy(db, "line_change", some % "t.line_id" + " ORDER BY t.id", id="", line_id="t.line_id + %d" % step)
        have = db.execute("SELECT COUNT(*) FROM line WHERE year = ?", (year,)).fetchone()[0]


def copy_year(db, year, other):
    of_year = "t.year = %d" % year
    step = {t: newest(db, t) for t in ("unit", "package", "line")}
    if not db.execute("SELECT 1 FROM fiscal_year WHERE year = ?", (other,)).fetchone():
        copy(db, "fiscal_year", of_year, year=str(other))
        copy(db, "year_class", of_year, year=str(other))
    moved = {"year": str(other)}
    copy(db, "unit", of_year, id="t.id + %d" % step["unit"], **moved)
    copy(db, "package", of_year, id="t.id + %d" % step["package"], unit_id="t.unit_id + %d" % step["unit"],
         section_id="NULL", **moved)
    copy(db, "line", of_year, id="t.id + %d" % step["line"], package_id="t.package_id + %d" % step["package"],
         code="'%d' || substr(t.code, 5)" % other, drawn_from="''", **moved)
    of_line = "t.line_id IN (SELECT id FROM line WHERE year = %d)" % year
    copy(db, "line_amount", of_line, line_id="t.line_id + %d" % step["line"])
    copy(db, "line_change", of_line + " ORDER BY t.id", id="", line_id="t.line_id + %d" % step["line"])
    copy(db, "package_event", "t.package_id IN (SELECT id FROM package WHERE year = %d) ORDER BY t.id" % year,
         id="", package_id="t.package_id + %d" % step["package"])


def main():
    p = argparse.ArgumentParser()
    p.add_argument("store")
    p.add_argument("--year", type=int, default=2566)
    p.add_argument("--lines", type=int, default=60000)
    p.add_argument("--years", type=int, default=1)
    o = p.parse_args()
    db = sqlite3.connect(o.store)
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA cache_size = -200000")
    widen(db, o.year, o.lines)
    for k in range(1, o.years):
        copy_year(db, o.year, o.year - k)
    db.commit()
    db.execute("ANALYZE")
    db.commit()
    for t in ("package", "line", "line_amount", "line_change"):
        print(t, db.execute("SELECT COUNT(*) FROM " + t).fetchone()[0])


if __name__ == "__main__":
    main()
