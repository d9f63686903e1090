"""The audit log's heads: keys, signatures, and what a head that was kept outside finds."""
import json
import os


def test_signed_heads(t):
    t.pbis("init")
    key, head = t.path("key"), t.path("head.json")
    t.pbis("audit", "keygen", "--key", key)
    assert os.stat(key).st_mode & 0o777 == 0o600
    assert "key_exists" in t.pbis("audit", "keygen", "--key", key, code=1).err
    t.pbis("audit", "head", "--key", key, "--out", head)
    t.pbis("cycle", "setup", "--year", 2566)
    t.pbis("audit", "verify", "--head", head, "--public", key + ".pub")
    with open(head, encoding="utf-8") as f:
        doc = json.load(f)
    doc["seq"] -= 1
    with open(t.path("false.json"), "w", encoding="utf-8") as f:
        json.dump(doc, f)
    assert "head_signature" in t.pbis("audit", "verify", "--head", t.path("false.json"), code=1).err
    t.pbis("audit", "head", "--out", t.path("plain.json"))
    assert "head_unsigned" in t.pbis("audit", "verify", "--head", t.path("plain.json"), "--public",
                                     key + ".pub", code=1).err
    assert "key_file" in t.pbis("audit", "verify", "--public", key, code=1).err
    os.chmod(key, 0o644)
    assert "key_open" in t.pbis("audit", "head", "--key", key, code=1).err


def test_a_store_made_again(t):
    """Another store whose own chain is whole does not pass through a head of the first."""
    t.pbis("init")
    t.pbis("cycle", "setup", "--year", 2566)
    key, head = t.path("key"), t.path("head.json")
    t.pbis("audit", "keygen", "--key", key)
    t.pbis("audit", "head", "--key", key, "--out", head)
    with open(head, encoding="utf-8") as f:
        assert json.load(f)["seq"] > 1
    other = t.new_store()
    t.pbis("init", url=other)
    t.pbis("audit", "verify", url=other)
    assert "audit_broken" in t.pbis("audit", "verify", "--head", head, url=other, code=None).err
