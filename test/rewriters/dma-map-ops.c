// The callbacks of a dma_map_ops: signature, body, helpers, callers and names change together.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys fix -p %t --with-prep --report %t.json --diff %t.diff drivers
// RUN: site %t.json drivers/iommu/whole.c | FileCheck --check-prefix=SITES %s
// RUN: rm -rf %t.after && cp -r %t %t.after && patch -s -p1 -d %t.after < %t.diff
// RUN: site %t.json drivers/iommu/raw.c | FileCheck --check-prefix=RAWSITE %s
// RUN: sed '/\/\/ /d' %t.after/drivers/iommu/whole.c | FileCheck %s
// RUN: sed '/\/\/ /d' %t.after/drivers/iommu/shapes.c | FileCheck --check-prefix=SHAPES %s
// RUN: sed '/\/\/ /d' %t.after/drivers/iommu/raw.c | FileCheck --check-prefix=RAW %s
// RUN: sed '/\/\/ /d' %t.after/drivers/iommu/mistakes.c | FileCheck --check-prefix=MIST %s
//
// The result compiles, the core's part included, and has nothing left for the rule to do.
// RUN: validate %docs/report.schema.json %t.json
// RUN: kphys scan -p %t.after --report %t.again drivers/iommu && site %t.again | FileCheck --allow-empty --check-prefix=NONE %s
// NONE-NOT: map_page
// RUN: sh -c 'cd %t.after && for f in drivers/iommu/*.c kernel/dma/*.c; do clang -fsyntax-only -Werror -Wall -Wno-unused-function -nostdinc -Iarch/x86/include -Iinclude -std=gnu11 $f || exit 1; done'

//--- drivers/iommu/whole.c
#include <linux/dma-map-ops.h>

struct scatterlist { unsigned long page_link; unsigned int offset, length; dma_addr_t dma_address; };
struct page *sg_page(struct scatterlist *sg);
void sync_for_device(phys_addr_t phys, size_t size);
dma_addr_t slot_alloc(struct device *dev, phys_addr_t phys, size_t size);
void slot_free(struct device *dev, dma_addr_t addr);
unsigned long slot_reserve(struct device *dev);

// SITES: drivers/iommu/whole.c:[[#]] .map_page rewritten - | .map_page = whole_map_page -> .map_phys = whole_map_phys
// SITES: drivers/iommu/whole.c:[[#]] .unmap_page rewritten - | .unmap_page = whole_unmap_page -> .unmap_phys = whole_unmap_phys

// Helpers, three deep: they get the address, whatever it is made of.
// CHECK: static dma_addr_t third(struct device *dev, phys_addr_t phys, size_t size)
// CHECK-NEXT: {
// CHECK-NEXT: 	unsigned int off = offset_in_page(phys);
// CHECK-EMPTY:
// CHECK-NEXT: 	sync_for_device(phys, size);
// CHECK-NEXT: 	return slot_alloc(dev, phys & PAGE_MASK, size) + off;
static dma_addr_t third(struct device *dev, struct page *page, unsigned int off, size_t size)
{
	sync_for_device(page_to_phys(page) + off, size);
	return slot_alloc(dev, page_to_phys(page), size) + off;
}

// CHECK: second(phys_addr_t phys, struct device *dev, size_t size)
// CHECK: return third(dev, phys, size);
static dma_addr_t second(struct page *page, size_t offset, struct device *dev, size_t size)
{
	return third(dev, page, offset, size);
}

static dma_addr_t first(struct device *dev, struct page *page, unsigned long offset, size_t size)
{
	return second(page, offset, dev, size);
}

// CHECK: * whole_map_phys - map a buffer
// CHECK-NEXT: * @dev: the device
// CHECK-NEXT: * @phys: physical address of the buffer
// CHECK-NEXT: * @size: its length
// CHECK: static dma_addr_t whole_map_phys(struct device *dev, phys_addr_t phys,
// CHECK-NEXT: 		size_t size, enum dma_data_direction dir, unsigned long attrs)
// CHECK-NEXT: {
// CHECK-NEXT: 	if (unlikely(attrs & DMA_ATTR_MMIO))
// CHECK-NEXT: 		return DMA_MAPPING_ERROR;
// CHECK-EMPTY:
// CHECK-NEXT: 	return first(dev, phys, size);
/**
 * whole_map_page - map a buffer
 * @dev: the device
 * @page: where it is
 * @offset: where in there
 * @size: its length
 */
