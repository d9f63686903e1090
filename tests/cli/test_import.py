"""pbis import, end to end: the fixture, files that cannot be read, and the real files when they are
beside the repository (totals and digests only)."""
import collections
import csv
import gzip
import hashlib
import io
import os


def digest(rows):
    return hashlib.sha256("\n".join("\t".join(r) for r in rows).encode("utf-8")).hexdigest()


def stored(t):
    return t.sql("SELECT COUNT(*), CAST(COALESCE(SUM(a.amount_satang), 0) AS BIGINT) FROM line l "
                 "JOIN line_amount a ON a.line_id = l.id AND a.stage = 0")[0]


def codes(report):
    return collections.Counter((i["field"], i["code"]) for i in report["issues"])


def bma(t, path, *more, code=0):
    return t.pbis("import", "bma-lines", path, "--year", 2566, *more, code=code)


def test_fixture(t):
    path = t.fixture("bma-19col.csv")
    t.pbis("init")
    r = bma(t, path, "--dry-run", "--json").json()
    assert list(r) == ["kind", "sha256", "year", "read", "accepted", "unchanged", "refused",
                       "repaired", "total_baht", "issues"], list(r)
    assert stored(t) == ["0", "0"]
    first = bma(t, path, "--json").json()
    assert first == r, "a dry run says what would happen"
    assert (r["read"], r["accepted"], r["refused"]) == (40, 40, 0)
    assert r["total_baht"] == "670405000.00"
    with open(path, "rb") as f:
        assert r["sha256"] == hashlib.sha256(f.read()).hexdigest()
    assert stored(t) == ["40", "67040500000"]
    again = bma(t, path, "--json").json()
    assert (again["accepted"], again["unchanged"]) == (0, 40)
    assert stored(t) == ["40", "67040500000"]
    text = bma(t, path).out
    assert "670,405,000.00" in text and "unchanged: 40" in text, text
    assert "นำเข้าแล้ว" not in text and "nothing changed" in text, text


def test_refused(t):
    t.pbis("init")
    done = bma(t, t.fixture("bma-bad.csv"), "--json", code=1)
    r = done.json()
    assert (r["read"], r["accepted"], r["refused"]) == (23, 1, 22)
    assert "import_refused" in done.err
    assert stored(t) == ["0", "0"]
    bad = {i["row"] for i in r["issues"] if i["action"] == "refuse"}
    assert bad == set(range(2, 24)), bad
    out = t.path("errors.csv")
    r = bma(t, t.fixture("bma-bad.csv"), "--errors", out, "--json").json()
    assert r["refused"] == 22
    assert stored(t) == ["1", "4850000000"]
    with open(out, encoding="utf-8-sig", newline="") as f:
        rows = list(csv.DictReader(f))
    assert len(rows) == 22 and all(x["reason"] for x in rows)
    assert list(rows[0])[:19] == header(t) and list(rows[0])[19] == "reason"
    assert "ติดลบ" in rows[0]["reason"] and "negative" in rows[0]["reason"]
    # mended, the rows go in
    for x in rows:
        x.update(amount="1000", budget_year="66")
    mended = io.StringIO()
    w = csv.DictWriter(mended, list(rows[0]))
    w.writeheader()
    w.writerows(rows[:4])
    r = bma(t, t.write("mended.csv", mended.getvalue()), "--json").json()
    assert (r["accepted"], r["refused"]) == (4, 0)
    r = bma(t, t.path("mended.csv"), "--errors", t.path("none.csv"), "--json").json()
    assert r["unchanged"] == 4 and not os.path.exists(t.path("none.csv"))


def header(t):
    with open(t.fixture("bma-19col.csv"), encoding="utf-8", newline="") as f:
        return next(csv.reader(f))


