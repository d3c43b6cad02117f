// Kinds in one unit, and those of the whole program where there is an index.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: sed -i 's#"directory": "."#"directory": "%t"#' %t/compile_commands.json
// RUN: kphys index -p %t
// RUN: cd %t && %tidy -p . --checks=-*,kphys-address-kind --config={} drivers/net/user.c | FileCheck --check-prefix=ALONE %s
// RUN: cd %t && %tidy -p . --checks=-*,kphys-address-kind --config='{CheckOptions: {Index: "%t/kphys.index"}}' drivers/net/user.c | FileCheck %s
// RUN: cd %t && kphys check --index kphys.index -- -nostdinc -Iinclude -Iarch/x86/include -std=gnu11 -DKBUILD_MODNAME='"user"' drivers/net/user.c 2>&1 | FileCheck %s
//
// The unit is judged as it is now, not as it was when the index was made.
// RUN: sed -i 's/phys_to_virt(bar(dev))/(void *)0/' %t/drivers/net/user.c
// RUN: cd %t && %tidy -p . --checks=-*,kphys-address-kind --config='{CheckOptions: {Index: "%t/kphys.index"}}' drivers/net/user.c | FileCheck --allow-empty --check-prefix=NOW %s
// NOW-NOT: user.c:58:2: warning
//
// An index that is none is said so.
// RUN: cd %t && %tidy -p . --checks=-*,kphys-* --config='{CheckOptions: {Index: "%t/compile_commands.json"}}' drivers/net/user.c | FileCheck --check-prefix=NOINDEX %s
// NOINDEX: warning: {{.*}}compile_commands.json{{.*}} [clang-tidy-config]

//--- include/linux/pci.h
#include <linux/types.h>
typedef phys_addr_t resource_size_t;
struct pci_dev;
resource_size_t pci_resource_start(struct pci_dev *dev, int bar);
//--- drivers/net/bar.h
#include <linux/pci.h>
resource_size_t bar(struct pci_dev *dev);
//--- drivers/net/bar.c
#include "bar.h"
resource_size_t bar(struct pci_dev *dev)
{
	return pci_resource_start(dev, 0);
}
//--- drivers/net/user.c
#include "bar.h"
#include <linux/mm.h>

void *far(struct pci_dev *dev)
{
	// ALONE-NOT: user.c:[[@LINE+2]]:
	// CHECK-DAG: user.c:[[@LINE+1]]:2: warning: param phys of phys_to_virt() needs kernel-mapped RAM; this is device memory: result of pci_resource_start(){{.*}} [kphys-address-kind]
	return phys_to_virt(bar(dev));
}

void *near(struct pci_dev *dev)
{
	// ALONE: user.c:[[@LINE+2]]:2: warning: param phys of phys_to_virt() {{.*}} [kphys-address-kind]
	// CHECK-DAG: user.c:[[@LINE+1]]:2: warning: param phys of phys_to_virt() {{.*}} [kphys-address-kind]
	return phys_to_virt(pci_resource_start(dev, 1));
}
