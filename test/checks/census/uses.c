// What a page of each carrier is used for, form by form: each use once, at its place.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys census -p %t --report %t.json > /dev/null && validate %docs/census.schema.json %t.json
// RUN: census-rows %t.json | FileCheck --match-full-lines --implicit-check-not=one.c %s

//--- include/linux/bvec.h
#ifndef _LINUX_BVEC_H
#define _LINUX_BVEC_H
#include <linux/highmem.h>
#include <linux/dma-mapping.h>
struct bio_vec {
	struct page *bv_page;
	unsigned int bv_len, bv_offset;
};
struct folio { struct page page; };
void put_page(struct page *page);
int PageWriteback(struct page *page);
struct page *compound_head(struct page *page);
struct page *nth_page(struct page *page, unsigned int n);
void bvec_set_page(struct bio_vec *bv, struct page *page, unsigned int len, unsigned int offset);
void bvec_set_folio(struct bio_vec *bv, struct folio *folio, size_t len, size_t offset);
void hand_on(int what, struct page *page);
void hand_pointer(struct page **page);
void unpin_user_pages(struct page **pages, unsigned long number);
#define BIO_PAGE(bv) ((bv)->bv_page)
#define bvec_iter_page(bv, n) (((bv)->bv_page) + (n))
#define bvec_copied(bv) ((struct bio_vec){ .bv_page = (bv)->bv_page, .bv_len = (bv)->bv_len })
#define if_there(p, what) do { if (p) what; } while (0)
#endif
//--- include/linux/scatterlist.h
#ifndef _LINUX_SCATTERLIST_H
#define _LINUX_SCATTERLIST_H
#include <linux/bvec.h>
struct scatterlist { unsigned long page_link; };
struct page *sg_page(struct scatterlist *sg);
void sg_set_page(struct scatterlist *sg, struct page *page, unsigned int len, unsigned int offset);
phys_addr_t sg_phys(struct scatterlist *sg);
#endif
//--- drivers/net/one.c
#include <linux/scatterlist.h>
struct mine { struct page *page; struct page *pages[4]; };

// CHECK: drivers/net/one.c:[[@LINE+3]]:26 bio_vec address page_address in direct
void *direct(struct bio_vec *bv)
{
	return page_address(bv->bv_page);
}

// Macros of the catalog, over whatever they expand to; `+ n` and what yields a page beside it.
phys_addr_t through_macros(struct bio_vec *bv)
{
	// CHECK: drivers/net/one.c:[[@LINE+1]]:27 bio_vec address page_to_phys in through_macros
	return page_to_phys((bv->bv_page) + 1) +
	// CHECK: drivers/net/one.c:[[@LINE+1]]:34 bio_vec address page_to_pfn in through_macros
	       page_to_pfn(nth_page(bv->bv_page, 2)) +
	// CHECK: drivers/net/one.c:[[@LINE+1]]:27 bio_vec address page_to_phys in through_macros
	       page_to_phys(&bv->bv_page[3]) +
	// CHECK: drivers/net/one.c:[[@LINE+1]]:22 bio_vec address page_to_phys in through_macros
	       page_to_phys(BIO_PAGE(bv));
}

// Through a variable every use is one; what it gets elsewhere does not matter.
void variable(struct bio_vec *bv, struct page *other, int which)
{
	struct page *page = which ? bv->bv_page : other, *second;

	// CHECK: drivers/net/one.c:[[@LINE+1]]:6 bio_vec identity - in variable
	if (page)
		// CHECK: drivers/net/one.c:[[@LINE+1]]:12 bio_vec lifetime put_page in variable
		put_page(page);
	// CHECK: drivers/net/one.c:[[@LINE+1]]:20 bio_vec flags PageWriteback in variable
	if (PageWriteback(page) ||
	// CHECK: drivers/net/one.c:[[@LINE+1]]:6 bio_vec flags page.flags in variable
	    page->flags)
		second = page;
	// CHECK: drivers/net/one.c:[[@LINE+1]]:13 bio_vec passing hand_on in variable
	hand_on(1, second++);
	// CHECK: drivers/net/one.c:[[@LINE+1]]:16 bio_vec passing hand_pointer in variable
	hand_pointer(&second);
	// CHECK: drivers/net/one.c:[[@LINE+1]]:20 bio_vec lifetime unpin_user_pages in variable
	unpin_user_pages(&second, 1);
	// CHECK: drivers/net/one.c:[[@LINE+1]]:16 bio_vec flags compound_head in variable
	compound_head(second);
	page = other;
}

