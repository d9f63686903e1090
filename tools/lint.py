"""lint.py - what the checks share: the files of the tree, C without comments, one report."""
import os
import re
import subprocess

BINARY = (".png", ".jpg", ".ico", ".woff2", ".ttf", ".pdf", ".xlsx", ".gz", ".zip", ".db")
SKIP = {".git", "build", "out", "var", "node_modules", "__pycache__"}


class Report:
    def __init__(self, name):
        self.name, self.problems = name, []

    def bad(self, path, line, what):
        self.problems.append(f"{path}:{line}: {what}")

    def close(self):
        """Prints and returns the exit code."""
        if self.problems:
            print("\n".join(self.problems))
        print(f"{self.name}: {0 if self.problems else 1} passed, {len(self.problems)} failed")
        return 1 if self.problems else 0


def names_of(root):
    """Tracked and new files; without git (a release archive), all but build folders."""
    p = subprocess.run(["git", "-C", root, "ls-files", "-z", "-co", "--exclude-standard"],
                       capture_output=True, check=False)
    if p.returncode == 0 and p.stdout:
        return sorted(set(p.stdout.decode().rstrip("\0").split("\0")))
    found = []
    for at, below, names in os.walk(root):
        below[:] = [b for b in below if b not in SKIP and not b.startswith("build")]
        found += [os.path.relpath(os.path.join(at, n), root) for n in names]
    return sorted(found)


def files_of(root):
    """(path, text) of every text file."""
    for path in names_of(root):
        full = os.path.join(root, path)
        if path.endswith(BINARY) or not os.path.isfile(full) or os.path.islink(full):
            continue
        try:
            with open(full, encoding="utf-8") as f:
                yield path, f.read()
        except UnicodeDecodeError:
            continue


_PARTS = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|/\*.*?\*/|//[^\n]*', re.S)


def strip_c(text, strings=True):
    """C with comments blanked (and the inside of strings, unless they are wanted)."""
    def one(m):
        part = m.group(0)
        if part[0] == '"':
            return '"' + " " * (len(part) - 2) + '"' if strings else part
        if part[0] == "'":
            return part if not strings else "'" + " " * (len(part) - 2) + "'"
        return re.sub(r"[^\n]", " ", part)
    return _PARTS.sub(one, text)


def allowed(root, name):
    """{path: reason} of a list such as tools/double_allowed.txt: path, then why."""
    rows = {}
    with open(os.path.join(root, "tools", name), encoding="utf-8") as f:
        for line in f:
            words = line.split(None, 1)
            if words and not words[0].startswith("#"):
                rows[words[0]] = words[1].strip() if len(words) > 1 else ""
    return rows
