"""Puts one journal after the other that nobody should believe into a tree at TREE and says what kphys makes of it: TREE
VICTIM, a directory outside the tree with a file.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import json
import os
import pathlib
import subprocess
import sys

tree, victim = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
journal = tree / ".kphys-in-place"
subprocess.run(["mini-tree", tree], check=True)
(tree / "payload").write_text("attacker's\n")
(tree / "leads-out").symlink_to(victim)


def record(files, **others):
    return json.dumps({"kphys-in-place": 1, "id": "0123456789abcdef", "is": "1", "files": files, **others},
                      separators=(",", ":")) + '\n{"stage":"renaming"}\n'


def write(text, mode=0o600):
    journal.write_bytes(text.encode() if isinstance(text, str) else text)
    journal.chmod(mode)


def in_two_places():
    write(record([]))
    os.link(journal, victim / "journal")


cases = {
    "lines of an earlier version": lambda: write(f"{tree}/payload\t{victim}/file\n", 0o644),
    "garbage, for this user only": lambda: write(bytes(range(256)) * 20),
    "a million brackets": lambda: write('{"kphys-in-place":1,' + "[" * 1000000 + "\n"),
    "other types of values": lambda: write(record([["a", 1, None], {}], id=[])),
    "a FIFO": lambda: os.mkfifo(journal, 0o600),
    "a link": lambda: journal.symlink_to(victim / "file"),
    "a second name of it elsewhere": in_two_places,
    "names that lead out": lambda: write(record([[f"../{victim.name}/file", "1", "2"], ["/etc/hostname", "1", "2"]])),
    "directories that lead out": lambda: write(record([["leads-out/file", "1", "2"]])),
}
for name, make in cases.items():
    make()
    print(name)
    for command in ("scan", "fix --in-place", "fix --in-place --abort"):
        done = subprocess.run(["kphys", *command.split(), "-p", tree, "--no-cache"], stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        print(f"{command}: {done.returncode}: {done.stderr.strip()}")
    if os.path.lexists(journal):
        print("still there")
        journal.unlink()
