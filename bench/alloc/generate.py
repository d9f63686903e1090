#!/usr/bin/env python3
"""Makes an allocation instance by seed: generate.py CLASS UNITS SEED OUT.json [--mps OUT.mps]

Packages = 3 x UNITS (minimum, current, enhanced level of one decision unit). Classes:
  city   heavy-tailed costs; value ~ priority x cost^0.8, less by level; 85 ceilings: total, 77
         agencies, 5 types, two forward years; 12 % of the minimum levels mandatory; 5 % of the
         units need another unit, 2 % exclude one. 15-35 ceilings bind.
  tight  the same with every ceiling at 70 % of what is asked, so that nearly all bind
  corr   value = 10 x cost + 1000 (strongly correlated: subset-sum like)
--mps also writes the instance for other solvers (fixed columns; CBC misreads free-format bounds)."""
import argparse
import json
import math
import random

AGENCIES, TYPES = 77, 5
LEVELS = ((0.7, 1.0), (0.3, 0.75), (0.35, 0.5))  # cost share, value share


def levels_of(rnd, cls, base, priority):
    for share, worth in LEVELS:
        thousand = max(1, int(base * share * rnd.uniform(0.7, 1.3)))
        if cls == "corr":
            value = 10 * thousand + 1000
        else:
            value = int(priority * worth * thousand ** 0.8 * rnd.uniform(0.7, 1.4)) + 1
        yield thousand, value


def make(cls, units, seed):
    rnd = random.Random(f"{cls}/{units}/{seed}")
    weight = [math.exp(rnd.gauss(0, 1.0)) for _ in range(AGENCIES)]
    packages = []
    for u in range(units):
        agency = rnd.choices(range(AGENCIES), weight)[0]
        base = math.exp(rnd.gauss(7.5, 1.3))
        priority = rnd.uniform(10, 100)
        mandatory = rnd.random() < 0.12
        types = [rnd.choices(range(TYPES), [35, 30, 20, 10, 5])[0]]
        if rnd.random() < 0.3:
            types.append(rnd.randrange(TYPES))
        for level, (thousand, value) in enumerate(levels_of(rnd, cls, base, priority)):
            cost = thousand * 100000 + 100 * rnd.randrange(1000)  # satang, whole baht
            use = {"total": cost, f"agency-{agency:02d}": cost}
            first = cost if len(set(types)) == 1 else int(cost * rnd.uniform(0.3, 0.9))
            use[f"type-{types[0]}"] = first
            if first < cost:
                use[f"type-{types[1]}"] = cost - first
            for year, low in (("year-2", 0.2), ("year-3", 0.1)):
                use[year] = int(cost * rnd.uniform(low, 1.1)) // 100 * 100
            p = {"id": f"u{u:05d}/{level + 1}", "value": value, "use": use}
            if level:
                p["requires"] = [f"u{u:05d}/{level}"]
            elif mandatory:
                p["mandatory"] = True
            packages.append(p)
    link(rnd, packages, units)
    return {"resources": ceilings(rnd, cls, packages), "packages": packages}


