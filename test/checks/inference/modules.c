// External functions of one name in two modules, and in the boot code, are not one; a module's use of what the kernel
// exports is.
//
// RUN: rm -rf %t && split-file %s %t.parts && mini-tree %t %t.parts
// RUN: python3 %t.parts/programs.py %t/compile_commands.json
// RUN: kphys index -p %t && kphys solve -p %t --report %t.json
// RUN: kinds %t.json drivers/net/one.c | FileCheck --check-prefix=ONE %s
// RUN: kinds %t.json drivers/net/two.c | FileCheck --check-prefix=TWO %s
// RUN: kinds %t.json drivers/net/user.c | FileCheck --check-prefix=USER %s

//--- programs.py
import json
import sys

path = sys.argv[1]
entries = json.load(open(path))
for entry in entries:
    name = entry["file"].rsplit("/", 1)[-1][:-2]
    if name in ("one", "two", "user"):
        entry["arguments"][1:1] = ["-DMODULE", f'-DKBUILD_MODFILE="drivers/net/{name}"']
json.dump(entries, open(path, "w"))
//--- drivers/net/kernel.c
#include <linux/mm.h>
phys_addr_t exported(struct page *page) { return page_to_phys(page); }
//--- drivers/net/one.c
#include <linux/mm.h>
// ONE: where setup kphys
phys_addr_t setup(phys_addr_t where) { return where; }
void one(struct page *page) { setup(page_to_phys(page)); }
//--- drivers/net/two.c
#include <linux/mm.h>
void *ioremap(phys_addr_t offset, unsigned long size);
// TWO: where setup raw
phys_addr_t setup(phys_addr_t where) { ioremap(where, 4); return where; }
phys_addr_t exported(struct page *page);
//--- drivers/net/user.c
#include <linux/mm.h>
phys_addr_t exported(struct page *page);
void user(struct page *page)
{
	// USER: from_kernel user kphys
	phys_addr_t from_kernel = exported(page);
}
