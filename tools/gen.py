"""gen.py - what the generators share: C literals, files written only when they change, depfiles.

A generator that writes a file only when its bytes differ keeps ninja from compiling what did not
change (its rules have restat). Depfiles name the folders searched as well as the files found, so
that a new file is noticed without configuring again."""
import os
import sys


class Problem(Exception):
    """An error of the input: where it is and what was expected."""

    def __init__(self, path, line, what):
        super().__init__(f"{show(path)}:{line}: error: {what}")


def show(path):
    """A path as people and editors read it: relative to where we are, when that is shorter."""
    short = os.path.relpath(path)
    return short if len(short) <= len(path) else path


def fail(message):
    print(message, file=sys.stderr)
    return 1


def read_text(path):
    try:
        with open(path, encoding="utf-8", newline="") as f:
            return f.read().replace("\r\n", "\n")
    except UnicodeDecodeError as e:
        raise Problem(path, 1, f"not UTF-8 (byte {e.start})") from e


def write_if_changed(path, text):
    data = text.encode("utf-8")
    try:
        with open(path, "rb") as f:
            if f.read() == data:
                return
    except FileNotFoundError:
        pass
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "wb") as f:
        f.write(data)


def find(folder, *endings):
    """Files below a folder with one of the endings, sorted, and every folder that was looked at."""
    files, folders = [], []
    if not os.path.isdir(folder):
        return [], [os.path.dirname(os.path.abspath(folder))]  # made later: its parent changes
    for at, below, names in os.walk(folder):
        below.sort()
        folders.append(at)
        files += [os.path.join(at, n) for n in names
                  if n.endswith(endings) and not n.startswith(".")]
    return sorted(files), folders


def write_depfile(path, output, inputs):
    def quoted(p):
        return os.path.abspath(p).replace("\\", "\\\\").replace(" ", "\\ ").replace("#", "\\#")

    if path:
        tools = [os.path.abspath(__file__), os.path.abspath(sys.argv[0])]
        text = f"{output}: " + " \\\n ".join(quoted(p) for p in [*inputs, *tools]) + "\n"
        write_if_changed(path, text)


_ESC = {0x22: '\\"', 0x5C: "\\\\", 0x0A: "\\n", 0x09: "\\t", 0x0D: "\\r"}


def c_escape(data):
    """Bytes as the inside of a C string literal. UTF-8 text stays readable."""
    text = None
    if isinstance(data, str):
        text = data
    else:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            pass
    out, last = [], ""
    for c in text if text is not None else data:
        code = ord(c) if text is not None else c
        if code in _ESC:
            piece = _ESC[code]
        elif code == 0x3F and last == "?":
            piece = "\\?"  # no trigraphs
        elif code < 0x20 or code == 0x7F or (text is None and code >= 0x80):
            piece = f"\\{code:03o}"
        else:
            piece = chr(code)
        out.append(piece)
        last = chr(code) if code < 0x80 else ""
    return "".join(out)


def c_string(data, indent="    "):
    """A C string literal, one source line a text line (or 4 KiB of bytes)."""
    if isinstance(data, str):
        parts = data.splitlines(keepends=True)
    else:
        parts = [data[i:i + 4096] for i in range(0, len(data), 4096)]
    if not parts:
        return '""'
    return ("\n" + indent).join(f'"{c_escape(p)}"' for p in parts)


# ISO C promises literals of 4095 bytes only; the compilers we use take any length.
LONG_STRINGS = '#pragma GCC diagnostic ignored "-Woverlength-strings"\n'
