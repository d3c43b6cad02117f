// Families of callbacks that are left alone, and why.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys fix -p %t --with-prep --report %t.json drivers/iommu/refused.c > %t.diff
// RUN: site %t.json drivers/iommu/refused.c | FileCheck %s
//
// A read of a member, and a patch of a copy that is not converted, keep everything as it is.
// RUN: kphys fix -p %t --with-prep --report %t.read.json drivers/iommu/read.c drivers/iommu/demo_iommu.c | count 0
// RUN: site %t.read.json | FileCheck --check-prefix=READ %s
// RUN: kphys fix -p %t --with-prep --report %t.patch.json drivers/iommu/bad_patch.c drivers/iommu/demo_iommu.c | count 0
// RUN: site %t.patch.json | FileCheck --check-prefix=BAD %s
//
// A patch that can be converted is.
// RUN: kphys fix -p %t --with-prep --report %t.good.json drivers/iommu/good_patch.c drivers/iommu/demo_iommu.c > %t.good.diff
// RUN: site %t.good.json | FileCheck --check-prefix=GOOD %s
// RUN: FileCheck --check-prefix=DIFF --input-file=%t.good.diff %s
//
// A tree whose core cannot be told about the new members is not changed.
// RUN: sed -i 's/iommu_dma_map_resource/iommu_map_elsewhere/' %t/kernel/dma/mapping.c
// RUN: sh -c 'kphys fix -p %t --with-prep drivers/iommu/demo_iommu.c; test $? = 2' 2>&1 | FileCheck --check-prefix=CORE %s
// CORE: error: cannot introduce map_phys: {{.*}}/kernel/dma/mapping.c has no line

//--- drivers/iommu/refused.c
#include <linux/dma-map-ops.h>

dma_addr_t slot(phys_addr_t phys);
void debug(struct page *page);
extern dma_addr_t elsewhere_map_page(struct device *dev, struct page *page,
		unsigned long offset, size_t size, enum dma_data_direction dir,
		unsigned long attrs);

#define SIGNATURE(name) static dma_addr_t name(struct device *dev, struct page *page, \
		unsigned long offset, size_t size, enum dma_data_direction dir, unsigned long attrs)

// CHECK: :[[@LINE+1]] .map_page refused defined-elsewhere
const struct dma_map_ops elsewhere_ops = { .map_page = elsewhere_map_page };

dma_addr_t global_map_page(struct device *dev, struct page *page,
		unsigned long offset, size_t size, enum dma_data_direction dir, unsigned long attrs)
{
	return slot(page_to_phys(page) + offset);
}

// CHECK: :[[@LINE+1]] .map_page refused external-linkage
const struct dma_map_ops global_ops = { .map_page = global_map_page };

SIGNATURE(macro_map_page)
{
	return slot(page_to_phys(page) + offset);
}

// CHECK: :[[@LINE+1]] .map_page refused {{defined-elsewhere|function-in-macro}}
const struct dma_map_ops macro_ops = { .map_page = macro_map_page };

static dma_addr_t stored_map_page(struct device *dev, struct page *page,
		unsigned long offset, size_t size, enum dma_data_direction dir, unsigned long attrs)
{
	return slot(page_to_phys(page) + offset);
}

static dma_addr_t (*also)(struct device *dev, struct page *page,
		unsigned long offset, size_t size, enum dma_data_direction dir,
		unsigned long attrs) = stored_map_page;

// CHECK: :[[@LINE+1]] .map_page refused callback-used-elsewhere
const struct dma_map_ops stored_ops = { .map_page = stored_map_page };

static dma_addr_t off_map_page(struct device *dev, struct page *page,
		unsigned long offset, size_t size, enum dma_data_direction dir, unsigned long attrs)
{
#ifdef CONFIG_DEMO_DEBUG
	debug(page);
#endif
	return slot(page_to_phys(page) + offset);
}

// CHECK: :[[@LINE+1]] .map_page refused unseen-use
const struct dma_map_ops off_ops = { .map_page = off_map_page };

#define WHOLE_ADDRESS	(page_to_phys(page) + offset)

static dma_addr_t hidden_map_page(struct device *dev, struct page *page,
		unsigned long offset, size_t size, enum dma_data_direction dir, unsigned long attrs)
{
	return slot(WHOLE_ADDRESS);
}

// CHECK: :[[@LINE+1]] .map_page refused parameter-in-macro
const struct dma_map_ops hidden_ops = { .map_page = hidden_map_page };

static dma_addr_t const_map_page(struct device *dev, struct page *page,
		unsigned long offset, size_t size, enum dma_data_direction dir, unsigned long attrs)
{
	void *const virt = page_address(page) + offset;

	return slot((unsigned long)virt);
}

