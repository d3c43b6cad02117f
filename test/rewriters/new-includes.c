// A header that declares what a rewrite uses is included where the file includes it neither itself nor by a header
// beside it: between two that are before and behind it in the alphabet, or at the end.
//
// RUN: rm -rf %t && split-file %s %t.parts && mini-tree %t %t.parts
// RUN: kphys fix -p %t --with-prep --report %t.json drivers/net/asm.c drivers/net/behind.c drivers/net/beside.c drivers/net/order.c > %t.diff
// RUN: FileCheck --implicit-check-not='+#include' --input-file=%t.diff %s
// RUN: (cd %t && patch -s -p1 < %t.diff) && kphys fix -p %t --diff %t.again drivers/net/asm.c drivers/net/behind.c drivers/net/beside.c drivers/net/order.c && test ! -s %t.again
// RUN: validate %t.json
//
// A tree without such a header.
// RUN: rm -rf %t && mini-tree %t %t.parts && rm %t/include/linux/io.h && sed -i /linux.io.h/d %t/drivers/net/*.[ch]
// RUN: kphys fix -p %t --with-prep drivers/net/asm.c drivers/net/behind.c drivers/net/beside.c drivers/net/order.c | FileCheck --implicit-check-not='+#include' --check-prefix=NONE %s
// NONE: +{{.*}}virt_to_phys(p)

//--- drivers/net/asm.c
#include <linux/io.h>
#include <linux/dma-mapping.h>
// CHECK: +++ b/drivers/net/asm.c
// CHECK: +{{.*}}virt_to_phys(p)
void itself(struct device *dev, void *p)
{
	dma_map_page(dev, virt_to_page(p), offset_in_page(p), 64, 1);
}
//--- drivers/net/behind.c
#include <linux/mm.h>
#include <linux/dma-mapping.h>

// CHECK: +++ b/drivers/net/behind.c
// CHECK: {{^}} #include <linux/dma-mapping.h>
// CHECK-NEXT: {{^}}+#include <linux/io.h>
// CHECK: +{{.*}}virt_to_phys(p)
void not_in_order(struct device *dev, void *p)
{
	dma_map_page(dev, virt_to_page(p), offset_in_page(p), 64, 1);
}
//--- drivers/net/beside.c
#include <linux/dma-mapping.h>
#include "beside.h"
// CHECK: +++ b/drivers/net/beside.c
// CHECK: +{{.*}}virt_to_phys(p)
void by_a_header(struct device *dev, void *p)
{
	dma_map_page(dev, virt_to_page(p), offset_in_page(p), 64, 1);
}
//--- drivers/net/beside.h
#include <linux/io.h>
//--- drivers/net/order.c
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/mm.h>
#ifdef CONFIG_NONE
#include <linux/zone.h>
#endif

// One line for two calls.
// CHECK: +++ b/drivers/net/order.c
// CHECK: {{^}} #include <linux/dma-mapping.h>
// CHECK-NEXT: {{^}}+#include <linux/io.h>
// CHECK-NEXT: {{^}} #include <linux/mm.h>
// CHECK: +{{.*}}virt_to_phys(p)
// CHECK: +{{.*}}virt_to_phys(p + 64)
void in_order(struct device *dev, void *p)
{
	dma_map_page(dev, virt_to_page(p), offset_in_page(p), 64, 1);
	dma_map_page(dev, virt_to_page(p + 64), offset_in_page(p + 64), 64, 1);
}
//--- include/linux/io.h
#ifndef _LINUX_IO_H
#define _LINUX_IO_H
#include <linux/types.h>
#endif
