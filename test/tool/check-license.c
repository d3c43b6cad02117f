// `kphys check` of a part of a module: what its other sources say of the licence counts, and what is not found is not
// taken for the GPL.
//
// RUN: rm -rf %t %t.mod && split-file %s %t.parts && mini-tree %t %t.parts/tree && cp -r %t.parts/mod %t.mod
// RUN: cd %t && kphys check -- -nostdinc -Iinclude -Iarch/x86/include -std=gnu11 -DMODULE drivers/net/closed/map.c 2>&1 | FileCheck --check-prefix=CLOSED --implicit-check-not="can be written" %s
// RUN: cd %t && kphys check -- -nostdinc -Iinclude -Iarch/x86/include -std=gnu11 -DMODULE drivers/net/open/map.c 2>&1 | FileCheck --check-prefix=OPEN %s
// RUN: cd %t && kphys check -- -nostdinc -Iinclude -Iarch/x86/include -std=gnu11 -DMODULE drivers/net/open/part/map.c 2>&1 | FileCheck --check-prefix=PART %s
// RUN: cd %t && kphys check -- -nostdinc -Iinclude -Iarch/x86/include -std=gnu11 -DMODULE drivers/net/dual/map.c 2>&1 | FileCheck --check-prefix=DUAL %s
// RUN: cd %t && kphys check -- -nostdinc -Iinclude -Iarch/x86/include -std=gnu11 -DMODULE fs/none/map.c 2>&1 | FileCheck --check-prefix=NONE %s
// RUN: cd %t && kphys check -- -nostdinc -Iinclude -Iarch/x86/include -std=gnu11 fs/none/map.c 2>&1 | FileCheck --check-prefix=BUILT %s
//
// Outside the tree only what lies beside it counts.
// RUN: cd %t.mod && kphys check -- -nostdinc -I%t/include -I%t/arch/x86/include -std=gnu11 -DMODULE src/map.c 2>&1 | FileCheck --check-prefix=NONE %s
//
// clang-tidy says the same.
// RUN: cd %t && %tidy --header-filter='.*' --checks='-*,kphys-dma-map-page' --config={} drivers/net/closed/map.c -- -nostdinc -Iinclude -Iarch/x86/include -std=gnu11 -DMODULE 2>&1 | FileCheck --check-prefix=CLOSED --implicit-check-not="can be written" %s
//
// CLOSED-DAG: lowlevel.h:4:9: warning: dma_map_page() is left for a person: non-gpl-module (MODULE_LICENSE("Proprietary"))
// CLOSED-DAG: map.c:4:9: warning: dma_map_page() is left for a person: non-gpl-module (MODULE_LICENSE("Proprietary"))
// OPEN: map.c:4:9: warning: dma_map_page() can be written dma_map_phys(
// OPEN-NEXT: drivers/net/open/main.c:1:1: note: its MODULE_LICENSE() is taken for that of this module
// PART: map.c:4:9: warning: dma_map_page() can be written dma_map_phys(
// PART-NEXT: drivers/net/open/main.c:1:1: note: its MODULE_LICENSE() is taken for that of this module
// DUAL: map.c:4:9: warning: dma_map_page() is left for a person: non-gpl-module (MODULE_LICENSE("CDDL"))
// NONE: map.c:4:9: warning: dma_map_page() is left for a person: unknown-module-license (no MODULE_LICENSE() in this file, nor beside it)
// BUILT: map.c:4:9: warning: dma_map_page() can be written dma_map_phys(
// BUILT-NOT: note:

//--- tree/drivers/net/closed/lowlevel.h
#include <linux/dma-mapping.h>
static inline dma_addr_t lowlevel(struct device *dev, struct page *page)
{
	return dma_map_page(dev, page, 0, 32, DMA_TO_DEVICE);
}
//--- tree/drivers/net/closed/map.c
#include "lowlevel.h"
dma_addr_t map(struct device *dev, struct page *page)
{
	return dma_map_page(dev, page, 0, 64, DMA_TO_DEVICE);
}
//--- tree/drivers/net/closed/main.c
MODULE_LICENSE("Proprietary");
//--- tree/drivers/net/open/map.c
#include <linux/dma-mapping.h>
dma_addr_t map(struct device *dev, struct page *page)
{
	return dma_map_page(dev, page, 0, 64, DMA_TO_DEVICE);
}
//--- tree/drivers/net/open/main.c
MODULE_LICENSE("Dual BSD/GPL");
//--- tree/drivers/net/open/part/map.c
#include <linux/dma-mapping.h>
dma_addr_t map(struct device *dev, struct page *page)
{
	return dma_map_page(dev, page, 0, 64, DMA_TO_DEVICE);
}
//--- tree/drivers/net/dual/map.c
#include <linux/dma-mapping.h>
dma_addr_t map(struct device *dev, struct page *page)
{
	return dma_map_page(dev, page, 0, 64, DMA_TO_DEVICE);
}
#define MODULE_LICENSE(license) extern int unused
#define OTHER_LICENSE "CDDL"
MODULE_LICENSE("Dual MIT/GPL");
MODULE_LICENSE(OTHER_LICENSE);
//--- tree/fs/none/map.c
#include <linux/dma-mapping.h>
dma_addr_t map(struct device *dev, struct page *page)
{
	return dma_map_page(dev, page, 0, 64, DMA_TO_DEVICE);
}
//--- mod/src/map.c
#include <linux/dma-mapping.h>
dma_addr_t map(struct device *dev, struct page *page)
{
	return dma_map_page(dev, page, 0, 64, DMA_TO_DEVICE);
}
//--- mod/main.c
MODULE_LICENSE("GPL");
