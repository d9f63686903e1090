"""viewhtml.py - follows the HTML of a view while viewc.py compiles it.

Knows where a value would land (text, attribute, address), folds white space where a browser would,
and refuses what is broken or what the content policy (no inline script or style) would block."""
from gen import Problem, show

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
        "track", "wbr"}
# Elements whose end tag may be left out: an end tag of a parent or a sibling closes them.
LOOSE = {"li", "p", "td", "th", "tr", "option", "dt", "dd", "thead", "tbody", "tfoot", "colgroup"}
SIBLINGS = {"li": {"li"}, "td": {"td", "th"}, "th": {"td", "th"}, "tr": {"tr", "td", "th"},
            "option": {"option"}, "dt": {"dt", "dd"}, "dd": {"dt", "dd"},
            "tbody": {"tr", "td", "th", "thead", "tbody", "colgroup"},
            "thead": {"colgroup"}, "tfoot": {"tr", "td", "th", "tbody", "thead"}}
KEEP = {"pre", "textarea"}          # white space counts
RAW = {"script", "style"}           # not HTML inside
ADDRESS = {"href", "src", "action", "formaction", "poster", "cite", "data", "hx-get", "hx-post",
           "hx-put", "hx-delete", "xlink:href", "srcset"}
HUMAN = {"title", "alt", "placeholder", "label", "summary", "content"}
SPACE = " \t\n\f"


