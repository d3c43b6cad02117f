"""Writes a report with sites of many reasons: next-steps.py OUT [done|empty|newer|hostile]
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import json
import sys

out, kind = sys.argv[1], (sys.argv[2:] or ["all"])[0]
sites = []


def add(count, status, reason, file, detail=""):
    sites.extend({"file": file, "status": status, "reason": reason, "detail": detail} for _ in range(count))


add(3, "rewritten", "", "drivers/a.c")
add(2, "refused", "non-gpl-module", "drivers/a.c")
add(2, "manual", "api-declaration", "include/linux/highmem.h")
if kind in ("all", "hostile"):
    add(20, "manual", "rewrite-available", "drivers/a.c")
    add(10, "unseen", "not-built", "drivers/c.c", "needs CONFIG_BAR, CONFIG_FOO; in drivers/c.c")
    add(3, "unseen", "condition-off", "drivers/c.c", "needs CONFIG_FOO, CONFIG_OTHER=n")
    add(2, "unseen", "other-architecture", "arch/x86/c.c", "arch/x86, needs CONFIG_X")
    add(12, "unseen", "other-architecture", "arch/arm/c.c", "arch/arm, needs CONFIG_ARM")
    add(5, "refused", "callee-unknown", "drivers/d.c", "line 3: fs_core(): what it relies on is not known")
    add(2, "refused", "callee-unknown", "drivers/d.c", "line 3: other(): what it relies on is not known")
    add(2, "refused", "other-half-refused", "drivers/d.c", "drivers/d.c, line 4: callee-unknown: line 3: other(): what")
    add(7, "refused", "p2pdma-candidate", "drivers/dma.c", "the driver names struct pci_dev")
    add(4, "refused", "comment-in-argument", "drivers/\033[31m\nx.c" if kind == "hostile" else "drivers/b.c")
    add(2, "refused", "comment-in-argument", "drivers/c.c")
    add(5, "unseen", "not-built", "tools/use.c", "not part of the kernel: tools/ has makefiles of its own")
    add(4, "unseen", "unit-failed", "drivers/broken.c")
    add(4, "refused", "unmap-order", "drivers/with-a-longer-name-than-others/e.c")
    add(2, "refused", "address-changes", "drivers/e.c")
if kind == "newer":
    add(1, "refused", "of-tomorrow", "drivers/e.c")
if kind == "empty":
    sites.clear()
failed = [{"file": "drivers/broken.c", "status": "failed", "why": "syntax"}] if kind in ("all", "hostile") else []
json.dump({
    "schema": "kphys-report/1",
    "tree": {"path": "/src/$(linux)" if kind == "hostile" else "/src/linux-7.3", "version": "7.3.0", "arch": "x86_64",
             "config": "allmodconfig"},
    "sites": sites, "units": [{"file": "drivers/a.c", "status": "parsed", "why": ""}] + failed,
    "summary": {"missing_features": ["dma_map_phys"]},
}, open(out, "w"))
