// Two static functions, and two structs, of the same name in different files are not one.
//
// RUN: rm -rf %t && split-file %s %t.parts && mini-tree %t %t.parts
// RUN: kphys index -p %t && kphys solve -p %t --report %t.json
// RUN: kinds %t.json drivers/net/a.c | FileCheck --check-prefix=A %s
// RUN: kinds %t.json drivers/net/b.c | FileCheck --check-prefix=B %s

//--- drivers/net/a.c
#include <linux/mm.h>
// A: base device kphys
struct device { phys_addr_t base; };
// A: where setup kphys
static void setup(struct device *d, phys_addr_t where)
{
	d->base = where;
}
void a(struct device *d, struct page *page)
{
	setup(d, page_to_phys(page));
}
//--- drivers/net/b.c
#include <linux/types.h>
void *ioremap(phys_addr_t offset, unsigned long size);
// B: base device raw
struct device { phys_addr_t base; };
// B: where setup raw
static void setup(struct device *d, phys_addr_t where)
{
	d->base = where;
	ioremap(where, 4);
}
void b(struct device *d, phys_addr_t where)
{
	setup(d, where);
}