class Html:
    def __init__(self):
        self.state = "text"     # text tag_open tag attr eq value bare
        self.stack = []         # (element, line, file)
        self.tag, self.attr, self.begun, self.blank = "", "", False, True
        self.word, self.quote, self.where = "", "", ("", 0)

    # ---- states at branches ----

    def save(self):
        if self.state == "tag_open":  # `<p{% if x %} class="a"{% endif %}>`
            self.end_name(self.fail_here)
        if self.state == "attr":
            self.check_attr()
            self.state = "tag"  # `<option{% if x %} selected{% endif %}>`
        return (self.state, tuple(self.stack), self.tag, self.attr, self.begun, self.blank,
                self.word, self.quote)

    def load(self, s):
        (self.state, stack, self.tag, self.attr, self.begun, self.blank, self.word,
         self.quote) = s
        self.stack = list(stack)

    def fail_here(self, what):
        raise Problem(*self.where, what)

    def join(self, ends, t):
        """After a block: all its ways must leave the HTML at the same place."""
        self.load(ends[-1])
        for e in ends:
            if e[0] != self.state or (e[0] == "value" and e[3] != self.attr):
                t.bad("the branches of this block end in different places of a tag")
            if [x[0] for x in e[1]] != [x[0] for x in self.stack]:
                t.bad("the branches of this block leave different elements open: "
                      f"{self.names(e[1])} and {self.names(self.stack)}")
        self.blank = all(e[5] for e in ends)
        self.begun = any(e[4] for e in ends)

    @staticmethod
    def names(stack):
        return " ".join(f"<{x[0]}>" for x in stack[-3:]) or "none"

    def place(self):
        """Where a value would stand: text human machine url url_part, or what is wrong."""
        if self.state == "text":
            top = self.stack[-1][0] if self.stack else ""
            if top in RAW:
                return f"no value may stand inside <{top}>; use a data- attribute"
            return "text"
        if self.state == "value" and self.quote == '"':
            if self.attr in ADDRESS:
                return "url_part" if self.begun else "url"
            if self.attr in HUMAN or self.attr.startswith("aria-"):
                return "human"
            return "machine"
        return "a value stands in text or inside a double-quoted attribute only"

    def value(self):
        self.begun, self.blank = True, False

    # ---- reading literal text ----

    def feed(self, text, path, line):
        """The text as it is written to the page."""
        out = []
        for c in text:
            put = self.step(c, path, line)
            if put:
                out.append(put)
            if c == "\n":
                line += 1
        return "".join(out)

    def keeps_space(self):
        return any(x[0] in KEEP for x in self.stack)

    def step(self, c, path, line):
        def bad(what):
            raise Problem(path, line, what)
        s, self.where = self.state, (path, line)
        if s == "text":
            return self.step_text(c, bad)
        if s == "tag_open":
            return self.step_tag_open(c, bad, path, line)
        if s == "value":
            if c == self.quote:
                self.state, self.blank = "tag", False
            elif c not in SPACE:
                self.begun = True
            return " " if c == "\n" else c
        if s == "bare":
            if c in SPACE or c == ">":
                self.state = "tag"
                return self.step(c, path, line)
            return c
        return self.step_tag(c, bad, path, line)

    def step_text(self, c, bad):
        top = self.stack[-1][0] if self.stack else ""
        if c == "<":
            self.state, self.word = "tag_open", ""
            return c
        if top in RAW and c not in SPACE:
            bad(f"inline <{top}> is refused by the content policy; put it into assets/")
        if c in SPACE and not self.keeps_space():
            if self.blank:
                return ""
            self.blank = True
            return "\n" if c == "\n" else " "
        self.blank = False
        return c

    def step_tag_open(self, c, bad, path, line):
        if c.isalnum() or c in "!/-:":
            self.word += c
            return c
        self.end_name(bad)
        return self.step(c, path, line)

    def end_name(self, bad):
        """The element's name is whole: open or close it."""
        if not self.word:
            bad("“<” begins no tag here; write &lt;")
        name, (path, line) = self.word.lower(), self.where
        self.tag, self.state, self.attr, self.blank, self.word = name, "tag", "", False, ""
        if name.startswith("/"):
            self.close(name[1:], bad)
        elif not name.startswith("!"):
            while self.stack and self.stack[-1][0] in SIBLINGS.get(name, ()):
                self.stack.pop()
            if name == "style":
                bad("inline <style> is refused by the content policy; put it into assets/")
            self.stack.append((name, line, path))

    def close(self, name, bad):
        while self.stack and self.stack[-1][0] != name and self.stack[-1][0] in LOOSE \
                and any(x[0] == name for x in self.stack):
            self.stack.pop()
        if not self.stack:
            bad(f"</{name}> closes nothing")
        top, line, path = self.stack[-1]
        if top != name:
            bad(f"</{name}> where <{top}> of {show(path)}:{line} is open")
        self.stack.pop()

    def step_tag(self, c, bad, path, line):
        s = self.state
        if s == "attr" and not (c in SPACE or c in "=>/\"'<"):
            self.attr += c.lower()
            return c
        if s == "attr":
            self.check_attr()
            self.state = s = "tag"
        if s == "eq":
            if c == '"' or c == "'":
                self.state, self.quote, self.begun = "value", c, False
            elif c in SPACE or c == ">":
                bad(f"the value of {self.attr} is missing")
            else:
                self.state = "bare"
            return c
        if c in SPACE:
            if self.blank:
                return ""
            self.blank = True
            return " "
        self.blank = False
        if c == ">":
            self.state = "text"
            if self.tag in VOID and self.stack and self.stack[-1][0] == self.tag:
                self.stack.pop()
            return c
        if c == "/":
            if self.stack and self.stack[-1][0] == self.tag and self.tag not in VOID:
                self.stack.pop()  # <path ... /> of SVG
            return c
        if c == "=":
            if not self.attr:
                bad("“=” without an attribute")
            self.state = "eq"
            return c
        if c in "\"'<":
            bad(f"“{c}” is not expected inside <{self.tag}>")
        self.state, self.attr = "attr", c.lower()
        return c

    def check_attr(self):
        path, line = self.where
        if self.attr == "style":
            raise Problem(path, line, "style= is refused by the content policy; use a class")
        if self.attr.startswith("on"):
            raise Problem(path, line, f"{self.attr}= is refused by the content policy; put the "
                          "handler into assets/")

    def finish(self, path):
        if self.state != "text":
            raise Problem(path, 1, f"the view ends inside <{self.tag}>")
        left = [x for x in self.stack if x[0] not in LOOSE]
        if left:
            name, line, where = left[-1]
            raise Problem(where, line, f"<{name}> is not closed")
