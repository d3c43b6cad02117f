"""Gives FILE access rights, an owner, an access list and an attribute, as far as that is possible here, or fails where
it has not got them any more: set FILE | check FILE. Its directory has a list for new files that is another.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import errno
import json
import os
import pathlib
import struct
import sys

file = pathlib.Path(sys.argv[2])
note = file.with_name("attributes.json")


def access_list(*entries):
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)


owner, user, group, mask, other, nobody = 1, 2, 4, 0x10, 0x20, 0xFFFFFFFF
own = access_list((owner, 6, nobody), (user, 4, 1234), (group, 4, nobody), (mask, 6, nobody), (other, 0, nobody))
of_new = access_list((owner, 7, nobody), (user, 7, 4321), (group, 7, nobody), (mask, 7, nobody), (other, 7, nobody))


def attempt(what):
    try:
        what()
    except OSError as error:
        if error.errno not in (errno.ENOTSUP, errno.EPERM):
            raise


def state():
    status = file.stat()
    lists = {name: os.getxattr(file, name).hex() for name in os.listxattr(file)}
    return json.loads(json.dumps([status.st_mode, status.st_uid, status.st_gid, lists]))


if sys.argv[1] == "set":
    attempt(lambda: os.chown(file, 1234, 2345))
    file.chmod(0o640)
    attempt(lambda: os.setxattr(file, "system.posix_acl_access", own))
    attempt(lambda: os.setxattr(file, "user.note", b"kept"))
    attempt(lambda: os.setxattr(file.parent, "system.posix_acl_default", of_new))
    note.write_text(json.dumps(state()))
else:
    before = json.loads(note.read_text())
    assert state() == before, (state(), before)
