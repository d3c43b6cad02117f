// Where a page and an offset are made of an address, the address itself is written; only where that is exact.
//
// RUN: rm -rf %t && split-file %s %t.parts && mini-tree %t %t.parts
// RUN: kphys fix -p %t --with-prep %t/drivers/net/idioms.c > %t.diff
// RUN: FileCheck --input-file=%t.diff %s
// RUN: (cd %t && patch -s -p1 < %t.diff) && kphys fix -p %t --diff %t.again %t/drivers/net/idioms.c
// RUN: test ! -s %t.again
//
// A tree without bvec_phys() gets the long form.
// RUN: rm -rf %t && mini-tree %t %t.parts && sed -i /bvec_phys/d %t/include/linux/bvec.h
// RUN: kphys fix -p %t --with-prep %t/drivers/net/idioms.c | FileCheck --check-prefix=OLD %s
// OLD: +{{.*}}dma_map_phys(dev, page_to_phys(bv->bv_page) + bv->bv_offset, 64, dir, 0);

//--- drivers/net/idioms.c
#include <linux/bvec.h>
#include <linux/dma-mapping.h>
#include <linux/scatterlist.h>
#include <linux/skbuff.h>

struct skb { unsigned char *data; };
void *next(void);

// CHECK: {{^[+].*}}#define MAP_VEC(dev, v, dir) dma_map_phys(dev, bvec_phys(v), 64, (dir), 0)
#define MAP_VEC(dev, v, dir) dma_map_page(dev, (v)->bv_page, (v)->bv_offset, 64, (dir))
// In another macro it is an expression that nobody can see.
// CHECK: {{^[+].*}}#define MAP_FIRST(dev, v, dir) dma_map_phys(dev, page_to_phys((v)[0].bv_page) + (v)[0].bv_offset, 64, (dir), 0)
#define MAP_FIRST(dev, v, dir) dma_map_page(dev, (v)[0].bv_page, (v)[0].bv_offset, 64, (dir))
#define MAP(p) dma_map_page(dev, virt_to_page(p), offset_in_page(p), 64, dir)

void idioms(struct device *dev, enum dma_data_direction dir, struct skb *skb, void *p, const void *ro,
	    unsigned long number, unsigned int narrow, struct scatterlist *sg, struct scatterlist *other,
	    struct bio_vec *bv, struct bio_vec vec, phys_addr_t phys, u32 off, void *volatile port)
{
	// CHECK: {{^[+].*}}dma_map_phys(dev, virt_to_phys(skb->data), 64, dir, 0);
	dma_map_page(dev, virt_to_page(skb->data), offset_in_page(skb->data), 64, dir);
	// CHECK: {{^[+].*}}dma_map_phys(dev, virt_to_phys(p + off), 64, dir, 0);
	dma_map_page(dev, virt_to_page(p + off), offset_in_page((p + off)), 64, dir);
	// CHECK: {{^[+].*}}dma_map_phys(dev, virt_to_phys(p), 64, dir, 0);
	dma_map_page(dev, virt_to_page(p), ((unsigned long)p & ~PAGE_MASK), 64, dir);
	// CHECK: {{^[+].*}}dma_map_phys(dev, virt_to_phys(p),{{$}}
	// CHECK-NEXT: 64, dir, 0);
	dma_map_page(dev, virt_to_page(p), offset_in_page(p),
		     64, dir);
	// CHECK: {{^[+].*}}dma_map_phys(dev, sg_phys(sg), 64, dir, 0);
	dma_map_page(dev, sg_page(sg), sg->offset, 64, dir);
	// CHECK: {{^[+].*}}dma_map_phys(dev, bvec_phys(bv), 64, dir, 0);
	dma_map_page(dev, bv->bv_page, bv->bv_offset, 64, dir);
	// CHECK: {{^[+].*}}dma_map_phys(dev, bvec_phys(&vec), 64, dir, 0);
	dma_map_page(dev, vec.bv_page, vec.bv_offset, 64, dir);
	// CHECK: {{^[+].*}}dma_map_phys(dev, phys, 64, dir, 0);
	dma_map_page(dev, pfn_to_page(PHYS_PFN(phys)), offset_in_page(phys), 64, dir);
	// CHECK: {{^[+].*}}dma_map_phys(dev, PFN_PHYS(number), 64, dir, 0);
	dma_map_page(dev, pfn_to_page(number), 0, 64, dir);
	// CHECK: {{^[+].*}}dma_map_phys(dev, PFN_PHYS(number) + (off + 2), 64, dir, 0);
	dma_map_page(dev, pfn_to_page(number), off + 2, 64, dir);

