"""harness.py - the real binary on a store of its own, and what the HTTP tests need around it.

PBIS_BIN names the program, PBIS_TEST_STORE=sqlite|postgres the kind of store (PBIS_PG the address of
the PostgreSQL server). A test is a function that takes a Site and calls check(); main() runs those
given to it and prints "N passed, N failed"."""
import hashlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.parse

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.append(os.path.join(ROOT, "tests"))
import template  # noqa: E402  pylint: disable=wrong-import-position

BIN = os.environ.get("PBIS_BIN", os.path.join(ROOT, "build/pbis"))
KIND = os.environ.get("PBIS_TEST_STORE", "sqlite")
PASSWORD = "pbis-demo-2566-http"
# name, role, more arguments: one person a role.
PEOPLE = [("t.officer", "officer", ["--agency", "11000000"]),
          ("t.collector", "collector", ["--agency", "11000000"]),
          ("t.head", "head", ["--agency", "11000000"]),
          ("t.analyst", "analyst", ["--division", "1"]), ("t.office", "system_office", []),
          ("t.finance", "finance", []), ("t.strategy", "strategy", []), ("t.permsec", "permsec", []),
          ("t.governor", "governor", []), ("t.council", "council", []), ("t.clerk", "council_office", []), ("t.auditor", "auditor", []),
          ("t.admin", "admin", []), ("t.chief", "division_head", ["--division", "1"]),
          ("t.technical", "technical", []), ("t.deputy", "deputy", []), ("t.csc", "civil_service", [])]
# Not counted as a change of state: last use of a session.
QUIET = {"session"}
passed = failed = 0


def check(ok, what):
    """Counts one assertion; a failed one says what."""
    global passed, failed
    if ok:
        passed += 1
    else:
        failed += 1
        print("FAILED: %s" % what, flush=True)
    return ok


