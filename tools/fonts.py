"""fonts.py - the face of the pages for embed.py: Sarabun (OFL), from the npm package named in
tools/fonts/package.json, never copied into the tree.

Where the package is not installed the program is built without it: fonts.css is then empty and the
pages use the reader's own Thai face (docs/decisions/0001-font.md)."""
import os

FACES = [("thai", "U+02D7,U+0303,U+0331,U+0E01-0E5B,U+200C-200D,U+25CC"),
         ("latin", "U+0000-00FF,U+0131,U+0152-0153,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,"
                   "U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD")]
WEIGHTS = (400, 600)


def font_assets(folder):
    """([(name, bytes)], files and folders looked at); the first is always fonts.css."""
    files = os.path.join(folder, "node_modules", "@fontsource", "sarabun", "files")
    names = [(face, span, w, os.path.join(files, f"sarabun-{face}-{w}-normal.woff2"))
             for w in WEIGHTS for face, span in FACES]
    looked = [folder] + [p for p in (os.path.join(folder, "node_modules"), files)
                         if os.path.isdir(p)]
    if not all(os.path.isfile(n[3]) for n in names):
        return [("fonts.css", b"/* built without a face of its own */\n")], looked
    css, found = [], []
    for face, span, weight, path in names:
        with open(path, "rb") as f:
            found.append((f"fonts/sarabun-{face}-{weight}.woff2", f.read()))
        css.append(f'@font-face {{ font-family: "Sarabun"; font-style: normal; '
                   f"font-weight: {weight}; font-display: fallback; "
                   f'src: url("fonts/sarabun-{face}-{weight}.woff2") format("woff2"); '
                   f"unicode-range: {span}; }}\n")
    return [("fonts.css", "".join(css).encode())] + found, looked + [n[3] for n in names]
