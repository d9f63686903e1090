#!/usr/bin/env python3
"""Bad HTTP: smuggling, framing, sizes, slow clients, bad text. Each is refused, nothing hangs."""
import os
import socket
import struct
import sys
import time

import harness
from harness import Person, check, status_of

H = b"Host: x\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"

# why, bytes, statuses that are right (0 = closed without an answer)
REFUSED = [
    ("no Host", b"GET /login HTTP/1.1\r\n\r\n", (400,)),
    ("two Hosts", b"GET /login HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", (400,)),
    ("bad Host", b"GET /login HTTP/1.1\r\nHost: a/b\r\n\r\n", (400,)),
    ("length and coding", b"POST /login HTTP/1.1\r\n" + H + FORM +
     b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /health HTTP/1.1\r\nHost: x\r\n\r\n", (400,)),
    ("two lengths", b"POST /login HTTP/1.1\r\n" + H + FORM + b"Content-Length: 3\r\nContent-Length: 5\r\n\r\na=b&c", (400,)),
    ("equal lengths twice", b"POST /login HTTP/1.1\r\n" + H + FORM + b"Content-Length: 3\r\nContent-Length: 3\r\n\r\na=b", (400,)),
    ("a list of lengths", b"POST /login HTTP/1.1\r\n" + H + FORM + b"Content-Length: 3, 3\r\n\r\na=b", (400,)),
    ("negative length", b"POST /login HTTP/1.1\r\n" + H + FORM + b"Content-Length: -1\r\n\r\n", (400, 413, 0)),
    ("length with plus", b"POST /login HTTP/1.1\r\n" + H + FORM + b"Content-Length: +3\r\n\r\na=b", (400, 0)),
    ("length of 30 digits", b"POST /login HTTP/1.1\r\n" + H + FORM + b"Content-Length: " + b"9" * 30 + b"\r\n\r\n", (400, 413, 0)),
    ("two codings", b"POST /login HTTP/1.1\r\n" + H + FORM + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n", (400, 501)),
    ("coding with space", b"POST /login HTTP/1.1\r\n" + H + FORM + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", (400, 501)),
    ("chunked in HTTP/1.0", b"POST /login HTTP/1.0\r\n" + H + FORM + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", (400,)),
    ("space before the colon", b"GET /login HTTP/1.1\r\nHost : x\r\n\r\n", (400,)),
    ("GET with a body", b"GET /login HTTP/1.1\r\n" + H + b"Content-Length: 36\r\n\r\nGET /health HTTP/1.1\r\nHost: x\r\n\r\n\r\n\r\n", (400,)),
    ("HTTP/2.0", b"GET /login HTTP/2.0\r\n" + H + b"\r\n", (400, 505, 0)),
    ("HTTP/0.9", b"GET /login\r\n\r\n", (400, 505, 0)),
    ("absolute target", b"GET http://x/login HTTP/1.1\r\n" + H + b"\r\n", (400,)),
    ("star target", b"OPTIONS * HTTP/1.1\r\n" + H + b"\r\n", (400, 405)),
    ("NUL in the path", b"GET /lo%00gin HTTP/1.1\r\n" + H + b"\r\n", (400,)),
    ("raw NUL in the path", b"GET /lo\0gin HTTP/1.1\r\n" + H + b"\r\n", (400, 404, 0)),
    ("NUL in the query", b"GET /login?next=%00 HTTP/1.1\r\n" + H + b"\r\n", (400,)),
    ("half a percent", b"GET /login%2 HTTP/1.1\r\n" + H + b"\r\n", (400,)),
    ("bad UTF-8", b"GET /%ff%fe HTTP/1.1\r\n" + H + b"\r\n", (400,)),
    ("overlong slash", b"GET /assets/x/%c0%af HTTP/1.1\r\n" + H + b"\r\n", (400,)),
    ("encoded slash", b"GET /assets/x/..%2f..%2fetc%2fpasswd HTTP/1.1\r\n" + H + b"\r\n", (400,)),
    ("dots", b"GET /assets/x/../../../etc/passwd HTTP/1.1\r\n" + H + b"\r\n", (400,)),
    ("encoded dots", b"GET /assets/x/%2e%2e/y HTTP/1.1\r\n" + H + b"\r\n", (400,)),
    ("backslash", b"GET /assets/x/..\\y HTTP/1.1\r\n" + H + b"\r\n", (400,)),
    ("two slashes", b"GET //evil.example HTTP/1.1\r\n" + H + b"\r\n", (400,)),
    ("control character in a header", b"GET /login HTTP/1.1\r\n" + H + b"X-A: a\x01b\r\n\r\n", (400,)),
    ("64 KiB of headers", b"GET /login HTTP/1.1\r\n" + H + b"X-A: " + b"a" * 65536 + b"\r\n\r\n", (400, 413, 431, 0)),
    ("1,000 headers", b"GET /login HTTP/1.1\r\n" + H + b"".join(b"X-%d: 1234567890\r\n" % i for i in range(1000)) + b"\r\n", (400, 413, 431, 0)),
    ("16 KiB target", b"GET /login?x=" + b"a" * 16384 + b" HTTP/1.1\r\n" + H + b"\r\n", (400, 414, 431, 0)),
    ("garbage", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\xff" * 100 + b"\r\n\r\n", (400, 0)),
]


def refused(site):
    for why, data, good in REFUSED:
        out = site.raw(data, 3.0, shut=True)
        check(status_of(out) in good, "%s: %r" % (why, out[:80]))
        check(b'"ok"' not in out, "%s: a second request inside is not answered: %r" % (why, out[:60]))
    check(site.get("/health").status == 200, "it still answers")


def keep_alive(site):
    """Good requests in a row on one connection; early refusals close it."""
    one = b"GET /health HTTP/1.1\r\n" + H + b"\r\n"
    out = site.raw(one * 3 + b"GET /health HTTP/1.1\r\n" + H + b"Connection: close\r\n\r\n")
    check(out.count(b"HTTP/1.1 200") == 4, "four answers on one connection: %d" % out.count(b"HTTP/1.1 200"))
    body = b"user=a&password=b"
    post = b"POST /login HTTP/1.1\r\n" + H + FORM + b"Content-Length: %d\r\n\r\n" % len(body) + body
    out = site.raw(post + b"GET /health HTTP/1.1\r\n" + H + b"Connection: close\r\n\r\n")
    check(out.count(b"HTTP/1.1 401") == 1 and out.count(b"HTTP/1.1 200") == 1, "a POST, then a GET: %r" % out[:60])
    chunks = b"POST /login HTTP/1.1\r\n" + H + FORM + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n" \
             b"6\r\nuser=a\r\nb\r\n&password=b\r\n0\r\n\r\n"
    check(status_of(site.raw(chunks)) == 401, "chunked form")
    out = site.raw(b"GET /health HTTP/1.0\r\n\r\n")
    check(status_of(out) == 200, "HTTP/1.0 without Host")


def sizes(site):
    began = time.monotonic()
    out = site.raw(b"POST /login HTTP/1.1\r\n" + H + b"Content-Type: multipart/form-data; boundary=x\r\n"
                   b"Content-Length: 2147483648\r\n\r\n--x\r\n", 3.0)
    check(status_of(out) == 413 and time.monotonic() - began < 3.0, "2 GB is refused from its length: %r" % out[:80])
    out = site.raw(b"POST /login HTTP/1.1\r\n" + H + FORM + b"Expect: 100-continue\r\nContent-Length: 9000000\r\n\r\n", 3.0)
    check(status_of(out) == 413, "no 100 Continue for too much: %r" % out[:60])
    # A body without a length that never ends: cut off near the limit.
    with socket.create_connection(("127.0.0.1", site.port), timeout=10) as s:
        s.sendall(b"POST /login HTTP/1.1\r\n" + H + FORM + b"Transfer-Encoding: chunked\r\n\r\n")
        sent, chunk = 0, b"10000\r\n" + b"a" * 65536 + b"\r\n"
        try:
            while sent < 64 << 20:
                s.sendall(chunk)
                sent += 65536
        except OSError:
            pass
    check(sent < 16 << 20, "an endless body is cut off (%d bytes)" % sent)


def bodies(site):
    p = Person(site)
    js = {"Content-Type": "application/json"}
    for why, body, status in [
            ("deep JSON", b'{"user":' + b"[" * 100000 + b"]" * 100000 + b"}", (400,)),
            ("nested object", b'{"user":{"a":1}}', (400,)),
            ("not an object", b'[1]', (400,)),
            ("broken", b'{"user":', (400,)),
            ("two keys alike", b'{"user":"a","user":"b"}', (400,)),
            ("NUL in JSON", b'{"user":"a\\u0000b","password":"x"}', (400,)),
            ("bad UTF-8", b'{"user":"\xff"}', (400,)),
            ("huge number", b'{"user":1' + b"0" * 5000 + b'}', (400, 401)),
            ("many keys", b"{" + b",".join(b'"k%d":1' % i for i in range(5000)) + b"}", (400,))]:
        r = p.send("POST", "/login", body, js)
        check(r.status in status and r.json()["code"], "%s: %d" % (why, r.status))
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for why, body in [("NUL", b"user=a%00b"), ("bad UTF-8", b"user=%ff"), ("half percent", b"user=%4"),
                      ("many fields", b"&".join(b"f%d=1" % i for i in range(5000)))]:
        check(p.send("POST", "/login", body, form).status == 400, "form: " + why)
    for why, head, body in [
            ("no boundary", "multipart/form-data", b"x"),
            ("ends early", "multipart/form-data; boundary=quay", b'--quay\r\nContent-Disposition: form-data; name="user"\r\n\r\nabc'),
            ("two files", "multipart/form-data; boundary=quay", b"".join(
                b'--quay\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\nabc\r\n' for _ in range(2)) + b"--quay--\r\n"),
            ("NUL in a part", "multipart/form-data; boundary=quay",
             b'--quay\r\nContent-Disposition: form-data; name="user"\r\n\r\na\0b\r\n--quay--\r\n')]:
        r = p.send("POST", "/login", body, {"Content-Type": head})
        check(r.status == 400, "multipart: %s: %d" % (why, r.status))
    r = p.send("POST", "/login", b'--quay\r\nContent-Disposition: form-data; name="user"\r\n\r\nt.admin\r\n'
               b'--quay\r\nContent-Disposition: form-data; name="password"\r\n\r\n' + harness.PASSWORD.encode() +
               b"\r\n--quay--\r\n", {"Content-Type": "multipart/form-data; boundary=quay"})
    check(r.status == 303, "a multipart form signs in: %d" % r.status)


def slow_clients(site):
    """200 connections that say nothing do not keep others waiting."""
    idle = [socket.create_connection(("127.0.0.1", site.port)) for _ in range(200)]
    for s in idle:
        s.sendall(b"GET /login HTTP/1.1\r\nHost: x\r\nX-Slow: ")
    times = []
    for _ in range(50):
        began = time.monotonic()
        site.get("/health")
        times.append(time.monotonic() - began)
    check(sorted(times)[45] < 0.3, "others answered within 300 ms: %.3f" % sorted(times)[45])
    for s in idle:
        s.close()


def gone_clients(site):
    """Clients that leave while their password is checked or their write waits."""
    body = b"user=t.admin&password=wrong"
    post = b"POST /login HTTP/1.1\r\n" + H + FORM + b"Content-Length: %d\r\n\r\n" % len(body) + body
    for i in range(40):
        with socket.create_connection(("127.0.0.1", site.port)) as s:
            s.sendall(post.replace(b"t.admin", b"gone.%02d" % i))
            if i % 2:
                s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # a reset
    check(site.get("/health").status == 200, "it still answers")


def flood_of_logins(site):
    """More sign-ins than can be hashed: some are told to come back, other pages stay quick."""
    body = b"user=flood.%03d&password=wrong"
    socks = []
    for i in range(200):  # those who left before may still hold places in the queue: wait for a free one
        s = socket.create_connection(("127.0.0.1", site.port), timeout=30)
        b = b"user=drain.%03d&password=wrong" % i
        s.sendall(b"POST /login HTTP/1.1\r\n" + H + FORM + b"Accept: application/json\r\nConnection: close\r\n"
                  b"Content-Length: %d\r\n\r\n" % len(b) + b)
        code = status_of(s.recv(65536))
        s.close()
        if code == 401:  # it was the last in the queue
            break
        time.sleep(0.05)
    for i in range(120):
        s = socket.create_connection(("127.0.0.1", site.port), timeout=30)
        b = body % i
        s.sendall(b"POST /login HTTP/1.1\r\n" + H + FORM + b"Accept: application/json\r\nConnection: close\r\n"
                  b"Content-Length: %d\r\n\r\n" % len(b) + b)
        socks.append(s)
    times = []
    for _ in range(30):
        began = time.monotonic()
        site.get("/login")
        times.append(time.monotonic() - began)
    codes = {}
    for s in socks:
        out = b""
        while True:
            piece = s.recv(65536)
            if not piece:
                break
            out += piece
        s.close()
        codes[status_of(out)] = codes.get(status_of(out), 0) + 1
        if status_of(out) == 503:
            check(b"Retry-After:" in out, "503 says when to come back")
    check(set(codes) <= {401, 503} and codes.get(401, 0) >= 10, "answers of the flood: %s" % codes)
    check(sorted(times)[27] < 0.6, "other pages answer meanwhile: %.3f s" % sorted(times)[27])


def tricklers(site):
    """A byte a second is no request: the head within 20 s, a body at a decent pace (--long only)."""
    if not os.environ.get("PBIS_LONG"):
        return
    head = socket.create_connection(("127.0.0.1", site.port))
    head.sendall(b"GET /login HTTP/1.1\r\nHost: x\r\nX-Slow: ")
    body = socket.create_connection(("127.0.0.1", site.port))
    body.sendall(b"POST /login HTTP/1.1\r\n" + H + FORM + b"Content-Length: 100000\r\n\r\n")
    began, ended = time.monotonic(), {}
    while time.monotonic() - began < 45 and len(ended) < 2:
        for name, s in (("head", head), ("body", body)):
            if name in ended:
                continue
            try:
                s.sendall(b"a")
                s.settimeout(0.01)
                if s.recv(1) == b"":
                    ended[name] = time.monotonic() - began
            except TimeoutError:
                pass
            except OSError:
                ended[name] = time.monotonic() - began
        time.sleep(1)
    check(15 < ended.get("head", 99) < 26, "a slow head is cut off: %s" % ended.get("head"))
    check(25 < ended.get("body", 99) < 40, "a slow body is cut off: %s" % ended.get("body"))


if __name__ == "__main__":
    sys.exit(harness.main([refused, keep_alive, sizes, bodies, slow_clients, gone_clients, flood_of_logins, tricklers],
                          ["t.admin"]))
