"""pbis rule: the examples of docs/formats/rule.md, facts one by one and in a list, findings and refusals."""
import json
import os
import re
import subprocess


def write(t, name, data):
    path = t.path(name)
    with open(path, "w", encoding="utf-8") as f:
        f.write(data if isinstance(data, str) else json.dumps(data, ensure_ascii=False))
    return path


def rule(t, r, facts=None, *more, code=0):
    args = [t.bin, "rule", write(t, "rule.json", r)] + ([write(t, "facts.json", facts)] if facts is not None else []) + list(more)
    p = subprocess.run(args, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, timeout=60, env=dict(os.environ, LANG="en"))
    out, err = p.stdout.decode("utf-8"), p.stderr.decode("utf-8")
    assert p.returncode == code, f"exit {p.returncode}, not {code}\n{out}{err}"
    return out, err


def blocks(t):
    with open(os.path.join(t.root, "docs/formats/rule.md"), encoding="utf-8") as f:
        text = f.read()
    return {name: body for name, body in re.findall(r"<!-- (\w+) -->\n```json\n(.*?)```", text, re.S)}


def test_documented_examples(t):
    b = blocks(t)
    for name in ("carry", "steps", "ratio", "linear"):
        out, _ = rule(t, b[name + "_rule"], b[name + "_facts"], code=1 if name == "carry" else 0)
        assert json.loads(out) == json.loads(b[name + "_scores"]), f"{name}: {out}"


def test_a_fact_alone(t):
    out, _ = rule(t, blocks(t)["carry_rule"], {"numerator": 289498859000, "denominator": 9000000000000})
    assert json.loads(out) == {"value": "3.22", "level": "2", "percent": "70", "points": "14", "rule_version": 1}


def test_no_score_says_why(t):
    carry = blocks(t)["carry_rule"]
    out, err = rule(t, carry, {"numerator": 5, "denominator": 0}, code=1)
    assert json.loads(out)["why"] == "no_base" and json.loads(out)["points"] is None and "no_base" in err, err
    r = json.loads(carry)
    out, err = rule(t, r, {"no_data": True})
    assert json.loads(out)["why"] == "no_data" and json.loads(out)["points"] == "0", "the rule counts it as zero, and says so"
    r["no_data"] = "unscored"
    out, err = rule(t, r, {"no_data": True}, code=1)
    assert json.loads(out)["points"] is None and "no_data" in err, err


def test_refusals(t):
    r = json.loads(blocks(t)["carry_rule"])
    over = json.loads(json.dumps(r))
    over["reading"], over["bands"][1]["hi"] = "as_written", "2.50"
    out, err = rule(t, over, {"value": "1"}, code=1)
    assert "overlap" in out and "rule_unclean" in err, out + err
    gap = json.loads(json.dumps(r))
    gap["reading"] = "as_written"
    out, err = rule(t, gap, {"value": "2.00"}, code=1)
    assert "rule_gap" in err and json.loads(out) == {"code": "rule_gap"}, out + err
    assert json.loads(rule(t, gap, {"value": "1.99"})[0])["points"] == "18", "beside the gap it scores"
    out, err = rule(t, gap, code=1)
    assert out.count("gap:") == 2 and "v = 2.00" in out and "v = 3.00" in out, out
    assert rule(t, r) == ("", ""), "a clean rule has nothing to say"
    for broken, word in (({"mode": "curve"}, "bad_choice"), ("{", "bad_json"), ({"mode": "step", "lo": 1}, "bad_field"),
                         ('{"mode":"step","mode":"step"}', "bad_json"), ("[" * 100000, "bad_json")):
        assert word in rule(t, broken, {"value": "1"}, code=1)[1], word
    for fact, word in (({"steps": [True]}, "rule_fact"), ({"value": "x"}, "bad_number"), ("{\"value\": NaN}", "bad_json"),
                       ({"value": -1}, "rule_fact"), ("{\"value\": 1e999}", "bad_number")):
        assert word in rule(t, r, fact, code=1)[1], word


def test_explain(t):
    out, _ = rule(t, blocks(t)["carry_rule"], {"numerator": 4, "denominator": 100000}, "--explain")
    assert "0.004" not in out or "rounds to 0" in out
    assert "not exactly zero" in out and "0 < v ≤ 2 is so" in out and "18, by the table" in out, out
