#!/usr/bin/env python3
"""The last evening: every officer signed in at once, reading and saving; the power is cut in the middle. No answer is an error, no
save that was acknowledged is lost, what was not acknowledged is either there or not, and the server's memory stays flat.

Short by default; PBIS_LONG=1 is the whole evening: 1,000 officers, ten minutes, on a city."""
import asyncio
import json
import os
import random
import signal
import sys
import time
import uuid

import harness
from harness import PASSWORD, check

LONG = bool(os.environ.get("PBIS_LONG"))
OFFICERS, SECONDS, THINK = (1000, 600, 5.0) if LONG else (60, 12, 0.25)
if os.environ.get("PBIS_EVENING"):  # officers,seconds,seconds of thought
    OFFICERS, SECONDS, THINK = (float(x) if "." in x else int(x) for x in os.environ["PBIS_EVENING"].split(","))
YEAR = "2567" if LONG else "2566"
LINES = 3
MEMORY_GROWTH = 1.35  # the peak of the last third against that of the first, after the start


class Link:
    """One kept connection of one officer; a broken one is made anew."""

    def __init__(self, port):
        self.port, self.reader, self.writer = port, None, None

    async def send(self, method, path, body=b"", headers=()):
        """A kept connection may have been closed while nobody used it: once more on a new one (what is sent may be sent twice)."""
        kept = self.writer is not None
        try:
            return await self.once(method, path, body, headers)
        except ConnectionError:
            if not kept:
                raise
            return await self.once(method, path, body, headers)

    async def once(self, method, path, body, headers):
        if not self.writer:
            try:
                self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError:
                raise ConnectionError from None
        head = "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%s" % (method, path, "".join("%s: %s\r\n" % h for h in headers))
        if method == "POST":
            head += "Content-Length: %d\r\n" % len(body)
        try:
            self.writer.write(head.encode() + b"\r\n" + body)
            top = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            fields = [x.split(": ", 1) for x in top.split("\r\n")[1:] if ": " in x]
            length = next((int(v) for k, v in fields if k.lower() == "content-length"), 0)
            got = await self.reader.readexactly(length)
        except (OSError, asyncio.IncompleteReadError):
            self.close()
            raise ConnectionError from None
        if any(k.lower() == "connection" and v.lower() == "close" for k, v in fields):
            self.close()
        return int(top.split(" ")[1]), fields, got

    def close(self):
        if self.writer:
            self.writer.close()
        self.reader = self.writer = None


class Officer:
    """Reads pages and saves the quantities of three lines of an own package."""

    def __init__(self, evening, n):
        self.evening, self.name = evening, "eve%04d" % n
        self.link, self.random = Link(evening.site.port), random.Random(n)
        self.package, self.cookies, self.csrf = "", {}, ""
        self.version, self.acked, self.flying = {}, {}, {}

    async def ask(self, method, path, doc=None):
        headers = [("Cookie", "; ".join("%s=%s" % kv for kv in self.cookies.items()))] if self.cookies else []
        body = b""
        if doc is not None:
            body = json.dumps(doc).encode()
            headers += [("Content-Type", "application/json"), ("X-CSRF-Token", self.csrf)]
        began = time.monotonic()
        status, fields, got = await self.link.send(method, path, body, headers)
        self.evening.took(method, time.monotonic() - began, status, path, got)
        for k, v in fields:
            if k.lower() == "set-cookie":
                self.cookies.update([v.split(";")[0].split("=", 1)])
        return status, fields, got

    async def sign_in(self):
        async with self.evening.doors:
            status, _, got = await self.ask("POST", "/login", {"user": self.name, "password": PASSWORD})
        self.csrf = json.loads(got)["csrf"] if status == 200 else ""

    async def begin(self):
        """A package of one's own with its lines."""
        agency = self.evening.agency[self.name]
        status, _, got = await self.ask("POST", "/packages", {
            "title": "งาน " + self.name, "agency": agency, "output": self.evening.output, "level_kind": "minimum", "justification": "x",
            "year": YEAR})
        where = json.loads(got).get("location", "")
        if not check(status == 200 and "/packages/" in where, "a package: %d %s" % (status, got[:300])):
            return
        self.package = where.split("/packages/")[1].split("/")[0].split("?")[0]
        add = [{"key": uuid.uuid4().hex, "name": "รายการ %d" % i, "quantity": "1", "unit_word": "ชุด", "unit_price": "100", "times": "1",
                "months": "1", "justification": "", "item": self.evening.item, "fund": "OWN"} for i in range(LINES)]
        status, _, got = await self.ask("POST", "/packages/%s/grid" % self.package, {"year": int(YEAR), "add": add})
        if check(status == 200, "lines: %d %s" % (status, got[:300])):
            for line in json.loads(got)["lines"]:
                self.version[line["line"]], self.acked[line["line"]] = line["version"], 1

    async def save(self):
        """A new number into one line; sent again, the same, until it is acknowledged."""
        line = self.random.choice(sorted(self.version))
        self.flying[line] = self.flying.get(line) or self.acked[line] + self.random.randint(1, 9)
        cell = {"line": line, "version": self.version[line], "field": "quantity", "value": str(self.flying[line])}
        status, _, got = await self.ask("POST", "/packages/%s/grid" % self.package, {"year": int(YEAR), "cells": [cell]})
        answer = json.loads(got)["lines"][0] if status in (200, 409, 422) else {"result": "none"}
        if not check(answer["result"] in ("saved", "unchanged"), "%s saves: %d %s" % (self.name, status, got[:300])):
            return
        self.version[line], self.acked[line] = answer["version"], self.flying.pop(line)
        self.evening.saves += 1

    async def read(self):
        path = self.random.choice(["/packages?year=" + YEAR, "/overview?year=" + YEAR, "/packages/" + self.package + "?year=" + YEAR,
                                   "/requests/%s?year=%s" % (self.evening.agency[self.name], YEAR), "/work?year=" + YEAR])
        await self.ask("GET", path)

    async def evening_long(self):
        while time.monotonic() < self.evening.until:
            await asyncio.sleep(self.random.expovariate(1 / THINK))
            await self.evening.open.wait()
            try:
                await (self.save() if self.random.random() < 0.3 else self.read())
            except ConnectionError:
                check(not self.evening.open.is_set() or time.monotonic() < self.evening.calm, "an answer while the server is up")

    async def settle(self):
        """What was on its way when the power went is sent again."""
        for line in list(self.flying):
            want = self.flying[line]
            cell = {"line": line, "version": self.version[line], "field": "quantity", "value": str(want)}
            _, _, got = await self.ask("POST", "/packages/%s/grid" % self.package, {"year": int(YEAR), "cells": [cell]})
            answer = json.loads(got)["lines"][0]
            check(answer["result"] in ("saved", "unchanged"), "%s settles: %s" % (self.name, got[:300]))
            self.acked[line] = self.flying.pop(line)


