"""Sends signals to runs of kphys over TREE with TMPDIR and says what they leave: TREE TMPDIR

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import fcntl
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time

tree, scratch = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
environment = {**os.environ, "TMPDIR": str(scratch)}
scan = ["kphys", "scan", "-p", tree, "--no-cache", "--inference=off", "-j2", "--timeout=0"]


def default_signals():
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_DFL)


def start(command, **others):
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                            **{"preexec_fn": default_signals, **others})


def end_of(process):
    status = process.wait()
    number = -status if status < 0 else status - 128  # strace may only tell
    return f"died of {signal.Signals(number).name}" if number > 0 else f"ended with {status}"


def left():
    return sorted(name[:6] if len(name) == 12 and name != "kphys-abcdef" else name for name in os.listdir(scratch))


def processes():
    """Those that have this TMPDIR."""
    found = 0
    for place in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            is_alive = place.joinpath("stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
            found += is_alive and f"TMPDIR={scratch}".encode() in place.joinpath("environ").read_bytes().split(b"\0")
        except OSError:
            continue
    return found


# A unit that is never done: workers are at it when the signal comes, however long that takes.
(tree / "drivers/net/endless.h").write_text("""#if __INCLUDE_LEVEL__ < 100
#include "endless.h"
#include "endless.h"
#endif
""")
source = tree / "drivers/net/demo_nic.c"
text = source.read_text()
source.write_text('#include "endless.h"\n' + text)
for sent in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    process = start(scan)
    while not list(scratch.glob("kphys-*/*.pch")) or processes() < 3:
        assert process.poll() is None, "ended too early"
        time.sleep(0.05)
    process.send_signal(sent)
    print(f"{sent.name} while workers parse: {end_of(process)}, {processes()} processes left, left in TMPDIR: {left()}")
source.write_text(text)

made = ["strace", "-qq", "-o", "/dev/null", "-e", "trace=flock", "-e", "inject=flock:signal=%s:when=1"]
print("SIGTERM with the directory made:", end_of(start([word.replace("%s", "TERM") for word in made] + scan)) + ",",
      "left in TMPDIR:", left())
print("SIGHUP, ignored:", end_of(start([word.replace("%s", "HUP") for word in made] + scan,
                                       preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))))
print("SIGKILL with the directory made:", end_of(start([word.replace("%s", "KILL") for word in made] + scan)) + ",",
      "left in TMPDIR:", left())
start(["kphys", "audit", "--list-checks"]).wait()
print("next run:", left())

place = scratch / "kphys-abcdef"
place.mkdir()
with open(place / "lock", "w") as lock:
    fcntl.flock(lock, fcntl.LOCK_EX)
    start(["kphys", "audit", "--list-checks"]).wait()
    print("in use:", left())
shutil.rmtree(place)
target = scratch / "target"
target.mkdir()
(target / "lock").touch()
place.symlink_to(target)
start(["kphys", "audit", "--list-checks"]).wait()
print("a link:", left())
place.unlink()
shutil.rmtree(target)
place.mkdir()
(place / "lock").touch()
if os.getuid() == 0:
    os.chown(place, 1234, 1234)
    start(["kphys", "audit", "--list-checks"]).wait()
print("another's:", left())
shutil.rmtree(place)
for name in ("kphys-notes", "kphysics"):
    (scratch / name).mkdir()
    (scratch / name / "lock").touch()
start(["kphys", "audit", "--list-checks"]).wait()
print("other names:", left())
