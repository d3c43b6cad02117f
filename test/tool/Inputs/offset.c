#include <linux/mm.h>

dma_addr_t sg_dma_address(const void *sg);
unsigned long offset_of(struct page *page);
unsigned long offset_of(struct page *page)
{
	return offset_in_page(page);
}

void *bus(const void *sg);
void *bus(const void *sg)
{
	return phys_to_virt(sg_dma_address(sg));
}