class Evening:
    def __init__(self, site):
        self.site, self.agency, self.output, self.item = site, {}, "", ""
        self.until, self.calm, self.saves = 0.0, 0.0, 0
        self.times, self.bad, self.memory = {"GET": [], "POST": []}, [], []
        self.doors, self.open = asyncio.Semaphore(4), asyncio.Event()

    def took(self, method, seconds, status, path, got):
        self.times[method].append(seconds)
        if status >= 400:
            self.bad.append((status, path, got[:200]))

    def resident(self):
        with open("/proc/%d/status" % self.site.process.pid, encoding="ascii") as f:
            return next(int(x.split()[1]) for x in f if x.startswith("VmRSS"))

    async def watch(self):
        while time.monotonic() < self.until:
            await asyncio.sleep(SECONDS / 60)
            if self.open.is_set():
                self.memory.append(self.resident())

    async def cut(self, officers):
        """In the middle: kill -9; what the store holds then is what was acknowledged, or that and what was on its way."""
        await asyncio.sleep(SECONDS / 2)
        self.open.clear()
        self.site.process.send_signal(signal.SIGKILL)
        self.site.process.wait(30)
        self.site.process.stdout.close()
        self.site.log.close()
        held = self.held()
        for o in officers:
            for line, value in o.acked.items():
                check(held.get(line) in (value, o.flying.get(line, value)),
                      "%s after the cut: %s, acknowledged %d, on its way %s" % (line, held.get(line), value, o.flying.get(line)))
        self.site.start()
        for o in officers:
            o.link.close()
            o.link.port = self.site.port
        self.memory.clear()
        self.calm = time.monotonic() + 1
        self.open.set()

    def held(self):
        rows = self.site.store.query("SELECT code, quantity_milli FROM line WHERE name LIKE 'รายการ %' AND year = " + YEAR)
        return {code: int(q) // 1000 for code, q in rows}

    async def run(self):
        officers = [Officer(self, n) for n in range(OFFICERS)]
        await asyncio.gather(*(o.sign_in() for o in officers))
        check(all(o.csrf for o in officers), "everybody is signed in")
        await asyncio.gather(*(o.begin() for o in officers))
        self.times = {"GET": [], "POST": []}
        self.until = time.monotonic() + SECONDS
        self.open.set()
        await asyncio.gather(self.watch(), self.cut(officers), *(o.evening_long() for o in officers))
        await asyncio.gather(*(o.settle() for o in officers))
        held = self.held()
        lost = [(line, v, held.get(line)) for o in officers for line, v in o.acked.items() if held.get(line) != v]
        check(not lost, "lost writes: %s" % lost[:5])
        check(self.saves > OFFICERS, "there were saves: %d" % self.saves)
        check(not self.bad, "errors: %d, %s" % (len(self.bad), self.bad[:3]))
        third = max(1, len(self.memory) // 3)
        first, last = max(self.memory[:third]), max(self.memory[-third:])
        check(not LONG or last <= first * MEMORY_GROWTH, "memory is flat: %d then %d KiB" % (first, last))
        for method, times in self.times.items():
            times.sort()
            print("%s: %d, p50 %.1f ms, p99 %.1f ms" % (method, len(times), times[len(times) // 2] * 1000, times[len(times) * 99 // 100] * 1000))
        print("%d officers, %d s: %d saves acknowledged, memory %d then %d KiB" % (OFFICERS, SECONDS, self.saves, first, last))


def prepare(site, evening):
    """A year that is open for requests, and officers spread over its agencies."""
    if LONG:
        site.run("demo")
    else:
        harness.fixture(site)
    year = int(YEAR)
    for event in () if LONG else ("open_call", "open_requests"):
        site.run("cycle", event, "--year", str(year))
    rows = site.store.query("SELECT code FROM agency WHERE kind IN ('bureau', 'district') AND valid_from <= %d AND (valid_to IS NULL OR valid_to"
                            " >= %d) ORDER BY code" % (year, year))
    for n in range(OFFICERS):
        name = "eve%04d" % n
        evening.agency[name] = rows[n % len(rows)][0]
        site.run("user", "add", name, "--role", "officer", "--agency", evening.agency[name], "--password-stdin", stdin=PASSWORD + "\n")
    evening.output, evening.item = "0503001", "03202-1"


def evening(site):
    e = Evening(site)
    prepare(site, e)
    asyncio.run(e.run())
    out = site.run("check")
    check("all hold" in out or "กฎเป็นจริง" in out, "the invariants hold: " + out[-300:])


if __name__ == "__main__":
    sys.exit(harness.main([evening], people=[]))
