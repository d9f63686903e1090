#!/usr/bin/env python3
"""Notices in the browser, by mail and by webhook: an SMTP sink and an HTTP sink on this machine see what arrives."""
import email
import email.header
import hashlib
import hmac
import http.server
import json
import os
import re
import socketserver
import sys
import tempfile
import threading
import time

import harness
from harness import Person, Site, check

SECRET = "a secret of the office, long enough"
BASE = "https://pbis.example"


class SmtpSink(socketserver.ThreadingTCPServer):
    """Takes mail; `answers` are the codes of the next RCPT commands, 250 when there are none."""
    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), SmtpTalk)
        self.mails, self.answers = [], []
        threading.Thread(target=self.serve_forever, daemon=True).start()


class SmtpTalk(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self):
        self.say("220 sink")
        sender, to = "", []
        while True:
            line = self.rfile.readline().decode("utf-8", "replace").rstrip("\r\n")
            word = line[:4].upper()
            if not line or word == "QUIT":
                self.say("221 bye")
                return
            if word in ("EHLO", "HELO"):
                self.say("250 sink")
            elif word == "MAIL":
                sender, to = line, []
                self.say("250 ok")
            elif word == "RCPT":
                code = self.server.answers.pop(0) if self.server.answers else 250
                to.append(line)
                self.say("%d %s" % (code, "ok" if code == 250 else "not now"))
            elif word == "DATA":
                self.say("354 go on")
                data = b""
                while not data.endswith(b"\r\n.\r\n"):
                    data += self.rfile.readline()
                self.server.mails.append((sender, to, data[:-5]))
                self.say("250 taken")
            else:
                self.say("250 ok")


class HookSink(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), HookTalk)
        self.posts, self.answers = [], []
        threading.Thread(target=self.serve_forever, daemon=True).start()


class HookTalk(http.server.BaseHTTPRequestHandler):
    def do_POST(self):  # pylint: disable=invalid-name
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posts.append((self.path, dict(self.headers), body))
        code = self.server.answers.pop(0) if self.server.answers else 200
        self.send_response(code)
        if code == 302:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):  # pylint: disable=arguments-differ
        pass


SMTP, HOOK = SmtpSink(), HookSink()


def text_of(data):
    m = email.message_from_bytes(data)
    return m, m.get_payload(decode=True).decode("utf-8")


def header_of(m, name):
    return str(email.header.make_header(email.header.decode_header(m[name])))


def give(site, user, kind, path, year=2566):
    site.store.query("INSERT INTO notice (user_id, kind, year, path, th, en, made_by, made_ms) SELECT id, '%s', %d, '%s',"
                     " 'ขอ 1,234,567 บาท', 'asks 1,234,567 baht', 'system', 1 FROM app_user WHERE name = '%s'" % (kind, year, path, user))


def notify(site, at):
    return site.run("notify", "--at", at)


SETTINGS = {"email": "", "day_hour": "8", "week_day": "1", "version": "0"}


