// One mapping is one page.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys audit -p %t --checks=-*,kphys-map-length drivers | FileCheck --implicit-check-not=warning: %s

//--- drivers/net/audited.c
#include <linux/highmem.h>
void *__memcpy(void *to, const void *from, size_t size);
void warn(void);
/* Like the fortified one: an argument is looked at before it is evaluated. */
#define memcpy(p, q, s) __checked_memcpy(p, q, s, __builtin_dynamic_object_size(p, 0), \
					 __builtin_dynamic_object_size(q, 0))
#define __checked_memcpy(p, q, size, p_size, q_size) ({	\
	const size_t __size = (size_t)(size);		\
	const size_t __p_size = (p_size);		\
	const size_t __q_size = (q_size);		\
	if (__p_size < __size || __q_size < __size)	\
		warn();					\
	__memcpy(p, q, __size);				\
})
struct scatterlist {
	struct page *page;
	unsigned int offset, length;
};

void broken(void *to, struct page *page)
{
	char *from = kmap_local_page(page);

	// CHECK: audited.c:[[@LINE+2]]:2: warning: memcpy() goes beyond the one page that is mapped [kphys-map-length]
	// CHECK-NEXT: audited.c:[[@LINE-3]]:15: note: kmap_local_page() maps one page here
	memcpy(to, from, 3 * PAGE_SIZE);
	// CHECK: audited.c:[[@LINE+1]]:2: warning: memcpy() goes beyond
	memcpy(to, from + 4000, 100);
	kunmap_local(from);
}

void segment(void *to, struct scatterlist *sg)
{
	char *from = kmap_local_page(sg->page) + sg->offset;

	// CHECK: audited.c:[[@LINE+1]]:2: warning: memcpy() of a whole segment, which may go beyond the one page that is mapped
	memcpy(to, from, sg->length);
	kunmap_local(from);
}

void repaired(char *to, struct page *page, int pages)
{
	int i;

	for (i = 0; i < pages; i++) {
		char *from = kmap_local_page(page + i);

		memcpy(to + i * PAGE_SIZE, from, PAGE_SIZE);
		kunmap_local(from);
	}
	memcpy(to, page_address(page), 2 * PAGE_SIZE);
}
//--- drivers/net/segments.c
// Segments of any container, their sums in any order.
#include <linux/highmem.h>
void *memcpy(void *to, const void *from, size_t size);
int memcmp(const void *a, const void *b, size_t size);
struct bio_vec { struct page *bv_page; unsigned int bv_len, bv_offset; };
struct bvec_iter { unsigned int done; };
struct bio { struct bio_vec *bi_io_vec; struct bvec_iter iter; };
struct segment { struct page *page; u32 off, nbytes; };
struct bio_vec next_vec(struct bio *bio, struct bvec_iter *iter);
#define bio_for_each_segment(bvl, bio, iter) \
	for (iter = (bio)->iter; iter.done && ((bvl = next_vec(bio, &iter)), 1); iter.done--)
#define bio_for_each_bvec(bvl, bio, iter) \
	for (iter = (bio)->iter; iter.done && ((bvl = next_vec(bio, &iter)), 1); iter.done--)

void of_bio(char *to, struct bio_vec *bv)
{
	char *from = kmap_local_page(bv->bv_page);
	unsigned int len = bv->bv_len;

	// CHECK: segments.c:[[@LINE+1]]:2: warning: memcpy() of a whole segment
	memcpy(to, bv->bv_offset + from, len);
	// CHECK: segments.c:[[@LINE+1]]:2: warning: memcpy() of a whole segment
	memcpy(to, &from[bv->bv_offset], bv->bv_len);
	// CHECK: segments.c:[[@LINE+1]]:2: warning: memcpy() of a whole segment
	memcpy(to, from, bv->bv_offset + len);
	// CHECK: segments.c:[[@LINE+1]]:2: warning: memcpy() of a whole segment
	memcpy(to, from, len + bv->bv_offset);
	kunmap_local(from);
}
void of_several(char *to, struct bio *bio)
{
	struct bvec_iter iter;
	struct bio_vec bv;

	bio_for_each_bvec(bv, bio, iter) {
		char *from = kmap_local_page(bv.bv_page);

		from += bv.bv_offset;
		// CHECK: segments.c:[[@LINE+1]]:3: warning: memcpy() of a whole segment
		memcpy(to, from, bv.bv_len);
		kunmap_local(from);
	}
}
int of_its_own(char *to, struct segment *seg)
{
	char *from = kmap_atomic(seg->page);
	// CHECK: segments.c:[[@LINE+1]]:10: warning: memcmp() of a whole segment
	int r = memcmp(to, from + seg->off, seg->nbytes);

	kunmap_atomic(from);
	return r;
}
void constant(char *to, struct page *page)
{
	const unsigned int at = 4000, size = 96;
	char *from = kmap_local_page(page);
	unsigned int len = size + 1;

	memcpy(to, from + at, size);
	// CHECK: segments.c:[[@LINE+1]]:2: warning: memcpy() goes beyond the one page that is mapped
	memcpy(to, 4000 + from, 97);
	// CHECK: segments.c:[[@LINE+1]]:2: warning: memcpy() goes beyond the one page that is mapped
	memcpy(to, &from[4090], sizeof(struct segment));
	kunmap_local(from);
}

/* Cut at the ends of pages; or looked at. */
void repaired(char *to, struct bio *bio, struct segment *seg, struct bio_vec *copy)
{
	struct bvec_iter iter;
	struct bio_vec bv;
	char *from;

	bio_for_each_segment(bv, bio, iter) {
		from = kmap_local_page(bv.bv_page);
		memcpy(to, from + bv.bv_offset, bv.bv_len);
		kunmap_local(from);
	}
	bv = next_vec(bio, &iter);
	from = kmap_local_page(bv.bv_page);
	memcpy(to, from + bv.bv_offset, bv.bv_len);
	kunmap_local(from);
	if (seg->nbytes > PAGE_SIZE - seg->off)
		return;
	from = kmap_local_page(seg->page);
	memcpy(to, from + seg->off, seg->nbytes);
	kunmap_local(from);
	from = kmap_local_page(copy->bv_page);
	memcpy(to, from, seg->off);
	memcpy(to, from, copy->bv_len < 64 ? copy->bv_len : 64);
	kunmap_local(from);
}
