"""crawl.py - pages as a parser sees them: forms with their fields, and what must not have become mark-up.

Nothing is searched for by patterns: html.parser reads the page as a browser would, and what a payload
turned into (an element, an attribute, a script, an address) is looked for in the tree's events."""
import html.parser
import re
import urllib.parse

TEXT_KINDS = {"text", "search", "password", "tel", "email", "url", "number", "date", "hidden", ""}


class Page(html.parser.HTMLParser):
    """Forms, links, and every element and attribute of a page."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.forms, self.links, self.elements, self.attributes, self.scripts = [], set(), [], [], []
        self.form, self.raw, self.select = None, None, None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        self.elements.append(tag)
        self.attributes += [(tag, k, v or "") for k, v in attrs]
        if tag == "a" and a.get("href"):
            self.links.add(a["href"])
        if tag == "form":
            self.form = {"method": a.get("method", "get").lower(), "action": a.get("action", ""), "fields": [], "files": []}
            self.forms.append(self.form)
        if tag in ("script", "style"):
            self.raw = tag
        if self.form is None:
            return
        name = a.get("name")
        if tag == "input" and name:
            kind = a.get("type", "text")
            if kind == "file":
                self.form["files"].append(name)
            elif kind not in ("checkbox", "radio") or "checked" in a:
                self.form["fields"].append((name, kind, a.get("value", "")))
        if tag == "textarea" and name:
            self.form["fields"].append((name, "textarea", ""))
        if tag == "select" and name:
            self.select = [name, None]
        if tag == "option" and self.select is not None and (self.select[1] in (None, "") or "selected" in a):
            self.select[1] = a.get("value", "")
        if tag == "button" and name:
            self.form["fields"].append((name, "button", a.get("value", "")))

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        if tag == "select" and self.select is not None:
            if self.form is not None:
                self.form["fields"].append((self.select[0], "select", self.select[1] or ""))
            self.select = None
        if tag in ("script", "style"):
            self.raw = None

    def handle_data(self, data):
        if self.raw and data.strip():
            self.scripts.append(data)

    def pi(self, data):
        self.elements.append("?" + data[:10])

    handle_pi = pi

    def handle_comment(self, data):
        self.elements.append("!--" + data[:20])


def wrong_in(text):
    """What a page may not hold, whatever was typed into it: empty when nothing is wrong."""
    p = Page(text)
    wrong = []
    if p.scripts:
        wrong.append("inline script or style: %r" % p.scripts[0][:60])
    for tag in p.elements:
        if re.match(r"pbisx|iframe|object|embed|base|math|marquee|applet|link2|!--pbisx|\?", tag):
            wrong.append("element <%s>" % tag)
    for tag, k, v in p.attributes:
        if k.startswith("on") or k in ("style", "srcdoc") or "pbisx" in k:
            wrong.append("attribute %s %s=%r" % (tag, k, v[:40]))
        if k in ("href", "src", "action", "formaction", "xlink:href"):
            scheme = urllib.parse.urlsplit(v.strip()).scheme.lower() if ":" in v.split("/")[0] else ""
            if scheme and scheme not in ("http", "https", "mailto"):
                wrong.append("address %s=%r" % (k, v[:60]))
            elif v.startswith("//") or v.startswith("/\\") or "pbisx.example" in urllib.parse.urlsplit(v).netloc:
                wrong.append("foreign address %s=%r" % (k, v[:60]))
    return wrong


def local(path):
    """The path of a link of ours, without its fragment; None for others."""
    u = urllib.parse.urlsplit(path)
    return None if u.scheme or u.netloc or not path.startswith("/") else u.path + ("?" + u.query if u.query else "")


def pattern_of(path, routes, method="GET"):
    """The route that takes a path."""
    pieces = path.split("?")[0].split("#")[0].strip("/").split("/")
    best = None
    for r in routes:
        if r["method"] != method:
            continue
        want = r["pattern"].strip("/").split("/")
        if len(want) == len(pieces) and all(w.startswith("{") or w == x for w, x in zip(want, pieces)):
            if best is None or sum(w.startswith("{") for w in want) < sum(w.startswith("{") for w in best.strip("/").split("/")):
                best = r["pattern"]
    return best


def walk(p, seeds, routes, each=2, most=400):
    """Pages from the seeds on, at most `each` of one route; yields (path, reply)."""
    todo, seen, count = list(seeds), set(), {}
    while todo and len(seen) < most:
        path = todo.pop(0)
        pattern = pattern_of(path, routes)
        if path in seen or pattern is None or pattern.startswith("/assets") or count.get(pattern, 0) >= each:
            continue
        seen.add(path)
        count[pattern] = count.get(pattern, 0) + 1
        got = p.get(path)
        yield path, got
        if got.status == 200 and got.header("Content-Type").startswith("text/html"):
            for link in sorted(Page(got.text()).links):
                link = local(link)
                if link and not re.search(r"\.(json|csv|xlsx|pdf)(\?|$)|lang=", link):
                    todo.append(link)