def settings(site):
    officer = Person(site, "t.officer")
    check("nothing is sent between 20:00 and 7:00" in officer.get("/notices/settings?lang=en").text(), "quiet hours are told")
    for bad in ("nobody", "a@b.org, c@d.org", "a@b.org\r\nBcc: c@d.org"):
        r = officer.post("/notices/settings", dict(SETTINGS, email=bad))
        check(r.status == 400 and "f-email" in r.text(), "no address: %r %d" % (bad, r.status))
    r = officer.post("/notices/settings", dict(SETTINGS, how_deadline="off"))
    check(r.status == 400, "a mandatory kind cannot be switched off: %d" % r.status)
    check(officer.post("/notices/settings", dict(SETTINGS, email="officer@city.example", hook="1", how_mention="off")).status == 303, "set")
    check("officer@city.example" in officer.get("/notices/settings").text(), "kept")
    check(officer.post("/notices/settings", dict(SETTINGS, email="other@city.example")).status == 409, "an old form is stale")
    give(site, "t.officer", "circular", "/circulars/C1")
    notify(site, "2030-01-07T10:00")
    check(len(SMTP.mails) == 1, "only the link that proves the address goes to it: %d" % len(SMTP.mails))
    m, body = text_of(SMTP.mails[0][2])
    token = re.search(r"token=([A-Za-z0-9_-]+)", body).group(1)
    check(SMTP.mails[0][1] == ["RCPT TO:<officer@city.example>"], "to whom: %s" % SMTP.mails[0][1])
    check(site.store.query("SELECT COUNT(*) FROM delivery WHERE secret <> ''") == [["0"]], "the token is not kept once it has gone")
    other = Person(site, "t.head")
    check(other.post("/notices/verify", {"token": token}).status == 403, "another account's token")
    check(officer.get("/notices/verify?token=" + token).status == 200, "opening the link changes nothing")
    check("is not confirmed" in officer.get("/notices/settings?lang=en").text(), "still not proved")
    check(officer.post("/notices/verify", {"token": token}).status == 303, "proved")
    check("Sent to" in officer.get("/notices/settings?lang=en").text(), "and said")
    check(officer.post("/notices/verify", {"token": token}).status == 403, "once")
    check(m["Auto-Submitted"] == "auto-generated", "no answers by machines")
    HOOK.posts.clear()
    SMTP.mails.clear()


def no_figures(text, what):
    text = re.sub(r"https://pbis\.example\S*", "", text)
    text = re.sub(r"(ปีงบประมาณ พ\.ศ\.|Fiscal year) 25\d\d", "", text)
    check(not re.search(r"[0-9๐-๙]", text), "figures in %s: %s" % (what, text))


def mail(site):
    officer = Person(site, "t.officer")
    site.store.query("UPDATE app_user SET full_name = 'สมชาย' || char(13) || char(10) || 'Bcc: evil@x.org' WHERE name = 't.officer'"
                     if harness.KIND == "sqlite" else
                     "UPDATE app_user SET full_name = 'สมชาย' || chr(13) || chr(10) || 'Bcc: evil@x.org' WHERE name = 't.officer'")
    give(site, "t.officer", "returned", "/packages/1100-00001-L1?year=2566")
    give(site, "t.officer", "mention", "/packages/1100-00001-L1?year=2566")
    give(site, "t.officer", "info_request", "/packages/1100-00002-L1?year=2567", 2567)
    give(site, "t.head", "returned", "/packages/1100-00001-L1?year=2566")
    notify(site, "2030-01-07T21:30")
    check(not SMTP.mails and not HOOK.posts, "quiet at night")
    notify(site, "2030-01-08T06:59")
    check(not SMTP.mails, "still")
    notify(site, "2030-01-08T07:00")
    check(len(SMTP.mails) == 1 and len(HOOK.posts) == 1, "in the morning, one message a channel: %d %d" % (len(SMTP.mails), len(HOOK.posts)))
    m, body = text_of(SMTP.mails[0][2])
    check("Bcc" not in m and SMTP.mails[0][1] == ["RCPT TO:<officer@city.example>"], "a name makes no header: %s" % m.items())
    check("สมชาย" in header_of(m, "To"), "the name is there, encoded: %s" % header_of(m, "To"))
    check("การแจ้งเตือน" in header_of(m, "Subject"), "a Thai subject: %s" % m["Subject"])
    check(m["Subject"].isascii() and "=?UTF-8?B?" in m["Subject"], "as RFC 2047 has it")
    check(BASE + "/packages/1100-00001-L1?year=2566" in body and BASE + "/packages/1100-00002-L1?year=2567" in body, "links: %s" % body)
    for line, path in (("2566", "00001-L1"), ("2567", "00002-L1")):
        i = body.index(path)
        check("พ.ศ. " + line in body[:i].rsplit("- ", 1)[1], "the year of %s" % path)
    check("1,234" not in body and "สมชาย" not in body, "no content")
    no_figures(body, "the mail")
    no_figures(header_of(m, "Subject"), "the subject")
    check(body.count("- ") == 2, "what is switched off does not go: %s" % body)
    path, head, raw = HOOK.posts[0]
    said = json.loads(raw)
    sign = hmac.new(SECRET.encode(), (head["X-PBIS-Timestamp"] + ".").encode() + raw, hashlib.sha256).hexdigest()
    check(head["X-PBIS-Signature"] == "sha256=" + sign, "signed: %s" % head)
    check(path == "/line" and said["to"] == "t.officer" and len(said["notices"]) == 2, "the gateway's body: %s" % said)
    for n in said["notices"]:
        no_figures(n["text"], "the gateway's text")
        check(n["url"].startswith(BASE + "/") and str(n["year"]) in n["url"], "link and year: %s" % n)
    SMTP.mails.clear()
    HOOK.posts.clear()
    notify(site, "2030-01-08T09:00")
    check(not SMTP.mails, "sent once")
    del officer


