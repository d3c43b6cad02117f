// What was wrong before the rewrite is not blessed by it: the site is refused, with what is wrong.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys fix -p %t --with-prep --report %t.json --diff %t.diff fs
// RUN: site %t.json fs/demofs/stale.c | FileCheck %s --check-prefix=STALE
// RUN: site %t.json fs/demofs/address.c | FileCheck %s --check-prefix=ADDRESS
// RUN: site %t.json fs/demofs/order.c | FileCheck %s --check-prefix=ORDER
// RUN: FileCheck --check-prefix=DETAIL --input-file=%t.json %s
//
// DETAIL-DAG: "detail": "line {{[0-9]+}}: the address is used after it was unmapped"
// DETAIL-DAG: "detail": "line {{[0-9]+}}: the mapping is unmapped once more"
// DETAIL-DAG: "detail": "line {{[0-9]+}}: the address is used after it was unmapped on some ways"
// DETAIL-DAG: "detail": "line {{[0-9]+}}: the address is in another page than the one that was mapped"
// DETAIL-DAG: "detail": "line {{[0-9]+}}: offset is changed, which was added to the address and is taken off to unmap"
// DETAIL-DAG: "detail": "line {{[0-9]+}}: a later mapping is still there, made by next_segments()"

//--- fs/demofs/stale.c
#include <linux/highmem.h>

void *memcpy(void *to, const void *from, size_t size);
void flush(void *address);
void show(const char *format, ...);
struct entry { int number; char name[8]; };

// psb_mmu_pt_alloc_map_lock()
void flushed(struct page *page, int index)
{
	// STALE: :[[@LINE+1]] kmap_atomic refused broken-before
	int *v = kmap_atomic(page);

	v[index] = 1;
	kunmap_atomic((void *)v);
	if (index)
		flush((void *)&v[index]);
}

int read_late(struct page *page)
{
	// STALE: :[[@LINE+1]] kmap_atomic refused broken-before
	struct entry *entry = kmap_atomic(page);

	kunmap_atomic(entry);
	return entry->number;
}

int by_another_name(struct page *page, size_t offset)
{
	// STALE: :[[@LINE+1]] kmap refused broken-before
	char *addr = kmap(page);
	struct entry *entry = (struct entry *)(addr + offset);

	kunmap(page);
	return entry->number;
}

void twice(struct page *page)
{
	// STALE: :[[@LINE+1]] kmap_atomic refused broken-before
	char *addr = kmap_atomic(page);

	addr[0] = 0;
	kunmap_atomic(addr);
	kunmap_atomic(addr);
}

int on_an_error(struct page *page, int i)
{
	int result = 0;
	// STALE: :[[@LINE+1]] kmap_atomic refused control-flow-unclear
	char *addr = kmap_atomic(page);

	if (addr[i]) {
		kunmap_atomic(addr);
		goto out;
	}
	addr[i] = 1;
out:
	result = addr[0];
	if (!result)
		kunmap_atomic(addr);
	return result;
}

// To compare addresses, and to count from one to the other, nobody needs the page.
long harmless(struct page *page, struct page *next, size_t size)
{
	// STALE: :[[@LINE+1]] kmap_atomic rewritten
	char *start = kmap_atomic(page), *at = start;
	long count;

	while (*at)
		at++;
	kunmap_atomic(start);
	if (at == start || !at)
		return 0;
	count = at - start;
	// STALE: :[[@LINE+1]] kmap_atomic rewritten
	start = kmap_atomic(next);
	start[count] = 0;
	kunmap_atomic(start);
	start = NULL;
	flush(start);
	return sizeof(*at);
}

// The variable has had other things, and has another mapping each time.
void other_uses(struct page **pages, char *buffer, int count)
{
	char *addr = buffer;

	flush(addr);
	while (count--) {
		// STALE: :[[@LINE+1]] kmap_atomic rewritten
		addr = kmap_atomic(pages[count]);
		memcpy(buffer, addr, 16);
		kunmap_atomic(addr);
	}
	addr = buffer;
	flush(addr);
	flush(buffer);
}

int early(struct page *page, int i)
{
	// STALE: :[[@LINE+1]] kmap_atomic rewritten
	char *addr = kmap_atomic(page);

	if (!addr[i]) {
		kunmap_atomic(addr);
		return 0;
	}
	addr[i] = 0;
	kunmap_atomic(addr);
	return 1;
}

//--- fs/demofs/address.c
#include <linux/highmem.h>

void *memcpy(void *to, const void *from, size_t size);
void fill(char *to, size_t size);
struct part { struct page *page; u32 offset, length; };
struct part *next_part(struct part *part);

// sbc_dif_copy_prot()
void copy_prot(struct part *part, char *to, u32 left, u32 offset)
{
	while (left) {
		u32 len = part->length - offset;
		// ADDRESS: :[[@LINE+1]] kmap_atomic refused broken-before
		char *addr = kmap_atomic(part->page) + part->offset + offset;

		memcpy(to, addr, len);
		offset += len;
		left -= len;
		kunmap_atomic(addr - part->offset - offset);
		offset = 0;
	}
}

void field_changes(struct part *part, char *to)
{
	// ADDRESS: :[[@LINE+1]] kmap_atomic refused broken-before
	char *addr = kmap_atomic(part->page) + part->offset;

	memcpy(to, addr, 16);
	part->offset += 16;
	kunmap_atomic(addr - part->offset);
}

