// What keeps a function or a member from being given the address with --depth=program: the report says where.
//
// RUN: rm -rf %t && split-file %s %t.parts && mini-tree %t %t.parts -- -DCONFIG_FLATMEM
// RUN: kphys fix -p %t --with-prep --inference=off --depth=program --diff %t.diff --report %t.json drivers
// RUN: proofs %t.json drivers/net/relay.c | FileCheck %s
// RUN: FileCheck --check-prefix=DIFF --allow-empty --input-file=%t.diff %s
// DIFF-NOT: {{[^a-z][a-h]_map_phys}}
//
// Without a memory model in which the address is only calculated, none is a relay.
// RUN: mini-tree %t %t.parts
// RUN: kphys fix -p %t --with-prep --inference=off --depth=program --diff - --report %t.json drivers | FileCheck --check-prefix=DIFF %s
// RUN: proofs %t.json drivers/net/relay.c | FileCheck --check-prefix=MODEL %s
// MODEL: a_map_page() keeps page and offset: page_to_phys() may read the page

//--- drivers/net/relay.h
#include <linux/dma-mapping.h>
struct a_ops { dma_addr_t (*map_page)(struct device *dev, struct page *page, size_t off); };
struct b_ops { int id; dma_addr_t (*map_page)(struct device *dev, struct page *page, size_t off); };
struct c_ops { dma_addr_t (*map_page)(struct device *dev, struct page *page, size_t off); };
struct other { dma_addr_t (*map)(struct device *dev, struct page *page, size_t off); };
dma_addr_t a_map_page(struct device *dev, struct page *page, size_t off);
dma_addr_t b_map_page(struct device *dev, struct page *page, size_t off);
dma_addr_t c_map_page(struct device *dev, struct page *page, size_t off);
dma_addr_t d_map_page(struct device *dev, struct page *page, size_t off);
dma_addr_t e_map_page(struct device *dev, struct page *page, size_t off);
dma_addr_t f_map_page(struct device *dev, struct page *page, size_t off);
dma_addr_t g_map_page(struct device *dev, struct page *page, size_t off);
dma_addr_t h_map_page(struct device *dev, struct page *page, size_t off);
dma_addr_t no_word(struct device *dev, struct page *page, size_t off);
//--- drivers/net/relay.c
#include "relay.h"

// CHECK: a_map_page refused none drivers/net/demo_legacy.c, line {{[0-9]+}}: not-built
// CHECK-NEXT: dma_map_page rewritten reparsed a_map_page() keeps page and offset: drivers/net/demo_legacy.c, line
dma_addr_t a_map_page(struct device *dev, struct page *page, size_t off)
{
	return dma_map_page(dev, page, off, 64, DMA_TO_DEVICE);
}

// CHECK: b_map_page refused none drivers/net/uses.c, line {{[0-9]+}}: callback-used-elsewhere
dma_addr_t b_map_page(struct device *dev, struct page *page, size_t off)
{
	return dma_map_page(dev, page, off, 64, DMA_TO_DEVICE);
}

// CHECK: c_map_page refused none drivers/net/uses.c, line {{[0-9]+}}: condition-off
dma_addr_t c_map_page(struct device *dev, struct page *page, size_t off)
{
	return dma_map_page(dev, page, off, 64, DMA_TO_DEVICE);
}

// CHECK: dma_map_page rewritten reparsed d_map_page() keeps page and offset: line {{[0-9]+}} has another use for page
dma_addr_t d_map_page(struct device *dev, struct page *page, size_t off)
{
	dma_addr_t dma = dma_map_page(dev, page, off, 64, DMA_TO_DEVICE);
	return page ? dma : 0;
}

// CHECK: e_map_page refused none rust/bindings.rs names it
dma_addr_t e_map_page(struct device *dev, struct page *page, size_t off)
{
	return dma_map_page(dev, page, off, 64, DMA_TO_DEVICE);
}

// CHECK: f_map_page refused none
dma_addr_t f_map_page(struct device *dev, struct page *page, size_t off)
{
	return dma_map_page(dev, page, off, 64, DMA_TO_DEVICE);
}
// CHECK: .map_page refused none drivers/net/uses.c, line {{[0-9]+}}, sets members by their place in an initializer
// CHECK-NEXT: f_map_page refused none
const struct b_ops f_ops = { .map_page = f_map_page };

// CHECK: g_map_page refused none
dma_addr_t g_map_page(struct device *dev, struct page *page, size_t off)
{
	return dma_map_page(dev, page, off, 64, DMA_TO_DEVICE);
}
// CHECK: .map_page refused none drivers/net/uses.c, line {{[0-9]+}}: member-read: c_ops.map_page
const struct c_ops g_ops = { .map_page = g_map_page };

// CHECK: h_map_page refused none drivers/net/uses.c pastes its name together
dma_addr_t h_map_page(struct device *dev, struct page *page, size_t off)
{
	return dma_map_page(dev, page, off, 64, DMA_TO_DEVICE);
}

// CHECK: dma_map_page rewritten reparsed no_word() keeps page and offset: its name has no map_page
dma_addr_t no_word(struct device *dev, struct page *page, size_t off)
{
	return dma_map_page(dev, page, off, 64, DMA_TO_DEVICE);
}
//--- drivers/net/uses.c
#include "relay.h"
const struct other other = { .map = b_map_page };
dma_addr_t last(struct device *dev, struct page *page, size_t off);
#ifdef CONFIG_OTHER
dma_addr_t last(struct device *dev, struct page *page, size_t off)
{
	return c_map_page(dev, page, off);
}
#endif
const struct b_ops by_place = { 1, last };
void *read(const struct c_ops *ops)
{
	return ops->map_page;
}
#define CAT(a, b) a##b
dma_addr_t pasted(struct device *dev, struct page *page)
{
	return CAT(h_map, _page)(dev, page, 0) + h_map_page(dev, page, 8);
}
//--- drivers/net/demo_legacy.c
#include "relay.h"
dma_addr_t legacy(struct device *dev, struct page *page)
{
	return a_map_page(dev, page, 0);
}
//--- rust/bindings.rs
fn map() { unsafe { bindings::e_map_page() } }