static dma_addr_t whole_map_page(struct device *dev, struct page *page,
		unsigned long offset, size_t size, enum dma_data_direction dir,
		unsigned long attrs)
{
	return first(dev, page, offset, size);
}

// CHECK: static void whole_unmap_phys(struct device *dev, dma_addr_t addr,
static void whole_unmap_page(struct device *dev, dma_addr_t addr,
		size_t size, enum dma_data_direction dir, unsigned long attrs)
{
	slot_free(dev, addr);
}

// CHECK: sg->dma_address = whole_map_phys(dev,
// CHECK-SAME: page_to_phys(sg_page(sg)) +{{ *$}}
// CHECK-NEXT: sg->offset, sg->length, dir, 0);
// CHECK: whole_map_phys(dev, page_to_phys(pages[0]), 16, dir, 0)
// CHECK: whole_map_phys(dev, virt_to_phys(buffer), 16, dir, 0)
// CHECK: page_to_phys(pages[0]) + (more ? 16 : 32), 16
// CHECK: whole_unmap_phys(dev, 0, 16, dir, 0);
static void whole_callers(struct device *dev, struct scatterlist *sg, enum dma_data_direction dir,
		struct page **pages, char *buffer, int more)
{
	sg->dma_address = whole_map_page(dev, sg_page(sg),
					 sg->offset, sg->length, dir, 0);
	whole_map_page(dev, pages[0], 0, 16, dir, 0);
	whole_map_page(dev, virt_to_page(buffer), offset_in_page(buffer), 16, dir, 0);
	whole_map_page(dev, pages[0], more ? 16 : 32, 16, dir, 0);
	whole_unmap_page(dev, 0, 16, dir, 0);
}

// CHECK: .map_phys	= whole_map_phys,
// CHECK-NEXT: .unmap_phys	= whole_unmap_phys,
const struct dma_map_ops whole_ops = {
	.map_page	= whole_map_page,
	.unmap_page	= whole_unmap_page,
};

//--- drivers/iommu/shapes.h
static inline size_t twice(size_t size)
{
	return size * 2;
}

static inline size_t rounded_up(size_t size)
{
	return twice(size) & ~3ul;
}

extern size_t counter;

static inline size_t counted(void)
{
	return counter++;
}

//--- drivers/iommu/shapes.c
#include <linux/dma-map-ops.h>
#include "shapes.h"

void use(void *virt, size_t size);
dma_addr_t slot(phys_addr_t phys);
unsigned long reserve(struct device *dev);
dma_addr_t by_page(struct page *page, unsigned long offset);

// A local that is the address: the parameter takes its place, even where it changes.
// SHAPES: static dma_addr_t local_map_phys(struct device *dev, phys_addr_t where,
// SHAPES: 	dma_addr_t map;
// SHAPES-EMPTY:
// SHAPES-NEXT: 	if (unlikely(attrs & DMA_ATTR_MMIO))
// SHAPES-NEXT: 		return DMA_MAPPING_ERROR;
// SHAPES-EMPTY:
// SHAPES-NEXT: 	map = slot(where);
// SHAPES-NEXT: 	where = map;
// SHAPES-NEXT: 	return slot(where);
static dma_addr_t local_map_page(struct device *dev, struct page *page,
		unsigned long offset, size_t size, enum dma_data_direction dir,
		unsigned long attrs)
{
	dma_addr_t map;
	phys_addr_t where = page_to_phys(page) + offset;

	map = slot(where);
	where = map;
	return slot(where);
}

const struct dma_map_ops local_ops = { .map_page = local_map_page };

