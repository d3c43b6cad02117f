// Memory of the kernel is mapped by its kernel address where that is preferred, and the report has the other way.
//
// RUN: rm -rf %t && split-file %s %t.parts && mini-tree %t %t.parts
// RUN: kphys fix -p %t --with-prep --inference=off --report %t.json --diff - drivers/net/ethernet drivers/dma/mem.c | FileCheck %s
// CHECK-LABEL: +++ b/drivers/dma/mem.c
// CHECK: {{^[+].*}}dma_map_phys(dev, virt_to_phys(p), len, DMA_TO_DEVICE, 0);
// CHECK-LABEL: +++ b/drivers/net/ethernet/nic.c
// CHECK-NOT: linux/io.h
// CHECK: {{^[+].*}}return dma_map_single(dev, p, len, DMA_TO_DEVICE);
// CHECK: {{^[+].*}}return dma_map_single_attrs(dev, p + 8, len, DMA_TO_DEVICE, attrs);
// CHECK: {{^[-].*}}struct page *page = virt_to_page(p);
// CHECK: {{^[+].*}}return dma_map_single(dev, p, len, DMA_TO_DEVICE);
// CHECK: {{^[+].*}}return dma_map_phys(dev, page_to_phys(page) + off, len, DMA_TO_DEVICE, 0);
// RUN: FileCheck --check-prefix=OTHERWISE --input-file=%t.json %s
// OTHERWISE: "otherwise": "dma_map_single(dev, p, len, DMA_TO_DEVICE)"
// OTHERWISE: "otherwise": "dma_map_phys(dev, virt_to_phys(p), len, DMA_TO_DEVICE, 0)"
// OTHERWISE: "otherwise": "dma_map_phys(dev, virt_to_phys(p + 8), len, DMA_TO_DEVICE, attrs)"
// RUN: validate %t.json
//
// RUN: kphys fix -p %t --with-prep --inference=off --prefer=single --diff - drivers/dma/mem.c | FileCheck --check-prefix=SINGLE %s
// SINGLE: {{^[+].*}}return dma_map_single(dev, p, len, DMA_TO_DEVICE);
// RUN: kphys fix -p %t --with-prep --inference=off --prefer=phys --diff - drivers/net/ethernet/nic.c | FileCheck --check-prefix=PHYS %s
// PHYS-NOT: {{^[+].*}}dma_map_single
// PHYS: {{^[+].*}}return dma_map_phys(dev, virt_to_phys(p), len, DMA_TO_DEVICE, 0);
//
// A rule of level 1 goes the other way: then nothing is preferred unless asked for.
// RUN: kphys fix -p %t --with-prep --inference=off --level=1 --diff - drivers/net/ethernet/nic.c | FileCheck --check-prefix=PHYS %s

//--- include/linux/io.h
//--- drivers/dma/mem.c
#include <linux/dma-mapping.h>
dma_addr_t mem(struct device *dev, void *p, size_t len)
{
	return dma_map_page(dev, virt_to_page(p), offset_in_page(p), len, DMA_TO_DEVICE);
}
//--- drivers/net/ethernet/nic.c
#include <linux/dma-mapping.h>
dma_addr_t plain(struct device *dev, void *p, size_t len)
{
	return dma_map_page(dev, virt_to_page(p), offset_in_page(p), len, DMA_TO_DEVICE);
}
dma_addr_t with_attrs(struct device *dev, void *p, size_t len, unsigned long attrs)
{
	return dma_map_page_attrs(dev, virt_to_page(p + 8), offset_in_page(p + 8), len, DMA_TO_DEVICE, attrs);
}
dma_addr_t by_locals(struct device *dev, void *p, size_t len)
{
	struct page *page = virt_to_page(p);
	size_t off = offset_in_page(p);

	return dma_map_page(dev, page, off, len, DMA_TO_DEVICE);
}
dma_addr_t of_page(struct device *dev, struct page *page, size_t off, size_t len)
{
	return dma_map_page(dev, page, off, len, DMA_TO_DEVICE);
}
