// Making elements. Whatever comes from a report or a source goes into them as text, never as HTML.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

/** An element: `on` has its listeners, other properties are attributes; null leaves one out. */
function make(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "on")
      for (const [event, call] of Object.entries(value)) element.addEventListener(event, call);
    else
      element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const number = (value) => value.toLocaleString("en-US");
const plural = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;

/** A word of a fixed set, in the colour that it has everywhere. */
function badge(set, word) {
  return make("span", {class: `badge ${set}`, "data-is": word}, word);
}

/** A bar of parts side by side, out of WHOLE; who cannot see it has the numbers beside it. */
function bar(set, counts, whole) {
  const element = make("span", {class: "bar", "aria-hidden": "true"});
  for (const [word, count] of Object.entries(counts)) {
    if (!count) continue;
    const part = make("span", {class: set, "data-is": word});
    part.style.width = `${(100 * count) / whole}%`;
    element.append(part);
  }
  return element;
}

/** A table that needs no sorting and no pages: heads and rows of texts, numbers or elements. */
function plainTable(caption, heads, rows) {
  const isNumber = (cell) => typeof cell === "number";
  const cell = (value) => make(
      "td", {class: isNumber(value) ? "number" : null}, isNumber(value) ? number(value) : value);
  return make(
      "div", {class: "scroll"},
      make(
          "table", {class: "plain"}, make("caption", {}, caption),
          make(
              "thead", {},
              make("tr", {}, ...heads.map((head) => make("th", {scope: "col"}, head)))),
          make("tbody", {}, ...rows.map((row) => make("tr", {}, ...row.map(cell))))));
}

/** A list of names with what each is. */
function facts(pairs) {
  const list = make("dl", {class: "facts"});
  for (const [name, value] of pairs)
    if (value !== "" && value !== null && value !== undefined)
      list.append(make("div", {}, make("dt", {}, name), make("dd", {}, value)));
  return list;
}

/** The address of a view with its filters set. */
function addressOf(view, filters = {}) {
  const query =
      new URLSearchParams(Object.entries(filters).filter(([, value]) => value)).toString();
  return `#${view}${query ? `?${query}` : ""}`;
}

function linkTo(view, filters, text) {
  return make("a", {href: addressOf(view, filters)}, text);
}

function alertBox(severity, ...children) {
  return make("div", {class: `alert ${severity}`, role: "note"}, ...children);
}
