#!/usr/bin/env python3
"""Two written agencies make a whole year's request from an empty year by workbook: structure drawn in, every
quantity, price and reason typed in the file, merged; answers and papers by form; gathered, signed, submitted."""
import io
import re
import sys
import urllib.parse
import zipfile

import harness
from harness import Person, check
from test_workbook import changed

YEAR = "2567"
DEMO = "pbis-demo-2566"
WHY = "คิดใหม่จากปริมาณงานของปี ไม่ใช้ฐานเดิม"


def rows(p, path):
    r = p.get(path + "?year=" + YEAR)
    check(r.status == 200, "%s: %d" % (path, r.status))
    return r.json()["rows"]


def send_file(p, path, fields, name, data):
    edge = b"--quay\r\n"
    body = b"".join(edge + b'Content-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (k.encode(), v.encode())
                    for k, v in dict(fields, csrf=p.csrf, year=YEAR).items())
    body += edge + b'Content-Disposition: form-data; name="file"; filename="%s"\r\n\r\n' % name.encode() + data + b"\r\n--quay--\r\n"
    return p.send("POST", path, body, {"Content-Type": "multipart/form-data; boundary=quay"})


def typed(book, past):
    """Every line's quantity, price, times and reason typed in; the price as the line was enacted before."""
    with zipfile.ZipFile(io.BytesIO(book)) as z:
        xml = z.read("xl/worksheets/sheet1.xml").decode()
    cells, n = {}, 0
    for number, row in re.findall(r'<row r="(\d+)"[^>]*>(.*?)</row>', xml, re.S):
        line = re.search(r'<c r="A%s"[^>]*><is><t>(%s-[^<]+)</t>' % (number, YEAR), row)
        if not line:
            continue
        baht = past.get(line.group(1)) or 40000
        cells["I" + number] = "๑" if n % 2 else "1"
        cells["K" + number] = "{:,}".format(baht)
        cells["O" + number] = "รายการที่ %d: %s" % (n + 1, WHY)
        n += 1
    return filled(book, cells), n


