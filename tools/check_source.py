#!/usr/bin/env python3
"""check_source.py - rules of the source that a compiler does not know.

  check_source.py [--root DIR]

- no SQL in .c: queries stand in .sql files
- the difference of the eras (5 4 3) in base/date.c only
- double and float only in the files of tools/double_allowed.txt
- the clock, the environment and what grows memory or reads numbers loosely only in the files of
  tools/calls_allowed.txt
- Thai text in .def, po/, views, data, thai.c, date.c, money.c; in other C only in TR() and FIELD()
- no TODO without an issue number; no name of somebody's machine or of a package registry
- no style= and no inline script in anything that becomes a page"""
import argparse
import os
import re
import sys

from lint import Report, allowed, files_of, strip_c

THAI = re.compile(r"[\u0e00-\u0e7f]")
THAI_WORD = re.compile(r"[\u0e00-\u0e4f\u0e5a-\u0e7f]")  # digits may be read
THAI_HOME = ("src/base/thai.c", "src/base/date.c", "src/base/money.c")
ERA = re.compile(r"(?<![\w.])5" r"43(?:\.0)?(?![\w.])")
ERA_HOME = "src/base/date.c"
SQL = re.compile(r'"\s*(SELECT|INSERT|UPDATE|DELETE|REPLACE|MERGE)\s', re.I)
DOUBLE = re.compile(r"\b(double|float)\b")
CALLS = re.compile(
    r"(?<![\w.>])(malloc|calloc|realloc|free|strdup|strndup|asprintf|vasprintf|strcpy|stpcpy|strcat"
    r"|strncpy|strncat|sprintf|vsprintf|gets|strtok|strtok_r|atoi|atol|atoll|atof|strtol|strtoll"
    r"|strtoul|strtoull|strtod|strtof|scanf|sscanf|fscanf|gmtime|localtime|ctime|asctime|mktime"
    r"|gmtime_r|localtime_r|strftime|time|gettimeofday|clock_gettime|getenv|setenv|putenv|setlocale"
    r"|system|popen|rand|srand|random|drand48|signal|alloca|tmpnam|mktemp|gethostbyname)\s*\(")
TODO = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b(?!\s*\(#\d+\)|\s*#\d+)")
# Written in pieces, so that this file does not find itself.
PLACES = re.compile("|".join((r"(?<![\w.~-])/wo" r"rk/(?:main|shared|\.)", r"/tm" r"p/(?:wt|b)/", r"/ro" r"ot/",
                              r"/ho" r"me/[a-z]", r"registry\.np" r"mjs\.org", r"npm" r"mirror",
                              r"registry\.yarn" r"pkg", r"files\.python" r"hosted",
                              r"Co-Auth" r"ored-By")))
INLINE = re.compile(r"\sstyle\s*=\s*\\?[\"']|<style\b|\son[a-z]+\s*=\s*\\?[\"']|javascript:", re.I)
SCRIPT = re.compile(r"<script\b(?![^>]*\bsrc=)", re.I)


def line_of(text, at):
    return text.count("\n", 0, at) + 1


def blank_calls(text, names):
    """Blanks what stands inside NAME( ... ), strings included."""
    out = list(text)
    for m in re.finditer(r"\b(?:" + "|".join(names) + r")\s*\(", text):
        depth, at, quoted = 1, m.end(), False
        while at < len(text) and depth:
            c = text[at]
            if quoted and c == "\\":
                at += 1
            elif c == '"':
                quoted = not quoted
            elif not quoted:
                depth += {"(": 1, ")": -1}.get(c, 0)
            at += 1
        for i in range(m.end(), min(at, len(text))):
            if out[i] != "\n":
                out[i] = " "
    return "".join(out)


class Check:
    def __init__(self, root):
        self.r = Report("source")
        self.double = allowed(root, "double_allowed.txt")
        self.calls = allowed(root, "calls_allowed.txt")
        self.seen = set()
        for name, rows in (("double_allowed.txt", self.double), ("calls_allowed.txt", self.calls)):
            for path, why in rows.items():
                if len(why) < 10:
                    self.r.bad(f"tools/{name}", 1, f"{path} has no reason beside it")
                if not os.path.exists(os.path.join(root, path)):
                    self.r.bad(f"tools/{name}", 1, f"{path} does not exist")

    def find(self, path, pattern, text, what, keep=None, once=False):
        for m in pattern.finditer(text):
            if keep is None or keep(m):
                self.r.bad(path, line_of(text, m.start()), what.format(m.group(0).strip()))
                if once:
                    return

    def c_file(self, path, text):
        code, with_strings = strip_c(text), strip_c(text, strings=False)
        self.find(path, SQL, with_strings, "SQL in C ({0} ...); name the query in a .sql file",
                  lambda m: path.endswith(".c"))
        if path not in self.double:
            self.find(path, DOUBLE, code, "{0}: money and rules are integers; a drawing or a "
                      "library's interface is listed in tools/double_allowed.txt", once=True)
        names = set(re.split(r"[\s,]+", self.calls.get(path, "").split(":")[0]))
        self.find(path, CALLS, code, "{0}) is kept to the files of tools/calls_allowed.txt",
                  lambda m: m.group(1) not in names)
        if path not in THAI_HOME and path.endswith((".c", ".h")):
            rest = blank_calls(with_strings, ("TR", "FIELD", "COMMAND"))
            lines = set()
            for m in THAI.finditer(rest):
                line = line_of(rest, m.start())
                source = text.split("\n")[line - 1]
                if line not in lines and "TR(" not in source and "FIELD(" not in source:
                    self.r.bad(path, line, "Thai text outside TR(), FIELD() and .def tables")
                lines.add(line)

    def file(self, path, text):
        top, name = path.split("/")[0], os.path.basename(path)
        if name == "check_source.py":
            return
        self.find(path, PLACES, text, "“{0}” names a machine or a registry")
        if top == "data" or path.startswith("tests/fixtures/"):
            return
        self.find(path, TODO, text, "{0} without an issue number, as in: {0} #12")
        if top != "src":
            return
        if path.endswith((".c", ".h", ".def", ".sql", ".html", ".js")) and path != ERA_HOME:
            code = strip_c(text, strings=False) if path.endswith((".c", ".h")) else text
            self.find(path, ERA, code, "{0}: eras are converted in base/date.c only")
        if path.endswith((".c", ".h")):
            self.c_file(path, text)
            text = strip_c(text, strings=False)
        if path.endswith((".c", ".html", ".svg")) and path != "src/web/html.c":
            self.find(path, INLINE, text, "{0}: the content policy refuses inline style and script")
            self.find(path, SCRIPT, text, "{0}: a script comes from a file")
        if path.endswith(".js") and not name.endswith(".min.js"):
            self.find(path, THAI_WORD, re.sub(r"/\*.*?\*/|//[^\n]*", lambda m: re.sub(r"[^\n]", " ",
                      m.group(0)), text, flags=re.S),
                      "Thai text in a script; hand it over in a data- attribute")


def main():
    p = argparse.ArgumentParser(description=__doc__,
                                formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--root", default=os.path.join(os.path.dirname(__file__), ".."))
    a = p.parse_args()
    c = Check(a.root)
    for path, text in files_of(a.root):
        c.file(path, text)
    return c.r.close()


if __name__ == "__main__":
    sys.exit(main())