// It may be the same part.
void another_part(struct part *part, char *to)
{
	// ADDRESS: :[[@LINE+1]] kmap_atomic refused unmap-address-unclear
	char *addr = kmap_atomic(part->page) + part->offset;

	memcpy(to, addr, 16);
	part = next_part(part);
	kunmap_atomic(addr - part->offset);
}

void behind(struct page *page)
{
	// ADDRESS: :[[@LINE+1]] kmap_atomic refused broken-before
	char *addr = kmap_atomic(page);

	fill(addr, PAGE_SIZE);
	addr += PAGE_SIZE;
	kunmap_atomic(addr);
}

void before(struct page *page)
{
	// ADDRESS: :[[@LINE+1]] kmap_atomic refused broken-before
	int *addr = kmap_atomic(page);

	*addr = 0;
	kunmap_atomic(addr - 1);
}

void by_words(struct page *page)
{
	// ADDRESS: :[[@LINE+1]] kmap_atomic refused broken-before
	int *addr = kmap_atomic(page), *end;

	end = addr + PAGE_SIZE / sizeof(int);
	while (addr < end)
		*addr++ = 0;
	kunmap_atomic(end);
}

// Taken off is what was added.
void unchanged(struct part *part, char *to, u32 offset, int i)
{
	// ADDRESS: :[[@LINE+1]] kmap_atomic rewritten
	char *addr = kmap_atomic(part->page) + part->offset + offset;

	if (i) {
		kunmap_atomic(addr - part->offset - offset);
		offset += 16;
		return;
	}
	part->length = 0;
	memcpy(to, addr, 16);
	kunmap_atomic(addr - part->offset - offset);
	part = next_part(part);
	offset = 0;
}

void both_go_on(struct page *page, char *to, u32 offset, u32 len)
{
	// ADDRESS: :[[@LINE+1]] kmap_atomic rewritten
	char *addr = kmap_atomic(page) + offset;

	memcpy(to, addr, len);
	addr += len;
	offset += len;
	kunmap_atomic(addr - offset);
}

// In the page or not, who knows: as before.
void walks(struct page *page, int i)
{
	// ADDRESS: :[[@LINE+1]] kmap_atomic rewritten
	char *addr = kmap_atomic(page);

	while (i--)
		*addr++ = 0;
	kunmap_atomic(addr);
}

//--- fs/demofs/order.c
#include <linux/highmem.h>

struct setup { char *segments, *data; struct page *page, *next; int count; };
void for_each_grant(struct page *page, void (*each)(struct page *page, void *data), void *data);

// blkif_queue_rw_req(): the callback maps behind the back of who has it called.
static void next_segments(struct page *page, void *data)
{
	struct setup *setup = data;

	if (setup->count++ % 8)
		return;
	if (setup->segments)
		kunmap_atomic(setup->segments);
	// ORDER: :[[@LINE+1]] kmap_atomic refused mapping-leaves-function
	setup->segments = kmap_atomic(setup->next);
	setup->segments[0] = 1;
}

void queue(struct page *page, struct setup *setup)
{
	char *data;

	// ORDER: :[[@LINE+1]] kmap_atomic refused broken-before
	data = kmap_atomic(page);
	data[0] = 0;
	for_each_grant(page, next_segments, setup);
	// ORDER: :[[@LINE+1]] kunmap_atomic refused broken-before
	kunmap_atomic(data);
	if (setup->segments)
		kunmap_atomic(setup->segments);
}

void queue_in_order(struct page *page, struct setup *setup)
{
	char *data;

	// ORDER: :[[@LINE+1]] kmap_atomic rewritten
	data = kmap_atomic(page);
	data[0] = 0;
	for_each_grant(page, next_segments, setup);
	if (setup->segments)
		kunmap_atomic(setup->segments);
	// ORDER: :[[@LINE+1]] kunmap_atomic rewritten
	kunmap_atomic(data);
}

static void begin(struct setup *setup)
{
	// ORDER: :[[@LINE+1]] kmap_atomic refused mapping-leaves-function
	setup->data = kmap_atomic(setup->page);
}

static void begin_both(struct setup *setup, int i)
{
	setup->count = i;
	begin(setup);
}

void called(struct page *page, struct setup *setup)
{
	// ORDER: :[[@LINE+1]] kmap_atomic refused broken-before
	char *addr = kmap_atomic(page);

	begin_both(setup, 1);
	setup->data[0] = addr[0];
	kunmap_atomic(addr);
	kunmap_atomic(setup->data);
}

// Mapped on one way only, but then first.
void sometimes(struct page *page, struct page *other, int i)
{
	char *first = NULL, *second;

	if (i)
		// ORDER: :[[@LINE+1]] kmap_atomic refused broken-before
		first = kmap_atomic(page);
	// ORDER: :[[@LINE+1]] kmap_atomic refused broken-before
	second = kmap_atomic(other);
	second[0] = 0;
	if (i)
		kunmap_atomic(first);
	kunmap_atomic(second);
}

void sometimes_in_order(struct page *page, struct page *other, int i)
{
	char *first = NULL, *second;

	if (i)
		// ORDER: :[[@LINE+1]] kmap_atomic rewritten
		first = kmap_atomic(page);
	// ORDER: :[[@LINE+1]] kmap_atomic rewritten
	second = kmap_atomic(other);
	second[0] = 0;
	kunmap_atomic(second);
	if (i)
		kunmap_atomic(first);
}

//--- fs/demofs/grants.c
struct page;

void for_each_grant(struct page *page, void (*each)(struct page *page, void *data), void *data)
{
	each(page, data);
}
