// Declarations do more than they look like: cleanup.h, attributes, deduced types, macros. Nothing of
// it is taken apart, dropped or passed by; the test for MMIO goes in front of it.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys fix -p %t --with-prep --report %t.json --diff %t.diff drivers/iommu drivers/net/calls.c fs/demofs/maps.c
// RUN: rm -rf %t.after && cp -r %t %t.after && patch -s -p1 -d %t.after < %t.diff
// RUN: sed '/\/\/ /d' %t.after/drivers/iommu/ops.c | FileCheck %s
// RUN: site %t.json drivers/iommu/keep.c | FileCheck --check-prefix=KEEP %s
// RUN: sed '/\/\/ /d' %t.after/drivers/net/calls.c | FileCheck --check-prefix=CALL %s
// RUN: site %t.json fs/demofs/maps.c | FileCheck --check-prefix=MAP %s
// RUN: sh -c 'cd %t.after && for f in drivers/iommu/*.c drivers/net/calls.c fs/demofs/maps.c; do clang -fsyntax-only -Werror -Wall -Wno-unused -nostdinc -Iarch/x86/include -Iinclude -std=gnu11 $f || exit 1; done'
//
// Every declaration is there as it was.
// RUN: sh -c 'grep -hE "guard|CLASS|ACQUIRE|__free|auto|attribute|asm|VIRT" %t/drivers/iommu/ops.c | grep -v // > %t.old'
// RUN: sh -c 'grep -hE "guard|CLASS|ACQUIRE|__free|auto|attribute|asm|VIRT" %t.after/drivers/iommu/ops.c | grep -v // > %t.new'
// (Not so the signatures and tables of the callbacks, or the addresses.)
// RUN: grep -v '_map_page\|page_address\|page_to_phys' %t.old > %t.old.same && grep -v '_map_phys\|phys_to_virt\| = phys;' %t.new > %t.new.same
// RUN: diff %t.old.same %t.new.same
//
// A tree that wants declarations first has no place for the test.
// RUN: mini-tree %t.first %t.parts -- -Wdeclaration-after-statement
// RUN: kphys fix -p %t.first --with-prep --report %t.first.json drivers/iommu/plain.c drivers/iommu/first.c > /dev/null
// RUN: site %t.first.json | FileCheck --check-prefix=FIRST %s
// FIRST: drivers/iommu/first.c:[[#]] .map_page refused initializer-before-guard
// FIRST: drivers/iommu/plain.c:[[#]] .map_page rewritten

//--- include/linux/cleanup.h
#ifndef _LINUX_CLEANUP_H
#define _LINUX_CLEANUP_H
#include <linux/device.h>

#define __cleanup(f)		__attribute__((__cleanup__(f)))
#define __maybe_unused		__attribute__((__unused__))
#define __aligned(n)		__attribute__((__aligned__(n)))
#define __demo_tag		/* a mark for another compiler */
#define __PASTE2(a, b)		a##b
#define __PASTE(a, b)		__PASTE2(a, b)
#define __UNIQUE(name)		__PASTE(name, __COUNTER__)

#define DEFINE_FREE(name, type, code) \
	static inline void __free_##name(void *p) { type _T = *(type *)p; code; }
#define __free(name)		__cleanup(__free_##name)
#define __take(p)		({ __auto_type *__at = &(p); __auto_type __v = *__at; *__at = NULL; __v; })
#define no_free_ptr(p)		((typeof(p))__take(p))
#define return_ptr(p)		return no_free_ptr(p)
#define retain_and_null_ptr(p)	((void)__take(p))

#define DEFINE_CLASS(name, type, leave, enter, args...) \
	typedef type class_##name##_t; \
	static inline void class_##name##_destructor(type *p) { type _T = *p; leave; } \
	static inline type class_##name##_constructor(args) { type t = enter; return t; }
#define CLASS(name, var) \
	class_##name##_t var __cleanup(class_##name##_destructor) = class_##name##_constructor
