// A new name that is something else at its place makes another thing of the call: refused.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys fix -p %t --with-prep --report %t.json drivers/net fs/demofs > %t.diff
// RUN: site %t.json | FileCheck %s
// RUN: FileCheck --check-prefix=WHY --input-file=%t.json %s
//
// The command line's macros are nobody's header.
// RUN: mini-tree %t.option %t.parts -- -Ddma_unmap_phys=own
// RUN: kphys fix -p %t.option --with-prep --report %t.option.json drivers/net/good.c > /dev/null
// RUN: site %t.option.json drivers/net/good.c | FileCheck --check-prefix=OPTION %s
// OPTION: good.c:[[#]] dma_map_page refused name-taken
// OPTION: good.c:[[#]] dma_unmap_page refused name-taken
//
// The same from precompiled headers and without.
// RUN: kphys fix -p %t --no-pch --no-cache --with-prep --report %t.plain.json drivers/net fs/demofs > /dev/null
// RUN: sh -c 'site %t.json > %t.1; site %t.plain.json > %t.2; diff %t.1 %t.2'

//--- drivers/net/block.c
#include <linux/dma-mapping.h>
void block(struct device *dev)
{
	{
		void dma_unmap_phys(int);
		dma_unmap_phys(0);
	}
	// CHECK: block.c:[[@LINE+1]] dma_unmap_page refused name-taken
	dma_unmap_page(dev, 0, 64, DMA_TO_DEVICE);
}

//--- drivers/net/conditional.c
#include <linux/dma-mapping.h>
#ifdef CONFIG_DEMO_COMPAT
#define dma_map_phys(dev, pa, size, dir, attrs) compat_map(dev, pa)
#endif
void conditional(struct device *dev, struct page *page)
{
	// CHECK: conditional.c:[[@LINE+1]] dma_map_page refused name-taken
	dma_map_page(dev, page, 0, 64, DMA_TO_DEVICE);
	// Half an API is not brought in where the other half is something else.
	// CHECK: conditional.c:[[@LINE+1]] dma_unmap_page refused name-taken
	dma_unmap_page(dev, 0, 64, DMA_TO_DEVICE);
}

//--- drivers/net/enumerator.c
#include <linux/dma-mapping.h>
enum kinds { one, page_to_phys_kind, DMA_ATTR_MMIO = 4 };
void enumerator(struct device *dev, phys_addr_t bar)
{
	// CHECK: enumerator.c:[[@LINE+1]] dma_map_resource refused name-taken
	dma_map_resource(dev, bar, 64, DMA_TO_DEVICE, 0);
}

//--- drivers/net/function.c
#include <linux/dma-mapping.h>
static dma_addr_t dma_map_phys(struct device *dev, phys_addr_t phys, size_t size, int dir, unsigned long attrs) { return phys; }
void function(struct device *dev, struct page *page)
{
	// CHECK: function.c:[[@LINE+1]] dma_map_page refused name-taken
	dma_map_page(dev, page, 0, 64, DMA_TO_DEVICE);
	dma_map_phys(dev, 0, 0, 0, 0);
}

//--- drivers/net/good.c
#include <linux/dma-mapping.h>
#define MAP(dev, page) dma_map_page(dev, page, 0, 64, DMA_TO_DEVICE)
struct fields { int page_to_phys, dma_map_phys; };
void good(struct device *dev, struct page *page)
{
	dma_addr_t dma = dma_map_page(dev, page, 0, 64, DMA_TO_DEVICE);
	dma_unmap_page(dev, dma, 64, DMA_TO_DEVICE);
}

void elsewhere(int page_to_phys);
int other(int page_to_phys)
{
	return page_to_phys;
}

//--- drivers/net/header.c
#include <linux/dma-mapping.h>
#include "own.h"
void header(struct device *dev, struct page *page)
{
	// CHECK: header.c:[[@LINE+1]] dma_map_page refused name-taken
	dma_map_page(dev, page, 0, 64, DMA_TO_DEVICE);
	// CHECK: header.c:[[@LINE+1]] dma_unmap_page refused name-taken
	dma_unmap_page(dev, 0, 64, DMA_TO_DEVICE);
}

//--- drivers/net/own.h
static inline void dma_unmap_phys(struct device *dev) { }
#ifdef CONFIG_DEMO_COMPAT
static inline dma_addr_t dma_map_phys(struct device *dev)
{
	return 0;
}
#endif

//--- drivers/net/later.c
#include <linux/dma-mapping.h>
void own(void *);
void later(struct device *dev)
{
	// CHECK: later.c:[[@LINE+1]] dma_unmap_page refused name-taken
	dma_unmap_page(dev, 0, 64, DMA_TO_DEVICE);
}
#define dma_unmap_phys(a, b, c, d, e) own(a)

//--- drivers/net/local.c
#include <linux/dma-mapping.h>
void use(u64 value);
void local(struct device *dev, struct page *page)
{
	phys_addr_t (*page_to_phys)(struct page *page) = NULL;

	// CHECK: local.c:[[@LINE+1]] dma_map_page refused name-taken
	dma_map_page(dev, page, 0, 64, DMA_TO_DEVICE);
	use(page_to_phys != NULL);
}

void parameter(struct device *dev, struct page *page, unsigned long page_to_phys)
{
	// CHECK: local.c:[[@LINE+1]] dma_map_page refused name-taken
	dma_map_page(dev, page, page_to_phys, 64, DMA_TO_DEVICE);
}

void free_of_it(struct device *dev, struct page *page, phys_addr_t bar)
{
	// CHECK: local.c:[[@LINE+1]] dma_map_page rewritten
	dma_map_page(dev, page, 0, 64, DMA_TO_DEVICE);
	// CHECK: local.c:[[@LINE+1]] dma_map_resource rewritten
	dma_map_resource(dev, bar, 64, DMA_TO_DEVICE, 0);
}

//--- drivers/net/parameter.c
#include <linux/dma-mapping.h>
// CHECK: parameter.c:[[@LINE+1]] dma_map_page refused name-taken
#define MAP(dev, page_to_phys) dma_map_page(dev, page_to_phys, 0, 64, DMA_TO_DEVICE)
dma_addr_t parameter(struct device *dev, struct page *page)
{
	return MAP(dev, page);
}

//--- drivers/net/swallowed.c
#include <linux/dma-mapping.h>
void own(void *);
#define dma_unmap_phys(a, b, c, d, e) own(a)
void swallowed(struct device *dev, dma_addr_t dma)
{
	// WHY: "detail": "dma_unmap_phys: a macro of drivers/net/swallowed.c, line [[@LINE-3]]"
	// CHECK: swallowed.c:[[@LINE+1]] dma_unmap_page refused name-taken
	dma_unmap_page(dev, dma, 64, DMA_TO_DEVICE);
}

//--- fs/demofs/maps.c
#include <linux/highmem.h>
void note(void *virt);
#define kunmap_local(virt) note(virt)
void both(struct page *page)
{
	// CHECK: maps.c:[[@LINE+1]] kmap_atomic refused
	char *virt = kmap_atomic(page);

	virt[0] = 0;
	// CHECK: maps.c:[[@LINE+1]] kunmap_atomic refused name-taken
	kunmap_atomic(virt);
}
