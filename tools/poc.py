#!/usr/bin/env python3
"""poc.py - collects the texts of the program and compiles their English.

The Thai text is the key. In C it is marked TR("..."), in a view {{_ "..." }}. po/en.po gives the
English; a text without English ends the build, naming the file and line that uses it.

  poc.py --po po/en.po --src src --out texts.c [--depfile F]   compile
  poc.py --po po/en.po --src src --check                       report only (missing, unused, odd)
  poc.py --po po/en.po --src src --add-missing                 append missing texts, English empty"""
import argparse
import re
import sys

from gen import Problem, c_escape, find, read_text, show, write_depfile, write_if_changed

C_MARK = re.compile(r'\bTR\s*\(\s*((?:"(?:[^"\\\n]|\\.)*"\s*)+)\)')
C_PART = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
VIEW_MARK = re.compile(r'\{\{_\s*"((?:[^"\\\n]|\\.)*)"')
HOLE = re.compile(r"\{([a-z_0-9]+)\}")
ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\", "?": "?"}


def unescape(text, path, line):
    def one(m):
        if m.group(1) not in ESCAPES:
            raise Problem(path, line, f"escape \\{m.group(1)} in a text; use \\n \\t \\\" or \\\\")
        return ESCAPES[m.group(1)]
    return re.sub(r"\\(.)", one, text)


def blank_comments(text):
    """C text with comments made blank, so that a TR() told about in a comment is no text."""
    def one(m):
        return m.group(0) if m.group(0)[0] in "\"'" else re.sub(r"[^\n]", " ", m.group(0))
    return re.sub(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|/\*.*?\*/|//[^\n]*', one, text,
                  flags=re.S)


def collect(src):
    """{text: [(file, line)]} in order of appearance, with the files and folders searched."""
    files, folders = find(src, ".c", ".h", ".def", ".html")
    used = {}
    for path in files:
        text = read_text(path)
        if "TR" not in text and "{{_" not in text:
            continue
        is_view = path.endswith(".html")
        if not is_view:
            text = blank_comments(text)
        for m in (VIEW_MARK if is_view else C_MARK).finditer(text):
            line = text.count("\n", 0, m.start()) + 1
            parts = [m.group(1)] if is_view else C_PART.findall(m.group(1))
            key = "".join(unescape(p, path, line) for p in parts)
            if not key:
                raise Problem(path, line, "an empty text is marked for translation")
            used.setdefault(key, []).append((path, line))
    return used, files + folders


def read_po(path):
    """{msgid: (msgstr, line)}. Fuzzy entries count as missing."""
    entries, state, fuzzy = {}, None, False
    msgid, msgstr, at = "", "", 0

    def flush():
        if state == "msgstr" and msgid:
            if msgid in entries and entries[msgid][0] != ("" if fuzzy else msgstr):
                raise Problem(path, at, f"msgid “{msgid}” stands twice, differently (also line "
                                        f"{entries[msgid][1]})")
            entries[msgid] = ("" if fuzzy else msgstr, at)

    for no, line in enumerate(read_text(path).split("\n"), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            if state == "msgstr":
                flush()
                state, fuzzy, msgid, msgstr = None, False, "", ""
            if line.startswith("#,") and "fuzzy" in line:
                fuzzy = True
            continue
        m = re.fullmatch(r'(?:(msgid|msgstr)\s+)?"((?:[^"\\]|\\.)*)"', line)
        if not m:
            raise Problem(path, no, "expected msgid \"...\", msgstr \"...\" or a comment")
        word, text = m.group(1), unescape(m.group(2), path, no)
        if word == "msgid":
            flush()
            if state == "msgstr":
                fuzzy = False
            state, msgid, msgstr, at = "msgid", text, "", no
        elif word == "msgstr":
            if state != "msgid":
                raise Problem(path, no, "msgstr without msgid")
            state, msgstr = "msgstr", text
        elif state == "msgid":
            msgid += text
        elif state == "msgstr":
            msgstr += text
        else:
            raise Problem(path, no, "a text outside msgid and msgstr")
    flush()
    return entries


def po_quote(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") \
        .replace("\t", "\\t") + '"'


def add_missing(po, used, entries):
    lost = [k for k in used if k not in entries]
    with open(po, "a", encoding="utf-8") as f:
        for key in lost:
            path, line = used[key][0]
            f.write(f"\n#: {show(path)}\nmsgid {po_quote(key)}\nmsgstr \"\"\n")
    print(f"{show(po)}: {len(lost)} text(s) added; write their English")


def problems(po, used, entries):
    """(errors, warnings)"""
    bad, odd = [], []
    for key, where in used.items():
        path, line = where[0]
        english = entries.get(key, ("", 0))[0]
        if not english:
            bad.append(f"{show(path)}:{line}: error: no English in {show(po)} for “{key}”")
        elif set(HOLE.findall(key)) != set(HOLE.findall(english)):
            bad.append(f"{show(po)}:{entries[key][1]}: error: “{key}” and “{english}” have "
                       "different {placeholders}")
    for key, (_, line) in entries.items():
        if key not in used:
            odd.append(f"{show(po)}:{line}: warning: “{key}” is not used any more")
    return bad, odd


def compile_c(used, entries):
    out = ["/* Made by tools/poc.py from po/en.po; sorted by the bytes of the Thai. */\n",
           '#include "base/text_table.h"\n\n',
           "const struct text_pair text_table[] = {\n"]
    for key in sorted(used, key=lambda k: k.encode("utf-8")):
        out.append(f'    {{"{c_escape(key)}", "{c_escape(entries[key][0])}"}},\n')
    out.append("    {0, 0},\n};\n")
    out.append(f"const size_t text_table_n = {len(used)};\n")
    return "".join(out)


def main():
    p = argparse.ArgumentParser(description=__doc__,
                                formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--po", required=True)
    p.add_argument("--src", required=True, help="folder searched for texts")
    p.add_argument("--out", help="C file to write")
    p.add_argument("--depfile")
    p.add_argument("--check", action="store_true", help="unused texts are errors too")
    p.add_argument("--add-missing", action="store_true")
    a = p.parse_args()
    try:
        used, inputs = collect(a.src)
        entries = read_po(a.po)
    except Problem as e:
        print(e, file=sys.stderr)
        return 1
    if a.add_missing:
        add_missing(a.po, used, entries)
        return 0
    bad, odd = problems(a.po, used, entries)
    if bad or odd:
        print("\n".join(bad + odd), file=sys.stderr)
    if bad:
        print("hint: tools/poc.py --po po/en.po --src src --add-missing appends the missing texts",
              file=sys.stderr)
        return 1
    if a.check:
        return 1 if odd else 0
    if not a.out:
        p.error("--out, --check or --add-missing is needed")
    write_if_changed(a.out, compile_c(used, entries))
    write_depfile(a.depfile, a.out, [*inputs, a.po])
    return 0


if __name__ == "__main__":
    sys.exit(main())
