// A kmap() mapping stays where anybody else may get to know its address, in whatever form of expression it is handed on;
// and where it cannot be followed.
//
// RUN: rm -rf %t && split-file --leading-lines %s %t.parts && mini-tree %t %t.parts
// RUN: kphys fix -p %t --inference=off --with-prep --report %t.json --diff %t.diff fs
// RUN: site %t.json fs/demofs/stored.c | grep ' kmap ' | FileCheck --check-prefix=STORED --implicit-check-not=rewritten %s
// RUN: site %t.json fs/demofs/asked.c | grep ' kmap ' | FileCheck --check-prefix=ASKED --implicit-check-not=rewritten %s
// RUN: site %t.json fs/demofs/callees.c | grep ' kmap ' | FileCheck --check-prefix=CALLEES --implicit-check-not=rewritten %s
// RUN: site %t.json fs/demofs/followed.c | grep ' kmap ' | FileCheck --check-prefix=FOLLOWED --implicit-check-not=refused %s
// RUN: FileCheck --check-prefix=DETAIL --input-file=%t.json %s

//--- fs/demofs/stored.c
#include <linux/highmem.h>

void *memcpy(void *to, const void *from, size_t size);
struct vec { void *base; size_t len; };
struct entry { unsigned ino; char name[8]; struct entry *next; };
struct job { struct vec vec; void *data; unsigned long cookie; char *name; struct vec vecs[2]; unsigned bits; };
void *shown;
static void put(struct job *job, void *x) { job->data = x; }
static inline void *same(void *x) { return x; }
static void *through(void *x) { void *y = same(x); return y; }
static void deep(struct job *job, void *x) { put(job, (char *)x + 1); }