def digests(site):
    give(site, "t.officer", "decided", "/work?year=2566")
    give(site, "t.officer", "question", "/consult")
    notify(site, "2030-01-08T10:00")
    check(not SMTP.mails, "daily ones wait")
    notify(site, "2030-01-09T08:00")
    check(len(SMTP.mails) == 1, "for the digest: %d" % len(SMTP.mails))
    check(text_of(SMTP.mails[0][2])[1].count("\n- ") == 2, "of both")
    SMTP.mails.clear()
    HOOK.posts.clear()


def retries(site):
    give(site, "t.officer", "assigned", "/work")
    SMTP.answers.append(451)
    HOOK.answers.append(503)
    notify(site, "2030-01-09T10:00")
    check(not SMTP.mails and len(HOOK.posts) == 1, "451 and 503")
    notify(site, "2030-01-09T10:00")
    check(not SMTP.mails, "not again at once")
    site.stop()
    site.start()
    notify(site, "2030-01-09T10:02")
    check(len(SMTP.mails) == 1 and len(HOOK.posts) == 2, "a minute later, after a restart: %d %d" % (len(SMTP.mails), len(HOOK.posts)))
    check(HOOK.posts[0][1]["X-PBIS-Delivery"] == HOOK.posts[1][1]["X-PBIS-Delivery"], "the same delivery")
    first = email.message_from_bytes(SMTP.mails[0][2])["Message-ID"]
    check(re.match(r"<pbis-delivery-\d+@city\.example>$", first), "an id that says so: %s" % first)
    site.stop()
    site.start()
    notify(site, "2030-01-09T12:00")
    check(len(SMTP.mails) == 1 and len(HOOK.posts) == 2, "no double after a restart")
    give(site, "t.officer", "assigned", "/work")
    SMTP.answers.append(550)
    HOOK.answers.append(302)
    notify(site, "2030-01-09T13:00")
    notify(site, "2030-01-12T13:00")
    check(len(SMTP.mails) == 1 and len(HOOK.posts) == 3, "what is refused, or sends elsewhere, is not tried again")
    admin = Person(site, "t.admin")
    rows = admin.get("/notices/deliveries.json").json()["rows"]
    check(sorted(r["state"] for r in rows[:4]) == ["given_up", "given_up", "sent", "sent"], "the log: %s" % rows[:4])
    check("550" in rows[0]["answer"] + rows[1]["answer"], "with the answer: %s" % rows[:2])
    check("451" in json.dumps([admin.get("/notices/deliveries/%s.json" % r["id"]).json() for r in rows[:4]]), "each try")
    check(Person(site, "t.officer").get("/notices/deliveries").status == 403, "not for an officer")
    check("not now" not in json.dumps(rows), "what the other side wrote is not repeated")
    SMTP.mails.clear()
    HOOK.posts.clear()


def disabled(site):
    give(site, "t.officer", "assigned", "/work")
    site.run("user", "disable", "t.officer")
    notify(site, "2030-01-14T10:00")
    check(not SMTP.mails and not HOOK.posts, "a disabled person gets nothing")
    site.run("user", "enable", "t.officer")
    notify(site, "2030-01-14T11:00")
    check(not SMTP.mails, "also not later")


