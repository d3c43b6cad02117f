#!/usr/bin/env python3
"""Breaks 30 correct conversions, each in one of the ways of history: mutations.py WORK KPHYS [SEED]

Writes correct code in random shapes, and the same code broken, runs the audit over both, and wants
27 of the broken ones found by the check that is for it, and nothing at all said of the correct ones.
Another seed every time; it is printed.
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import json
import pathlib
import random
import subprocess
import sys

work, kphys = pathlib.Path(sys.argv[1]), sys.argv[2]
seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.SystemRandom().randrange(1 << 32)
print("seed:", seed)
choose = random.Random(seed)
one = choose.choice

HEADER = """
#include <linux/highmem.h>
#include <linux/dma-mapping.h>
#define DMA_ATTR_MMIO (1UL << 10)
#define DMA_ATTR_WEAK_ORDERING (1UL << 1)
#define HV_HYP_PAGE_SHIFT 12
#define XEN_PAGE_SHIFT 12
#define BIT_ULL(nr) (1ULL << (nr))
#define ALIGN_DOWN(x, a) ((x) & ~((typeof(x))(a) - 1))
#define unlikely(x) __builtin_expect(!!(x), 0)
#define phys_to_page(phys) pfn_to_page(PHYS_PFN(phys))
#define page_to_virt(page) phys_to_virt(page_to_phys(page))
#define dma_unmap_single(d, a, s, r) dma_unmap_page_attrs(d, a, s, r, 0)
struct dma_map_ops {
	dma_addr_t (*map_phys)(struct device *dev, phys_addr_t phys, size_t size, enum dma_data_direction dir,
			       unsigned long attrs);
};
struct scatterlist { struct page *page; unsigned int offset, length; };
struct buffer { unsigned char *data; void *cookie; struct page *page; phys_addr_t where; size_t len; dma_addr_t handle; unsigned int head, tail; };
dma_addr_t dma_map_phys(struct device *dev, phys_addr_t phys, size_t size, enum dma_data_direction dir,
			unsigned long attrs);
void dma_unmap_phys(struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir,
		    unsigned long attrs);
