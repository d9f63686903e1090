"""measure.py - what bench.py measures with: the table it prints, a timed command, a server with a session."""
import http.client
import json
import os
import subprocess
import sys
import tempfile
import time

PASSWORD = "pbis-demo-2566"


class Table:
    """Rows in the order they were measured."""

    HEAD = ["workload", "n", "ours", "peer", "peer's", "ratio", "limit", "goal", "met"]

    def __init__(self, markdown):
        self.markdown = markdown
        self.rows = []

    def add(self, *row, met=None):
        self.rows.append([str(x) for x in row] + [{True: "yes", False: "NO", None: "-"}[met]])

    def show(self):
        rows = [self.HEAD] + self.rows
        if self.markdown:
            for i, r in enumerate(rows):
                print("| " + " | ".join(r) + " |")
                if i == 0:
                    print("|" + "---|" * len(r))
            return
        width = [max(len(r[i]) for r in rows) for i in range(len(self.HEAD))]
        for r in rows:
            print("  ".join(c.ljust(w) for c, w in zip(r, width)).rstrip())


def timed(argv, env=None):
    """Runs argv; (wall seconds, peak KiB, standard output)."""
    out = tempfile.TemporaryFile()
    began = time.perf_counter()
    p = subprocess.Popen(argv, stdout=out, stderr=subprocess.DEVNULL,
                         env=dict(os.environ, **(env or {})))
    _, status, usage = os.wait4(p.pid, 0)
    took = time.perf_counter() - began
    p.returncode = os.waitstatus_to_exitcode(status)
    out.seek(0)
    text = out.read().decode("utf-8", "replace")
    if p.returncode != 0:
        sys.exit("%s failed with %d\n%s" % (" ".join(argv), p.returncode, text[-2000:]))
    return took, usage.ru_maxrss, text


def version(argv):
    try:
        return subprocess.run(argv, capture_output=True, text=True, check=True).stdout.split("\n")[0]
    except (OSError, subprocess.CalledProcessError):
        return None


class Server:
    """`pbis serve` on a port of its own, with a session of one demonstration account."""

    def __init__(self, pbis, db, user=None, env=None):
        self.began = time.perf_counter()
        self.p = subprocess.Popen([pbis, "serve", "--listen", "127.0.0.1:0", "--db", db],
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                  env=dict(os.environ, **(env or {})))
        line = self.p.stdout.readline().decode()
        self.port = int(line.rsplit(":", 1)[1])
        self.cookie = self.csrf = ""
        if user:
            self.login(user)

    def get(self, path, headers=None):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        c.request("GET", path, headers=dict({"Cookie": self.cookie}, **(headers or {})))
        r = c.getresponse()
        body = r.read()
        c.close()
        return r, body

    def login(self, user):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        c.request("POST", "/login", json.dumps({"user": user, "password": PASSWORD}),
                  {"Content-Type": "application/json"})
        r = c.getresponse()
        self.csrf = json.loads(r.read())["csrf"]
        self.cookie = r.getheader("Set-Cookie").split(";")[0]
        c.close()

    def stop(self):
        self.p.terminate()
        self.p.wait()


def helper(o, name):
    """One of the yardsticks of this folder, built beside the program."""
    return os.path.join(os.path.dirname(os.path.realpath(o.bin)), "..", "bench", name)
