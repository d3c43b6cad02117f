// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <linux/dma-mapping.h>
#include <linux/highmem.h>

struct second_nic {
	struct device *dev;
	struct page *page;
	dma_addr_t dma;
};

/* One file, two matters: a mapping for the device and one for the CPU. */
int second_nic_fill(struct second_nic *nic, u32 len)
{
	char *kaddr = kmap_atomic(nic->page);
	u32 i;

	for (i = 0; i < len; i++)
		kaddr[i] = i;
	kunmap_atomic(kaddr);

	nic->dma = dma_map_page(nic->dev, nic->page, 0, len, DMA_TO_DEVICE);
	return dma_mapping_error(nic->dev, nic->dma);
}
