#!/usr/bin/env python3
"""embed.py - puts files into the program: queries, migrations, page assets, reference data.

  embed.py sql        --src src --rooms store,city --out-dir D   sql.c and one sql_ROOM.h a room
  embed.py migrations --dir db/migrations --out migrations.c
  embed.py assets     --dir src/web/assets --fonts tools/fonts --out assets.c
  embed.py data       --dir data --out data_files.c

Each takes --depfile F. Queries stand in src/ROOM/*.sql as blocks that begin with a line
`-- name: agency_get`; C calls that one Q_AGENCY_GET (include "sql_ROOM.h"). What many queries say
alike is a part: a block that begins with `-- part: seen(p, $2)` stands in any of the files, once, and
`{seen q $8}` in a query puts it there with q for the word p and $8 for $2. Parts hold no parts."""
import argparse
import gzip
import hashlib
import os
import re
import sys

from fonts import font_assets
from gen import (LONG_STRINGS, Problem, c_escape, c_string, find, read_text, write_depfile,
                 write_if_changed)

NAME = re.compile(r"--\s*name:\s*(\S*)\s*(\(.*\))?\s*$")
PART = re.compile(r"--\s*part:\s*([a-z][a-z0-9_]*)\(([a-z0-9_$, ]+)\)\s*$")
PART_USE = re.compile(r"\{([a-z][a-z0-9_]*)((?: +[a-z0-9_$]+)+)\}")
SQL_SKIP = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|--[^\n]*")
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
         ".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg",
         ".ico": "image/x-icon", ".woff2": "font/woff2", ".ttf": "font/ttf",
         ".html": "text/html; charset=utf-8", ".txt": "text/plain; charset=utf-8",
         ".json": "application/json", ".webmanifest": "application/manifest+json"}
PACKED = {".png", ".jpg", ".woff2", ".ico"}  # compressed already


class Part:
    """A piece of SQL with names that each use replaces: words outside quotes, and $n."""

    def __init__(self, names, sql):
        self.names, self.sql = names, sql

    def used(self, values):
        to = dict(zip(self.names, values))
        one = "'(?:[^']|'')*'|" + "|".join(r"(?<![\w$])" + re.escape(n) + r"(?!\w)" for n in self.names)
        return re.sub(one, lambda m: to.get(m.group(0), m.group(0)), self.sql)


def put_parts(sql, parts, path, line):
    """The query with every {part ...} written out."""
    def one(m):
        name, values = m.group(1), m.group(2).split()
        part = parts.get(name)
        if not part:
            raise Problem(path, line, f"there is no `-- part: {name}(...)`")
        if len(values) != len(part.names):
            raise Problem(path, line, f"part {name} takes {' '.join(part.names)}")
        return part.used(values)
    return PART_USE.sub(one, sql)


def parse_queries(path, parts):
    """[(name, sql, line)] of one .sql file; its parts go into `parts`."""
    found, name, lines, at, names = [], None, [], 0, None

    def flush():
        if name is None:
            return
        sql = "\n".join(lines).strip().rstrip(";").rstrip()
        if not sql:
            raise Problem(path, at, f"query {name} is empty")
        if ";" in SQL_SKIP.sub("", sql):
            raise Problem(path, at, f"query {name} holds more than one statement")
        if names is None:
            found.append((name, sql, at))
        elif name in parts:
            raise Problem(path, at, f"part {name} exists already")
        else:
            parts[name] = Part(names, sql)

    for no, line in enumerate(read_text(path).split("\n"), 1):
        m, part = NAME.match(line.strip()), PART.match(line.strip())
        if part:
            flush()
            name, lines, at = part.group(1), [], no
            names = [n.strip() for n in part.group(2).split(",")]
        elif m:
            flush()
            name, lines, at, names = m.group(1), [], no, None
            if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
                raise Problem(path, no, f"“{name}” is no query name; expected lower_case words")
        elif line.strip().startswith("--"):
            continue
        elif name is None:
            if line.strip():
                raise Problem(path, no, "SQL before the first `-- name: ...` line")
        else:
            lines.append(line.rstrip())
    flush()
    return found


def embed_sql(a):
    seen, table, inputs, parts, read = {}, [], [], {}, {}
    for room in a.rooms.split(","):  # all parts first: a query may stand before them
        for path in find(os.path.join(a.src, room), ".sql")[0]:
            read[path] = parse_queries(path, parts)
    for room in a.rooms.split(","):
        files, folders = find(os.path.join(a.src, room), ".sql")
        inputs += files + folders
        names = []
        for path in files:
            for name, sql, line in read[path]:
                if name in seen:
                    raise Problem(path, line, f"query {name} exists already in {seen[name]}")
                seen[name] = f"{path}:{line}"
                names.append(name)
                table.append((room, name, put_parts(sql, parts, path, line)))
        guard = f"PBIS_SQL_{room.upper()}_H"
        head = [f"/* Made by tools/embed.py from the .sql files of src/{room}. */\n",
                f'#ifndef {guard}\n#define {guard}\n\n#include "store/query.h"\n\n']
        head += [f"extern const struct query Q_{n.upper()};\n" for n in names]
        write_if_changed(os.path.join(a.out_dir, f"sql_{room}.h"), "".join(head) + "\n#endif\n")
    out = ["/* Made by tools/embed.py: every named query, with its number. */\n", LONG_STRINGS]
    out += [f'#include "sql_{room}.h"\n' for room in a.rooms.split(",")]
    out.append("\n")
    for no, (_, name, sql) in enumerate(table):
        out.append(f'const struct query Q_{name.upper()} = {{"{name}",\n    {c_string(sql)},\n'
                   f"    {no}}};\n")
    out.append("\nconst struct query *const all_queries[] = {\n")
    out += [f"    &Q_{name.upper()},\n" for _, name, _ in table]
    out.append(f"    0,\n}};\nconst size_t all_queries_n = {len(table)};\n")
    first = os.path.join(a.out_dir, "sql.c")
    write_if_changed(first, "".join(out))
    write_depfile(a.depfile, first, inputs)