// STORED: :[[@LINE+1]] kmap refused mapping-is-stored
void plain(struct page *p) { char *a = kmap(p); shown = a; kunmap(p); }
// STORED: :[[@LINE+1]] kmap refused mapping-is-stored
void conditional(struct page *p, int i) { char *a = kmap(p); shown = i ? a : NULL; kunmap(p); }
// STORED: :[[@LINE+1]] kmap refused mapping-is-stored
void elvis(struct page *p) { char *a = kmap(p); shown = a ?: NULL; kunmap(p); }
// STORED: :[[@LINE+1]] kmap refused mapping-is-stored
void comma(struct page *p, int i) { char *a = kmap(p); shown = (i++, a); kunmap(p); }
// STORED: :[[@LINE+1]] kmap refused mapping-is-stored
void statement(struct page *p) { char *a = kmap(p); shown = ({ void *x = a; x; }); kunmap(p); }
// STORED: :[[@LINE+1]] kmap refused mapping-is-stored
void labelled(struct page *p) { char *a = kmap(p); shown = ({ void *x = a; goto l; l: x; }); kunmap(p); }
// STORED: :[[@LINE+1]] kmap refused mapping-is-stored
void element(struct page *p, int i) { char *a = kmap(p); shown = &a[i]; kunmap(p); }
// STORED: :[[@LINE+1]] kmap refused mapping-is-stored
void member(struct job *j, struct page *p) { struct entry *e = kmap(p); j->name = e->name; kunmap(p); }
// STORED: :[[@LINE+1]] kmap refused mapping-is-stored
void place(struct job *j, struct page *p) { struct entry *e = kmap(p); j->data = &(*e).ino; kunmap(p); }
// STORED: :[[@LINE+1]] kmap refused mapping-is-stored
void tagged(struct job *j, struct page *p) { char *a = kmap(p); j->cookie = (unsigned long)a | 1; kunmap(p); }
// STORED: :[[@LINE+1]] kmap refused mapping-is-stored
void shifted(struct job *j, struct page *p) { char *a = kmap(p); j->cookie = (unsigned long)a >> 4; kunmap(p); }
// STORED: :[[@LINE+1]] kmap refused mapping-is-stored
void mixed(struct job *j, struct page *p) { char *a = kmap(p); j->cookie ^= (unsigned long)a * 3; kunmap(p); }
// STORED: :[[@LINE+1]] kmap refused mapping-is-stored
void narrow(struct job *j, struct page *p) { char *a = kmap(p); j->bits = (unsigned)(unsigned long)a; kunmap(p); }
// STORED: :[[@LINE+1]] kmap refused mapping-is-stored
void literal(struct job *j, struct page *p) { char *a = kmap(p); j->vec = (struct vec){ a, 1 }; kunmap(p); }
// STORED: :[[@LINE+1]] kmap refused mapping-is-stored
void copied(struct job *j, struct page *p) { char *a = kmap(p); struct vec v = { a, 1 }; j->vec = v; kunmap(p); }
// STORED: :[[@LINE+1]] kmap refused mapping-is-stored
void designated(struct job *j, struct page *p) { char *a = kmap(p); *j = (struct job){ .vecs[1].base = a }; kunmap(p); }
// STORED: :[[@LINE+1]] kmap refused mapping-is-stored
void assigned(struct job *j, struct page *p) { char *a = kmap(p); struct vec v; v.base = a; j->vecs[0] = v; kunmap(p); }
// STORED: :[[@LINE+1]] kmap refused mapping-is-stored
void array(struct job *j, struct page *p) { char *a = kmap(p); void *t[2]; t[1] = a; j->data = t[1]; kunmap(p); }
// STORED: :[[@LINE+1]] kmap refused address-changes
void bytes(struct job *j, struct page *p) { char *a = kmap(p); memcpy(&j->data, &a, sizeof(a)); kunmap(p); }
// STORED: :[[@LINE+1]] kmap refused address-changes
void vector(struct job *j, struct page *p) { char *a = kmap(p); struct vec v = { a, 1 }; memcpy(j, &v, 8); kunmap(p); }
// STORED: :[[@LINE+1]] kmap refused address-changes
void decayed(struct job *j, struct page *p) { char *a = kmap(p); void *t[1] = { a }; memcpy(j, t, 8); kunmap(p); }
// STORED: :[[@LINE+1]] kmap refused mapping-is-stored
void returned(struct job *j, struct page *p) { char *a = kmap(p); j->data = same(a); kunmap(p); }
// STORED: :[[@LINE+1]] kmap refused mapping-is-stored
void twice(struct job *j, struct page *p) { char *a = kmap(p); j->data = through(a + 4); kunmap(p); }
// STORED: :[[@LINE+1]] kmap refused mapping-is-stored
void library(struct job *j, struct page *p) { char *a = kmap(p); j->data = memcpy(a, j, 8); kunmap(p); }
// STORED: :[[@LINE+1]] kmap refused mapping-is-stored
void helper(struct job *j, struct page *p) { char *a = kmap(p); put(j, a); kunmap(p); }
// STORED: :[[@LINE+1]] kmap refused mapping-is-stored
void below(struct job *j, struct page *p) { char *a = kmap(p); deep(j, a); kunmap(p); }
// STORED: :[[@LINE+1]] kmap refused mapping-is-stored
void copy(struct job *j, struct page *p, int i) { char *a = kmap(p); void *o = i ? a : NULL; j->data = o; kunmap(p); }
// STORED: :[[@LINE+1]] kmap refused mapping-is-stored
void kept(struct page *p) { static char *a2; char *a = kmap(p); a2 = a; kunmap(p); }
// STORED: :[[@LINE+1]] kmap refused mapping-is-stored
void inside(struct page *p) { struct entry *e = kmap(p); e->next = e; kunmap(p); }
// STORED: :[[@LINE+1]] kmap refused mapping-is-stored
void stepped(struct job *j, struct page *p) { char *a = kmap(p), *b = a; j->data = b++; kunmap(p); }
// STORED: :[[@LINE+1]] kmap refused mapping-is-stored
void sum(struct job *j, struct page *p) { char *a = kmap(p); unsigned long n = 8; n += (unsigned long)a; j->cookie = n; kunmap(p); }
// STORED: :[[@LINE+1]] kmap refused mapping-is-stored
void distance(struct job *j, struct page *p) { char *a = kmap(p); j->cookie = a - (char *)j; kunmap(p); }
// STORED: :[[@LINE+1]] kmap refused mapping-is-stored
void assembly(struct page *p) { char *a = kmap(p); asm volatile("push %0" : : "r"(a)); kunmap(p); }
// STORED: :[[@LINE+1]] kmap refused mapping-leaves-function
void *given(struct page *p, int i) { char *a = kmap(p); void *r = i ? a : NULL; kunmap(p); return r; }

