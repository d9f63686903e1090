"""groups.py - the groups of bench.py: each adds its rows to a table of measure.py."""
import json
import math
import os
import statistics
import sys
import time
from fractions import Fraction

import generate
import mkp
from peers import Answer, run_hard

GAP, TIGHT_GAP = "0.00002", "0.0001"
TIGHT_SECONDS = (5, 2, 1, 0.5, 0.25)
GOAL_SECONDS = {5: 0.5, 20: 0.8, 50: 1.5}
GOAL_TIGHT = {5: 5e-4, 20: 1e-3, 50: 1e-3}


def instance(o, cls, size, seed):
    """(path of the JSON, path of the MPS, packages)."""
    base = os.path.join(o.dir, "%s%dk-%d" % (cls, size, seed))
    if not os.path.exists(base + ".json"):
        inst = generate.make(cls, round(size * 1000 / 3), seed)
        with open(base + ".json", "w", encoding="utf-8") as f:
            json.dump(inst, f, separators=(",", ":"))
        generate.write_mps(inst, base + ".mps")
    with open(base + ".json", encoding="utf-8") as f:
        return base + ".json", base + ".mps", f.read().count('"value"')


def ours(o, path, *flags, out=None):
    """Solves and verifies; (Answer, the result). A result that is refused ends the run."""
    out = out or path + ".result"
    cpu, wall, code = run_hard([o.bin, "solve", path, *flags, "--out", out], 900, path + ".log")
    if code:
        sys.exit("pbis solve %s %s: exit %d\n%s" % (path, " ".join(flags), code, open(path + ".log").read()))
    with open(out, encoding="utf-8") as f:
        r = json.load(f, parse_float=Fraction, parse_int=int)
    check, _, code = run_hard([o.bin, "verify", path, out], 900, path + ".log")
    if code:
        sys.exit("pbis verify %s: refused\n%s" % (path, open(path + ".log").read()[:2000]))
    a = Answer(cpu, wall, float(r["value"]), float(r["bound"]))
    a.check = check
    return a, r