def pages(site):
    head, officer = Person(site, "t.head"), Person(site, "t.officer")
    give(site, "t.head", "mention", "/work?year=2566")
    page = head.get("/notices?lang=en")
    check("2</b> unread" in page.text() or "2 unread" in page.text(), "what is unread: %s" % re.sub(r"<[^>]+>", "", page.text())[:600])
    check(page.debug("queries") is None or page.debug("queries") <= 12, "at most 12 statements: %s" % page.debug("queries"))
    rows = head.get("/notices.json").json()["rows"]
    check([r["kind"] for r in rows] == ["mention", "returned"], "newest first: %s" % rows)
    check(re.search(r'href="/notices"[^>]*>[^<]*<span class="n">2', head.get("/work").text()), "the count in the rail")
    check(officer.post("/notices/%d/open" % rows[0]["id"]).status == 404, "somebody else's")
    r = head.post("/notices/%d/open" % rows[0]["id"])
    check(r.status == 303 and r.header("Location") == "/work?year=2566", "opened where it leads: %s" % r.header("Location"))
    check(head.get("/notices.json").json()["rows"][0]["kind"] == "returned", "unread first")
    check(head.post("/notices/read", {"kind": "mention", "up_to": "999999"}).status == 303, "all of a kind")
    check(len([r for r in head.get("/notices.json").json()["rows"] if not r["read_ms"]]) == 1, "of that kind only")
    check(head.post("/notices/read", {"kind": "returned", "up_to": "999999"}, csrf=False).status == 403, "CSRF")
    check(head.get("/notices?kind=evil").status == 400, "an unknown kind")


def unset(_site):
    """Without a mail server nothing is sent, the page says so, and what was given then does not go out later."""
    site = Site(people=["t.admin", "t.officer"])
    try:
        give(site, "t.officer", "assigned", "/work")
        check("nothing is sent" in notify(site, "2030-01-07T10:00"), "said by the command")
        check("PBIS_SMTP_URL" in Person(site, "t.admin").get("/notices/deliveries").text(), "said by the page")
        check(site.store.query("SELECT COUNT(*) FROM delivery") == [["0"]], "nothing planned")
        site.env["PBIS_SMTP_URL"] = "smtp://127.0.0.1:%d" % SMTP.server_address[1]
        for key, value in (("PBIS_MAIL_FROM", "x\r\ny"), ("PBIS_BASE_URL", "javascript:x")):
            site.env.update({"PBIS_MAIL_FROM": "pbis@city.example", "PBIS_BASE_URL": BASE, key: value})
            try:
                notify(site, "2030-01-07T10:00")
                check(False, "a bad setting is refused: %s" % key)
            except RuntimeError as e:
                check("exit 2" in str(e), "as wrong usage: %s" % e)
    finally:
        site.close()


def thread(_site):
    """The server sends by itself, off the event loop."""
    SMTP.mails.clear()
    site = Site(env=dict(ENV, PBIS_NOTIFY_S="1"), people=["t.officer"])
    try:
        officer = Person(site, "t.officer")
        officer.post("/notices/settings", dict(SETTINGS, email="officer@city.example"))
        for _ in range(50):
            if SMTP.mails:
                break
            time.sleep(0.1)
        check(len(SMTP.mails) == 1, "the link went out by itself: %d" % len(SMTP.mails))
        took, code = site.stop()
        check(code == 0, "and it ends: %.2f s, %d" % (took, code))
        site.start()
    finally:
        site.close()


FOLDER = tempfile.mkdtemp(prefix="pbis-notice-")
with open(os.path.join(FOLDER, "secret"), "w", encoding="utf-8") as secret_file:
    secret_file.write(SECRET + "\n")
ENV = {"PBIS_SMTP_URL": "smtp://127.0.0.1:%d" % SMTP.server_address[1], "PBIS_MAIL_FROM": "pbis@city.example", "PBIS_BASE_URL": BASE,
       "PBIS_HOOK_URL": "http://127.0.0.1:%d/line" % HOOK.server_address[1], "PBIS_HOOK_SECRET": os.path.join(FOLDER, "secret")}

if __name__ == "__main__":
    sys.exit(harness.main([settings, mail, digests, retries, disabled, pages, unset, thread],
                          people=["t.officer", "t.head", "t.admin"], env=ENV, prepare=harness.fixture))