// What is done before the test, be it in an initializer, must have no effect.
// SHAPES: static dma_addr_t early_map_phys(
// SHAPES: 	unsigned long slot_number;
// SHAPES-NEXT: 	void *virt;
// SHAPES-NEXT: 	size_t left = size;
// SHAPES-EMPTY:
// SHAPES-NEXT: 	if (unlikely(attrs & DMA_ATTR_MMIO))
// SHAPES-NEXT: 		return DMA_MAPPING_ERROR;
// SHAPES-EMPTY:
// SHAPES-NEXT: 	slot_number = reserve(dev);
// SHAPES-NEXT: 	virt = phys_to_virt(phys);
// SHAPES-EMPTY:
// SHAPES-NEXT: 	use(virt, left);
static dma_addr_t early_map_page(struct device *dev, struct page *page,
		unsigned long offset, size_t size, enum dma_data_direction dir,
		unsigned long attrs)
{
	unsigned long slot_number = reserve(dev);
	void *virt = page_address(page) + offset;
	size_t left = size;

	use(virt, left);
	return slot_number;
}

const struct dma_map_ops early_ops = { .map_page = early_map_page };

// What a function of a header does is seen in its body.
// SHAPES: static dma_addr_t inlined_map_phys(
// SHAPES: 	size_t rounded = rounded_up(size);
// SHAPES-NEXT: 	size_t number;
// SHAPES-EMPTY:
// SHAPES-NEXT: 	if (unlikely(attrs & DMA_ATTR_MMIO))
// SHAPES-NEXT: 		return DMA_MAPPING_ERROR;
// SHAPES-EMPTY:
// SHAPES-NEXT: 	number = counted();
static dma_addr_t inlined_map_page(struct device *dev, struct page *page,
		unsigned long offset, size_t size, enum dma_data_direction dir,
		unsigned long attrs)
{
	size_t rounded = rounded_up(size);
	size_t number = counted();

	use(page_address(page) + offset, rounded);
	return number;
}

const struct dma_map_ops inlined_ops = { .map_page = inlined_map_page };

// Another unit's function still gets a page; that is said in the report.
// SHAPES: return by_page(pfn_to_page(PHYS_PFN(phys)), offset_in_page(phys));
static dma_addr_t residue_map_page(struct device *dev, struct page *page,
		unsigned long offset, size_t size, enum dma_data_direction dir,
		unsigned long attrs)
{
	return by_page(page, offset);
}

const struct dma_map_ops residue_ops = { .map_page = residue_map_page };

// A jump back initializes the local again, but not the parameter.
// SHAPES: static dma_addr_t again_map_phys(struct device *dev, phys_addr_t phys,
// SHAPES: again:
// SHAPES-NEXT: 	size--;
// SHAPES-NEXT: 	phys_addr_t where = phys;
static dma_addr_t again_map_page(struct device *dev, struct page *page,
		unsigned long offset, size_t size, enum dma_data_direction dir,
		unsigned long attrs)
{
again:
	size--;
	phys_addr_t where = page_to_phys(page) + offset;

	where += size;
	if (!slot(where) && size)
		goto again;
	return where;
}

const struct dma_map_ops again_ops = { .map_page = again_map_page };

// A function that always fails needs no test.
// SHAPES: static dma_addr_t never_map_phys(
// SHAPES: {
// SHAPES-NEXT: 	return DMA_MAPPING_ERROR;
static dma_addr_t never_map_page(struct device *dev, struct page *page,
		unsigned long offset, size_t size, enum dma_data_direction dir,
		unsigned long attrs)
{
	return DMA_MAPPING_ERROR;
}

const struct dma_map_ops never_ops = { .map_page = never_map_page };

// A pair that is handed on with casts is the address all the same.
// SHAPES: static dma_addr_t cast_helper(phys_addr_t phys)
// SHAPES: return cast_helper(phys) +
// SHAPES-NEXT: cast_helper(page_to_phys((struct page *)pfn_to_page(PHYS_PFN(phys))) + offset_in_page(phys)) +
// SHAPES-NEXT: cast_helper(page_to_phys(pfn_to_page(PHYS_PFN(phys))) + (size_t)offset_in_page(phys));
static dma_addr_t cast_helper(struct page *page, unsigned long offset)
{
	return slot(page_to_phys(page) + offset);
}

static dma_addr_t handed_map_page(struct device *dev, struct page *page,
		unsigned long offset, size_t size, enum dma_data_direction dir,
		unsigned long attrs)
{
	return cast_helper(page, offset) +
	       cast_helper((struct page *)page, offset) +
	       cast_helper(page, (size_t)offset);
}

const struct dma_map_ops handed_ops = { .map_page = handed_map_page };

