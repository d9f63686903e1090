#!/usr/bin/env python3
"""run.py [NAME...] - runs every test_*.py beside it; "N passed, N failed" is the last line."""
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, as_completed

# On PostgreSQL by --long only. The first line makes a whole city or walks hundreds of chains, which takes it minutes; the
# second asks who may do what, what pages escape and how people sign in, which no store has a part in.
LONG_ON_POSTGRES = ("test_deep.py", "test_year.py", "test_duties.py", "test_forecast.py", "test_money.py",
                    "test_matrix.py", "test_permissions.py", "test_output.py", "test_account.py", "test_headers.py")
# Asks and answers leave a core idle: two files at a time. What floods a server runs alone.
AT_ONCE = int(os.environ.get("PBIS_JOBS", "2"))
ALONE = ("test_account.py", "test_evening.py", "test_session.py")
HERE = os.path.dirname(os.path.abspath(__file__))


def run(name):
    p = subprocess.run([sys.executable, os.path.join(HERE, name)], stdout=subprocess.PIPE,
                       stderr=subprocess.STDOUT, check=False, timeout=3600 if os.environ.get("PBIS_LONG") else 600)
    text = p.stdout.decode("utf-8", "replace")
    m = re.findall(r"^(\d+) passed, (\d+) failed$", text, re.M)
    ok, bad = (int(m[-1][0]), int(m[-1][1])) if m else (0, 1)
    took = re.findall(r": ([\d.]+ s)$", text, re.M)
    return name, ok, max(bad, 1 if p.returncode else 0), took[-1] if took else "", text


def results(names):
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for done in as_completed([pool.submit(run, n) for n in names if n not in ALONE]):
            yield done.result()
    for name in names:
        if name in ALONE:
            yield run(name)


def main():
    names = sorted(n for n in os.listdir(HERE) if n.startswith("test_") and n.endswith(".py"))
    wanted = sys.argv[1:]
    names = [n for n in names if not wanted or any(w in n for w in wanted)]
    if os.environ.get("PBIS_TEST_STORE") == "postgres" and not os.environ.get("PBIS_LONG"):
        for name in [n for n in names if n in LONG_ON_POSTGRES]:
            names.remove(name)
            print("skipped %s: on PostgreSQL by --long" % name)
    passed = failed = 0
    for name, ok, bad, took, text in results(names):
        passed, failed = passed + ok, failed + bad
        print("%s: ok %d, bad %d, %s" % (name, ok, bad, took), flush=True)
        if bad:
            print(text[-6000:])
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