	// Not the same address; another type; evaluated twice, once or never the same; const; a comment that would be lost;
	// the part of a page that the old call left out.
	// CHECK: {{^[+].*}}page_to_phys(virt_to_page(p)) + offset_in_page(skb->data), 64
	dma_map_page(dev, virt_to_page(p), offset_in_page(skb->data), 64, dir);
	// CHECK: {{^[+].*}}page_to_phys(sg_page(sg)) + other->offset, 64
	dma_map_page(dev, sg_page(sg), other->offset, 64, dir);
	// CHECK: {{^[+].*}}page_to_phys(virt_to_page(next())) + offset_in_page(next()), 64
	dma_map_page(dev, virt_to_page(next()), offset_in_page(next()), 64, dir);
	// CHECK: {{^[+].*}}page_to_phys(virt_to_page(p++)) + offset_in_page(p++), 64
	dma_map_page(dev, virt_to_page(p++), offset_in_page(p++), 64, dir);
	// CHECK: {{^[+].*}}page_to_phys(virt_to_page(port)) + offset_in_page(port), 64
	dma_map_page(dev, virt_to_page(port), offset_in_page(port), 64, dir);
	// CHECK: {{^[+].*}}page_to_phys(virt_to_page(ro)) + offset_in_page(ro), 64
	dma_map_page(dev, virt_to_page(ro), offset_in_page(ro), 64, dir);
	// CHECK: {{^[+].*}}page_to_phys(virt_to_page(p)) + /* of it */ offset_in_page(p), 64
	dma_map_page(dev, virt_to_page(p), /* of it */ offset_in_page(p), 64, dir);
	// CHECK: {{^[+].*}}page_to_phys(virt_to_page(p)), 64
	dma_map_page(dev, virt_to_page(p), 0, 64, dir);
	// CHECK: {{^[+].*}}page_to_phys(pfn_to_page(narrow)), 64
	dma_map_page(dev, pfn_to_page(narrow), 0, 64, dir);
	// CHECK: {{^[+].*}}page_to_phys(pfn_to_page(PHYS_PFN(phys))), 64
	dma_map_page(dev, pfn_to_page(PHYS_PFN(phys)), 0, 64, dir);
	MAP(p);
	MAP_VEC(dev, bv, dir);
	MAP_VEC(dev, &vec, dir);
	MAP_FIRST(dev, bv, dir);
}

void frames(struct device *dev, enum dma_data_direction dir, dma_addr_t frame, long signed_frame)
{
	// CHECK: {{^[+].*}}dma_map_phys(dev, PFN_PHYS(frame), 64, dir, 0);
	dma_map_page(dev, pfn_to_page(frame), 0, 64, dir);
	// CHECK: {{^[+].*}}page_to_phys(pfn_to_page(signed_frame)), 64, dir, 0);
	dma_map_page(dev, pfn_to_page(signed_frame), 0, 64, dir);
}

void fragments(struct device *dev, enum dma_data_direction dir, const skb_frag_t *frag, skb_frag_t *other, u64 off, u32 narrow)
{
	// It may wrap.
	// CHECK: {{^[+].*}}page_to_phys(skb_frag_page(frag)) + (skb_frag_off(frag) + narrow), 64, dir, 0);
	dma_map_page(dev, skb_frag_page(frag), skb_frag_off(frag) + narrow, 64, dir);
	// CHECK: {{^[+].*}}dma_map_phys(dev, skb_frag_phys(frag) + off, 64, dir, 0);
	dma_map_page(dev, skb_frag_page(frag), skb_frag_off(frag) + off, 64, dir);
	// More than is added plainly, or not that fragment.
	// CHECK: {{^[+].*}}page_to_phys(skb_frag_page(frag)) + (skb_frag_off(frag) + off * 2), 64, dir, 0);
	dma_map_page(dev, skb_frag_page(frag), skb_frag_off(frag) + off * 2, 64, dir);
	// CHECK: {{^[+].*}}page_to_phys(skb_frag_page(frag)) + (skb_frag_off(other) + off), 64, dir, 0);
	dma_map_page(dev, skb_frag_page(frag), skb_frag_off(other) + off, 64, dir);
	// CHECK: {{^[+].*}}page_to_phys(skb_frag_page(frag)) + (skb_frag_off(frag) + off << 1), 64, dir, 0);
	dma_map_page(dev, skb_frag_page(frag), skb_frag_off(frag) + off << 1, 64, dir);
}

void *get_zeroed_page(int flags);
void *anything(int flags);

void whole_pages(struct device *dev, enum dma_data_direction dir, bool cond)
{
	void *p = (void *)get_zeroed_page(0), *q = anything(0);

	// CHECK: {{^[+].*}}dma_map_phys(dev, virt_to_phys(p), 64, dir, 0);
	dma_map_page(dev, virt_to_page(p), 0, 64, dir);
	// CHECK: {{^[+].*}}page_to_phys(virt_to_page(q)), 64, dir, 0);
	dma_map_page(dev, virt_to_page(q), 0, 64, dir);
	void *r = (void *)get_zeroed_page(0) + 64;
	// CHECK: {{^[+].*}}page_to_phys(virt_to_page(r)), 64, dir, 0);
	dma_map_page(dev, virt_to_page(r), 0, 64, dir);
	if (cond)
		p += 8;
	// CHECK: {{^[+].*}}page_to_phys(virt_to_page(p)), 64, dir, 0);
	dma_map_page(dev, virt_to_page(p), 0, 64, dir);
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
//--- include/linux/skbuff.h
#ifndef _LINUX_SKBUFF_H
#define _LINUX_SKBUFF_H
#include <linux/mm.h>
typedef struct skb_frag { struct page *page; unsigned int off; } skb_frag_t;
static inline struct page *skb_frag_page(const skb_frag_t *frag) { return frag->page; }
static inline unsigned int skb_frag_off(const skb_frag_t *frag) { return frag->off; }
static inline phys_addr_t skb_frag_phys(const skb_frag_t *frag)
{
	return page_to_phys(skb_frag_page(frag)) + skb_frag_off(frag);
}
#endif
//--- include/linux/bvec.h
#ifndef _LINUX_BVEC_H
#define _LINUX_BVEC_H
#include <linux/mm.h>
struct bio_vec {
	struct page *bv_page;
	unsigned int bv_offset;
};
#define bvec_phys(bv) (page_to_phys((bv)->bv_page) + (bv)->bv_offset)
#endif
//--- include/linux/pfn.h
#ifndef _LINUX_PFN_H
#define _LINUX_PFN_H
/* PFN_PHYS() is in mm.h here */
static inline phys_addr_t in_pfn_h(unsigned long pfn) { return PFN_PHYS(pfn); }
#endif
