// Addresses behind pointers and in arrays, and compound assignments.
//
// RUN: rm -rf %t && split-file %s %t.parts && mini-tree %t %t.parts
// RUN: kphys index -p %t && kphys solve -p %t --report %t.json
// RUN: kinds %t.json drivers/net/pointers.c | FileCheck %s

//--- include/linux/ioport.h
#include <linux/types.h>
typedef phys_addr_t resource_size_t;
struct resource { resource_size_t start, end; };
//--- drivers/net/pointers.c
#include <linux/ioport.h>
#include <linux/mm.h>
struct device_node;
const void *of_get_property(const struct device_node *node, const char *name, int *lenp);
u64 be64_to_cpup(const u64 *p);

// CHECK: bars holder raw
struct holder { phys_addr_t bars[6]; };

// CHECK: base get_base raw
static void get_base(struct resource *res, phys_addr_t *base)
{
	*base = res->start;
}

void pointers(struct resource *res, struct page *page, struct holder *h,
	      struct device_node *node, unsigned long size)
{
	phys_addr_t where;
	phys_addr_t *alias = &where;
	const u64 *property = of_get_property(node, "base", NULL);
	// CHECK: moved pointers kphys
	phys_addr_t moved = page_to_phys(page);
	// CHECK: length pointers unknown
	phys_addr_t length = size;
	// CHECK: through_alias pointers raw
	phys_addr_t through_alias = where;
	// CHECK: from_firmware pointers either
	phys_addr_t from_firmware = be64_to_cpup(property);

	*alias = res->start;
	get_base(res, &h->bars[0]);
	moved += length;
	length -= moved;
}
