// In annotated code a value that is not of the type of who gets it is found, by sparse's rules and by the inference.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && rm -rf %t.later && mv %t.parts/drivers/net %t.later && mini-tree %t %t.parts && kphys annotate -p %t drivers/fine --in-place && cp %t.later/* %t/drivers/net
// RUN: cd %t && kphys check -- clang -nostdinc -Iarch/x86/include -Iinclude -D__KERNEL__ -std=gnu11 -c drivers/fine/fine.c 2>&1 | count 0
// RUN: cd %t && kphys check -- clang -nostdinc -Iarch/x86/include -Iinclude -D__KERNEL__ -std=gnu11 -c drivers/net/mixed.c 2>&1 | FileCheck --implicit-check-not=warning: drivers/net/mixed.c
// RUN: cd %t && %tidy --config={} --checks=-*,kphys-annotation drivers/net/mixed.c -- -nostdinc -Iarch/x86/include -Iinclude -D__KERNEL__ -std=gnu11 2>/dev/null | FileCheck --implicit-check-not=warning: drivers/net/mixed.c
//
// Where the types are names of one type, only what mixes the two is.
// RUN: mini-tree %t %t.parts && kphys annotate -p %t drivers/fine --style=typedef --in-place && cp %t.later/* %t/drivers/net
// RUN: cd %t && kphys check -- clang -nostdinc -Iarch/x86/include -Iinclude -D__KERNEL__ -std=gnu11 -c drivers/net/names.c 2>&1 | FileCheck --implicit-check-not=warning: drivers/net/names.c

//--- include/linux/io.h
#include <linux/types.h>
void *ioremap(phys_addr_t addr, unsigned long size);
//--- drivers/fine/fine.c
#include <linux/io.h>
#include <linux/mm.h>
void *fine_ram(void *virt, unsigned long n)
{
	phys_addr_t table = virt_to_phys(virt);

	table += n;
	return table < 4096 ? NULL : phys_to_virt(table + n);
}
void *fine_bar(phys_addr_t bar) { return ioremap(bar, 4); }
//--- drivers/net/mixed.c
#include <linux/io.h>
#include <linux/mm.h>
void take(kphys_addr_t table);
struct bar { raw_phys_addr_t start; u64 number; };
unsigned long pick(int i);

kphys_addr_t mixed(struct bar *bar, phys_addr_t plain, kphys_addr_t table, int i)
{
	raw_phys_addr_t raw = bar->start;
	u64 number;

	// CHECK-DAG: mixed.c:[[@LINE+1]]:7: warning: this is raw_phys_addr_t where kphys_addr_t is wanted [kphys-annotation]
	take(raw);
	// CHECK-DAG: mixed.c:[[@LINE+1]]:7: warning: this is phys_addr_t where kphys_addr_t is wanted; phys_to_kphys() converts it [kphys-annotation]
	take(plain);
	// CHECK-DAG: mixed.c:[[@LINE+1]]:14: warning: this is raw_phys_addr_t where kphys_addr_t is wanted [kphys-annotation]
	table = i ? raw : table;
	// CHECK-DAG: mixed.c:[[@LINE+1]]:10: warning: this is kphys_addr_t where phys_addr_t is wanted; kphys_to_phys() converts it [kphys-annotation]
	plain = table;
	// CHECK-DAG: mixed.c:[[@LINE+1]]:6: warning: this is kphys_addr_t where phys_addr_t is wanted; kphys_to_phys() converts it [kphys-annotation]
	if (table < 4096)
		take(0);
	number = raw_phys_to_phys(bar->start);
	// CHECK-DAG: mixed.c:[[@LINE+1]]:2: warning: param table of take() needs kernel-mapped RAM; this is device memory: field bar.start [kphys-annotation]
	take(phys_to_kphys(number));
	take(table);
	take(kphys_add(table, i));
	if (!table || table == kphys_mask(table, ~7UL))
		return phys_to_kphys(0);
	// CHECK-DAG: mixed.c:[[@LINE+1]]:9: warning: this is raw_phys_addr_t where kphys_addr_t is wanted [kphys-annotation]
	return raw;
}
//--- drivers/net/names.c
#include <linux/io.h>
#include <linux/mm.h>
void take(kphys_addr_t table);
kphys_addr_t names(raw_phys_addr_t raw, phys_addr_t plain)
{
	take(plain);
	// CHECK-DAG: names.c:[[@LINE+1]]:7: warning: this is raw_phys_addr_t where kphys_addr_t is wanted [kphys-annotation]
	take(raw);
	return plain;
}
