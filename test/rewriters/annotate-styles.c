// The other styles change declarations alone; each is known again, and comes out again.
//
// RUN: rm -rf %t %t.before && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts && cp -r %t %t.before
// RUN: kphys annotate -p %t drivers/net --style=typedef 2>&1 | FileCheck --check-prefixes=TYPEDEF,NO %s
// RUN: kphys annotate -p %t drivers/net --style=attribute 2>&1 | FileCheck --check-prefixes=ATTRIBUTE,NO %s
// RUN: kphys annotate -p %t drivers/net --style=comment 2>&1 | FileCheck --check-prefixes=COMMENT,NO,NOHEADER %s
// NO-NOT: {{[0-9]}} conversions
// NOHEADER-NOT: kphys.h
//
// RUN: kphys annotate -p %t drivers/net --style=typedef --in-place && kphys annotate -p %t drivers/net --style=typedef | count 0
// RUN: kphys annotate -p %t --strip --in-place && diff -r %t.before/drivers %t/drivers && diff -r %t.before/include %t/include
// RUN: kphys annotate -p %t drivers/net --style=attribute --in-place && kphys annotate -p %t drivers/net --style=attribute | count 0
// RUN: kphys annotate -p %t --strip --in-place && diff -r %t.before/drivers %t/drivers && diff -r %t.before/include %t/include
// RUN: kphys annotate -p %t drivers/net --style=comment --in-place && kphys annotate -p %t drivers/net --style=comment | count 0
// RUN: kphys annotate -p %t --strip --in-place && diff -r %t.before/drivers %t/drivers && diff -r %t.before/include %t/include
//
// Only what the function demands, and where that is from: not the device's window.
// RUN: kphys annotate -p %t --chain phys_to_virt drivers/net --style=typedef 2>&1 | FileCheck --check-prefix=CHAIN %s
// CHAIN-NOT: {{^\+.*}}window
// CHAIN: {{^}}+void show(kphys_addr_t table)
// CHAIN-NOT: {{^\+.*}}window
// CHAIN: 0 refused

//--- include/linux/io.h
#include <linux/types.h>
void *ioremap(phys_addr_t addr, unsigned long size);
void printk(const char *format, ...);
//--- drivers/net/styles.c
#include <linux/io.h>
#include <linux/mm.h>

/**
 * struct shown - what is shown
 * @window:	of the device
 * @size:	of that
 */
struct shown {
	// TYPEDEF: {{^}}+	raw_phys_addr_t window;
	// ATTRIBUTE: {{^}}+	phys_addr_t __raw_phys window;
	phys_addr_t window;
	unsigned long size;
};

/**
 * show() - show a table
 * @table: where it is
 */
void show(phys_addr_t table)
{
	printk("%p", phys_to_virt(table + 1));
}

void *map(struct shown *shown)
{
	return ioremap(shown->window, shown->size);
}
// COMMENT: {{^}}+ * @window: (raw address)	of the device
// COMMENT: {{^}}+ * @table: (kphys address) where it is
// TYPEDEF: {{^}}+void show(kphys_addr_t table)
// ATTRIBUTE: {{^}}+void show(phys_addr_t __kphys table)
// TYPEDEF: {{^}}+typedef phys_addr_t kphys_addr_t;
// ATTRIBUTE: {{^}}+# define __kphys	__attribute__((annotate("kphys")))
