// Two arguments, each called as the parameter of the other.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys audit -p %t --checks=-*,kphys-swapped-names drivers | FileCheck --implicit-check-not=warning: %s
// RUN: kphys audit -p %t --checks=-*,kphys-swapped-arguments drivers | count 0

//--- drivers/net/audited.c
#include <linux/dma-mapping.h>
struct desc { u64 addr; unsigned int length, type; };
struct request { struct desc sgl, *descriptors[2]; unsigned int head, tail; };
void free_descs(struct device *dev, struct desc *sge, struct desc *sg_list);
void copy_range(phys_addr_t dst, phys_addr_t src, size_t size);
void advance(struct request *rq, unsigned int head, unsigned int tail);
void rotate(int x, int y);
void take(unsigned int count, struct desc *list);

void broken(struct device *dev, struct request *rq)
{
	struct desc *sge = &rq->sgl, *sg_list = rq->descriptors[0];

	// CHECK: audited.c:[[@LINE+2]]:18: warning: arguments 2 and 3 of free_descs() stand in each other's place [kphys-swapped-names]
	// CHECK-NEXT: note: its parameters are 'sge' and 'sg_list'
	free_descs(dev, sg_list, sge);
	// CHECK: audited.c:[[@LINE+1]]:14: warning: arguments 2 and 3 of advance() stand
	advance(rq, rq->tail, rq->head);
}
/* The two ends of a direction. */
void wrong_direction(phys_addr_t src, phys_addr_t dst)
{
	// CHECK: audited.c:[[@LINE+1]]:13: warning: arguments 1 and 2 of copy_range() stand
	copy_range(src, dst, 64);
}

/* The other way round on purpose. */
void copy_back(phys_addr_t src, phys_addr_t dst)
{
	copy_range(src, dst, 64);
}
void copy_in(phys_addr_t dst, phys_addr_t src, size_t size)
{
	copy_range(src, dst, size);
}
int try_it(phys_addr_t src, phys_addr_t dst, int (*works)(void))
{
	copy_range(dst, src, 64);
	if (works())
		return 0;
	copy_range(src, dst, 64);
	return -5;
}
void undo_advance(struct request *rq)
{
	advance(rq, rq->tail, rq->head);
}

void repaired(struct device *dev, struct request *rq, int x, int y, struct desc *count, unsigned int list)
{
	free_descs(dev, &rq->sgl, rq->descriptors[0]);
	advance(rq, rq->head, rq->tail);
	rotate(y, x);
}