def filled(book, cells):
    """changed(), after giving each cell that the writer left out its place in the row."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                text = re.sub(r'(<row r="(\d+)"[^>]*>)(.*?)(</row>)', lambda m: m.group(1) + in_order(m.group(2), m.group(3), cells) + m.group(4),
                              text.decode(), flags=re.S).encode()
            new.writestr(name, text)
    return changed(out.getvalue(), **cells)


def in_order(number, row, cells):
    have = dict((c[0], c[1]) for c in re.findall(r'(?=<c r="([A-Z]+)%s")(<c [^>]*?/>|<c .*?</c>)' % number, row, re.S))
    for cell in cells:
        column, at = re.match(r"([A-Z]+)(\d+)$", cell).groups()
        if at == number and column not in have:
            have[column] = '<c r="%s"/>' % cell
    return "".join(have[c] for c in sorted(have, key=lambda c: (len(c), c)))


def merge(p, agency):
    base = "/requests/%s/workbook" % agency
    past = {}
    for level in rows(p, "/requests/%s.json" % agency):
        for h in rows(p, "/packages/%s/past.json" % urllib.parse.quote(level["code"])):
            if h["enacted_satang"] and past.get(h["code"], (0, 0))[0] < h["year"]:
                past[h["code"]] = (h["year"], h["enacted_satang"] // 100)
    book = p.get(base + ".xlsx?year=" + YEAR).body
    mine, n = typed(book, {k: v[1] for k, v in past.items()})
    got = send_file(p, base, {}, "requests.xlsx", mine)
    check(got.status == 303, "%s: the workbook is taken: %d %s" % (agency, got.status, got.text()[-300:]))
    sha = urllib.parse.parse_qs(urllib.parse.urlsplit(got.header("Location")).query)["file"][0]
    got = p.post(base + "/apply", {"file": sha, "year": YEAR})
    check(got.status in (200, 303), "%s: merged: %d %s" % (agency, got.status, got.text()[-300:]))
    lines = rows(p, base + ".json")
    check(n == len(lines) >= 60, "%s: %d of %d lines" % (agency, n, len(lines)))
    check(all(x["requested_satang"] > 0 and WHY in x["justification"] for x in lines), "%s: every line has its amount and reason" % agency)


def one(p, path, fields, what):
    got = p.post(path, dict(fields, year=YEAR))
    check(got.status == 303, "%s: %d %s" % (what, got.status, re.sub(r"<[^>]+>|\s+", " ", got.text())[-300:]))


def fill_texts(p, agency):
    """What is missing beside the lines, by the forms the list leads to."""
    done, reviewed = set(), set()
    for m in rows(p, "/requests/%s/missing.json" % agency):
        code = m["package_code"]
        path = "/packages/" + urllib.parse.quote(code)
        if (code, m["code"]) in done:
            continue
        done.add((code, m["code"]))
        if m["code"] == "answer":
            form = p.get(path + "/questions?year=" + YEAR).text()
            fields = dict(re.findall(r'name="(v\d+)" value="(\d+)"', form))
            fields.update({"q%d" % i: "คำตอบข้อ %d: %s %s" % (i, WHY, code) for i in range(1, 15)})
            one(p, path + "/questions", fields, "answers of " + code)
        elif m["code"] == "options":
            for kind, cost, chosen in (("own", "900000", "1"), ("private", "1150000", "")):
                fields = {"kind": kind, "title": "ทางเลือก " + kind, "cost": cost, "outcome": "เท่ากัน", "why": "ต้นทุนต่ำกว่า" if chosen else ""}
                one(p, path + "/options", dict(fields, **({"chosen": "1"} if chosen else {})), "option of " + code)
        elif m["code"] == "output":
            one(p, path + "/output", {"output": "ผู้รับบริการ", "output_quantity": "1200", "output_unit": "คน", "output_version": "0"}, "output of " + code)
        elif m["code"] == "disposition":
            unit = code.rsplit("-L", 1)[0]
            if unit in reviewed:  # one review for all levels of a unit
                continue
            reviewed.add(unit)
            version = re.search(r'name="version" value="(\d+)"', p.get(path + "/unit?year=" + YEAR).text()).group(1)
            one(p, path + "/unit", {"disposition": "continue", "reason": "", "version": version}, "review of " + code)
        elif m["code"] == "package_reason":
            form = p.get(path + "/edit?year=" + YEAR).text()
            fields = dict(re.findall(r'<input type="hidden"[^>]*name="(version)"[^>]*value="(\d+)"', form))
            title = re.search(r'name="title"[^>]*value="([^"]*)"', form)
            score = re.search(r'name="score"[^>]*value="([^"]*)"', form)
            one(p, path + "/edit", dict(fields, title=title.group(1) if title else code, score=score.group(1) if score else "",
                                        justification="%s: %s" % (code, WHY)), "reason of " + code)


def fill_papers(p, agency):
    for m in rows(p, "/requests/%s/missing.json" % agency):
        if m["code"] != "papers":
            continue
        line = m["where"].split("/")[2]
        for need in rows(p, "/lines/%s/papers.json" % line):
            path = "/lines/" + line
            if need["paper"] in ("coordinates",):
                version = re.search(r'name="version" value="(\d+)"', p.get(path + "/place?year=" + YEAR).text()).group(1)
                one(p, path + "/place", {"district.0": "5014", "lat.0": "13.7229", "lon.0": "100.7596", "share.0": "100",
                                         "version": version}, "place of " + line)
            elif need["paper"] == "engineer":
                version = re.search(r'name="version" value="(\d+)"', p.get(path + "/papers?year=" + YEAR).text()).group(1)
                one(p, path + "/engineer", {"engineer": "วิศวกรผู้รับรอง (สาธิต)", "version": version}, "engineer of " + line)
            else:
                for i in range(need.get("need", 1)):
                    got = send_file(p, "/attachments", {"subject": "line:" + line, "kind": need["paper"], "back": path + "/papers"}, "p.pdf",
                                    b"%%PDF-1.4\n%% %s %s %d\n%%%%EOF\n" % (line.encode(), need["paper"].encode(), i))
                    check(got.status == 303, "paper %s of %s: %d %s" % (need["paper"], line, got.status, got.text()[-300:]))


def picked(p, agency, what):
    page = p.get("/requests/%s?year=%s" % (agency, YEAR)).text()
    picks = re.findall(r'name="pick" value="([^"]+)"', page)
    body = urllib.parse.urlencode([("csrf", p.csrf), ("year", YEAR)] + [("pick", x) for x in picks])
    got = p.send("POST", "/requests/%s/%s" % (agency, what), body.encode(), {"Content-Type": "application/x-www-form-urlencoded"})
    check(got.status == 303, "%s %s: %d %s" % (agency, what, got.status, re.sub(r"<[^>]+>|\s+", " ", got.text())[:400]))
    return len(picks)


def whole_year(site):
    for agency, short in (("11000000", "1100"), ("07000000", "0700")):
        officer = Person(site, "officer." + short, DEMO)
        check(rows(officer, "/requests/%s.json" % agency) == [], "%s begins empty" % agency)
        one(officer, "/requests/%s/draw" % agency, {}, "drawn in")
        levels = rows(officer, "/requests/%s.json" % agency)
        check(len(levels) >= 30 and sum(x["requested_satang"] for x in levels) == 0, "%s: structure without money" % agency)
        early = Person(site, "head." + short, DEMO).post("/requests/%s/sign" % agency, {"year": YEAR})
        check(early.status == 409, "%s: nothing to sign yet: %d" % (agency, early.status))
        merge(officer, agency)
        fill_texts(officer, agency)
        fill_papers(officer, agency)
        left = rows(officer, "/requests/%s/missing.json" % agency)
        check(left == [], "%s: nothing is missing: %s" % (agency, left[:3]))
        collector = Person(site, "collector." + short, DEMO)
        sent = picked(collector, agency, "send")
        check(sent == len(levels), "%s: %d of %d sent to the director" % (agency, sent, len(levels)))
        head = Person(site, "head." + short, DEMO)
        check(picked(head, agency, "sign") == sent, "%s: the director signs them all" % agency)
        got = rows(head, "/requests/%s.json" % agency)
        check(all(x["state"] == "SUBMITTED" for x in got), "%s: submitted" % agency)


if __name__ == "__main__":
    sys.exit(harness.main([whole_year], first=("demo", "--packages", "800")))
