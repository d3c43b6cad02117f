// With --depth=program, functions and members of ops structs that only hand a page and its offset on take the address,
// with all that declares, stores and calls them, in all files; where one place cannot change, none does.
//
// RUN: rm -rf %t && split-file %s %t.parts && mini-tree %t %t.parts -- -DCONFIG_FLATMEM
// RUN: kphys fix -p %t --with-prep --inference=off --depth=program --verify=codegen --diff %t.diff --report %t.json drivers include/linux/q.h
// RUN: FileCheck --input-file=%t.diff %s
// RUN: proofs %t.json drivers/net/q.c | FileCheck --check-prefix=PROOF %s
// CHECK-LABEL: +++ b/drivers/net/domain.h
// CHECK: {{^[+]}}dma_addr_t impl_domain_map_phys(void *q, phys_addr_t phys,
// CHECK-LABEL: +++ b/drivers/net/impl.c
// CHECK: {{^[+].*}}return impl_domain_map_phys(q, phys, size);
// CHECK: {{^[+].*}}.map_phys = impl_map_phys,
// CHECK-LABEL: +++ b/drivers/net/impl_domain.c
// CHECK: {{^[+]}}dma_addr_t impl_domain_map_phys(void *q, phys_addr_t pa,
// CHECK: {{^[-].*}}phys_addr_t pa = page_to_phys(page) + offset;
// CHECK-LABEL: +++ b/drivers/net/q.c
// CHECK: {{^[+]}} * q_map_phys_attrs - maps a buffer
// CHECK: {{^[+]}} * @phys: physical address of the buffer
// CHECK: {{^[+]}}dma_addr_t q_map_phys_attrs(struct q *q, phys_addr_t phys,
// CHECK: {{^[+].*}}return q->ops->map_phys(q, phys, size);
// CHECK: {{^[+].*}}return dma_map_phys(q->dev, phys, size, DMA_TO_DEVICE, attrs);
// CHECK: {{^[+]}}EXPORT_SYMBOL(q_map_phys_attrs);
// CHECK-LABEL: +++ b/drivers/net/user.c
// CHECK: {{^[+].*}}q_map_phys_attrs(q, virt_to_phys(buf), 64, 0);
// CHECK: {{^[+].*}}q_map_phys_attrs(q, page_to_phys(page), 64, 0) +
// CHECK-NEXT: {{^[+].*}}small_map_phys(q->dev, page_to_phys(page) + (unsigned short)off);
// CHECK-LABEL: +++ b/include/linux/q.h
// CHECK: {{^[+]}} * @map_phys: maps a buffer
// CHECK: {{^[+]}} *      phys: physical address of the buffer
// CHECK-NOT: {{^[+-].*}}no member
// CHECK: {{^[+].*}}dma_addr_t (*map_phys)(void *q, phys_addr_t phys,
// CHECK: {{^[+]}}dma_addr_t q_map_phys_attrs(struct q *q, phys_addr_t phys,
// CHECK: {{^[+]}}static inline dma_addr_t small_map_phys(struct device *dev, phys_addr_t phys)
// PROOF: q_map_page_attrs rewritten reparsed
// PROOF-NEXT: .map_page rewritten explained q_map_page_attrs() only handed page and offset on
// PROOF-NEXT: dma_map_page_attrs rewritten explained q_map_page_attrs() only handed page and offset on
// PROOF-NEXT: q_map_page_attrs rewritten reparsed
// RUN: proofs %t.json drivers/net/user.c | FileCheck --check-prefix=USER %s
// USER: q_map_page_attrs rewritten explained virt_to_phys(buf) is the address of that page and offset
// USER-NEXT: q_map_page_attrs rewritten identical
// USER-NEXT: small_map_page rewritten identical
//
// A place outside the paths, or in text that no build has, keeps all as they are.
// RUN: kphys fix -p %t --with-prep --inference=off --depth=program --diff %t.diff --report %t.json drivers/net/q.c
// RUN: proofs %t.json drivers/net/q.c | FileCheck --check-prefix=OUTSIDE %s
// OUTSIDE: q_map_page_attrs refused none drivers/net/{{.*}}, is outside the paths that were asked for
// RUN: FileCheck --check-prefix=PLAIN --input-file=%t.diff %s
// PLAIN: {{^[+].*}}dma_map_phys(q->dev, page_to_phys(page) + offset, size,
// RUN: kphys fix -p %t --with-prep --inference=off --diff - drivers include/linux/q.h | FileCheck --check-prefix=PLAIN %s

//--- include/linux/io.h
//--- include/linux/q.h
#ifndef _LINUX_Q_H
#define _LINUX_Q_H
#include <linux/dma-mapping.h>
#include <linux/io.h>
#define EXPORT_SYMBOL(name) extern typeof(name) name; static void *const __used_##name __attribute__((used)) = (void *)&name
/**
 * struct q_ops - what a queue does
 * @map_page: maps a buffer
 *      q: the queue
 *      page: where it starts
 *      offset: of it in the page
 *      size: in bytes
 * @other: page: no member of these
 */
struct q_ops {
	dma_addr_t (*map_page)(void *q, struct page *page,
			       unsigned long offset, size_t size);
	int (*other)(void *q);
};
struct q { struct device *dev; const struct q_ops *ops; };
dma_addr_t q_map_page_attrs(struct q *q, struct page *page, unsigned long offset,
			    size_t size, unsigned long attrs);

static inline dma_addr_t small_map_page(struct device *dev, struct page *page,
					    unsigned short off)
{
	return dma_map_page(dev, page, off, 64, DMA_TO_DEVICE);
}
#endif
//--- drivers/net/q.c
#include <linux/q.h>

/**
 * q_map_page_attrs - maps a buffer
 * @q: the queue
 * @page: where it starts
 * @offset: of it in the page
 * @size: in bytes
 * @attrs: DMA_ATTR_*
 */
dma_addr_t q_map_page_attrs(struct q *q, struct page *page, unsigned long offset,
			    size_t size, unsigned long attrs)
{
	if (q->ops)
		return q->ops->map_page(q, page, offset, size);
	return dma_map_page_attrs(q->dev, page, offset, size, DMA_TO_DEVICE, attrs);
}
EXPORT_SYMBOL(q_map_page_attrs);
//--- drivers/net/user.c
#include <linux/q.h>

dma_addr_t first(struct q *q, void *buf)
{
	return q_map_page_attrs(q, virt_to_page(buf), offset_in_page(buf), 64, 0);
}

dma_addr_t second(struct q *q, struct page *page, unsigned long off)
{
	return q_map_page_attrs(q, page, 0, 64, 0) +
	       small_map_page(q->dev, page, off);
}
//--- drivers/net/domain.h
dma_addr_t impl_domain_map_page(void *q, struct page *page,
				unsigned long offset, size_t size);
//--- drivers/net/impl_domain.c
#include <linux/q.h>
#include "domain.h"

dma_addr_t impl_domain_map_page(void *q, struct page *page,
				unsigned long offset, size_t size)
{
	phys_addr_t pa = page_to_phys(page) + offset;

	return size ? pa : 0;
}
//--- drivers/net/impl.c
#include <linux/q.h>
#include "domain.h"

static dma_addr_t impl_map_page(void *q, struct page *page,
				unsigned long offset, size_t size)
{
	if (!q)
		return DMA_MAPPING_ERROR;
	return impl_domain_map_page(q, page, offset, size);
}

const struct q_ops impl_ops = {
	.map_page = impl_map_page,
};
