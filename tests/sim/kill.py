#!/usr/bin/env python3
"""kill.py [--kills N] [--store sqlite|postgres] - the server is killed (kill -9) while clients write to it, and with it
the `pbis post` processes that write beside it. Each client keeps the list of what was acknowledged to it.

After each kill the server is started again, without any step by hand, and answers within a second; at the end of the
run everything acknowledged is in the store once, a file that was cut off is sent again and adds only what was missing,
and `pbis check` finds nothing."""
import argparse
import csv
import io
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "http"))
import harness  # noqa: E402

ROWS = 40  # of a file


class Load:
    """Clients over HTTP and files beside them; what was acknowledged to whom."""

    def __init__(self, site, lines, package, seed):
        self.site, self.lines, self.package = site, lines, package
        self.random = random.Random(seed)
        self.comments, self.entries = [], {}  # acknowledged
        self.wrong = []
        self.n, self.stop, self.posting = 0, False, None
        self.lock = threading.Lock()

    def number(self):
        with self.lock:
            self.n += 1
            return self.n

    def client(self, person):
        """Writes and reads over HTTP until the server is gone."""
        while not self.stop:
            text = "acknowledged-%d" % self.number()
            try:
                r = person.post("/packages/%s/comments" % self.package, {"text": text, "visibility": "internal", "year": "2566", "line": "", "reply_to": ""})
                if r.status in (200, 303):
                    self.comments.append(text)
                elif r.status >= 500 and r.status != 503:
                    self.wrong.append("HTTP %d" % r.status)
                person.get("/position?year=2566")
            except (OSError, ValueError, harness.http.client.HTTPException):
                return

    def rows(self, first):
        out = []
        for i in range(ROWS):
            key = "kill%d" % (first + i)
            kind = ("ALLOT", "RESERVE", "OBLIGATE", "DISBURSE")[i % 4]
            out.append((key, "2022-11-%02d" % (1 + i % 28), kind, self.lines[i // 4 % len(self.lines)], "1.%02d" % (i % 100 if i % 4 == 0 else 1), "",
                        "" if kind == "ALLOT" else "C%d" % (i % 3), "", ""))
        return out

    def file(self, rows, name):
        path = os.path.join(self.site.folder, name)
        with open(path, "w", encoding="utf-8") as f:
            w = csv.writer(f, lineterminator="\n")
            w.writerow(("key", "date", "type", "line", "amount", "to_line", "ref", "authority", "note"))
            w.writerows(rows)
        return path

    def take(self, text):
        """The rows of a result that came; a line that was cut off was not read by anybody."""
        text = text[:text.rfind("\n") + 1]
        for r in csv.DictReader(io.StringIO(text)):
            if r["result"] in ("accepted", "replayed"):
                if self.entries.setdefault(r["key"], r["entry"]) != r["entry"]:
                    self.wrong.append("%s has two entries" % r["key"])

    def poster(self):
        """Files one after the other; the one that was killed is sent again, first of all."""
        again = getattr(self, "again", None)
        while not self.stop:
            path = again or self.file(self.rows(self.n_rows()), "post%d.csv" % self.number())
            again = None
            p = subprocess.Popen([harness.BIN, "post", path], env=self.site.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            self.posting = p
            out = p.communicate()[0].decode("utf-8", "replace")
            self.take(out)
            if p.returncode < 0:
                self.again = path
                return
        self.again = None

    def n_rows(self):
        with self.lock:
            self.n += ROWS
            return self.n - ROWS + 1000000


def one_kill(site, load, people):
    """Load for a moment, then everything is killed; the server comes back."""
    load.stop = False
    threads = [threading.Thread(target=load.client, args=(p,)) for p in people] + [threading.Thread(target=load.poster)]
    for t in threads:
        t.start()
    time.sleep(load.random.uniform(0.05, 0.6))
    site.process.send_signal(signal.SIGKILL)
    load.stop = True
    if load.posting and load.posting.poll() is None:
        load.posting.send_signal(signal.SIGKILL)
    site.process.wait(30)
    site.process.stdout.close()
    site.log.close()
    for t in threads:
        t.join()
    began = time.monotonic()
    site.start()
    harness.check(site.get("/health").status == 200, "the server answers again")
    return time.monotonic() - began


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--kills", type=int, default=20)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--store", default=harness.KIND)
    opt = ap.parse_args()
    harness.KIND = opt.store
    site = harness.Site(first=("demo", "--packages", "800"))
    slowest = 0.0
    try:
        site.run("enact", "--year", "2566")
        site.add([p for p in harness.PEOPLE if p[0] in ("t.office", "t.finance")])
        lines = [r[0] for r in site.store.query(
            "SELECT l.code FROM line l JOIN balance b ON b.line_id = l.id WHERE b.unallotted_satang >= 100000000 ORDER BY l.id LIMIT 5")]
        package = site.store.query("SELECT code FROM package WHERE year = 2566 ORDER BY id LIMIT 1")[0][0]
        harness.check(len(lines) == 5, "five lines with money")
        people = [harness.Person(site, "t.office"), harness.Person(site, "t.office"), harness.Person(site, "t.finance")]
        load = Load(site, lines, package, opt.seed)
        for _ in range(opt.kills):
            slowest = max(slowest, one_kill(site, load, people))
        if getattr(load, "again", None):  # what was cut off last, sent again
            load.take(subprocess.run([harness.BIN, "post", load.again], env=site.env, stdout=subprocess.PIPE, check=False).stdout.decode())
        said = {r[0]: int(r[1]) for r in site.store.query("SELECT text, COUNT(*) FROM comment_text GROUP BY text")
                if re.match("acknowledged-", r[0])}
        posted = {r[0]: r[1] for r in site.store.query("SELECT key, seq FROM entry WHERE key LIKE 'kill%'")}
        lost = [c for c in load.comments if said.get(c) != 1] + [k for k, e in load.entries.items() if posted.get(k) != e]
        print("%d kills: %d comments and %d entries acknowledged, %d lost; restart to first answer %.0f ms at most"
              % (opt.kills, len(load.comments), len(load.entries), len(lost), slowest * 1000))
        harness.check(not lost, "acknowledged and lost: %s" % lost[:5])
        harness.check(not load.wrong, "wrong: %s" % load.wrong[:5])
        harness.check(len(load.comments) > opt.kills and len(load.entries) > opt.kills, "enough was acknowledged to lose something")
        p = subprocess.run([harness.BIN, "check"], env=site.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        harness.check(p.returncode == 0, p.stdout.decode("utf-8", "replace")[-800:])
    finally:
        site.close()
    print("%d passed, %d failed" % (harness.passed, harness.failed))
    return 1 if harness.failed else 0


if __name__ == "__main__":
    sys.exit(main())