#define scoped_class(name, var, args...) \
	for (CLASS(name, var)(args), *__once = (void *)1; __once; __once = NULL)

#define DEFINE_GUARD(name, type, lock, unlock) \
	DEFINE_CLASS(name, type, if (_T) { unlock; }, ({ lock; _T; }), type _T)
#define DEFINE_LOCK_GUARD_0(name, lock, unlock) \
	DEFINE_CLASS(name, int, unlock, ({ lock; 1; }), void)
#define guard(name)		CLASS(name, __UNIQUE(guard))
#define ACQUIRE(name, var)	CLASS(name, var)
#define ACQUIRE_ERR(name, var)	((var) ? 0 : -16)
#define scoped_guard(name, args...) \
	for (CLASS(name, scope)(args), *done = NULL; !done; done = (void *)1)
#define cond_guard(name, fail, args...) \
	CLASS(name, __UNIQUE(guard))(args); \
	if (!args) { fail; }
#define scoped_cond_guard(name, fail, args...) \
	for (CLASS(name, scope)(args), *done = NULL; !done; done = (void *)1) \
		if (!scope) { fail; } else

struct lock;
void lock_take(struct lock *lock);
void lock_give(struct lock *lock);
void irqs_off(void);
void irqs_on(void);
DEFINE_GUARD(lock, struct lock *, lock_take(_T), lock_give(_T))
DEFINE_LOCK_GUARD_0(irq, irqs_off(), irqs_on())

struct table;
struct table *table_get(struct device *dev);
void table_put(struct table *t);
DEFINE_FREE(table, struct table *, if (_T) table_put(_T))
DEFINE_CLASS(table, struct table *, if (_T) table_put(_T), table_get(dev), struct device *dev)

#define DECLARE_BITS(name, n)	unsigned long name[n]
#define DEFINE_WAIT(name)	struct waiter name = { .who = me() }
struct waiter { void *who; };
void *me(void);
#endif

//--- drivers/iommu/ops.c
#include <linux/dma-map-ops.h>
#include <linux/cleanup.h>

dma_addr_t enter(const void *t, phys_addr_t pa, size_t size);
unsigned long reserve(struct device *dev);
extern struct lock *the_lock;
extern bool held;

#define DEMO_OPS(name) const struct dma_map_ops name##_ops = { .map_page = name##_map_page }
#define DEMO_VIRT	void *virt = me()

// CHECK-LABEL: guarded_map_phys(
// CHECK-NEXT: {
// CHECK-NEXT: 	size_t left = size;
// CHECK-EMPTY:
// CHECK-NEXT: 	if (unlikely(attrs & DMA_ATTR_MMIO))
// CHECK-NEXT: 		return DMA_MAPPING_ERROR;
// CHECK-EMPTY:
// CHECK-NEXT: 	/* taken first */
// CHECK-NEXT: 	guard(lock)(the_lock);
// CHECK-NEXT: 	guard(irq)();
// CHECK-NEXT: 	unsigned long slot = reserve(dev);
// CHECK-EMPTY:
// CHECK-NEXT: 	return enter(NULL, phys + slot, left);
static dma_addr_t guarded_map_page(struct device *dev, struct page *page, unsigned long offset, size_t size, enum dma_data_direction dir, unsigned long attrs)
{
	size_t left = size;

	/* taken first */
	guard(lock)(the_lock);
	guard(irq)();
	unsigned long slot = reserve(dev);

	return enter(NULL, page_to_phys(page) + offset + slot, left);
}
const struct dma_map_ops guarded_ops = { .map_page = guarded_map_page };

