"""pbis import strategy: a plan from a file, whole or not at all."""
import csv
import zipfile


def strategy(t, path, *more, code=0, year=2569):
    return t.pbis("import", "strategy", path, "--year", year, *more, code=code)


def test_fixture(t):
    path = t.fixture("strategy.csv")
    t.pbis("init")
    r = strategy(t, path, "--dry-run", "--json").json()
    assert (r["read"], r["accepted"], r["refused"]) == (15, 15, 0), r
    assert t.sql("SELECT COUNT(*) FROM class_version WHERE code = 'next2569'") == [["0"]]
    r = strategy(t, path, "--json").json()
    assert (r["accepted"], r["unchanged"], r["refused"]) == (15, 0, 0), r
    again = strategy(t, path, "--json").json()
    assert (again["accepted"], again["unchanged"], again["refused"]) == (0, 15, 0), again
    rows = t.sql("SELECT n.code, n.level, COALESCE(p.code, '') FROM class_node n JOIN class_version v ON v.id = n.version_id "
                 "LEFT JOIN class_node p ON p.id = n.parent_id WHERE v.code = 'next2569' ORDER BY n.sort")
    assert rows == [["N1", "dimension", ""], ["N1.1", "goal", "N1"], ["N1.2", "goal", "N1"], ["N1.1.1", "measure", "N1.1"],
                    ["N1.1.1.1", "activity", "N1.1.1"], ["N2", "dimension", ""]], rows
    assert t.sql("SELECT published FROM class_version WHERE code = 'next2569'") == [["1"]]
    assert t.sql("SELECT i.level, v.base_value, v.target1, v.target3, v.first_year FROM indicator i "
                 "JOIN indicator_version v ON v.indicator_id = i.id WHERE i.code = 'IND-1'") == \
        [["plan", "62.5", "65", "75", "2569"]]
    assert t.sql("SELECT i.code, p.code FROM indicator i JOIN indicator p ON p.id = i.parent_id") == [["O-1-K1", "O-1-KR1"]]
    assert t.sql("SELECT x.share_bp FROM crosswalk x JOIN class_node n ON n.id = x.to_id JOIN class_version v "
                 "ON v.id = n.version_id WHERE v.code = 'next2569' ORDER BY n.sort, x.share_bp") == [["7000"], ["3000"], ["10000"]]
    assert t.sql("SELECT code, CASE WHEN agency_id IS NULL THEN 1 ELSE 0 END FROM objective ORDER BY code") == [["O-1", "0"], ["O-2", "1"]]
    assert t.sql("SELECT COUNT(*) FROM year_class y JOIN class_version v ON v.id = y.version_id WHERE v.code = 'next2569'") == [["0"]]


def write(t, name, rows):
    path = t.path(name)
    with open(path, "w", encoding="utf-8", newline="") as f:
        csv.writer(f).writerows(rows)
    return path


HEAD = ["id", "level", "parent_id", "name_th", "version", "share"]


def refusals(t, rows, want, name="bad.csv"):
    r = strategy(t, write(t, name, [HEAD, *rows]), "--json", code=1).json()
    got = [(i["row"], i["line"], i["field"], i["code"]) for i in r["issues"] if i["action"] == "refuse"]
    assert got == want, got
    assert not t.sql("SELECT 1 FROM class_version WHERE code IN ('T', 'U', 'V')")


def test_bad_files(t):
    t.pbis("init")
    refusals(t, [["T-1", "side", "", "ก", "", ""], ["T-2", "goal", "T-3", "ข", "", ""], ["T-3", "goal", "T-4", "ค", "", ""],
                 ["T-4", "goal", "T-2", "ง", "", ""], ["T-5", "goal", "T-2", "จ", "", ""]],
             [(2, 3, "parent_id", "parent_cycle"), (3, 4, "parent_id", "parent_cycle"), (4, 5, "parent_id", "parent_cycle"),
              (5, 6, "parent_id", "unknown_parent")])
    refusals(t, [["T-1", "side", "T-1", "ตนเอง", "", ""]], [(1, 2, "parent_id", "parent_cycle")])
    refusals(t, [["T-1", "side", "", "ก", "", ""], ["T-2", "goal", "T-9", "ข", "", ""], ["T-3", "measure", "T-2", "ค", "", ""]],
             [(2, 3, "parent_id", "unknown_parent"), (3, 4, "parent_id", "unknown_parent")])
    refusals(t, [["T-1", "side", "", "ก", "", ""], ["T-1", "side", "", "ข", "", ""]], [(2, 3, "id", "duplicate")])
    refusals(t, [["T-1", "province", "", "ก", "", ""], ["", "side", "", "", "", ""]],
             [(1, 2, "level", "bad_choice"), (2, 3, "id", "required"), (2, 3, "name_th", "required")])
    refusals(t, [["T-1", "side", "", "ก", "", ""], ["T-2", "policy", "T-1", "ข", "", ""]], [(2, 3, "level", "bad_choice")])
    refusals(t, [["T-1", "side", "", "ก", "", ""], ["U-1", "side", "", "ข", "", ""], ["U-2", "side", "", "ค", "", ""],
                 ["L1", "crosswalk", "T-1", "U-1", "", "60"], ["L2", "crosswalk", "T-1", "U-2", "", "30"]],
             [(4, 5, "share", "weights"), (5, 6, "share", "weights")])
    refusals(t, [["T-1", "side", "", "ก", "", ""], ["L1", "crosswalk", "T-1", "fy2568:99", "", ""], ["L2", "crosswalk", "T-1", "fy2568:1", "", "x"]],
             [(3, 4, "share", "bad_number"), (2, 3, "name_th", "unknown_parent")])
    refusals(t, [["X9", "side", "", "ของเดิม", "fy2568", ""]], [(1, 2, "", "tree_fixed")])
    done = strategy(t, write(t, "none.csv", [["id", "level"], ["1", "side"]]), code=1)
    assert "csv_header" in done.err, done.err


