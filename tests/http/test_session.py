#!/usr/bin/env python3
"""Sessions, their life and end; signing in; forged forms; redirects; the end of the server."""
import os
import socket
import ssl
import statistics
import subprocess
import sys
import time
import warnings

import harness
from harness import PASSWORD, Person, Site, check


def who(p):
    """Is this browser signed in?"""
    return p.send("GET", "/").header("Location") == "/overview"


def sign_in_and_out(site):
    p = Person(site)
    r = p.post("/login", {"user": "t.admin", "password": PASSWORD, "next": "/users?x=1"})
    check(r.status == 303 and r.header("Location") == "/users?x=1", "comes back to where it was: %s" % r.header("Location"))
    token = p.cookies["pbis"]
    check(len(token) >= 32, "at least 128 bits")
    cookie = next(c for c in r.all("Set-Cookie") if c.startswith("pbis="))
    check("HttpOnly" in cookie and "SameSite=Lax" in cookie and "Domain" not in cookie, cookie)
    check(who(p), "signed in")
    r = p.post("/login", json_body={"user": "t.admin", "password": PASSWORD})
    check(p.cookies["pbis"] != token, "a new token at each sign-in")
    before = Person(site)
    before.cookies["pbis"] = token
    check(not who(before), "the session of before ended with it")
    p.csrf = r.json()["csrf"]
    kept = dict(p.cookies)
    r = p.post("/logout")
    check(r.status == 303 and "pbis" not in p.cookies, "signed out: %d" % r.status)
    p.cookies = kept
    check(not who(p), "the old token is dead")
    fixed = Person(site)
    fixed.cookies["pbis"] = "A" * 43
    fixed.post("/login", {"user": "t.admin", "password": PASSWORD})
    check(fixed.cookies["pbis"] != "A" * 43, "a token given from outside is not taken")


