"""Leaves TREE as a kill between two renames of `kphys fix --in-place` would, where DONE is the result.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import pathlib
import sys

tree, done = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
changed = [path.relative_to(done) for path in sorted(done.rglob("*.*"))
           if path.suffix in (".c", ".h", ".rst") and path.read_bytes() != (tree / path.relative_to(done)).read_bytes()]
lines = []
for index, name in enumerate(changed):
    temporary = tree / f"{name}.kphys-1"
    (temporary if index > 1 else tree / name).write_bytes((done / name).read_bytes())
    lines.append(f"{temporary}\t{tree / name}\n")
(tree / ".kphys-in-place").write_text("".join(lines))
