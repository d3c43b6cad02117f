// Level 1: a kernel address that was made of a page or of a physical address, for dma_map_single().
//
// RUN: rm -rf %t && split-file %s %t.parts && mini-tree %t %t.parts -- -O2
// RUN: kphys fix -p %t --with-prep --inference=off --level 1 --verify=codegen --diff %t.diff --report %t.json drivers/net/single.c
// RUN: FileCheck --input-file=%t.diff %s
// RUN: proofs %t.json drivers/net/single.c | FileCheck --check-prefix=PROOF %s
// PROOF: dma_map_single rewritten explained page_address(page) is the kernel address of page_to_phys(page){{$}}
// PROOF-NEXT: dma_map_single rewritten explained page_address(page) is the kernel address of page_to_phys(page){{$}}
// PROOF-NEXT: dma_map_single rewritten explained phys_to_virt(phys) is the kernel address of phys{{$}}
// PROOF-NEXT: dma_map_single rewritten explained phys_to_virt(phys | low) is the kernel address of (phys | low){{$}}
// PROOF-NEXT: dma_map_single rewritten explained __va(page_to_phys(pages[0])) is the kernel address of page_to_phys(pages[0]){{$}}
// PROOF-NEXT: dma_map_single_attrs rewritten explained __va(phys) is the kernel address of phys{{$}}
// PROOF-NEXT: dma_map_single refused none variable(): {{.}}
// PROOF-NEXT: dma_map_single refused none{{$}}
// PROOF-NEXT: dma_map_single refused none{{$}}
// PROOF-NEXT: dma_map_single refused none{{$}}
// PROOF-NEXT: dma_map_single refused none{{$}}
// PROOF-NEXT: dma_map_single refused none{{$}}
// PROOF-NEXT: dma_map_single refused none{{$}}
// PROOF-NEXT: dma_map_single refused none{{$}}
// PROOF-NEXT: dma_map_single refused none{{$}}
// PROOF-NOT: {{.}}
// RUN: grep -c '"reason": "virtual-address"' %t.json | FileCheck --check-prefix=REASONS %s
// REASONS: 8
//
// By default there is no such name.
// RUN: kphys fix -p %t --with-prep --inference=off --diff %t.diff --report %t.json drivers/net/single.c
// RUN: not grep dma_map_single %t.diff %t.json
// RUN: kphys scan -p %t --inference=off --level 1 drivers/net/single.c | FileCheck --check-prefix=SCAN %s
// SCAN: single.c:13:9: remark: dma_map_single: dma_map_phys(dev, page_to_phys(page), 64, 1, 0) {{\[}}kphys-dma-map-single]
//
// What is compared tells a kernel address from a physical one.
// RUN: kphys fix -p %t --with-prep --inference=off --level 1 --catalog %t.parts/wrong.json --verify=codegen --report %t.json --diff %t.diff drivers/net/single.c
// RUN: proofs %t.json drivers/net/single.c | FileCheck --check-prefix=WRONG %s
// WRONG: dma_map_single refused none wrong(): {{.}}

//--- wrong.json
{
  "schema": "kphys-catalog/2",
  "idioms": [
    {"rewrite": "phys(kernel_of(X)) => (unsigned long)phys_to_virt(X)", "type": "phys_addr_t"}
  ]
}
//--- include/asm/page.h
#define __va(x) ((void *)((unsigned long)(x) + PAGE_OFFSET))
#define kernel_of(x) phys_to_virt(x)
//--- drivers/net/single.c
#include <asm/page.h>
#include <linux/dma-mapping.h>

#define HEADROOM 64

struct item { int x[2]; };
phys_addr_t next(void);
void use(dma_addr_t);

// CHECK: {{^[+].*}}return dma_map_phys(dev, page_to_phys(page), 64, 1, 0);
dma_addr_t first(struct device *dev, struct page *page)
{
	return dma_map_single(dev, page_address(page), 64, 1);
}

dma_addr_t offset(struct device *dev, struct page *page)
{
	// CHECK: {{^[+].*}}return dma_map_phys(dev, page_to_phys(page) + HEADROOM, 64, 1, 0);
	return dma_map_single(dev, page_address(page) + HEADROOM, 64, 1);
}

dma_addr_t physical(struct device *dev, phys_addr_t phys)
{
	// CHECK: {{^[+].*}}return dma_map_phys(dev, phys, 64,
	// CHECK-NEXT: {{^[+].*}}1, 0);
	return dma_map_single(dev, phys_to_virt(phys), 64,
			      1);
}

dma_addr_t looser(struct device *dev, phys_addr_t phys, phys_addr_t low)
{
	// CHECK: {{^[+].*}}return dma_map_phys(dev, ((phys | low) + HEADROOM), 64, 1, 0);
	return dma_map_single(dev, (phys_to_virt(phys | low) + HEADROOM), 64, 1);
}

dma_addr_t through(struct device *dev, struct page **pages)
{
	// CHECK: {{^[+].*}}return dma_map_phys(dev, page_to_phys(pages[0]), 64, 1, 0);
	return dma_map_single(dev, __va(page_to_phys(pages[0])), 64, 1);
}

dma_addr_t attributes(struct device *dev, phys_addr_t phys)
{
	// CHECK: {{^[+].*}}return dma_map_phys(dev, phys, 64, 1, DMA_ATTR_SKIP_CPU_SYNC);
	return dma_map_single_attrs(dev, __va(phys), 64, 1, DMA_ATTR_SKIP_CPU_SYNC);
}

// A variable offset is the same, but the compiler does not see it.
dma_addr_t variable(struct device *dev, phys_addr_t phys, unsigned long off)
{
	return dma_map_single(dev, phys_to_virt(phys) + off, 64, 1);
}

dma_addr_t wrong(struct device *dev, phys_addr_t phys)
{
	return dma_map_single(dev, kernel_of(phys), 64, 1);
}

// A pointer; an address of another kind; what counts in other units; side effects; a difference; a macro; a choice.
void refused(struct device *dev, struct page *page, void *p, dma_addr_t dma, bool half)
{
	use(dma_map_single(dev, p, 64, 1));
	use(dma_map_single(dev, phys_to_virt(dma), 64, 1));
	use(dma_map_single(dev, (struct item *)page_address(page) + 1, 64, 1));
	use(dma_map_single(dev, phys_to_virt(next()), 64, 1));
	use(dma_map_single(dev, page_address(page) - 64, 64, 1));
#define MAP(page) dma_map_single(dev, page_address(page), 64, 1)
	use(MAP(page));
	use(dma_map_single(dev, half ? page_address(page) : p, 64, 1));
}
