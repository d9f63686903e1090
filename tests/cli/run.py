#!/usr/bin/env python3
"""run.py - the program from outside: each test_*.py here, on a fresh store for each test.

  PBIS_BIN=build/pbis [PBIS_TEST_STORE=sqlite|postgres PBIS_PG=ADMIN_URL] python3 tests/cli/run.py [WORD]

A test is a function test_*(t) of a test_*.py file; WORD picks those whose name holds it. It ends by
returning (passed), by AssertionError (failed) or by t.skip(why). Ends with
"N passed, N failed[, N skipped]".
"""
import importlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.append(os.path.dirname(HERE))
import template  # noqa: E402  pylint: disable=wrong-import-position


SLOW = 15  # seconds: longer ones are said
# Whole roads that take PostgreSQL minutes: there by --long only. Shorter ones of the same subjects stay
# (test_council_to_law, test_by_resolution, test_post, test_city with fewer packages).
LONG_ON_POSTGRES = ("test_council.test_council", "test_decide.test_whole_road", "test_action_plan.test_figures",
                    "test_play.test_year", "test_demo.test_next_year")


class Skip(Exception):
    """Raised by t.skip()."""


class Done:
    """What a run of the program gave."""

    def __init__(self, argv, p):
        self.argv, self.code = argv, p.returncode
        self.out = p.stdout.decode("utf-8")
        self.err = p.stderr.decode("utf-8")

    def json(self):
        return json.loads(self.out)

    def __str__(self):
        return "%s\nexit %d\n%s%s" % (" ".join(self.argv), self.code, self.out[-3000:], self.err[-3000:])


class Case:
    """One test: a folder and the address of a store that was not made yet."""

    def __init__(self, name):
        self.name = name
        self.dir = tempfile.mkdtemp(prefix="pbis-cli-")
        self.root = ROOT
        self.bin = os.path.abspath(os.environ.get("PBIS_BIN", os.path.join(ROOT, "build/pbis")))
        self.fixtures = os.path.join(ROOT, "tests/fixtures")
        self.postgres = os.environ.get("PBIS_TEST_STORE", "sqlite") == "postgres"
        self.databases = []
        self._url = None

    @property
    def url(self):
        """Of the test's store, made when it is first asked for."""
        if not self._url:
            self._url = self.new_store()
        return self._url

    @url.setter
    def url(self, url):
        self._url = url

    def skip(self, why):
        raise Skip(why)

    def new_store(self, *first):
        """The address of another fresh store: empty, or made and after the command `first`."""
        n = len(self.databases)
        if not self.postgres:
            path = os.path.join(self.dir, "store%d.db" % n)
            self.databases.append(path)
            if first:
                template.sqlite(path, "%r" % (first,), lambda url: self.fill(url, first))
            return "sqlite:" + path
        admin = os.environ.get("PBIS_PG")
        if not admin or not shutil.which("psql"):
            self.skip("no PostgreSQL: PBIS_PG or psql is missing")
        database = "cli_%d_%s_%d" % (os.getpid(), os.path.basename(self.dir)[-8:].lower().replace("-", "_"), n)
        self.databases.append(database)
        if first:
            template.postgres(admin, database, "%r" % (first,), lambda url: self.fill(url, first))
        else:
            template.create(admin, database)
        return template.other(admin, database)

    def fill(self, url, first):
        self.pbis("init", url=url)
        self.pbis(*first, url=url)

    def begin(self, *first):
        """The test's store is a new one after this command."""
        self.url = self.new_store(*first)

    @staticmethod
    def psql(url, sql):
        p = subprocess.run(["psql", "-X", "-A", "-t", "-q", "-F", "\t", "-d", url, "-c", sql],
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        assert p.returncode == 0, p.stderr.decode("utf-8", "replace")
        return p.stdout.decode("utf-8")

    def sql(self, sql, url=None):
        """Rows as lists of texts, read beside the program."""
        url = url or self.url
        if self.postgres:
            return [line.split("\t") for line in self.psql(url, sql).splitlines()]
        db = sqlite3.connect("file:%s?mode=ro" % url[len("sqlite:"):], uri=True)
        try:
            return [[str(c) for c in row] for row in db.execute(sql)]
        finally:
            db.close()

    def pbis(self, *args, code=0, url=None, env=None, timeout=300):
        """Runs the program on the test's store, in English; the exit code must be `code` (None: any)."""
        argv = [self.bin, *[str(a) for a in args]]
        full = dict(os.environ, PBIS_DB=url or self.url, PBIS_LANG="en", **(env or {}))
        p = subprocess.run(argv, cwd=self.dir, env=full, stdin=subprocess.DEVNULL,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=timeout,
                           check=False)
        done = Done(argv, p)
        assert code is None or done.code == code, "wanted exit %s\n%s" % (code, done)
        return done

    def path(self, name):
        return os.path.join(self.dir, name)

    def write(self, name, data):
        with open(self.path(name), "wb") as f:
            f.write(data if isinstance(data, bytes) else data.encode("utf-8"))
        return self.path(name)

    def fixture(self, name):
        return os.path.join(self.fixtures, name)

    def shared(self, name):
        """A real file beside the repository, or the test is skipped."""
        path = os.path.join(ROOT, "..", "shared", "data", name)
        if not os.path.exists(path):
            self.skip("../shared/data/%s is not there" % name)
        return path

    def close(self):
        if self.postgres and os.environ.get("PBIS_PG"):
            for database in self.databases:
                self.psql(os.environ["PBIS_PG"], 'DROP DATABASE IF EXISTS "%s" WITH (FORCE)' % database)
        shutil.rmtree(self.dir, ignore_errors=True)


def run_one(name, fn):
    """"passed", "failed" or "skipped", said on standard output unless passed."""
    case = None
    try:
        case = Case(name)
        if case.postgres and name in LONG_ON_POSTGRES and not os.environ.get("PBIS_LONG"):
            case.skip("on PostgreSQL by --long")
        fn(case)
        return "passed"
    except Skip as e:
        print("skipped %s: %s" % (name, e))
        return "skipped"
    except Exception:  # pylint: disable=broad-except
        print("FAILED %s\n%s" % (name, traceback.format_exc()), flush=True)
        return "failed"
    finally:
        if case:
            case.close()


def main():
    words = sys.argv[1:]
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    sys.path.insert(0, HERE)
    sys.dont_write_bytecode = True
    for name in sorted(os.listdir(HERE)):
        if not (name.startswith("test_") and name.endswith(".py")):
            continue
        module = importlib.import_module(name[:-3])
        for key, fn in list(vars(module).items()):
            label = "%s.%s" % (name[:-3], key)
            if key.startswith("test_") and (not words or any(w in label for w in words)):
                began = time.monotonic()
                counts[run_one(label, fn)] += 1
                if time.monotonic() - began > SLOW:
                    print("%s took %.0f s" % (label, time.monotonic() - began), flush=True)
    text = "%d passed, %d failed" % (counts["passed"], counts["failed"])
    print(text + (", %d skipped" % counts["skipped"] if counts["skipped"] else ""))
    return 1 if counts["failed"] or not counts["passed"] else 0


if __name__ == "__main__":
    sys.exit(main())