class Store:
    """A new store of the kind that is tested, with what make(url) puts into it; `key` names that."""

    def __init__(self, folder, key, make):
        self.folder, self.db = folder, None
        if KIND == "sqlite":
            self.url = "sqlite:" + os.path.join(folder, "http.db")
            template.sqlite(self.url[7:], key, make)
            return
        self.server = os.environ["PBIS_PG"]
        self.db = "http_%d_%d" % (os.getpid(), time.monotonic_ns() % 10**9)
        self.url = template.other(self.server, self.db)
        template.postgres(self.server, self.db, key, make)

    @staticmethod
    def psql(url, sql):
        return subprocess.run(["psql", "-X", "-At", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", sql],
                              check=True, stdout=subprocess.PIPE).stdout.decode()

    def tables(self):
        if KIND == "sqlite":
            with sqlite3.connect(self.url[7:]) as c:
                return sorted(r[0] for r in c.execute("SELECT name FROM sqlite_master WHERE type = 'table'"))
        return sorted(self.psql(self.url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'").split())

    def query(self, sql):
        """Rows as lists of texts."""
        if KIND == "sqlite":
            c = sqlite3.connect(self.url[7:], timeout=10)
            try:
                rows = [["" if v is None else str(v) for v in r] for r in c.execute(sql)]
                c.commit()
                return rows
            finally:
                c.close()
        return [line.split("|") for line in self.psql(self.url, sql).splitlines()]

    def digest(self):
        """One hash over every row of every table that holds state."""
        h = hashlib.sha256()
        if KIND != "sqlite":  # one client for all tables
            sql = "".join("SELECT 'table %s'; SELECT x::text FROM \"%s\" x ORDER BY 1;" % (t, t) for t in self.tables() if t not in QUIET)
            h.update(self.psql(self.url, sql).encode())
            return h.hexdigest()
        for t in self.tables():
            if t not in QUIET and not t.startswith("sqlite_"):
                h.update(t.encode())
                for r in sorted(self.query('SELECT * FROM "%s"' % t)):
                    h.update(repr(r).encode())
        return h.hexdigest()

    def drop(self):
        if self.db:
            self.psql(self.server, "DROP DATABASE IF EXISTS %s WITH (FORCE)" % self.db)


class Reply:
    def __init__(self, status, headers, body, raw=b""):
        self.status, self.headers, self.body, self.raw = status, headers, body, raw

    def header(self, name):
        return next((v for k, v in self.headers if k.lower() == name.lower()), "")

    def all(self, name):
        return [v for k, v in self.headers if k.lower() == name.lower()]

    def json(self):
        return json.loads(self.body)

    def text(self):
        return self.body.decode("utf-8", "replace")

    def debug(self, name):
        m = re.search(name + r"=(\d+)", self.header("X-PBIS-Debug"))
        return int(m.group(1)) if m else None


class Person:
    """A browser of one person: cookies and the token of forms."""

    def __init__(self, site, name=None, password=PASSWORD):
        self.site, self.cookies, self.csrf, self.name = site, {}, "", name
        if name:
            r = self.post("/login", json_body={"user": name, "password": password})
            if r.status != 200:
                raise RuntimeError("cannot sign in as %s: %d %s" % (name, r.status, r.text()[:300]))
            self.csrf = r.json()["csrf"]

    def send(self, method, path, body=None, headers=None):
        h = dict(headers or {})
        if self.cookies and "Cookie" not in h:
            h["Cookie"] = "; ".join("%s=%s" % kv for kv in self.cookies.items())
        r = self.site.send(method, path, body, h)
        for c in r.all("Set-Cookie"):
            name, value = c.split(";")[0].split("=", 1)
            if value:
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)
        return r

    def get(self, path, **headers):
        return self.send("GET", path, None, {k.replace("_", "-"): v for k, v in headers.items()})

    def post(self, path, form=None, json_body=None, headers=None, csrf=True):
        h = dict(headers or {})
        if json_body is not None:
            body = json.dumps(json_body)
            h["Content-Type"] = "application/json"
        else:
            body = urllib.parse.urlencode(form or {})
            h["Content-Type"] = "application/x-www-form-urlencoded"
        if csrf and self.csrf:
            h.setdefault("X-CSRF-Token", self.csrf)
        return self.send("POST", path, body.encode(), h)


class Site:
    """A running server."""

    def __init__(self, store=None, env=None, args=(), people=(), first=()):
        self.folder = tempfile.mkdtemp(prefix="pbis-http-")
        self.env = dict(os.environ, PBIS_DEBUG="1", PBIS_LANG="en", **dict({"PBIS_NOTIFY_S": "0"}, **(env or {})))
        self.own_store = store is None
        rows = [p for p in PEOPLE if people is None or p[0] in people]
        self.store = store or Store(self.folder, "%r %r" % (first, rows), lambda url: self.begin(url, first, rows))
        self.env["PBIS_DB"] = self.store.url
        self.args, self.process = args, None
        self.start()

    def run(self, *words, stdin=""):
        p = subprocess.run([BIN, *words], env=self.env, input=stdin.encode(), stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE, check=False)
        if p.returncode:
            raise RuntimeError("pbis %s: exit %d\n%s" % (" ".join(words), p.returncode, p.stderr.decode()))
        return p.stdout.decode()

    def begin(self, url, first, people):
        """A new store after the command `first`, with these people."""
        self.env["PBIS_DB"] = url
        self.run("init")
        if first:
            self.run(*first)
        self.add(people)

    def add(self, people):
        for name, role, more in people:
            self.run("user", "add", name, "--role", role, *more, "--password-stdin", stdin=PASSWORD + "\n")

    def start(self):
        self.log = open(os.path.join(self.folder, "log"), "ab")
        began = time.monotonic()
        self.process = subprocess.Popen([BIN, "serve", "--listen", "127.0.0.1:0", *self.args], env=self.env,
                                        stdout=subprocess.PIPE, stderr=self.log)
        line = self.process.stdout.readline().decode()
        self.start_ms = (time.monotonic() - began) * 1000
        m = re.match(r"listening (https?)://127\.0\.0\.1:(\d+)\n$", line)
        if not m:
            raise RuntimeError("the server did not start: %r\n%s" % (line, self.logged()))
        self.tls, self.port = m.group(1) == "https", int(m.group(2))

    def logged(self):
        with open(os.path.join(self.folder, "log"), encoding="utf-8", errors="replace") as f:
            return f.read()

    def send(self, method, path, body=None, headers=None):
        if self.tls:
            c = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=30, context=self.context())
        else:
            c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            c.request(method, path, body, headers or {})
            r = c.getresponse()
            return Reply(r.status, r.getheaders(), r.read())
        finally:
            c.close()

    @staticmethod
    def context():
        c = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        c.check_hostname, c.verify_mode = False, ssl.CERT_NONE
        return c

    def get(self, path, **headers):
        return self.send("GET", path, None, {k.replace("_", "-"): v for k, v in headers.items()})

    def raw(self, data, timeout=5.0, shut=False):
        """Bytes out, bytes back until the server closes or nothing comes for `timeout`."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=timeout) as s:
            try:
                s.sendall(data)
                if shut:
                    s.shutdown(socket.SHUT_WR)
            except OSError:
                pass
            out = b""
            try:
                while True:
                    piece = s.recv(65536)
                    if not piece:
                        break
                    out += piece
            except (TimeoutError, OSError):
                pass
            return out

    def stop(self, sig=signal.SIGTERM):
        """Seconds until it ended, and its exit code."""
        began = time.monotonic()
        self.process.send_signal(sig)
        code = self.process.wait(30)
        self.process.stdout.close()
        self.log.close()
        return time.monotonic() - began, code

    def close(self):
        if self.process and self.process.poll() is None:
            self.stop()
        if self.own_store:
            self.store.drop()
            shutil.rmtree(self.folder, ignore_errors=True)


def routes():
    return json.loads(subprocess.run([BIN, "_routes"], check=True, stdout=subprocess.PIPE).stdout)


def example_path(pattern):
    """A path that the pattern takes, of a thing that is not there."""
    return re.sub(r"\{[a-z_]+\*?\}", "none", pattern)


def role_perms():
    """{role: {permission word}} of src/city/roles.def."""
    carries = {}
    with open(os.path.join(ROOT, "src/city/roles.def"), encoding="utf-8") as f:
        for line in f:
            if line.startswith("ROLE("):
                carries[line.split('"')[1]] = {w.split(")")[0].lower() for w in line.split("P(")[1:]}
    return carries


def fixture(site):
    """The 40 rows of tests/fixtures in fiscal year 2566, so that pages have something to show."""
    path = os.path.join(ROOT, "tests/fixtures/bma-19col.csv")
    site.run("import", "bma-lines", path, "--year", "2566", "--errors", os.path.join(site.folder, "bad.csv"))
    site.run("import", "strategy", os.path.join(ROOT, "tests/fixtures/strategy.csv"), "--year", "2566")


class Paths:
    """Addresses of things that are there, for patterns with places; and people who may see them."""

    def __init__(self, site):
        self.people, self.perms = {}, role_perms()
        self.site = site
        admin = self.person("t.admin")
        agency = admin.get("/packages.json").json()["rows"][0]
        package = agency["code"]
        admin.post("/integrated", {"code": "flood-66", "name_th": "แผน", "purpose": "x", "lead": "11000000", "year": "2566"})
        if any(name == "t.collector" for name, _, _ in PEOPLE) and not site.store.query("SELECT 1 FROM handover"):
            site.store.query("UPDATE package SET made_by = 't.officer' WHERE id IN (SELECT MIN(p.id) FROM package p JOIN agency g"
                             " ON g.id = p.agency_id WHERE g.code = '11000000')")
            self.person("t.officer").post("/handover", {"to_user": "t.collector", "reason": "x"})
        self.desk(package)
        if not site.store.query("SELECT 1 FROM clearance"):
            site.store.query("INSERT INTO clearance (code, year, package_id, class, state, amount_satang, lines, opened_by, opened_ms, due)"
                             " SELECT 'TC-2566-90001', 2566, id, 'ict', 'open', 100, 1, 'system', 1, 20221020 FROM package WHERE code = '%s'"
                             " AND year = 2566" % package)
            site.store.query("INSERT INTO clearance_event (clearance_id, version, event, by_user, at_ms) SELECT id, 1, 'opened', 'system', 1"
                             " FROM clearance")
        line = admin.get("/packages/%s.json" % urllib.parse.quote(package)).json()["rows"][0]["code"]
        self.code = {"/agencies": agency["agency_code"], "/requests": agency["agency_code"], "/packages": package, "/lines": line, "/allocation": "main",
                     "/users": "t.officer", "/goals": "1", "/key-results": "O-1-KR1", "/assets": "x",
                     "/places": "5001", "/posts": agency["agency_code"],
                     "/parameters": "integrated.overlap_likeness", "/integrated": "flood-66", "/handover": "H1",
                     "/questions": "Q1", "/comments": "C1", "/delegations": "D1",
                     "/clearances": "TC-2566-90001", "/consistency": "operating", "/analysis-forms": "ict",
                     "/calendar": "request", "/action-plans": "11000000", "/activities": "2566-P-1100-901", "/evaluations": "2566-E-0901", "/laws": "act-2528", "/year": "1", "/supplementary": "1", "/lineage": line}
        self.rule()
        self.code["/reorganisations"] = "2566-R-0901"
        self.code["/agreements"], self.code["/service-agreements"] = "2566-AG-1100", "2566-SA-1100-901"
        if not site.store.query("SELECT 1 FROM agreement WHERE code = '2566-AG-1100'"):
            site.store.query("INSERT INTO agreement (year, agency_id, code, state, made_by, made_ms) SELECT 2566, id, '2566-AG-1100', 'drafted', 'x', 1"
                             " FROM agency WHERE code = '11000000'")
            site.store.query("INSERT INTO agreement_component (agreement_id, component, title, weight_bp) SELECT id, 1, '<script>alert(1)</script>', 10000"
                             " FROM agreement WHERE code = '2566-AG-1100'")
            site.store.query("INSERT INTO service_agreement (year, agency_id, output_id, code, made_by, made_ms) SELECT 2566, agency_id, output_id,"
                             " '2566-SA-1100-901', 'x', 1 FROM line WHERE code = '%s'" % line)
            site.store.query("INSERT INTO service_version (service_id, number, kind, cost_satang, entry_seq, scale_bp, reason, by_user, at_ms)"
                             " SELECT id, 1, 'enact', 0, 0, 10000, '<script>alert(1)</script>', 'x', 1 FROM service_agreement WHERE code = '2566-SA-1100-901'")
        if not site.store.query("SELECT 1 FROM reorganise WHERE code = '2566-R-0901'"):
            site.store.query("INSERT INTO reorganise (code, year, kind, state, title, reason, on_date, made_by, made_at_ms) VALUES"
                             " ('2566-R-0901', 2566, 'merge', 'proposed', '<script>alert(1)</script>', 'x', 20221001, 'x', 1)")
        self.indicator()
        self.results(package)
        if not site.store.query("SELECT 1 FROM data_set"):
            x = "<script>alert(1)</script>"
            site.store.query("INSERT INTO data_set (agency_id, code, title, description, made_on, made_by, made_ms)"
                             " SELECT id, '2566-DS-1100-901', '%s', '%s', 20221001, 'x', 1 FROM agency WHERE code = '11000000'" % (x, x))
            site.store.query("INSERT INTO data_set_field (data_set_id, no, name, type, meaning) SELECT id, 1, '%s', 'text', '%s' FROM data_set" % (x, x))
            site.store.query("INSERT INTO data_set_lint (data_set_id, lacks, on_date, by_user, at_ms) SELECT id, 9, 20221001, 'x', 1 FROM data_set")
            site.store.query("INSERT INTO paper_form (agency_id, code, name, used_for, copies, used_by, on_date, made_by, made_ms)"
                             " SELECT id, '2566-F-1100-901', '%s', '%s', 5, '%s', 20221001, 'x', 1 FROM agency WHERE code = '11000000'" % (x, x, x))
        self.code["/data-sets"] = "2566-DS-1100-901"
        self.council(line)
        if not site.store.query("SELECT 1 FROM bill WHERE year = 2566 AND number = 1"):
            site.store.query("INSERT INTO bill (year, number, code, title, reason, stage, made_by, made_at_ms)"
                             " VALUES (2566, 1, '2566-1', 'x', 'x', 'DRAFT', 'system', 1)")
            admin.post("/supplementary/1/line", {"year": "2566", "agency": "11000000", "output": "0503001", "item": "05202-1", "name": "x",
                                                 "amount": "1000", "reason": "x"})
        self.code["/measures"] = "disbursed_51"
        self.whole = {"/rules/new": "/rules/new?indicator=K-901",
                      "/action-plans/{agency}/parts/{kind}/{number}": "/action-plans/11000000/parts/foreword/901",
                      "/value/evidence/{code}": "/value/evidence/%s" % urllib.parse.quote(package),
                      "/value/part/{dim}/{code}": "/value/part/agency/11000000",
                      "/value/part/{dim}/{code}/results": "/value/part/agency/11000000/results",
                      "/indicators/{code}/readings/{period}": "/indicators/K-901/readings/202212",
                      "/supplementary/{number}/lines/{line}": "/supplementary/1/lines/2566-1-1100-00001",
                      "/laws/{law}/{article}": "/laws/act-2528/39",
                      "/data-sets/forms/{code}": "/data-sets/forms/2566-F-1100-901",
                      "/data-sets/forms/{code}/decide": "/data-sets/forms/2566-F-1100-901/decide",
                      "/key-results/shares/{kind}/{code}": "/key-results/shares/indicator/O-1-KR1"}
        for place, code in (("cuts", "D-2566-0-0901"), ("reserved", "R-2566-0-0901"), ("committees", "K-2566-901"), ("votes", "V-2566-901"),
                            ("questions", "2566-0-Q0901"), ("observations", "2566-0-O0901"), ("statements", line)):
            self.whole["/council/%s/{code}" % place] = "/council/%s/%s" % (place, code)
        admin.post("/calendar/fill", {"year": "2566"})
        if not site.store.query("SELECT 1 FROM reopening WHERE year = 2566"):
            stage = site.store.query("SELECT stage FROM fiscal_year WHERE year = 2566")[0][0]
            site.store.query("UPDATE fiscal_year SET stage = 'ANALYSIS' WHERE year = 2566")  # one with amounts
            admin.post("/cycle", {"event": "reopen", "reason": "x", "year": "2566"})
            site.store.query("UPDATE fiscal_year SET stage = '%s' WHERE year = 2566" % stage)  # back where it was

    def indicator(self):
        """An indicator with a period to report, with an attacker's words."""
        q, x = self.site.store.query, "<script>alert(1)</script>"
        self.code["/indicators"] = "K-901"
        if q("SELECT 1 FROM indicator_profile WHERE code = 'K-901' AND year = 2566"):
            return
        q("INSERT INTO indicator (year, code, level, agency_id, kind) SELECT 2566, 'K-901', 'kpi', id, 'output' FROM agency WHERE code = '11000000'")
        q("INSERT INTO indicator_version (indicator_id, no, from_date, name_th, unit_word, direction, first_year, made_by, made_at_ms)"
          " SELECT id, 1, 20221001, '%s', '%s', 'up', 2566, 'x', 1 FROM indicator WHERE code = 'K-901' AND year = 2566" % (x, x))
        q("INSERT INTO indicator_profile (indicator_id, year, agency_id, stable, code, number, work, collect, cycle, owner, definition, target_in,"
          " last_day, made_by, made_ms) SELECT id, 2566, agency_id, 'k-901', 'K-901', '9', 'mission', 'ratio', 'quarter', 'strategy', '%s', 'percent',"
          " 20230930, 'x', 1 FROM indicator WHERE code = 'K-901' AND year = 2566" % x)
        q("INSERT INTO reading (indicator_id, year, period, agency_id, due, details) SELECT id, 2566, 202212, agency_id, 20230115, '%s'"
          " FROM indicator WHERE code = 'K-901' AND year = 2566" % x)

    def results(self, package):
        """An activity, an agency's profile and an evaluation, with an attacker's words."""
        q, x = self.site.store.query, "<script>alert(1)</script>"
        if q("SELECT 1 FROM activity WHERE code = '2566-P-1100-901'"):
            return
        q("INSERT INTO activity (year, agency_id, number, code, kind, state, plan_no, due, made_by, made_ms)"
          " SELECT 2566, id, 901, '2566-P-1100-901', 'activity', 'approved', 1, 20221231, 'x', 1 FROM agency WHERE code = '11000000'")
        one = "(SELECT id FROM activity WHERE code = '2566-P-1100-901')"
        q("INSERT INTO activity_plan (activity_id, no, state, name, unit, work, source, basis, made_by, made_ms, decided_by, decided_ms, decided_on)"
          " VALUES (%s, 1, 'approved', '%s', '%s', 'base', '%s', '%s', 'x', 1, 'y', 1, 20221001)" % (one, x, x, x, x))
        q("INSERT INTO activity_step (activity_id, plan_no, n, step_key, name, weight_bp, months, due) VALUES (%s, 1, 1, 1, '%s', 10000, 4, 20221231)"
          % (one, x))
        if not q("SELECT 1 FROM agency_profile p JOIN agency g ON g.id = p.agency_id WHERE g.code = '11000000' AND p.year = 2566"):
            q("INSERT INTO agency_profile (year, agency_id, made_by, made_ms, changed_by, changed_ms) SELECT 2566, id, 'x', 1, 'x', 1 FROM agency"
              " WHERE code = '11000000'")
        q("INSERT INTO profile_part (profile_id, kind, number, title, body) SELECT p.id, 'foreword', 901, '%s', '%s' FROM agency_profile p"
          " JOIN agency g ON g.id = p.agency_id WHERE g.code = '11000000' AND p.year = 2566" % (x, x))
        q("INSERT INTO evaluation (code, year, number, agency_id, package_id, state, evaluator, benefit_note, lessons, made_by, made_ms)"
          " SELECT '2566-E-0901', 2566, 901, agency_id, id, 'draft', '%s', '%s', '%s', 'x', 1 FROM package WHERE code = '%s' AND year = 2566"
          % (x, x, x, package))
        q("INSERT INTO evaluation_score (evaluation_id, criterion, sort, name_th, name_en, weight_bp, evidence)"
          " SELECT id, 'x', 1, '%s', '%s', 10000, '%s' FROM evaluation WHERE code = '2566-E-0901'" % (x, x, x))

    def rule(self):
        """An indicator of FY2566 with a published rule and a draft."""
        self.code["/rules"] = "2566-K-0901"
        q = self.site.store.query
        if q("SELECT 1 FROM rule_book WHERE code = '2566-K-0901'"):
            return
        q("INSERT INTO indicator (scope_id, year, code, level, agency_id, kind) SELECT 0, 2566, 'K-0901', 'kpi', id, 'output' FROM agency"
          " WHERE code = '11000000'")
        one = "(SELECT id FROM indicator WHERE code = 'K-0901' AND year = 2566)"
        q("INSERT INTO indicator_version (indicator_id, no, from_date, name_th, direction, first_year, made_by, made_at_ms)"
          " SELECT %s, 1, 20221001, '<script>alert(1)</script>', 'up', 2566, 'x', 1" % one)
        q("INSERT INTO indicator_profile (indicator_id, year, agency_id, stable, code, work, collect, cycle, owner, target_in, last_day, made_by, made_ms)"
          " SELECT %s, 2566, id, 'k-0901', 'K-0901', 'base', 'value', 'year', 'system_office', 'unit', 20230930, 'x', 1 FROM agency"
          " WHERE code = '11000000'" % one)
        rule = ('{"mode":"step","direction":"up","bands":[{"level":1,"hi":"5","hi_incl":false,"percent":"60","points":"6"},{"level":2,"lo":"5",'
                '"lo_incl":true,"percent":"100","points":"10","needs":"<script>alert(1)</script>"}],"exact_zero":false,"rounding":{"mode":"half_up"},'
                '"no_data":"unscored"}')
        q("INSERT INTO rule_book (indicator_id, year, code, draft, edited_by, edited_at_ms) SELECT %s, 2566, '2566-K-0901', '%s', 'x', 1" % (one, rule))
        q("INSERT INTO rule_version (book_id, no, content, edited_by, published_by, published_at_ms) SELECT id, 1, '%s', 'x', 'y', 1 FROM rule_book"
          " WHERE code = '2566-K-0901'" % rule)

    def council(self, line):
        """One of each thing of the Council, with an attacker's words."""
        q, x = self.site.store.query, "<script>alert(1)</script>"
        if q("SELECT 1 FROM council_committee WHERE code = 'K-2566-901'"):
            return
        of, where = "l.id, l.package_id, l.agency_id", "FROM line l WHERE l.code = '%s' AND l.year = 2566" % line
        a_member = "(SELECT id FROM council_member WHERE code = 'M901')"
        a_committee = "(SELECT id FROM council_committee WHERE code = 'K-2566-901')"
        q("INSERT INTO council_member (code, kind, full_name, district, from_date, made_by, made_at_ms)"
          " VALUES ('M901', 'councillor', '%s', '%s', 20200101, 'x', 1)" % (x, x))
        q("INSERT INTO council_committee (code, year, ordinance, kind, name, order_no, from_date, made_by, made_at_ms)"
          " VALUES ('K-2566-901', 2566, 0, 'extraordinary', '%s', '%s', 20200101, 'x', 1)" % (x, x))
        q("INSERT INTO council_seat (committee_id, member_id, role, from_date, made_by, made_at_ms)"
          " VALUES (%s, %s, 'chair', 20200101, 'x', 1)" % (a_committee, a_member))
        q("INSERT INTO council_delta (year, ordinance, code, kind, state, line_id, package_id, agency_id, amount_satang, mover_kind, member_id,"
          " reason, made_by, made_at_ms) SELECT 2566, 0, 'D-2566-0-0901', 'cut', 'proposed', %s, 100, 'member', %s, '%s', 'x', 1 %s"
          % (of, a_member, x, where))
        q("INSERT INTO council_delta_event (delta_id, event, from_state, to_state, amount_satang, by_user, at_ms, reason)"
          " SELECT id, 'propose', '', 'proposed', 100, 'x', 1, '%s' FROM council_delta WHERE code = 'D-2566-0-0901'" % x)
        q("INSERT INTO council_reserved (year, ordinance, code, kind, state, line_id, agency_id, member_id, committee_id, stands_satang,"
          " wanted_satang, reason, made_by, made_at_ms) SELECT 2566, 0, 'R-2566-0-0901', 'opinion', 'registered', l.id, l.agency_id, %s, %s, 100,"
          " 0, '%s', 'x', 1 %s" % (a_member, a_committee, x, where))
        q("INSERT INTO council_vote (code, year, ordinance, subject_kind, subject, stage, named, members, yes, no, abstain, result, on_date, note,"
          " made_by, made_at_ms) VALUES ('V-2566-901', 2566, 0, 'cuts', 'cuts:D-2566-0-0901', 'COMMITTEE', 1, 1, 1, 0, 0, 'passed', 20221001,"
          " '%s', 'x', 1)" % x)
        q("INSERT INTO council_ballot (vote_id, member_id, choice) SELECT id, %s, 'yes' FROM council_vote WHERE code = 'V-2566-901'" % a_member)
        q("INSERT INTO council_question (year, number, code, asker_kind, asker, subject_kind, line_id, owner_id, state, asked_ms, due_ms, due_on)"
          " SELECT 2566, 901, '2566-0-Q0901', 'councillor', '%s', 'line', l.id, l.agency_id, 'assigned', 1, 2, 20221001 %s" % (x, where))
        q("INSERT INTO council_question_turn (question_id, number, round, kind, body, by_user, at_ms)"
          " SELECT id, 1, 1, 'ask', '%s', 'x', 1 FROM council_question WHERE code = '2566-0-Q0901'" % x)
        q("INSERT INTO observation (year, number, code, source, committee, body, state, made_by, made_ms, decided_ms)"
          " VALUES (2566, 901, '2566-0-O0901', 'committee', '%s', '%s', 'adopted', 'x', 1, 1)" % (x, x))
        q("INSERT INTO observation_part (observation_id, agency_id, state) SELECT o.id, l.agency_id, 'doing' FROM observation o, line l"
          " WHERE o.code = '2566-0-O0901' AND l.code = '%s'" % line)
        q("INSERT INTO observation_progress (observation_id, agency_id, state, body, by_user, at_ms) SELECT o.id, l.agency_id, 'doing', '%s', 'x', 1"
          " FROM observation o, line l WHERE o.code = '2566-0-O0901' AND l.code = '%s'" % (x, line))

    def desk(self, package):
        """A question, a comment and a delegation, so that their pages have something to show."""
        if not self.site.store.query("SELECT 1 FROM delegation"):
            today = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 7 * 3600))
            later = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 9 * 86400))
            office = self.person("t.office")
            office.post("/packages/%s/asked" % package, {"text": "x", "due": later, "year": "2566"})
            office.post("/packages/%s/comments" % package, {"text": "x", "visibility": "shared", "year": "2566"})
            self.person("t.governor").post("/delegations", {
                "held": "governor/city/0/t.governor", "to_user": "t.deputy", "kind": "acting", "order_no": "1",
                "order_on": today, "from_date": later, "to_date": later, "reason": "x"})

    def person(self, name):
        if name not in self.people:
            self.people[name] = Person(self.site, name)
        return self.people[name]

    def may(self, route):
        """Somebody whose role carries the route's permission, the widest first; None for nobody. What only
        some may see is asked for by one of them."""
        sees = {"questions": "t.office", "comments": "t.office", "handover": "t.admin", "delegations": "t.governor"}
        first = route["pattern"].split("/")[1]
        if first in sees and "{" in route["pattern"]:
            return self.person(sees[first])
        for name, role, _ in reversed(PEOPLE):
            if route["permission"] in ("public", "signed_in") or route["permission"] in self.perms[role]:
                return self.person(name)
        return None

    def of(self, pattern):
        if pattern in self.whole:
            return self.whole[pattern]
        first = "/" + pattern.split("/")[1]
        return re.sub(r"\{[a-z_]+\*?\}", urllib.parse.quote(self.code.get(first, "none")), pattern)


