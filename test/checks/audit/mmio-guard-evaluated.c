// What a condition says of the attributes is evaluated, however it is written.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys audit -p %t --checks=-*,kphys-mmio-guard drivers/iommu/guarded.c | count 0
// RUN: kphys audit -p %t --checks=-*,kphys-mmio-guard --no-pch drivers/iommu/guarded.c | count 0
// RUN: kphys audit -p %t --checks=-*,kphys-mmio-guard drivers/iommu/open.c | FileCheck --implicit-check-not=warning: %s

//--- include/linux/dma-map-ops.h
#include <linux/dma-mapping.h>
#define DMA_ATTR_WEAK_ORDERING (1UL << 1)
#define DMA_ATTR_MMIO (1UL << 10)
#define DMA_ATTR_REQUIRE_COHERENT (1UL << 12)
#define DMA_ATTR_NO_BOUNCE (DMA_ATTR_MMIO | DMA_ATTR_REQUIRE_COHERENT)
#define unlikely(x) __builtin_expect(!!(x), 0)
#define WARN_ON(x) ({ int __ret = !!(x); if (unlikely(__ret)) warn(); unlikely(__ret); })
void warn(void);
void log_attrs(struct device *dev, unsigned long attrs);
bool dev_refuses(struct device *dev, unsigned long attrs);
bool test_bit(long nr, const volatile unsigned long *addr);
dma_addr_t enter(void *virt, size_t size);

struct dma_map_ops {
	dma_addr_t (*map_phys)(struct device *dev, phys_addr_t phys, size_t size,
			       enum dma_data_direction dir, unsigned long attrs);
};
static inline bool attrs_are_mmio(unsigned long attrs)
{
	return (attrs & DMA_ATTR_MMIO) != 0;
}
static inline bool attrs_refused(unsigned long attrs)
{
	if (attrs & DMA_ATTR_WEAK_ORDERING)
		return true;
	return attrs_are_mmio(attrs);
}
static inline bool attrs_are_weak(unsigned long attrs)
{
	return attrs & DMA_ATTR_WEAK_ORDERING;
}
#define ARGS struct device *dev, phys_addr_t phys, size_t size, enum dma_data_direction dir, unsigned long attrs
//--- drivers/iommu/guarded.c
#include <linux/dma-map-ops.h>

static const unsigned long refused = DMA_ATTR_NO_BOUNCE;
enum { REFUSED = DMA_ATTR_NO_BOUNCE };

static dma_addr_t two_flags(ARGS)
{
	if (attrs & (DMA_ATTR_MMIO | DMA_ATTR_REQUIRE_COHERENT))
		return DMA_MAPPING_ERROR;
	return enter(phys_to_virt(phys), size);
}
static dma_addr_t named(ARGS)
{
	if (unlikely(attrs & DMA_ATTR_NO_BOUNCE))
		return DMA_MAPPING_ERROR;
	return enter(phys_to_virt(phys), size);
}
static dma_addr_t constant(ARGS)
{
	if (attrs & refused)
		return DMA_MAPPING_ERROR;
	return enter(phys_to_virt(phys), size);
}
static dma_addr_t enumerator(ARGS)
{
	return attrs & REFUSED ? DMA_MAPPING_ERROR : enter(phys_to_virt(phys), size);
}
static dma_addr_t helper(ARGS)
{
	if (attrs_refused(attrs))
		return DMA_MAPPING_ERROR;
	return enter(phys_to_virt(phys), size);
}
static dma_addr_t equal(ARGS)
{
	if ((attrs & DMA_ATTR_MMIO) == DMA_ATTR_MMIO)
		return DMA_MAPPING_ERROR;
	return enter(phys_to_virt(phys), size);
}
static dma_addr_t wanted(ARGS)
{
	if (!(attrs & DMA_ATTR_MMIO))
		return enter(phys_to_virt(phys), size);
	return DMA_MAPPING_ERROR;
}
static dma_addr_t in_else(ARGS)
{
	if (attrs & DMA_ATTR_MMIO)
		log_attrs(dev, attrs);
	else
		return enter(phys_to_virt(phys), size);
	return phys;
}
static dma_addr_t kept(ARGS)
{
	bool is_mmio = !!(attrs & DMA_ATTR_MMIO);
	bool is_ram;

	is_ram = !is_mmio && size;
	log_attrs(dev, attrs);
	if (is_ram)
		return enter(phys_to_virt(phys), size);
	return phys;
}
static dma_addr_t by_flag(ARGS)
{
	int how = 1;

	if (attrs & DMA_ATTR_MMIO)
		how = 0;
	if (how)
		return enter(phys_to_virt(phys), size);
	return phys;
}
static dma_addr_t switched(ARGS)
{
	switch (attrs & DMA_ATTR_NO_BOUNCE) {
	case DMA_ATTR_MMIO:
	case DMA_ATTR_NO_BOUNCE:
		return phys;
	case 0:
		return enter(phys_to_virt(phys), size);
	default:
		return enter(phys_to_virt(phys), 0);
	}
}
static dma_addr_t jumped(ARGS)
{
	dma_addr_t result = DMA_MAPPING_ERROR;

	if (WARN_ON(attrs & DMA_ATTR_MMIO))
		goto out;
	result = enter(phys_to_virt(phys), size);
out:
	return result;
}
static dma_addr_t nested(ARGS)
{
	if (dev && size) {
		if (dir == DMA_TO_DEVICE || !(attrs & (DMA_ATTR_MMIO | DMA_ATTR_WEAK_ORDERING))) {
			if (attrs & DMA_ATTR_MMIO && dir == DMA_TO_DEVICE)
				return phys;
			return enter(phys_to_virt(phys), size);
		}
	}
	return phys;
}
static dma_addr_t masked(ARGS)
{
	unsigned int some = attrs;

	some &= DMA_ATTR_NO_BOUNCE;
	if (some)
		return DMA_MAPPING_ERROR;
	return enter(phys_to_virt(phys), size);
}
static dma_addr_t correlated(ARGS)
{
	bool for_cpu = size > 64;

	if (for_cpu && (attrs & DMA_ATTR_MMIO))
		return DMA_MAPPING_ERROR;
	if (for_cpu)
		enter(phys_to_virt(phys), size);
	return phys;
}
/* Nobody can see what these answer. */
static dma_addr_t opaque(ARGS)
{
	if (dev_refuses(dev, attrs))
		return DMA_MAPPING_ERROR;
	return enter(phys_to_virt(phys), size);
}
static dma_addr_t by_bit(ARGS)
{
	if (test_bit(10, &attrs))
		return DMA_MAPPING_ERROR;
	return enter(phys_to_virt(phys), size);
}
struct request { unsigned long attrs; };
static dma_addr_t stored(ARGS)
{
	struct request request = { .attrs = attrs };

	if (request.attrs & DMA_ATTR_MMIO)
		return DMA_MAPPING_ERROR;
	return enter(phys_to_virt(phys), size);
}
static dma_addr_t enter_ram(phys_addr_t phys, size_t size, bool is_mmio)
{
	return is_mmio ? phys : enter(phys_to_virt(phys), size);
}
static dma_addr_t handed_on(ARGS)
{
	return enter_ram(phys, size, attrs & DMA_ATTR_MMIO);
}
static dma_addr_t otherwise_called(struct device *dev, phys_addr_t phys, size_t size,
				   enum dma_data_direction dir, unsigned long flags)
{
	if (flags & DMA_ATTR_MMIO)
		return DMA_MAPPING_ERROR;
	return enter(phys_to_virt(phys), size);
}
const struct dma_map_ops guarded[] = {
	{ two_flags }, { named }, { constant }, { enumerator }, { helper }, { equal }, { wanted }, { in_else },
	{ kept }, { by_flag }, { switched }, { jumped }, { nested }, { masked }, { correlated }, { opaque },
	{ by_bit }, { stored }, { handed_on }, { otherwise_called },
};
//--- drivers/iommu/open.c
#include <linux/dma-map-ops.h>

