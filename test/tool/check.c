// kphys check in the place of sparse: the same way to be called, the same form of message, and never
// in the way of a build.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: cd %t && kphys check -- -D__linux__ -Dlinux -D__STDC__ -Dunix -D__unix__ -Wbitwise -Wno-return-void -Wno-unknown-attribute -D__x86_64__ -Wp,-MMD,%t/checked.d -nostdinc -Iinclude -include include/linux/types.h -std=gnu11 -fconserve-stack -mrecord-mcount -DKBUILD_MODNAME='"checked"' drivers/net/checked.c 2> %t.err | count 0
// RUN: FileCheck --implicit-check-not=warning: --input-file=%t.err %s && test ! -e %t/checked.d
//
// With a compiler's name, from elsewhere, and by an absolute path, it says the same.
// RUN: mkdir -p %t/build && cd %t/build && kphys check -- gcc -nostdinc -I../include -std=gnu11 -c -o checked.o ../drivers/net/checked.c 2>&1 | FileCheck --check-prefix=ABSOLUTE %s
// ABSOLUTE: {{^}}{{/.*}}/drivers/net/checked.c:{{[0-9]+}}:9: warning: dma_map_page()
//
// Findings fail only where that is asked for; what cannot be parsed, or is no kernel code, is a message.
// RUN: cd %t && not kphys check --error-on-findings -- -nostdinc -Iinclude -std=gnu11 drivers/net/checked.c
// RUN: cd %t && kphys check --error-on-findings -- -nostdinc -Iinclude -std=gnu11 drivers/net/broken.c 2>&1 | FileCheck --check-prefix=BROKEN %s
// BROKEN: drivers/net/broken.c:{{[0-9]+}}:1: warning: kphys has not checked drivers/net/broken.c: unknown type name 'syntax'{{.*}} [kphys]
// RUN: cd %t && kphys check -- -nostdinc missing.c 2>&1 | FileCheck --check-prefix=MISSING %s
// MISSING: missing.c: warning: kphys has not checked missing.c: no such file or directory: '{{.*}}missing.c' [kphys]
// RUN: rm -rf %t.other && mkdir %t.other && echo 'int main(void) { return 0; }' > %t.other/main.c && cd %t.other && kphys check -- gcc -c main.c 2>&1 | FileCheck --check-prefix=OTHER %s
// OTHER: main.c: warning: kphys has not checked this: it is neither in a kernel tree nor compiled against one [kphys]
// RUN: cd %t && kphys check -- gcc -c arch/x86/entry.S 2>&1 | count 0
//
// A module outside the tree is checked against the tree that it is compiled for.
// RUN: cp %t/drivers/net/checked.c %t.other/module.c && cd %t.other && kphys check -- gcc -nostdinc -I%t/include -std=gnu11 -c module.c 2>&1 | FileCheck --check-prefix=MODULE %s
// MODULE: {{^}}module.c:{{[0-9]+}}:9: warning: dma_map_page() can be written dma_map_phys(
//
// RUN: not kphys check 2>&1 | FileCheck --check-prefix=USAGE %s
// RUN: not kphys check -- gcc -c a.c b.c 2>&1 | FileCheck --check-prefix=TWO %s
// USAGE: error: either a command after '--' or --diff is needed
// TWO: error: one source file is needed in the command after '--'; it has 2
//
// In a real make: C=1 checks what is compiled, C=2 everything, and make ends as it would without.
// RUN: cd %t && cp %S/Inputs/check.make Makefile.check && make -f Makefile.check C=1 CHECK="kphys check --" 2>&1 | FileCheck --check-prefix=MAKE %s
// RUN: cd %t && make -f Makefile.check C=1 CHECK="kphys check --" 2>&1 | FileCheck --check-prefix=AGAIN %s
// RUN: cd %t && make -f Makefile.check C=2 CHECK="kphys check --" 2>&1 | FileCheck --check-prefix=MAKE %s
// MAKE: CHECK drivers/net/checked.c
// MAKE: drivers/net/checked.c:{{[0-9]+}}:9: warning: dma_map_page()
// AGAIN-NOT: CHECK

//--- drivers/net/checked.c
#include <linux/dma-mapping.h>
#include <linux/highmem.h>

dma_addr_t map(struct device *dev, struct page *page)
{
	// CHECK: drivers/net/checked.c:[[@LINE+1]]:9: warning: dma_map_page() can be written dma_map_phys(dev, page_to_phys(page), 64, DMA_TO_DEVICE, 0){{.*}} [kphys-dma-map-page]
	return dma_map_page(dev, page, 0, 64, DMA_TO_DEVICE);
}

void comment(struct device *dev, struct page *page)
{
	// CHECK: drivers/net/checked.c:[[@LINE+1]]:2: warning: dma_map_page() is left for a person: comment-in-argument [kphys-dma-map-page]
	dma_map_page(dev, page /* lost */, 0, 64, DMA_TO_DEVICE);
}

void fill(struct page *page)
{
	// CHECK: drivers/net/checked.c:[[@LINE+4]]:13: warning: kmap_atomic() can be written kmap_local_page(page) [kphys-kmap-atomic]
	// CHECK: drivers/net/checked.c:[[@LINE+6]]:2: warning: kunmap_atomic() can be written kunmap_local(at) [kphys-kmap-atomic]
	// CHECK: drivers/net/checked.c:[[@LINE+2]]:13: note: rewritten together with this call, by its fix
	//
	char *at = kmap_atomic(page);

	at[0] = 1;
	kunmap_atomic(at);
}
//--- drivers/net/broken.c
syntax error;
//--- arch/x86/entry.S
nop