def status_of(raw):
    m = re.match(rb"HTTP/1\.[01] (\d{3}) ", raw)
    return int(m.group(1)) if m else 0


def main(tests, people=None, env=None, prepare=None, first=()):
    """Runs the tests on one site, a new store after the command `first`; a test that throws counts as a failure."""
    global failed
    began = time.monotonic()
    try:
        site = Site(env=env, people=people, first=first)
    except Exception:  # pylint: disable=broad-except
        traceback.print_exc()
        print("0 passed, 1 failed")
        return 1
    try:
        if prepare:
            prepare(site)
        for t in tests:
            try:
                t(site)
            except Exception:  # pylint: disable=broad-except
                failed += 1
                print("FAILED: %s" % t.__name__)
                traceback.print_exc()
            if site.process.poll() is not None:
                failed += 1
                print("FAILED: the server died in %s\n%s" % (t.__name__, site.logged()[-4000:]))
                break
    finally:
        if failed:
            print("log:\n%s" % site.logged()[-3000:])
        if site.process.poll() is None:
            took, code = site.stop()
            check(code == 0, "the server ended with %d after %.2f s\n%s" % (code, took, site.logged()[-4000:]))
        site.close()
    print("%s: %.1f s" % (os.path.basename(sys.argv[0]), time.monotonic() - began))
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0
