#!/usr/bin/env python3
"""bench.py - what allocation costs, beside cbc and glpsol on the same instances in the same run.

usage: bench/alloc/bench.py [--bin build/src/pbis] [--only GROUP,..] [--classes city,tight,corr]
                            [--sizes 5,20,50] [--seeds 1,2,..] [--peers cbc,glpsol] [--all] [--markdown]

Without arguments: each class at 5,000 packages, seed 1, peers for at most 20 s (a minute or two).
--all: 5k, 20k and 50k, seeds 1 to 3, both peers for 60 s, and every group (an hour and more).

Our time is that of the whole command: reading, solving, proving, explaining, writing; times are of the
processor, so that what else the machine does changes them little. Each of our results goes through `pbis verify` in the same run, and its bound is held against every peer's value: a
wrong answer ends the run, whatever its speed. A peer gets the same instance as MPS (fixed columns), a
gap of 1e-4, a time limit that it knows and a harder one that it does not (both overrun their own);
its output is a file of its own, never a device (`glpsol -o /dev/null` deletes the device). A peer that is
not installed is a row "n/a". Compare ratios, not seconds, between machines; no test reads these figures.
"""
import argparse
import os
import shutil
import sys
import tempfile

import groups
from peers import PEERS, Peer

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from measure import Table, version  # noqa: E402

GROUPS = {"solve": groups.solve, "zero": groups.zero, "study": groups.study,
          "explain": groups.explain, "chu": groups.chu}


def options():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--bin", default="build/src/pbis")
    ap.add_argument("--only", default="")
    ap.add_argument("--classes", default="city,tight,corr")
    ap.add_argument("--sizes", default="")
    ap.add_argument("--seeds", default="")
    ap.add_argument("--peers", default="")
    ap.add_argument("--limit", type=int, default=0, help="seconds for a peer")
    ap.add_argument("--runs", type=int, default=1)
    ap.add_argument("--all", action="store_true")
    ap.add_argument("--markdown", action="store_true")
    o = ap.parse_args()
    o.bin = os.path.abspath(o.bin)
    o.sizes = [int(x) for x in (o.sizes or ("5,20,50" if o.all else "5")).split(",")]
    o.seeds = [int(x) for x in (o.seeds or ("1,2,3" if o.all else "1")).split(",")]
    o.limit = o.limit or (60 if o.all else 20)
    wanted = o.peers or ("cbc,glpsol" if o.all else "cbc")
    o.peers = [Peer(p, o.limit) for p in wanted.split(",") if p in PEERS]
    o.only = o.only.split(",") if o.only else list(GROUPS) if o.all else ["solve"]
    unknown = [g for g in o.only if g not in GROUPS]
    if unknown:
        sys.exit("no such group: %s (there are %s)" % (", ".join(unknown), ", ".join(GROUPS)))
    if not os.path.exists(o.bin):
        sys.exit("%s is not built" % o.bin)
    return o


def head(o):
    print("# %s; load %s on %d processors; %s" % (
        version([o.bin, "--version"]), " ".join("%.1f" % x for x in os.getloadavg()), os.cpu_count(),
        "; ".join(p.version() for p in o.peers)))
    print("# bench/alloc/bench.py " + " ".join(sys.argv[1:]))


def main():
    o = options()
    o.dir = tempfile.mkdtemp(prefix="pbis-alloc-")
    head(o)
    try:
        for name in o.only:
            t = Table(o.markdown)
            GROUPS[name](t, o)
            if t.rows:
                t.show()
                print()
    finally:
        shutil.rmtree(o.dir, ignore_errors=True)


if __name__ == "__main__":
    main()
