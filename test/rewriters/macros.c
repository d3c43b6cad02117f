// Calls in macros and in arguments of macros: the edit goes where the call is spelled, once, and only where
// every expansion agrees.
//
// RUN: rm -rf %t && split-file %s %t.parts && mini-tree %t %t.parts
// RUN: kphys fix -p %t --with-prep --report %t.json %t/drivers/net/macros.c > %t.diff
// RUN: FileCheck --input-file=%t.diff %s
// RUN: site %t.json drivers/net/macros.c | FileCheck --check-prefix=SITES %s

//--- drivers/net/macros.c
#include <linux/dma-mapping.h>

struct vec { struct page *page; u32 offset; };
struct odd { void *page; u32 offset; };

#define cpu_to_le64(x) ((u64)(x))
#define to_hardware(x) cpu_to_le64(x)

// CHECK: {{^[+].*}}dma_map_phys(dev, page_to_phys((v)->page) + (off), 64, DMA_TO_DEVICE, 0)
#define MAP_AT(dev, v, off) dma_map_page(dev, (v)->page, off, 64, DMA_TO_DEVICE)

// Once with a struct page and once with something else: no one text is right for both.
#define MAP_ANY(dev, v) dma_map_page(dev, (v)->page, 0, 64, DMA_TO_DEVICE)

#define NEVER_USED(dev, dma) dma_unmap_page(dev, dma, 64, DMA_TO_DEVICE)

#define ARGUMENTS page, 0, 64, DMA_TO_DEVICE

u64 macros(struct device *dev, struct page *page, struct vec *v, struct odd *o)
{
	MAP_AT(dev, v, v->offset | 1);
	MAP_AT(dev, v, 0);
	MAP_ANY(dev, v);
	MAP_ANY(dev, o);
	dma_map_page_attrs(dev, ARGUMENTS, 0);
	// CHECK: {{^[+].*}}to_hardware(dma_map_phys(dev, page_to_phys(page), 64, DMA_TO_DEVICE, 0));
	return to_hardware(dma_map_page(dev, page, 0, 64, DMA_TO_DEVICE));
}

// SITES: :10 dma_map_page rewritten -
// SITES: :13 dma_map_page refused expansions-disagree
// SITES: :15 dma_unmap_page unseen macro-not-expanded
// SITES: dma_map_page_attrs refused argument-count
// SITES: dma_map_page rewritten -