//--- fs/demofs/asked.c
#include <linux/highmem.h>

struct job { unsigned long cookie; };
#define PKMAP_BASE 0xff800000UL
#define virt_to_frame(x) ((unsigned long)(x) >> 12)
extern struct page *mem_map;
extern unsigned long table[];
static void *address_of(struct page *page) { return page_address(page); }

// ASKED: :[[@LINE+1]] kmap refused mapping-is-stored
int window(struct page *p) { char *a = kmap(p); int r = (unsigned long)a >= PKMAP_BASE; kunmap(p); return r; }
// ASKED: :[[@LINE+1]] kmap refused mapping-is-stored
int other(struct page *p, char *b) { char *a = kmap(p); int r = a == b; kunmap(p); return r; }
// ASKED: :[[@LINE+1]] kmap refused mapping-is-stored
int frame(struct page *p) { char *a = kmap(p); int r = *(int *)(mem_map + virt_to_frame(a)); kunmap(p); return r; }
// ASKED: :[[@LINE+1]] kmap refused mapping-is-stored
int stepwise(struct page *p) { char *a = kmap(p); unsigned long n = (unsigned long)a; n >>= 12; int r = *(int *)(mem_map + n); kunmap(p); return r; }
// ASKED: :[[@LINE+1]] kmap refused mapping-is-stored
int indexed(struct page *p) { char *a = kmap(p); int r = table[(unsigned long)a & 0xffff]; kunmap(p); return r; }
// ASKED: :[[@LINE+1]] kmap refused mapping-is-stored
int again(struct page *p) { char *a = kmap(p); int r = *a + *(int *)page_address(p); kunmap(p); return r; }
// ASKED: :[[@LINE+1]] kmap refused mapping-is-stored
int below(struct page *p) { char *a = kmap(p); int r = *a + *(int *)address_of(p); kunmap(p); return r; }

//--- fs/demofs/callees.c
#include <linux/highmem.h>
#include <linux/inline_put.h>

typedef long long loff_t;
struct file { loff_t pos; };
struct kvec { void *iov_base; size_t iov_len; };
long __kernel_write(struct file *file, const void *buf, size_t count, loff_t *pos);
long sendmsg(struct kvec *vec, size_t size);
long sendvec(struct kvec vec);
struct ops { void (*take)(void *buf); };
__attribute__((weak)) int maybe(void *x) { return *(int *)x; }
static int ping(void *x, int n);
static int pong(void *x, int n) { return n ? ping(x, n - 1) : *(char *)x; }
static int ping(void *x, int n) { return pong(x, n); }
static int first(char *fmt, ...) { return *fmt; }

// CALLEES: :[[@LINE+1]] kmap refused callee-unknown
void written(struct file *f, struct page *p) { char *a = kmap(p); __kernel_write(f, a, PAGE_SIZE, &f->pos); kunmap(p); }
// CALLEES: :[[@LINE+1]] kmap refused address-changes
void vector(struct page *p) { char *a = kmap(p); struct kvec v = { a, 8 }; sendmsg(&v, 8); kunmap(p); }
// CALLEES: :[[@LINE+1]] kmap refused callee-unknown
void byvalue(struct page *p) { char *a = kmap(p); struct kvec v = { a, 8 }; sendvec(v); kunmap(p); }
// CALLEES: :[[@LINE+1]] kmap refused callee-unknown
void pointer(struct ops *o, struct page *p) { char *a = kmap(p); o->take(a); kunmap(p); }
// CALLEES: :[[@LINE+1]] kmap refused callee-unknown
void replaced(struct page *p) { char *a = kmap(p); maybe(a); kunmap(p); }
// CALLEES: :[[@LINE+1]] kmap refused callee-unknown
void circle(struct page *p) { char *a = kmap(p); ping(a, 3); kunmap(p); }
// CALLEES: :[[@LINE+1]] kmap refused callee-unknown
void variadic(struct page *p) { char *a = kmap(p); first("x", a); kunmap(p); }
// CALLEES: :[[@LINE+1]] kmap refused mapping-is-stored
void header(struct page *p) { char *a = kmap(p); inline_put(a); kunmap(p); }
// CALLEES: :[[@LINE+1]] kmap refused callee-unknown
void called(struct page *p) { void (*a)(void) = kmap(p); a(); kunmap(p); }