struct page *passing(struct bio_vec *bv, struct mine *to, struct scatterlist *sg, unsigned long *word)
{
	// CHECK: drivers/net/one.c:[[@LINE+1]]:17 bio_vec passing mine.page in passing
	to->page = bv->bv_page;
	// CHECK: drivers/net/one.c:[[@LINE+1]]:21 bio_vec passing mine.pages in passing
	to->pages[1] = bv->bv_page;
	// CHECK: drivers/net/one.c:[[@LINE+2]]:2 scatterlist passing sg_set_page in passing
	// CHECK: drivers/net/one.c:[[@LINE+1]]:22 bio_vec passing sg_set_page in passing
	sg_set_page(sg, bv->bv_page, 1, 2);
	// CHECK: drivers/net/one.c:[[@LINE+1]]:6 bio_vec passing bio_vec.bv_page in passing
	bv->bv_page = to->page;
	// CHECK: drivers/net/one.c:[[@LINE+1]]:6 bio_vec passing bio_vec.bv_page in passing
	bv->bv_page++;
	// CHECK: drivers/net/one.c:[[@LINE+1]]:14 bio_vec identity - in passing
	return (bv->bv_page == to->page) ?
	// CHECK: drivers/net/one.c:[[@LINE+1]]:3 scatterlist passing return in passing
		sg_page(sg) : NULL;
}

// What is done to a carrier without a page in sight.
phys_addr_t inside(struct scatterlist *sg, struct bio_vec *bv, struct folio *folio)
{
	// CHECK: drivers/net/one.c:[[@LINE+1]]:2 bio_vec gone bvec_set_folio in inside
	bvec_set_folio(bv, folio, 1, 2);
	// CHECK: drivers/net/one.c:[[@LINE+1]]:9 scatterlist address sg_phys in inside
	return sg_phys(sg);
}

// Where what is mapped comes from; a carrier's page counts for the carrier, too.
void mapped(struct device *dev, struct bio_vec *bv, struct mine *of, struct page *given)
{
	struct page *page = alloc_page(0);
	struct page *own = virt_to_page(of);

	// CHECK: drivers/net/one.c:[[@LINE+1]]:7 bio_vec identity - in mapped
	if (!page)
		page = BIO_PAGE(bv);
	// CHECK: drivers/net/one.c:[[@LINE+2]]:20 bio_vec address dma_map_page in mapped
	// CHECK: drivers/net/one.c:[[@LINE+1]]:20 dma address bio_vec in mapped
	dma_map_page(dev, page, 0, 1, DMA_TO_DEVICE);
	// CHECK: drivers/net/one.c:[[@LINE+1]]:18 kmap address virt_to_page in mapped
	kmap_local_page(own);
	// CHECK: drivers/net/one.c:[[@LINE+2]]:7 bio_vec address kmap in mapped
	// CHECK: drivers/net/one.c:[[@LINE+1]]:7 kmap address bio_vec in mapped
	kmap(bvec_iter_page(bv, 3));
	// CHECK: drivers/net/one.c:[[@LINE+1]]:22 kmap address member in mapped
	kmap_local_page(of->page);
	// CHECK: drivers/net/one.c:[[@LINE+2]]:14 kmap address parameter in mapped
	// CHECK: drivers/net/one.c:[[@LINE+1]]:24 kmap address element in mapped
	memcpy_page(given, 0, of->pages[2], 0, 1);
}

// What a macro does by itself counts in its text, see below; what is done with what it yields, here.
void by_macros(struct bio_vec *bv, struct bio_vec *to)
{
	*to = bvec_copied(bv);
	*to = bvec_copied(bv);
	// CHECK: drivers/net/one.c:[[@LINE+1]]:11 bio_vec lifetime put_page in by_macros
	put_page(BIO_PAGE(bv));
	// CHECK: drivers/net/one.c:[[@LINE+1]]:15 bio_vec identity - in by_macros
	if_there(bv->bv_page, hand_on(1, NULL));
}

// Forms that are none of these; what is not evaluated is no use.
unsigned long unknown(struct bio_vec *bv, struct mine *to)
{
	// CHECK: drivers/net/one.c:[[@LINE+1]]:26 bio_vec unknown - in unknown
	struct page copy = *bv->bv_page;
	// CHECK: drivers/net/one.c:[[@LINE+1]]:44 bio_vec unknown - in unknown
	unsigned long bits = (unsigned long)(bv)->bv_page & 3;
	// CHECK: drivers/net/one.c:[[@LINE+1]]:6 bio_vec unknown - in unknown
	bv->bv_page;

	return sizeof(bv->bv_page) + bits + copy.flags;
}

// CHECK: include/linux/bvec.h:{{[0-9]+}}:61 bio_vec passing bio_vec.bv_page in bvec_copied
