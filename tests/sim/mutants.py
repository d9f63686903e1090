#!/usr/bin/env python3
"""mutants.py - planted bugs: each is a change of one place of the program; the simulation must find every one.

    mutants.py --build BUILD --root ROOT [--ops N] [--seed N] [--jobs N] [NAME...]

mutants.txt lists them:   == name: what is wrong
                          FILE            (under src/, or sql.c: the queries as they are compiled in)
                          - text that is there, exactly once
                          + text instead
One object is compiled anew and linked before the library, so everything else is the program as it is. A mutant that
does not apply any more is a failure: mend the list with the code. Prints how many acts each took.
"""
import argparse
import concurrent.futures
import json
import os
import re
import shlex
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))


def read_list(path):
    """[(name, why, file, old, new, options)]"""
    out, at = [], None
    with open(path, encoding="utf-8") as f:
        for line in f:
            line = line.rstrip("\n")
            if line.startswith("== "):
                name, why = line[3:].split(": ", 1)
                at = {"name": name, "why": why, "old": [], "new": [], "file": "", "options": []}
                out.append(at)
            elif line.startswith("# ") or not line:
                continue
            elif line.startswith("- "):
                at["old"].append(line[2:])
            elif line.startswith("+ ") or line == "+":
                at["new"].append(line[2:])
            elif line.startswith("options "):
                at["options"] = line[8:].split()
            else:
                at["file"] = line
    return out


class Maker:
    def __init__(self, build, root):
        self.build, self.root = os.path.abspath(build), os.path.abspath(root)
        with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as f:
            self.compile = {os.path.normpath(os.path.join(c["directory"], c["file"])): c["command"] for c in json.load(f)}
        lines = subprocess.run(["ninja", "-C", build, "-t", "commands", "tests/sim/pbis-sim"], check=True,
                               capture_output=True, text=True).stdout.splitlines()
        self.link = [l for l in lines if " -o tests/sim/pbis-sim " in l and "-Wl" in l][-1]

    def source(self, name):
        return os.path.join(self.build, "src", name) if name == "sql.c" else os.path.join(self.root, "src", name)

    def make(self, m):
        """The path of the mutated simulator; raises ValueError when the mutant does not apply."""
        name = m["file"]
        inner = name
        path = self.source(name)
        if name.endswith(".def"):  # a table: the .c that includes it is compiled with the changed table first
            inner = name[:-4] + ".c"
        with open(path, encoding="utf-8") as f:
            text = f.read()
        old, new = "\n".join(m["old"]), "\n".join(m["new"])
        if text.count(old) != 1:
            raise ValueError("%s: the text is there %d times in %s" % (m["name"], text.count(old), name))
        folder = os.path.join(self.build, "tests/sim/mutants", m["name"])
        os.makedirs(os.path.join(folder, os.path.dirname(name)), exist_ok=True)
        changed = os.path.join(folder, name)
        with open(changed, "w", encoding="utf-8") as f:
            f.write(text.replace(old, new))
        source = self.source(inner)
        words = shlex.split(self.compile[os.path.normpath(source)])
        if words[0] == "ccache":
            words = words[1:]
        obj = os.path.join(folder, "mutant.o")
        if name.endswith(".def"):
            copy = os.path.join(folder, inner)
            with open(source, encoding="utf-8") as f, open(copy, "w", encoding="utf-8") as g:
                g.write(f.read())
            words.insert(1, "-I" + folder)
            changed = copy
        words[words.index("-o") + 1] = obj
        words[words.index("-c") + 1] = changed
        for flag in ("-MF", "-MQ"):
            i = words.index(flag)
            del words[i:i + 2]
        words = [w for w in words if w not in ("-MD", "-Werror")] + ["-w", "-I" + os.path.dirname(source)]
        subprocess.run(words, cwd=self.build, check=True, capture_output=True)
        exe = os.path.join(folder, "pbis-sim")
        link = shlex.split(self.link)
        link[link.index("-o") + 1] = exe
        link.insert(link.index("-Wl,--start-group"), obj)
        subprocess.run(link, cwd=self.build, check=True, capture_output=True)
        os.unlink(obj)
        return exe


def run(maker, m, opt):
    """(found, acts it took, length of the shrunk case, text)"""
    try:
        exe = maker.make(m)
    except (ValueError, KeyError) as e:
        return False, 0, 0, str(e)
    except subprocess.CalledProcessError as e:
        return False, 0, 0, (e.stderr or b"").decode("utf-8", "replace")[-2000:]
    p = subprocess.run([exe, "--seed", str(opt.seed), "--ops", str(opt.ops), "--round", "1500", "--shrink", *m["options"]],
                       capture_output=True, text=True, errors="replace", timeout=900, check=False)
    os.unlink(exe)
    if p.returncode == 0:
        return False, 0, 0, p.stdout[-600:]
    took = re.search(r"failed after (\d+) acts", p.stdout)
    case = re.search(r"case of (\d+) acts", p.stdout)
    why = re.search(r"^FAILED: (.*)$", p.stdout, re.M)
    if not took or not case:  # it ended by an assertion: found as well, but there is no case
        return p.returncode < 0 or p.returncode == 70, 0, 0, (p.stdout + p.stderr)[-300:]
    return True, int(took.group(1)), int(case.group(1)), why.group(1) if why else ""


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--build", default="build")
    ap.add_argument("--root", default=os.path.dirname(os.path.dirname(HERE)))
    ap.add_argument("--ops", type=int, default=200000)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--jobs", type=int, default=2)
    ap.add_argument("names", nargs="*")
    opt = ap.parse_args()
    rows = [m for m in read_list(os.path.join(HERE, "mutants.txt")) if not opt.names or m["name"] in opt.names]
    maker = Maker(opt.build, opt.root)
    passed = failed = 0
    began = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(opt.jobs) as pool:
        for m, (found, acts, case, text) in zip(rows, pool.map(lambda m: run(maker, m, opt), rows)):
            short = case <= 20
            ok = found and short
            passed += ok
            failed += not ok
            print("%-6s %-28s %7d acts, case of %2d: %s" % ("found" if ok else "MISSED", m["name"], acts, case, text.strip()[:180]),
                  flush=True)
    print("%.0f s\n%d passed, %d failed" % (time.monotonic() - began, passed, failed))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
