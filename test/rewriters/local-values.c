// A local variable that holds what an idiom needs is as good as the expression, as long as neither has changed since:
// an offset taken of an address that was masked or advanced afterwards is how file systems were corrupted.
//
// RUN: rm -rf %t && split-file %s %t.parts && mini-tree %t %t.parts
// RUN: kphys fix -p %t --with-prep drivers/net/local-values.c > %t.diff
// RUN: FileCheck --input-file=%t.diff %s

//--- drivers/net/local-values.c
#include <linux/dma-mapping.h>

struct ring { void *page; size_t off; };
int is_aligned(size_t off);
void held_by(phys_addr_t address);

// An offset that was taken of the same address, some lines above.
dma_addr_t offset_above(struct device *dev, void *buf, size_t len)
{
	size_t off = (size_t)buf & ~PAGE_MASK;

	if (!is_aligned(off))
		return 0;
	// CHECK: {{^[+].*}}return dma_map_phys(dev, virt_to_phys(buf), len, 1, 0);
	return dma_map_page(dev, virt_to_page(buf), off, len, 1);
}

// The disks were lost here: the address has been masked in between.
dma_addr_t masked(struct device *dev, void *buf, size_t len)
{
	size_t off = (size_t)buf & ~PAGE_MASK;

	buf = (void *)((unsigned long)buf & PAGE_MASK);
	is_aligned(off);
	// CHECK: {{^[+].*}}page_to_phys(virt_to_page(buf)) + off, len
	return dma_map_page(dev, virt_to_page(buf), off, len, 1);
}

dma_addr_t advanced(struct device *dev, char *buf, size_t len)
{
	size_t off = (size_t)buf & ~PAGE_MASK;
	dma_addr_t last = 0;

	is_aligned(off);
	while (len--) {
		// CHECK: {{^[+].*}}page_to_phys(virt_to_page(buf)) + off, len
		last = dma_map_page(dev, virt_to_page(buf), off, len, 1);
		buf += PAGE_SIZE;
	}
	return last;
}

// The offset has been changed, or is one of two; is of another address; may be narrower than a page has bytes; is read
// through a pointer; or would not be read anywhere any more.
void others(struct device *dev, char *buf, char *other, struct ring *ring, size_t len)
{
	size_t moved = (size_t)buf & ~PAGE_MASK, one = (size_t)buf & ~PAGE_MASK, foreign = (size_t)other & ~PAGE_MASK;
	size_t taken = (size_t)buf & ~PAGE_MASK, field = (size_t)ring->page & ~PAGE_MASK, only = (size_t)buf & ~PAGE_MASK;
	unsigned short narrow = (size_t)buf & ~PAGE_MASK;

	is_aligned(moved + one + foreign + narrow + taken + field);
	is_aligned(*(&taken));
	moved += 64;
	if (len)
		one = 0;
	// CHECK: {{^[+].*}}page_to_phys(virt_to_page(buf)) + moved, len
	dma_map_page(dev, virt_to_page(buf), moved, len, 1);
	// CHECK: {{^[+].*}}page_to_phys(virt_to_page(buf)) + one, len
	dma_map_page(dev, virt_to_page(buf), one, len, 1);
	// CHECK: {{^[+].*}}page_to_phys(virt_to_page(buf)) + foreign, len
	dma_map_page(dev, virt_to_page(buf), foreign, len, 1);
	// CHECK: {{^[+].*}}page_to_phys(virt_to_page(buf)) + narrow, len
	dma_map_page(dev, virt_to_page(buf), narrow, len, 1);
	// CHECK: {{^[+].*}}page_to_phys(virt_to_page(buf)) + taken, len
	dma_map_page(dev, virt_to_page(buf), taken, len, 1);
	// CHECK: {{^[+].*}}page_to_phys(virt_to_page(ring->page)) + field, len
	dma_map_page(dev, virt_to_page(ring->page), field, len, 1);
	// CHECK: {{^[+].*}}page_to_phys(virt_to_page(buf)) + only, len
	dma_map_page(dev, virt_to_page(buf), only, len, 1);
}

// A local that holds the address already, of the same page and in scope.
void addresses(struct device *dev, struct page *page, struct page *other, u32 off, int two)
{
	phys_addr_t held = page_to_phys(page), moved = page_to_phys(page), sum = (page_to_phys(other) + off);
	unsigned long narrow = page_to_phys(other);

	if (two) {
		phys_addr_t inner = page_to_phys(other);

		held_by(inner);
	}
	moved += two;
	held_by(narrow + sum);
	// CHECK: {{^[+].*}}dma_map_phys(dev, held, 64, 1, 0);
	dma_map_page(dev, page, 0, 64, 1);
	// CHECK: {{^[+].*}}dma_map_phys(dev, sum, 64, 1, 0);
	dma_map_page(dev, other, off, 64, 1);
	// CHECK: {{^[+].*}}dma_map_phys(dev, page_to_phys(other), 64, 1, 0);
	dma_map_page(dev, other, 0, 64, 1);
	// CHECK: {{^[+].*}}dma_map_phys(dev, page_to_phys(page) + off, 64, 1, 0);
	dma_map_page(dev, page, off, 64, 1);
	off = 8;
	// CHECK: {{^[+].*}}dma_map_phys(dev, page_to_phys(other) + off, 64, 1, 0);
	dma_map_page(dev, other, off, 64, 1);
	held_by(moved);
	page = other;
	// CHECK: {{^[+].*}}dma_map_phys(dev, page_to_phys(page), 64, 1, 0);
	dma_map_page(dev, page, 0, 64, 1);
}