// Casts around and before the sum. A dereference binds tighter than the sum.
// SHAPES: use(phys_to_virt(phys), size);
// SHAPES-NEXT: return (unsigned long)phys_to_virt(phys) + (unsigned long)phys_to_virt(phys) +
// SHAPES-NEXT: *(char *)phys_to_virt(phys & PAGE_MASK) + offset_in_page(phys);
static dma_addr_t casts_map_page(struct device *dev, struct page *page,
		unsigned long offset, size_t size, enum dma_data_direction dir,
		unsigned long attrs)
{
	use((char *)page_address(page) + offset, size);
	return (unsigned long)(page_address(page) + offset) + (unsigned long)(page_address(page) + offset) +
	       *(char *)page_address(page) + offset;
}

const struct dma_map_ops casts_ops = { .map_page = casts_map_page };

//--- drivers/iommu/raw.c
#include <linux/dma-map-ops.h>

dma_addr_t slot(phys_addr_t phys);

// map_resource is a part of map_phys now; its function is called for what is no memory.
// RAW: static dma_addr_t raw_map_resource(struct device *dev, phys_addr_t phys_addr,
// RAW-NEXT: 		size_t size, enum dma_data_direction dir, unsigned long attrs);
// RAW: static dma_addr_t raw_map_phys(struct device *dev, phys_addr_t phys,
// RAW-NEXT: 		size_t size, enum dma_data_direction dir, unsigned long attrs)
// RAW-NEXT: {
// RAW-NEXT: 	if (attrs & DMA_ATTR_MMIO)
// RAW-NEXT: 		return raw_map_resource(dev, phys, size, dir, attrs & ~DMA_ATTR_MMIO);
static dma_addr_t raw_map_page(struct device *dev, struct page *page,
		unsigned long offset, size_t size, enum dma_data_direction dir,
		unsigned long attrs)
{
	return slot(page_to_phys(page) + offset);
}

static dma_addr_t raw_map_resource(struct device *dev, phys_addr_t phys_addr,
		size_t size, enum dma_data_direction dir, unsigned long attrs)
{
	return slot(phys_addr);
}

static void raw_unmap_resource(struct device *dev, dma_addr_t handle,
		size_t size, enum dma_data_direction dir, unsigned long attrs)
{
	slot(handle);
}

// RAW: static void raw_unmap_phys(
// RAW: 	dma_addr_t start = handle & PAGE_MASK;
// RAW-EMPTY:
// RAW-NEXT: 	if (attrs & DMA_ATTR_MMIO) {
// RAW-NEXT: 		raw_unmap_resource(dev, handle, size, dir, attrs & ~DMA_ATTR_MMIO);
// RAW-NEXT: 		return;
// RAW-NEXT: 	}
static void raw_unmap_page(struct device *dev, dma_addr_t handle,
		size_t size, enum dma_data_direction dir, unsigned long attrs)
{
	dma_addr_t start = handle & PAGE_MASK;

	slot(start);
}

// RAWSITE: .map_resource rewritten - | .map_resource = raw_map_resource -> /* part of .map_phys */
// RAWSITE: .unmap_resource rewritten - | .unmap_resource = raw_unmap_resource -> /* part of .unmap_phys */
// RAW: const struct dma_map_ops raw_ops = {
// RAW-NEXT: 	.map_phys	= raw_map_phys,
// RAW-NEXT: 	.unmap_phys	= raw_unmap_phys,
// RAW-NEXT: };
const struct dma_map_ops raw_ops = {
	.map_page	= raw_map_page,
	.unmap_page	= raw_unmap_page,

	.map_resource	= raw_map_resource,
	.unmap_resource	= raw_unmap_resource,
};

//--- drivers/iommu/mistakes.c
#include <linux/dma-map-ops.h>

#define IO_PAGE_SIZE	8192UL
#define IO_PAGE_MASK	(~(IO_PAGE_SIZE - 1))
#define VALID_BIT	0x8000000000000000ULL
#define __pa(v)		virt_to_phys((void *)(v))

void set_entry(unsigned long index, u64 entry);
dma_addr_t base_of(unsigned long index);
bool is_high(struct page *page);
void *kmap_atomic(struct page *page);
void __kunmap_atomic(const void *addr);
void flush(void *virt);

