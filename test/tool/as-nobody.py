"""Runs kphys SUBCOMMAND -p over a copy of TREE as a user who is not root: TREE SUBCOMMAND
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

with tempfile.TemporaryDirectory(dir="/tmp") as name:  # lit's own is closed to other users
    place = pathlib.Path(name)
    place.chmod(0o755)
    shutil.copytree(sys.argv[1], place / "tree")
    shutil.copy(shutil.which("kphys"), place / "kphys")
    command = [place / "kphys", sys.argv[2], "-p", place / "tree"]
    user = {"user": 65534, "group": 65534, "extra_groups": []} if os.getuid() == 0 else {}
    sys.exit(subprocess.run(command, cwd=place, **user).returncode)
