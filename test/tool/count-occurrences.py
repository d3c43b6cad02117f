"""Counts catalog names with regular expressions and compares with a report: TREE REPORT
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import collections
import json
import pathlib
import re
import sys

tree = pathlib.Path(sys.argv[1])
sites = json.load(open(sys.argv[2]))["sites"]
calls = re.compile(r"\b(dma_(?:un)?map_(?:page|page_attrs|resource)|kmap|kunmap|kmap_atomic|kunmap_atomic|kmap_atomic_pfn)\b")
members = re.compile(r"(?:\.|->)\s*((?:un)?map_(?:page|resource))\b")
declarations = re.compile(r"\(\*((?:un)?map_(?:page|resource))\b")
noise = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"', re.S)

expected = collections.Counter()
for path in sorted([*tree.rglob("*.c"), *tree.rglob("*.h")]):
    name = path.relative_to(tree).as_posix()
    text = noise.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), path.read_text(errors="replace"))
    patterns = [(calls, ""), (members, ".")]
    if name == "include/linux/dma-map-ops.h":
        patterns.append((declarations, "."))
    for pattern, prefix in patterns:
        for match in pattern.finditer(text):
            line = text.count("\n", 0, match.start(1)) + 1
            expected[name, line, prefix + match.group(1)] += 1

actual = collections.Counter((s["file"], s["line"], s["api"]) for s in sites)
missing, extra = expected - actual, actual - expected
for problem, entries in ("missing", missing), ("extra", extra):
    for entry in sorted(entries):
        print(problem, *entry)
print(sum(expected.values()), "occurrences")
sys.exit(1 if missing or extra or not expected else 0)
