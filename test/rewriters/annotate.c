// The two kinds as types: declarations change wherever they are, uses agree, and all of it can be
// taken out again.
//
// RUN: rm -rf %t %t.before && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts && cp -r %t %t.before
// RUN: kphys annotate -p %t drivers/net include/linux/ring_ops.h --diff %t.diff --report %t.json 2> %t.err
// RUN: FileCheck --input-file=%t.diff %s && FileCheck --check-prefix=SAID --input-file=%t.err %s
// RUN: validate %docs/report.schema.json %t.json && FileCheck --check-prefix=REPORT --input-file=%t.json %s
//
// In place the result is the same, to annotate it again changes nothing, and --strip takes it back.
// RUN: kphys annotate -p %t drivers/net include/linux/ring_ops.h --in-place --verify=codegen 2>&1 | FileCheck --check-prefix=SAID %s
// RUN: kphys annotate -p %t drivers/net include/linux/ring_ops.h --diff - 2>&1 | FileCheck --check-prefix=AGAIN %s
// AGAIN-NOT: {{^}}--- a
// AGAIN: annotated, 0 refused
// RUN: kphys annotate -p %t --strip --diff %t.strip && patch -s -p1 -R -d %t.before -i %t.strip && diff -r %t.before/include %t/include && diff -r %t.before/drivers %t/drivers
// RUN: patch -s -p1 -d %t.before -i %t.strip
// RUN: kphys annotate -p %t --strip --in-place 2>&1 | FileCheck --check-prefix=STRIP %s
// STRIP: annotations taken out of 5 files
// RUN: diff -r %t.before/include %t/include && diff -r %t.before/drivers %t/drivers && test ! -e %t/include/linux/kphys.h
//
// SAID: 15 declarations of phys_addr_t: 14 annotated, 0 refused, 1 of no kind that has a type
// SAID: 20 conversions: 4 api 6 arithmetic 2 both 2 outside 6 unknown
// SAID: note: drivers/other/other.c in the scope would spare 1
//
// REPORT: "annotation": {
// REPORT: "style": "bitwise"
// REPORT: "name": "any",
// REPORT-NEXT: "decl": "field",
// REPORT-NEXT: "file": "drivers/net/ring.h",
// REPORT-NEXT: "line": {{[0-9]+}},
// REPORT-NEXT: "function": "ring",
// REPORT-NEXT: "kind": "either",
// REPORT-NEXT: "status": "left",
// REPORT: "conversions": [
// REPORT: "to": "raw",
// REPORT-NEXT: "cause": "outside",
// REPORT-NEXT: "neighbour": {
// REPORT-NEXT: "name": "window",
// REPORT: "frontier": [

//--- include/linux/io.h
#include <linux/types.h>
void *ioremap(phys_addr_t addr, unsigned long size);
void printk(const char *format, ...);
//--- include/linux/ring_ops.h
#include <linux/types.h>
struct ring_ops {
	// CHECK-DAG: {{^}}+	int (*start)(void *ring, kphys_addr_t table, unsigned long size);
	int (*start)(void *ring, phys_addr_t table, unsigned long size);
	// CHECK-DAG: {{^}}+	kphys_addr_t (*table)(void *ring);
	phys_addr_t (*table)(void *ring);
};
//--- drivers/other/other.h
#include <linux/types.h>
struct other { phys_addr_t window; };
void other_take(phys_addr_t table);
//--- drivers/other/other.c
#include <linux/io.h>
#include <linux/mm.h>
#include "other.h"
void other_take(phys_addr_t table) { printk("%p", phys_to_virt(table)); }
void *other_map(struct other *o) { return ioremap(o->window, 4); }
//--- drivers/net/ring.h
#include <linux/types.h>
#include <linux/ring_ops.h>
struct ring {
	// CHECK-DAG: {{^}}+	kphys_addr_t	table;
	phys_addr_t	table;
	// CHECK-DAG: {{^}}+	raw_phys_addr_t	doorbell;
	phys_addr_t	doorbell;
	// CHECK-DAG: {{^}}+	kphys_addr_t	pages[4];
	phys_addr_t	pages[4];
	phys_addr_t	any; /* both */
	unsigned long	size;
};
// CHECK-DAG: {{^}}+void ring_find(void *of, kphys_addr_t *found);
void ring_find(void *of, phys_addr_t *found);
#ifdef CONFIG_RING_STATS
// CHECK-DAG: {{^}}+int ring_stats(kphys_addr_t table);
int ring_stats(phys_addr_t table);
#else
// CHECK-DAG: {{^}}+static inline int ring_stats(kphys_addr_t table) { return 0; }
static inline int ring_stats(phys_addr_t table) { return 0; }
#endif
//--- drivers/net/ring.c
#include <linux/io.h>
#include <linux/mm.h>
#include "../other/other.h"
#include "ring.h"
#define min(a, b) ({ __typeof__(a) _a = (a); __typeof__(b) _b = (b); _a < _b ? _a : _b; })

