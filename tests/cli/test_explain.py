"""pbis explain: what it says of a package comes true when the instance is changed so and solved again, on a small city."""
import csv
import json
import os
import subprocess
import sys
from decimal import Decimal


def run(t, *args, code=0):
    p = subprocess.run([t.bin, *map(str, args)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, timeout=120)
    assert p.returncode == code, f"{args}: exit {p.returncode}\n{p.stderr.decode('utf-8')}"
    return p.stderr.decode("utf-8")


def city(t, units):
    path = t.path("city.json")
    subprocess.run([sys.executable, os.path.join(t.root, "bench/alloc/generate.py"), "city", str(units), "3", path], check=True,
                   stdout=subprocess.DEVNULL)
    with open(path, encoding="utf-8") as f:
        return path, json.load(f)


def solve(t, inst):
    path, out = t.path("again.json"), t.path("again.res")
    with open(path, "w", encoding="utf-8") as f:
        json.dump(inst, f)
    run(t, "solve", path, "--gap", "0", "--out", out)
    with open(out, encoding="utf-8") as f:
        r = json.load(f, parse_float=Decimal)
    return r, set(r["chosen"])


def explain(t, path, inst):
    r, chosen = solve(t, inst)
    run(t, "explain", path, t.path("again.res"), "--out", t.path("why.csv"))
    with open(t.path("why.csv"), encoding="utf-8") as f:
        return r, chosen, list(csv.DictReader(f))


def test_said_comes_true(t):
    """From the upper limit on the package changes sides, below the lower one it does not (optima, gap 0)."""
    path, inst = city(t, 25)
    best, chosen, rows = explain(t, path, inst)
    assert Decimal(best["value"]) == Decimal(best["bound"]), "the optimum is proved, or these words say less"
    by_id = {p["id"]: p for p in inst["packages"]}
    tried = 0
    for row in rows:
        p, is_in = by_id[row["package"]], row["funded"] == "1"
        assert is_in == (p["id"] in chosen)
        if not row["value_lo"] or not row["value_hi"]:
            continue
        lo, hi = Decimal(row["value_lo"]), Decimal(row["value_hi"])
        assert 0 <= lo <= hi
        if lo == 0 or tried >= 5:
            continue
        keep, sign = p["value"], -1 if is_in else 1
        p["value"] = float(keep + sign * (hi + 1))
        assert (p["id"] in solve(t, inst)[1]) != is_in, f"{row}: a change of {hi} and one more"
        p["value"] = float(keep + sign * (lo - Decimal("0.5")))
        assert (p["id"] in solve(t, inst)[1]) == is_in, f"{row}: a change of less than {lo}"
        p["value"] = keep
        tried += 1
    assert tried >= 5, tried


def test_ceilings_come_true(t):
    """With a ceiling raised by what is said, a set with the package is worth what the best was; with less none is."""
    path, inst = city(t, 25)
    best, _, rows = explain(t, path, inst)
    ceiling = {r["id"]: r for r in inst["resources"]}
    by_id = {p["id"]: p for p in inst["packages"]}
    tried = 0
    for row in rows:
        for said in row["ceilings"].split():
            name, figures = said.rsplit("=", 1)
            _, lo, hi = figures.split("/")
            if not lo or not hi or tried >= 4:
                continue
            lo, hi = Decimal(lo) * 100, Decimal(hi) * 100
            by_id[row["package"]]["mandatory"] = True
            keep = ceiling[name]["max"]
            ceiling[name]["max"] = int(keep + hi)
            assert Decimal(solve(t, inst)[0]["value"]) >= Decimal(best["value"]), f"{row['package']}: {said}"
            if lo > 0:
                ceiling[name]["max"] = int(keep + lo) - 1
                out = t.path("again.json")
                with open(out, "w", encoding="utf-8") as f:
                    json.dump(inst, f)
                p = subprocess.run([t.bin, "solve", out, "--gap", "0", "--out", t.path("less.res")], stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, check=False)
                with open(t.path("less.res"), encoding="utf-8") as f:
                    less = json.load(f, parse_float=Decimal)
                assert p.returncode or Decimal(less["value"]) < Decimal(best["value"]), f"{row['package']}: {said}, less"
            ceiling[name]["max"] = keep
            del by_id[row["package"]]["mandatory"]
            tried += 1
    assert tried >= 2, tried


def test_a_false_result_is_refused(t):
    path, inst = city(t, 20)
    _, _, _ = explain(t, path, inst)
    with open(t.path("again.res"), encoding="utf-8") as f:
        r = json.load(f)
    r["chosen"].pop()
    with open(t.path("false.res"), "w", encoding="utf-8") as f:
        json.dump(r, f)
    assert "certificate" in run(t, "explain", path, t.path("false.res"), "--out", t.path("no.csv"), code=1)
    assert not os.path.exists(t.path("no.csv"))
