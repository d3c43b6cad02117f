"""Rewrites the database of TREE as a GCC build would have made it: the `command` form, flags that Clang does not
know, an assembler entry.
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import json
import pathlib
import shlex
import sys

path = pathlib.Path(sys.argv[1]) / "compile_commands.json"
entries = json.loads(path.read_text())
flags = ["-fno-allow-store-data-races", "-mrecord-mcount", "-fconserve-stack", "-Wno-maybe-uninitialized",
         "-fplugin=./scripts/gcc-plugins/latent_entropy_plugin.so", "-Wp,-MMD,drivers/.x.o.d", "-Werror"]
for entry in entries:
    words = ["gcc", *flags, *entry.pop("arguments")[1:]]
    entry["command"] = shlex.join(words)
entries.append({"directory": ".", "file": "drivers/net/entry.S",
                "command": "gcc -D__ASSEMBLY__ -c -o entry.o drivers/net/entry.S"})
path.write_text(json.dumps(entries, indent=1))
