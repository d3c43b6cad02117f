// Comments and messages that name the call which a function no longer makes name the new one; what they say in other
// words is pointed out.
//
// RUN: rm -rf %t && split-file %s %t.parts && mini-tree %t %t.parts
// RUN: kphys fix -p %t --with-prep --report %t.json drivers/net/said.c > %t.diff && validate %t.json
// RUN: FileCheck --input-file=%t.diff %s
// RUN: findings %t.json | FileCheck --check-prefix=LEFT --implicit-check-not=said.c %s
//
// CHECK: +++ b/drivers/net/said.c
// CHECK-NOT: {{^[-+]}}/*
// CHECK: {{^}}- * map - calls dma_map_page(), not my_dma_map_page()
// CHECK-NEXT: {{^}}+ * map - calls dma_map_phys(), not my_dma_map_page()
// CHECK: {{^}}+	printk("dma_map_phys failed\n"); /* dma_map_phys */
// CHECK-NEXT: {{^}} 	/* we failed
// CHECK-NEXT: {{^}} 	/* use dma_map_phys
// One of them stays: nothing is stale.
// CHECK: {{^}} 	/* half by dma_map_page */
// What names both, or is looked up, is left alone.
// CHECK: {{^}} 	/* convert dma_map_page() to dma_map_phys() */
// CHECK: {{^}}+	return lookup("dma_map_page") +
// CHECK: {{^}}+/* dma_map_phys() here */
// LEFT: drivers/net/said.c:14:18 2 kphys-stale-mention map 0/0
// LEFT: drivers/net/said.c:15:9 2 kphys-stale-mention map 0/0
// LEFT: drivers/net/said.c:28:13 2 kphys-stale-mention close_by 0/0

//--- drivers/net/said.c
#include <linux/dma-mapping.h>
int printk(const char *format, ...);
int lookup(const char *name);

/* dma_map_page() of some other function */
int unused;

/*
 * map - calls dma_map_page(), not my_dma_map_page()
 */
dma_addr_t map(struct device *dev, struct page *page)
{
	printk("dma_map_page failed\n"); /* dma_map_page */
	/* we failed to map_page */
	/* use dma_map_phys() here, some day */
	return dma_map_page(dev, page, 0, 64, 1);
}

dma_addr_t half(struct device *dev, struct page *page)
{
	/* half by dma_map_page */
	dma_map_page(dev, page, /* why */ 0, 64, 1);
	return dma_map_page(dev, page, 0, 64, 1);
}

dma_addr_t close_by(struct device *dev, struct page *page)
{
	/* convert dma_map_page() to dma_map_phys() */
	return lookup("dma_map_page") + dma_map_page(dev, page, 0, 64, 1);
}
/* dma_map_page() here */
dma_addr_t directly_behind(struct device *dev, struct page *page)
{
	return dma_map_page(dev, page, 0, 64, 1);
}
