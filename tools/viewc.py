#!/usr/bin/env python3
"""viewc.py - compiles the views (HTML) to C: views.c and views.h.

  viewc.py --dir src/web/views --out-c views.c --out-h views.h [--depfile F]

  {% page struct overview_page "web/overview.h" %}   line 1 of a page; its view is
        void view_overview(struct html *h, const struct overview_page *page)
        and view_overview_any(h, const void *page), which the frame calls.
        Files without it are parts for {% include "part.html" %}.
  {% use "web/chart.h" %}                            another header, for {% call %}
  {{ path }}  {{ path | million }}                   H(h, page->path), escaped by type and place
  {{_ "ไทย" }}  {{_ "ขอ {sum} บาท" sum=path }}         a text, translated; places for values
  {{_ "ขอ {sum} บาท" sum=strong path | whole }}       the value stands in <b>
  {% for row in path %} ... {% else %} ... {% endfor %}   over page->path[0 .. page->path_n);
        inside: row.field, loop.index (from 1), loop.first, loop.last, and page.field
  {% if a and not b or c == ENUM_NAME or n > 3 or s == "text" %} {% elif %} {% else %} {% endif %}
  {% call func(path, "text", 3) %}                   func(h, page->path, STR("text"), 3)
  {# comment #}

A path is a.b.c (or a->b where a is a pointer). The HTML itself is checked: elements nest, values
stand in texts or in double-quoted attributes, nothing inline that the content policy refuses."""
import argparse
import os
import re
import sys
import zlib

from gen import (LONG_STRINGS, Problem, c_escape, c_string, find, read_text, show, write_depfile,
                 write_if_changed)
from viewhtml import Html