// DETAIL-DAG: "detail": "line {{[0-9]+}}: page_address(): it may be the mapped page whose address is asked for"
// DETAIL-DAG: "detail": "line {{[0-9]+}}: __kernel_write() gets it as buf"
// DETAIL-DAG: "detail": "line {{[0-9]+}}: it is called through a pointer that gets the address"
// DETAIL-DAG: "detail": "line {{[0-9]+}}: inline_put() gets it as x: others can see what is put there"

//--- fs/demofs/followed.c
#include <linux/highmem.h>
#include <linux/inline_put.h>

void *memcpy(void *to, const void *from, size_t size);
int printed(const char *format, ...) __attribute__((format(printf, 1, 2)));
struct entry { unsigned ino; char name[8]; };
static unsigned sum(const char *from, const char *to) { unsigned s = 0; while (from < to) s += *from++; return s; }
static void *same(void *x) { return x; }
static void fill(struct entry *e, int i) { if (!e) return; e->ino = i; e->name[0] = *(char *)same(e->name); }

// FOLLOWED: :[[@LINE+1]] kmap rewritten
int read(struct page *p, int i) { char *a = kmap(p); int r = a[i] + *(a + 1) + ((struct entry *)a)->name[2]; kunmap(p); return r; }
// FOLLOWED: :[[@LINE+1]] kmap rewritten
void write(struct page *p, int i) { struct entry *e = kmap(p); e->ino = i; e[1].name[i] += 2; e->name[0]++; kunmap(p); }
// FOLLOWED: :[[@LINE+1]] kmap rewritten
int summed(struct page *p) { char *a = kmap(p); unsigned r = sum(a, a + PAGE_SIZE); kunmap(p); return r; }
// FOLLOWED: :[[@LINE+1]] kmap rewritten
int offset(struct page *p) { char *a = kmap(p), *b = a + 8; long r = b - a + ((unsigned long)b & 7); kunmap(p); return r; }
// FOLLOWED: :[[@LINE+1]] kmap rewritten
void filled(struct page *p, int i) { struct entry *e = kmap(p); fill(e, i); fill(i ? e + 1 : NULL, 2); kunmap(p); }
// FOLLOWED: :[[@LINE+1]] kmap rewritten
int tested(struct page *p) { char *a = kmap(p); int r = a && !*a && a != NULL; kunmap(p); return r; }
// FOLLOWED: :[[@LINE+1]] kmap rewritten
void said(struct page *p) { char *a = kmap(p); printed("%p %s\n", a, a + 1); kunmap(p); }
// FOLLOWED: :[[@LINE+1]] kmap rewritten
struct entry whole(struct page *p) { struct entry *e = kmap(p), r = *e; kunmap(p); return r; }
// FOLLOWED: :[[@LINE+1]] kmap rewritten
int inlined(struct page *p) { char *a = kmap(p); int r = inline_get(a); kunmap(p); return r; }
// FOLLOWED: :[[@LINE+1]] kmap rewritten
int size(struct page *p) { char *a = kmap(p); int r = sizeof(a) + *a; asm volatile("" : : "m"(*a)); kunmap(p); return r; }

//--- include/linux/inline_put.h
#ifndef _INLINE_PUT_H
#define _INLINE_PUT_H
extern void *last_put;
static inline void inline_put(void *x)
{
	last_put = x;
}
static inline int inline_get(const void *x)
{
	return *(const int *)x;
}
#endif
