// The helpers that copy stop the kernel where a copy leaves the page. They are taken only where the function itself
// shows that it stays there; else the mapping and the copy stay two things.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys fix -p %t --with-prep --report %t.json --diff %t.diff fs
// RUN: site %t.json fs/demofs/shown.c | FileCheck %s --implicit-check-not=kmap_local_page
// RUN: site %t.json fs/demofs/open.c | FileCheck %s --check-prefix=OPEN --implicit-check-not=memcpy
// RUN: site %t.json fs/demofs/highmem.c | FileCheck %s --check-prefix=HIGHMEM --implicit-check-not=memcpy

//--- include/linux/cut.h
#include <linux/highmem.h>

void *memcpy(void *to, const void *from, size_t size);
void *memset(void *to, int c, size_t size);

#define likely(x)	__builtin_expect(!!(x), 1)
#define unlikely(x)	__builtin_expect(!!(x), 0)

#define __cmp_op_min <
#define __cmp_op_max >
#define __cmp(op, x, y) ((x) __cmp_op_##op (y) ? (x) : (y))
#define __once(op, x, y, ux, uy) ({ __auto_type ux = (x); __auto_type uy = (y);	\
	do { if (sizeof(ux) > 64) wrong(); } while (0); __cmp(op, ux, uy); })
#define __once_t(op, type, x, y, ux, uy) ({ type ux = (x); type uy = (y); __cmp(op, ux, uy); })
#define min(x, y)		__once(min, x, y, x_1, y_1)
#define max(x, y)		__once(max, x, y, x_2, y_2)
#define min_t(type, x, y)	__once_t(min, type, x, y, x_3, y_3)
#define umin(x, y)		__once(min, (x) + 0u + 0ul + 0ull, (y) + 0u + 0ul + 0ull, x_4, y_4)
#define clamp(val, lo, hi) ({ __auto_type uval = (val); __auto_type ulo = (lo); __auto_type uhi = (hi);	\
	((uval) >= (uhi) ? (uhi) : ((uval) <= (ulo) ? (ulo) : (uval))); })
#define WARN_ON_ONCE(condition) ({ int __ret_warn_on = !!(condition);	\
	if (unlikely(__ret_warn_on)) warn(); unlikely(__ret_warn_on); })
#define BUG_ON(condition)	do { if (unlikely(condition)) bug(); } while (0)

void wrong(void);
void warn(void);
void bug(void) __attribute__((noreturn));
size_t other_size(void);
void set_size(size_t *size);
struct range { u32 offset, size; struct page *page; };

//--- fs/demofs/shown.c
#include <linux/cut.h>

void constant(struct page *page, char *to)
{
	// CHECK: :[[@LINE+1]] kmap_atomic rewritten {{.*}} -> memcpy_from_page(to, page, 96, 4000)
	char *addr = kmap_atomic(page);
	memcpy(to, addr + 96, 4000);
	kunmap_atomic(addr);
}

void whole(struct page *page, char *to)
{
	// CHECK: :[[@LINE+1]] kmap_atomic rewritten {{.*}} -> memcpy_from_page(to, page, 0, PAGE_SIZE)
	char *addr = kmap_atomic(page);
	memcpy(to, addr, PAGE_SIZE);
	kunmap_atomic(addr);
}

void masked(struct page *page, char *to, unsigned long at, size_t size)
{
	size_t offset = at & ~PAGE_MASK;
	size_t len = min(size, PAGE_SIZE - offset);
	// CHECK: :[[@LINE+1]] kmap_atomic rewritten {{.*}} -> memcpy_from_page(to, page, offset, len)
	char *addr = kmap_atomic(page);
	memcpy(to, addr + offset, len);
	kunmap_atomic(addr);
}

void typed(struct page *page, char *to, unsigned long at, u64 size)
{
	unsigned int offset = offset_in_page(at);
	u32 len = min_t(u32, size, PAGE_SIZE - offset);
	// CHECK: :[[@LINE+1]] kmap_atomic rewritten {{.*}} -> memcpy_to_page(page, offset, to, len)
	char *addr = kmap_atomic(page);
	memcpy(addr + offset, to, len);
	kunmap_atomic(addr);
}