PIECE = re.compile(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", re.S)
TOKEN = re.compile(r'\s*(?:("(?:[^"\\]|\\.)*")|([A-Za-z_][A-Za-z0-9_]*)|(-?\d+)|'
                   r'(->|==|!=|<=|>=|[<>().,|=&]))')
COMMENT = re.compile(r"<!--.*?-->", re.S)
HOLE = re.compile(r"\{([a-z_0-9]+)\}")
ENUM = re.compile(r"[A-Z][A-Z0-9_]+")
C_WORDS = {"page", "h", "loop", "row_n", "int", "for", "if", "else", "while", "do", "return", "struct",
           "union", "enum", "const", "static", "char", "long", "short", "void", "switch", "case",
           "default", "break", "continue", "goto", "sizeof", "and", "or", "not", "in"}


class Tokens:
    def __init__(self, text, path, line):
        self.path, self.line, self.all, self.at = path, line, [], 0
        pos, text = 0, text.rstrip()
        while pos < len(text):
            m = TOKEN.match(text, pos)
            if not m:
                self.bad(f"cannot read “{text[pos:].strip()[:20]}”")
            kind = "str" if m.group(1) else "name" if m.group(2) else "int" if m.group(3) else "op"
            self.all.append((kind, m.group(m.lastindex)))
            pos = m.end()

    def bad(self, what):
        raise Problem(self.path, self.line, what)

    def peek(self, text=None):
        kind, tok = self.all[self.at] if self.at < len(self.all) else ("end", "the end")
        return (kind, tok) if text is None else tok == text and kind in ("op", "name")

    def take(self, kind=None, text=None):
        got = self.peek()
        if (kind and got[0] != kind) or (text and got[1] != text):
            want = text or {"name": "a name", "str": "a text in double quotes", "int": "a number",
                            "end": "the end"}[kind]
            self.bad(f"expected {want}, found {got[1]}")
        self.at += 1
        return got[1]

    def maybe(self, text):
        if self.peek(text):
            self.at += 1
            return True
        return False


class View:
    """One page: parses it with its includes and writes the body of its function."""

    def __init__(self, path, folder):
        self.path, self.folder = path, folder
        self.out, self.inputs, self.headers = [], [], []
        self.type, self.html, self.loops, self.depth, self.count = None, None, [], 1, 0
        self.literal, self.mark = [], None

    # ---- writing C ----

    def flush(self):
        text = "".join(self.literal)
        self.literal = []
        if text:
            self.mark = None
            pad = "    " * self.depth
            self.out.append(f"{pad}H_LIT(h, {c_string(text, pad + '         ')});\n")

    def emit(self, code, path, line, depth=0):
        self.flush()
        if self.mark != (path, line):
            self.out.append(f'#line {line} "{c_escape(show(path))}"\n')
        self.out.append("    " * (self.depth + depth) + code + "\n")
        self.mark = (path, line + 1)

    # ---- paths and expressions ----

    def path_code(self, t):
        name = t.take("name")
        var = next((v for v in reversed(self.loops) if v["name"] == name), None)
        if name == "loop":
            if not self.loops:
                t.bad("loop.index, loop.first and loop.last stand inside {% for %} only")
            t.take("op", ".")
            what, v = t.take("name"), self.loops[-1]
            codes = {"index": f"(int64_t)({v['i']} + 1)", "first": f"({v['i']} == 0)",
                     "last": f"({v['i']} + 1 == {v['n']})"}
            if what not in codes:
                t.bad(f"expected loop.index, loop.first or loop.last, found loop.{what}")
            return codes[what]
        if name == "page":
            code, sep = "page", "->"
            if not (t.peek(".") or t.peek("->")):
                return code
        elif var:
            code, sep = name, "->"
            if not (t.peek(".") or t.peek("->")):
                return code
        else:
            code, sep = f"page->{name}", "."
        while t.peek(".") or t.peek("->"):
            op = t.take()
            code += ("->" if sep == "->" or op == "->" else ".") + t.take("name")
            sep = "."
        return code

    def value_code(self, t):
        code = self.path_code(t)
        while t.maybe("|"):
            code = f"html_as_{t.take('name')}({code})"
        return code

    def primary(self, t):
        if t.maybe("("):
            code = self.either(t)
            t.take("op", ")")
            return f"({code})"
        if t.maybe("not"):
            return f"!{self.primary(t)}"
        left = self.value_code(t)
        kind, op = t.peek()
        if kind != "op" or op not in ("==", "!=", "<", "<=", ">", ">="):
            return left if left.startswith("(") else f"H_IS({left})"
        t.take()
        kind, right = t.peek()
        if kind == "int":
            t.take()
            return f"(H_NUM({left}) {op} {right})"
        if kind == "name" and ENUM.fullmatch(right):
            t.take()
            return f"({left} {op} {right})"
        no = "!" if op == "!=" else ""
        if kind == "str" and op in ("==", "!="):
            t.take()
            return f"{no}str_eq({left}, STR({right}))"
        if op in ("==", "!="):
            return f"{no}H_EQ({left}, {self.value_code(t)})"
        return f"(H_NUM({left}) {op} H_NUM({self.value_code(t)}))"

    def both(self, t):
        parts = [self.primary(t)]
        while t.maybe("and"):
            parts.append(self.primary(t))
        return " && ".join(parts)

    def either(self, t):
        parts = [self.both(t)]
        while t.maybe("or"):
            parts.append(self.both(t))
        return parts[0] if len(parts) == 1 else " || ".join(f"({p})" for p in parts)

    def condition(self, t):
        code = self.either(t)
        t.take("end")
        depth, whole = 0, code.startswith("(")
        for at, c in enumerate(code):
            depth += {"(": 1, ")": -1}.get(c, 0)
            whole = whole and (depth > 0 or at == len(code) - 1)
        return code[1:-1] if whole else code  # clang dislikes if ((a == b))

    # ---- pieces ----

    def place(self, t):
        """The writer for a value that stands here."""
        where = self.html.place()
        if where not in ("text", "human", "machine", "url", "url_part"):
            t.bad(where)
        return {"text": "H", "human": "H", "machine": "H_ATTR", "url": "H_URL",
                "url_part": "H_URL_PART"}[where]

    def value(self, t):
        writer, code = self.place(t), self.value_code(t)
        t.take("end")
        self.html.value()
        self.emit(f"{writer}(h, {code});", t.path, t.line)

    def text(self, t):
        writer = self.place(t)
        if writer.startswith("H_URL"):
            t.bad("a translated text cannot be part of an address")
        key, holes = t.take("str"), {}
        while t.peek()[0] == "name":
            name = t.take("name")
            t.take("op", "=")
            loud = t.maybe("strong")
            if loud and self.html.place() != "text":
                t.bad("strong stands in text only, not inside a tag")
            holes[name] = (self.value_code(t), loud)
        t.take("end")
        wanted = set(HOLE.findall(key))
        if wanted != set(holes):
            t.bad(f"the text has places {sorted(wanted)}, the values are for {sorted(holes)}")
        self.html.value()
        if not holes:
            self.emit(f"H_TR(h, {key});", t.path, t.line)
            return
        self.count += 1
        v = f"text_{self.count}"
        self.emit(f"for (struct html_text {v} = html_text_begin(h, {key}); html_text_next(&{v});) {{",
                  t.path, t.line)
        for i, (name, (code, loud)) in enumerate(sorted(holes.items())):
            word = "if" if i == 0 else "else if"
            put = f"{writer}(h, {code});"
            if loud:
                put = f'{{ H_LIT(h, "<b>"); {put} H_LIT(h, "</b>"); }}'
            self.emit(f'{word} (html_text_at(&{v}, STR("{name}")))', t.path, t.line, 1)
            self.emit(put, t.path, t.line, 2)
        self.emit("}", t.path, t.line)

    def call(self, t):
        if self.html.place() != "text":
            t.bad("{% call %} stands in text only, not inside a tag")
        func, args = t.take("name"), ["h"]
        t.take("op", "(")
        while not t.maybe(")"):
            if len(args) > 1:
                t.take("op", ",")
            kind, tok = t.peek()
            if kind == "str":
                args.append(f"STR({t.take()})")
            elif kind == "int" or (kind == "name" and ENUM.fullmatch(tok)):
                args.append(t.take())
            else:
                args.append(("&" if t.maybe("&") else "") + self.value_code(t))
        t.take("end")
        self.html.value()
        self.emit(f"{func}({', '.join(args)});", t.path, t.line)

    def header(self, t, is_page):
        if is_page:
            t.take("name", "struct")
            self.type = t.take("name")
        self.headers.append(t.take("str"))
        t.take("end")

    # ---- blocks: each returns the word that ended it and the tokens after that word ----

    def block_if(self, t, src):
        opened, before, ends = t, self.html.save(), []
        self.emit(f"if ({self.condition(t)}) {{", t.path, t.line)
        has_else = False
        while True:
            self.depth += 1
            word, t = self.run(src, ("elif", "else", "endif"), opened)
            self.flush()
            self.depth -= 1
            ends.append(self.html.save())
            if word == "endif":
                break
            if has_else:
                t.bad(f"{{% {word} %}} after {{% else %}}")
            self.html.load(before)
            if word == "elif":
                self.emit(f"}} else if ({self.condition(t)}) {{", t.path, t.line)
            else:
                has_else = True
                self.emit("} else {", t.path, t.line)
                t.take("end")
        t.take("end")
        self.emit("}", t.path, t.line)
        self.html.join(ends if has_else else [before, *ends], opened)

    def block_for(self, t, src):
        opened, before = t, self.html.save()
        name = t.take("name")
        if name in C_WORDS or any(v["name"] == name for v in self.loops):
            t.bad(f"“{name}” cannot name a row here")
        t.take("name", "in")
        seq = self.path_code(t)
        t.take("end")
        self.count += 1
        i = f"i_{self.count}"
        self.emit(f"for (size_t {i} = 0; {i} < {seq}_n; {i}++) {{", t.path, t.line)
        self.emit(f"const __typeof__(*{seq}) *{name} = &{seq}[{i}];", t.path, t.line, 1)
        self.emit(f"(void){name};", t.path, t.line, 1)
        self.loops.append({"name": name, "i": i, "n": f"{seq}_n"})
        self.depth += 1
        self.html.blank = self.html.blank and src.body_ends_blank()
        word, t = self.run(src, ("else", "endfor"), opened)
        self.flush()
        self.depth -= 1
        self.loops.pop()
        self.emit("}", t.path, t.line)
        t.take("end")
        ends = [before, self.html.save()]
        if word == "else":
            self.html.load(before)
            self.emit(f"if ({seq}_n == 0) {{", t.path, t.line)
            self.depth += 1
            word, t = self.run(src, ("endfor",), opened)
            self.flush()
            self.depth -= 1
            t.take("end")
            self.emit("}", t.path, t.line)
            ends.append(self.html.save())
        self.html.join(ends, opened)

    def include(self, t, src):
        path = os.path.join(self.folder, t.take("str")[1:-1])
        t.take("end")
        if not os.path.isfile(path):
            t.bad(f"no such view: {show(path)}")
        if path in src.chain:
            t.bad(f"{show(path)} includes itself")
        self.run(Source(path, src.chain), (), t)

    def run(self, src, until, opened):
        if src.path not in self.inputs:
            self.inputs.append(src.path)
        for kind, text, line in src:
            if kind == "literal":
                self.literal.append(self.html.feed(text, src.path, line))
                continue
            if kind == "{{":
                self.value(Tokens(text, src.path, line))
                continue
            if kind == "{{_":
                self.text(Tokens(text, src.path, line))
                continue
            t = Tokens(text, src.path, line)
            word = t.take("name")
            if word in until:
                return word, t
            if word == "page" and line == 1 and len(src.chain) == 1 and self.type is None:
                self.header(t, True)
            elif word == "use":
                self.header(t, False)
            elif word == "if":
                self.block_if(t, src)
            elif word == "for":
                self.block_for(t, src)
            elif word == "include":
                self.include(t, src)
            elif word == "call":
                self.call(t)
            else:
                t.bad(f"{{% {word} %}} is not expected here; page stands on line 1, a block ends "
                      "with its own end")
        if until:
            opened.bad(f"this block is not closed: expected {{% {until[-1]} %}}")
        return None, None

    def compile(self):
        self.html = Html()
        self.run(Source(self.path, ()), (), None)
        self.html.finish(self.path)
        self.flush()
        return "".join(self.out)


class Source:
    """The pieces of one file: (kind, text, line)."""

    def __init__(self, path, chain):
        self.path, self.chain, self.pieces, self.at = path, (*chain, path), [], 0
        text, pos, line = read_text(path), 0, 1
        for m in PIECE.finditer(text):
            self.add_literal(text[pos:m.start()], line)
            line += text.count("\n", pos, m.start())
            tag = m.group(0)
            if tag.startswith("{{_"):
                self.pieces.append(("{{_", tag[3:-2], line))
            elif not tag.startswith("{#"):
                self.pieces.append((tag[:2], tag[2:-2], line))
            line += tag.count("\n")
            pos = m.end()
        self.add_literal(text[pos:], line)

    def add_literal(self, text, line):
        for mark in ("{{", "{%", "{#", "%}", "}}"):
            at = text.find(mark)
            if at >= 0:
                raise Problem(self.path, line + text.count("\n", 0, at), f"“{mark}” without its pair")
        text = COMMENT.sub(lambda m: "\n" * m.group(0).count("\n"), text)
        if "<!--" in text:
            raise Problem(self.path, line, "an HTML comment around {{ }} or {% %}; use {# #}")
        if text:
            self.pieces.append(("literal", text, line))

    def __iter__(self):
        while self.at < len(self.pieces):
            self.at += 1
            yield self.pieces[self.at - 1]

    def body_ends_blank(self):
        """Does the body of the loop that begins here end in white space?"""
        depth = 0
        for at in range(self.at, len(self.pieces)):
            kind, text, _ = self.pieces[at]
            word = text.split()[0] if kind == "{%" and text.split() else ""
            if depth == 0 and word in ("endfor", "else"):
                last = self.pieces[at - 1]
                return at > self.at and last[0] == "literal" and last[1][-1].isspace()
            depth += {"for": 1, "if": 1, "endfor": -1, "endif": -1}.get(word, 0)
        return False


def view_name(path, folder):
    name = os.path.splitext(os.path.relpath(path, folder))[0].replace("/", "_").replace("-", "_")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise Problem(path, 1, "a view's file name is lower_case.html")
    return name


def main():
    p = argparse.ArgumentParser(description=__doc__,
                                formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--dir", required=True)
    p.add_argument("--out-c", required=True, nargs="+", help="one or more: a view goes where its name's sum says, "
                   "so that a changed view compiles its part alone")
    p.add_argument("--out-h", required=True)
    p.add_argument("--depfile")
    a = p.parse_args()
    files, inputs = find(a.dir, ".html")
    parts = [([], []) for _ in a.out_c]
    heads, structs, problems = [], [], []
    for path in files:
        try:
            if not re.match(r"\{%\s*page\b", read_text(path)):
                continue
            view, name = View(path, a.dir), view_name(path, a.dir)
            body = view.compile()
            sign = f"void view_{name}(struct html *h, const struct {view.type} *page)"
            anyway = f"void view_{name}_any(struct html *h, const void *page)"
            bodies, headers = parts[zlib.crc32(name.encode()) % len(parts)]
            bodies.append(f"\n{sign}\n{{\n    (void)page;\n{body}}}\n\n{anyway}\n{{\n"
                          f"    view_{name}(h, page);\n}}\n")
            heads.append(f"{sign};\n{anyway};\n")
            headers += [x for x in view.headers if x not in headers]
            if view.type not in structs:
                structs.append(view.type)
        except Problem as e:
            problems.append(str(e))
    if problems:
        print("\n".join(problems), file=sys.stderr)
        return 1
    for i, (path, (bodies, headers)) in enumerate(zip(a.out_c, parts)):
        write_if_changed(path, "".join(
            ["/* Made by tools/viewc.py from src/web/views; #line names the view. */\n", LONG_STRINGS,
             f'#include "{os.path.basename(a.out_h)}"\n',
             *[f"#include {x}\n" for x in headers if x != '"web/html.h"'], '#include "web/html.h"\n',
             '#include "base/str.h"\n', *bodies, "\n/* not empty without views */\n",
             f"extern const int views_{i}_n;\n", f"const int views_{i}_n = {len(bodies)};\n"]))
    write_if_changed(a.out_h, "".join(
        ["/* Made by tools/viewc.py from src/web/views. */\n#ifndef PBIS_VIEWS_H\n",
         "#define PBIS_VIEWS_H\n\nstruct html;\n", *[f"struct {s};\n" for s in structs], "\n",
         *heads, "\n#endif\n"]))
    write_depfile(a.depfile, a.out_c[0], [*files, *inputs, os.path.join(os.path.dirname(
        os.path.abspath(__file__)), "viewhtml.py")])
    return 0


if __name__ == "__main__":
    sys.exit(main())
