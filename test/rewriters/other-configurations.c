// What the configuration that was parsed leaves out may change a value, or lack a function: then a rewrite does without
// what it cannot be sure of.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys fix -p %t --with-prep --inference=off --report %t.json --diff %t.diff drivers
// RUN: site %t.json drivers/net/local.c | FileCheck --check-prefix=LOCAL %s
// RUN: site %t.json drivers/net/shared.h | FileCheck --check-prefix=SHARED %s
// RUN: site %t.json drivers/iommu/ops.c | FileCheck --check-prefix=OPS %s
// RUN: rm -rf %t.after && cp -r %t %t.after && patch -s -p1 -d %t.after < %t.diff
// RUN: sed '/\/\/ /d' %t.after/drivers/iommu/ops.c | FileCheck --check-prefix=BODY %s

//--- drivers/net/local.c
#include <linux/dma-mapping.h>

unsigned long get_zeroed_page(gfp_t flags);
void use(void *memory);
void say(phys_addr_t pa);
#ifdef CONFIG_DEMO_BOUNCE
#define BOUNCE(x) ((x) += 64)
#else
#define BOUNCE(x) do { } while (0)
#endif

dma_addr_t same_everywhere(struct device *dev, struct page *page)
{
	phys_addr_t pa = page_to_phys(page);

	say(pa);
	// LOCAL: :[[@LINE+1]] dma_map_page rewritten - | {{.*}} -> dma_map_phys(dev, pa, 64, DMA_TO_DEVICE, 0)
	return dma_map_page(dev, page, 0, 64, DMA_TO_DEVICE);
}

dma_addr_t moved_by_option(struct device *dev, struct page *page)
{
	phys_addr_t pa = page_to_phys(page);

#ifdef CONFIG_DEMO_BOUNCE
	pa += 64;
#endif
	say(pa);
	// LOCAL: :[[@LINE+1]] dma_map_page rewritten - | {{.*}} -> dma_map_phys(dev, page_to_phys(page), 64, DMA_TO_DEVICE, 0)
	return dma_map_page(dev, page, 0, 64, DMA_TO_DEVICE);
}

dma_addr_t moved_by_macro(struct device *dev, struct page *page)
{
	phys_addr_t pa = page_to_phys(page);

	BOUNCE(pa);
	say(pa);
	// LOCAL: :[[@LINE+1]] dma_map_page rewritten - | {{.*}} -> dma_map_phys(dev, page_to_phys(page), 64, DMA_TO_DEVICE, 0)
	return dma_map_page(dev, page, 0, 64, DMA_TO_DEVICE);
}

dma_addr_t page_moved(struct device *dev, struct page *page)
{
	phys_addr_t pa = page_to_phys(page);

	BOUNCE(page);
	say(pa);
	// LOCAL: :[[@LINE+1]] dma_map_page rewritten - | {{.*}} -> dma_map_phys(dev, page_to_phys(page), 64, DMA_TO_DEVICE, 0)
	return dma_map_page(dev, page, 0, 64, DMA_TO_DEVICE);
}

dma_addr_t whole_page(struct device *dev)
{
	void *p = (void *)get_zeroed_page(0);

	use(p);
	// LOCAL: :[[@LINE+1]] dma_map_page rewritten - | {{.*}} -> dma_map_phys(dev, virt_to_phys(p), 64, DMA_TO_DEVICE, 0)
	return dma_map_page(dev, virt_to_page(p), 0, 64, DMA_TO_DEVICE);
}

dma_addr_t not_a_whole_page(struct device *dev)
{
	void *p = (void *)get_zeroed_page(0);

	BOUNCE(p);
	use(p);
	// LOCAL: :[[@LINE+1]] dma_map_page rewritten - | {{.*}} -> dma_map_phys(dev, page_to_phys(virt_to_page(p)), 64, DMA_TO_DEVICE, 0)
	return dma_map_page(dev, virt_to_page(p), 0, 64, DMA_TO_DEVICE);
}

//--- drivers/net/shared.h
#ifdef DEMO_BIG
typedef void *demo_page;
#else
typedef struct page *demo_page;
#endif

// What one source makes of it does not compile with the new call.
static inline dma_addr_t demo_map(struct device *dev, demo_page page, size_t len)
{
	// SHARED: :[[@LINE+1]] dma_map_page refused expansions-disagree
	return dma_map_page(dev, page, 0, len, DMA_TO_DEVICE);
}

// Both branches are seen.
static inline void demo_unmap(struct device *dev, dma_addr_t addr)
{
#ifdef DEMO_BIG
	// SHARED: :[[@LINE+1]] dma_unmap_page rewritten
	dma_unmap_page(dev, addr, 2 * PAGE_SIZE, DMA_TO_DEVICE);
#else
	// SHARED: :[[@LINE+1]] dma_unmap_page rewritten
	dma_unmap_page(dev, addr, PAGE_SIZE, DMA_TO_DEVICE);
#endif
}

//--- drivers/net/small.c
#include <linux/dma-mapping.h>
#include "shared.h"

