"""Makes documents for report-html.test: report-html.py WHAT FILE, with WHAT one of

hostile TREE   a report with file names, code and messages that are HTML and end scripts, and TREE's source lines likewise
older REPORT   what REPORT, of fix, would have been before: nothing rewritten, one site that is gone, one that is new
census TREE N  the Nth census of a migration of two bio_vecs of TREE
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import json
import pathlib
import sys

BAD = "</script><img src=x onerror=happened=1><!--<script>"
HEAD = {"tool": {"version": BAD, "llvm": BAD}}


def hostile(tree):
    name = f"drivers/{BAD}.c"
    source = pathlib.Path(tree, name)
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_text(f"int a; /* {BAD} */\nint b; /* {'x' * 100000} */\n\tdma_map_page(); /* {BAD} */\n")
    place = {"file": name, "line": 1, "column": 1, "function": BAD, "level": 0, "text": BAD}
    step = [{"file": name, "line": line, "text": BAD, "side": "kphys"} for line in (1, 2, 7)]
    site = {"id": BAD, "api": "dma_map_page", "file": name, "line": 3, "column": 2, "function": BAD, "status": "unseen",
            "rule": BAD, "reason": BAD, "detail": f"needs CONFIG_DEMO {BAD}", "before": "", "after": "", "kind": "raw",
            "proof": "none", "edits": [], "builds": [BAD, "other"]}
    called = {**site, "status": "rewritten", "reason": "", "detail": "needs CONFIG_DEMO_MORE", "before": f"f({BAD}, 1)",
              "after": f"g({BAD}, {BAD})", "otherwise": BAD}
    return {
        "schema": "kphys-report/1", **HEAD,
        "tree": {"path": tree, "version": BAD, "arch": BAD, "config": BAD},
        "sites": [site, called],
        "values": [{"id": BAD, "name": BAD, "decl": "param", "file": name, "line": 1, "function": BAD, "type": BAD,
                    "kind": "unknown", "blocker": BAD, "because": step}],
        "conflicts": [{**place, "code": "bus-address", "severity": "error", "path": step}],
        "findings": [{**place, "check": "kphys-x", "notes": step, "fix": []}],
        "units": [{"file": name, "status": "failed", "why": BAD, "build": BAD}, {"file": BAD, "status": "crashed", "why": BAD}],
        "summary": {"kinds_asked": True, "missing_features": [BAD], "blockers": [{"text": BAD, "values": 1}],
                    "compared_functions": 0}}


def older(report):
    document = json.loads(pathlib.Path(report).read_text())
    sites = document["sites"]
    del sites[0]
    for site in sites:
        site["line"] += 100  # which says nothing
        if site["status"] == "rewritten":
            site.update(status="manual", reason="rewrite-available")
    next(site for site in sites if site["before"])["before"] += " /* edited since */"  # and is the same one all the same
    sites.append({**sites[-1], "id": "drivers/net/old.c:kmap:1", "file": "drivers/net/old.c"})
    return document


def census(tree, number):
    def use(line, function, carrier, what):
        return {"file": "block/bio.c", "line": line + int(number), "column": 3, "function": function, "carrier": carrier,
                "use": what, "through": "bvec_page"}

    pathlib.Path(tree, "block").mkdir(exist_ok=True)
    pathlib.Path(tree, "block/bio.c").write_text("".join(f"\tint line{i};\n" for i in range(1, 9)))
    first = number == "1"
    rows = [use(1, "map", "bio_vec", "address"), use(2, "copy", "bio_vec", "address"),
            use(3, "last", "bio_vec", "flags" if first else "gone"), use(4, "put", "skb_frag_t", "lifetime")]
    rows += [use(5, "old", "kmap", "unknown")] if first else [use(5, "new", "kmap", "identity")]
    return {"schema": "kphys-census/1", "tool": {"version": "0.1.0", "llvm": "19.1.7"},
            "tree": {"path": tree, "version": "7.3.0", "arch": "x86_64", "config": "allmodconfig"}, "uses": rows,
            "summary": {"carriers": {}, "subsystems": {}}}


what, *arguments, output = sys.argv[1:]
document = {"hostile": hostile, "older": older, "census": census}[what](*arguments)
pathlib.Path(output).write_text(json.dumps(document))
