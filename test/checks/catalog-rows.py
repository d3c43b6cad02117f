"""Checks how the rows of the catalog are ordered: catalog-rows.py FILE
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import itertools
import json
import sys

rows = json.load(open(sys.argv[1]))["names"]
rules = list(itertools.takewhile(lambda row: "rule" in row, rows))
others = rows[len(rules):]
names = [row["name"] for row in others]
assert names == sorted(names), next(pair for pair in zip(names, names[1:]) if pair[0] > pair[1])
assert not [row["name"] for row in others if "rule" in row]
twice = {row["name"] for row in rows if sum(other["name"] == row["name"] for other in rows) > 1}
assert not twice, twice
print(len(rules), "rows with a rule,", len(others), "others")
