// Uses of a relay that no mention of its name shows: nothing changes.
//
// RUN: rm -rf %t && split-file %s %t.parts && mini-tree %t %t.parts -- -DCONFIG_FLATMEM
// RUN: kphys fix -p %t --with-prep --inference=off --depth=program --diff %t.diff --report %t.json drivers include
// a macro makes the call of an argument:
// RUN: proofs %t.json drivers/net/arg.c | FileCheck --check-prefix=ARG %s
// ARG: arg_map_page refused none
// the member is named without being used:
// RUN: proofs %t.json drivers/net/offset.c | FileCheck --check-prefix=OFFSET %s
// OFFSET: offset_map_page refused none
// a member is set by its place behind one with a name:
// RUN: proofs %t.json drivers/net/mixed.c | FileCheck --check-prefix=MIXED %s
// MIXED: mixed_map_page refused none
// another struct is taken for it:
// RUN: proofs %t.json drivers/net/cast.c | FileCheck --check-prefix=CAST %s
// CAST: cast_map_page refused none
// the name is in a string:
// RUN: proofs %t.json drivers/net/string.c | FileCheck --check-prefix=STRING %s
// STRING: string_map_page refused none
// the new name is there already:
// RUN: proofs %t.json drivers/net/taken.c | FileCheck --check-prefix=TAKEN %s
// TAKEN: taken_map_page refused none
// a member is pasted together:
// RUN: proofs %t.json drivers/net/pasted.c | FileCheck --check-prefix=PASTED %s
// PASTED: pasted_map_page refused none
// RUN: FileCheck --check-prefix=DIFF --input-file=%t.diff %s
// DIFF-NOT: {{(arg|offset|mixed|cast|string|taken|pasted|own|outer)_map_phys}}
//
// Another declaration, elsewhere, of a function that a file defines:
// RUN: proofs %t.json drivers/net/own.c | FileCheck --check-prefix=OWN %s
// OWN: own_map_page refused none drivers/net/own_use.c declares it, too
//
// An offset that a callee cuts, where other things have the names of the parameters:
// RUN: proofs %t.json drivers/net/outer.c | FileCheck --check-prefix=OUTER %s
// OUTER: outer_map_page refused none drivers/net/outer.c, line {{[0-9]+}}: a call in it stays