/* Either alone lets device memory through. */
static dma_addr_t both(ARGS)
{
	if ((attrs & DMA_ATTR_NO_BOUNCE) == DMA_ATTR_NO_BOUNCE)
		return DMA_MAPPING_ERROR;
	// CHECK: open.c:[[@LINE+1]]:15: warning: phys_to_virt() {{.*}} [kphys-mmio-guard]
	return enter(phys_to_virt(phys), size);
}
static dma_addr_t other_flag(ARGS)
{
	if (attrs & (DMA_ATTR_REQUIRE_COHERENT | DMA_ATTR_WEAK_ORDERING))
		return DMA_MAPPING_ERROR;
	// CHECK: open.c:[[@LINE+1]]:15: warning: phys_to_virt()
	return enter(phys_to_virt(phys), size);
}
static dma_addr_t wrong_way(ARGS)
{
	if (!(attrs & DMA_ATTR_MMIO))
		return DMA_MAPPING_ERROR;
	// CHECK: open.c:[[@LINE+1]]:15: warning: phys_to_virt()
	return enter(phys_to_virt(phys), size);
}
static dma_addr_t no_answer(ARGS)
{
	if (attrs & DMA_ATTR_MMIO)
		log_attrs(dev, attrs);
	// CHECK: open.c:[[@LINE+1]]:15: warning: phys_to_virt()
	return enter(phys_to_virt(phys), size);
}
static dma_addr_t other_question(ARGS)
{
	if (attrs_are_weak(attrs))
		return DMA_MAPPING_ERROR;
	// CHECK: open.c:[[@LINE+1]]:15: warning: phys_to_virt()
	return enter(phys_to_virt(phys), size);
}
static dma_addr_t overwritten(ARGS)
{
	bool is_mmio = attrs & DMA_ATTR_MMIO;

	is_mmio = size > 64;
	if (is_mmio)
		return DMA_MAPPING_ERROR;
	// CHECK: open.c:[[@LINE+1]]:15: warning: phys_to_virt()
	return enter(phys_to_virt(phys), size);
}
static dma_addr_t one_case(ARGS)
{
	switch (attrs & DMA_ATTR_NO_BOUNCE) {
	case DMA_ATTR_MMIO:
		return phys;
	default:
		// CHECK: open.c:[[@LINE+1]]:16: warning: phys_to_virt()
		return enter(phys_to_virt(phys), size);
	}
}
const struct dma_map_ops open[] = {
	{ both }, { other_flag }, { wrong_way }, { no_answer }, { other_question }, { overwritten }, { one_case },
};
