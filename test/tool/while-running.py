"""Runs COMMAND while TREE has the journal of an --in-place that is at work: TREE COMMAND...

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import fcntl
import subprocess
import sys

with open(f"{sys.argv[1]}/.kphys-in-place") as journal:
    fcntl.flock(journal, fcntl.LOCK_EX)
    status = subprocess.run(sys.argv[2:]).returncode
    print("status", status, file=sys.stderr)
