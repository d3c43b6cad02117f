// What keeps its type, and why: a declaration changes at all places or at none.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys annotate -p %t drivers/net --diff %t.diff --report %t.json 2> %t.err
// RUN: FileCheck --input-file=%t.err %s && FileCheck --check-prefix=DIFF --allow-empty --input-file=%t.diff %s
// RUN: validate %docs/report.schema.json %t.json
// DIFF-NOT: {{^\+.*(kphys_addr_t|raw_phys_addr_t) (together|kept|printed|flags|hidden|mixed)}}
// DIFF: {{^}}+	kphys_addr_t fine =
// DIFF: {{^}}+	keep(kphys_to_phys_ptr(&handed));
// DIFF-NOT: {{^\+.*(kphys_addr_t|raw_phys_addr_t) (together|kept|printed|flags|hidden|mixed)}}
//
// A header of that name that is not ours is an error, and nothing is written.
// RUN: echo > %t/include/linux/kphys.h && not kphys annotate -p %t drivers/net --diff %t.none 2>&1 | FileCheck --check-prefix=TAKEN %s
// TAKEN: error: include/linux/kphys.h is there already, with another text
// RUN: test ! -e %t.none
//
// RUN: not kphys annotate -p %t --strip --style=typedef 2>&1 | FileCheck --check-prefix=BOTH %s
// RUN: not kphys annotate -p %t --in-place --diff %t.none 2>&1 | FileCheck --check-prefix=TWO %s
// RUN: rm %t/include/linux/kphys.h && not kphys annotate -p %t --chain no_such_function 2>&1 | FileCheck --check-prefix=CHAIN %s
// BOTH: error: --strip takes out every style
// TWO: error: only one of --diff and --in-place can be used
// CHAIN: error: --chain: no parameter of 'no_such_function' must be kernel-mapped RAM

//--- include/linux/io.h
#include <linux/types.h>
void *ioremap(phys_addr_t addr, unsigned long size);
void keep(u64 *where);
void warn(const char *what);
#define WARN_IF(c) ({ if (c) warn(#c); })
#define LIMIT_OF(d) ((d)->limit + 1)
#define DECLARE(name) phys_addr_t name
#define READ_IT(x) (*(const volatile __typeof__(x) *)&(x))
//--- drivers/net/refused.c
#include <linux/io.h>
#include <linux/mm.h>
struct dev { phys_addr_t limit, other; void *virt; };
struct two { int (*take)(phys_addr_t addr); };
void *any_of(int i);

// CHECK-DAG: param 'addr' is kphys and stays phys_addr_t: kinds-differ (drivers/net/refused.c:[[@LINE+4]])
static int take_ram(phys_addr_t addr) { return *(int *)phys_to_virt(addr); }
// CHECK-DAG: param 'bar' is raw and stays phys_addr_t: kinds-differ
static int take_bar(phys_addr_t bar) { return ioremap(bar, 4) != NULL; }
const struct two ram = { take_ram }, bar = { take_bar };

// CHECK-DAG: param 'held' is kphys and stays phys_addr_t: called-through-pointer
static int hold(phys_addr_t held) { return *(int *)phys_to_virt(held); }
static int (*holder)(phys_addr_t held) = hold;

static void refused(struct dev *dev, void *virt, unsigned long size)
{
	// CHECK-DAG: local 'together' is kphys and stays phys_addr_t: declared-together
	phys_addr_t together = virt_to_phys(virt), length = size;
	// CHECK-DAG: local 'kept' is kphys and stays phys_addr_t: pointer-of-other-type
	phys_addr_t kept = virt_to_phys(virt);
	// CHECK-DAG: local 'printed' is kphys and stays phys_addr_t: use-in-macro
	phys_addr_t printed = virt_to_phys(virt);
	// CHECK-DAG: local 'flags' is kphys and stays phys_addr_t: changed-in-place
	phys_addr_t flags = virt_to_phys(virt);
	// CHECK-DAG: local 'hidden' is kphys and stays phys_addr_t: type-in-macro
	DECLARE(hidden) = virt_to_phys(virt);
	phys_addr_t fine = virt_to_phys(virt);
	phys_addr_t handed = virt_to_phys(virt);

	keep((u64 *)READ_IT(kept));
	keep(&handed);
	WARN_IF(printed < size);
	flags |= 1;
	warn(phys_to_virt(together + length));
	warn(phys_to_virt(fine));
	warn(phys_to_virt(hidden));
	warn(phys_to_virt(flags));
}
// CHECK-DAG: field 'limit' is kphys and stays phys_addr_t: {{use-in-macro|declared-together}}
static void limits(struct dev *dev)
{
	dev->limit = virt_to_phys(dev->virt);
	warn(phys_to_virt(LIMIT_OF(dev)));
	warn(phys_to_virt(dev->limit));
}
#ifdef CONFIG_NEVER
static void unseen_twin(phys_addr_t twin) { warn(phys_to_virt(twin)); }
#else
// CHECK-DAG: param 'twin' is kphys and stays phys_addr_t: unseen-use
static void unseen_twin(phys_addr_t twin) { warn(phys_to_virt(twin)); }
#endif
void use(struct dev *dev, void *virt) { refused(dev, virt, 1); limits(dev); unseen_twin(virt_to_phys(virt)); hold(holder(0) + hold(0)); }