def test_usage_and_files(t):
    good = t.fixture("bma-19col.csv")
    t.pbis("import", "bma-lines", good, "--year", 2566, code=3)  # no store yet
    t.pbis("init")
    t.pbis("import", "bma-lines", good, code=2)
    t.pbis("import", "bma-lines", good, "--year", 2023, code=2)
    assert "2566" in t.pbis("import", "bma-lines", good, "--year", 2023, code=2).err
    t.pbis("import", "bma-lines", "--year", 2566, code=2)
    done = t.pbis("import", "ducks", good, "--year", 2566, code=2)
    assert "bma-lines, national-lines, strategy" in done.err
    bma(t, t.path("missing.csv"), code=3)
    bma(t, t.dir, code=3)
    bma(t, good, "--errors", "/nonexistent/folder/e.csv", code=3)
    with open(good, "rb") as f:
        data = f.read()
    first, rest = data.split(b"\n", 1)
    text = data.decode("utf-8")
    packed = gzip.compress(data)
    for name, what, word in (
            ("empty", b"", "file_empty"),
            ("header", first + b"\n", "file_empty"),
            ("column", data.replace(b"output_no,", b"output_nr,", 1), "csv_header"),
            ("tis620", text.replace("\u200b", "").encode("cp874"), "file_encoding"),
            ("utf16", text.encode("utf-16"), "file_encoding"),
            ("nul", first + b"\n66,\0" + rest, "file_encoding"),
            ("quote", first + b'\n66,"0609002-P01,\n' + rest.replace(b'"', b""), "bad_csv"),
            ("cut.gz", packed[:len(packed) // 2], "file_broken"),
            ("bad.gz", packed[:40] + b"xxxxxxxx" + packed[48:], "file_broken"),
            ("bomb.gz", gzip.compress(data + b"\n" * (65 << 20)), "file_too_large")):
        done = bma(t, t.write(name, what), code=1)
        assert word in done.err, "%s: %s" % (name, done)
    assert stored(t) == ["0", "0"], "nothing half done"
    bom = t.write("bom.csv", b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"))
    r = bma(t, bom, "--json").json()
    assert r["accepted"] == 40 and r["total_baht"] == "670405000.00"
    r = bma(t, t.write("good.csv.gz", packed), "--json").json()
    assert r["unchanged"] == 40


def test_real_344_rows(t):
    path = t.shared("bma-fy2566-strategic-lines.csv")
    t.pbis("init")
    r = bma(t, path, "--json").json()
    assert (r["read"], r["accepted"], r["refused"]) == (344, 344, 0)
    assert r["total_baht"] == "3434698064.00"
    assert stored(t) == ["344", "343469806400"]
    assert codes(r) == {
        ("budget_year", "two_digit_year"): 344, ("output_no", "leading_zero"): 108,
        ("sub_strategy", "name_differs"): 93, ("output_proj_name", "spaces"): 56,
        ("purpose_proj", "spaces"): 55, ("flag", "spelling"): 50,
        ("name_organization", "alias"): 15, ("output_name1", "spaces"): 3,
        ("purpose_proj", "name_differs"): 3, ("plan_proj_name", "spaces"): 1,
        ("output/proj", "underscore"): 1, ("output/proj", "shared_key"): 1}, codes(r)
    by_type = t.sql("SELECT substr(i.code, 1, 2), COUNT(*), CAST(SUM(a.amount_satang) AS BIGINT) "
                    "FROM line l JOIN line_amount a ON a.line_id = l.id AND a.stage = 0 "
                    "JOIN class_node i ON i.id = l.item_id GROUP BY 1 ORDER BY 1")
    assert by_type == [["05", "23", "229894455000"], ["07", "321", "113575351400"]], by_type
    by_side = t.sql("SELECT substr(n.code, 1, 2), COUNT(*) FROM line l "
                    "JOIN class_node n ON n.id = l.output_id GROUP BY 1 ORDER BY 1")
    assert by_side[-1] == ["13", "236"] and len(by_side) == 9, by_side
    kept = t.sql("SELECT l.code, g.code, l.source_key, a.amount_satang FROM line l "
                 "JOIN agency g ON g.id = l.agency_id "
                 "JOIN line_amount a ON a.line_id = l.id AND a.stage = 0 ORDER BY l.id")
    assert digest(kept) == "557515f3f8ef19f5e61e4c4d1170d3ff4c9957fac9bba694623318f61d8f0202"
    r = bma(t, path, "--json").json()
    assert (r["accepted"], r["unchanged"]) == (0, 344)
    assert digest(kept) == digest(t.sql(
        "SELECT l.code, g.code, l.source_key, a.amount_satang FROM line l "
        "JOIN agency g ON g.id = l.agency_id "
        "JOIN line_amount a ON a.line_id = l.id AND a.stage = 0 ORDER BY l.id"))
    text = bma(t, path).out
    assert "3,434,698,064.00" in text


def national(t, path, *more, code=0):
    return t.pbis("import", "national-lines", path, *more, code=code)


def test_real_national_rows(t):
    path = t.shared("thailand-fy2565-lines.csv.gz")
    t.pbis("init")
    r = national(t, path, "--json", code=1).json()
    assert (r["read"], r["refused"], r["year"]) == (37635, 447, 2565)
    assert {i["code"] for i in r["issues"] if i["action"] == "refuse"} == {"satang_fraction"}
    assert t.sql("SELECT COUNT(*) FROM national_line") == [["0"]]
    r = national(t, path, "--errors", t.path("e.csv"), "--json").json()
    assert (r["accepted"], r["refused"]) == (37188, 447)
    assert r["total_baht"] == "2807384773953.00"
    assert t.sql("SELECT CAST(SUM(amount_satang) AS BIGINT), "
                 "CAST(SUM(CASE WHEN amount_satang = 0 THEN 1 ELSE 0 END) AS BIGINT) "
                 "FROM national_line") == [["280738477395300", "384"]]
    with open(t.path("e.csv"), encoding="utf-8-sig", newline="") as f:
        assert sum(1 for _ in csv.DictReader(f)) == 447
    r = national(t, t.path("e.csv"), "--round", "--json").json()
    assert (r["accepted"], r["refused"]) == (447, 0)
    r = national(t, path, "--round", "--json").json()
    assert r["unchanged"] == 37635 and r["total_baht"] == "2872207327537.18"
    assert t.sql("SELECT COUNT(*), CAST(SUM(amount_satang) AS BIGINT) FROM national_line") == \
        [["37635", "287220732753718"]]
    assert bma(t, t.fixture("bma-19col.csv"), code=1).err.startswith("pbis: store_national")


def test_national_plain_file(t):
    path = t.shared("thailand-fy2565-lines.csv.gz")
    with gzip.open(path) as f:
        plain = t.write("plain.csv", f.read())
    t.pbis("init")
    r = national(t, plain, "--round", "--year", 2565, "--json").json()
    assert r["accepted"] == 37635 and r["total_baht"] == "2872207327537.18"
    fresh = t.new_store()
    t.pbis("init", url=fresh)
    r = t.pbis("import", "national-lines", plain, "--round", "--year", 2566, "--json", code=1,
               url=fresh).json()
    assert r["refused"] == 37635
    t.pbis("import", "bma-lines", t.fixture("bma-19col.csv"), "--year", 2566, url=fresh)
    done = t.pbis("import", "national-lines", plain, "--round", code=1, url=fresh)
    assert "store_kind" in done.err
