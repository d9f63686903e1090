"""The checks find what they are for: a small tree each, with one thing wrong."""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

TOOLS = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../tools"))


class Tree(unittest.TestCase):
    """One row: a file, its text, what the check must say (None: nothing)."""

    def rows(self, tool, rows):
        for path, text, want in rows:
            with tempfile.TemporaryDirectory() as root:
                os.mkdir(os.path.join(root, "tools"))
                for name in ("double_allowed.txt", "calls_allowed.txt"):
                    with open(os.path.join(root, "tools", name), "w", encoding="utf-8"):
                        pass
                full = os.path.join(root, path)
                os.makedirs(os.path.dirname(full), exist_ok=True)
                with open(full, "w", encoding="utf-8") as f:
                    f.write(text)
                p = subprocess.run([sys.executable, os.path.join(TOOLS, tool), "--root", root],
                                   text=True, capture_output=True, check=False)
                self.assertEqual(p.stderr, "", path)
                if want is None:
                    self.assertEqual(p.returncode, 0, p.stdout + text)
                else:
                    self.assertEqual(p.returncode, 1, text)
                    self.assertIn(want, p.stdout)

    def test_source(self):
        era = "54" + "3"
        self.rows("check_source.py", [
            ("src/city/a.c", 'q = "SELECT 1";', "SQL in C"),
            ("src/city/a.c", '/* "SELECT 1" */ s = "SELECTED";', None),
            ("src/city/a.c", f"y = ce + {era};", "eras"),
            ("src/web/views/a.html", f"<p>{era}</p>", "eras"),
            ("src/base/date.c", f"y = ce + {era}; z = 1{era};", None),
            ("src/city/a.c", "double x;", "double"),
            ("src/city/a.c", '/* a float */ s = "double";', None),
            ("src/city/a.c", "p = malloc(3);", "malloc("),
            ("src/city/a.c", "mem_free(p); x.free(p); strtol_like(1);", None),
            ("src/city/a.c", "t = time(NULL);", "time("),
            ("src/city/a.c", "n = atoi (s);", "atoi ("),
            ("src/city/a.c", 's = "ไทย";', "Thai text"),
            ("src/city/a.c", '/* ไทย */ s = TR("ไทย (นะ)"\n "ต่อ");', None),
            ("src/city/a.c", 'FIELD(struct x, y, 0, "ไทย",\n "Thai"),', None),
            ("src/city/a.def", 'ROW("ไทย")', None),
            ("src/web/assets/a.js", 'x = "ไทย"', "Thai text"),
            ("src/city/a.c", "/* TO" "DO: later */", "issue number"),
            ("src/city/a.c", "/* TO" "DO #12: later */", None),
            ("docs/a.md", "see /wo" "rk/main", "names a machine"),
            ("docs/a.md", "../shared/data and network/x and the page /work/inbox", None),
            ("src/document/a.c", 'SB_LIT(b, "<g style=\\"x\\">");', "content policy"),
            ("src/web/views/a.html", "<script>x</script>", "from a file"),
            ("src/web/views/a.html", '<script src="/a.js"></script>', None),
        ])

    def test_versions(self):
        """A tree of one migration and one query."""
        table = "CREATE TABLE t (\n    id {id},\n    version {int} NOT NULL\n){strict};\n"
        for sql, allowed, want in [
                ("UPDATE t SET a = 1 WHERE id = $1 AND version = $2;", "", None),
                ("UPDATE t SET a = 1, version = version + 1 WHERE id = $1;", "", "q changes t"),
                ("UPDATE other SET a = 1 WHERE id = $1;", "", None),
                ("UPDATE t SET a = 1 WHERE id = $1;", "q the reason", None),
                ("UPDATE t SET a = 1 WHERE id = $1;", "q", "q changes t"),
                ("SELECT 1;", "q the reason", "needs no exception")]:
            with tempfile.TemporaryDirectory() as root:
                for path, text in [("db/migrations/0001_a.sql", table), ("src/city/a.sql", "-- name: q\n" + sql),
                                   ("tools/version_allowed.txt", allowed + "\n")]:
                    os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
                    with open(os.path.join(root, path), "w", encoding="utf-8") as f:
                        f.write(text)
                p = subprocess.run([sys.executable, os.path.join(TOOLS, "check_versions.py"), "--root", root],
                                   text=True, capture_output=True, check=False)
                self.assertEqual((p.returncode, p.stderr), (0 if want is None else 1, ""), p.stdout + sql)
                self.assertIn(want or "", p.stdout)

    def test_layers(self):
        long = "\n".join(["int x(void)", "{"] + ["    f();"] * 81 + ["}", ""])
        self.rows("check_layers.py", [
            ("src/city/a.c", '#include "web/b.h"\n', "may not include web"),
            ("src/city/a.c", '#include "sql_plan.h"\n', "may not include plan"),
            ("src/web/a.c", '#include "city/b.h"\n#include "views.h"\n', None),
            ("src/city/a.c", '#include "b.h"\n', 'as "room/file.h"'),
            ("src/bogus/a.c", "int x;\n", "no room"),
            ("src/city/a.h", "struct s { struct other x; };\n", "does not compile alone"),
            ("src/city/a.h", "#ifndef A\n#define A\nstruct s { int x; };\n#endif\n", None),
            ("src/city/a.h", "struct s { int x; };\n", "does not compile alone"),
            ("src/city/a.c", "int x;\n" * 601, "at most 600"),
            ("src/city/a.c", long, "function of 81 lines"),
            ("src/city/a.c", "int f(int a, int b, int c, int d,\n int e, int g, int h, int i)\n"
                             "{\n}\n", "8 parameters"),
        ])

    @unittest.skipUnless(shutil.which("cc") and shutil.which("objdump"), "no compiler")
    def test_globals(self):
        for text, good in (("int counter;", False), ("int f(void) { static int n; return n++; }", False),
                           ("_Thread_local int t;", False), ("const int table[3] = {1, 2, 3};", True),
                           ('const char *const names[] = {"a", "b"};', True),
                           ('const char *names[] = {"a", "b"};', False)):
            with tempfile.TemporaryDirectory() as root:
                os.mkdir(os.path.join(root, "src"))
                subprocess.run(["cc", "-fPIE", "-c", "-x", "c", "-", "-o", os.path.join(root, "src/a.o")],
                               input=text, text=True, check=True)
                p = subprocess.run(["sh", os.path.join(TOOLS, "check_globals.sh"), root], text=True,
                                   capture_output=True, check=False)
                self.assertEqual(p.returncode == 0, good, text + p.stdout)


if __name__ == "__main__":
    unittest.main()
