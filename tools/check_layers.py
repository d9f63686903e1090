#!/usr/bin/env python3
"""check_layers.py - the house stays a house.

  check_layers.py [--root DIR] [--build DIR] [--cc gcc]

1. Rooms of src/ include downwards only: base, store, city, plan, execute, perform, voice, allocate,
   document, exchange, web, cli. Generated headers count as their room's (sql_ROOM.h, views.h).
2. Every header compiles alone (needs --build for the generated ones).
3. Files have at most 600 lines, functions at most 80 lines and 7 parameters."""
import argparse
import concurrent.futures
import json
import os
import re
import shlex
import subprocess
import sys

from lint import Report, files_of, names_of, strip_c

ROOMS = ["base", "store", "city", "plan", "execute", "perform", "voice", "allocate", "document",
         "exchange", "web", "cli"]
WIDE = {"db_find",  # a typed result and whether there is one
        "reply_table",  # a table is many things
        "on_request", "multipart_piece",  # as libmicrohttpd wants them
        "on_start"}  # as libxml2 wants it
MAX_LINES, MAX_FUNCTION, MAX_PARAMS = 600, 80, 7
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)


def room_of_include(name):
    if "/" in name:
        return name.split("/")[0]
    m = re.fullmatch(r"sql_([a-z]+)\.h", name)
    return m.group(1) if m else "web" if name == "views.h" else None


def check_includes(r, path, text, names):
    own = path.split("/")[1]
    if own not in ROOMS:
        r.bad(path, 1, f"src/{own} is no room; the rooms are {' '.join(ROOMS)}")
        return
    for m in INCLUDE.finditer(text):
        if os.path.join(os.path.dirname(path), m.group(1)) in names:
            continue  # beside it
        room, line = room_of_include(m.group(1)), text.count("\n", 0, m.start(1)) + 1
        if room not in ROOMS:
            r.bad(path, line, f"include \"{m.group(1)}\" as \"room/file.h\"")
        elif ROOMS.index(room) > ROOMS.index(own):
            r.bad(path, line, f"{own} may not include {room}, which stands above it: "
                              f"\"{m.group(1)}\"")


# What checks a result shares nothing with what makes it (allocate/certificate.h).
CHECKER = {"allocate/checks.def", "allocate/clash_rules.def", "allocate/shown.def"} | {"allocate/" + n + ".h" for n in
           ("certificate", "certificate_case", "certificate_count", "certificate_keep", "certificate_leaf", "certificate_rich",
            "certificate_rule", "ids", "instance", "proof")}


def check_checker(r, path, text):
    if not re.fullmatch(r"src/allocate/certificate\w*\.[ch]", path):
        return
    for m in INCLUDE.finditer(text):
        if not m.group(1).startswith("base/") and m.group(1) not in CHECKER:
            r.bad(path, text.count("\n", 0, m.start(1)) + 1,
                  f"the certificate may not include \"{m.group(1)}\": it checks results by itself")
    if re.search(r"\b(double|float)\b", strip_c(text)):
        r.bad(path, 1, "the certificate counts in whole numbers")


def name_of(sign):
    return re.split(r"[\s*]+", sign[:sign.find("(")].strip())[-1]


def check_functions(r, path, text):
    lines, head, start = strip_c(text).split("\n"), [], 0
    for no, line in enumerate(lines, 1):
        if line == "{" and head:
            start, sign = no, " ".join(head)
            depth = params = 0
            for c in sign[sign.find("("):]:
                depth += {"(": 1, ")": -1}.get(c, 0)
                params += c == "," and depth == 1
            # Values and their count, written as one ARGS(...) or NO_ARGS, count as one.
            params -= "const struct value *" in sign and "size_t n" in sign
            if "(" in sign and params + 1 > MAX_PARAMS and name_of(sign) not in WIDE:
                r.bad(path, no, f"{params + 1} parameters, at most {MAX_PARAMS}: put them into a "
                                "struct")
        elif line == "}" and start:
            if no - start - 1 > MAX_FUNCTION:
                r.bad(path, start, f"function of {no - start - 1} lines, at most {MAX_FUNCTION}")
            start = 0
        if not line.strip() or line[0] in "}#" or line.endswith(";"):
            head = []
        elif not start:
            head.append(line.strip())


def library_flags(build):
    """The -I and -isystem of our own compilation; the build folder they are relative to."""
    flags = []
    try:
        with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as f:
            words = next(shlex.split(e["command"]) for e in json.load(f)
                         if "libpbis" in e.get("output", e["command"]))
        flags = [w for w in words if w.startswith(("-I", "-isystem"))]
    except (OSError, StopIteration, ValueError):
        pass
    return flags


def check_header(path, full, cc, flags, build):
    flags = ["-std=c17", "-D_POSIX_C_SOURCE=200809L", "-Wall", "-Wextra", "-Wpedantic", "-Werror",
             "-fsyntax-only", *flags]
    body = f'#include "{full}"\n#include "{full}"\ntypedef int not_empty;\n'
    p = subprocess.run([cc, *flags, "-x", "c", "-"], input=body, text=True, cwd=build,
                       capture_output=True, check=False)
    return path, p.returncode, p.stderr


def main():
    p = argparse.ArgumentParser(description=__doc__,
                                formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--root", default=os.path.join(os.path.dirname(__file__), ".."))
    p.add_argument("--build", help="build folder, for generated headers")
    p.add_argument("--cc", default="cc")
    a = p.parse_args()
    r = Report("layers")
    headers, names = [], set(names_of(a.root))
    for path, text in files_of(a.root):
        top = path.split("/")[0]
        if top not in ("src", "tools", "tests", "bench", "db"):
            continue
        lines = text.count("\n")
        if lines > MAX_LINES and not path.endswith((".def", ".csv", ".txt", ".json", ".tsv")):
            r.bad(path, lines, f"{lines} lines, at most {MAX_LINES}: split the file by subject")
        if top == "src" and path.endswith((".c", ".h")):
            check_includes(r, path, text, names)
            check_checker(r, path, text)
            headers += [path] if path.endswith(".h") else []
        if path.endswith(".c") and top in ("src", "bench"):
            check_functions(r, path, text)
    src = os.path.realpath(os.path.join(a.root, "src"))
    flags = ["-I" + src, *(library_flags(a.build) if a.build else [])]

    def one(h):
        return check_header(h, os.path.join(src, h[4:]), a.cc, flags, a.build or a.root)

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for path, code, said in pool.map(one, headers):
            if code:
                r.bad(path, 1, "does not compile alone:\n" + said.strip()[:600])
    return r.close()


if __name__ == "__main__":
    sys.exit(main())