void twice(struct page *page, char *to, unsigned long at, size_t size)
{
	unsigned int len = umin(size, PAGE_SIZE - (at & ~PAGE_MASK));
	// CHECK: :[[@LINE+1]] kmap_atomic rewritten {{.*}} -> memcpy_from_page(to, page, at & ~PAGE_MASK, len)
	char *addr = kmap_atomic(page);
	memcpy(to, addr + (at & ~PAGE_MASK), len);
	kunmap_atomic(addr);
}

void clamped(struct page *page, char *to, unsigned long at, size_t size)
{
	size_t offset = at % (PAGE_SIZE / 2);
	size_t len = clamp(size, 1UL, PAGE_SIZE / 2);
	// CHECK: :[[@LINE+1]] kmap_atomic rewritten {{.*}} -> memset_page(page, offset, 1, len)
	char *addr = kmap_atomic(page);
	memset(addr + offset, 1, len);
	kunmap_atomic(addr);
}

void chosen(struct page *page, char *to, size_t size)
{
	size_t len = size > PAGE_SIZE ? PAGE_SIZE : size;
	// CHECK: :[[@LINE+1]] kmap_atomic rewritten {{.*}} -> memzero_page(page, 0, len)
	char *addr = kmap_atomic(page);
	memset(addr, 0, len);
	kunmap_atomic(addr);
}

void steps(struct page *page, char *to, unsigned long at)
{
	size_t offset = at & (PAGE_SIZE - 1), len = PAGE_SIZE;
	char *addr;

	len -= offset;
	// CHECK: :[[@LINE+1]] kmap_atomic rewritten {{.*}} -> memcpy_from_page(to, page, offset, len)
	addr = kmap_atomic(page);
	memcpy(to, addr + offset, len);
	kunmap_atomic(addr);
}

void cut_by_test(struct page *page, char *to, unsigned long at, size_t size)
{
	size_t offset, len = size;
	char *addr;

	offset = at & ~PAGE_MASK;
	if (len > PAGE_SIZE - offset)
		len = PAGE_SIZE - offset;
	// CHECK: :[[@LINE+1]] kmap_atomic rewritten {{.*}} -> memcpy_from_page(to, page, offset, len)
	addr = kmap_atomic(page);
	memcpy(to, addr + offset, len);
	kunmap_atomic(addr);
}

int refused_by_test(struct page *page, char *to, u32 offset, u32 len)
{
	char *addr;

	if (offset >= PAGE_SIZE || len > PAGE_SIZE - offset)
		return -1;
	// CHECK: :[[@LINE+1]] kmap_atomic rewritten {{.*}} -> memcpy_from_page(to, page, offset, len)
	addr = kmap_atomic(page);
	memcpy(to, addr + offset, len);
	kunmap_atomic(addr);
	return 0;
}

int warned(struct page *page, char *to, u32 offset, u32 len)
{
	char *addr;

	if (WARN_ON_ONCE((u64)offset + len > PAGE_SIZE))
		return -1;
	// CHECK: :[[@LINE+1]] kmap_atomic rewritten {{.*}} -> memcpy_from_page(to, page, offset, len)
	addr = kmap_atomic(page);
	memcpy(to, addr + offset, len);
	kunmap_atomic(addr);
	return 0;
}

void bug_on(struct page *page, char *to, unsigned short offset, unsigned short len)
{
	char *addr;

	BUG_ON(offset + len > PAGE_SIZE);
	// CHECK: :[[@LINE+1]] kmap_atomic rewritten {{.*}} -> memcpy_from_page(to, page, offset, len)
	addr = kmap_atomic(page);
	memcpy(to, addr + offset, len);
	kunmap_atomic(addr);
}

// _copy_from_pages(): what one round leaves is what the next one relies on.
void rounds(struct page **pages, char *to, size_t base, size_t len)
{
	size_t copy;
	char *addr;

	base &= ~PAGE_MASK;
	do {
		copy = PAGE_SIZE - base;
		if (copy > len)
			copy = len;
		// CHECK: :[[@LINE+1]] kmap_atomic rewritten {{.*}} -> memcpy_from_page(to, *pages, base, copy)
		addr = kmap_atomic(*pages);
		memcpy(to, addr + base, copy);
		kunmap_atomic(addr);
		base += copy;
		if (base == PAGE_SIZE) {
			base = 0;
			pages++;
		}
		to += copy;
	} while ((len -= copy) != 0);
}

