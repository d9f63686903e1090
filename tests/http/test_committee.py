#!/usr/bin/env python3
"""Committees in the pages: members, a meeting, a resolution in batch, who may confirm, what is refused."""
import sys

import harness
from harness import Person, check


def rows(p, path):
    return p.get(path).json()["rows"]


def committee(site):
    office, governor, officer = Person(site, "t.office"), Person(site, "t.governor"), Person(site, "t.officer")
    chair = {"body": "governor", "role": "chair", "full_name": "Governor", "user_name": "t.governor", "order_no": "1/2565",
             "from_date": "1/10/2563", "year": "2566"}
    check(office.post("/meetings/members", chair).status == 303, "a member is appointed")
    check(office.post("/meetings/members", dict(chair, full_name="x", order_no="")).status == 400, "an order is needed")
    check(officer.post("/meetings/members", chair).status == 403, "not everybody appoints")
    check(len(rows(office, "/meetings/members.json")) == 1, "one member")
    r = office.post("/meetings", {"body": "governor", "on_date": "1/6/2565", "subject": "draft", "year": "2566"})
    check(r.status == 303, "a meeting is made: %d" % r.status)
    check(rows(office, "/meetings.json?year=2566")[0]["state"] == "draft", "as a draft")
    r = governor.post("/meetings/2566-G01/event", {"event": "confirm", "version": "1", "year": "2566"})
    check(r.status == 409, "minutes before the meeting: %d" % r.status)
    for path in ("/meetings", "/meetings/2566-G01", "/resolutions", "/governor"):
        check(office.get(path + "?year=2566").status == 200, path)
    check(governor.post("/resolutions", {"title": "x", "year": "2566"}).status == 403, "the governor does not draft")
    r = office.post("/resolutions", {"title": "x", "kind": "approve", "rule": "previous", "scope": "picked", "year": "2566"})
    check(r.status in (400, 409), "nothing picked, or no body's turn: %d" % r.status)


if __name__ == "__main__":
    sys.exit(harness.main([committee], prepare=harness.fixture))