def link(rnd, packages, units):
    """Requirements and exclusions between minimum levels that are not mandatory."""
    for _ in range(units * 5 // 100):
        i, j = sorted((rnd.randrange(units), rnd.randrange(units)))
        if i != j and "mandatory" not in packages[3 * i]:
            needs = packages[3 * i].setdefault("requires", [])
            if packages[3 * j]["id"] not in needs:
                needs.append(packages[3 * j]["id"])
    for _ in range(units * 2 // 100):
        i, j = rnd.randrange(units), rnd.randrange(units)
        free = "mandatory" not in packages[3 * i] and "mandatory" not in packages[3 * j]
        if i != j and free:
            bars = packages[3 * i].setdefault("excludes", [])
            if packages[3 * j]["id"] not in bars:
                bars.append(packages[3 * j]["id"])


def ceilings(rnd, cls, packages):
    names = ["total"] + [f"agency-{a:02d}" for a in range(AGENCIES)]
    names += [f"type-{t}" for t in range(TYPES)] + ["year-2", "year-3"]
    asked, forced = dict.fromkeys(names, 0), dict.fromkeys(names, 0)
    for p in packages:
        for r, c in p["use"].items():
            asked[r] += c
            forced[r] += c if "mandatory" in p else 0
    share = {"total": 0.70, "a": 0.70, "t": 0.715, "y": 0.70} if cls == "tight" else \
            {"total": 0.72, "a": 0.85, "t": 0.80, "y": 0.75}
    spread = {"total": 0, "a": 0.1, "t": 0.05, "y": 0}
    out = []
    for r in names:
        key = r if r == "total" else r[0]
        top = int(asked[r] * share[key] * rnd.uniform(1 - spread[key], 1 + spread[key]))
        out.append({"id": r, "max": max(forced[r], top // 100 * 100)})
    return out


def number(x):
    """At most 12 characters, as many digits as they hold."""
    return next(t for t in (f"{x:.{k}g}" for k in range(12, 0, -1)) if len(t) <= 12)


def write_mps(inst, path, unit=1e5):
    """The same problem in fixed columns, minimising -value; money in units of that many satang."""
    row = {r["id"]: f"c{k}" for k, r in enumerate(inst["resources"])}
    col = {p["id"]: k for k, p in enumerate(inst["packages"])}
    need, bar = [], []
    entries = [[] for _ in col]
    for p in inst["packages"]:
        k = col[p["id"]]
        entries[k] += [(row[r], c / unit) for r, c in p["use"].items()]
        for q in p.get("requires", []):
            entries[k].append((f"p{len(need)}", 1))
            entries[col[q]].append((f"p{len(need)}", -1))
            need.append(q)
        for q in p.get("excludes", []):
            entries[k].append((f"e{len(bar)}", 1))
            entries[col[q]].append((f"e{len(bar)}", 1))
            bar.append(q)
    with open(path, "w", encoding="ascii") as f:
        f.write("NAME          ALLOC\nROWS\n N  OBJ\n")
        names = list(row.values()) + [f"p{k}" for k in range(len(need))]
        names += [f"e{k}" for k in range(len(bar))]
        f.writelines(f" L  {n}\n" for n in names)
        f.write("COLUMNS\n    MK0       'MARKER'                 'INTORG'\n")
        for p in inst["packages"]:
            k = col[p["id"]]
            for r, c in [("OBJ", -p["value"])] + entries[k]:
                f.write(f"    {f'x{k}':<8}  {r:<8}  {number(c):>12}\n")
        f.write("    MK1       'MARKER'                 'INTEND'\nRHS\n")
        for r in inst["resources"]:
            f.write(f"    {'RHS':<8}  {row[r['id']]:<8}  {number(r['max'] / unit):>12}\n")
        f.writelines(f"    {'RHS':<8}  {f'e{k}':<8}  {1:>12}\n" for k in range(len(bar)))
        f.write("BOUNDS\n")
        for p in inst["packages"]:
            kind = "FX" if p.get("mandatory") else "UP"
            f.write(f" {kind} {'BND':<8}  {'x' + str(col[p['id']]):<8}  {1:>12}\n")
        f.write("ENDATA\n")


def main():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("cls", choices=["city", "tight", "corr"])
    ap.add_argument("units", type=int)
    ap.add_argument("seed", type=int)
    ap.add_argument("out")
    ap.add_argument("--mps")
    args = ap.parse_args()
    inst = make(args.cls, args.units, args.seed)
    with open(args.out, "w", encoding="utf-8") as f:
        json.dump(inst, f, separators=(",", ":"))
        f.write("\n")
    if args.mps:
        write_mps(inst, args.mps)


if __name__ == "__main__":
    main()
