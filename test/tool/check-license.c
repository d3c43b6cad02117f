// `kphys check` of a part of a module: what its other files say of the licence counts, and what is not found is not
// taken for the GPL.
//
// RUN: rm -rf %t %t.mod && split-file %s %t.parts && mini-tree %t %t.parts/tree -- -DDMA_PHYS && cp -r %t.parts/mod %t.mod
// RUN: cat %t.parts/dma_phys.h >> %t/include/linux/dma-mapping.h
// RUN: cd %t && kphys check -- -nostdinc -Iinclude -Iarch/x86/include -std=gnu11 -DMODULE drivers/net/closed/map.c 2>&1 | FileCheck --check-prefix=CLOSED %s
// RUN: cd %t && kphys check -- -nostdinc -Iinclude -Iarch/x86/include -std=gnu11 -DMODULE drivers/net/open/map.c 2>&1 | FileCheck --check-prefix=OPEN %s
// RUN: cd %t && kphys check -- -nostdinc -Iinclude -Iarch/x86/include -std=gnu11 -DMODULE drivers/net/open/part/map.c 2>&1 | FileCheck --check-prefix=OPEN %s
// RUN: cd %t && kphys check -- -nostdinc -Iinclude -Iarch/x86/include -std=gnu11 -DMODULE drivers/net/dual/map.c 2>&1 | FileCheck --check-prefix=DUAL %s
// RUN: cd %t && kphys check -- -nostdinc -Iinclude -Iarch/x86/include -std=gnu11 -DMODULE fs/none/map.c 2>&1 | FileCheck --check-prefix=NONE %s
// RUN: cd %t && kphys check -- -nostdinc -Iinclude -Iarch/x86/include -std=gnu11 fs/none/map.c 2>&1 | FileCheck --check-prefix=BUILT %s
// RUN: cd %t.mod && kphys check -- -nostdinc -I%t/include -I%t/arch/x86/include -std=gnu11 -DMODULE src/map.c 2>&1 | FileCheck --check-prefix=NONE %s
// CLOSED: map.c:4:9: note: dma_map_page() is left as it is: non-gpl-module (MODULE_LICENSE("Proprietary"))
