#!/usr/bin/env python3
"""A private scenario is nobody else's: not its ceilings, its run, its job, its prices; and a sheet of ceilings is saved by
whoever was first."""
import re
import sys

import harness
from harness import Person, check
from test_proposed import YEAR, prepare as city

RUN = "R00001"


def prepare(site):
    """The city's own scenario has no run; the office's private one has R00001."""
    city(site)
    q = site.store.query
    q("UPDATE scenario SET name = 'mine', shared = 'private', made_by = 't.office' WHERE name = 'main'")
    q("INSERT INTO scenario (year, name, note, made_by, made_at_ms) VALUES (%d, 'main', '', 'system', 0)" % YEAR)


def hidden(site):
    office, other, analyst = (Person(site, n) for n in ("t.office", "t.governor", "t.analyst"))
    tail = "?year=%d" % YEAR
    shown = ["/allocation/mine" + x for x in ("", ".json", ".csv", "/packages", "/packages.json", "/rules", "/pins", "/settings",
                                               "/ceilings", "/frontier", "/frontier.json", "/ranking", "/steps", "/compare", "/merge")]
    shown += ["/allocation-runs/" + RUN + x for x in ("", ".json", "/ceilings.csv", "/instance", "/result")]
    for path in shown:
        r = other.get(path + tail)
        check(r.status in (403, 404), "%s of somebody else's: %d" % (path, r.status))
    check(office.get("/allocation/mine/ceilings" + tail).status == 200, "one's own")
    for path in ("/allocation/main/compare?with=%s&year=%d" % (RUN, YEAR), "/allocation/main/compare?with=mine&year=%d" % YEAR,
                 "/allocation/main/merge?into=mine&year=%d" % YEAR):
        check(other.get(path).status in (400, 404), "beside another: %s" % path)
    for path in ("/allocation", "/allocation.json", "/allocation-runs.json", "/triage", "/triage.json", "/overview", "/jobs", "/rating/ranking"):
        text = analyst.get(path + tail).text() if path != "/jobs" else other.get(path + tail).text()
        check(RUN not in text and "/allocation/mine" not in text, "%s names it" % path)
    prices = site.store.query("SELECT price_text FROM run_ceiling WHERE price_text NOT IN ('', '0')")
    check(bool(prices), "the run has a price")
    for path in ("/triage", "/triage.json", "/overview"):
        text = analyst.get(path + tail).text()
        check(not [p for p in prices if p[0] in text], "%s shows its prices" % path)


def job(site):
    office, other = Person(site, "t.office"), Person(site, "t.governor")
    r = office.post("/allocation/mine/run", {"year": str(YEAR), "mode": "optimal"})
    check(r.status == 303, "a job: %d" % r.status)
    path = "/jobs/" + site.store.query("SELECT code FROM job ORDER BY id DESC")[0][0]
    check(office.get(path).status == 200, "one's own job")
    check(other.get(path).status == 404 and other.get(path + ".json").status == 404, "somebody else's")


def draft(site):
    before = site.store.query("SELECT COUNT(*) FROM resolution")[0][0]
    form = {"run": RUN, "resolution": "x", "title": "x", "year": str(YEAR)}
    for who in ("t.permsec", "t.governor", "t.admin"):
        p = Person(site, who)
        for path in ("/allocation/main/apply", "/resolutions/from-run"):
            r = p.post(path, form)
            check(r.status in (400, 403, 404, 409), "%s drafts by %s: %d" % (path, who, r.status))
    check(site.store.query("SELECT COUNT(*) FROM resolution")[0][0] == before, "no resolution from a run that is not seen")


def sheet(site):
    office = Person(site, "t.office")
    page = office.get("/allocation/main/ceilings?year=%d" % YEAR).text()
    version = re.search(r'name="version" value="(\d+)"', page).group(1)
    form = {"year": str(YEAR), "version": version, "max.total.": "1,000,000"}
    check(office.post("/allocation/main/ceilings", form).status == 303, "the first sheet")
    check(office.post("/allocation/main/ceilings", dict(form, **{"max.total.": "2,000,000"})).status == 409, "the second is stale")
    kept = site.store.query("SELECT max_satang FROM scenario_ceiling c JOIN scenario s ON s.id = c.scenario_id WHERE s.name = 'main'")
    check([int(k[0]) for k in kept] == [100000000], "what the first said stands: %s" % kept)


def more(site):
    """Least amounts, and ceilings of kinds that the sheet has no row for."""
    office = Person(site, "t.office")

    def send(**typed):
        page = office.get("/allocation/main/ceilings?year=%d" % YEAR).text()
        form = {"year": str(YEAR), "version": re.search(r'name="version" value="(\d+)"', page).group(1)}
        form.update({k.replace("__", "."): v for k, v in typed.items()})
        return office.post("/allocation/main/ceilings", form)

    for typed, code, word in (({"max__total__": "100", "min__total__": "200"}, 400, "มากกว่าวงเงินสูงสุด"),
                              ({"more__dim": "personnel"}, 303, ""),
                              ({"more__dim": "label", "more__code": "flood"}, 400, "flood ว่าง"),
                              ({"more__dim": "district", "more__code": "9999", "more__max": "5"}, 400, "9999"),
                              ({"more__dim": "total", "more__code": "@2560", "more__max": "5"}, 400, "@2560"),
                              ({"more__dim": "total", "more__code": "@2567", "more__max": "five"}, 400, "five"),
                              ({"more__dim": "total", "more__code": "@2567", "more__max": "๕,๐๐๐,๐๐๐"}, 303, ""),
                              ({"more__dim": "personnel", "more__max": "900000"}, 303, "")):
        got = send(**typed)
        text = got.text()
        check(got.status == code and word.lower() in text.lower(), "%s: %d %s" % (typed, got.status, re.findall(r'class="error">([^<]*)', text)))
    kept = site.store.query("SELECT dim, code, max_satang FROM scenario_ceiling c JOIN scenario s ON s.id = c.scenario_id"
                            " WHERE s.name = 'main' ORDER BY dim, code")
    check([[str(x) for x in k] for k in kept] == [["personnel", "", "90000000"], ["total", "", "100000000"], ["total", "@2567", "500000000"]],
          "kept: %s" % kept)
    page = office.get("/allocation/main/ceilings?year=%d" % YEAR).text()
    check('name="max.total.@2567" value="5,000,000"' in page, "the forward year has its row")


if __name__ == "__main__":
    sys.exit(harness.main([hidden, job, draft, sheet, more], prepare=prepare))
