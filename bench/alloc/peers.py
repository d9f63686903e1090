"""peers.py - cbc and glpsol on an MPS file, under a limit that they cannot overrun."""
import math
import os
import re
import resource
import shutil
import signal
import subprocess
import time

PEERS = ("cbc", "glpsol")
GRACE = 1.1  # what a peer gets over its own limit: cbc at 50k once took 89 s of its 60


class Answer:
    """What a command said: its processor seconds (and seconds by the clock), value and bound as
    maximised, or None. On a shared machine only processor time compares."""

    def __init__(self, cpu, wall, value=None, bound=None):
        self.cpu, self.wall, self.value, self.bound = cpu, wall, value, bound

    def gap(self):
        if self.value is None or self.bound is None:
            return None
        top = max(abs(self.value), abs(self.bound))
        return max(0.0, self.bound - self.value) / top if top else 0.0


def run_hard(argv, cpu_limit, log):
    """Runs argv in a group of its own; the kernel ends it at cpu_limit seconds of processor time, we at
    ten times that by the clock. (processor seconds with its children's, seconds by the clock, exit code)"""
    def limits():
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(cpu_limit), math.ceil(cpu_limit) + 1))

    with open(log, "wb") as f:
        began = time.monotonic()
        p = subprocess.Popen(argv, stdout=f, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                             start_new_session=True, preexec_fn=limits)
        while True:
            pid, status, used = os.wait4(p.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() - began > cpu_limit * 10:
                os.killpg(p.pid, signal.SIGKILL)
            time.sleep(0.005)
        p.returncode = os.waitstatus_to_exitcode(status)
        return used.ru_utime + used.ru_stime, time.monotonic() - began, p.returncode


class Peer:
    def __init__(self, name, limit):
        self.name, self.limit, self.path = name, limit, shutil.which(name)

    def version(self):
        if not self.path:
            return self.name + " n/a"
        flag = "-quit" if self.name == "cbc" else "--version"
        text = subprocess.run([self.path, flag], capture_output=True, text=True).stdout
        m = re.search(r"(?:Version:?|Solver,? v?)\s*([0-9][0-9.]+)", text)
        return "%s %s" % (self.name, m.group(1) if m else "?")

    def solve(self, mps, gap=1e-4, limit=0):
        """None when it is not installed."""
        if not self.path:
            return None
        limit = limit or self.limit
        log = mps + "." + self.name
        cpu, wall, _ = run_hard(self.command(mps, gap, limit), limit * GRACE + 1, log)
        with open(log, encoding="utf-8", errors="replace") as f:
            value, bound = (read_cbc if self.name == "cbc" else read_glpsol)(f.read())
        return Answer(cpu, wall, value, bound)

    def command(self, mps, gap, limit):
        if self.name == "cbc":
            return [self.path, mps, "-ratio", repr(gap), "-allow", "0", "-sec", str(limit), "-solve",
                    "-solution", mps + ".sol"]  # its seconds are of the processor, glpsol's of the clock
        return [self.path, "--mps", mps, "--mipgap", repr(gap), "--tmlim", str(limit * 10), "-o",
                mps + ".out"]


NUMBER = r"(-?[0-9.]+(?:[eE][-+]?\d+)?)"


def last(pattern, text):
    got = re.findall(pattern, text)
    return -float(got[-1]) if got else None


def read_cbc(text):
    """It minimises -value. Its search names the best of both as it goes, its end settles them."""
    value = last(r"Objective value:\s+" + NUMBER, text)
    bound = last(r"Lower bound:\s+" + NUMBER, text)
    if value is None:
        value = last(r"Integer solution of " + NUMBER, text)
    if bound is None:
        bound = last(r"best possible " + NUMBER, text)
    if bound is None:
        bound = last(r"Continuous objective value is " + NUMBER, text)
    if value is not None and "Optimal solution found" in text:
        bound = value if bound is None else max(bound, value)
    return value, bound


def read_glpsol(text):
    rows = re.findall(r"^\+\s*\d+: mip =\s+(\S+(?: found yet)?)\s+>=\s+" + NUMBER, text, re.M)
    value, bound = None, last(r"OPTIMAL LP SOLUTION FOUND[\s\S]*?obj =\s+" + NUMBER, text)
    for v, b in rows:
        value = -float(v) if not v.startswith("not") else value
        bound = -float(b)
    if bound is None:
        bound = last(r"\*\s+\d+: obj =\s+" + NUMBER, text)
    if value is not None and "INTEGER OPTIMAL SOLUTION FOUND" in text and "RELATIVE" not in text:
        bound = value
    return value, bound
