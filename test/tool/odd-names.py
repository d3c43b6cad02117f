"""Adds drivers to the tree TREE, with their entries in its database, whose names have what few names have: TREE [--no-line-break]

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import json
import pathlib
import sys

tree = pathlib.Path(sys.argv[1])
database = tree / "compile_commands.json"
entries = json.loads(database.read_text())
names = ["a b", "tab\there", "line\nbreak", "esc\033[31m", 'quo"te', "back\\slash", "ünïcode", "a" * 240]
if "--no-line-break" in sys.argv:
    names.remove("line\nbreak")
text = """#include <linux/dma-mapping.h>

dma_addr_t odd_map(struct device *dev, struct page *page)
{
	return dma_map_page(dev, page, 0, 64, DMA_TO_DEVICE);
}

void odd_unmap(struct device *dev, dma_addr_t dma)
{
	dma_unmap_page(dev, dma, 64, DMA_TO_DEVICE);
}
"""
(tree / "drivers/odd").mkdir()
for name in names:
    file = f"drivers/odd/{name}.c"
    (tree / file).write_text(text)
    entries.append({**entries[0], "file": file, "arguments": [*entries[0]["arguments"][:-1], file]})
database.write_text(json.dumps(entries))
