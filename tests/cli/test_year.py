"""A year's road from the command line: stages, decisions, reports, exports, enactment, checks."""
import csv
import json
import os
import subprocess

ROAD = ["open_call", "open_requests", "start_analysis", "suitability", "permsec", "governor"]
STAGES = ["requested", "analyst", "suitability", "permsec", "governor", "tabled", "committee",
          "amended", "enacted"]
TOTAL = "67040500000"


def city(t, stage="governor"):
    """The fixture's rows in a year that stands at a stage."""
    t.pbis("init")
    t.pbis("import", "bma-lines", t.fixture("bma-19col.csv"), "--year", 2566)
    for event in ROAD[:ROAD.index(stage) + 1]:
        t.pbis("cycle", event, "--year", 2566)


def lines(t):
    t.pbis("export", "lines", "--year", 2566, "--out", "lines.csv")
    with open(t.path("lines.csv"), encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def totals(t, *more):
    return t.pbis("report", "totals", "--year", 2566, "--json", *more).json()


def test_cycle(t):
    t.pbis("init")
    done = t.pbis("cycle", "open_call", "--year", 2566, code=1)
    assert "year_missing" in done.err
    assert "SETUP" in t.pbis("cycle", "setup", "--year", 2566).out
    assert "open_requests" in t.pbis("cycle", "open_call", "--year", 2566).out
    assert "state" in t.pbis("cycle", "governor", "--year", 2566, code=1).err
    assert "reason_needed" in t.pbis("cycle", "reopen", "--year", 2566, code=1).err
    assert "SETUP" in t.pbis("cycle", "reopen", "--year", 2566, "--reason", "wrong year").out
    assert "SETUP" in t.pbis("cycle", "--year", 2566).out
    assert "year_ce" in t.pbis("cycle", "--year", 2023, code=None).err
    t.pbis("check")


def test_report(t):
    city(t)
    by_type = totals(t, "--by", "type")
    assert by_type["report"] == "totals" and by_type["year"] == 2566
    assert by_type["by"] == ["type"]
    assert [r["type"] for r in by_type["rows"]] == sorted(r["type"] for r in by_type["rows"])
    for stage in STAGES + ["now"]:
        key = stage + "_satang"
        assert sum(r[key] for r in by_type["rows"]) == by_type["total"][key], key
    assert by_type["total"]["requested_satang"] == int(TOTAL) == by_type["total"]["now_satang"]
    assert by_type["total"]["enacted_satang"] == 0
    every = ["agency", "division", "district_group", "side", "plan", "output", "package", "item",
             "type", "fund", "ordinance", "year", "line"]
    for dim in every:
        r = totals(t, "--by", dim)
        assert sum(x["now_satang"] for x in r["rows"]) == int(TOTAL), dim
    r = totals(t, "--by", ",".join(every))
    assert len(r["rows"]) == 40 == r["total"]["lines"]
    r = totals(t, "--by", "side", "--stage", "requested")
    assert "analyst_satang" not in r["rows"][0]
    t.pbis("report", "totals", "--year", 2566, "--by", "side,type", "--csv", "t.csv", "--xlsx", "t.xlsx")
    with open(t.path("t.csv"), encoding="utf-8", newline="") as f:
        rows = list(csv.DictReader(f))
    assert sum(round(float(r["requested"]) * 100) for r in rows) == int(TOTAL)
    assert os.path.getsize(t.path("t.xlsx")) > 1000
    assert "670,405,000.00" in t.pbis("report", "totals", "--year", 2566).out
    for bad in (["--by", "colour"], ["--by", "type,type"], ["--stage", "x"]):
        t.pbis("report", "totals", "--year", 2566, *bad, code=2)
    t.pbis("report", "totals", "--year", 2599, code=1)


def test_export(t):
    city(t)
    rows = lines(t)
    assert list(rows[0]) == ["line", "year", "ordinance", "fund", "agency", "output", "package",
                             "item", "type", "name"] + STAGES
    assert len(rows) == 40 and rows[0]["requested"].endswith(".00") and rows[0]["enacted"] == ""
    agency = rows[0]["agency"]
    t.pbis("export", "lines", "--year", 2566, "--out", "a.json", "--agency", agency)
    with open(t.path("a.json"), encoding="utf-8") as f:
        some = json.load(f)
    assert some["total"] == sum(r["agency"] == agency for r in rows)
    assert {r["agency"] for r in some["rows"]} == {agency}
    assert some["rows"][0]["enacted_satang"] is None
    t.pbis("export", "requests", "--year", 2566, "--out", "r.csv")
    with open(t.path("r.csv"), encoding="utf-8", newline="") as f:
        packages = list(csv.DictReader(f))
    assert {r["package"] for r in rows} == {p["package"] for p in packages}
    t.pbis("export", "lines", "--year", 2566, "--out", "r.pdf", code=2)
    t.pbis("export", "lines", "--year", 2566, "--out", "x.csv", "--agency", "12345678", code=1)
    assert not os.path.exists(t.path("x.csv"))


def decide(t, rows, code=0):
    text = "line,stage,amount,reason,resolution\n" + "".join(",".join(r) + "\n" for r in rows)
    return t.pbis("decide", t.write("decide.csv", text), code=code)


def test_decide_and_enact(t):
    city(t, "permsec")
    rows = lines(t)
    cut, keep = rows[0]["line"], rows[1]["line"]
    done = decide(t, [[cut, "governor", "1.00", "cut", "1/2565"]], code=1)
    assert "stage" in done.err and "row 1, line 2" in done.err, done
    t.pbis("cycle", "governor", "--year", 2566)
    for bad, why in (([cut, "governor", "1.00", "cut", ""], "no_resolution"),
                     ([cut, "governor", "1.00", "", "1"], "reason_needed"),
                     ([cut, "governor", "1.005", "cut", "1"], "satang_fraction"),
                     ([cut, "governor", "-1", "cut", "1"], "amount_negative"),
                     (["2566-0-0100-99999", "governor", "1", "cut", "1"], "not_found"),
                     ([cut, "somewhere", "1", "cut", "1"], "bad_choice"),
                     ([keep, "governor", "1", "cut", "1"], "duplicate")):
        done = decide(t, [[keep, "governor", rows[1]["requested"], "kept", "1/2565"], bad], code=1)
        assert why in done.err, (why, str(done))
        assert all(r["governor"] == "" for r in lines(t)), "all or nothing"
    assert "enact" in t.pbis("help").out
    decide(t, [[cut, "governor", "100.25", "cut", "1/2565"],
               [keep, "governor", rows[1]["requested"], "kept", "1/2565"]])
    after = {r["line"]: r for r in lines(t)}
    assert after[cut]["governor"] == "100.25" and after[rows[2]["line"]]["governor"] == ""
    want = int(TOTAL) - round(float(rows[0]["requested"]) * 100) + 10025
    assert totals(t)["total"]["now_satang"] == want
    out = t.pbis("enact", "--year", 2566).out
    assert "{:,.2f}".format(want / 100) in out, out
    assert totals(t)["total"]["enacted_satang"] == want
    assert "already" in t.pbis("enact", "--year", 2566, code=1).err
    assert "IN_FORCE" in t.pbis("cycle", "--year", 2566).out
    assert t.sql("SELECT COUNT(*), SUM(amount_satang) FROM entry")[0] == ["40", str(want)]
    done = decide(t, [[cut, "governor", "1", "cut", "1/2565"]], code=1)
    assert "stage" in done.err
    t.pbis("check")


def test_enact_needs_the_governor(t):
    city(t, "permsec")
    assert "stage" in t.pbis("enact", "--year", 2566, code=1).err
    assert t.sql("SELECT COUNT(*) FROM entry")[0] == ["0"]


def test_check_and_audit(t):
    city(t, "open_call")
    assert "all hold" in t.pbis("check").out
    t.pbis("audit", "head", "--out", "head.json")
    with open(t.path("head.json"), encoding="utf-8") as f:
        head = json.load(f)
    assert head["chain"] == "audit" and len(head["hash"]) == 64
    t.pbis("cycle", "open_requests", "--year", 2566)
    t.pbis("audit", "verify", "--head", "head.json")
    head["hash"] = "0" * 64
    t.write("head.json", json.dumps(head))
    assert "audit_broken" in t.pbis("audit", "verify", "--head", "head.json", code=None).err
    t.write("head.json", "{}")
    assert "json_shape" in t.pbis("audit", "verify", "--head", "head.json", code=1).err


def test_backup_and_restore(t):
    city(t)
    before = totals(t, "--by", "line")
    t.pbis("backup", "copy.pbis")
    if t.url.startswith("sqlite:"):
        assert "being backed up" in t.pbis("backup", t.url[len("sqlite:"):], "--force", code=None).err
    with open(t.path("copy.pbis"), "rb") as f:
        kept = f.read()
    assert "file_exists" in t.pbis("backup", "copy.pbis", code=1).err
    with open(t.path("copy.pbis"), "rb") as f:
        assert f.read() == kept, "a refused backup leaves the file as it was"
    t.pbis("backup", "copy.pbis", "--force")
    other = t.new_store()
    t.pbis("restore", "copy.pbis", url=other)
    assert t.pbis("report", "totals", "--year", 2566, "--json", "--by", "line", url=other).json() == before
    t.pbis("check", url=other)
    assert "store_not_empty" in t.pbis("restore", "copy.pbis", code=None).err


def test_permissions(t):
    city(t)
    for name, role in (("reader", "auditor"), ("boss", "governor")):
        p = subprocess.run([t.bin, "user", "add", name, "--role", role, "--password-stdin"],
                           input=b"a long password\n", cwd=t.dir, check=False,
                           env=dict(os.environ, PBIS_DB=t.url, PBIS_LANG="en"),
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert p.returncode == 0, p.stderr
    assert "forbidden" in t.pbis("cycle", "table", "--year", 2566, "--as", "reader", code=1).err
    assert "forbidden" in t.pbis("enact", "--year", 2566, "--as", "boss", code=1).err
    t.pbis("report", "totals", "--year", 2566, "--as", "reader")
    t.pbis("cycle", "table", "--year", 2566, "--as", "boss", "--reason", "x")
    assert ["boss"] in t.sql("SELECT by_user FROM cycle_event")
    assert "not_found" in t.pbis("cycle", "table", "--year", 2566, "--as", "nobody", code=None).err


def test_options_before_the_command(t):
    city(t)
    thai, english = t.pbis("--lang", "th", "cycle", "--year", 2566).out, t.pbis("--lang=en", "cycle", "--year", 2566).out
    assert thai != english and english == t.pbis("cycle", "--year", 2566, "--lang", "en").out
    assert "คำสั่งไม่ถูกต้อง" in t.pbis("--lang", "th", "cycle", "--nonsense", code=2).err
    assert t.pbis("--lang", code=2).err


def test_ceilings_name_the_line(t):
    city(t)
    for rows, line, why in (("dim,code,max\ntotal,,1000\nagencie,11000000,5\n", 3, "total agency type side fund"),
                            ("dim,code,max\ntotal,,many\n", 2, "many"),
                            ("dim,code,max\ntotal,,1000\n\nagency,99990000,5\n", 4, "99990000")):
        t.write("c.csv", rows)
        e = t.pbis("allocate", "--year", 2566, "--scenario", "x", "--ceilings", "c.csv", "--lang", "en", code=1).err
        assert "line %d" % line in e and why in e, e
