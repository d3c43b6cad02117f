"""Kills `kphys fix --in-place` in TREE between two renames, where DONE is the result of the whole: TREE DONE

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import os
import pathlib
import shutil
import subprocess
import sys

tree, done = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
kphys = os.environ.get("KP") or shutil.which("kphys")
command = [kphys, "fix", "-p", tree, "--no-cache", "--in-place"]
if "dma_map_phys" in (done / "include/linux/dma-mapping.h").read_text():
    command.append("--with-prep")
kill = ["strace", "-qq", "-o", "/dev/null", "-e", "trace=renameat2", "-e", "inject=renameat2:signal=SIGKILL:when=3"]
subprocess.run(kill + command, stderr=subprocess.DEVNULL)
names = [path.relative_to(done) for path in done.rglob("*.c")]
same = {(tree / name).read_bytes() == (done / name).read_bytes() for name in names}
assert same == {True, False}, "not interrupted in the middle"
