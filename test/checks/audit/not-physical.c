// virt_to_phys() was forgotten; a cast keeps the compiler quiet.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys audit -p %t --checks=-*,kphys-not-physical drivers | FileCheck --implicit-check-not=warning: %s

//--- drivers/net/audited.c
#include <linux/dma-mapping.h>
dma_addr_t dma_map_phys(struct device *dev, phys_addr_t phys, size_t size,
			enum dma_data_direction dir, unsigned long attrs);
unsigned long __get_free_pages(gfp_t gfp, unsigned int order);
void of_driver(phys_addr_t where);
int zone_device_pages_have_same_pgmap(const struct page *a, const struct page *b);
void gnttab_set_map_op(phys_addr_t where);

struct sk_buff {
	unsigned char *data;
	void *cookie;
	unsigned char *registers;
	phys_addr_t phys;
};

dma_addr_t broken(struct device *dev, struct sk_buff *skb)
{
	// CHECK: audited.c:[[@LINE+1]]:27: warning: dma_map_phys() takes a physical address, and gets a pointer [kphys-not-physical]
	return dma_map_phys(dev, (phys_addr_t)skb->data, 64, DMA_TO_DEVICE, 0);
}

dma_addr_t repaired(struct device *dev, struct sk_buff *skb)
{
	return dma_map_phys(dev, virt_to_phys(skb->data), 64, DMA_TO_DEVICE, 0);
}

dma_addr_t in_a_number(struct device *dev)
{
	unsigned long buffer = __get_free_pages(0, 1);

	// CHECK: audited.c:[[@LINE+2]]:{{[0-9]+}}: warning: {{.*}} gets the virtual address that __get_free_pages() returns [kphys-not-physical]
	// CHECK-NEXT: audited.c:[[@LINE-3]]:{{[0-9]+}}: note: it comes from here
	return dma_map_phys(dev, buffer, 64, DMA_TO_DEVICE, 0);
}

void others(struct device *dev, struct page *page, struct sk_buff *skb)
{
	// CHECK: audited.c:[[@LINE+1]]:{{[0-9]+}}: warning: of_driver() {{.*}} gets a pointer to struct page
	of_driver((unsigned long)page);
	// CHECK: audited.c:[[@LINE+1]]:{{[0-9]+}}: warning: of_driver() {{.*}} gets a pointer [
	of_driver((unsigned long)&skb->phys);
	of_driver((unsigned long)skb->cookie);
	of_driver(skb->phys);
	zone_device_pages_have_same_pgmap(page, page);
	gnttab_set_map_op((unsigned long)skb->data);
	skb->registers = (unsigned char *)(unsigned long)skb->phys;
	of_driver((unsigned long)skb->registers);
	of_driver(page_to_phys(page));
}