// CHECK: :[[@LINE+1]] .map_page refused initializer-before-guard
const struct dma_map_ops const_ops = { .map_page = const_map_page };

static dma_addr_t names_map_page(struct device *dev, struct page *page,
		unsigned long offset, size_t phys, enum dma_data_direction paddr, unsigned long attrs)
{
	unsigned long phys_addr = 1;

	return slot(page_to_phys(page) + offset) + phys_addr;
}

// CHECK: :[[@LINE+1]] .map_page refused no-free-name
const struct dma_map_ops names_ops = { .map_page = names_map_page };

// CHECK: :[[@LINE+1]] .map_page refused callback-not-a-function
const struct dma_map_ops null_ops = { .map_page = NULL };

static dma_addr_t only_map_resource(struct device *dev, phys_addr_t phys_addr,
		size_t size, enum dma_data_direction dir, unsigned long attrs)
{
	return slot(phys_addr);
}

// CHECK: :[[@LINE+1]] .map_resource refused no-page-callback
const struct dma_map_ops only_ops = { .map_resource = only_map_resource };

static dma_addr_t shared_map_resource(struct device *dev, phys_addr_t phys_addr,
		size_t size, enum dma_data_direction dir, unsigned long attrs)
{
	return slot(phys_addr);
}

static dma_addr_t shared_map_page(struct device *dev, struct page *page,
		unsigned long offset, size_t size, enum dma_data_direction dir, unsigned long attrs)
{
	return slot(page_to_phys(page) + offset);
}

const struct dma_map_ops shared_ops = {
	// CHECK: :[[@LINE+1]] .map_page refused raw-callbacks-differ
	.map_page = shared_map_page,
	.map_resource = shared_map_resource,
};
// CHECK: .map_resource refused raw-callbacks-differ
// CHECK: :[[@LINE+1]] .map_page refused raw-callbacks-differ
const struct dma_map_ops shared_too_ops = { .map_page = shared_map_page };

static dma_addr_t comment_map_page(struct device *dev, struct page *page,
		/* in bytes */ unsigned long offset, size_t size,
		enum dma_data_direction dir, unsigned long attrs)
{
	return slot(page_to_phys(page) + offset);
}

// CHECK: :[[@LINE+1]] .map_page refused comment-in-argument
const struct dma_map_ops comment_ops = { .map_page = comment_map_page };

//--- drivers/iommu/read.c
#include <linux/dma-map-ops.h>

// READ: demo_iommu.c:[[#]] .map_page refused other-half-refused
// READ: demo_iommu.c:[[#]] .unmap_page refused other-half-refused
dma_addr_t read_and_call(struct device *dev, struct page *page)
{
	// READ: read.c:[[@LINE+1]] .map_page refused member-read
	return get_dma_ops(dev)->map_page(dev, page, 0, 16, DMA_TO_DEVICE, 0);
}

//--- drivers/iommu/bad_patch.c
#include <linux/dma-map-ops.h>

static struct dma_map_ops copy;
dma_addr_t patched_map_page(struct device *dev, struct page *page,
		unsigned long offset, size_t size, enum dma_data_direction dir, unsigned long attrs);

void patch_ops(struct device *dev)
{
	copy = *dev->dma_ops;
	// BAD: bad_patch.c:[[@LINE+1]] .map_page refused defined-elsewhere
	copy.map_page = patched_map_page;
	dev->dma_ops = &copy;
}
// BAD: demo_iommu.c:[[#]] .map_page refused other-half-refused
// BAD: demo_iommu.c:[[#]] .unmap_page refused other-half-refused

//--- drivers/iommu/good_patch.c
#include <linux/dma-map-ops.h>

static struct dma_map_ops copy;
dma_addr_t slot(phys_addr_t phys);

// DIFF: +static dma_addr_t patched_map_phys(struct device *dev, phys_addr_t phys,
static dma_addr_t patched_map_page(struct device *dev, struct page *page,
		unsigned long offset, size_t size, enum dma_data_direction dir, unsigned long attrs)
{
	return slot(page_to_phys(page) + offset);
}

void patch_ops(struct device *dev)
{
	copy = *dev->dma_ops;
	// DIFF: +	copy.map_phys = patched_map_phys;
	// GOOD: demo_iommu.c:[[#]] .map_page rewritten
	// GOOD: demo_iommu.c:[[#]] .unmap_page rewritten
	// GOOD: good_patch.c:[[#]] .map_page rewritten - | copy.map_page = patched_map_page -> copy.map_phys = patched_map_phys
	copy.map_page = patched_map_page;
	dev->dma_ops = &copy;
}