// What is only declared, or starts as NULL, is cleaned up on the way out, too.
// CHECK-LABEL: late_map_phys(
// CHECK-NEXT: {
// CHECK-NEXT: 	if (unlikely(attrs & DMA_ATTR_MMIO))
// CHECK-NEXT: 		return DMA_MAPPING_ERROR;
// CHECK-EMPTY:
// CHECK-NEXT: 	struct table *t __free(table) = NULL;
// CHECK-NEXT: 	struct table *u __free(table);
// CHECK-EMPTY:
// CHECK-NEXT: 	u = table_get(dev);
static dma_addr_t late_map_page(struct device *dev, struct page *page, unsigned long offset, size_t size, enum dma_data_direction dir, unsigned long attrs)
{
	struct table *t __free(table) = NULL;
	struct table *u __free(table);

	u = table_get(dev);
	t = no_free_ptr(u);
	return enter(t, page_to_phys(page) + offset, size);
}
const struct dma_map_ops late_ops = { .map_page = late_map_page };

// CHECK-LABEL: several_map_phys(
// CHECK-NEXT: {
// CHECK-NEXT: 	unsigned long n = size, *p;
// CHECK-EMPTY:
// CHECK-NEXT: 	if (unlikely(attrs & DMA_ATTR_MMIO))
// CHECK-NEXT: 		return DMA_MAPPING_ERROR;
// CHECK-EMPTY:
// CHECK-NEXT: 	struct table *t = table_get(dev), *u __free(table) = table_get(dev);
// CHECK-NEXT: 	void *virt = phys_to_virt(phys);
static dma_addr_t several_map_page(struct device *dev, struct page *page, unsigned long offset, size_t size, enum dma_data_direction dir, unsigned long attrs)
{
	unsigned long n = size, *p;
	struct table *t = table_get(dev), *u __free(table) = table_get(dev);
	void *virt = page_address(page) + offset;

	p = &n;
	return enter(t, *p + (unsigned long)virt, size);
}
const struct dma_map_ops several_ops = { .map_page = several_map_page };

// CHECK-LABEL: class_map_phys(
// CHECK-NEXT: {
// CHECK-NEXT: 	if (unlikely(attrs & DMA_ATTR_MMIO))
// CHECK-NEXT: 		return DMA_MAPPING_ERROR;
// CHECK-EMPTY:
// CHECK-NEXT: 	CLASS(table, t)(dev);
// CHECK-NEXT: 	ACQUIRE(lock, held)(the_lock);
static dma_addr_t class_map_page(struct device *dev, struct page *page, unsigned long offset, size_t size, enum dma_data_direction dir, unsigned long attrs)
{
	CLASS(table, t)(dev);
	ACQUIRE(lock, held)(the_lock);

	if (ACQUIRE_ERR(lock, held))
		return DMA_MAPPING_ERROR;
	return enter(t, page_to_phys(page) + offset, size);
}
const struct dma_map_ops class_ops = { .map_page = class_map_page };

// CHECK-LABEL: cond_map_phys(
// CHECK-NEXT: {
// CHECK-NEXT: 	if (unlikely(attrs & DMA_ATTR_MMIO))
// CHECK-NEXT: 		return DMA_MAPPING_ERROR;
// CHECK-EMPTY:
// CHECK-NEXT: 	cond_guard(lock, return DMA_MAPPING_ERROR, the_lock);
static dma_addr_t cond_map_page(struct device *dev, struct page *page, unsigned long offset, size_t size, enum dma_data_direction dir, unsigned long attrs)
{
	cond_guard(lock, return DMA_MAPPING_ERROR, the_lock);

	return enter(NULL, page_to_phys(page) + offset, size);
}
const struct dma_map_ops cond_ops = { .map_page = cond_map_page };

