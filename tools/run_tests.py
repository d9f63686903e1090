#!/usr/bin/env python3
"""run_tests.py - the steps behind ./test, their counts, and the closing line.

A step is a command; what it passed and failed is read from its own closing line
("N passed, N failed[, N skipped]"), from cmocka's ("[  PASSED  ] N test(s)."), or, when it prints
neither, from its exit code. A step that fails without counting a failure counts as one.
"""
import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PLAIN = re.compile(r"^(?:\w+: )?(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$", re.M)
CMOCKA_OK = re.compile(r"^\[  PASSED  \] (\d+) test\(s\)", re.M)
CMOCKA_BAD = re.compile(r"^\[  FAILED  \] \w*:? ?(\d+) test\(s\)", re.M)


class Counts:
    """Sums of all steps."""

    def __init__(self):
        self.passed = self.failed = self.skipped = 0
        self.lock = threading.Lock()

    def add(self, text, code):
        passed = failed = skipped = 0
        for m in PLAIN.finditer(text):
            passed += int(m.group(1))
            failed += int(m.group(2))
            skipped += int(m.group(3) or 0)
        passed += sum(int(m.group(1)) for m in CMOCKA_OK.finditer(text))
        failed += sum(int(m.group(1)) for m in CMOCKA_BAD.finditer(text))
        if code == 77 and not passed + failed:
            skipped += 1
        elif code != 0 and not failed:
            failed += 1
        elif code == 0 and not passed + failed + skipped:
            passed += 1
        with self.lock:
            self.passed += passed
            self.failed += failed
            self.skipped += skipped
        return passed, failed, skipped


def run(argv, env=None, timeout=900):
    """Runs a command, returns (exit code, its output)."""
    full = dict(os.environ, **(env or {}))
    try:
        p = subprocess.run(argv, cwd=ROOT, env=full, stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT, timeout=timeout, check=False)
        return p.returncode, p.stdout.decode("utf-8", "replace")
    except subprocess.TimeoutExpired as e:
        return 124, (e.stdout or b"").decode("utf-8", "replace") + "\n(timed out)\n"


def build(folder, *options, env=None):
    """Configures once and builds; ends the run when that fails."""
    if not os.path.exists(os.path.join(ROOT, folder, "build.ninja")):
        code, text = run(["meson", "setup", folder, *options], env)
        if code:
            sys.exit(text + "\n0 passed, 1 failed")
    code, text = run(["ninja", "-C", folder], env, 1800)
    if code:
        print(text[-8000:])
        sys.exit("the build of %s failed\n0 passed, 1 failed" % folder)
    exe = os.path.join(ROOT, folder, "pbis")
    if not os.path.exists(exe):
        os.symlink("src/pbis", exe)


def roomy():
    """A folder in memory for the stores of this run where there is room, else None: no test counts what a disk does."""
    try:
        with open("/proc/meminfo", encoding="ascii") as f:
            free = {w[0]: int(w[1]) for w in (line.replace(":", "").split() for line in f)}
        st = os.statvfs("/dev/shm")
        return "/dev/shm" if free["MemAvailable"] > 10 << 20 and st.f_bavail * st.f_frsize > 8 << 30 else None
    except (OSError, KeyError):
        return None


class Postgres:
    """A private server for this run; None when it cannot be started (said, and a failure)."""

    def __init__(self):
        self.dir = tempfile.mkdtemp(prefix="pbis-pg-")
        os.chmod(self.dir, 0o755)
        code, text = run(["tools/pg-test", "start", self.dir])
        self.url = text.strip().splitlines()[-1] if code == 0 else None
        self.text = text

    def stop(self):
        run(["tools/pg-test", "stop", self.dir])
        shutil.rmtree(self.dir, ignore_errors=True)


def meson_tests(counts, folder, label, env, extra=()):
    """All meson tests of a build folder, counted by what each printed."""
    began = time.monotonic()
    code, text = run(["meson", "test", "-C", folder, "--print-errorlogs", "--no-rebuild", *extra],
                     env, 1800)
    log = os.path.join(ROOT, folder, "meson-logs", "testlog.json")
    n = 0
    with open(log, encoding="utf-8") as f:
        for row in f:
            t = json.loads(row)
            out = (t.get("stdout") or "") + (t.get("stderr") or "")
            got = counts.add(out, t["returncode"])
            n += 1
            if got[1]:
                print("FAILED %s %s\n%s" % (label, t["name"], out[-6000:]))
    print("%-28s %4d programs  %5.1f s" % (label, n, time.monotonic() - began), flush=True)
    if n == 0:
        counts.failed += 1
        print("FAILED %s: no test ran\n%s" % (label, text[-3000:]))


