// The data in the page: it comes in parts, compressed, and each is unpacked when it is first
// needed. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

const unpackedParts = new Map();

/** A promise of the part NAME. */
function dataPart(name) {
  if (!unpackedParts.has(name)) unpackedParts.set(name, unpackPart(name));
  return unpackedParts.get(name);
}

async function unpackPart(name) {
  const element = await dataElement(`data-${name}`);
  const bytes = bytesOfBase64(element.textContent);
  const packing = element.dataset.packing;
  element.remove();
  const stream = new Blob([bytes]).stream();
  const plain = packing === "none" ? stream : stream.pipeThrough(new DecompressionStream(packing));
  return new Response(plain).json();
}

/** The element with this id, which the browser may not have come to yet. */
async function dataElement(id) {
  if (!document.getElementById(id) && document.readyState === "loading")
    await new Promise((done) => document.addEventListener("DOMContentLoaded", done, {once: true}));
  return document.getElementById(id);
}

function bytesOfBase64(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; ++i) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/** Rows that are packed as columns of numbers; those of texts lead into a list of strings. */
class Rows {
  constructor(columns, strings) {
    this.columns = columns;
    this.strings = strings;
    this.count = columns.count;
  }

  text(key, row) {
    return this.strings[this.columns[key][row]];
  }

  number(key, row) {
    return this.columns[key][row];
  }

  /** Adds a column of the texts that textOf(row) makes. */
  addText(key, textOf) {
    const known = new Map();
    const column = new Array(this.count);
    for (let row = 0; row < this.count; ++row) {
      const text = textOf(row);
      if (!known.has(text)) known.set(text, this.strings.push(text) - 1);
      column[row] = known.get(text);
    }
    this.columns[key] = column;
  }

  /** `file:line`, as far as it is known. */
  place(row) {
    const line = this.columns.line ? this.number("line", row) : 0;
    return line ? `${this.text("file", row)}:${line}` : this.text("file", row);
  }
}

const knownRanks = new WeakMap();

/** For each of STRINGS where it comes in their order: what a column of texts is sorted by. */
function ranksOf(strings) {
  let known = knownRanks.get(strings);
  if (!known || known.length !== strings.length) {
    const order = strings.map((_, i) => i).sort((a, b) => compare(strings[a], strings[b]));
    known = new Uint32Array(strings.length);
    order.forEach((number, rank) => {
      known[number] = rank;
    });
    knownRanks.set(strings, known);
  }
  return known;
}

function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

const total = (counts) => Object.values(counts).reduce((sum, each) => sum + each, 0);