def embed_migrations(a):
    files, folders = find(a.dir, ".sql")
    out = ["/* Made by tools/embed.py from db/migrations. */\n", LONG_STRINGS,
           '#include "store/query.h"\n\nconst struct migration migrations[] = {\n']
    for want, path in enumerate(files, 1):
        m = re.fullmatch(r"(\d{4})_([a-z0-9_]+)\.sql", os.path.basename(path))
        if not m:
            raise Problem(path, 1, "expected a name such as 0007_obligation.sql")
        if int(m.group(1)) != want:
            raise Problem(path, 1, f"expected number {want:04d}: migrations count from 1, no gaps")
        text = read_text(path)
        digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
        out.append(f'    {{{want}, "{m.group(2)}",\n     {c_string(text, "     ")},\n'
                   f'     "{digest}"}},\n')
    out.append(f"    {{0, 0, 0, 0}},\n}};\nconst size_t migrations_n = {len(files)};\n")
    write_if_changed(a.out, "".join(out))
    write_depfile(a.depfile, a.out, files + folders)


def all_files(folder):
    files, folders = find(folder, "")
    return [f for f in files if os.path.basename(f) != "meson.build"], folders


def embed_assets(a):
    files, folders = all_files(a.dir)
    found = []
    for path in files:
        with open(path, "rb") as f:
            found.append((os.path.relpath(path, a.dir), f.read()))
    if a.fonts:
        faces, looked = font_assets(a.fonts)
        found += faces
        folders = folders + looked
    bodies, rows = [], []
    for no, (name, data) in enumerate(found):
        ending = os.path.splitext(name)[1]
        if ending == ".md":
            continue  # licence notes and the like are not served
        if ending not in TYPES:
            raise Problem(os.path.join(a.dir, name), 1,
                          f"no content type known for “{ending}”; add it to embed.py")
        packed = b"" if ending in PACKED else gzip.compress(data, 9, mtime=0)
        if len(packed) >= len(data):
            packed = b""
        digest = hashlib.sha256(data).hexdigest()
        bodies.append(f"static const uint8_t body_{no}[] = {c_string(data)};\n")
        if packed:
            bodies.append(f"static const uint8_t packed_{no}[] = {c_string(packed)};\n")
        row = f'    {{"{c_escape(name)}", "{TYPES[ending]}", body_{no}, {len(data)}, '
        row += f"packed_{no}, {len(packed)}, " if packed else "0, 0, "
        rows.append((name, row + f'"{digest[:32]}"}},\n'))
    rows.sort(key=lambda r: r[0].encode("utf-8"))
    write_if_changed(a.out, "".join(
        ["/* Made by tools/embed.py from src/web/assets; sorted by name. */\n", LONG_STRINGS,
         '#include "web/asset.h"\n\n', *bodies, "\nconst struct asset assets[] = {\n",
         *[r[1] for r in rows], "    {0, 0, 0, 0, 0, 0, 0},\n};\n",
         f"const size_t assets_n = {len(rows)};\n"]))
    write_depfile(a.depfile, a.out, files + folders)


def embed_data(a):
    files, folders = find(a.dir, ".csv", ".tsv", ".json", ".txt")
    rows = sorted((os.path.relpath(p, a.dir), p) for p in files)
    out = ["/* Made by tools/embed.py from data/; sorted by name. */\n", LONG_STRINGS,
           '#include "base/data_file.h"\n\n', "const struct data_file data_files[] = {\n"]
    for name, path in rows:
        text = read_text(path)
        out.append(f'    {{"{c_escape(name)}", {len(text.encode("utf-8"))},\n'
                   f'     {c_string(text, "     ")}}},\n')
    out.append(f"    {{0, 0, 0}},\n}};\nconst size_t data_files_n = {len(rows)};\n")
    write_if_changed(a.out, "".join(out))
    write_depfile(a.depfile, a.out, files + folders)


def main():
    p = argparse.ArgumentParser(description=__doc__,
                                formatter_class=argparse.RawDescriptionHelpFormatter)
    sub = p.add_subparsers(dest="what", required=True)
    s = sub.add_parser("sql")
    s.add_argument("--src", required=True)
    s.add_argument("--rooms", required=True, help="comma-separated, in their order")
    s.add_argument("--out-dir", required=True)
    s.set_defaults(run=embed_sql)
    for what, run in (("migrations", embed_migrations), ("assets", embed_assets),
                      ("data", embed_data)):
        s = sub.add_parser(what)
        s.add_argument("--dir", required=True)
        s.add_argument("--out", required=True)
        s.set_defaults(run=run)
    sub.choices["assets"].add_argument("--fonts", help="folder whose node_modules holds the face")
    for s in sub.choices.values():
        s.add_argument("--depfile")
    a = p.parse_args()
    try:
        a.run(a)
    except Problem as e:
        print(e, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