def step(counts, name, argv, env=None, timeout=2400):
    """One command as a step; prints its output when something failed."""
    began = time.monotonic()
    code, text = run(argv, env, timeout)
    got = counts.add(text, code)
    print("%-28s %4d passed %3d failed %3d skipped  %5.1f s"
          % (name, *got, time.monotonic() - began), flush=True)
    for line in text.splitlines():
        if line.startswith("skipped"):
            print("  " + line)
    if got[1]:
        print(text[-12000:])


def existing(*names):
    return [n for n in names if os.path.exists(os.path.join(ROOT, n))]


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--long", action="store_true")
    ap.add_argument("--list", action="store_true")
    ap.add_argument("names", nargs="*")
    opt = ap.parse_args()
    steps = ["lint", "unit", "sim", "asan", "cli", "http", "browser"]
    if opt.list:
        print("\n".join(steps))
        return 0
    wanted = set(opt.names or steps)
    counts = Counts()
    began = time.monotonic()
    env = {"PBIS_LONG": "1"} if opt.long else {}
    env["PBIS_BIN"] = os.path.join(ROOT, "build-test/pbis")
    tempfile.tempdir = roomy()
    work = tempfile.mkdtemp(prefix="pbis-test-")  # everything that tests leave behind goes with it
    os.chmod(work, 0o755)
    tempfile.tempdir = env["TMPDIR"] = work
    env["PBIS_TEST_CACHE"] = work
    build("build-test", "-Dwerror=true")
    pg = Postgres() if wanted & {"unit", "sim", "cli", "http", "browser"} else None
    try:
        if pg and not pg.url:
            counts.failed += 1
            print("FAILED: PostgreSQL could not be started\n" + pg.text)
        if pg and pg.url:
            env["PBIS_PG"] = pg.url
        if "lint" in wanted:
            meson_tests(counts, "build-test", "lint", env, ["--suite", "lint"])
        if "unit" in wanted:
            # On SQLite they run below, under the sanitizers (--long: here too).
            once = dict(env, PBIS_TEST_STORE="postgres") if "PBIS_PG" in env and "asan" in wanted and not opt.long else env
            meson_tests(counts, "build-test", "unit", once, ["--no-suite", "lint"])
        if "asan" in wanted:
            # Leaks count; PostgreSQL's and Pango's own one-time allocations are named in the file.
            # A variable that nobody set holds a pattern, so that reading it fails the same way everywhere.
            build("build-asan", "-Db_sanitize=address,undefined", "-Db_lundef=false",
                  "-Dc_args=-ftrivial-auto-var-init=pattern",
                  env={"CC": "clang"})
            san = dict(env, UBSAN_OPTIONS="halt_on_error=1:print_stacktrace=1",
                       ASAN_OPTIONS="detect_stack_use_after_return=1",
                       LSAN_OPTIONS="suppressions=%s/tests/lsan.supp:print_suppressions=0" % ROOT,
                       PBIS_BIN=os.path.join(ROOT, "build-asan/pbis"))
            # Both stores where the drivers are; the rest once, on SQLite (--long: all on both).
            once = san if opt.long else {k: v for k, v in san.items() if k != "PBIS_PG"}
            meson_tests(counts, "build-asan", "asan", once, ["--no-suite", "lint"])
            if not opt.long and "PBIS_PG" in san:
                meson_tests(counts, "build-asan", "asan", san, ["store", "writer", "migrate"])
            step(counts, "sim asan", ["python3", "tests/sim/run.py", "--build", "build-asan", "--quick", "case", "sim", "cuts",
                                      "servers"], {k: v for k, v in san.items() if k != "PBIS_LONG"})
            for f in existing("tests/http/run.py"):
                step(counts, "http asan", ["python3", f, "pages", "headers"], san)
        kinds = [k for k in ("sqlite", "postgres") if k == "sqlite" or "PBIS_PG" in env]
        # No clock is tested in these: both stores at once.
        for name, path, runner in (("cli", "tests/cli/run.py", ["python3"]), ("http", "tests/http/run.py", ["python3"]),
                                   ("browser", "tests/browser/run", [])):
            side = [threading.Thread(target=step, args=(counts, "%s %s" % (name, kind), runner + [f],
                                                        dict(env, PBIS_TEST_STORE=kind)))
                    for kind in kinds for f in existing(path) if name in wanted]
            if name == "cli" and "sim" in wanted:  # it waits for killed servers most of the time
                side.append(threading.Thread(target=step, args=(counts, "sim", [
                    "python3", "tests/sim/run.py", "--build", "build-test"], env, 40000 if opt.long else 2400)))
            for t in side:
                t.start()
            for t in side:
                t.join()
    finally:
        if pg:
            pg.stop()
        shutil.rmtree(work, ignore_errors=True)
    print("all steps took %.0f s" % (time.monotonic() - began))
    print("%d passed, %d failed, %d skipped" % (counts.passed, counts.failed, counts.skipped)
          if counts.skipped else "%d passed, %d failed" % (counts.passed, counts.failed))
    return 1 if counts.failed or not counts.passed else 0


if __name__ == "__main__":
    sys.exit(main())