// CHECK-DAG: {{^}}+static int ring_start(void *of, kphys_addr_t table, unsigned long size)
static int ring_start(void *of, phys_addr_t table, unsigned long size)
{
	struct ring *ring = of;

	ring->table = table;
	// CHECK-DAG: {{^}}+	printk("%p", kphys_to_virt(table));
	printk("%p", phys_to_virt(table));
	printk("%pa", &table);
	if (!table || table == ring->table)
		return 0;
	// CHECK-DAG: {{^}}+	return kphys_to_phys(table) < 4096 || ring_stats(table);
	return table < 4096 || ring_stats(table);
}

// CHECK-DAG: {{^}}+static kphys_addr_t ring_table(void *of)
static phys_addr_t ring_table(void *of)
{
	struct ring *ring = of;

	return ring->table;
}

const struct ring_ops ring_ops = { .start = ring_start, .table = ring_table };

// CHECK-DAG: {{^}}+void ring_find(void *of, kphys_addr_t *found)
void ring_find(void *of, phys_addr_t *found)
{
	// CHECK-DAG: {{^}}+	*found = virt_to_kphys(of);
	*found = virt_to_phys(of);
}

void ring_use(struct ring *ring, struct other *other, void *virt, int i)
{
	// CHECK-DAG: {{^}}+	kphys_addr_t start, end = 0;
	phys_addr_t start, end = 0;
	// CHECK-DAG: {{^}}+	raw_phys_addr_t bar = phys_to_raw_phys(other->window);
	phys_addr_t bar = other->window;
	unsigned long offset;

	ring_find(virt, &start);
	// CHECK-DAG: {{^}}+	end = kphys_add(start, ring->size);
	end = start + ring->size;
	// CHECK-DAG: {{^}}+	end = kphys_add(kphys_add(start, ring->size), (i << 2));
	end = start + ring->size + (i << 2);
	// CHECK-DAG: {{^}}+	end = kphys_add(end, 4096);
	end += 4096;
	// CHECK-DAG: {{^}}+	end = kphys_mask(start, ~4095UL);
	end = start & ~4095UL;
	// CHECK-DAG: {{^}}+	end = kphys_mask(end, ~7UL);
	end &= ~7UL;
	// What `end += 1` becomes reads otherwise: --strip tells them apart.
	// CHECK-DAG: {{^}}+	end = phys_to_kphys(kphys_to_phys(end) + 1);
	end = end + 1;
	// CHECK-DAG: {{^}}+	offset = kphys_to_phys(end) - kphys_to_phys(start);
	offset = end - start;
	// CHECK-DAG: {{^}}+	offset += kphys_to_phys(start) & 4095;
	offset += start & 4095;
	// CHECK-DAG: {{^}}+	ring->pages[i] = i ? start : kphys_sub(end, offset);
	ring->pages[i] = i ? start : end - offset;
	// CHECK-DAG: {{^}}+	end = phys_to_kphys(min(kphys_to_phys(start), kphys_to_phys(end)));
	end = min(start, end);
	// CHECK-DAG: {{^}}+	other_take(kphys_to_phys(ring->pages[0]));
	other_take(ring->pages[0]);
	printk("%p", phys_to_virt(ring->pages[0]));
	printk("%p", phys_to_virt(end));
	// CHECK-DAG: {{^}}+	ioremap(raw_phys_to_phys(bar), 4096);
	ioremap(bar, 4096);
	// CHECK-DAG: {{^}}+	ring->doorbell = raw_phys_add(bar, 8);
	ring->doorbell = bar + 8;
	// CHECK-DAG: {{^}}+	printk("%llx %llx", ring->doorbell, (u64)raw_phys_to_phys(bar));
	printk("%llx %llx", ring->doorbell, (u64)bar);
	// CHECK-DAG: {{^}}+	printk("%lx", (long)kphys_to_phys(*ring->pages));
	printk("%lx", (long)*ring->pages);
	ring->any = i ? start : bar;
}
