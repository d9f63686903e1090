"""pbis solve and pbis verify, end to end: the worked example of docs/formats/allocation.md, equal
bytes, planted faults, time limits, infeasible and broken instances. A brute force of its own."""
import itertools
import json
import os
import random
import subprocess
import sys
import time
from decimal import Decimal


def write(t, name, data):
    path = t.path(name)
    with open(path, "w", encoding="utf-8") as f:
        if isinstance(data, str):
            f.write(data)
        else:
            json.dump(data, f, ensure_ascii=False)
    return path


def run(t, *args, code=0):
    p = subprocess.run([t.bin, *map(str, args)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                       check=False, timeout=120)
    out, err = p.stdout.decode("utf-8"), p.stderr.decode("utf-8")
    assert p.returncode == code, f"{args}: exit {p.returncode}\n{out}{err}"
    return out, err


def solve(t, inst, *more, code=0, name="in.json"):
    path = write(t, name, inst)
    out = t.path("out.json")
    if os.path.exists(out):
        os.remove(out)
    _, err = run(t, "solve", path, "--out", out, *more, code=code)
    with open(out, encoding="utf-8") as f:
        r = json.load(f, parse_float=Decimal)
    assert run(t, "verify", path, out)[0] == "", "verify has nothing to say about an honest result"
    return r, err


def example(t):
    """The instance block of docs/formats/allocation.md."""
    with open(os.path.join(t.root, "docs/formats/allocation.md"), encoding="utf-8") as f:
        text = f.read()
    return json.loads(text.split("<!-- instance -->\n```json\n")[1].split("```")[0])


def test_documented_example(t):
    inst = example(t)
    r, _ = solve(t, inst)
    assert (r["status"], r["value"], r["bound"], r["gap"]) == ("optimal", 100, 100, 0)
    assert r["chosen"] == ["A-inc", "A-min", "B-inc", "B-min"]
    r, _ = solve(t, inst, "--mode", "rank")
    assert (r["chosen"], r["value"]) == (["A-inc", "A-min", "B-min"], 95)
    codes = {p["id"]: p["reason"]["code"] for p in r["packages"]}
    assert codes == {"A-min": "funded", "B-min": "funded", "A-inc": "funded", "C-min": "ceiling",
                     "B-inc": "below_cut"}, codes
    assert r["resources"][0]["used"] == 9500
    r, _ = solve(t, inst, "--mode", "rank", "--fill")
    assert (r["chosen"], r["value"]) == (["A-inc", "A-min", "B-inc", "B-min"], 100)


def small(seed):
    rnd = random.Random(seed)
    names = ["total", "x", "y"]
    packages = []
    for i in range(rnd.randrange(3, 12)):
        p = {"id": f"p{i // 2}/{i % 2}", "value": round(rnd.uniform(-2, 30), rnd.randrange(7)),
             "use": {r: rnd.randrange(10 ** rnd.randrange(1, 13)) for r in names
                     if rnd.random() < 0.7}}
        if i % 2:
            p["requires"] = [f"p{i // 2}/0"]
        if rnd.random() < 0.04:
            p["mandatory"] = True
        elif rnd.random() < 0.1:
            p["forbidden"] = True
        if i > 2 and rnd.random() < 0.2:
            p["excludes"] = [packages[rnd.randrange(i - 1)]["id"]]
        packages.append(p)
    resources = []
    for r in names:
        asked = sum(p["use"].get(r, 0) for p in packages)
        x = {"id": r, "max": int(asked * rnd.uniform(0.2, 1))}
        if rnd.random() < 0.1:
            x["min"] = int(x["max"] * rnd.random() * 0.2)
        resources.append(x)
    return {"resources": resources, "packages": packages}


def brute(inst):
    best = None
    packs = inst["packages"]
    for on in itertools.product([False, True], repeat=len(packs)):
        ids = {p["id"] for p, x in zip(packs, on) if x}
        if any(p.get("forbidden") if x else p.get("mandatory") for p, x in zip(packs, on)):
            continue
        if any(x and (not set(p.get("requires", [])) <= ids or set(p.get("excludes", [])) & ids)
               for p, x in zip(packs, on)):
            continue
        used = {r["id"]: sum(p["use"].get(r["id"], 0) for p, x in zip(packs, on) if x)
                for r in inst["resources"]}
        if any(not r.get("min", 0) <= used[r["id"]] <= r["max"] for r in inst["resources"]):
            continue
        value = sum((Decimal(str(p["value"])) for p, x in zip(packs, on) if x), Decimal(0))
        best = value if best is None or value > best else best
    return best


def test_optimum_equals_brute_force(t):
    infeasible = 0
    for seed in range(40):
        inst = small(seed)
        best = brute(inst)
        if best is None:
            infeasible += 1
            r, err = solve(t, inst, "--gap", "0", code=1)
            assert r["status"] == "infeasible" and r["chosen"] == [] and r["why"]["th"], seed
            assert "infeasible" in err
            continue
        r, _ = solve(t, inst, "--gap", "0")
        assert r["status"] == "optimal", seed
        assert Decimal(str(r["value"])) == best == Decimal(str(r["bound"])), (seed, best, r["value"])
    assert 0 < infeasible < 20, infeasible


def city(t, cls, units, seed):
    path = t.path(f"{cls}{units}.json")
    gen = os.path.join(t.root, "bench/alloc/generate.py")
    subprocess.run([sys.executable, gen, cls, str(units), str(seed), path], check=True)
    return path


def test_a_city_closes_its_gap(t):
    path, one, two = city(t, "city", 700, 77), t.path("1.json"), t.path("2.json")
    for out in (one, two):
        run(t, "solve", path, "--out", out)
        run(t, "verify", path, out)
    with open(one, "rb") as f, open(two, "rb") as g:
        text = f.read()
        assert text == g.read(), "equal bytes in, equal bytes out"
    r = json.loads(text)
    assert r["status"] == "optimal" and r["gap"] <= 1e-4 and not r["time_limited"]
    binding = [x["id"] for x in r["resources"] if float(x["price"]) > 0]
    assert 10 <= len(binding) <= 45, binding


def test_time_limit_is_hard(t):
    path, out = city(t, "tight", 4000, 5), t.path("r.json")
    begin = time.monotonic()
    run(t, "solve", path, "--gap", "0", "--time-limit", "2", "--out", out)
    assert time.monotonic() - begin < 12, "the solver is ended, not asked"
    with open(out, encoding="utf-8") as f:
        r = json.load(f)
    assert r["time_limited"] and r["status"] == "feasible" and r["value"] <= r["bound"]
    run(t, "verify", path, out)
    run(t, "solve", path, "--time-limit", "0.001", "--out", out)
    with open(out, encoding="utf-8") as f:
        r = json.load(f)
    assert r["time_limited"] and r["status"] == "feasible" and r["bound_proved"]


def test_planted_faults_are_found(t):
    inst = next(i for i in map(small, itertools.count(100)) if brute(i) and len(i["packages"]) > 8)
    solve(t, inst, "--gap", "0")
    with open(t.path("out.json"), encoding="utf-8") as f:
        honest = json.load(f)

    def change(fn):
        bad = json.loads(json.dumps(honest))
        fn(bad)
        out, _ = run(t, "verify", t.path("in.json"), write(t, "bad.json", bad), code=1)
        assert out.strip(), "one line a failure"
        return out.strip().split("\n")

    funded = [i for i, p in enumerate(honest["packages"]) if p["funded"]]
    refused = [i for i, p in enumerate(honest["packages"]) if not p["funded"]]
    assert funded and refused
    change(lambda r: r["chosen"].pop())
    change(lambda r: r["chosen"].append("nobody"))
    change(lambda r: r.update(value=r["value"] + 1))
    change(lambda r: r.update(bound=r["value"] - 1))
    change(lambda r: r.update(gap=0.5))
    change(lambda r: r["resources"][0].update(used=r["resources"][0]["used"] + 1))
    change(lambda r: r["resources"][0].update(max=r["resources"][0]["max"] + 1))
    change(lambda r: r["resources"][0].update(price="x"))
    change(lambda r: r["resources"].pop())
    change(lambda r: r["packages"].pop())
    change(lambda r: r["packages"][funded[0]].update(funded=False))
    change(lambda r: r["packages"][funded[0]]["reason"].update(code="below_cut"))
    change(lambda r: r["packages"][refused[0]]["reason"].update(code="funded"))
    change(lambda r: r.update(status="splendid"))
    lines = change(lambda r: (r["chosen"].pop(), r.update(gap=0.5)))
    assert len(lines) >= 3, lines


def test_refused_input(t):
    """Nothing is written, the reason and the place are said, the exit code fits."""
    ok = {"resources": [{"id": "t", "max": 5}], "packages": []}
    out = t.path("none.json")

    def refused(data, word, code, *more):
        _, err = run(t, "solve", write(t, "bad.json", data), "--out", out, *more, code=code)
        assert word in err, err
        assert not os.path.exists(out)

    refused("", "bad_json", 1)
    refused("{" * 100000, "bad_json", 1)
    refused('{"resources":[],"resources":[],"packages":[]}', "bad_json", 1)
    refused({**ok, "extra": 1}, "extra", 1)
    refused({**ok, "packages": [{"id": "a", "value": 1, "use": {"u": 1}}]}, "packages[0].use.u", 1)
    refused({**ok, "packages": [{"id": "a", "value": "1.0000001"}]}, "packages[0].value", 1)
    refused({**ok, "packages": [{"id": "a", "value": 1, "requires": ["b"]},
                                {"id": "b", "value": 1, "requires": ["a"]}]}, "rank_cycle", 1)
    refused(ok, "--gap", 2, "--gap", "much")
    refused(ok, "--time-limit", 2, "--time-limit", "-1")
    refused(ok, "--mode", 2, "--mode", "best")
    _, err = run(t, "solve", t.path("missing.json"), "--out", out, code=3)
    assert "file_open" in err
    _, err = run(t, "solve", write(t, "ok.json", ok), code=2)
    run(t, "solve", t.path("ok.json"), "--out", t.path("no/such/folder.json"), code=3)
    run(t, "verify", t.path("ok.json"), write(t, "r.json", "[]"), code=1)