bool dma_capable(struct device *dev, dma_addr_t addr, size_t size, bool is_ram);
int iommu_map(void *domain, dma_addr_t iova, phys_addr_t paddr, size_t size, int prot);
void sg_set_page(struct scatterlist *sg, struct page *page, unsigned int len, unsigned int offset);
void *memcpy(void *to, const void *from, size_t size);
unsigned long __get_free_pages(gfp_t gfp, unsigned int order);
int pfn_valid(unsigned long pfn);
int page_is_ram(unsigned long pfn);
void trace(unsigned long number, ...);
u64 *entries_at(unsigned long where);
dma_addr_t find_room(unsigned long npages);
void use(const void *data, size_t size);
int check(const void *data, size_t size);
void advance(struct buffer *buf, unsigned int head, unsigned int tail);
struct work_struct { int number; };
struct job { const void *from; struct work_struct work; };
bool schedule_work(struct work_struct *work);
int smp_call_function_single(int cpu, void (*func)(void *info), void *info, int wait);
"""
WORDS = ["base", "start", "cur", "where", "tmp", "pos", "mem", "target", "window", "area", "first", "buf"]


class Function:
    """Names that are new for each function, and noise between statements."""

    def __init__(self):
        self.taken, self.noise = set(), 0

    def name(self, *usual):
        word = one(list(usual) * 3 + WORDS)
        while word in self.taken:
            word += str(choose.randrange(10))
        self.taken.add(word)
        return word

    def extra(self):
        return one(["", "", "trace(1);", "if (size > 64)\n\t\ttrace(size);", "trace(2, dir, attrs);",
                    "while (size & 1 && trace_more--)\n\t\ttrace(3);"])


def lines(*parts):
    return "".join("\t" + part + "\n" for part in parts if part)


def offset_of(value):
    return one(["offset_in_page({0})", "{0} & ~PAGE_MASK", "({0} & (PAGE_SIZE - 1))", "offset_in_page(({0}))",
                "(unsigned long){0} & ~PAGE_MASK"]).format(value)


def mask(value, offset):
    return one(["{0} &= PAGE_MASK;", "{0} = {0} & PAGE_MASK;", "{0} = ALIGN_DOWN({0}, PAGE_SIZE);",
                "{0} &= ~(phys_addr_t)(PAGE_SIZE - 1);", "{0} -= {1};"]).format(value, offset)


def signature(name, phys, f):
    f.taken.update({"dev", "size", "dir", "attrs", "trace_more"})
    return (f"static dma_addr_t {name}(struct device *dev, phys_addr_t {phys}, size_t size,\n"
            "\t\tenum dma_data_direction dir, unsigned long attrs)\n{\n\tint trace_more = 3;\n")


def guard():
    test = one(["attrs & DMA_ATTR_MMIO", "unlikely(attrs & DMA_ATTR_MMIO)", "(attrs & DMA_ATTR_MMIO) != 0"])
    return f"if ({test})\n\t\treturn DMA_MAPPING_ERROR;"


def iommu(broken):
    """A map_phys that steps through the pages of a table."""
    f = Function()
    name, phys = f.name("demo_map_phys"), f.name("phys", "paddr", "phys_addr")
    offset, npages, ptes, i = f.name("offset", "off"), f.name("npages", "count"), f.name("ptes", "entry"), f.name("i", "n")
    iova, entry, page = f.name("iova", "dma_addr"), f.name("pa", "val"), f.name("page", "pg")
    flags = one(["3", "1 | 2", "flags_of(dir)", "prot"])
    taken = offset_of(phys)
    masked = mask(phys, offset)
    wide = broken == "address-width"
    fill = [f"{'phys_addr_t' if wide else 'u64'} {entry} = {phys};", f"{entry} |= {one(['BIT_ULL(63)', '0x8000000000000000ULL'])};",
            one([f"{ptes}[{i}] = {entry} | {flags};", f"*{ptes}++ = {flags} | {entry};"])]
    if broken == "unaligned-entry" or one([True, False]) and not wide:
        fill = [one([f"{ptes}[{i}] = {phys} | {flags};", f"*{ptes}++ = {flags} | {phys};",
                     f"{ptes}[{i}] = {flags} | {phys} | (u64)dir << 2;"])]
    body = "\n\t\t".join(fill)
    loop = one([f"for ({i} = 0; {i} < {npages}; {i}++, {phys} += PAGE_SIZE) {{\n\t\t{body}\n\t}}",
                f"for ({i} = 0; {i} < {npages}; ++{i}) {{\n\t\t{body}\n\t\t{phys} += PAGE_SIZE;\n\t}}",
                f"{i} = 0;\n\twhile ({i} < {npages}) {{\n\t\t{body}\n\t\t{phys} += PAGE_SIZE;\n\t\t{i}++;\n\t}}"])
    last = offset
    if broken == "offset-after-change":
        last = offset_of(phys)
        masked = masked if "-=" not in masked else f"{phys} &= PAGE_MASK;"
    if broken == "offset-of-page":
        taken = taken if "offset_in_page" not in taken else ""
        taken = f"offset_in_page({one([page, '(' + page + ')'])})"
    if broken == "unaligned-entry":
        masked = ""
    touch = one(["", f"use(phys_to_virt({phys}), size);"])
    if broken in ("mmio-guard", "mmio-guard-helper"):
        touch = one([f"use(phys_to_virt({phys}), size);", f"{page} = pfn_to_page(PHYS_PFN({phys}));\n\ttrace(1, {page});"])
    head = f"{one(['if (!size)', 'if (unlikely(!size))'])}\n\t\treturn DMA_MAPPING_ERROR;"
    test = one(["attrs & DMA_ATTR_MMIO", "(attrs & DMA_ATTR_MMIO) != 0"])
    capable = f"if (!dma_capable(dev, limit, size, {test if broken == 'inverted-predicate' else f'!({test})'}))\n\t\treturn DMA_MAPPING_ERROR;"
    if broken != "inverted-predicate" and one([True, False]):
        capable = ""
    start = [head, "" if broken in ("mmio-guard", "mmio-guard-helper") else guard()]
    if broken in ("mmio-guard", "mmio-guard-helper"):
        capable = ""
    if one([True, False]):
        start.reverse()
    start.append(capable)
    ret = one([f"return {iova} + ({last});", f"{iova} += {last};\n\treturn {iova};", f"return ({last}) | {iova};"])
    text = (f"static u64 prot = 3;\nstatic dma_addr_t limit;\nstatic u64 flags_of(int dir)\n{{\n\treturn dir + prot;\n}}\n" + signature(name, phys, f) +
            lines(f"unsigned long {offset}, {npages}, {i};", f"struct page *{page};", f"u64 *{ptes};", f"dma_addr_t {iova};") + "\n" +
            lines(*start, f"{page} = phys_to_page({phys} & PAGE_MASK);" if broken == "offset-of-page" else "", touch, f"{offset} = {taken};", f.extra(),
                  f"{npages} = (size + {offset} + PAGE_SIZE - 1) >> PAGE_SHIFT;", f"{iova} = find_room({npages});", f.extra(),
                  f"{ptes} = entries_at({iova} >> PAGE_SHIFT);", masked, loop, f.extra(), ret) + "}\n" +
            f"const struct dma_map_ops demo_ops = {{\n\t.map_phys = {name},\n}};\n")
    if broken == "mmio-guard-helper":
        text = text[:text.index("const struct dma_map_ops")].replace("static dma_addr_t " + name, "dma_addr_t " + name)
    return text


def stepping(broken):
    """Chunks that are no whole pages."""
    f = Function()
    phys, step, offset, done = f.name("phys", "paddr"), f.name("step", "chunk"), f.name("offset", "off"), f.name("done", "sent")
    wrong = broken == "offset-after-advance"
    loop = one([f"for (; size > {step}; size -= {step}) {{\n\t\t{done} += {step};\n\t\t{phys} += {step};\n\t}}",
                f"while (size) {{\n\t\tsize_t now = size < {step} ? size : {step};\n\n\t\ttrace({phys});\n\t\t{phys} += now;\n\t\tsize -= now;\n\t\t{done}++;\n\t}}"])
    last = offset_of(phys) if wrong else offset
    return ("static dma_addr_t " + f.name("walk") + f"(phys_addr_t {phys}, size_t size, size_t {step}, dma_addr_t room)\n{{\n" +
            lines(f"unsigned long {done} = 0, {offset} = {offset_of(phys)};") + "\n" +
            lines(loop, f"trace({done}, {offset});", one([f"return room + ({last});", f"room |= {last};\n\treturn room;"])) + "}\n")


def driver(broken):
    """A driver that maps buffers and unmaps them."""
    f = Function()
    buf, phys, handle, bar = f.name("buf", "rx"), f.name("phys", "addr"), f.name("handle", "dma"), f.name("bar", "doorbell")
    size, direction = one(["64", f"{buf}->len"]), one(["DMA_TO_DEVICE", "DMA_FROM_DEVICE"])
    source = one([f"virt_to_phys({buf}->data)", f"page_to_phys({buf}->page)", f"page_to_phys({buf}->page) + 64",
                  f"PFN_PHYS(page_to_pfn({buf}->page))"])
    unit, count = f.name("iova", "at"), f.name("pfn", "number")
    if broken == "not-physical":
        source = one([f"(unsigned long){buf}->data", f"(phys_addr_t)(unsigned long){buf}->data", "__get_free_pages(0, 1)",
                      f"(unsigned long){buf}->page", f"(phys_addr_t){buf}->data + 0"])
        source = source.replace(" + 0", "")
    if broken == "pointer-as-physical":
        source = one([f"(unsigned long){buf}->cookie", f"(phys_addr_t)(unsigned long){buf}->cookie"])
    if broken == "frame-unit":
        source = one([f"PFN_PHYS(page_to_phys({buf}->page))", f"(phys_addr_t)page_to_pfn({buf}->page) << HV_HYP_PAGE_SHIFT",
                      f"PFN_PHYS({buf}->where >> XEN_PAGE_SHIFT)"])
    early = one([True, False])
    mapped = phys if early else source
    call = f"dma_map_phys(dev, {mapped}, {size}, {direction}, 0)"
    if broken == "swapped-arguments":
        early = True
        call = one([f"dma_map_phys(dev, {buf}->len, {phys}, {direction}, 0)", f"dma_map_phys(dev, {phys}, {size}, 0, {direction})"])
    unmap = one([f"dma_unmap_phys(dev, {handle}, {size}, {direction}, 0);", f"dma_unmap_page(dev, {handle}, {size}, {direction});",
                 f"dma_unmap_single(dev, {handle}, {size}, {direction});"])
    attributes = one(["DMA_ATTR_MMIO", "DMA_ATTR_WEAK_ORDERING | DMA_ATTR_MMIO"])
    other, lost = one([(f"dma_map_phys(dev, {bar}, 64, {direction}, {attributes})", f"dma_unmap_phys(dev, {unit}, 64, {direction}, {attributes});"),
                       (f"dma_map_resource(dev, {bar}, 64, {direction}, 0)", f"dma_unmap_resource(dev, {unit}, 64, {direction}, 0);"),
                       (f"dma_map_resource(dev, {bar}, 64, {direction}, 0)", f"dma_unmap_phys(dev, {unit}, 64, {direction}, DMA_ATTR_MMIO);")])
    if broken == "unmap-mismatch":
        lost = one([f"dma_unmap_phys(dev, {unit}, 64, {direction}, 0);", f"dma_unmap_page(dev, {unit}, 64, {direction});",
                    f"dma_unmap_phys(dev, {unit}, 64, {direction}, DMA_ATTR_WEAK_ORDERING);"])
    domain = f"iommu_map({buf}, {handle}, {bar}, 4096, 3);"
    if broken == "dma-as-physical":
        domain = one([f"iommu_map({buf}, {unit}, {handle}, 4096, 3);", f"use(phys_to_virt({handle}), 64);"])
    second = [f"{unit} = {other};", f"if (dma_mapping_error(dev, {unit}))\n\t\treturn -1;", "trace(7);", lost]
    first = [f"{phys} = {source};" if early else "", f"{handle} = {call};", f"if (dma_mapping_error(dev, {handle}))\n\t\treturn -5;",
             f"trace({handle});", domain, unmap]
    order = first + second if one([True, False]) else second + first
    return (f"int {f.name('start')}(struct device *dev, struct buffer *{buf}, phys_addr_t {bar})\n{{\n" +
            lines(f"dma_addr_t {handle}, {unit};", f"phys_addr_t {phys} = 0;") + "\n" + lines(*order, f"return {phys} != 0;") + "}\n")


def memory(broken):
    """Code that looks at what is behind an address."""
    f = Function()
    phys, to, page, from_, sg = f.name("phys", "paddr"), f.name("to", "dst"), f.name("page", "pg"), f.name("from", "vaddr"), f.name("sg", "s")
    number, room = f.name("pfn", "frame"), f.name("room", "wanted")
    asked = one([f"PHYS_PFN({phys})", f"{phys} >> PAGE_SHIFT", number])
    ram = f"page_is_ram({asked})"
    if broken == "pfn-valid":
        ram = f"pfn_valid({one([f'PHYS_PFN({phys})', f'{phys} >> PAGE_SHIFT'])})"
    look = f"phys_to_virt({phys})"
    way = one([f"if (!{ram})\n\t\treturn;\n\tuse({look}, size);", f"if ({ram})\n\t\tuse({look}, size);",
               f"if (size && {ram}) {{\n\t\ttrace(1);\n\t\tuse({look}, size);\n\t}}"])
    if broken == "lost-offset":
        way = one([f"use(page_to_virt(phys_to_page({phys})), size);", f"{page} = phys_to_page({phys});\n\tuse(page_address({page}), size);",
                   f"use(page_address(pfn_to_page({phys} >> PAGE_SHIFT)), size);", f"{page} = pfn_to_page(PHYS_PFN({phys}));\n\tuse(page_to_virt({page}), size);"])
    map_page = one(["kmap_local_page", "kmap_atomic"])
    length = one(["PAGE_SIZE", "512", "PAGE_SIZE / 2"])
    if broken == "map-length":
        length = one(["2 * PAGE_SIZE", "8192", f"{sg}->length"])
    if broken == "map-length-unchecked":
        length = room
    copy = f"{from_} = {map_page}({sg}->page);\n\tmemcpy({to}, {from_}, {length});\n\tkunmap_local({from_});"
    held = one([f"virt_to_page({to})", f"pfn_to_page(PHYS_PFN(virt_to_phys({to})))"])
    if broken == "raw-in-scatterlist":
        held = one([f"pfn_to_page(PHYS_PFN({phys}))", f"phys_to_page({phys})", f"pfn_to_page({phys} >> PAGE_SHIFT)",
                    f"phys_to_page({phys} + 4096)"])
    parts = [way, copy, f"sg_set_page({sg}, {held}, size, 0);"]
    choose.shuffle(parts)
    return (f"void {f.name('look')}(phys_addr_t {phys}, char *{to}, struct scatterlist *{sg}, size_t size, size_t {room})\n{{\n" +
            lines(f"unsigned long {number} = PHYS_PFN({phys});", f"struct page *{page} = NULL;", f"char *{from_};") + "\n" +
            lines(*parts, f"trace({number}, {page});") + "}\n")


def mapping(broken):
    """Code that maps pages for itself."""
    f = Function()
    first, second, a, b = f.name("page", "src"), f.name("next", "dst"), f.name("from", "vaddr"), f.name("to", "kaddr")
    buf, job, ret = f.name("buf", "rx"), f.name("job", "request"), f.name("ret", "err")
    make, end = one([("kmap_local_page", "kunmap_local"), ("kmap_atomic", "kunmap_atomic")])
    inner = [f"{b} = {make}({second});", f"use({b}, *(char *){a});", f"{end}({b});"]
    outer = [f"{end}({a});"]
    if broken == "local-mapping-order":
        inner, outer = inner[:2], [f"{end}({a});", f"{end}({b});"]
    failed = one([f"if ({ret}) {{\n\t\t{end}({a});\n\t\treturn {ret};\n\t}}", f"if ({ret})\n\t\tgoto out;"])
    if broken == "local-mapping-leak":
        failed = one([f"if ({ret})\n\t\treturn {ret};", f"if ({ret} < 0) {{\n\t\ttrace(9);\n\t\treturn -5;\n\t}}"])
    after = f"trace({a} != NULL);"
    if broken == "local-mapping-use":
        after = one([f"use({a}, 64);", f"trace(((char *){a})[3]);", f"{end}({a});", f"*(char *){a} = 0;"])
    look = f"use({a}, 64);"
    if broken == "local-mapping-address":
        look = one([f"use(page_address({first}), 64);", f"use((char *)page_address({first}) + 3, 64);"])
    hand = f"{job}->from = {buf}->data;\n\tschedule_work(&{job}->work);"
    if broken == "local-mapping-escape":
        hand = one([f"{job}->from = {a};\n\tschedule_work(&{job}->work);", f"smp_call_function_single(1, ({buf}->cookie), {a}, 1);"])
    move = f"advance({buf}, {buf}->head, {buf}->tail);"
    if broken == "swapped-names":
        move = one([f"advance({buf}, {buf}->tail, {buf}->head);", f"advance({buf}, (unsigned int){buf}->tail, {buf}->head);"])
    whole = [f"{a} = {make}({first});", f"{ret} = check({a}, 64);", failed, look, hand, *inner] + [
        "out:" if "goto" in failed else "", *outer, after, move, f"return {ret};"]
    return (f"int {f.name('walk')}(struct page *{first}, struct page *{second}, struct buffer *{buf}, struct job *{job})\n{{\n" +
            lines(f"void *{a}, *{b};", f"int {ret};") + "\n" + lines(*whole) + "}\n")


WAYS = [(iommu, ["offset-after-change", "address-width", "unaligned-entry", "offset-of-page", "mmio-guard", "mmio-guard-helper", "inverted-predicate"]),
        (stepping, ["offset-after-advance"]),
        (driver, ["not-physical", "pointer-as-physical", "frame-unit", "swapped-arguments", "unmap-mismatch", "dma-as-physical"]),
        (mapping, ["local-mapping-leak", "local-mapping-order", "local-mapping-use", "local-mapping-address", "local-mapping-escape",
                   "swapped-names"]),
        (memory, ["pfn-valid", "lost-offset", "map-length", "map-length-unchecked", "raw-in-scatterlist"])]
cases = [(make, way) for make, ways in WAYS for way in ways]
cases += choose.sample(cases, 30 - len(cases))

directory = work / "drivers" / "net"
(work / "include" / "linux" / "mutations.h").write_text(HEADER)
database = work / "compile_commands.json"
entries = json.loads(database.read_text())
for number, (make, way) in enumerate(cases):
    for broken in (None, way):
        # The same choices, but for what is broken.
        choose.seed(seed * 100 + number)
        name = f"drivers/net/{'broken' if broken else 'correct'}{number}.c"
        (work / name).write_text("#include <linux/mutations.h>\n" + make(broken))
        entries.append({**entries[0], "file": name, "arguments": entries[0]["arguments"][:-1] + [name]})
database.write_text(json.dumps(entries))
report = work / "mutations.json"
result = subprocess.run([kphys, "audit", "-p", work, "--no-cache", "--level", "2", "--report", report, directory],
                        capture_output=True, text=True)
assert result.returncode == 0, result.stderr
found, wrong = 0, []
findings = json.loads(report.read_text())["findings"]
for number, (_, way) in enumerate(cases):
    here = {kind: [each for each in findings if each["file"] == f"drivers/net/{kind}{number}.c"] for kind in ("correct", "broken")}
    hit = any(each["check"] == "kphys-" + way for each in here["broken"])
    found += hit
    if not hit:
        print("missed:", way, f"broken{number}.c")
    wrong += here["correct"]
print("found:", found, "of", len(cases))
for each in wrong:
    print("false:", each["file"], each["line"], each["check"], each["text"])
sys.exit(0 if found >= 27 and not wrong else 1)