// Three conversions that broke machines when they were made by hand.
//
// The offset was taken after the address had been masked and stepped.
// MIST: offset_map_phys(
// MIST: 	phys_addr_t paddr = phys;
// MIST: 	paddr &= PAGE_MASK;
// MIST: 	return base_of(i) + offset_in_page(phys);
static dma_addr_t offset_map_page(struct device *dev, struct page *page,
		unsigned long offset, size_t size, enum dma_data_direction dir,
		unsigned long attrs)
{
	phys_addr_t paddr = page_to_phys(page) + offset;
	unsigned long i;

	paddr &= PAGE_MASK;
	for (i = 0; i < size; i += PAGE_SIZE, paddr += PAGE_SIZE)
		set_entry(i, paddr);
	return base_of(i) + offset;
}

const struct dma_map_ops offset_ops = { .map_page = offset_map_page };

// A local of 64 bits gave way to a parameter that has 32 on some machines.
// MIST: width_map_phys(
// MIST: 	u64 pa = phys;
// MIST: 	pa |= VALID_BIT;
static dma_addr_t width_map_page(struct device *dev, struct page *page,
		unsigned long offset, size_t size, enum dma_data_direction dir,
		unsigned long attrs)
{
	u64 pa = page_to_phys(page) + offset;

	pa |= VALID_BIT;
	set_entry(0, pa);
	return base_of(0);
}

const struct dma_map_ops width_ops = { .map_page = width_map_page };

// A base that had been masked gave way to the address as it is.
// MIST: mask_map_phys(
// MIST: 	oaddr = (unsigned long)phys_to_virt(phys);
// MIST: 	base_paddr = __pa(oaddr & IO_PAGE_MASK);
static dma_addr_t mask_map_page(struct device *dev, struct page *page,
		unsigned long offset, size_t size, enum dma_data_direction dir,
		unsigned long attrs)
{
	unsigned long oaddr, base_paddr, i;

	oaddr = (unsigned long)(page_address(page) + offset);
	base_paddr = __pa(oaddr & IO_PAGE_MASK);
	for (i = 0; i < size; i += IO_PAGE_SIZE)
		set_entry(i, base_paddr + i);
	return base_of(0) | (oaddr & ~IO_PAGE_MASK);
}

const struct dma_map_ops mask_ops = { .map_page = mask_map_page };

// Parameters that change start as what they were; nothing is read later than it was.
// MIST: steps_map_phys(
// MIST: 	struct page *page;
// MIST-NEXT: 	unsigned long offset = offset_in_page(phys);
// MIST-EMPTY:
// MIST-NEXT: 	if (unlikely(attrs & DMA_ATTR_MMIO))
// MIST-NEXT: 		return DMA_MAPPING_ERROR;
// MIST-EMPTY:
// MIST-NEXT: 	page = pfn_to_page(PHYS_PFN(phys));
// MIST: 		set_entry(size, page_to_phys(page) + offset);
// MIST: 		offset = 0;
static dma_addr_t steps_map_page(struct device *dev, struct page *page,
		unsigned long offset, size_t size, enum dma_data_direction dir,
		unsigned long attrs)
{
	while (size) {
		set_entry(size, page_to_phys(page) + offset);
		page++;
		offset = 0;
		size -= PAGE_SIZE;
	}
	return base_of(0);
}

const struct dma_map_ops steps_ops = { .map_page = steps_map_page };

// A page that may have no kernel address is mapped as before.
// MIST: highmem_map_phys(
// MIST: 	if (is_high(pfn_to_page(PHYS_PFN(phys)))) {
// MIST: kmap_{{atomic|local_page}}(pfn_to_page(PHYS_PFN(phys)));
// MIST: 		flush(virt + offset_in_page(phys));
// MIST: 		flush(phys_to_virt(phys));
static dma_addr_t highmem_map_page(struct device *dev, struct page *page,
		unsigned long offset, size_t size, enum dma_data_direction dir,
		unsigned long attrs)
{
	if (is_high(page)) {
		char *virt = kmap_atomic(page);

		flush(virt + offset);
		__kunmap_atomic(virt);
	} else {
		flush(page_address(page) + offset);
	}
	return base_of(0);
}

const struct dma_map_ops highmem_ops = { .map_page = highmem_map_page };
