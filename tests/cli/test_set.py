"""The set of documents from the command line: issued whole, checked from its files, one book of it; again after nothing
changed; a figure that somebody changed is found."""
import json
import os
import subprocess


def small(t):
    """A few agencies; the demonstration city by --long."""
    t.pbis("init")
    if os.environ.get("PBIS_LONG"):
        t.pbis("demo")
    else:
        t.pbis("import", "bma-lines", t.fixture("bma-19col.csv"), "--year", 2566)


def test_set_ties(t):
    small(t)
    out = t.path("set")
    said = t.pbis("document", "set", "--year", 2566, "--out", out).out
    assert "DS-2566-0-001" in said, said
    with open(os.path.join(out, "set.json"), encoding="utf-8") as f:
        books = json.load(f)["books"]
    assert [b["number"] for b in books][:6] == [1, 2, 3, 4, 5, 6]
    assert all(os.path.exists(os.path.join(out, b[k])) for b in books for k in ("file", "workbook"))
    said = t.pbis("document", "check", out, url="sqlite:/nowhere/none.db").out
    assert "%d " % len(books) in said
    total = int(t.sql("SELECT total_satang FROM volume_set")[0][0])
    agencies = sum(b["total_satang"] for b in books if b["number"] >= 7)
    assert agencies == total > 0

    again = t.pbis("document", "set", "--year", 2566, "--out", t.path("set2")).out
    assert "DS-2566-0-002" in again
    assert t.sql("SELECT printed FROM volume_set ORDER BY id")[1][0] in (0, "0")

    one = t.path("one.pdf")
    t.pbis("document", "volume", "--year", 2566, "--number", 5, "--out", one)
    assert os.path.getsize(one) > 10000
    t.pbis("document", "volume", "--year", 2566, "--number", 500, "--out", one, code=1)

    # a figure changed in one book's data
    book = os.path.join(out, books[-1]["file"])
    data = subprocess.run(["qpdf", "--show-attachment=volume.json", book], capture_output=True, check=True).stdout
    figure = b'_satang":%d' % books[-1]["total_satang"]
    assert figure in data
    with open(t.path("volume.json"), "wb") as f:
        f.write(data.replace(figure, figure + b"0"))
    subprocess.run(["qpdf", book, "--add-attachment", t.path("volume.json"), "--key=volume.json", "--filename=volume.json",
                    "--replace", "--", t.path("other.pdf")], check=True)
    os.replace(t.path("other.pdf"), book)
    said = t.pbis("document", "check", out, code=1).out
    assert books[-1]["word"] in said and "≠" in said
    os.remove(book)
    said = t.pbis("document", "check", out, code=1).out
    assert len(said.strip().splitlines()) == 1
