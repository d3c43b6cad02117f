"""400 correct mapping functions, and 1,000 with one thing that a local mapping must not have:
mapping-mutations.py WORK KPHYS [SEED [COUNT]]

Each function is made of random statements. Unbroken, 95 of 100 must be rewritten at least. With one escape of the
address, one reliance on what kmap_atomic() switches off, or one step out of the page, in a random syntactic form, none may
be rewritten as if that were not there; neither if it is done by functions of other files, up to four calls further, some of
them by pointers in records. Another seed every time; it is printed.
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import json
import pathlib
import random
import subprocess
import sys

work, kphys = pathlib.Path(sys.argv[1]), sys.argv[2]
seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.SystemRandom().randrange(1 << 32)
count = int(sys.argv[4]) if len(sys.argv) > 4 else 200
print("seed:", seed)
choose = random.Random(seed)
number = 0


def fresh(stem):
    global number
    number += 1
    return f"{stem}{number}"


PRELUDE = """#include <linux/highmem.h>
#include <linux/primitives.h>
#include "own.h"
#include "far.h"

struct vec { void *base; size_t len; };
struct job { struct vec vec, vecs[4]; void *data, *many[4]; unsigned long cookie; unsigned bits; struct job *next; };
struct entry { unsigned ino; char name[16]; struct entry *next; void *blob; };
extern void *shown, *table[8];
extern unsigned long cookie, numbers[8];
void *memcpy(void *to, const void *from, size_t size);
void *memset(void *to, int value, size_t size);
int memcmp(const void *a, const void *b, size_t size);
int _printk(const char *format, ...) __attribute__((format(printf, 1, 2)));
long kernel_sink(const void *buf, size_t size);
struct sinks { long (*take)(void *buf); };
static void *same(void *x) { return x; }
static void *later(void *x) { char *y = x; y += 4; return same(y); }
static void keep(struct job *j, void *x) { j->data = x; }
static void keep_deep(void *x, struct job *j) { if (x) keep(j, (char *)x + 2); }
static unsigned sum(const char *from, size_t n) { unsigned s = 0; while (n--) s += *from++; return s; }
static void note_sum(char *a, int i) { a[1] = sum(a, i & 15); }
"""

OWN = """#ifndef OWN_H
#define OWN_H
struct keeper { void *last; };
static inline void own_keep(struct keeper *k, void *x) { k->last = x; }
static inline int own_peek(const char *x) { return x[3]; }
#define KEEP_IN(place, x...) do { (place) = (x); } while (0)
#endif
"""

PRIMITIVES = """#ifndef _PRIMITIVES_H
#define _PRIMITIVES_H
#include <linux/types.h>
struct seqcount { unsigned n; };
struct stats { unsigned long n; };
size_t __copy_from_user_inatomic(void *to, const void *from, size_t size);
size_t copy_to_user(void *to, const void *from, size_t size);
int __get_user_8(void);
int pagefault_disabled(void);
int smp_processor_id(void);
int raw_smp_processor_id(void);
int get_cpu(void);
void put_cpu(void);
void migrate_disable(void);
void migrate_enable(void);
void preempt_enable_no_resched(void);
void preempt_count_add(int n);
int in_atomic(void);
int preemptible(void);
void cant_sleep(void);
void lockdep_assert_preemption_disabled(void);
void write_seqcount_begin(struct seqcount *s);
void raw_write_seqcount_begin(struct seqcount *s);
void u64_stats_update_begin(struct stats *s);
void *rcu_dereference_sched(void *p);
void rcu_read_lock_sched(void);
#define __this_cpu_inc(x) ((x)++)
#define this_cpu_read(x) (x)
#define raw_cpu_ptr(p) (p)
#define this_cpu_add(x, n) ((x) += (n))
#endif
"""


# Forms of an expression of the address: statements in front, and the expression.
def form(x, depth=0):
    v, w = fresh("v"), fresh("w")
    forms = [
        lambda: ("", x), lambda: ("", f"(i ? {x} : NULL)"), lambda: ("", f"(i > 2 ? NULL : {x})"), lambda: ("", f"({x} ?: NULL)"),
        lambda: ("", f"(i++, {x})"), lambda: ("", f"({{ void *{v} = {x}; {v}; }})"), lambda: ("", f"&((char *){x})[i & 7]"),
        lambda: ("", f"(void *)((unsigned long){x} + 8)"), lambda: ("", f"same({x})"), lambda: ("", f"later({x})"),
        lambda: ("", f"(((struct entry *){x})->name)"), lambda: ("", f"&((struct entry *){x})->ino"),
        lambda: ("", f"((char *){x} + (i & 3))"), lambda: ("", f"(char *)(void *){x}"),
        lambda: ("", f"(struct vec){{ {x}, 1 }}.base"), lambda: ("", f"memset({x}, 0, 1)"),
        lambda: (f"void *{v} = {x};\n", v), lambda: (f"void *{v};\n\t{v} = {x};\n", v),
        lambda: (f"void *{v}[2] = {{ {x} }};\n", f"{v}[0]"), lambda: (f"struct vec {v} = {{ .base = {x} }};\n", f"{v}.base"),
        lambda: (f"struct vec {v} = {{ {x}, 1 }}, {w} = {v};\n", f"{w}.base"),
        lambda: (f"unsigned long {v} = (unsigned long){x};\n", f"(void *){v}"), lambda: ("", f"_Generic(i, int: {x})"),
        lambda: ("", f"__builtin_choose_expr(1, {x}, 0)"), lambda: ("", f"(void *)((unsigned long){x} & ~63UL)"),
    ]
    before, result = choose.choice(forms)()
    if depth < 2 and choose.random() < 0.5:
        more, result = form(f"({result})", depth + 1)
        before += "\t" + more
    return before, result


def escape(a):
    before, x = form(a)
    sinks = [
        f"shown = {x};", f"j->data = {x};", f"j->vec.base = {x};", f"j->many[i & 3] = {x};", f"j->next->data = {x};",
        f"table[i & 7] = {x};", f"cookie = (unsigned long){x};", f"j->cookie |= (unsigned long){x};",
        f"j->bits = (unsigned)(unsigned long){x} >> 3;", f"*out = {x};", f"out[1] = {x};", f"keep(j, {x});", f"keep_deep({x}, j);",
        f"kernel_sink({x}, 8);", f"s->take({x});", f"j->vecs[1] = (struct vec){{ {x}, 1 }};", f"KEEP_IN(shown, {x});",
        f"own_keep(k, {x});", f"{{ static void *kept; kept = {x}; }}", f"((struct entry *){a})->blob = {x};",
        f"memcpy(&j->data, &(void *){{ {x} }}, 8);", f"numbers[0] = (unsigned long){x} * 3;", f"if (!(shown = {x})) i++;",
        f"for (shown = {x}; i < 2; i++) ;", f"i += kernel_sink({x}, 1) > 2;", f"asm volatile(\"\" : : \"r\"({x}) : \"memory\");",
        f"numbers[((unsigned long){x} >> 12) & 7]++;", f"i = (unsigned long){x} > 0xff800000UL;",
    ]
    return before + "\t" + choose.choice(sinks)


def primitive():
    """A statement that relies on what kmap_atomic() switches off, and an expression that does."""
    call = choose.choice([
        "__get_user_8()", "pagefault_disabled()", "smp_processor_id()", "raw_smp_processor_id()", "in_atomic()", "preemptible()",
        "__this_cpu_inc(numbers[0])", "this_cpu_read(numbers[1])", "this_cpu_add(numbers[2], 1)", "*(int *)raw_cpu_ptr(numbers)",
        "*(int *)rcu_dereference_sched(shown)", "get_cpu()", "copy_to_user(out, &i, 4)", "__copy_from_user_inatomic(&i, out, 4)",
    ])
    act = choose.choice([
        "preempt_enable();", "preempt_disable();", "pagefault_enable();", "pagefault_disable();", "put_cpu();", "migrate_disable();",
        "migrate_enable();", "preempt_enable_no_resched();", "preempt_count_add(1);", "cant_sleep();",
        "lockdep_assert_preemption_disabled();", "write_seqcount_begin(seq);", "raw_write_seqcount_begin(seq);",
        "u64_stats_update_begin(stats);", "rcu_read_lock_sched();", "asm volatile(\"pushf\");",
        "asm volatile(\"incl %%gs:0\" : : : \"memory\");",
    ])
    return (f"i += {call};", call) if choose.random() < 0.5 else (act, f"({{ {act} 1; }})")


def reliance():
    statement, expression = primitive()
    f, g, h = fresh("f"), fresh("g"), fresh("h")
    args = "struct seqcount *seq, struct stats *stats, void **out, int i"
    given = "seq, stats, out, i"
    return choose.choice([
        ("", statement), ("", f"if ({expression}) i++;"), ("", f"for (; i < 1 && {expression}; i++) ;"),
        ("", f"i = i ? {expression} : 2;"), ("", f"i += (i, {expression});"), ("", f"while (i-- > 3) {{ {statement} }}"),
        ("", f"switch ({expression}) {{ default: break; }}"), ("", f"do {{ {statement} }} while (0);"),
        ("", f"{{ int n = {expression}; i += n; }}"), ("", f"numbers[{expression} & 1] = 0;"),
        (f"static int {f}({args}) {{ {statement} return i; }}", f"i += {f}({given});"),
        (f"static int {f}({args}) {{ {statement} return i; }}\nstatic int {g}({args}) {{ return {f}({given}); }}\n"
         f"static int {h}({args}) {{ if (i) return {g}({given}); return 0; }}", f"i += {h}({given});"),
        (f"#define {f.upper()} do {{ {statement} }} while (0)", f"{f.upper()};"),
        (f"static int {f}({args}) {{ {statement} return i; }}\nstatic int {g}(int (*run)({args}), {args}) {{ return run({given}); }}",
         f"i += {g}({f}, {given});"),
        (f"static inline int {f}({args}) {{ return {expression}; }}", f"if ({f}({given})) i++;"),
    ])


# What the function calls may do it in another file, some calls further, through pointers in records.
far_header = ["#ifndef FAR_H", "#define FAR_H", "#include <linux/highmem.h>", "#include <linux/primitives.h>", "extern void *far_shown, *shown;", "extern unsigned long numbers[8];"]
far_files = [["#include \"far.h\""] for _ in range(6)]
FAR = "void *at, struct seqcount *seq, struct stats *stats, void **out, int i"
GIVEN = "at, seq, stats, out, i"


def far(last, depth):
    """What to call so that LAST is done in the end, by a function that DEPTH others lead to."""
    body = f"{last} return i;" if depth == 0 else f"return i > 1 ? {far(last, depth - 1)}({GIVEN}) : 0;"
    name, own = fresh("far"), choose.choice(far_files)
    table = f"struct {name}_ops {{ int (*look)(int i); int (*run)({FAR}); }};\nextern %sstruct {name}_ops {name}_table;"
    how = choose.randrange(6)
    if how == 0:
        far_header.append(f"int {name}({FAR});")
        own.append(f"int {name}({FAR}) {{ {body} }}")
        return name
    if how == 1:
        far_header.append(f"int {name}({FAR});")
        own.append(f"static int {name}_own({FAR}) {{ {body} }}\nint {name}({FAR}) {{ return {name}_own({GIVEN}); }}")
        return name
    if how == 2:
        far_header.append(f"static inline int {name}({FAR}) {{ {body} }}")
        return name
    own.append(f"static int {name}({FAR}) {{ {body} }}")
    if how == 3:
        far_header.append(table % "")
        own.append(f"struct {name}_ops {name}_table;\nvoid {name}_set(void) {{ {name}_table.run = {choose.choice(['', '&'])}{name}; }}")
    else:
        far_header.append(table % "const ")
        own.append(f"const struct {name}_ops {name}_table = {{ {['.run = ', '0, '][how - 4]}{name} }};")
    return f"{name}_table.run"


def far_call(last):
    return "", f"i += {far(last, choose.randrange(1, 5))}(addr, seq, stats, out, i);"


FAR_ESCAPES = ["far_shown = at;", "*out = at;", "far_shown = (char *)at + 4;", "out[i & 3] = at;", "if (at) far_shown = at;"]
FAR_HARMLESS = ["i += *(char *)at;", "((char *)at)[i & 15] = 0;", "if (*(char *)at) i++;", "for (i = 0; i < 4; i++) ((char *)at)[i] = 1;"]

HEAD = ("int {name}(struct page *page, struct page *other, struct job *j, struct keeper *k, struct sinks *s, void **out,\n"
        "\tstruct seqcount *seq, struct stats *stats, char *to, size_t len, int i)\n{{\n")


# A function is made of a mapping and what is done while it is there; harmless statements, and where to put others.
def function(atomic, inserted=("", "")):
    name, a = fresh("fn"), "addr"
    api = "kmap_atomic" if atomic else "kmap"
    unmap = f"kunmap_atomic({a})" if atomic else "kunmap(page)"
    harmless = [
        f"{a}[i & 15] = 0;", f"i += {a}[3];", f"if ({a}[i & 7] == 2) i++;", f"i += sum({a}, 16);", f"note_sum({a}, i);",
        f"memcpy(to, {a} + 4, 16);", f"memset({a}, 0, len & 255);", f"((struct entry *){a})->ino = i;", f"i ^= own_peek({a});",
        f"i += memcmp({a}, to, 4);", f"_printk(\"%p %d\\n\", {a}, i);", f"if (!{a}) i = 2;", f"*({a} + 2) += 1;",
        f"for (i = 0; i < 4; i++) {a}[i] = to[i];", f"{{ char *at = {a} + (i & 63), *end = at + 8; while (at < end) i += *at++; }}",
    ]
    body = [choose.choice(harmless) for _ in range(choose.randrange(1, 4))]
    helper, statement = inserted
    if statement:
        at = choose.randrange(len(body) + 1)
        body.insert(at, "{\n\t" + statement + "\n\t}")
    early = choose.random() < 0.25
    if early:
        body.insert(choose.randrange(len(body) + 1), f"if (i > 99) {{\n\t\t{unmap};\n\t\treturn 1;\n\t}}")
    if choose.random() < 0.5:
        start = f"\tchar *{a} = {api}(page);\n\n"
    else:
        start = f"\tchar *{a};\n\n\t{a} = {api}(page);\n"
    text = (helper + "\n" if helper else "") + HEAD.format(name=name) + start
    return name, text + "".join(f"\t{each}\n" for each in body) + f"\t{unmap};\n\treturn i;\n}}\n"


# A copy of three statements: a helper may take its place only if it stays in the page.
def out_of_page():
    name, a = fresh("fn"), "addr"
    offset, size = choose.choice([
        ("0", "len"), ("0", "2 * PAGE_SIZE"), ("i", "16"), ("len", "8"), ("8", "PAGE_SIZE"), ("0", "PAGE_SIZE + 1"),
        ("i & 4095", "len & 4095"), ("0", "i > 0 ? i : 5000"), ("i & 63", "PAGE_SIZE - 1"), ("4000", "100"), ("i & 7", "sizeof(big)"),
        ("0", "len < PAGE_SIZE ? PAGE_SIZE : len"), ("0", "len - PAGE_SIZE"), ("len & 4095", "PAGE_SIZE - (len & 2047)"),
        ("len", "PAGE_SIZE - len"), ("0", "~len & 8191"), ("0", "len | 4095"), ("0", "len >> 1"), ("i % 4096", "1"),
    ])
    copy = choose.choice([f"memcpy(to, {a} + {offset}, {size});", f"memcpy({a} + ({offset}), to, {size});", f"memset({a} + ({offset}), 0, {size});"])
    copy = copy.replace(f"{a} + {offset},", f"{a} + ({offset}),")
    api, unmap = choose.choice([("kmap_atomic", f"kunmap_atomic({a})"), ("kmap", "kunmap(page)")])
    return name, (HEAD.format(name=name) + f"\tchar *{a};\n\tstruct {{ char bytes[8192]; }} big;\n\n\t{a} = {api}(page);\n\t{copy}\n\t{unmap};\n"
                  f"\treturn sizeof(big) + i;\n}}\n")


# The mapped address is left behind before the page is unmapped by it, or the variable gets another value.
def lost_address():
    name, a = fresh("fn"), "addr"
    step = choose.choice([f"{a} += len;", f"{a}++;", f"{a} = {a} + i;", f"while (i--) *{a}++ = 0;", f"{a} = to;", f"i += *{a}++;",
                          f"{a} = i ? {a} + 1 : {a};", f"{a} -= 4;", f"for (; i; i--, {a}++) *{a} = 1;", f"{{ char **at = &{a}; *at += i; }}",
                          f"{a} = ({{ {a} + i; }});", f"i += sum({a} += 8, 2);", f"{a} = &{a}[i];"])
    return name, HEAD.format(name=name) + f"\tchar *{a} = kmap(page);\n\n\t{a}[0] = 1;\n\t{step}\n\tkunmap(page);\n\treturn i;\n}}\n"


def ruled_out(kind, site):
    """True if the call was not rewritten as if the mutation were not there."""
    if site["status"] != "rewritten":
        return True
    if kind.endswith("reliance"):
        return "disable()" in site["after"] or "enable()" in site["after"]
    if kind == "page":
        return not site["after"].startswith("mem")
    return False


functions = {}
sources = []
for first in range(0, count, 50):
    text = PRELUDE
    for _ in range(first, min(first + 50, count)):
        made = [("unbroken", function(choose.random() < 0.5)), ("escape", function(False, ("", escape("addr")))),
                ("reliance", function(True, reliance())), ("page", out_of_page()), ("address", lost_address()),
                ("unbroken", function(choose.random() < 0.5, far_call(choose.choice(FAR_HARMLESS)))),
                ("far escape", function(False, far_call(choose.choice(FAR_ESCAPES)))),
                ("far reliance", function(True, far_call(primitive()[0])))]
        for kind, (name, definition) in made:
            functions[name] = kind
            text += "\n" + definition
    sources.append(text)
overlay = work / "overlay"
(overlay / "fs/mutants").mkdir(parents=True, exist_ok=True)
(overlay / "include/linux").mkdir(parents=True, exist_ok=True)
(overlay / "fs/mutants/own.h").write_text(OWN)
(overlay / "include/linux/primitives.h").write_text(PRIMITIVES)
(overlay / "fs/mutants/far.h").write_text("\n".join(far_header) + "\n#endif\n")
for i, text in enumerate(far_files):
    (overlay / f"fs/mutants/far{i}.c").write_text("\n".join(text) + "\n")
for i, text in enumerate(sources):
    (overlay / f"fs/mutants/m{i}.c").write_text(text)
tree, report = work / "tree", work / "report.json"
subprocess.run(["mini-tree", tree, overlay], check=True)
subprocess.run([kphys, "fix", "-p", tree, "--inference=off", "--with-prep", "--report", report, "--diff", work / "diff", "fs/mutants"],
               check=True)
read = json.loads(report.read_text())
assert all(unit["status"] == "parsed" for unit in read["units"] if unit["file"].startswith("fs/mutants/m")), "a mutant does not parse"
rewritten, wrong = {}, []
for site in read["sites"]:
    kind = functions.get(site["function"])
    if not kind or not site["file"].endswith(".c"):
        continue
    done, seen = rewritten.get(kind, (set(), set()))
    seen.add(site["function"])
    if site["status"] == "rewritten":
        done.add(site["function"])
    rewritten[kind] = done, seen
    if kind != "unbroken" and site["api"] in ("kmap", "kmap_atomic") and not ruled_out(kind, site):
        wrong.append((kind, site["function"], site["file"], site["line"], site["after"]))
for kind, (done, seen) in sorted(rewritten.items()):
    print(f"{kind}: {len(done)} of {len(seen)} functions rewritten")
for each in wrong:
    print("rewritten plainly:", *each)
done, seen = rewritten["unbroken"]
assert len(functions) == sum(len(all_) for _, all_ in rewritten.values()), "a function has no site"
if len(done) * 100 < len(seen) * 95:
    for site in read["sites"]:
        if functions.get(site["function"]) == "unbroken" and site["status"] != "rewritten":
            print("refused:", site["function"], site["file"], site["line"], site["reason"], site["detail"])
    sys.exit("too few of the unbroken functions are rewritten")
sys.exit(1 if wrong else 0)
