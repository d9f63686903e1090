#!/usr/bin/env python3
"""check_versions.py - who writes late never writes over: every UPDATE of a table that has a version says
which version it means to change, or stands in tools/version_allowed.txt with the reason.

  check_versions.py [--root DIR]"""
import argparse
import os
import re
import sys

from lint import Report, files_of

TABLE = re.compile(r"CREATE TABLE (\w+) \((.*?)\)\{strict\}", re.S)
ADDED = re.compile(r"ALTER TABLE (\w+) ADD COLUMN version\b")
NAME = re.compile(r"^-- (?:name|part): (\w+)", re.M)
UPDATE = re.compile(r"\bUPDATE (\w+)\b(.*?)(?=;|\Z)", re.S)


def versioned(files):
    found = set()
    for _, text in files:
        found |= {m[1] for m in TABLE.finditer(text) if re.search(r"^\s*version\s", m[2], re.M)}
        found |= set(ADDED.findall(text))
    return found


def updates(text):
    """(line, query, table, rest) of every UPDATE of a .sql file."""
    starts = [(m.start(), m[1]) for m in NAME.finditer(text)] + [(len(text), "")]
    for (begin, name), (end, _) in zip(starts, starts[1:]):
        body = re.sub(r"--[^\n]*", "", text[begin:end])
        for m in UPDATE.finditer(body):
            if not re.search(r"ON CONFLICT[^;]*DO\s+$", body[:m.start()]):
                yield text.count("\n", 0, begin) + 1, name, m[1], m[2]


def own_where(rest):
    """What stands behind the UPDATE's own WHERE: one in brackets belongs to a query inside it."""
    depth = 0
    for m in re.finditer(r"[()]|\bWHERE\b", rest):
        if m[0] == "WHERE" and depth == 0:
            return rest[m.end():]
        depth += {"(": 1, ")": -1}.get(m[0], 0)
    return ""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", default=".")
    root = parser.parse_args().root
    allowed, report = {}, Report("versions")
    with open(os.path.join(root, "tools/version_allowed.txt"), encoding="utf-8") as f:
        for line in f:
            name, _, why = line.strip().partition(" ")
            if name and name != "#":
                allowed[name] = why
    files = list(files_of(root))
    tables = versioned([f for f in files if f[0].startswith("db/migrations/")])
    if not tables:
        report.bad("db/migrations", 0, "no table has a version: is this the tree?")
    used = set()
    for path, text in files:
        if not (path.startswith("src/") and path.endswith(".sql")):
            continue
        for line, name, table, rest in updates(text):
            where = own_where(rest)
            if table not in tables or re.search(r"\bversion\s*=", where):
                continue
            used.add(name)
            if not allowed.get(name):
                report.bad(path, line, f"{name} changes {table} without asking for its version")
    for name in sorted(set(allowed) - used):
        report.bad("tools/version_allowed.txt", 1, f"{name} needs no exception any more")
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
