"""Deciding from the command line: the whole city from requests to the governor's draft, with a return, a re-opening,
a replaced officer, two committees; and what is refused on the way."""
import csv


def write(t, name, head, rows):
    with open(t.path(name), "w", encoding="utf-8", newline="") as f:
        w = csv.writer(f)
        w.writerow(head)
        w.writerows(rows)
    return t.path(name)


def packages(t, where="1 = 1"):
    """(code, agency, division) of the year's packages."""
    return t.sql("SELECT p.code, g.code, g.division FROM package p JOIN agency g ON g.id = p.agency_id WHERE p.year = 2566 AND %s"
                 " ORDER BY p.id" % where)


def lines(t, package=None):
    """(code, requested, now) of lines of packages that compete."""
    own = " AND p.code = '%s'" % package if package else ""
    return t.sql("SELECT l.code, (SELECT amount_satang FROM line_amount a WHERE a.line_id = l.id AND a.stage = 0),"
                 " (SELECT amount_satang FROM line_amount a WHERE a.line_id = l.id ORDER BY stage DESC LIMIT 1) FROM line l"
                 " JOIN package p ON p.id = l.package_id WHERE l.year = 2566 AND p.state NOT IN ('DRAFT', 'RETURNED', 'WITHDRAWN')%s"
                 " ORDER BY l.id" % own)


def move(t, rows, who="system", code=0):
    return t.pbis("move", write(t, "move.csv", ["package", "event", "reason"], rows), "--year", 2566, "--as", who, code=code)


def recommend(t, rows, who="system", code=0):
    return t.pbis("recommend", write(t, "rec.csv", ["package", "word", "reason", "line", "amount"], rows), "--year", 2566, "--as", who, code=code)


def decide(t, rows, who="system", by=None, code=0):
    more = ["--approved-by", by] if by else []
    return t.pbis("decide", write(t, "decide.csv", ["line", "stage", "amount", "reason", "resolution"], rows), "--as", who, *more, code=code)


