#!/usr/bin/env python3
"""Makes a multidimensional knapsack as Chu and Beasley (1998) did: mkp.py M N ALPHA SEED OUT.json [--mps OUT.mps]

M ceilings, N packages without any structure: uses r_ij are whole numbers of 0..1000, a ceiling is ALPHA of what
is asked of it, a value is the mean of the package's uses and up to 500 at random."""
import argparse
import json
import random

import generate


def make(m, n, alpha, seed):
    rnd = random.Random(seed)
    use = [[rnd.randint(0, 1000) for _ in range(n)] for _ in range(m)]
    top = [int(alpha * sum(row)) for row in use]
    value = [int(sum(use[i][j] for i in range(m)) / m + 500 * rnd.random()) for j in range(n)]
    return {"resources": [{"id": f"c{i}", "max": top[i]} for i in range(m)],
            "packages": [{"id": f"x{j}", "value": value[j],
                          "use": {f"c{i}": use[i][j] for i in range(m) if use[i][j]}} for j in range(n)]}


def main():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("m", type=int)
    ap.add_argument("n", type=int)
    ap.add_argument("alpha", type=float)
    ap.add_argument("seed", type=int)
    ap.add_argument("out")
    ap.add_argument("--mps")
    args = ap.parse_args()
    inst = make(args.m, args.n, args.alpha, args.seed)
    with open(args.out, "w", encoding="utf-8") as f:
        json.dump(inst, f, separators=(",", ":"))
        f.write("\n")
    if args.mps:
        generate.write_mps(inst, args.mps)


if __name__ == "__main__":
    main()
