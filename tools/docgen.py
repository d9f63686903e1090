#!/usr/bin/env python3
"""docgen.py - writes the pages of docs/gen/ from the tables of the source.

  docgen.py [--root DIR]            write them
  docgen.py [--root DIR] --check    say which are stale; exit 1 when any is

ERRORS.md from base/err_codes.def, SETTINGS.md from base/settings.def, ROUTES.md from
web/routes.def, STATES.md from plan/review.def and plan/cycle.def."""
import argparse
import os
import re
import sys

from gen import Problem, read_text, write_if_changed

ARG = re.compile(r'"((?:[^"\\]|\\.)*)"|([^\s,()"][^,()"]*(?:\([^()]*\))?)')
NOTE = "<!-- Made by tools/docgen.py from {}; do not edit. -->\n"


def rows_of(path, word):
    """The arguments of each WORD(...) row, one row a line, with the /* heading */ above it."""
    rows, heading = [], ""
    for no, line in enumerate(read_text(path).split("\n"), 1):
        m = re.match(r"/\* (.*) \*/$", line)
        if m:
            heading = m.group(1)
        m = re.match(word + r"\((.*)\)\s*$", line)
        if not m:
            continue
        args = [a[0].replace('\\"', '"') if a[0] else a[1].strip() for a in ARG.findall(m.group(1))]
        rows.append((heading, args, no))
    if not rows:
        raise Problem(path, 1, f"no {word}(...) row found; one row a line is expected")
    return rows


def cells(*texts):
    return "| " + " | ".join(t.replace("|", "\\|") for t in texts) + " |\n"


def errors(root):
    out, heading = ["# Errors\n\n", NOTE.format("src/base/err_codes.def"),
                    "\nEvery way PBIS refuses. The code is stable: it stands in JSON, in the `code` column of "
                    "files,\nand scripts may test it. `{name}` is filled in.\n"], None
    for group, (_, http, word, th, en), _ in rows_of(os.path.join(root, "src/base/err_codes.def"),
                                                     "ERR"):
        if group != heading:
            out.append(f"\n## {group}\n\n| code | HTTP | Thai | English |\n|---|---|---|---|\n")
            heading = group
        out.append(cells(f"`{word}`", http, th, en))
    return "".join(out)


def settings(root):
    out = ["# Settings\n\n", NOTE.format("src/base/settings.def"), "\nSet in the environment; out of "
           "range refuses to start.\n\n", "| variable | least | most | default | Thai | English |\n",
           "|---|---|---|---|---|---|\n"]
    for _, (_, _, env, least, most, default, th, en), _ in rows_of(
            os.path.join(root, "src/base/settings.def"), "SETTING"):
        out.append(cells(f"`{env}`", least, most, default, th, en))
    for _, (_, _, env, most, th, en), _ in rows_of(os.path.join(root, "src/base/settings.def"), "SETTING_TEXT"):
        out.append(cells(f"`{env}`", "text", most, "", th, en))
    return "".join(out)


def routes(root):
    out = ["# Addresses\n\n", NOTE.format("src/web/routes.def"), "\nEvery page is an API: an address "
           "with a table is also answered as `.json`, `.csv` and `.xlsx`.\nA POST takes a form or a "
           "JSON body with the same names.\n\n", "| method | address | table | permission | Thai | "
           "English |\n|---|---|---|---|---|---|\n"]
    for _, (method, pattern, _, perm, _, table, th, en), _ in rows_of(
            os.path.join(root, "src/web/routes.def"), "ROUTE"):
        perm = perm.replace("PERM_", "").lower()
        out.append(cells(method, f"`{pattern}`", "" if table == "NO_TABLE" else "yes", perm, th, en))
    return "".join(out)