void assigned_in_test(struct page *page, char *to, unsigned long at, size_t size)
{
	size_t offset = at & ~PAGE_MASK, len;

	while ((len = min(size, PAGE_SIZE - offset)) > 0) {
		// CHECK: :[[@LINE+1]] kmap_atomic rewritten {{.*}} -> memcpy_from_page(to, page, offset, len)
		char *addr = kmap_atomic(page);
		memcpy(to, addr + offset, len);
		kunmap_atomic(addr);
		size -= len;
		offset = 0;
	}
}

void two(struct page *to, struct page *from, size_t to_at, size_t from_at, size_t len)
{
	char *a, *b;

	to_at &= ~PAGE_MASK;
	from_at &= ~PAGE_MASK;
	len = min(len, min(PAGE_SIZE - to_at, PAGE_SIZE - from_at));
	// CHECK: :[[@LINE+1]] kmap_atomic rewritten {{.*}} -> memcpy_page(to, to_at, from, from_at, len)
	a = kmap_atomic(to);
	b = kmap_atomic(from);
	memcpy(a + to_at, b + from_at, len);
	kunmap_atomic(b);
	kunmap_atomic(a);
}

// Signed, and shown to be neither negative nor too large.
void with_sign(struct page *page, char *to, int len)
{
	char *addr;

	if (len < 0 || len > 512)
		return;
	// CHECK: :[[@LINE+1]] kmap rewritten {{.*}} -> memcpy_from_page(to, page, 8, len)
	addr = kmap(page);
	memcpy(to, addr + 8, len);
	kunmap(page);
}

void at_once(struct page *page, char *to, u8 len)
{
	// CHECK: :[[@LINE+1]] kmap rewritten {{.*}} -> memcpy_from_page(to, page, 0, len)
	memcpy(to, kmap(page), len);
	kunmap(page);
}

//--- fs/demofs/open.c
#include <linux/cut.h>


void constant(struct page *page, char *to)
{
	// OPEN: :[[@LINE+1]] kmap_atomic rewritten {{.*}} -> kmap_local_page(page)
	char *addr = kmap_atomic(page);
	memcpy(to, addr + 97, 4000);
	kunmap_atomic(addr);
}

void two_pages(struct page *page, char *to)
{
	// OPEN: :[[@LINE+1]] kmap_atomic rewritten {{.*}} -> kmap_local_page(page)
	char *addr = kmap_atomic(page);
	memcpy(to, addr, 2 * PAGE_SIZE);
	kunmap_atomic(addr);
}

// What begins with PAGE_SIZE is not the size of a page.
void one_more(struct page *page, char *to)
{
	// OPEN: :[[@LINE+1]] kmap_atomic rewritten {{.*}} -> kmap_local_page(page)
	char *addr = kmap_atomic(page);
	memcpy(to, addr, PAGE_SIZE + 1);
	kunmap_atomic(addr);
}

void parameter(struct page *page, char *to, size_t len)
{
	// OPEN: :[[@LINE+1]] kmap_atomic rewritten {{.*}} -> kmap_local_page(page)
	char *addr = kmap_atomic(page);
	memcpy(to, addr, len);
	kunmap_atomic(addr);
}

// sci_stp_request_pio_data_in_copy_data_buffer(): less than a page, at any offset.
void segment(struct range *range, char *to, u32 total)
{
	u32 len = min(total, range->size);
	// OPEN: :[[@LINE+1]] kmap_atomic rewritten {{.*}} -> kmap_local_page(range->page)
	char *addr = kmap_atomic(range->page);
	memcpy(to, addr + range->offset, len);
	kunmap_atomic(addr);
}

// The subtraction wraps where the offset is beyond the page.
void wraps(struct page *page, char *to, size_t offset, size_t size)
{
	size_t len = min(size, PAGE_SIZE - offset);
	// OPEN: :[[@LINE+1]] kmap_atomic rewritten {{.*}} -> kmap_local_page(page)
	char *addr = kmap_atomic(page);
	memcpy(to, addr + offset, len);
	kunmap_atomic(addr);
}

void wraps_in_steps(struct page *page, char *to, u32 offset)
{
	u32 len = PAGE_SIZE;
	char *addr;

	len -= offset;
	if (offset + len > PAGE_SIZE)
		return;
	// OPEN: :[[@LINE+1]] kmap_atomic rewritten {{.*}} -> kmap_local_page(page)
	addr = kmap_atomic(page);
	memcpy(to, addr + offset, len);
	kunmap_atomic(addr);
}