// CHECK-LABEL: scoped_map_phys(
// CHECK-NEXT: {
// CHECK-NEXT: 	dma_addr_t dma = 0;
// CHECK-EMPTY:
// CHECK-NEXT: 	if (unlikely(attrs & DMA_ATTR_MMIO))
// CHECK-NEXT: 		return DMA_MAPPING_ERROR;
// CHECK-EMPTY:
// CHECK-NEXT: 	scoped_guard(lock, the_lock)
// CHECK-NEXT: 		dma = enter(NULL, phys, size);
static dma_addr_t scoped_map_page(struct device *dev, struct page *page, unsigned long offset, size_t size, enum dma_data_direction dir, unsigned long attrs)
{
	dma_addr_t dma = 0;

	scoped_guard(lock, the_lock)
		dma = enter(NULL, page_to_phys(page) + offset, size);
	scoped_cond_guard(lock, return DMA_MAPPING_ERROR, the_lock)
		dma++;
	scoped_class(table, t, dev)
		dma += enter(t, 0, 0);
	return dma;
}
const struct dma_map_ops scoped_ops = { .map_page = scoped_map_page };

// A type that the initializer gives, attributes, an asm label, a macro that is empty here.
// CHECK-LABEL: auto_map_phys(
// CHECK: 		return DMA_MAPPING_ERROR;
// CHECK-EMPTY:
// CHECK-NEXT: 	__auto_type t = table_get(dev);
static dma_addr_t auto_map_page(struct device *dev, struct page *page, unsigned long offset, size_t size, enum dma_data_direction dir, unsigned long attrs)
{
	__auto_type t = table_get(dev);

	return enter(t, page_to_phys(page) + offset, size);
}
const struct dma_map_ops auto_ops = { .map_page = auto_map_page };

// CHECK-LABEL: aligned_map_phys(
// CHECK: 		return DMA_MAPPING_ERROR;
// CHECK-EMPTY:
// CHECK-NEXT: 	unsigned long slot __attribute__((aligned(64))) = reserve(dev);
static dma_addr_t aligned_map_page(struct device *dev, struct page *page, unsigned long offset, size_t size, enum dma_data_direction dir, unsigned long attrs)
{
	unsigned long slot __attribute__((aligned(64))) = reserve(dev);

	return enter(&slot, page_to_phys(page) + offset, size);
}
const struct dma_map_ops aligned_ops = { .map_page = aligned_map_page };

// CHECK-LABEL: label_map_phys(
// CHECK: 		return DMA_MAPPING_ERROR;
// CHECK-EMPTY:
// CHECK-NEXT: 	register unsigned long slot asm("rbx") = reserve(dev);
static dma_addr_t label_map_page(struct device *dev, struct page *page, unsigned long offset, size_t size, enum dma_data_direction dir, unsigned long attrs)
{
	register unsigned long slot asm("rbx") = reserve(dev);

	return enter(NULL, page_to_phys(page) + offset, slot);
}
const struct dma_map_ops label_ops = { .map_page = label_map_page };

// CHECK-LABEL: empty_map_phys(
// CHECK: 		return DMA_MAPPING_ERROR;
// CHECK-EMPTY:
// CHECK-NEXT: 	__demo_tag unsigned long slot = reserve(dev);
// CHECK-NEXT: 	DEMO_VIRT;
// CHECK-NEXT: 	DEFINE_WAIT(wait);
// CHECK-NEXT: 	DECLARE_BITS(bits, 4);
static dma_addr_t empty_map_page(struct device *dev, struct page *page, unsigned long offset, size_t size, enum dma_data_direction dir, unsigned long attrs)
{
	__demo_tag unsigned long slot = reserve(dev);
	DEMO_VIRT;
	DEFINE_WAIT(wait);
	DECLARE_BITS(bits, 4);

	bits[0] = slot;
	return enter(wait.who, page_to_phys(page) + offset, bits[0] + (unsigned long)virt);
}
const struct dma_map_ops empty_ops = { .map_page = empty_map_page };

