#!/usr/bin/env python3
"""beside.py - what other pages feel while the city is solved, and that a cancelled solve is gone.

usage: bench/alloc/beside.py [--bin build/src/pbis] [--requests N]

Makes the demonstration city in a temporary store, serves it, and asks for four pages N times: quiet, then while
allocation jobs run one after another. Prints p50 and p99 of both and their ratio (goal: p99 at most doubles); then
starts a job, cancels it, and waits until no child of the server is left. The ratio needs a machine with a processor to
spare: on a busy one both figures are of the others' work."""
import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.parse
import http.client

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from measure import Server, Table  # noqa: E402

PAGES = ("/packages?year=2566", "/overview?year=2566", "/resolutions?year=2566", "/allocation-runs.json?year=2566")


def post(s, path, form):
    c = http.client.HTTPConnection("127.0.0.1", s.port, timeout=60)
    body = urllib.parse.urlencode(dict(form, csrf=s.csrf))
    c.request("POST", path, body, {"Cookie": s.cookie, "Content-Type": "application/x-www-form-urlencoded"})
    r = c.getresponse()
    r.read()
    c.close()
    if r.status != 303:
        sys.exit("POST %s: %d" % (path, r.status))
    return r.getheader("Location")


def job_state(s, path):
    r, body = s.get(path + ".json")
    if r.status != 200:
        sys.exit("%s: %d" % (path, r.status))
    rows = json.loads(body)["rows"]
    return rows[0]["state"]


def solving(s):
    """The server's children that solve now."""
    got = subprocess.run(["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout
    kids, found = {s.p.pid}, []
    for line in sorted(got.split("\n")[1:]):
        part = line.split(None, 2)
        if len(part) == 3 and int(part[1]) in kids:
            kids.add(int(part[0]))
            found.append(part[2])
    return found


def quantile(times, q):
    times = sorted(times)
    return times[min(len(times) - 1, int(q * len(times)))] * 1000


def ask(s, n, keep_busy=None):
    times = []
    for i in range(n):
        if keep_busy:
            keep_busy()
        began = time.perf_counter()
        r, _ = s.get(PAGES[i % len(PAGES)])
        times.append(time.perf_counter() - began)
        if r.status != 200:
            sys.exit("%s: %d" % (PAGES[i % len(PAGES)], r.status))
    return times


def cancelled(s):
    """Seconds until a cancelled solve has left no process."""
    path = post(s, "/allocation/main/run", {"mode": "optimal", "year": "2566"}).split("?")[0]
    began = time.monotonic()
    while not solving(s) and job_state(s, path) in ("queued", "running") and time.monotonic() - began < 30:
        time.sleep(0.01)
    post(s, path + "/cancel", {"year": "2566"})
    began = time.monotonic()
    while solving(s) and time.monotonic() - began < 30:
        time.sleep(0.01)
    return time.monotonic() - began, job_state(s, path), solving(s)


def main():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--bin", default="build/src/pbis")
    ap.add_argument("--requests", type=int, default=400)
    ap.add_argument("--markdown", action="store_true")
    o = ap.parse_args()
    folder = tempfile.TemporaryDirectory(prefix="pbis-beside-")
    db = "sqlite:%s/a.db" % folder.name
    for words in (["init"], ["demo"]):
        subprocess.run([os.path.abspath(o.bin), *words, "--db", db], check=True, stdout=subprocess.DEVNULL)
    s = Server(os.path.abspath(o.bin), db, "strategy")
    t = Table(o.markdown)
    t.HEAD = ["workload", "requests", "quiet", "while solving", "ratio", "goal", "met"]
    try:
        ask(s, len(PAGES) * 5)
        quiet = ask(s, o.requests)
        job = {"path": "", "runs": 0}

        def keep_busy():
            if not job["path"] or job_state(s, job["path"]) not in ("queued", "running"):
                job["path"] = post(s, "/allocation/main/run", {"mode": "optimal", "year": "2566"}).split("?")[0]
                job["runs"] += 1

        busy = ask(s, o.requests, keep_busy)
        for q in (0.5, 0.99):
            a, b = quantile(quiet, q), quantile(busy, q)
            t.add("pages, p%d" % round(q * 100), o.requests, "%.1f ms" % a, "%.1f ms" % b, "%.1f x" % (b / a),
                  "<= 2 x" if q == 0.99 else "-", met=b <= 2 * a if q == 0.99 else None)
        took, state, left = cancelled(s)
        t.add("cancel until no child is left", 1, "-", "%.0f ms" % (took * 1000), "-", "gone", met=not left and state == "cancelled")
        print("# load %s; %d solves meanwhile" % (" ".join("%.1f" % x for x in os.getloadavg()), job["runs"]))
        t.show()
    finally:
        s.stop()
        folder.cleanup()


if __name__ == "__main__":
    main()
