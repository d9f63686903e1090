#!/usr/bin/env python3
"""Security headers on every route and every status; what each reply must and must not say."""
import concurrent.futures
import sys

import harness
from harness import Person, Site, check

MUST = {
    "Content-Security-Policy": lambda v: "default-src 'self'" in v and "unsafe" not in v
    and "frame-ancestors 'none'" in v and "base-uri 'none'" in v and "form-action 'self'" in v,
    "X-Content-Type-Options": lambda v: v == "nosniff",
    "Referrer-Policy": lambda v: v in ("same-origin", "no-referrer"),
    "Cross-Origin-Opener-Policy": lambda v: v == "same-origin",
    "Cross-Origin-Resource-Policy": lambda v: v == "same-origin",
    "Cache-Control": lambda v: v == "no-store" or "immutable" in v,
}
TYPES = ("text/html; charset=utf-8", "application/json; charset=utf-8", "text/csv; charset=utf-8",
         "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/pdf")


def sweep(reply, what):
    bad = [k for k, good in MUST.items() if not good(reply.header(k))]
    if reply.header("Server") or reply.header("X-Powered-By"):
        bad.append("Server")
    if reply.body and reply.status != 304 and "/assets/" not in what and reply.header("Content-Type") not in TYPES:
        bad.append("Content-Type " + reply.header("Content-Type"))
    for c in reply.all("Set-Cookie"):
        if "HttpOnly" not in c or "SameSite=Lax" not in c or "Path=/" not in c or "Domain" in c:
            bad.append("cookie " + c)
    if any(ord(ch) < 32 for _, v in reply.headers for ch in v if ch != "\t"):
        bad.append("control character")
    check(not bad, "%s %d: %s" % (what, reply.status, bad))


def every_route(site):
    """Nobody, an officer and the administrator; GET and POST; all endings."""
    for who in (Person(site), Person(site, "t.officer"), Person(site, "t.admin")):
        for r in harness.routes():
            path = harness.example_path(r["pattern"])
            for ending in ("", ".json", ".csv", ".xlsx") if r["table"] else ("",):
                sweep(who.get(path + ending), "%s GET %s" % (who.name, path + ending))
            sweep(who.post(path, {"x": "1"}, csrf=False), "%s POST %s" % (who.name, path))


def every_status(site):
    p = Person(site, "t.admin")
    want = {
        200: p.get("/health"), 303: site.get("/"), 404: p.get("/no/such/page"),
        405: p.get("/logout"), 400: p.get("/login?x=%zz"), 401: site.get("/overview", Accept="application/json"),
        403: p.post("/logout", csrf=False), 413: site.send("POST", "/login", b"x" * (1 << 20) + b"y", {
            "Content-Type": "application/x-www-form-urlencoded"}),
        415: site.send("POST", "/login", b"<x/>", {"Content-Type": "text/xml"}),
    }
    for status, r in want.items():
        check(r.status == status or status == 401 and r.status in (401, 404), "wanted %d got %d" % (status, r.status))
        sweep(r, "status %d" % status)
    for m in ("PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "FOO"):
        r = site.send(m, "/login")
        check(r.status == 405 and "GET" in r.header("Allow"), "%s gives %d" % (m, r.status))
        sweep(r, m)


def busy_and_broken(site):
    """429 of a name that was guessed at, 503 of a full queue, 500 of a store without a table."""
    extra = Site(site.store, env={"PBIS_LOGIN_HASHES": "1", "PBIS_ADDRESS_TRIES": "1000000"})
    try:
        for i in range(11):
            last = Person(extra).post("/login", json_body={"user": "nobody.here", "password": "wrong %d" % i})
        check(last.status == 429 and int(last.header("Retry-After")) > 0, "429: %d" % last.status)
        sweep(last, "status 429")
        with concurrent.futures.ThreadPoolExecutor(80) as pool:
            got = list(pool.map(lambda i: Person(extra).post("/login", json_body={"user": "flood.%d" % i, "password": "wrong"}), range(160)))
        full = [r for r in got if r.status == 503]
        check(full, "503 when more sign-ins wait than may: %s" % {r.status for r in got})
        for r in full[:5]:
            sweep(r, "status 503")
            check(r.json()["code"] == "busy", "busy: %s" % r.text()[:100])
    finally:
        extra.stop()
    own = Site(people=["t.admin"])
    try:
        p = Person(own, "t.admin")
        own.store.query("DROP TABLE param_event" + (" CASCADE" if harness.KIND == "postgres" else ""))
        own.store.query("DROP TABLE param_value" + (" CASCADE" if harness.KIND == "postgres" else ""))
        for accept in ("text/html", "application/json"):
            r = p.get("/parameters?year=2566", Accept=accept)
            check(r.status == 500, "500: %d" % r.status)
            sweep(r, "status 500")
            check("param_value" not in r.text() and "SELECT" not in r.text() and "sqlite" not in r.text().lower(), "what broke is told to the log only")
    finally:
        own.close()


def assets(site):
    page = site.get("/login").text()
    for path in sorted(set(part.split('"')[0] for part in page.split('"') if part.startswith("/assets/"))):
        r = site.get(path, Accept_Encoding="gzip")
        check(r.status == 200 and "immutable" in r.header("Cache-Control"), path)
        check(len(r.header("ETag")) > 20, path + " has an ETag")
        again = site.get(path, If_None_Match=r.header("ETag"))
        check(again.status == 304 and not again.body, path + " unchanged")
        old = site.get("/assets/older/" + path.split("/", 3)[3])
        check(old.status == 200 and "immutable" not in old.header("Cache-Control"), "an older version is not kept")
        sweep(r, path)


def packing(site):
    r = site.get("/api/openapi.json", Accept_Encoding="gzip")
    check(r.header("Content-Encoding") == "gzip" and r.body[:2] == b"\x1f\x8b", "gzip when asked for")
    r = site.get("/api/openapi.json")
    check(not r.header("Content-Encoding") and r.json()["openapi"].startswith("3."), "plain when not")
    r = site.get("/api/openapi.json", Accept_Encoding="gzip;q=0, br")
    check(not r.header("Content-Encoding"), "gzip;q=0 is no")
    check(site.send("HEAD", "/login").body == b"", "HEAD has no body")
    paths = site.get("/api/openapi.json").json()["paths"]
    known = {r["pattern"] for r in harness.routes()}
    check(len(paths) == len(known), "every pattern stands in the API description")


def errors_in_both_forms(site):
    r = site.get("/no/such", Accept="application/json")
    d = r.json()
    check(r.status == 404 and d["code"] == "not_found" and d["message_th"] and d["message_en"] and d["fields"] == [],
          "JSON error: %s" % r.text())
    r = site.get("/no/such", Accept="text/html")
    check(r.header("Content-Type").startswith("text/html") and "not_found" in r.text(), "HTML error page")
    r = Person(site).post("/login", json_body={"user": "x", "password": "y"})
    check(r.status == 401 and r.json()["code"] == "login_failed", "JSON in, JSON out: %d" % r.status)


if __name__ == "__main__":
    sys.exit(harness.main([every_route, every_status, busy_and_broken, assets, packing, errors_in_both_forms],
                          ["t.officer", "t.admin"]))