// The size of an array runs, too. A function pointer is no `type name`.
// CHECK-LABEL: sized_map_phys(
// CHECK: 		return DMA_MAPPING_ERROR;
// CHECK-EMPTY:
// CHECK-NEXT: 	char buffer[reserve(dev)];
static dma_addr_t sized_map_page(struct device *dev, struct page *page, unsigned long offset, size_t size, enum dma_data_direction dir, unsigned long attrs)
{
	char buffer[reserve(dev)];

	return enter(buffer, page_to_phys(page) + offset, size);
}
const struct dma_map_ops sized_ops = { .map_page = sized_map_page };

// CHECK-LABEL: pointer_map_phys(
// CHECK: 		return DMA_MAPPING_ERROR;
// CHECK-EMPTY:
// CHECK-NEXT: 	void *(*how)(void) = me();
static dma_addr_t pointer_map_page(struct device *dev, struct page *page, unsigned long offset, size_t size, enum dma_data_direction dir, unsigned long attrs)
{
	void *(*how)(void) = me();

	return enter(how(), page_to_phys(page) + offset, size);
}
const struct dma_map_ops pointer_ops = { .map_page = pointer_map_page };

// A local that is the address stays where it is more than that.
// CHECK-LABEL: tagged_map_phys(
// CHECK: 	phys_addr_t pa __maybe_unused = phys;
static dma_addr_t tagged_map_page(struct device *dev, struct page *page, unsigned long offset, size_t size, enum dma_data_direction dir, unsigned long attrs)
{
	phys_addr_t pa __maybe_unused = page_to_phys(page) + offset;

	return enter(NULL, pa, size);
}
const struct dma_map_ops tagged_ops = { .map_page = tagged_map_page };

// CHECK-LABEL: together_map_phys(
// CHECK: 	phys_addr_t pa = phys; size_t left = size;
static dma_addr_t together_map_page(struct device *dev, struct page *page, unsigned long offset, size_t size, enum dma_data_direction dir, unsigned long attrs)
{
	phys_addr_t pa = page_to_phys(page) + offset; size_t left = size;

	return enter(NULL, pa, left);
}
const struct dma_map_ops together_ops = { .map_page = together_map_page };

// Nothing is read before it has its value.
// CHECK-LABEL: stepped_map_phys(
// CHECK-NEXT: {
// CHECK-NEXT: 	struct page *page;
// CHECK-NEXT: 	struct page *head;
// CHECK-EMPTY:
// CHECK-NEXT: 	if (unlikely(attrs & DMA_ATTR_MMIO))
// CHECK-NEXT: 		return DMA_MAPPING_ERROR;
// CHECK-EMPTY:
// CHECK-NEXT: 	page = pfn_to_page(PHYS_PFN(phys));
// CHECK-NEXT: 	head = page;
static dma_addr_t stepped_map_page(struct device *dev, struct page *page, unsigned long offset, size_t size, enum dma_data_direction dir, unsigned long attrs)
{
	struct page *head = page;

	page++;
	return enter(head, page_to_phys(page), offset);
}
const struct dma_map_ops stepped_ops = { .map_page = stepped_map_page };

// A callback that unmaps, with another for what is no memory.
// CHECK-LABEL: raw_unmap_phys(
// CHECK-NEXT: {
// CHECK-NEXT: 	if (attrs & DMA_ATTR_MMIO) {
// CHECK-NEXT: 		raw_unmap_resource(dev, dma, size, dir, attrs & ~DMA_ATTR_MMIO);
// CHECK-NEXT: 		return;
// CHECK-NEXT: 	}
// CHECK-EMPTY:
// CHECK-NEXT: 	guard(lock)(the_lock);
static dma_addr_t raw_map_page(struct device *dev, struct page *page, unsigned long offset, size_t size, enum dma_data_direction dir, unsigned long attrs)
{
	return enter(NULL, page_to_phys(page) + offset, size);
}
static void raw_unmap_resource(struct device *dev, dma_addr_t dma, size_t size, enum dma_data_direction dir, unsigned long attrs)
{
	enter(dev, dma, size);
}
static void raw_unmap_page(struct device *dev, dma_addr_t dma, size_t size, enum dma_data_direction dir, unsigned long attrs)
{
	guard(lock)(the_lock);
	enter(NULL, dma, size);
}
// CHECK: .map_phys = raw_map_phys, .unmap_phys = raw_unmap_phys,
const struct dma_map_ops raw_ops = {
	.map_page = raw_map_page, .unmap_page = raw_unmap_page, .unmap_resource = raw_unmap_resource,
};

