// A static function that only hands a page and an offset on takes the address instead, with all its callers; where
// anything is in the way it is rewritten inside alone, and the report says what that is.
//
// RUN: rm -rf %t && split-file %s %t.parts && mini-tree %t %t.parts
// RUN: kphys fix -p %t --with-prep --inference=off --verify=codegen --diff %t.diff --report %t.json drivers/net
// RUN: FileCheck --input-file=%t.diff %s
// RUN: proofs %t.json drivers/net/whole.c | FileCheck --check-prefix=PROOF %s
// RUN: proofs %t.json drivers/net/inside.c | FileCheck --check-prefix=INSIDE %s
// RUN: proofs %t.json drivers/net/inline.h | FileCheck --check-prefix=HEADER %s
// HEADER: dma_map_page rewritten identical in_header() keeps page and offset: it is in a header, or a macro makes it
//
// What is compared tells if a caller, or the call in the function, comes out wrong.
// RUN: kphys fix -p %t --with-prep --inference=off --verify=codegen --catalog %t.parts/wrong.json --diff %t.diff --report %t.json drivers/net/whole.c
// RUN: proofs %t.json drivers/net/whole.c | FileCheck --check-prefix=WRONG %s
// WRONG: dma_map_page refused none
// WRONG-NEXT: dma_map_page refused none
// WRONG-NEXT: dma_unmap_page rewritten identical{{$}}
// PROOF: dma_map_page rewritten explained ring_map_page() only handed page and offset on{{$}}
// PROOF-NEXT: dma_map_page rewritten explained fill() only handed page and offset on
// PROOF-NEXT: dma_unmap_page rewritten identical{{$}}

//--- wrong.json
{
  "schema": "kphys-catalog/2",
  "names": [
    {"name": "dma_map_page", "header": "include/linux/dma-mapping.h", "rule": "dma-map-page", "feature": "dma_map_phys",
     "rewrite": "dma_map_page(D, P, O, S, R) => dma_map_phys(D, phys(P, O), S, R, 1)"}
  ]
}
//--- include/linux/scatterlist.h
#ifndef _LINUX_SCATTERLIST_H
#define _LINUX_SCATTERLIST_H
#include <linux/mm.h>
struct scatterlist {
	unsigned long page_link;
	unsigned int offset;
};
static inline struct page *sg_page(struct scatterlist *sg)
{
	return (struct page *)sg->page_link;
}
static inline phys_addr_t sg_phys(struct scatterlist *sg)
{
	return page_to_phys(sg_page(sg)) + sg->offset;
}
#endif
//--- drivers/net/whole.c
#include <linux/scatterlist.h>
#include <linux/dma-mapping.h>

struct ring { struct device *dev; dma_addr_t dma; struct page *page; unsigned int off; };
int note(void);

static dma_addr_t ring_map_page(struct ring *ring, struct page *page,
				unsigned long offset, size_t size);
// CHECK: {{^[+]}}static dma_addr_t ring_map_phys(struct ring *ring, phys_addr_t phys,
// CHECK-NEXT: {{^[+].*}}size_t size);

// CHECK: {{^[+]}} * ring_map_phys - map a buffer
// CHECK: {{^[-]}} * @page
// CHECK-NEXT: {{^[-]}} * @offset
// CHECK-NEXT: {{^[+]}} * @phys: physical address of the buffer
/**
 * ring_map_page - map a buffer
 * @ring: the ring
 * @page: where the buffer starts
 * @offset: of it in the page
 * @size: in bytes
 */
static dma_addr_t ring_map_page(struct ring *ring, struct page *page,
				unsigned long offset, size_t size)
{
	note();
	return dma_map_page(ring->dev, page, offset, size, DMA_TO_DEVICE);
}
// CHECK: {{^[+].*}}return dma_map_phys(ring->dev, phys, size, DMA_TO_DEVICE, 0);

