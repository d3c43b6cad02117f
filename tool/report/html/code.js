// Source code: coloured, and two texts of a call as a difference.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// What is longer is only text: a hostile one could keep the libraries busy for long.
const longest = 2000;

hljs.configure({hideUpgradeWarningAcceptNoSupportOrSecurityUpdates: true});

/** A line of C. highlight.js escapes what it makes HTML of. */
function codeElement(text) {
  const code = make("code", {class: "c"});
  if (text.length > longest)
    code.textContent = text;
  else
    code.innerHTML = hljs.highlight("cpp", text, true).value;
  return code;
}

/**
 * Puts what lies in RANGES, pairs of offsets in the text of CODE, into elements of the name TAG.
 */
function markRanges(code, ranges, tag) {
  const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  let start = 0;
  for (const node of nodes) {
    const end = start + node.length;
    let rest = node;
    for (const [from, to] of ranges) {
      const first = Math.max(from, start);
      const last = Math.min(to, end);
      if (first >= last) continue;
      const marked = rest.splitText(first - start);
      rest = marked.splitText(last - first);
      start = last;
      const mark = make(tag);
      marked.replaceWith(mark);
      mark.append(marked);
    }
    start = end;
  }
}

/** What is in one text only: ranges in the old and the new one. */
function changedRanges(before, after) {
  const removed = [];
  const added = [];
  if (Math.max(before.length, after.length) > longest) return {removed, added};
  let old = 0;
  let now = 0;
  for (const part of Diff.diffWordsWithSpace(before, after)) {
    const length = part.value.length;
    if (part.removed) removed.push([old, old + length]);
    if (part.added) added.push([now, now + length]);
    if (!part.added) old += length;
    if (!part.removed) now += length;
  }
  return {removed, added};
}

/** A call as it was and as it is. */
function diffElement(before, after) {
  const old = codeElement(before);
  const now = codeElement(after);
  const {removed, added} = changedRanges(before, after);
  markRanges(old, removed, "del");
  markRanges(now, added, "ins");
  const line = (sign, name, code) => make(
      "div", {class: `diff ${name.toLowerCase()}`},
      make("span", {class: "sign", "aria-hidden": "true"}, sign),
      make("span", {class: "spoken"}, `${name}: `), code);
  return make(
      "div", {class: "code", role: "group", "aria-label": "Before and after"},
      line("−", "Before", old), line("+", "After", now));
}

function sourceLine(text) {
  return make("div", {class: "code"}, codeElement(text));
}