//--- drivers/iommu/keep.c
#include <linux/dma-map-ops.h>
#include <linux/cleanup.h>
#define OPS(name) const struct dma_map_ops name##_ops
dma_addr_t enter(const void *t, phys_addr_t pa, size_t size);
unsigned long reserve(struct device *dev);
extern struct lock *the_lock;

static dma_addr_t line_map_page(struct device *dev, struct page *page, unsigned long offset, size_t size, enum dma_data_direction dir, unsigned long attrs)
{ guard(lock)(the_lock); return enter(NULL, page_to_phys(page) + offset, size); }
// KEEP: :[[@LINE+1]] .map_page refused initializer-before-guard
const struct dma_map_ops line_ops = { .map_page = line_map_page };

// Under another configuration the test would not be there.
static dma_addr_t option_map_page(struct device *dev, struct page *page, unsigned long offset, size_t size, enum dma_data_direction dir, unsigned long attrs)
{
#ifndef CONFIG_DEMO_FAST
	guard(lock)(the_lock);
#endif
	return enter(NULL, page_to_phys(page) + offset, size);
}
// KEEP: :[[@LINE+1]] .map_page refused initializer-before-guard
const struct dma_map_ops option_ops = { .map_page = option_map_page };

// What follows on the line of the last declaration runs before a test below it.
static dma_addr_t behind_map_page(struct device *dev, struct page *page, unsigned long offset, size_t size, enum dma_data_direction dir, unsigned long attrs)
{
	size_t left = size; reserve(dev);

	return enter(NULL, page_to_phys(page) + offset, left);
}
// KEEP: :[[@LINE+1]] .map_page refused initializer-before-guard
const struct dma_map_ops behind_ops = { .map_page = behind_map_page };

// The numbers of parameters.
__attribute__((nonnull(2)))
static dma_addr_t counted_map_page(struct device *dev, struct page *page, unsigned long offset, size_t size, enum dma_data_direction dir, unsigned long attrs)
{
	return enter(NULL, page_to_phys(page) + offset, size);
}
// KEEP: :[[@LINE+1]] .map_page refused callback-signature
const struct dma_map_ops counted_ops = { .map_page = counted_map_page };

static dma_addr_t unused_map_page(struct device *dev, struct page *page, unsigned long offset __maybe_unused, size_t size, enum dma_data_direction dir, unsigned long attrs)
{
	return enter(NULL, page_to_phys(page) + offset, size);
}
// KEEP: :[[@LINE+1]] .map_page refused callback-signature
const struct dma_map_ops unused_ops = { .map_page = unused_map_page };

//--- drivers/iommu/first.c
#include <linux/dma-map-ops.h>
#include <linux/cleanup.h>
extern struct lock *the_lock;
static dma_addr_t first_map_page(struct device *dev, struct page *page, unsigned long offset, size_t size, enum dma_data_direction dir, unsigned long attrs)
{
	guard(lock)(the_lock);

	return page_to_phys(page) + offset;
}
const struct dma_map_ops first_ops = { .map_page = first_map_page };

//--- drivers/iommu/plain.c
#include <linux/dma-map-ops.h>
unsigned long reserve(struct device *dev);
static dma_addr_t plain_map_page(struct device *dev, struct page *page, unsigned long offset, size_t size, enum dma_data_direction dir, unsigned long attrs)
{
	unsigned long slot = reserve(dev);

	return page_to_phys(page) + offset + slot;
}
const struct dma_map_ops plain_ops = { .map_page = plain_map_page };