def test_errors_taken_out(t):
    t.pbis("init")
    rows = [HEAD, ["V-1", "side", "", "ก", "", ""], ["V-2", "goal", "V-9", "ข", "", ""], ["V-3", "goal", "V-1", "ค", "", ""]]
    r = strategy(t, write(t, "some.csv", rows), "--errors", t.path("out.csv"), "--json").json()
    assert (r["accepted"], r["refused"]) == (2, 1), r
    with open(t.path("out.csv"), encoding="utf-8-sig") as f:
        lines = list(csv.reader(f))
    assert len(lines) == 2 and lines[1][0] == "V-2", lines
    assert t.sql("SELECT COUNT(*) FROM class_node n JOIN class_version v ON v.id = n.version_id WHERE v.code = 'V'") == [["2"]]


def test_workbook(t):
    """The same rows from an .xlsx, as inline strings."""
    def cell(col, row, text):
        return '<c r="%s%d" t="inlineStr"><is><t>%s</t></is></c>' % (chr(65 + col), row, text) if text else ""

    t.pbis("init")
    with open(t.fixture("strategy.csv"), encoding="utf-8") as f:
        rows = list(csv.reader(f))
    body = "".join('<row r="%d">%s</row>' % (i + 1, "".join(cell(c, i + 1, x) for c, x in enumerate(r))) for i, r in enumerate(rows))
    path = t.path("plan.xlsx")
    ns = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(path, "w") as z:
        z.writestr("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>')
        z.writestr("_rels/.rels", '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="%s/officeDocument" Target="xl/workbook.xml"/></Relationships>' % rel)
        z.writestr("xl/workbook.xml", '<workbook %s xmlns:r="%s"><sheets><sheet name="plan" sheetId="1" r:id="r1"/></sheets></workbook>' % (ns, rel))
        z.writestr("xl/_rels/workbook.xml.rels", '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="%s/worksheet" Target="worksheets/sheet1.xml"/></Relationships>' % rel)
        z.writestr("xl/worksheets/sheet1.xml", "<worksheet %s><sheetData>%s</sheetData></worksheet>" % (ns, body))
    r = strategy(t, path, "--json").json()
    assert (r["read"], r["accepted"] + r["unchanged"], r["refused"]) == (15, 15, 0), r


def test_real_plan(t):
    path = t.shared("strategy.csv")
    t.pbis("init")
    r = strategy(t, path, "--json", year=2565).json()
    assert (r["read"], r["accepted"], r["refused"]) == (198, 198, 0), r
    again = strategy(t, path, "--json", year=2565).json()
    assert (again["accepted"], again["unchanged"]) == (0, 198), again
    assert t.sql("SELECT v.kind, v.code, COUNT(*) FROM class_node n JOIN class_version v ON v.id = n.version_id "
                 "WHERE v.code IN ('P9', 'D7', 'R7', 'C9') GROUP BY v.kind, v.code ORDER BY v.code") == \
        [["policy", "C9", "24"], ["strategy", "D7", "38"], ["strategy", "P9", "37"], ["strategy", "R7", "79"]]
    assert t.sql("SELECT level, COUNT(*) FROM indicator WHERE code LIKE 'KPI-SGB65%' OR code LIKE 'OKR-EX%' GROUP BY level ORDER BY level") == \
        [["key_result", "3"], ["kpi", "3"], ["plan", "3"]]
    assert t.sql("SELECT COUNT(*) FROM objective WHERE code LIKE 'OKR-EX%' AND agency_id IS NULL") == [["2"]]