// The sum of two 32-bit numbers does, too.
void sum_wraps(struct page *page, char *to, u32 offset, u32 len)
{
	char *addr;

	if (offset + len > PAGE_SIZE)
		return;
	// OPEN: :[[@LINE+1]] kmap_atomic rewritten {{.*}} -> kmap_local_page(page)
	addr = kmap_atomic(page);
	memcpy(to, addr + offset, len);
	kunmap_atomic(addr);
}

void negative(struct page *page, char *to, int len)
{
	char *addr;

	if (len > 512)
		return;
	// OPEN: :[[@LINE+1]] kmap_atomic rewritten {{.*}} -> kmap_local_page(page)
	addr = kmap_atomic(page);
	memcpy(to, addr, len);
	kunmap_atomic(addr);
}

void negative_min(struct page *page, char *to, unsigned long at, int size)
{
	int offset = at & ~PAGE_MASK;
	int len = min_t(int, size, PAGE_SIZE - offset);
	// OPEN: :[[@LINE+1]] kmap_atomic rewritten {{.*}} -> kmap_local_page(page)
	char *addr = kmap_atomic(page);
	memcpy(to, addr + offset, len);
	kunmap_atomic(addr);
}

// min_t() has cut the number before it compares.
void cut_off(struct page *page, char *to, u64 size)
{
	char *addr;

	if (min_t(u32, size, 4097) > PAGE_SIZE)
		return;
	// OPEN: :[[@LINE+1]] kmap_atomic rewritten {{.*}} -> kmap_local_page(page)
	addr = kmap_atomic(page);
	memcpy(to, addr, size);
	kunmap_atomic(addr);
}

void truncated_test(struct page *page, char *to, u64 size)
{
	char *addr;

	if ((u32)size > PAGE_SIZE)
		return;
	// OPEN: :[[@LINE+1]] kmap_atomic rewritten {{.*}} -> kmap_local_page(page)
	addr = kmap_atomic(page);
	memcpy(to, addr, size);
	kunmap_atomic(addr);
}

// Of the wrong variable, on one path only, too early, or of a variable that others may change.
void wrong_variable(struct page *page, char *to, unsigned long at, unsigned long other, size_t size)
{
	size_t offset = at & ~PAGE_MASK, others = other & ~PAGE_MASK;
	size_t len = min(size, PAGE_SIZE - others);
	// OPEN: :[[@LINE+1]] kmap_atomic rewritten {{.*}} -> kmap_local_page(page)
	char *addr = kmap_atomic(page);
	memcpy(to, addr + offset, len);
	kunmap_atomic(addr);
}

void one_path(struct page *page, char *to, unsigned long at, size_t len, int cut)
{
	size_t offset = at & ~PAGE_MASK;
	char *addr;

	if (cut)
		len = min(len, PAGE_SIZE - offset);
	// OPEN: :[[@LINE+1]] kmap_atomic rewritten {{.*}} -> kmap_local_page(page)
	addr = kmap_atomic(page);
	memcpy(to, addr + offset, len);
	kunmap_atomic(addr);
}

void too_early(struct page *page, char *to, unsigned long at, size_t len)
{
	size_t offset = at & ~PAGE_MASK;
	char *addr;

	len = min(len, PAGE_SIZE - offset);
	offset += 8;
	// OPEN: :[[@LINE+1]] kmap_atomic rewritten {{.*}} -> kmap_local_page(page)
	addr = kmap_atomic(page);
	memcpy(to, addr + offset, len);
	kunmap_atomic(addr);
}

void tested_too_early(struct page *page, char *to, size_t len)
{
	char *addr;

	if (len > PAGE_SIZE)
		return;
	len += other_size();
	// OPEN: :[[@LINE+1]] kmap_atomic rewritten {{.*}} -> kmap_local_page(page)
	addr = kmap_atomic(page);
	memcpy(to, addr, len);
	kunmap_atomic(addr);
}

void changed_in_test(struct page *page, char *to, size_t len)
{
	char *addr;

	if (len > PAGE_SIZE || (len = other_size()) == 0)
		return;
	// OPEN: :[[@LINE+1]] kmap_atomic rewritten {{.*}} -> kmap_local_page(page)
	addr = kmap_atomic(page);
	memcpy(to, addr, len);
	kunmap_atomic(addr);
}