//--- drivers/net/calls.c
#include <linux/dma-mapping.h>
#include <linux/cleanup.h>

struct mapped { struct device *dev; dma_addr_t dma; };
extern struct lock *the_lock;
// CALL: DEFINE_FREE(mapped, struct mapped, dma_unmap_phys(_T.dev, _T.dma, 64, DMA_TO_DEVICE, 0))
DEFINE_FREE(mapped, struct mapped, dma_unmap_page(_T.dev, _T.dma, 64, DMA_TO_DEVICE))
DEFINE_FREE(one_page, struct page *, if (_T) __free_page(_T))
void fill(dma_addr_t dma);

dma_addr_t calls(struct device *dev, struct page *other)
{
	// CALL: guard(lock)(the_lock);
	guard(lock)(the_lock);
	struct page *page __free(one_page) = alloc_page(0);
	// CALL: struct mapped m __free(mapped) = { dev, dma_map_phys(dev, page_to_phys(other), 64, DMA_TO_DEVICE, 0) };
	struct mapped m __free(mapped) = { dev, dma_map_page(dev, other, 0, 64, DMA_TO_DEVICE) };
	// CALL: dma_addr_t kept __maybe_unused __aligned(16) = dma_map_phys(dev,
	dma_addr_t kept __maybe_unused __aligned(16) = dma_map_page(dev, page, 8, 64, DMA_TO_DEVICE);

	scoped_guard(lock, the_lock)
		// CALL: fill(dma_map_phys(dev, page_to_phys(other) + 16, 64, DMA_TO_DEVICE, 0));
		fill(dma_map_page(dev, other, 16, 64, DMA_TO_DEVICE));
	retain_and_null_ptr(page);
	return m.dma;
}

struct page *pages(struct device *dev)
{
	struct page *page __free(one_page) = alloc_page(0);
	__auto_type dma = dma_map_page(dev, page, 0, 64, DMA_TO_DEVICE);

	fill(dma);
	return_ptr(page);
}

//--- fs/demofs/maps.c
#include <linux/highmem.h>
#include <linux/cleanup.h>

void *memcpy(void *to, const void *from, size_t size);
void note(void *virt);
extern struct lock *the_lock;
DEFINE_FREE(kunmap, void *, kunmap_atomic(_T))
DEFINE_FREE(note, void *, note(_T))

void unmapped_by_cleanup(struct page *page)
{
	// MAP: :[[@LINE+1]] kmap_atomic refused mapping-leaves-function
	void *virt __free(kunmap) = kmap_atomic(page);

	note(virt);
}

void noted_by_cleanup(struct page *page)
{
	// MAP: :[[@LINE+1]] kmap_atomic refused mapping-leaves-function
	void *virt __free(note) = kmap_atomic(page);

	// MAP: :[[@LINE+1]] kunmap_atomic refused mapping-leaves-function
	kunmap_atomic(virt);
}

// The declaration is more than what the helper makes superfluous.
void copied(struct page *page, char *to)
{
	// MAP: :[[@LINE+1]] kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page)
	void *virt __aligned(64) = kmap_atomic(page);
	memcpy(to, virt, 8);
	// MAP: :[[@LINE+1]] kunmap_atomic rewritten - | kunmap_atomic(virt) -> kunmap_local(virt)
	kunmap_atomic(virt);
}

void declared_before(struct page *page, char *to)
{
	void *virt __maybe_unused;

	// MAP: :[[@LINE+1]] kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page)
	virt = kmap_atomic(page);
	memcpy(to, virt, 8);
	kunmap_atomic(virt);
}

void guarded(struct page *page)
{
	guard(lock)(the_lock);
	// MAP: kmap_atomic rewritten - | kmap_atomic(page) -> kmap_local_page(page)
	char *virt = kmap_atomic(page);

	virt[0] = 0;
	kunmap_atomic(virt);
}
