// The rules that kphys has, as far as a semantic patch can say them: what Coccinelle is timed with.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

@map_page_zero@
expression dev, page, size, dir;
@@
- dma_map_page(dev, page, 0, size, dir)
+ dma_map_phys(dev, page_to_phys(page), size, dir, 0)

@map_page@
expression dev, page, off, size, dir;
@@
- dma_map_page(dev, page, off, size, dir)
+ dma_map_phys(dev, page_to_phys(page) + off, size, dir, 0)

@map_page_attrs_zero@
expression dev, page, size, dir, attrs;
@@
- dma_map_page_attrs(dev, page, 0, size, dir, attrs)
+ dma_map_phys(dev, page_to_phys(page), size, dir, attrs)

@map_page_attrs@
expression dev, page, off, size, dir, attrs;
@@
- dma_map_page_attrs(dev, page, off, size, dir, attrs)
+ dma_map_phys(dev, page_to_phys(page) + off, size, dir, attrs)

@unmap_page@
expression dev, addr, size, dir;
@@
- dma_unmap_page(dev, addr, size, dir)
+ dma_unmap_phys(dev, addr, size, dir, 0)

@unmap_page_attrs@
expression dev, addr, size, dir, attrs;
@@
- dma_unmap_page_attrs(dev, addr, size, dir, attrs)
+ dma_unmap_phys(dev, addr, size, dir, attrs)

@map_resource_zero@
expression dev, phys, size, dir;
@@
- dma_map_resource(dev, phys, size, dir, 0)
+ dma_map_phys(dev, phys, size, dir, DMA_ATTR_MMIO)

@map_resource@
expression dev, phys, size, dir, attrs;
@@
- dma_map_resource(dev, phys, size, dir, attrs)
+ dma_map_phys(dev, phys, size, dir, attrs | DMA_ATTR_MMIO)

@unmap_resource_zero@
expression dev, addr, size, dir;
@@
- dma_unmap_resource(dev, addr, size, dir, 0)
+ dma_unmap_phys(dev, addr, size, dir, DMA_ATTR_MMIO)

@unmap_resource@
expression dev, addr, size, dir, attrs;
@@
- dma_unmap_resource(dev, addr, size, dir, attrs)
+ dma_unmap_phys(dev, addr, size, dir, attrs | DMA_ATTR_MMIO)

// Reported, not rewritten.
@kmap@
expression e, p;
struct dma_map_ops *ops;
@@
(
* kmap_atomic(e)
|
* kunmap_atomic(e)
|
* kmap_atomic_pfn(e)
|
* kmap(e)
|
* ops->map_page
|
* ops->unmap_page
|
* ops->map_resource
|
* ops->unmap_resource
)
