#!/usr/bin/env python3
"""run.py - the proof of the ledger (docs/PROOF.md): simulation, power cuts, planted bugs, failing disks, many servers,
killed servers. `--long` (or PBIS_LONG): a million acts and a hundred thousand cuts. `--quick`: a minute of it, for the
sanitizers. PBIS_PG: PostgreSQL too. Names run only these steps (--list)."""
import argparse
import concurrent.futures
import os
import re
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
PLAIN = re.compile(r"^(\d+) passed, (\d+) failed", re.M)


def steps(build, size, pg):
    """[(name, argv, exit code it must have, environment)]; size 0 quick, 1 test, 2 long."""
    sim = os.path.join(build, "tests/sim/pbis-sim")
    faults = os.path.join(build, "tests/sim/pbis-faults")
    many = os.path.join(build, "tests/sim/pbis-many")
    n = lambda *by_size: str(by_size[size])
    out = [("case " + f[:-5], [sim, "--case", os.path.join(HERE, "cases", f)], 0)
           for f in sorted(os.listdir(os.path.join(HERE, "cases")))]
    for seed in range(1, 1 + (1, 2, 8)[size]):
        out.append(("sim seed %d" % seed, [sim, "--seed", str(seed), "--ops", n(3000, 25000, 125000), "--crash", "6",
                                           "--shrink"], 0))
    for seed in range(11, 11 + (1, 2, 8)[size]):
        out.append(("cuts seed %d" % seed, [sim, "--seed", str(seed), "--cuts", n(60, 1000, 12500), "--crash", "800",
                                            "--round", "1200", "--shrink"], 0))
    for seed in range(21, 21 + (1, 5, 20)[size]):
        out.append(("lying disk seed %d" % seed, [sim, "--seed", str(seed), "--cuts", "200", "--crash", "800", "--lie"], 1))
    out.append(("schedules", [sim, "--seed", "31", "--schedules", n(800, 10000, 200000), "--shrink"], 0))
    out.append(("disk faults", [faults, "disk", n(40, 5, 1)], 0))
    out.append(("memory faults", [faults, "memory", n(4001, 1201, 11)], 0))
    if size:
        out.append(("planted bugs", ["python3", os.path.join(HERE, "mutants.py"), "--build", build, "--root", ROOT,
                                     "--ops", n(0, 60000, 1000000)], 0))
    for mode in ("last", "keys", "mixed"):
        out.append(("servers " + mode, [many, "sqlite:{dir}/store.db", mode] + (["long"] if size == 2 else []), 0))
    if pg and size:
        out.append(("sim on PostgreSQL", [sim, "--seed", "41", "--ops", n(0, 4000, 60000), "--round", "2000", "--store",
                                          "postgres", "--shrink"], 0))
        for mode in ("last", "keys", "mixed", "gone"):
            out.append(("servers " + mode + " on PostgreSQL", [many, "{db}", mode] + (["long"] if size == 2 else []), 0))
    if size:
        for kind in ["sqlite"] + (["postgres"] if pg and size == 2 else []):
            out.append(("kill -9 of the server, " + kind, ["python3", os.path.join(HERE, "kill.py"), "--kills",
                                                           n(0, 20, 1000), "--store", kind], 0))
    return out


def psql(url, sql):
    subprocess.run(["psql", "-q", "-X", url, "-c", sql], check=True, capture_output=True)


def run(step):
    """(name, passed, seconds, its last lines)"""
    name, argv, want = step
    began = time.monotonic()
    pg, db = os.environ.get("PBIS_PG", ""), ""
    with tempfile.TemporaryDirectory(prefix="pbis-sim-") as folder:
        if "{db}" in argv:
            db = "pbis_many_%d_%d" % (os.getpid(), abs(hash(name)) % 100000)
            psql(pg, "CREATE DATABASE %s TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'" % db)
        url = re.sub(r"/[^/?]*(\?|$)", "/%s\\1" % db, pg) if db else ""
        argv = [a.replace("{dir}", folder).replace("{db}", url) for a in argv]
        try:
            p = subprocess.run(argv, capture_output=True, text=True, errors="replace", timeout=7200, check=False)
            code, text = p.returncode, p.stdout + "\n".join(p.stderr.splitlines()[-12:])
        except subprocess.TimeoutExpired as e:
            code, text = 124, str(e)
        if db:
            psql(pg, "DROP DATABASE %s WITH (FORCE)" % db)
    ok = code == want and ("FAILED" in text) == (want != 0)
    return name, ok, time.monotonic() - began, text


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--build", default=os.path.join(ROOT, "build"))
    ap.add_argument("--long", action="store_true", default=bool(os.environ.get("PBIS_LONG")))
    ap.add_argument("--quick", action="store_true")
    ap.add_argument("--list", action="store_true")
    ap.add_argument("--jobs", type=int, default=2)
    ap.add_argument("names", nargs="*")
    opt = ap.parse_args()
    todo = [s for s in steps(os.path.abspath(opt.build), 0 if opt.quick else 2 if opt.long else 1,
                             os.environ.get("PBIS_PG"))
            if not opt.names or any(s[0].startswith(n) for n in opt.names)]
    if opt.list:
        print("\n".join(s[0] for s in todo))
        return 0
    passed = failed = 0
    with concurrent.futures.ThreadPoolExecutor(opt.jobs) as pool:
        for name, ok, took, text in pool.map(run, todo):
            counts = PLAIN.findall(text)
            good, bad = (int(counts[-1][0]), int(counts[-1][1])) if counts and ok else (int(ok), int(not ok))
            passed += good
            failed += bad
            said = [l for l in text.splitlines() if re.search(r"acts in|fired|allocations|servers with|kills", l)]
            print("%-7s %-32s %6.1f s  %s" % ("ok" if ok else "FAILED", name, took, "; ".join(said)[:230]), flush=True)
            if not ok or name == "planted bugs":
                print("\n".join(text.splitlines()[-60:]))
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