//--- include/linux/arg.h
#include <linux/dma-mapping.h>
struct arg_ops { int id; dma_addr_t (*map_page)(struct device *dev, struct page *page, size_t off); };
extern const struct arg_ops arg_all;
dma_addr_t arg_map_page(struct device *dev, struct page *page, size_t off);
//--- drivers/net/arg.c
#include <linux/arg.h>
dma_addr_t arg_map_page(struct device *dev, struct page *page, size_t off)
{
	return arg_all.map_page(dev, page, off) + dma_map_page(dev, page, off, 64, DMA_TO_DEVICE);
}
//--- drivers/net/arg_use.c
#include <linux/arg.h>
#define CALL(o, op, a...) ((o)->op(a))
dma_addr_t arg_use(const struct arg_ops *o, struct device *d, struct page *p) { return CALL(o, map_page, d, p, 8); }
//--- include/linux/offset.h
#include <linux/dma-mapping.h>
struct offset_ops { int id; dma_addr_t (*map_page)(struct device *dev, struct page *page, size_t off); };
extern const struct offset_ops offset_all;
dma_addr_t offset_map_page(struct device *dev, struct page *page, size_t off);
//--- drivers/net/offset.c
#include <linux/offset.h>
dma_addr_t offset_map_page(struct device *dev, struct page *page, size_t off)
{
	return offset_all.map_page(dev, page, off) + dma_map_page(dev, page, off, 64, DMA_TO_DEVICE);
}
//--- drivers/net/offset_use.c
#include <linux/offset.h>
unsigned long offset_use(void) { return __builtin_offsetof(struct offset_ops, map_page); }
//--- include/linux/mixed.h
#include <linux/dma-mapping.h>
struct mixed_ops { int id; dma_addr_t (*map_page)(struct device *dev, struct page *page, size_t off); };
extern const struct mixed_ops mixed_all;
dma_addr_t mixed_map_page(struct device *dev, struct page *page, size_t off);
//--- drivers/net/mixed.c
#include <linux/mixed.h>
dma_addr_t mixed_map_page(struct device *dev, struct page *page, size_t off)
{
	return mixed_all.map_page(dev, page, off) + dma_map_page(dev, page, off, 64, DMA_TO_DEVICE);
}
//--- drivers/net/mixed_use.c
#include <linux/mixed.h>
dma_addr_t mixed_old(struct device *d, struct page *p, size_t o);
const struct mixed_ops mixed_use = { .id = 1, mixed_old };
//--- include/linux/cast.h
#include <linux/dma-mapping.h>
struct cast_ops { int id; dma_addr_t (*map_page)(struct device *dev, struct page *page, size_t off); };
extern const struct cast_ops cast_all;
dma_addr_t cast_map_page(struct device *dev, struct page *page, size_t off);
//--- drivers/net/cast.c
#include <linux/cast.h>
dma_addr_t cast_map_page(struct device *dev, struct page *page, size_t off)
{
	return cast_all.map_page(dev, page, off) + dma_map_page(dev, page, off, 64, DMA_TO_DEVICE);
}
//--- drivers/net/cast_use.c
#include <linux/cast.h>
struct cast_hw { int id; dma_addr_t (*map)(struct device *d, struct page *p, size_t o); };
const struct cast_ops *cast_use(struct cast_hw *hw) { return (const struct cast_ops *)hw; }
//--- include/linux/string.h
#include <linux/dma-mapping.h>
struct string_ops { int id; dma_addr_t (*map_page)(struct device *dev, struct page *page, size_t off); };
extern const struct string_ops string_all;
dma_addr_t string_map_page(struct device *dev, struct page *page, size_t off);
//--- drivers/net/string.c
#include <linux/string.h>
dma_addr_t string_map_page(struct device *dev, struct page *page, size_t off)
{
	return string_all.map_page(dev, page, off) + dma_map_page(dev, page, off, 64, DMA_TO_DEVICE);
}
//--- drivers/net/string_use.c
#include <linux/string.h>
void string_use(void) { asm("call string_map_page"); }
//--- include/linux/taken.h
#include <linux/dma-mapping.h>
struct taken_ops { int id; dma_addr_t (*map_page)(struct device *dev, struct page *page, size_t off); };
extern const struct taken_ops taken_all;
dma_addr_t taken_map_page(struct device *dev, struct page *page, size_t off);
//--- drivers/net/taken.c
#include <linux/taken.h>
dma_addr_t taken_map_page(struct device *dev, struct page *page, size_t off)
{
	return taken_all.map_page(dev, page, off) + dma_map_page(dev, page, off, 64, DMA_TO_DEVICE);
}
//--- drivers/net/taken_use.c
#include <linux/taken.h>
static int taken_map_phys;
int *taken_use(void) { return &taken_map_phys; }
//--- include/linux/pasted.h
#include <linux/dma-mapping.h>
struct pasted_ops { int id; dma_addr_t (*map_page)(struct device *dev, struct page *page, size_t off); };
extern const struct pasted_ops pasted_all;
dma_addr_t pasted_map_page(struct device *dev, struct page *page, size_t off);
//--- drivers/net/pasted.c
#include <linux/pasted.h>
dma_addr_t pasted_map_page(struct device *dev, struct page *page, size_t off)
{
	return pasted_all.map_page(dev, page, off) + dma_map_page(dev, page, off, 64, DMA_TO_DEVICE);
}
//--- drivers/net/pasted_use.c
#include <linux/pasted.h>
#define CAT(a, b) a##b
dma_addr_t pasted_use(const struct pasted_ops *o, struct device *d, struct page *p) { return o->CAT(map, _page)(d, p, 8); }
//--- drivers/net/own.c
#include <linux/dma-mapping.h>
dma_addr_t own_map_page(struct device *dev, struct page *page, size_t off);
dma_addr_t own_map_page(struct device *dev, struct page *page, size_t off)
{
	return dma_map_page(dev, page, off, 64, DMA_TO_DEVICE);
}
//--- drivers/net/own_use.c
#include <linux/dma-mapping.h>
extern dma_addr_t own_map_page(struct device *dev, struct page *page, size_t off);
dma_addr_t own_use(struct device *dev, struct page *page) { return own_map_page(dev, page, 8); }
//--- include/linux/outer.h
#include <linux/dma-mapping.h>
dma_addr_t inner_map_page(struct device *dev, struct page *page, unsigned int off);
dma_addr_t outer_map_page(struct device *dev, struct page *page, unsigned long off);
//--- drivers/net/inner.c
#include <linux/outer.h>
dma_addr_t inner_map_page(struct device *dev, struct page *page, unsigned int off)
{
	return dma_map_page(dev, page, off, 64, DMA_TO_DEVICE);
}
//--- drivers/net/outer.c
#include <linux/outer.h>
static struct page *page;
static unsigned long off;
dma_addr_t outer_map_page(struct device *dev, struct page *page, unsigned long off)
{
	return inner_map_page(dev, page, off);
}
void outer_use(struct page *some, unsigned long that) { page = some; off = that; }