static int
fill(struct ring *ring, struct page *page, u32 off, u32 len, bool high)
{
	ring->dma = dma_map_page(ring->dev, page, off, len,
				 DMA_TO_DEVICE);
	return high ? dma_mapping_error(ring->dev, ring->dma) : 0;
}
// CHECK: {{^[+]}}fill(struct ring *ring, phys_addr_t phys, u32 len, bool high)
// CHECK: {{^[+].*}}ring->dma = dma_map_phys(ring->dev, phys, len,

int callers(struct ring *ring, void *p, struct scatterlist *sg, bool half)
{
	// CHECK: {{^[+].*}}= ring_map_phys(ring, virt_to_phys(p), 64);
	dma_addr_t first = ring_map_page(ring, virt_to_page(p), offset_in_page(p), 64);

	// CHECK: {{^[+].*}}= ring_map_phys(ring, sg_phys(sg), 64);
	first = ring_map_page(ring, sg_page(sg), sg->offset, 64);
	// CHECK: {{^[+].*}}+= ring_map_phys(ring, page_to_phys(ring->page), 64);
	first += ring_map_page(ring, ring->page, 0, 64);
	// CHECK: {{^[+].*}}+= ring_map_phys(ring, page_to_phys(ring->page) +
	// CHECK-NEXT: {{^[+].*}}(half ? 32 : 0), 64);
	first += ring_map_page(ring, ring->page,
			       half ? 32 : 0, 64);
	// CHECK: {{^[+].*}}return fill(ring, page_to_phys(ring->page) + ring->off, 64, half) + first +
	return fill(ring, ring->page, ring->off, 64, half) + first +
	// CHECK: {{^[+].*}}fill(ring, virt_to_phys(p), 64, half);
	       fill(ring, virt_to_page(p), offset_in_page(p), 64, half);
}

void undo(struct ring *ring)
{
	dma_unmap_page(ring->dev, ring->dma, 64, DMA_TO_DEVICE);
}

//--- drivers/net/inline.h
static inline dma_addr_t in_header(struct device *dev, struct page *page, size_t off)
{
	return dma_map_page(dev, page, off, 64, DMA_TO_DEVICE);
}
//--- drivers/net/inside.c
#include <linux/dma-mapping.h>
#include "inline.h"

struct ops { dma_addr_t (*map)(struct device *dev, struct page *page, size_t off); };

// INSIDE: dma_map_page rewritten identical exported() keeps page and offset: other files may call it{{$}}
dma_addr_t exported(struct device *dev, struct page *page, size_t off)
{
	return dma_map_page(dev, page, off, 64, DMA_TO_DEVICE);
}

// INSIDE-NEXT: identical stored() keeps page and offset: line {{[0-9]+}}: stored (callback-used-elsewhere){{$}}
static dma_addr_t stored(struct device *dev, struct page *page, size_t off)
{
	return dma_map_page(dev, page, off, 64, DMA_TO_DEVICE);
}
const struct ops ops = { .map = stored };

// INSIDE-NEXT: identical by_macro() keeps page and offset: by_macro in a macro (callback-used-elsewhere){{$}}
static dma_addr_t by_macro(struct device *dev, struct page *page, size_t off)
{
	return dma_map_page(dev, page, off, 64, DMA_TO_DEVICE);
}
#define MAP(page) by_macro(dev, page, 0)

// INSIDE-NEXT: identical not_compiled() keeps page and offset: line {{[0-9]+}}: not_compiled (unseen-use){{$}}
static dma_addr_t not_compiled(struct device *dev, struct page *page, size_t off)
{
	return dma_map_page(dev, page, off, 64, DMA_TO_DEVICE);
}
#ifdef CONFIG_OTHER
void other(struct device *dev, struct page *page) { not_compiled(dev, page, 0); }
#endif

// INSIDE-NEXT: identical looks() keeps page and offset: line {{[0-9]+}} has another use for page{{$}}
static dma_addr_t looks(struct device *dev, struct page *page, size_t off)
{
	if (!page)
		return 0;
	return dma_map_page(dev, page, off, 64, DMA_TO_DEVICE);
}