void escapes(struct page *page, char *to)
{
	size_t len = 16;
	char *addr;

	set_size(&len);
	// OPEN: :[[@LINE+1]] kmap_atomic rewritten {{.*}} -> kmap_local_page(page)
	addr = kmap_atomic(page);
	memcpy(to, addr, len);
	kunmap_atomic(addr);
}

void larger(struct page *page, char *to, size_t size)
{
	size_t len = max(size, PAGE_SIZE);
	// OPEN: :[[@LINE+1]] kmap_atomic rewritten {{.*}} -> kmap_local_page(page)
	char *addr = kmap_atomic(page);
	memcpy(to, addr, len);
	kunmap_atomic(addr);
}

// Each round goes on where the last one stopped, which nobody compares with the end of the page.
void rounds(struct page *page, char *to, size_t size)
{
	size_t offset = 0, len = min(size, 512UL);

	while (size) {
		// OPEN: :[[@LINE+1]] kmap_atomic rewritten {{.*}} -> kmap_local_page(page)
		char *addr = kmap_atomic(page);
		memcpy(to, addr + offset, len);
		kunmap_atomic(addr);
		offset += len;
		size -= len;
	}
}

// Out of the page and back: the helper would be given another sum.
void there_and_back(struct page *page, char *to, u32 up, u32 down)
{
	char *addr;

	if (down > 64 || up > 64 || up < down)
		return;
	// OPEN: :[[@LINE+1]] kmap_atomic rewritten {{.*}} -> kmap_local_page(page)
	addr = kmap_atomic(page);
	memcpy(to, addr - down + up, 16);
	kunmap_atomic(addr);
}

//--- fs/demofs/highmem.c
#include <linux/cut.h>

static inline bool must_loop(struct page *page)
{
	return false;
}

// skb_frag_foreach_page(): cut at the page only where the page may be in highmem.
void foreach_page(struct page *page, char *to, u32 at, u32 size)
{
	u32 offset, len, copied;

	for (offset = at & (PAGE_SIZE - 1),
	     len = must_loop(page) ? min_t(u32, size, PAGE_SIZE - offset) : size, copied = 0;
	     copied < size;
	     copied += len, page++, offset = 0, len = min_t(u32, size - copied, PAGE_SIZE)) {
		// HIGHMEM: :[[@LINE+1]] kmap_atomic rewritten {{.*}} -> kmap_local_page(page)
		char *addr = kmap_atomic(page);
		memcpy(to, addr + offset, len);
		kunmap_atomic(addr);
	}
}

#define IS_ENABLED(option) option

void only_with(struct page *page, char *to, unsigned long at, size_t len)
{
	size_t offset = at & ~PAGE_MASK;
	char *addr;

	if (IS_ENABLED(1))
		len = min(len, PAGE_SIZE - offset);
	// HIGHMEM: :[[@LINE+1]] kmap_atomic rewritten {{.*}} -> kmap_local_page(page)
	addr = kmap_atomic(page);
	memcpy(to, addr + offset, len);
	kunmap_atomic(addr);
}

#define CONFIG_HIGHMEM 1

void directive(struct page *page, char *to, unsigned long at, size_t len)
{
	size_t offset = at & ~PAGE_MASK;
	char *addr;

#ifdef CONFIG_OTHER
	len = len + 1;
#else
	len = min(len, PAGE_SIZE - offset);
#endif
	// HIGHMEM: :[[@LINE+1]] kmap_atomic rewritten {{.*}} -> kmap_local_page(page)
	addr = kmap_atomic(page);
	memcpy(to, addr + offset, len);
	kunmap_atomic(addr);
}

#ifdef CONFIG_HIGHMEM
#define CUT(len, offset) min(len, PAGE_SIZE - (offset))
#else
#define CUT(len, offset) (len)
#endif

void elsewhere(struct page *page, char *to, unsigned long at, size_t len)
{
	size_t offset = at & ~PAGE_MASK;
	char *addr;

	len = CUT(len, offset);
	// HIGHMEM: :[[@LINE+1]] kmap_atomic rewritten {{.*}} -> kmap_local_page(page)
	addr = kmap_atomic(page);
	memcpy(to, addr + offset, len);
	kunmap_atomic(addr);
}
