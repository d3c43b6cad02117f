// Tables with pages and sorting. DataTables draws them and has their controls; it is given one page
// at a time, so that a hundred thousand rows cost no more than those that are seen.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

const noRows = "Nothing here";

/** The cell that unfolds its row. */
function fillUnfold(cell, row, label) {
  cell.append(make("button", {
    type: "button",
    class: "unfold",
    "aria-expanded": "false",
    "aria-label": `Details of ${label}`
  }));
}

/**
 * A table below HOST. Each of `columns` has a `title`, key(row) to sort by, a number or a text, and
 * fill(cell, row); label(row) names a row, detail(row) makes what is shown when it is unfolded, or
 * a promise of it; `order` is the column that it is sorted by at first, and the way. Rows are
 * whatever show() is given.
 */
function makeTable(host, {caption, columns, label, detail, order}) {
  let shown = [];
  const sorted = {by: "", rows: []};
  const keys = new Map();  // of a column: row to key
  const keyOf = (column, row) => {
    if (!keys.has(column)) keys.set(column, new Map());
    const known = keys.get(column);
    if (!known.has(row)) known.set(row, columns[column].key(row));
    return known.get(row);
  };
  const shift = detail ? 1 : 0;

  function rowsInOrder(request) {
    const by = JSON.stringify(request.order);
    if (sorted.by !== by) {
      const [{column, dir}] = request.order.length ? request.order : [{column: -1}];
      const index = column - shift;
      const sign = dir === "desc" ? -1 : 1;
      sorted.rows = column < 0 ?
          shown :
          Array.from(shown).sort((a, b) => sign * compare(keyOf(index, a), keyOf(index, b)));
      sorted.by = by;
    }
    return sorted.rows;
  }

  const fill = (column) => (cell, _, row) => {
    cell.setAttribute("role", "cell");
    cell.dataset.title = column.title;
    column.fill(cell, row.row);
  };
  const unfolding = {
    title: "<span class=\"spoken\">Details</span>",
    data: null,
    defaultContent: "",
    orderable: false,
    className: "unfolds",
    createdCell: (cell, _, row) => {
      cell.setAttribute("role", "cell");
      fillUnfold(cell, row.row, label(row.row));
    },
  };
  const element = make(
      "table", {class: "rows", role: "table"},
      make("caption", {}, make("span", {class: "spoken"}, caption)));
  host.append(make("div", {class: "scroll"}, element));
  const table = $(element).DataTable({
    serverSide: true,
    ajax: (request, done) => done({
      draw: request.draw,
      recordsTotal: shown.length,
      recordsFiltered: shown.length,
      data: rowsInOrder(request)
                .slice(request.start, request.start + request.length)
                .map((row) => ({row})),
    }),
    columns: [
      ...(detail ? [unfolding] : []),
      ...columns.map(
          (column) => ({
            title: column.title,
            data: null,
            defaultContent: "",
            createdCell: fill(column),
            className:
                [column.className, column.isNumber ? "number" : ""].filter(Boolean).join(" "),
            orderSequence: column.isNumber ? ["desc", "asc"] : ["asc", "desc"],
          }))
    ],
    order: order ? [[order[0] + shift, order[1]]] : [],
    createdRow: (line) => line.setAttribute("role", "row"),
    autoWidth: false,
    searching: false,
    pageLength: 25,
    lengthMenu: [25, 100, 500],
    dom: "tilp",
    language: {
      emptyTable: noRows,
      info: "_START_ to _END_ of _TOTAL_",
      infoEmpty: "0 rows",
      lengthMenu: "_MENU_ a page",
      paginate: {previous: "‹ Previous", next: "Next ›"}
    },
  });
  if (detail) unfoldOnDemand(element, table, detail);
  return {
    show(rows) {
      shown = rows;
      sorted.by = "";
      table.draw();
    },
  };
}

/** Has buttons and clicks unfold rows. */
function unfoldOnDemand(element, table, detail) {
  async function toggle(line) {
    const row = table.row(line);
    const button = line.querySelector("button.unfold");
    const isOpen = row.child.isShown();
    button.setAttribute("aria-expanded", String(!isOpen));
    if (isOpen) return row.child.hide();
    const content = make("div", {class: "unfolded"}, "Reading…");
    row.child(content, "detail-row").show();
    content.replaceChildren(await detail(row.data().row));
    return content;
  }
  const lineOf = (target) => target.closest("tbody > tr:not(.detail-row)");
  element.addEventListener("click", (event) => {
    const line = lineOf(event.target);
    if (!line || !line.querySelector("button.unfold") || event.target.closest("a") ||
        String(getSelection()))
      return;
    toggle(line);
  });
  element.addEventListener("keydown", (event) => {
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (!step || !event.target.matches("button.unfold")) return;
    const buttons = [...element.querySelectorAll("button.unfold")];
    const next = buttons[buttons.indexOf(event.target) + step];
    if (next) next.focus();
    event.preventDefault();
  });
}

/** A column of a text of ROWS, shown as text. */
function textColumn(rows, title, key, className) {
  return {
    title,
    className,
    key: (row) => ranksOf(rows.strings)[rows.number(key, row)],
    fill: (cell, row) => cell.append(rows.text(key, row)),
  };
}

/** The column of a place: sorted by file and line. */
function placeColumn(rows, title = "Place") {
  return {
    title,
    className: "place",
    key: (row) =>
        ranksOf(rows.strings)[rows.number("file", row)] * 2 ** 31 + rows.number("line", row),
    fill: (cell, row) => cell.append(breakable(rows.place(row))),
  };
}

/** A path that may be broken behind each slash. */
function breakable(path) {
  const result = document.createDocumentFragment();
  path.split("/").forEach((part, i) => result.append(...(i ? ["/", make("wbr"), part] : [part])));
  return result;
}

/** A column of a word that has a colour of its own. */
function badgeColumn(rows, title, key, set, order = null) {
  return {
    title,
    key: (row) => (order ? order.indexOf(rows.text(key, row)) : rows.text(key, row)),
    fill: (cell, row) => {
      if (rows.text(key, row)) cell.append(badge(set, rows.text(key, row)));
    },
  };
}

function numberColumn(title, numberOf) {
  return {
    title,
    isNumber: true,
    key: numberOf,
    fill: (cell, row) => cell.append(number(numberOf(row)))
  };
}
