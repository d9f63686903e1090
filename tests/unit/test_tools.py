"""The generators: what they accept, and that they refuse the rest with file, line and reason."""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

TOOLS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools")


def run(tool, *args):
    p = subprocess.run([sys.executable, os.path.join(TOOLS, tool), *args], text=True,
                       capture_output=True, check=False)
    return p.returncode, p.stdout + p.stderr


class Case(unittest.TestCase):
    def setUp(self):
        hold = tempfile.TemporaryDirectory()
        self.addCleanup(hold.cleanup)
        self.dir = hold.name

    def file(self, name, text):
        path = os.path.join(self.dir, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
        return path

    def read(self, name):
        with open(os.path.join(self.dir, name), encoding="utf-8") as f:
            return f.read()


class Views(Case):
    PAGE = '{% page struct p "p.h" %}\n'
    BAD = [
        ("<p>{{ a }</p>", "without its pair", "a value that is not closed"),
        ("<p>{% if a %}</p>", "not closed", "an if without endif"),
        ("<p>{% for a of b %}{% endfor %}</p>", "expected in", "a wrong word in for"),
        ("<p class={{ a }}></p>", "double-quoted", "an attribute without quotes"),
        ("<p {{ a }}></p>", "double-quoted", "a value as attribute name"),
        ("<script>{{ a }}</script>", "inside <script>", "a value in a script"),
        ("<script>f()</script>", "content policy", "an inline script"),
        ('<p style="x"></p>', "content policy", "an inline style"),
        ('<p onclick="x"></p>', "content policy", "an inline handler"),
        ("<div><p></div></section>", "closes nothing", "an end tag too many"),
        ("<div><section></div>", "<section> of", "crossed elements"),
        ("<div>", "<div> is not closed", "an element left open"),
        ("{% if a %}<div>{% endif %}</div>", "different elements open", "a branch that opens"),
        ('{% include "none.html" %}', "no such view", "a missing part"),
        ("{% bogus %}", "not expected", "an unknown word"),
        ('{{_ "ก {n}" }}', "has places", "a place without value"),
        ('<a href="{{_ "ก" }}">x</a>', "address", "a text as address"),
        ("{% for h in rows %}{% endfor %}", "cannot name a row", "a name of the generated C"),
        ("{{ loop.index }}", "inside {% for %}", "loop outside a loop"),
    ]

    def view(self, body):
        self.file("views/v.html", self.PAGE + body)
        return run("viewc.py", "--dir", os.path.join(self.dir, "views"), "--out-c",
                   os.path.join(self.dir, "v.c"), "--out-h", os.path.join(self.dir, "v.h"))

    def test_refused(self):
        for body, want, why in self.BAD:
            code, said = self.view(body)
            self.assertEqual(code, 1, why)
            self.assertIn(want, said, why)
            self.assertIn("v.html:2:", said, why)

    def test_accepted(self):
        for body in ("<ul><li>a<li>b</ul>", "<input disabled>", "<svg><path d=\"M0 0\"/></svg>",
                     "<table><tr><td>{{ a }}<tr><td>b</table>", "<p>1 &lt; 2</p>"):
            code, said = self.view(body)
            self.assertEqual((code, said), (0, ""), body)

    def test_line_of_view(self):
        self.view("<p>\n\n{{ deep.name }}</p>")
        self.assertRegex(self.read("v.c"), r'#line 4 ".*v.html"\n    H\(h, page->deep.name\)')


    @unittest.skipUnless(shutil.which("cc"), "no compiler")
    def test_types_are_held(self):
        """A wrong field or a type that is no text is a compile error at the view's own line."""
        self.file("p.h", '#include "web/html.h"\nstruct p { const char *raw; double d; bool b; '
                         "struct str s; struct money m; };\n")
        src = os.path.join(TOOLS, "..", "src")
        for body, good in (("{{ s }} {{ m }} {{ m | million }}{% if b and s %}x{% endif %}", True),
                           ("{{ raw }}", False), ("{{ d }}", False), ("{{ b }}", False),
                           ("{{ nothing }}", False), ('<a href="{{ m }}">x</a>', False),
                           ("{{ s | million }}", False), ("{% if m == s %}x{% endif %}", False),
                           ("{% for x in s %}{% endfor %}", False)):
            self.assertEqual(self.view(body)[0], 0, body)
            p = subprocess.run(["cc", "-std=c17", "-Wall", "-Werror", "-fsyntax-only", "-I", src, "-I",
                                self.dir, os.path.join(self.dir, "v.c")], text=True,
                               capture_output=True, check=False)
            self.assertEqual(p.returncode == 0, good, body + p.stderr)
            self.assertEqual("v.html:2:" in p.stderr, not good, body + p.stderr)


class Texts(Case):
    def po(self, po, *more):
        return run("poc.py", "--po", self.file("en.po", po), "--src", os.path.join(self.dir, "src"),
                   "--out", os.path.join(self.dir, "t.c"), *more)

    def test_missing_names_its_place(self):
        self.file("src/a.c", '/* TR("not") */\nx = TR("ก");\n')
        code, said = self.po("")
        self.assertEqual(code, 1)
        self.assertIn("a.c:2: error: no English", said)
        self.assertIn("“ก”", said)
        self.assertNotIn("not", said)

    def test_places_must_agree(self):
        self.file("src/a.c", 'TR("ก {n}")')
        code, said = self.po('msgid "ก {n}"\nmsgstr "a {m}"\n')
        self.assertEqual(code, 1)
        self.assertIn("different {placeholders}", said)

    def test_compiles_sorted(self):
        self.file("src/a.c", 'TR("ข") TR("ก"\n "\\"") ')
        self.file("src/v.html", '{{_ "ค" }}')
        code, said = self.po('msgid "ก\\""\nmsgstr "a"\n\nmsgid "ข"\nmsgstr ""\n"b"\n\n'
                             'msgid "ค"\nmsgstr "c"\n\nmsgid "old"\nmsgstr "o"\n')
        self.assertEqual(code, 0, said)
        self.assertIn("not used", said)
        c = self.read("t.c")
        self.assertLess(c.index('{"ก\\"", "a"}'), c.index('{"ข", "b"}'))
        self.assertIn("text_table_n = 3", c)

    def test_add_missing(self):
        self.file("src/a.c", 'TR("ก")')
        self.po("", "--add-missing")
        self.assertIn('msgid "ก"\nmsgstr ""', self.read("en.po"))


class Sql(Case):
    def sql(self, text):
        self.file("src/city/a.sql", text)
        return run("embed.py", "sql", "--src", os.path.join(self.dir, "src"), "--rooms",
                   "city,web", "--out-dir", self.dir)

    def test_queries(self):
        code, said = self.sql("-- about\n-- name: one\nSELECT ';' AS \"a;b\" -- x;\n;\n"
                              "-- name: two\nSELECT 2\n")
        self.assertEqual(code, 0, said)
        self.assertIn("Q_ONE;", self.read("sql_city.h"))
        self.assertIn("    1};", self.read("sql.c"))

    def test_parts(self):
        code, said = self.sql("-- name: one\nSELECT 1 FROM package q, part r WHERE {seen q $12}\n"
                              "  AND {seen r $1};\n-- about it\n-- part: seen(p, $2)\n"
                              "(p.state = 'p' OR\n p.up = $2 OR x.p_up = $20)\n-- name: two\nSELECT 2\n")
        self.assertEqual(code, 0, said)
        made = self.read("sql.c")
        for want in ("(q.state = 'p' OR", "q.up = $12 OR x.p_up = $20)", "(r.state", "r.up = $1 OR"):
            self.assertIn(want, made)
        self.assertNotIn("seen", made)

    def test_refused(self):
        for text, want in (("SELECT 1", "before the first"), ("-- name: A\nSELECT 1", "query name"),
                           ("-- name: a\nSELECT 1; SELECT 2", "more than one"),
                           ("-- name: a\n", "is empty"),
                           ("-- name: a\nSELECT {seen p}", "no `-- part: seen"),
                           ("-- part: s(p, $1)\np.x\n-- name: a\nSELECT {s p}", "takes p $1"),
                           ("-- part: s(p)\np\n-- part: s(p)\np", "exists already"),
                           ("-- name: a\nSELECT 1\n-- name: a\nSELECT 2", "exists already")):
            code, said = self.sql(text)
            self.assertEqual(code, 1, text)
            self.assertIn(want, said)

    def test_migrations_count(self):
        self.file("m/0001_a.sql", "x")
        self.file("m/0003_b.sql", "x")
        code, said = run("embed.py", "migrations", "--dir", os.path.join(self.dir, "m"), "--out",
                         os.path.join(self.dir, "m.c"))
        self.assertEqual(code, 1)
        self.assertIn("0002", said)


if __name__ == "__main__":
    unittest.main()
