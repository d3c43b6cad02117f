"""500 random calls, rewritten, must give the code that they gave: random-calls.py WORK KPHYS CLANG [SEED]

Compiles original and result against headers in which the old functions are macros for the new, and
compares the LLVM IR. Another seed every time; it is printed.
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import json
import pathlib
import random
import subprocess
import sys

work, kphys, clang = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
seed = int(sys.argv[4]) if len(sys.argv) > 4 else random.SystemRandom().randrange(1 << 32)
print("seed:", seed)
choose = random.Random(seed)

DEV = ["dev", "(dev)", "devs[1]", "next_dev()", "c ? dev : devs[0]", "(trace(1), dev)", "DEV_OF(devs)"]
PAGE = ["page", "pages[k++]", "*++pp", "next_page()", "(trace(2), page)", "c ? page : pages[1]", "cookie", "cookie + 8",
        "virt_to_page(p)", "pfn_to_page(number)", "PAGE_OF(page)", "(struct page *)number", "&page[2]", "page + c",
        "(page)", "pages[c ? 1 : 0]", "({ trace(3); page; })"]
OFFSET = ["0", "0", "off", "off + 2", "off << 1", "c ? 2048 : 0", "off++", "next_offset()", "(trace(4), off)", "SUM",
          "~off & 7", "off | 1", "(u8)off", "-off", "off == 3", "off = 5", "off * 3", "sizeof(long)", "!c",
          "offset_in_page(p)", "(unsigned long)p & ~PAGE_MASK", "off - 1", "PAREN(off)", "c && off", "PAGE_SIZE / 2"]
SIZE = ["64", "size * 2", "sizeof(*page)", "size++", "next_size()", "c ? 1 : 2"]
DIR = ["DMA_TO_DEVICE", "dir", "c ? DMA_TO_DEVICE : DMA_FROM_DEVICE", "next_dir()"]
ATTRS = ["0", "attrs", "attrs | 4", "attrs++", "c ? 1 : 0", "DMA_ATTR_SKIP_CPU_SYNC", "attrs ^ 1", "ATTRS"]
ADDRESS = ["addr", "addrs[m++]", "next_address()", "addr + off", "c ? addr : 0"]
PHYS = ["phys", "phys + off", "next_phys()", "c ? phys : 0"]
CALLS = {
    "dma_map_page": [DEV, PAGE, OFFSET, SIZE, DIR],
    "dma_map_page_attrs": [DEV, PAGE, OFFSET, SIZE, DIR, ATTRS],
    "dma_unmap_page": [DEV, ADDRESS, SIZE, DIR],
    "dma_unmap_page_attrs": [DEV, ADDRESS, SIZE, DIR, ATTRS],
    "dma_map_resource": [DEV, PHYS, SIZE, DIR, ATTRS],
    "dma_unmap_resource": [DEV, ADDRESS, SIZE, DIR, ATTRS],
}
SPACE = ["", "", "", " ", "\n\t\t", " /* one */ ", "\t"]


def call(name):
    arguments = [choose.choice(SPACE) + choose.choice(kind) + choose.choice(SPACE) for kind in CALLS[name]]
    return f"{name}{choose.choice(SPACE)}({', '.join(arguments)})"


def statement(number):
    name = choose.choice(list(CALLS))
    text = call(name)
    if "unmap" in name:
        return choose.choice([f"{text};", f"if (c) {text};", f"c ? {text} : trace(5);"])
    return choose.choice([f"sink({text});", f"addr = {text};", f"if ({text})\n\t\ttrace(6);", f"(void){text};",
                          f"return {text} +\n\t\t1;" if number % 10 == 9 else f"addr += {text};"])


def source(calls):
    lines = ['#include <linux/dma-mapping.h>', '#include "random.h"']
    for number in range(calls // 10):
        page, offset = choose.choice(["pg", "&(pg)[1]", "pg"]), choose.choice(["of", "(of)", "0", "of << 1"])
        lines.append(f"#define MAP{number}(pg, of) dma_map_page(dev, {page}, {offset}, 64, dir)")
        lines.append(f"dma_addr_t random{number}(struct device *dev, struct device **devs, struct page *page,\n\t"
                     "struct page **pages, struct page **pp, void *cookie, void *p, unsigned long number, u32 off,\n\t"
                     "size_t size, enum dma_data_direction dir, unsigned long attrs, dma_addr_t addr,\n\t"
                     "dma_addr_t *addrs, phys_addr_t phys, int c, int k, int m)\n{")
        lines += ["\t" + statement(i) for i in range(9)]
        lines.append(f"\treturn MAP{number}(page + 1, off | 2);\n}}")
    return "\n".join(lines) + "\n"


HEADER = """
#define SUM 16 + 16
#define PAREN(x) (x)
#define ATTRS 1 | 2
#define PAGE_OF(x) (x)
#define DEV_OF(x) x[0]
void trace(int where);
void sink(dma_addr_t addr);
struct device *next_dev(void);
struct page *next_page(void);
unsigned int next_offset(void);
size_t next_size(void);
enum dma_data_direction next_dir(void);
dma_addr_t next_address(void);
phys_addr_t next_phys(void);
"""
SAME = """
#include <linux/dma-mapping.h>
#ifndef DMA_ATTR_MMIO
#define DMA_ATTR_MMIO (1UL << 10)
#endif
dma_addr_t new_map(struct device *, phys_addr_t, size_t, enum dma_data_direction, unsigned long);
void new_unmap(struct device *, dma_addr_t, size_t, enum dma_data_direction, unsigned long);
#undef dma_map_page
#undef dma_unmap_page
#define dma_map_phys new_map
#define dma_unmap_phys new_unmap
#define dma_map_page_attrs(d, p, o, s, r, a) \\
	new_map(d, __builtin_choose_expr(!__builtin_strcmp(#o, "0"), page_to_phys((struct page *)(p)), \\
                                     page_to_phys((struct page *)(p)) + (size_t)(o)), s, r, a)
#define dma_map_page(d, p, o, s, r) dma_map_page_attrs(d, p, o, s, r, 0)
#define dma_unmap_page_attrs(d, x, s, r, a) new_unmap(d, x, s, r, a)
#define dma_unmap_page(d, x, s, r) new_unmap(d, x, s, r, 0)
#define dma_map_resource(d, p, s, r, a) new_map(d, p, s, r, (a) | DMA_ATTR_MMIO)
#define dma_unmap_resource(d, p, s, r, a) new_unmap(d, p, s, r, (a) | DMA_ATTR_MMIO)
struct page *page_of(const void *virt) __attribute__((const));
#undef virt_to_page
#define virt_to_page(p) page_of(p)
/* what the idioms are equal to */
#define virt_to_phys(p) (page_to_phys(virt_to_page(p)) + (size_t)offset_in_page(p))
#define PFN_PHYS(pfn) page_to_phys(pfn_to_page(pfn))
#undef page_to_phys
phys_addr_t page_to_phys(struct page *page);
"""

directory = work / "drivers" / "net"
(directory / "random.h").write_text(HEADER)
(directory / "random.c").write_text(source(500))
(work / "same.h").write_text(SAME)
database = work / "compile_commands.json"
entries = json.loads(database.read_text())
entries.append({**entries[0], "file": "drivers/net/random.c",
                "arguments": entries[0]["arguments"][:-1] + ["drivers/net/random.c"]})
database.write_text(json.dumps(entries))


def code():
    command = [clang, "-S", "-emit-llvm", "-O0", "-w", "-D__LINE__=1", "-nostdinc", "-Iarch/x86/include", "-Iinclude", "-D__KERNEL__",
               "-std=gnu11", "-include", "same.h", "-o", "-", "drivers/net/random.c"]
    return subprocess.run(command, cwd=work, check=True, capture_output=True, text=True).stdout


before = code()
subprocess.run([kphys, "fix", "-p", work, "--no-cache", "--in-place", "--report", work / "random.json", directory / "random.c"],
               check=True, capture_output=True)
after = code()
sites = [site for site in json.loads((work / "random.json").read_text())["sites"] if site["rule"]]
refused = {(site["reason"], site["detail"]) for site in sites if site["status"] != "rewritten"}
print("rewritten:", sum(site["status"] == "rewritten" for site in sites), "refused:", sorted(refused))
assert len(sites) >= 500, len(sites)
assert all(reason == "comment-in-argument" for reason, _ in refused), refused
if before != after:
    import difflib
    print("\n".join(list(difflib.unified_diff(before.split("\n"), after.split("\n"), lineterm="", n=12))[:60]))
    sys.exit("the code differs")