dma_addr_t small(struct device *dev, struct page *page)
{
	return demo_map(dev, page, 64);
}

//--- drivers/net/big.c
#define DEMO_BIG 1
#include <linux/dma-mapping.h>
#include "shared.h"

dma_addr_t big(struct device *dev, struct page *page)
{
	return demo_map(dev, page, 64);
}

//--- drivers/iommu/ops.c
#include <linux/dma-map-ops.h>

#define HIGH(x) (x >> 32)

dma_addr_t enter(struct device *dev, phys_addr_t pa, unsigned long entry, size_t size);
void leave(struct device *dev, dma_addr_t addr, size_t size);
dma_addr_t dma_direct_map_resource(struct device *dev, phys_addr_t pa, size_t size, enum dma_data_direction dir,
				   unsigned long attrs);

// A page's start binds less tightly than a call.
// BODY: static dma_addr_t bare_map_phys(
// BODY: HIGH((phys & PAGE_MASK));
// BODY: entry |= (unsigned long)(phys & PAGE_MASK) >> PAGE_SHIFT;
static dma_addr_t bare_map_page(struct device *dev, struct page *page, unsigned long offset, size_t size,
				enum dma_data_direction dir, unsigned long attrs)
{
	unsigned long entry;

	entry = HIGH(page_to_phys(page));
	entry |= (unsigned long)(page_to_phys(page)) >> PAGE_SHIFT;
	return enter(dev, page_to_phys(page) + offset, entry, size);
}

// OPS: :[[@LINE+1]] .map_page rewritten
const struct dma_map_ops bare_ops = { .map_page = bare_map_page };

// The local's name is the parameter's only if it is the same everywhere.
// BODY: static dma_addr_t late_map_phys({{.*}}phys_addr_t phys,
static dma_addr_t late_map_page(struct device *dev, struct page *page, unsigned long offset, size_t size,
				enum dma_data_direction dir, unsigned long attrs)
{
	phys_addr_t pa;

	pa = page_to_phys(page) + offset;
	return enter(dev, pa, offset, size);
}

const struct dma_map_ops late_ops = { .map_page = late_map_page };

static dma_addr_t moved_map_page(struct device *dev, struct page *page, unsigned long offset, size_t size,
				 enum dma_data_direction dir, unsigned long attrs)
{
	phys_addr_t pa = page_to_phys(page) + offset;
#ifdef CONFIG_DEMO_BOUNCE
	unsigned long bounce = 64;

	pa += bounce;
#endif

	return enter(dev, pa, offset, size);
}

const struct dma_map_ops moved_ops = {
	// OPS: :[[@LINE+1]] .map_page refused initializer-before-guard
	.map_page = moved_map_page,
};

// What mapped device registers without anything to unmap them had nothing undone.
// BODY: static void kept_unmap_phys(
// BODY: if (attrs & DMA_ATTR_MMIO)
// BODY-NEXT: return;
static dma_addr_t kept_map_page(struct device *dev, struct page *page, unsigned long offset, size_t size,
				enum dma_data_direction dir, unsigned long attrs)
{
	return enter(dev, page_to_phys(page) + offset, 0, size);
}

static void kept_unmap_page(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir,
			    unsigned long attrs)
{
	leave(dev, addr, size);
}

const struct dma_map_ops kept_ops = {
	.map_page = kept_map_page,
	.unmap_page = kept_unmap_page,
	.map_resource = dma_direct_map_resource,
};

// One function for both does for both what it did.
// BODY: static void both_unmap(
// BODY-NEXT: enum dma_data_direction
// BODY-NEXT: {
// BODY-NEXT: leave(dev, addr, size);
static dma_addr_t both_map_page(struct device *dev, struct page *page, unsigned long offset, size_t size,
				enum dma_data_direction dir, unsigned long attrs)
{
	return enter(dev, page_to_phys(page) + offset, 0, size);
}

static void both_unmap(struct device *dev, dma_addr_t addr, size_t size,
		       enum dma_data_direction dir, unsigned long attrs)
{
	leave(dev, addr, size);
}

const struct dma_map_ops both_ops = {
	.map_page = both_map_page,
	.unmap_page = both_unmap,
	.map_resource = dma_direct_map_resource,
	.unmap_resource = both_unmap,
};

#ifndef CONFIG_DEMO_SMALL
static dma_addr_t part_map_resource(struct device *dev, phys_addr_t pa, size_t size, enum dma_data_direction dir,
				    unsigned long attrs)
{
	return enter(dev, pa, 0, size);
}
#endif

static dma_addr_t part_map_page(struct device *dev, struct page *page, unsigned long offset, size_t size,
				enum dma_data_direction dir, unsigned long attrs)
{
	return enter(dev, page_to_phys(page) + offset, 0, size);
}

const struct dma_map_ops part_ops = {
	// OPS: :[[@LINE+1]] .map_page refused conditional-callback
	.map_page = part_map_page,
#ifndef CONFIG_DEMO_SMALL
	// OPS: :[[@LINE+1]] .map_resource refused conditional-callback
	.map_resource = part_map_resource,
#endif
};
