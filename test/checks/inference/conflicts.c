// Addresses that may be no RAM on their way into operations that need RAM: what is found, at which
// level, and what is not.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys index -p %t && kphys solve -p %t --report %t.json > %t.out
// RUN: FileCheck --implicit-check-not=warning: --implicit-check-not=error: %s < %t.out
// RUN: validate %docs/report.schema.json %t.json
// RUN: kphys solve -p %t --level 2 --report %t.json | FileCheck --check-prefix=ALL %s
// RUN: findings %t.json | FileCheck --check-prefix=CODES %s

// The report tells them apart by their codes, and has a column for each step.
// CODES: drivers/net/conflicts.c:{{[0-9]+}}:2 0 bus-address handle 3/3
// CODES: drivers/net/conflicts.c:{{[0-9]+}}:2 0 device-address inner 4/4
// CODES: drivers/net/conflicts.c:{{[0-9]+}}:2 1 device-address 2/2
// CODES: drivers/net/conflicts.c:{{[0-9]+}}:2 0 unchecked-address firmware 3/3
// CODES: drivers/net/unasked.c:{{[0-9]+}}:2 2 unchecked-address unasked 4/4

//--- include/linux/ioport.h
#include <linux/types.h>
typedef phys_addr_t resource_size_t;
struct resource { resource_size_t start, end; };
//--- drivers/net/conflicts.c
#include <linux/ioport.h>
struct pci_dev;
resource_size_t pci_resource_start(struct pci_dev *dev, int bar);
#include <linux/mm.h>
struct device_node;
struct scatterlist { int length; };
struct page *sg_page(struct scatterlist *sg);
dma_addr_t sg_dma_address(struct scatterlist *sg);
const void *of_get_property(const struct device_node *node, const char *name, int *lenp);
int page_is_ram(unsigned long pfn);
int pfn_valid(unsigned long pfn);
bool is_pci_p2pdma_page(const struct page *page);

void *handle(struct scatterlist *sg)
{
	// CHECK: conflicts.c:[[@LINE+1]]:2: error: param phys of phys_to_virt() needs kernel-mapped RAM; this is no CPU physical address: result of sg_dma_address(){{.*}} [kphys-address-kind]
	return phys_to_virt(sg_dma_address(sg));
}

static void *inner(phys_addr_t address)
{
	// CHECK: conflicts.c:[[@LINE+4]]:2: error: param phys of phys_to_virt() needs kernel-mapped RAM; this is device memory: result of pci_resource_start(){{.*}} [kphys-address-kind]
	// CHECK-NEXT: conflicts.c:{{[0-9]+}}:1: note: result of pci_resource_start()
	// CHECK-NEXT: conflicts.c:[[@LINE+7]]:2: note: result of the call
	// CHECK-NEXT: note: param address of inner()
	return phys_to_virt(address);
}

void *device(struct pci_dev *dev)
{
	return inner(pci_resource_start(dev, 0));
}

void *resource(struct resource *res)
{
	// ALL: conflicts.c:[[@LINE+1]]:2: warning: {{.*}} [kphys-address-kind]
	return phys_to_virt(res->start);
}

void *firmware(struct device_node *node)
{
	const u64 *base = of_get_property(node, "base", NULL);

	// CHECK: conflicts.c:[[@LINE+1]]:2: warning: param phys of phys_to_virt() {{.*}} [kphys-address-kind]
	return phys_to_virt(*base);
}

// The handle is in the variable only after the operation; and here another value is, by then.
void *reused(struct scatterlist *sg, struct page *page)
{
	phys_addr_t address = page_to_phys(page);
	phys_addr_t other = sg_dma_address(sg);
	void *result = phys_to_virt(address);

	address = sg_dma_address(sg);
	other = page_to_phys(page);
	return result ? result : phys_to_virt(other);
}

void *reused_for_handle(struct scatterlist *sg, u64 given)
{
	u64 address = given * 8;
	void *result = phys_to_virt(address);

	address = sg_dma_address(sg);
	return result;
}

static bool is_fine(phys_addr_t address)
{
	return page_is_ram(PHYS_PFN(address));
}

void *checked(struct device_node *node)
{
	const u64 *base = of_get_property(node, "base", NULL);
	u64 where = *base;

	if (!is_fine(where))
		return NULL;
	return phys_to_virt(where);
}

// The first frame is checked, and then all of them are used.
struct page *first_only(struct device_node *node, int i)
{
	const u64 *base = of_get_property(node, "base", NULL);
	u64 where = *base;

	if (pfn_valid(PHYS_PFN(where)))
		// CHECK: conflicts.c:[[@LINE+1]]:3: warning: {{.*}}pfn_to_page() {{.*}} [kphys-address-kind]
		return pfn_to_page((where + i * 4096UL) >> PAGE_SHIFT);
	return NULL;
}

struct page *this_one(struct device_node *node)
{
	const u64 *base = of_get_property(node, "base", NULL);
	u64 where = *base;

	if (pfn_valid(PHYS_PFN(where)))
		return pfn_to_page(PHYS_PFN(where));
	return NULL;
}
//--- drivers/net/pages.c
// A scatterlist's page may be P2P. It is a finding where the author knows: the same file asks.
#include <linux/mm.h>
struct scatterlist;
struct page *sg_page(struct scatterlist *sg);
bool is_pci_p2pdma_page(const struct page *page);

void *early(struct scatterlist *sg)
{
	// CHECK: pages.c:[[@LINE+1]]:2: warning: {{.*}} [kphys-address-kind]
	return phys_to_virt(page_to_phys(sg_page(sg)));
}

void *late(struct scatterlist *sg)
{
	if (is_pci_p2pdma_page(sg_page(sg)))
		return NULL;
	return NULL;
}
//--- drivers/net/unasked.c
#include <linux/mm.h>
struct scatterlist;
struct page *sg_page(struct scatterlist *sg);

void *unasked(struct scatterlist *sg)
{
	// ALL: unasked.c:[[@LINE+1]]:2: remark: {{.*}} [kphys-address-kind]
	return phys_to_virt(page_to_phys(sg_page(sg)));
}
