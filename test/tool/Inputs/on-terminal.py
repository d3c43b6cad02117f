"""Runs a command on a terminal of its own and prints what it writes there: on-terminal.py COLUMNS COMMAND…
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import fcntl
import os
import pty
import struct
import sys
import termios

main, terminal = pty.openpty()
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, int(sys.argv[1]), 0, 0))
os.environ.pop("COLUMNS", None)
child = os.fork()
if child == 0:
    os.dup2(terminal, 1)
    os.execvp(sys.argv[2], sys.argv[2:])
os.close(terminal)
try:
    while text := os.read(main, 65536):
        sys.stdout.buffer.write(text.replace(b"\r\n", b"\n"))
except OSError:  # the other end is closed
    pass
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
