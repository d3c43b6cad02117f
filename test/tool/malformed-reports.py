"""Runs `kphys report --sarif` on what is nearly a report: malformed-reports.py GOOD.json DIR

Each must be refused (status 2) with what is wrong and where. What is one goes through `kphys report --html`, too.
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import copy
import functools
import json
import pathlib
import subprocess
import sys

good = json.loads(pathlib.Path(sys.argv[1]).read_text())
top = pathlib.Path(sys.argv[2])
step = {"file": "a.c", "line": 1, "text": "here"}
good["values"] = [{"id": "P:f:0", "name": "p", "decl": "param", "file": "a.c", "line": 1, "function": "f", "type": "u64",
                   "kind": "raw", "blocker": "", "because": [{**step, "side": "raw"}]}]
good["tree"]["builds"] = [{"name": "a", "arch": "x86", "config": "c"}]
good["annotation"] = {"frontier": [{"file": "a.c", "conversions": 1}]}
good["summary"] = {"kinds_asked": False, "missing_features": ["x"], "compared_functions": 1,
                   "blockers": [{"text": "t", "values": 1}]}
good["sites"][0].update(builds=["a"], looked_at=1, otherwise="o", relay="r")
good["units"][0].update(build="a")
good["conflicts"] = [{"code": "c", "severity": "warning", "level": 0, "file": "a.c", "line": 1, "function": "f",
                      "text": "t", "path": [step]}]
good["findings"] = [{"check": "kphys-x", "level": 0, "file": "a.c", "line": 1, "column": 1, "function": "f", "text": "t",
                     "notes": [step], "fix": [{"offset": 0, "length": 0, "text": ""}]}]
others = [None, True, -1, 1.5, 2**40, "text", [1], {}]
unread = {"id", "schema"}
optional = {"tool": [], "summary": [{}], "annotation": [{}], "builds": [], "missing_features": []}  # what they may be
failures = 0


def expect(status, text, place=""):
    global failures
    (top / "r.json").write_bytes(text)
    for option in ["--sarif"] + ["--html"] * (status == 0):
        done = subprocess.run(["kphys", "report", top / "r.json", option, top / "r.out"], capture_output=True, text=True)
        if done.returncode != status or (status == 2 and place not in done.stderr):
            failures += 1
            print(f"{option}: {place}: {text[-200:]!r}: status {done.returncode}: {done.stderr}")


def variants():
    """Every member that is read, with a value of each other type."""
    rows = [[name, 0] for name in ("sites", "values", "units", "conflicts", "findings")]
    rows += [["values", 0, "because", 0], ["summary"], ["summary", "blockers", 0], ["annotation", "frontier", 0], ["tool"],
             ["tree"], ["tree", "builds", 0], ["conflicts", 0, "path", 0], ["findings", 0, "notes", 0],
             ["findings", 0, "fix", 0], []]
    for way in rows:
        for name, value in functools.reduce(lambda at, key: at[key], way, good).items():
            if name in unread:
                continue
            for other in others:
                if isinstance(value, str) and isinstance(other, str) and name != "severity":
                    continue
                if other in optional.get(name, []) or (name == "kinds_asked" and other is True):
                    continue
                changed = copy.deepcopy(good)
                functools.reduce(lambda at, key: at[key], way, changed)[name] = other
                yield changed, name


expect(0, json.dumps(good).encode())
count = 0
for report, name in variants():
    count += 1
    expect(2, json.dumps(report).encode(), name)
for name in ("tree", "sites", "units", "schema"):
    expect(2, json.dumps({key: value for key, value in good.items() if key != name}).encode())
for text in (b"", b"[" * 10**6, b'{"schema":' * 10**5, b'{"a":' + b"[" * 600 + b"]" * 600 + b"}", b"\xff", b"null"):
    expect(2, text)
# What is outside the tree is not read, nor what is no file.
for name in ("/dev/zero", "../../../../../../../../dev/zero", "/proc/self/mem", "a\0b", "", "."):
    for place in ("/", good["tree"]["path"], "/dev", ""):
        other = copy.deepcopy(good)
        other["tree"]["path"] = place
        other["findings"][0]["file"] = name
        expect(0, json.dumps(other).encode(), name)
print(f"{count} variants, {failures} failures")
