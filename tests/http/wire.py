"""wire.py - a signed-in person on one kept connection: many requests, few handshakes."""
import http.client
import io
import json
import urllib.parse
import zipfile

from harness import Person, Reply


class Wire(Person):
    """As Person, but the connection stays open; cookies and the form token are kept as there."""

    def __init__(self, site, name=None, **more):
        self.line = None
        super().__init__(site, name, **more)

    def send(self, method, path, body=None, headers=None):
        h = dict(headers or {})
        if self.cookies and "Cookie" not in h:
            h["Cookie"] = "; ".join("%s=%s" % kv for kv in self.cookies.items())
        for again in (True, False):
            try:
                if self.line is None:
                    self.line = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=60)
                self.line.request(method, path, body, h)
                r = self.line.getresponse()
                got = Reply(r.status, r.getheaders(), r.read())
                if got.header("Connection") == "close":
                    self.line.close()
                    self.line = None
                break
            except (OSError, http.client.HTTPException):
                self.line.close()
                self.line = None
                if not again:
                    raise
        for c in got.all("Set-Cookie"):
            name, value = c.split(";")[0].split("=", 1)
            if name in ("pbis_lang", "pbis_year"):
                continue
            if value:
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)
        return got


def text_of(reply):
    """What a reply says, unpacked when it is a workbook."""
    if reply.body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(reply.body)) as z:
            return "\n".join(z.read(n).decode("utf-8", "replace") for n in z.namelist())
    return reply.body.decode("utf-8", "replace")


def code_of(reply):
    """The word of a refusal; empty for anything else."""
    if reply.status >= 400 and "json" in reply.header("Content-Type"):
        return json.loads(reply.body).get("code", "")
    return ""


def quoted(s):
    return urllib.parse.quote(s, safe="")
