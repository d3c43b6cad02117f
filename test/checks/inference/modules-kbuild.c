// Link units with the flags that Kbuild gives. External functions of one name in two modules are two; what the kernel
// exports is one for all; and so is what an object defines that two modules have.
//
// RUN: rm -rf %t && split-file %s %t.parts && mini-tree %t %t.parts
// RUN: kbuild-flags %t/compile_commands.json one-nic=drivers/net/one.c,drivers/net/one_main.c two=drivers/net/two.c user=drivers/net/user.c one-nic:other=drivers/net/common.c other=drivers/net/other.c
// RUN: kphys index -p %t && kphys solve -p %t --report %t.json
// RUN: kinds %t.json | FileCheck %s
// RUN: link-units %t/kphys.index | FileCheck --check-prefix=UNITS %s
// UNITS: drivers/net/common.c one_nic:other
// UNITS: drivers/net/kernel.c vmlinux
// UNITS: drivers/net/one.c one_nic
// UNITS: drivers/net/one_main.c one_nic
// UNITS: drivers/net/two.c two

//--- drivers/net/kernel.c
#include <linux/mm.h>
phys_addr_t exported(struct page *page) { return page_to_phys(page); }
// CHECK: drivers/net/common.c:{{[0-9]+}} shared common kphys
//--- drivers/net/common.c
#include <linux/mm.h>
void common(phys_addr_t shared) { (void)shared; }
// CHECK: drivers/net/one.c:{{[0-9]+}} where setup kphys
//--- drivers/net/one.c
#include <linux/mm.h>
phys_addr_t setup(phys_addr_t where) { return where; }
//--- drivers/net/one_main.c
#include <linux/mm.h>
phys_addr_t setup(phys_addr_t where);
void one(struct page *page) { setup(page_to_phys(page)); }
//--- drivers/net/other.c
#include <linux/mm.h>
void common(phys_addr_t shared);
void other(struct page *page) { common(page_to_phys(page)); }
// CHECK: drivers/net/two.c:{{[0-9]+}} where setup raw
//--- drivers/net/two.c
#include <linux/mm.h>
void *ioremap(phys_addr_t offset, unsigned long size);
phys_addr_t setup(phys_addr_t where) { ioremap(where, 4); return where; }
phys_addr_t exported(struct page *page);
void common(phys_addr_t shared) { ioremap(shared, 4); }
// CHECK: drivers/net/user.c:{{[0-9]+}} from_kernel user kphys
//--- drivers/net/user.c
#include <linux/mm.h>
phys_addr_t exported(struct page *page);
void user(struct page *page)
{
	phys_addr_t from_kernel = exported(page);
}