def median(o, path, *flags):
    """The run of the median processor time of o.runs."""
    got = sorted((ours(o, path, *flags) for _ in range(o.runs)), key=lambda x: x[0].cpu)
    return got[len(got) // 2]


def crossed(name, a, peer):
    """Nobody's value may pass another's proved bound (an MPS holds 12 digits: one in 10^7 is forgiven)."""
    slack = 1e-7 * abs(a.bound)
    if peer.value is not None and peer.value > a.bound + slack:
        sys.exit("%s: the peer's value %.6f is above our bound %.6f" % (name, peer.value, a.bound))


def gap_text(g):
    return "none" if g is None else "0" if g == 0 else "%.1e" % g


def peer_cells(peer, answer):
    if answer is None:
        return "n/a"
    return "%.1f s, %s" % (answer.cpu, gap_text(answer.gap()))


def ratio_text(answer, a):
    return "-" if answer is None else "%.1f x" % (answer.cpu / a.cpu)


def growth(points):
    """Exponent of time in packages, by least squares of the logarithms."""
    x = [math.log(n) for n, _ in points]
    y = [math.log(t) for _, t in points]
    mx, my = statistics.mean(x), statistics.mean(y)
    return sum((i - mx) * (j - my) for i, j in zip(x, y)) / sum((i - mx) ** 2 for i in x)


def seconds_to(o, path, value):
    """The smallest of our time limits within which the value is reached: (seconds, value)."""
    best = None
    for limit in TIGHT_SECONDS:
        a, _ = ours(o, path, "--gap", TIGHT_GAP, "--time-limit", clock_of(limit))
        if a.value < value:
            break
        best = a
    return best


def clock_of(seconds):
    """The time limit by the clock that gives about so many seconds of the processor now (pbis counts by
    the clock; others may be using this machine)."""
    began, cpu = time.monotonic(), time.process_time()
    while time.process_time() - cpu < 0.2:
        pass
    return "%.2f" % (seconds * max(1.0, (time.monotonic() - began) / (time.process_time() - cpu)))


def solve(t, o):
    """The families: whole command, ours to 2e-5 (tight: 5 s), the peers to 1e-4."""
    t.HEAD = ["instance", "packages", "ours", "value", "gap", "verify"]
    for p in o.peers:
        t.HEAD += [p.name, "ratio"]
    t.HEAD += ["goal", "met"]
    for cls in o.classes.split(","):
        points = []
        for size in o.sizes:
            for seed in o.seeds:
                points.append(solve_one(t, o, cls, size, seed))
        if len(o.sizes) > 1 and cls != "tight":
            e = growth(points)
            t.add("%s: exponent of time" % cls, "-", "%.2f" % e, "-", "-", "-",
                  *["-"] * (2 * len(o.peers)), "<= 1.15", met=e <= 1.15)


def solve_one(t, o, cls, size, seed):
    path, mps, n = instance(o, cls, size, seed)
    tight = cls == "tight"
    flags = ("--gap", TIGHT_GAP, "--time-limit", clock_of(5)) if tight else ("--gap", GAP)
    a, r = median(o, path, *flags)
    name = "%s%dk seed %d" % (cls, size, seed)
    cells, met, floor = [], True, None
    for p in o.peers:
        b = p.solve(mps)
        if b:
            crossed(name, a, b)
            met = met and (b.value is None or not tight or a.value >= b.value)
            if p.name == "cbc":
                floor = b
                met = met and (tight or b.cpu >= 8 * a.cpu)
        cells += [peer_cells(p, b), ratio_text(b, a)]
    if tight:
        goal = "5 s, gap <= %.0e, value >= theirs" % GOAL_TIGHT[size]
        met = met and a.gap() <= GOAL_TIGHT[size] and a.cpu <= 5.5
    else:
        goal = "gap <= 2e-5, <= %s s, cbc >= 8 x" % GOAL_SECONDS[size]
        met = met and a.gap() <= 2e-5 and a.cpu <= GOAL_SECONDS[size]
    t.add(name, n, "%.2f s (%.2f by the clock)" % (a.cpu, a.wall), "%.0f" % a.value,
          "%s%s" % (gap_text(a.gap()), "" if r["bound_proved"] else " UNPROVED"), "%.2f s" % a.check,
          *cells, goal, met=met and r["bound_proved"])
    if tight and floor and floor.value is not None:
        reach_cbc(t, o, path, name, floor)
    return n, a.cpu


def reach_cbc(t, o, path, name, floor):
    b = seconds_to(o, path, floor.value)
    rest = ["-"] * (2 * len(o.peers) - 2)
    if b is None:
        t.add("  to cbc's value", "-", "not in 5 s", "-", "-", "-", "%.1f s" % floor.cpu, "-", *rest,
              ">= 12 x", met=False)
        return
    t.add("  to cbc's value", "-", "%.2f s" % b.cpu, "%.0f >= %.0f" % (b.value, floor.value), "-",
          "-", "%.1f s" % floor.cpu, ratio_text(floor, b), *rest, ">= 12 x",
          met=floor.cpu >= 12 * b.cpu)


def zero(t, o):
    """The optimum itself, proved: city, gap 0, against cbc with ratio 0."""
    t.HEAD = ["instance", "packages", "ours", "gap", "proof", "cbc", "ratio", "goal", "met"]
    cbc = next((p for p in o.peers if p.name == "cbc"), None)
    for size in (5, 20):
        for seed in o.seeds:
            path, mps, n = instance(o, "city", size, seed)
            a, r = median(o, path, "--gap", "0", "--time-limit", "60")
            b = cbc.solve(mps, gap=0.0) if cbc else None
            if b:
                crossed(path, a, b)
            proved = r["status"] == "optimal" and r["bound_proved"]
            fast = a.cpu <= 4 and (b is None or b.cpu >= 5 * a.cpu)
            t.add("city%dk seed %d, gap 0" % (size, seed), n, "%.2f s" % a.cpu, gap_text(a.gap()),
                  "proved" if r["bound_proved"] else "NOT PROVED", peer_cells(cbc, b),
                  ratio_text(b, a), "<= 4 s at 20k, cbc >= 5 x", met=proved and fast)


def study(t, o):
    """One change asked warm and cold, equal within both bounds; then 50 totals: build/bench/study_scan."""
    t.HEAD = ["question", "packages", "warm", "cold", "ratio", "goal", "met"]
    helper = os.path.join(os.path.dirname(o.bin), "..", "bench", "study_scan")
    if not os.path.exists(helper):
        t.add("study", "-", "n/a", "-", "-", "build/bench/study_scan is not built")
        return
    for size in (5, 20) if o.all else (5,):
        path, _, n = instance(o, "city", size, o.seeds[0])
        _, _, code = run_hard([helper, path, GAP, "50"], 900, path + ".study")
        with open(path + ".study", encoding="utf-8") as f:
            text = f.read()
        if code:
            sys.exit("study_scan %s: exit %d\n%s" % (path, code, text[-1000:]))
        r = json.loads(text)
        for q in r["questions"]:
            if q["value"] > q["cold_bound"] or q["cold_value"] > q["bound"]:
                sys.exit("%s: warm and cold contradict each other: %s" % (path, q))
            t.add("city%dk, %s" % (size, q["change"]), n, "%.3f s" % q["warm"], "%.3f s" % q["cold"],
                  "%.1f x" % (q["cold"] / max(q["warm"], 1e-4)), "<= 0.3 s at 20k, >= 3 x",
                  met=q["warm"] <= 0.3 and q["cold"] >= 3 * q["warm"])
        f = r["frontier"]
        if f["falls"]:
            sys.exit("%s: more money was worth less" % path)
        t.add("city%dk, %d totals" % (size, f["points"]), n, "%.2f s" % f["seconds"],
              "%.2f s" % (f["points"] * r["first"]), "%.1f x" % (f["points"] * r["first"] / f["seconds"]),
              "<= 10 s; worst gap %s" % gap_text(f["worst_gap"]), met=f["seconds"] <= 10)


def explain(t, o):
    """What would bring each package in or push it out: all packages, whole command."""
    t.HEAD = ["instance", "packages", "explain", "solve", "goal", "met"]
    for size in (5, 20) if o.all else (5,):
        path, _, n = instance(o, "city", size, o.seeds[0])
        a, _ = ours(o, path, "--gap", GAP)
        cpu, _, code = run_hard([o.bin, "explain", path, path + ".result", "--out", path + ".why"], 900, path + ".log")
        with open(path + ".why", encoding="utf-8") as f:
            rows = len(f.read().splitlines()) - 1
        if code or rows != n:
            sys.exit("pbis explain %s: exit %d, %d rows of %d" % (path, code, rows, n))
        t.add("city%dk" % size, n, "%.2f s" % cpu, "%.2f s" % a.cpu, "<= 10 s at 20k", met=cpu <= 10)


def chu(t, o):
    """Chu and Beasley's knapsacks of many constraints, no structure: gap 0 within the peers' limit."""
    t.HEAD = ["instance", "ours", "value", "gap"]
    for p in o.peers:
        t.HEAD += [p.name, "its value"]
    t.HEAD += ["goal", "met"]
    shapes = ((5, 100), (10, 100), (30, 100), (30, 250)) if o.all else ((5, 100),)
    for m, n in shapes:
        base = os.path.join(o.dir, "chu%dx%d" % (m, n))
        inst = mkp.make(m, n, 0.5, o.seeds[0])
        with open(base + ".json", "w", encoding="utf-8") as f:
            json.dump(inst, f)
        generate.write_mps(inst, base + ".mps", unit=1)
        a, r = ours(o, base + ".json", "--gap", "0", "--time-limit", clock_of(o.limit))
        met, cells = True, []
        for p in o.peers:
            b = p.solve(base + ".mps", gap=0.0)
            if b:
                crossed(base, a, b)
                met = met and (b.value is None or a.value >= b.value - 0.5)
            cells += [peer_cells(p, b), "-" if b is None or b.value is None else "%.0f" % b.value]
        t.add("%dx%d" % (m, n), "%.1f s" % a.cpu, "%.0f" % a.value, gap_text(a.gap()), *cells,
              "value >= theirs%s" % ("" if m == 30 else ", gap 0"), met=met and (m == 30 or a.gap() == 0))
