// What is easily got wrong: what is evaluated when and how often, strings made of code, one line with
// two functions, uses that a type of their own would break. sparse has nothing to say of the result.
//
// RUN: rm -rf %t %t.before && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts -- -O2 && cp -r %t %t.before
// RUN: kphys annotate -p %t drivers/net --in-place --verify=codegen 2> %t.err; FileCheck --check-prefix=SAID --input-file=%t.err %s
// RUN: FileCheck --input-file=%t/drivers/net/hard.c %s
// RUN: kphys annotate -p %t drivers/net 2> /dev/null | count 0
// RUN: cd %t && kphys check -- clang -nostdinc -Iarch/x86/include -Iinclude -D__KERNEL__ -std=gnu11 -c drivers/net/hard.c 2>&1 | count 0
// RUN: kphys annotate -p %t --strip --in-place && diff -r %t.before/drivers %t/drivers && diff -r %t.before/include %t/include
//
// What a person has written comes out with the parentheses that it needs; names without the header are
// somebody else's.
// RUN: kphys annotate -p %t drivers/net --in-place 2> /dev/null; cp %t.parts/byhand.c.in %t/drivers/net/byhand.c && kphys annotate -p %t --strip --in-place && FileCheck --check-prefix=HAND --input-file=%t/drivers/net/byhand.c %s
// RUN: cp %t.parts/byhand.c.in %t/drivers/net/byhand.c && kphys annotate -p %t --strip --in-place && diff %t.parts/byhand.c.in %t/drivers/net/byhand.c
// RUN: not kphys annotate -p %t drivers/net 2>&1 | FileCheck --check-prefix=NAME %s
// NAME: error: drivers/net/byhand.c has the name {{k?phys_addr_t|kphys_[a-z_]*}}, which include/linux/kphys.h is to declare
//
// SAID-DAG: field 'cur' is kphys and stays phys_addr_t: changed-in-place
// SAID-DAG: local 'stepped' is kphys and stays phys_addr_t: changed-in-place
// SAID-DAG: field 'pa' is kphys and stays phys_addr_t: use-in-macro
// SAID-DAG: local 'logged' is kphys and stays phys_addr_t: use-in-macro
// SAID-DAG: field 'bits' is kphys and stays phys_addr_t: type-in-macro
// SAID-DAG: local 'model' is kphys and stays phys_addr_t: type-in-macro
// SAID-DAG: param 'both' is kphys and stays phys_addr_t: use-in-macro
// SAID-DAG: param 'chosen' is kphys and stays phys_addr_t: called-through-pointer
// SAID-DAG: 'pointed' is kphys and stays phys_addr_t: pointer-of-other-type

//--- include/linux/io.h
#include <linux/types.h>
void *ioremap(phys_addr_t addr, unsigned long size);
void show(const char *format, ...);
void take_u64(u64 number);
#define EXPORT_SYMBOL(s) extern __typeof__(s) s
#define STRING(x) #x
#define LOG(x) show(STRING(x), x)
//--- drivers/net/hard.c
#include <linux/io.h>
#include <linux/mm.h>
struct state { phys_addr_t cur; };
struct entry { const char *name; phys_addr_t pa; };
#define ENTRY(x) { #x, x }
static const struct entry entries[] = { ENTRY(0x1000) };
void *entry(int i) { show(entries[i].name); return phys_to_virt(entries[i].pa); }
unsigned long bump(struct state *s) { s->cur = virt_to_phys(s); return 4; }
// The right side changes the left one before it is read.
// CHECK: s->cur += bump(s);
void *advance(struct state *s) { s->cur += bump(s); return phys_to_virt(s->cur); }
// CHECK: void *ram(kphys_addr_t a) { return kphys_to_virt(a); } void *bar(raw_phys_addr_t a) { return ioremap(raw_phys_to_phys(a), 4); }
void *ram(phys_addr_t a) { return phys_to_virt(a); } void *bar(phys_addr_t a) { return ioremap(a, 4); }
// CHECK: kphys_addr_t exported(void *virt) { return virt_to_kphys(virt); }
phys_addr_t exported(void *virt) { return virt_to_phys(virt); }
EXPORT_SYMBOL(exported);
// CHECK: show("%p", phys_to_virt(kphys_to_phys(exported(virt)) << 1));
void use_exported(void *virt) { show("%p", phys_to_virt(exported(virt) << 1)); }
struct bits { phys_addr_t bits : 40; };
void *use_bits(struct bits *b) { return phys_to_virt(b->bits); }
void *takes(phys_addr_t both) { return phys_to_virt(both); }
#define BOTH(x) do { takes(x); take_u64(x); } while (0)
void twice(u64 number) { BOTH(number); }
struct chooser { void *(*one)(phys_addr_t chosen); };
static void *one(phys_addr_t chosen) { return phys_to_virt(chosen); }
static void *two(phys_addr_t chosen) { return phys_to_virt(chosen); }
void choose(struct chooser *c, int i) { c->one = i ? one : two; }

void hard(void *virt, int i)
{
	phys_addr_t stepped = virt_to_phys(virt);
	phys_addr_t logged = virt_to_phys(virt);
	phys_addr_t model = virt_to_phys(virt);
	phys_addr_t grid[2][2];
	phys_addr_t *pointed = (phys_addr_t *)virt, **outer = &pointed;
	// CHECK: kphys_addr_t local = virt_to_kphys(virt);
	phys_addr_t local = virt_to_phys(virt);
	// CHECK: kphys_addr_t switched = virt_to_kphys(virt);
	phys_addr_t switched = virt_to_phys(virt);

	*pointed = virt_to_phys(virt);
	// Nobody else knows the variable.
	// CHECK: local = kphys_add(local, bump(virt));
	local += bump(virt);
	show("%p", phys_to_virt(local));
	stepped++;
	LOG(logged > 1);
	__typeof__(model) copy = model;
	grid[0][i] = virt_to_phys(virt);
	show("%p%p%p", phys_to_virt(stepped), phys_to_virt(logged), phys_to_virt(copy));
	show("%p%p%p", phys_to_virt(grid[1][i]), phys_to_virt(**outer), phys_to_virt(switched));
	// CHECK: switch (kphys_to_phys(switched)) {
	switch (switched) {
	case 4:
		break;
	}
}
//--- byhand.c.in
#include <linux/types.h>
// HAND: u64 f(phys_addr_t a, u64 b) { return (a + b) * 2; }
u64 f(kphys_addr_t a, u64 b) { return kphys_to_phys(kphys_add(a, b)) * 2; }
// HAND: bool g(phys_addr_t a, u64 b) { return (a & ~7ULL) == b; }
bool g(kphys_addr_t a, u64 b) { return kphys_to_phys(kphys_mask(a, ~7ULL)) == b; }
// HAND: u64 h(phys_addr_t a) { return 5 - (a - 3); }
u64 h(kphys_addr_t a) { return 5 - kphys_to_phys(kphys_sub(a, 3)); }
struct ends { kphys_addr_t end; };
// HAND: void e(struct ends *s, phys_addr_t end) { s->end = end + 4; }
void e(struct ends *s, kphys_addr_t end) { s->end = kphys_add(end, 4); }
// HAND: * @mode: (raw) bytes
/** struct mode - x
 * @mode: (raw) bytes
 */