def where_to(site):
    for bad in ("//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "/a\r\nX: y", ""):
        p = Person(site)
        r = p.post("/login", {"user": "t.admin", "password": PASSWORD, "next": bad})
        check(r.status == 303 and r.header("Location") == "/overview", "next=%r goes to %s" % (bad, r.header("Location")))


def wrong_passwords(site):
    p = Person(site)
    for user, password in (("t.admin", "wrong"), ("nobody", "wrong"), ("", ""), ("t.admin", ""), ("t.admin'--", "x"),
                           ("x" * 5000, "y"), ("t.admin", "z" * 200000)):
        r = p.post("/login", json_body={"user": user, "password": password})
        check(r.status == 401 and r.json()["code"] == "login_failed" and not r.all("Set-Cookie"), "%.20r: %d" % (user, r.status))
    r = p.post("/login", {"user": "<b>x", "password": "no"})
    check(r.status == 401 and "<b>x" not in r.text() and "&lt;b&gt;x" in r.text(), "the name comes back escaped")
    rows = site.store.query("SELECT COUNT(*) FROM audit WHERE action = 'login.failed'")
    check(int(rows[0][0]) >= 3, "failures are in the audit log: %s" % rows)
    text = " ".join(" ".join(r) for r in site.store.query("SELECT * FROM audit"))
    check("wrong" not in text and PASSWORD not in text + site.logged(), "no password in audit or log")


def same_time(site):
    """A name that nobody has takes as long as one that somebody has."""
    known, unknown = [], []
    for i in range(8):
        for name, into in (("t.officer", known), ("nobody%d" % i, unknown)):
            began = time.monotonic()
            Person(site).post("/login", json_body={"user": name, "password": "wrong%d" % i})
            into.append(time.monotonic() - began)
    a, b = statistics.median(known), statistics.median(unknown)
    check(abs(a - b) < 0.35 * max(a, b), "known %.1f ms, unknown %.1f ms" % (a * 1000, b * 1000))


def waits_grow(site):
    for name in ("t.head", "no.such.person"):
        codes = []
        for i in range(12):
            r = Person(site).post("/login", json_body={"user": name, "password": "wrong%d" % i})
            codes.append(r.status)
        check(codes[:10] == [401] * 10 and codes[10:] == [429, 429], "%s: %s" % (name, codes))
        check(int(r.header("Retry-After")) >= 1 and r.json()["code"] == "too_many", "says how long")
    check(Person(site, "t.officer").csrf != "", "others sign in meanwhile")


def forged_forms(site):
    """Every POST of the table without, with a foreign and with a stale token: 403, nothing changed."""
    p, other = Person(site, "t.admin"), Person(site, "t.officer")
    stale = Person(site, "t.admin")
    old = stale.csrf
    stale.post("/logout")
    before = site.store.digest()
    for r in harness.routes():
        if r["method"] != "POST" or not r["csrf"]:
            continue
        path = harness.example_path(r["pattern"])
        for why, headers, form in (
                ("none", {}, {}), ("empty", {"X-CSRF-Token": ""}, {"csrf": ""}), ("foreign", {"X-CSRF-Token": other.csrf}, {}),
                ("stale", {}, {"csrf": old}), ("in the query", {}, {}), ("cut", {}, {"csrf": p.csrf[:-1]}),
                ("other site", {"X-CSRF-Token": p.csrf, "Origin": "https://evil.example"}, {}),
                ("no origin", {"X-CSRF-Token": p.csrf, "Origin": "null"}, {}),
                ("cross-site", {"X-CSRF-Token": p.csrf, "Sec-Fetch-Site": "cross-site"}, {}),
                ("same-site", {"X-CSRF-Token": p.csrf, "Sec-Fetch-Site": "same-site"}, {})):
            where = path + "?csrf=" + p.csrf if why == "in the query" else path
            got = p.post(where, form, headers=headers, csrf=False)
            check(got.status == 403, "POST %s, token %s: %d" % (path, why, got.status))
    r = Person(site).post("/login", {"user": "t.admin", "password": PASSWORD}, headers={"Origin": "https://evil.example"})
    check(r.status == 403, "signing in from another site: %d" % r.status)
    check(site.store.digest() == before, "nothing changed")


def reading_changes_nothing(site):
    p = Person(site, "t.admin")
    before = site.store.digest()
    for r in harness.routes():
        if r["method"] == "GET":
            for ending in ("", ".json") if r["table"] else ("",):
                p.get(harness.example_path(r["pattern"]) + ending + "?year=2566&lang=en")
    check(site.store.digest() == before, "GET never changes state")


def disabled_at_once(site):
    p = Person(site, "t.council")
    check(who(p), "signed in")
    site.store.query("UPDATE app_user SET disabled = 1 WHERE name = 't.council'")
    check(not who(p), "out at once")
    r = Person(site).post("/login", json_body={"user": "t.council", "password": PASSWORD})
    check(r.status == 401, "cannot come back: %d" % r.status)


def ages(site):
    """Idle and oldest age, by moving the times of the session back."""
    for why, column, minutes, lives in (("idle 29 min", "seen_ms", 29, True), ("idle 31 min", "seen_ms", 31, False),
                                        ("11 hours old", "created_ms", 11 * 60, True), ("13 hours old", "created_ms", 13 * 60, False)):
        p = Person(site, "t.strategy")
        site.store.query("UPDATE session SET %s = %s - %d WHERE user_id = (SELECT id FROM app_user WHERE name = 't.strategy') "
                         "AND ended = 0" % (column, column, minutes * 60000))
        check(who(p) == lives, why)


def languages(site):
    p = Person(site)
    check('lang="th"' in p.get("/login").text(), "Thai first")
    check('lang="en"' in p.get("/login?lang=en").text(), "English when asked for")
    check('lang="en"' in p.get("/login").text(), "and from then on")
    check('lang="th"' in p.get("/login?lang=th").text(), "and back")
    check('lang="th"' in p.get("/login?lang=xx").text(), "no other language")


def the_end(site):
    """SIGTERM with idle and busy clients: gone within a second, and everything answered is kept."""
    quickest = None
    for _ in range(3):  # the machine may be busy with other tests: the quickest of three counts
        extra = Site(site.store)
        people = [Person(extra, "t.finance") for _ in range(3)]
        s = socket.create_connection(("127.0.0.1", extra.port))
        took, code = extra.stop()
        s.close()
        check(code == 0, "ended with %s" % code)
        check(all(who_on(site, p) for p in people), "sessions of before are there for another server")
        quickest = took if quickest is None else min(took, quickest)
        if quickest < 1.0:
            break
    check(quickest < 1.0, "ended after %.2f s at best" % quickest)


def who_on(site, p):
    q = Person(site)
    q.cookies = dict(p.cookies)
    return who(q)


def over_tls(site):
    """TLS 1.2 and up, a __Host- cookie that is Secure, HSTS; plain HTTP beyond loopback is refused."""
    key, cert = os.path.join(site.folder, "key.pem"), os.path.join(site.folder, "cert.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-keyout", key, "-out", cert, "-days", "2", "-subj", "/CN=localhost"], check=True,
                   stderr=subprocess.DEVNULL)
    extra = Site(site.store, args=("--tls-cert", cert, "--tls-key", key))
    try:
        p = Person(extra, "t.finance")
        check(list(p.cookies) == ["__Host-pbis"], "cookies: %s" % list(p.cookies))
        r = Person(extra).post("/login", json_body={"user": "t.finance", "password": PASSWORD})
        check(all("; Secure" in c and "Domain" not in c for c in r.all("Set-Cookie")), "Secure: %s" % r.all("Set-Cookie"))
        check("max-age=31536000" in r.header("Strict-Transport-Security"), "HSTS")
        old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
        old.set_ciphers("ALL:@SECLEVEL=0")
        warnings.simplefilter("ignore", DeprecationWarning)
        old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
        try:
            with socket.create_connection(("127.0.0.1", extra.port), timeout=5) as s, old.wrap_socket(s):
                check(False, "TLS 1.1 was taken")
        except (ssl.SSLError, OSError):
            check(True, "TLS 1.1 is refused")
        check(extra.raw(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n", 2.0)[:8] != b"HTTP/1.1", "no plain answer on the TLS port")
    finally:
        extra.stop()
    os.chmod(key, 0o640)
    p = subprocess.run([harness.BIN, "serve", "--listen", "127.0.0.1:0", "--tls-cert", cert, "--tls-key", key], env=site.env,
                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=10, check=False)
    check(p.returncode != 0 and b"key_mode" in p.stderr, "a key that others read is refused: %d %s" % (p.returncode, p.stderr[:80]))
    p = subprocess.run([harness.BIN, "serve", "--listen", "0.0.0.0:0"], env=site.env, stdout=subprocess.PIPE,
                       stderr=subprocess.PIPE, timeout=10, check=False)
    check(p.returncode == 2 and b"--insecure" in p.stderr, "plain HTTP for others needs --insecure: %d" % p.returncode)


def quick_start(site):
    quickest = None
    for _ in range(5):
        extra = Site(site.store)
        extra.stop()
        quickest = extra.start_ms if quickest is None else min(extra.start_ms, quickest)
        if quickest < 500:
            break
    check(quickest < 500, "listening after %.0f ms at best" % quickest)


if __name__ == "__main__":
    sys.exit(harness.main([sign_in_and_out, where_to, wrong_passwords, same_time, forged_forms, reading_changes_nothing,
                           disabled_at_once, ages, languages, waits_grow, over_tls, quick_start, the_end],
                          prepare=harness.fixture))