def baht(satang):
    return "%d.%02d" % (int(satang) // 100, int(satang) % 100)


def asked(t):
    t.begin("demo", "--asked", "--packages", "500")


def test_whole_road(t):
    asked(t)
    t.pbis("cycle", "start_analysis", "--year", 2566, "--reason", "ปิดรับคำขอ")
    every = packages(t, "p.state = 'SUBMITTED'")
    assert len(every) > 700

    # one is returned and comes back: recorded, and out of the city's figures meanwhile
    first = next(p for p in every if p[1] == "11000000")
    move(t, [(first[0], "return", "ขอใบเสนอราคาเพิ่ม")], "analyst1")
    assert packages(t, "p.state = 'RETURNED'")[0][0] == first[0]
    assert "forbidden" in move(t, [(first[0], "submit", "")], "analyst1", code=1).err
    assert "place" in move(t, [(first[0], "submit", "")], "head.1100", code=1).err
    move(t, [(first[0], "ready", "")], "collector.1100")
    move(t, [(first[0], "submit", "")], "head.1100")
    # an analyst of another division cannot accept it; all or nothing, the row is named
    bad = move(t, [(first[0], "accept", "")], "analyst2", code=1)
    assert "scope" in bad.err and first[0] in bad.err, bad.err
    assert "state" in move(t, [(first[0], "fund", "x")], "system", code=1).err
    move(t, [(p[0], "accept", "") for p in every])

    # recommendations: support, reduce a third, reject a few; above what was asked is refused
    line = lines(t, first[0])[0]
    rows = [(first[0], "reduce", "สูงกว่าที่ขอ", line[0], baht(int(line[1]) + 100))]
    assert "above_request" in recommend(t, rows, "analyst1", code=1).err
    rows = []
    for i, p in enumerate(every[:300]):
        if i % 29 == 7:
            rows.append((p[0], "reject", "ไม่พร้อมดำเนินการ", "", ""))
        elif i % 3 == 0:
            rows += [(p[0], "reduce", "ปริมาณเกินความจำเป็น", x[0], baht(int(x[1]) // 1000 * 900 // 100 * 100)) for x in lines(t, p[0])]
        else:
            rows.append((p[0], "support", "", "", ""))
    got = recommend(t, rows, code=None)
    assert got.code == 0 or "form_open" in got.err, got
    asked_total = sum(int(x[1]) for x in lines(t))

    # the suitability committee: everything without a resolution is refused
    t.pbis("cycle", "suitability", "--year", 2566, "--reason", "วิเคราะห์แล้ว")
    some = lines(t)
    assert "resolution" in decide(t, [(some[0][0], "suitability", baht(some[0][2]), "", "")], code=1).err
    one = [(some[0][0], "suitability", baht(some[0][2]), "ตามที่เสนอ", "1/2566")]
    for by, why in (("office", "same_person"), ("analyst1", "forbidden"), ("governor", "not_member")):
        got = decide(t, one, "office", by, code=1).err
        assert why in got, got
    decide(t, [(x[0], "suitability", baht(int(x[2]) // 100 * 100), "ตามที่เสนอ", "คพ. 1/2566") for x in some])
    t.pbis("cycle", "permsec", "--year", 2566, "--reason", "ครบแล้ว")

    # a new governor: back to the committee before, with a reason that stays
    assert "reason_needed" in t.pbis("cycle", "reopen", "--year", 2566, code=1).err
    t.pbis("cycle", "reopen", "--year", 2566, "--reason", "ผู้ว่าราชการคนใหม่ทบทวน")
    t.pbis("cycle", "permsec", "--year", 2566, "--reason", "ทบทวนแล้ว")
    trail = t.sql("SELECT event, reason FROM cycle_event WHERE year = 2566 AND event = 'reopen'")
    assert trail == [["reopen", "ผู้ว่าราชการคนใหม่ทบทวน"]], trail

    # the request committee follows an allocation's proposal by its amounts, the governor cuts one line
    some = lines(t)
    decide(t, [(x[0], "permsec", baht(x[2]), "ตามที่เสนอ", "คจ. 2/2566") for x in some])
    t.pbis("cycle", "governor", "--year", 2566, "--reason", "ครบแล้ว")
    cut = next(x for x in some if int(x[2]) > 10000000)
    decide(t, [(x[0], "governor", baht(int(x[2]) - (1000000 if x == cut else 0)), "ปรับลด" if x == cut else "ตามที่เสนอ", "กท 3/2566") for x in some])
    report = t.pbis("report", "totals", "--year", 2566, "--json").json()["total"]
    assert report["requested_satang"] >= asked_total
    assert report["permsec_satang"] - report["governor_satang"] == 1000000, report
    stages = {r[0] for r in t.sql("SELECT DISTINCT stage FROM resolution WHERE state = 'confirmed'")}
    assert len(stages) == 3, stages
    t.pbis("check")
    t.pbis("audit", "verify")


def resolution(t, *args, who="system", code=0):
    return t.pbis("resolution", *args, "--year", 2566, "--as", who, code=code)


def test_members(t):
    """Members from a file: all of it or nothing, by who may."""
    t.begin("demo", "--asked", "--packages", "500")
    head = ["body", "role", "full_name", "post", "user_name", "agency", "order_no", "from", "to"]
    good = ["request", "member", "กรรมการคนที่หนึ่ง", "ผู้ทรงคุณวุฒิ", "", "", "คำสั่งที่ 9/2565", "2022-01-05", ""]
    count = "SELECT COUNT(*) FROM committee_member"
    before = t.sql(count)
    for why, column, value in (("bad_choice", 1, "emperor"), ("not_found", 4, "nobody"), ("not_found", 5, "99999999"), ("required", 6, ""),
                               ("bad_date", 7, "5 ม.ค.")):
        bad = list(good)
        bad[2], bad[column] = "กรรมการคนที่สอง", value
        got = t.pbis("committee", write(t, "m.csv", head, [good, bad]), "--as", "office", code=1).err
        assert why in got and "row 2" in got, (why, got)
        assert t.sql(count) == before, "nothing of it"
    file = write(t, "m.csv", head, [good])
    assert "forbidden" in t.pbis("committee", file, "--as", "analyst1", code=1).err
    t.pbis("committee", file, "--as", "office")
    assert "already" in t.pbis("committee", file, "--as", "office", code=1).err
    assert t.sql("SELECT order_no FROM committee_member WHERE full_name = 'กรรมการคนที่หนึ่ง'") == [["คำสั่งที่ 9/2565"]]


def test_by_resolution(t):
    """The suitability committee and the governor decide by drafts of the office that another person confirms."""
    t.begin("demo", "--asked", "--packages", "500")
    t.pbis("cycle", "start_analysis", "--year", 2566, "--reason", "x")
    move(t, [(p[0], "accept", "") for p in packages(t, "p.state = 'SUBMITTED'")])
    by_rule = ("draft", "--stage", "suitability", "--rule", "previous", "--title", "ตามที่ขอ")
    assert "stage" in resolution(t, *by_rule, who="office", code=1).err, "not open yet"
    t.pbis("cycle", "suitability", "--year", 2566, "--reason", "x")
    assert "forbidden" in resolution(t, *by_rule, who="analyst1", code=1).err
    for bad in (("--stage", "requested", "--rule", "previous"), ("--stage", "suitability", "--rule", "dice"),
                ("--stage", "suitability", "--rule", "cut", "--cut", "many")):
        assert "bad_" in resolution(t, "draft", *bad, "--title", "x", who="office", code=1).err, bad
    code = resolution(t, *by_rule, who="office").out.split("\t")[0]
    assert code == "2566-M00001", code
    assert t.sql("SELECT COUNT(*) FROM line_amount WHERE stage = 2") == [["0"]], "a draft writes nothing"
    told = "SELECT COUNT(*) FROM notice n JOIN app_user u ON u.id = n.user_id WHERE n.kind = 'resolution' AND u.name = '%s'"
    assert t.sql(told % "office2") == [["1"]], "the chair is told"
    for who, why in (("office", "same_person"), ("governor", "not_member"), ("analyst1", "forbidden")):
        assert why in resolution(t, "confirm", code, who=who, code=1).err, who
    assert "confirmed" in resolution(t, "confirm", code, who="office2").out
    assert t.sql(told % "head.1100") == [["1"]] and t.sql(told % "collector.1100") == [["1"]], "the agencies are told, once"
    assert "state" in resolution(t, "confirm", code, who="office2", code=1).err
    mine = resolution(t, *by_rule, "--replaces", code, "--reason", "ทบทวน", who="office2").out.split("\t")[0]
    assert "same_person" in resolution(t, "confirm", mine, who="office2", code=1).err, "who drafted it"
    resolution(t, "confirm", mine, who="permsec")

    for stage, rule, who, event in (("permsec", ["previous"], "deputy", "permsec"), ("governor", ["cut", "--cut", "2.5"], "governor", "governor")):
        t.pbis("cycle", event, "--year", 2566, "--reason", "x")
        code = resolution(t, "draft", "--stage", stage, "--rule", *rule, "--title", "มติ", "--reason", "ตามกรอบ", who="office").out.split("\t")[0]
        resolution(t, "confirm", code, who="permsec" if stage == "permsec" else who)
    total = t.pbis("report", "totals", "--year", 2566, "--json").json()["total"]
    assert total["permsec_satang"] * 975 // 1000 - 1 <= total["governor_satang"] <= total["permsec_satang"] * 975 // 1000 + 1, total
    assert len(resolution(t, "list").out.splitlines()) == 4
    assert len(resolution(t, "list", "--stage", "governor").out.splitlines()) == 1
    t.pbis("check")
    t.pbis("audit", "verify")


def test_compare(t):
    """Any two stages, line by line, with the totals of the report."""
    asked(t)
    for event in ("start_analysis", "suitability"):
        t.pbis("cycle", event, "--year", 2566, "--reason", "x")
    some = lines(t)[:40]
    before = sum(int(x[2]) for x in some)
    got = decide(t, [(x[0], "suitability", "0", "ไม่พร้อม", "คพ. 1/2566") for x in some], code=None)
    assert got.code == 0 or "state" in got.err, got
    if got.code:
        move(t, [(p[0], "accept", "") for p in packages(t, "p.state = 'SUBMITTED'")])
        decide(t, [(x[0], "suitability", "0", "ไม่พร้อม", "คพ. 1/2566") for x in some])
    doc = t.pbis("report", "compare", "--year", 2566, "--from", "requested", "--to", "suitability", "--json").json()
    text = str(doc)
    assert str(before) in text or str(-before) in text, text[:600]