// INSIDE-NEXT: identical hidden() keeps page and offset: line {{[0-9]+}} has another use for off{{$}}
static dma_addr_t hidden(struct device *dev, struct page *page, size_t off)
{
#ifdef DEBUG
	trace(off);
#endif
	return dma_map_page(dev, page, off, 64, DMA_TO_DEVICE);
}

// Nobody says that the page is one where it is not mapped.
// INSIDE-NEXT: identical may_leave() keeps page and offset: it may not map: line {{[0-9]+}}{{$}}
static dma_addr_t may_leave(struct device *dev, struct page *page, size_t off, size_t size)
{
	if (!size)
		return 0;
	return dma_map_page(dev, page, off, size, DMA_TO_DEVICE);
}

// INSIDE-NEXT: identical may_skip() keeps page and offset: it may not map: line {{[0-9]+}}{{$}}
static dma_addr_t may_skip(struct device *dev, struct page *page, size_t off, size_t size)
{
	dma_addr_t dma = 0;

	while (size--)
		dma = dma_map_page(dev, page, off, 64, DMA_TO_DEVICE);
	return dma;
}

// INSIDE-NEXT: identical cuts() keeps page and offset: its parameter off cuts what line {{[0-9]+}} gives{{$}}
static dma_addr_t cuts(struct device *dev, struct page *page, u32 off)
{
	return dma_map_page(dev, page, off, 64, DMA_TO_DEVICE);
}

// INSIDE-NEXT: identical far() keeps page and offset: its parameters are not a page and the offset after it{{$}}
static dma_addr_t far(struct device *dev, size_t off, struct page *page)
{
	return dma_map_page(dev, page, off, 64, DMA_TO_DEVICE);
}

// INSIDE-NEXT: identical described() keeps page and offset: the comment above it describes @page{{$}}
/**
 * described - map
 * @page: the page, of which there is
 *        more to be said
 * @off: the offset
 */
static dma_addr_t described(struct device *dev, struct page *page, size_t off)
{
	return dma_map_page(dev, page, off, 64, DMA_TO_DEVICE);
}

/**
 * declared - map
 * @off: the offset
 */
static dma_addr_t declared(struct device *dev, struct page *page, size_t off);
// INSIDE-NEXT: identical declared() keeps page and offset: the comment above it describes @off{{$}}
static dma_addr_t declared(struct device *dev, struct page *page, size_t off)
{
	return dma_map_page(dev, page, off, 64, DMA_TO_DEVICE);
}

// INSIDE-NEXT: identical explains() keeps page and offset: comment-in-argument{{$}}
static dma_addr_t explains(struct device *dev, struct page *page, size_t off)
{
	return dma_map_page(dev, page, /* in bytes */ off, 64, DMA_TO_DEVICE);
}

// INSIDE-NEXT: identical full() keeps page and offset: its locals have all names for the address{{$}}
static dma_addr_t full(struct device *dev, struct page *page, size_t off)
{
	int phys = 1, paddr = 2, phys_addr = 3;

	return dma_map_page(dev, page, off, phys + paddr + phys_addr, DMA_TO_DEVICE);
}

// INSIDE-NEXT: identical commented() keeps page and offset: line {{[0-9]+}}: commented (comment-in-argument){{$}}
static dma_addr_t commented(struct device *dev, struct page *page, size_t off)
{
	return dma_map_page(dev, page, off, 64, DMA_TO_DEVICE);
}

// What is found out later takes the callers back, too, and the call stays rewritten.
// INSIDE-NEXT: identical untyped() keeps page and offset: {{.*}}void
static dma_addr_t untyped(struct device *dev, struct page *page, size_t off)
{
	return dma_map_page(dev, page, off, 64, DMA_TO_DEVICE);
}

dma_addr_t callers(struct device *dev, struct page *page, size_t off, void *cookie)
{
	return untyped(dev, cookie, off) + commented(dev, page, /* all of it */ 0) + cuts(dev, page, off + 1) +
	       cuts(dev, page, off & 0xff) + MAP(page) + in_header(dev, page, off);
}