def states(root):
    """The two state tables, each as a diagram and as a table."""
    review, cycle = (os.path.join(root, "src/plan", n) for n in ("review.def", "cycle.def"))
    perm = lambda p: "`" + p.replace("PERM_", "").lower() + "`"
    out = ["# States\n\n", NOTE.format("src/plan/review.def and src/plan/cycle.def"),
           "\nWhat may happen next is a table, not code. A row: from, event, to, who may.\n",
           "\n## A package\n\n```mermaid\nstateDiagram-v2\n    [*] --> DRAFT\n"]
    moves = [a for _, a, _ in rows_of(review, "MOVE")]
    out += [f"    {m[0]} --> {m[2]}: {m[1]}\n" for m in moves]
    out.append("```\n\n| from | event | to | permission | reason | Thai | English |\n"
               "|---|---|---|---|---|---|---|\n")
    out += [cells(m[0], f"`{m[1]}`", m[2], perm(m[3]), "needed" if m[4] == "true" else "", *m[5:])
            for m in moves]
    out.append("\n### Inside its agency, in DRAFT or RETURNED\n\n| place | event | to | permission | reason | Thai "
               "| English |\n|---|---|---|---|---|---|---|\n")
    out += [cells(m[1], f"`{m[0]}`", m[2], perm(m[3]), "needed" if m[4] == "true" else "", *m[5:])
            for _, m, _ in rows_of(review, "PLACE")]
    out.append("\n| state | Thai | English |\n|---|---|---|\n")
    out += [cells(*a) for _, a, _ in rows_of(review, "STATE")]
    steps = [a for _, a, _ in rows_of(cycle, "STEP")]
    out.append("\n## A fiscal year\n\n```mermaid\nstateDiagram-v2\n    [*] --> SETUP\n")
    out += [f"    {m[0]} --> {m[2]}: {m[1]}{' [' + ', '.join(m[4].split()) + ']' if m[4] else ''}\n" for m in steps]
    out.append("```\n\n| stage | amounts open there | Thai | English |\n|---|---|---|---|\n")
    out += [cells(a[0], "" if a[1] == "STAGE_COUNT" else a[1].replace("STAGE_", "").lower(), *a[2:])
            for _, a, _ in rows_of(cycle, "STAND")]
    guards = {a[0]: a for _, a, _ in rows_of(cycle, "GUARD")}
    out.append("\n| from | event | to | permission | needs | Thai | English |\n|---|---|---|---|---|---|---|\n")
    for m in steps:
        needs = ["`%s`" % g for g in m[4].split()]
        out.append(cells(m[0], f"`{m[1]}`", m[2], perm(m[3]), "a reason" if m[1] == "reopen" else ", ".join(needs), *m[5:]))
    out.append("\nA need is counted before the event; what is open refuses it. A reason overrides where the table says so, and "
               "stays in\nthe trail with what was open.\n\n| need | shown at | a reason overrides | Thai | English |\n"
               "|---|---|---|---|---|\n")
    out += [cells(f"`{g[0]}`", f"`{g[2]}`", "yes" if g[3] == "true" else "no", *g[4:6]) for g in guards.values()]
    return "".join(out)


PAGES = (("ERRORS.md", errors), ("SETTINGS.md", settings), ("ROUTES.md", routes),
         ("STATES.md", states))


def main():
    p = argparse.ArgumentParser(description=__doc__,
                                formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--root", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
    p.add_argument("--check", action="store_true")
    a = p.parse_args()
    stale = []
    for name, make in PAGES:
        path = os.path.join(a.root, "docs", "gen", name)
        try:
            text = make(a.root)
        except (Problem, ValueError) as e:
            print(f"{name}: {e}")
            stale.append(name)
            continue
        if not a.check:
            write_if_changed(path, text)
        elif not os.path.exists(path) or read_text(path) != text:
            print(f"docs/gen/{name} is stale: run tools/docgen.py")
            stale.append(name)
    if a.check:
        print(f"docs: {len(PAGES) - len(stale)} passed, {len(stale)} failed")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
