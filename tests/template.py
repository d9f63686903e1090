"""template.py - stores that many tests begin from, made once a run and copied.

template(kind, key, make) gives a new store like the one that make(url) fills; `key` names it. The originals lie in the
folder PBIS_TEST_CACHE (SQLite) or beside the copies on the server (PostgreSQL), for one run of ./test; without that
folder each store is made by itself, as before."""
import fcntl
import hashlib
import os
import shutil
import subprocess

CACHE = os.environ.get("PBIS_TEST_CACHE")


def psql(url, sql):
    p = subprocess.run(["psql", "-X", "-At", "-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", sql], stdout=subprocess.PIPE,
                       stderr=subprocess.PIPE, check=False)
    if p.returncode:
        raise RuntimeError("%s\n%s" % (sql, p.stderr.decode("utf-8", "replace")))
    return p.stdout.decode("utf-8")


def other(server, name):
    """The server's address with another database."""
    base, _, query = server.partition("?")
    return base.rsplit("/", 1)[0] + "/" + name + ("?" + query if query else "")


def create(server, name, of="template0"):
    psql(server, 'CREATE DATABASE "%s" TEMPLATE "%s"%s' % (name, of, " LC_COLLATE 'C' LC_CTYPE 'C' ENCODING 'UTF8'" if of == "template0" else ""))


def sqlite(path, key, make):
    """Fills the new file `path`."""
    if not CACHE:
        make("sqlite:" + path)
        return
    original = os.path.join(CACHE, hashlib.sha256(key.encode()).hexdigest()[:16] + ".db")
    with open(original + ".lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not os.path.exists(original):
            half = original + ".half"
            make("sqlite:" + half)
            os.rename(half, original)
    shutil.copyfile(original, path)


def postgres(server, name, key, make):
    """Makes and fills the database `name`."""
    if not CACHE:
        create(server, name)
        make(other(server, name))
        return
    original = "template_" + hashlib.sha256((CACHE + key).encode()).hexdigest()[:16]
    with open(os.path.join(CACHE, original + ".lock"), "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not psql(server, "SELECT 1 FROM pg_database WHERE datname = '%s'" % original).strip():
            half = original + "_half"
            create(server, half)
            make(other(server, half))
            psql(server, 'ALTER DATABASE "%s" RENAME TO "%s"' % (half, original))
        create(server, name, original)
