"""Compares the reason codes in the sources with the headings of docs/reasons.md: ROOT REASONS
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
documented = set(re.findall(r"^### `?([a-z-]+)`?$", pathlib.Path(sys.argv[2]).read_text(), re.M))
patterns = [r'return "([a-z]+(?:-[a-z]+)+)";', r'SiteStatus::\w+, "([a-z]+(?:-[a-z]+)+)"',
            r'(?:Reason|Refusal|Why) = "([a-z]+(?:-[a-z]+)+)"', r'[?:] "([a-z]+(?:-[a-z]+)+)"',
            r'refuse\((?:\w+, )?"([a-z]+(?:-[a-z]+)+)"']
used = set()
for folder in "tool/analysis", "tool/report", "rewriters":
    for path in (root / folder).rglob("*.cpp"):
        for pattern in patterns:
            used |= set(re.findall(pattern, path.read_text()))
assert len(used) > 10, used
print("undocumented:", sorted(used - documented))
print("unused:", sorted(documented - used))
sys.exit(1 if used - documented else 0)
