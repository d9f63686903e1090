#!/usr/bin/env python3
"""run.py [NAME...] - runs every test_*.py beside it; "N passed, N failed" is the last line."""
import os
import re
import subprocess
import sys

# Each makes a whole city or walks hundreds of chains, which takes PostgreSQL minutes: there by --long only.
LONG_ON_POSTGRES = ("test_deep.py", "test_year.py", "test_duties.py")
HERE = os.path.dirname(os.path.abspath(__file__))


def main():
    names = sorted(n for n in os.listdir(HERE) if n.startswith("test_") and n.endswith(".py"))
    wanted = sys.argv[1:]
    passed = failed = 0
    for name in names:
        if wanted and not any(w in name for w in wanted):
            continue
        if name in LONG_ON_POSTGRES and os.environ.get("PBIS_TEST_STORE") == "postgres" and not os.environ.get("PBIS_LONG"):
            print("skipped %s: on PostgreSQL by --long" % name)
            continue
        p = subprocess.run([sys.executable, os.path.join(HERE, name)], stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT, check=False, timeout=3600 if os.environ.get("PBIS_LONG") else 600)
        text = p.stdout.decode("utf-8", "replace")
        m = re.findall(r"^(\d+) passed, (\d+) failed$", text, re.M)
        ok, bad = (int(m[-1][0]), int(m[-1][1])) if m else (0, 1)
        passed, failed = passed + ok, failed + max(bad, 1 if p.returncode else 0)
        took = re.findall(r": ([\d.]+ s)$", text, re.M)
        print("%s: ok %d, bad %d, %s" % (name, ok, bad, took[-1] if took else ""), flush=True)
        if bad or p.returncode:
            print(text[-6000:])
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
