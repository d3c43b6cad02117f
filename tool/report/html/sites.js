// Sites: every occurrence of an old name, with what became of it.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

function showSites(host, report) {
  const rows = new Rows(report.sites, report.strings);
  return filteredTable(host, "sites", {
    rows,
    facets: [
      {name: "status", label: "Status", key: "status"},
      {name: "subsystem", label: "Subsystem", key: "subsystem"},
      {name: "api", label: "API", key: "api"},
      {name: "kind", label: "Kind", key: "kind"},
      {name: "reason", label: "Reason", key: "reason"},
      {name: "rule", label: "Rule", key: "rule"},
      {name: "proof", label: "Proof", key: "proof"},
      {name: "build", label: "Build", key: "builds"},
    ],
    fields: [
      {
        name: "text",
        label: "Search",
        hint: "file, function, detail",
        keys: ["file", "function", "detail"]
      },
      {name: "config", label: "Waits for", hint: "CONFIG_…", keys: ["detail"], wholeWords: true},
    ],
    table: {
      caption: "Sites",
      order: [3, "asc"],
      label: (row) => `${rows.text("api", row)} at ${rows.place(row)}`,
      columns: [
        placeColumn(rows),
        textColumn(rows, "API", "api", "name"),
        textColumn(rows, "Function", "function", "name"),
        badgeColumn(rows, "Status", "status", "status", statuses),
        textColumn(rows, "Reason", "reason"),
        badgeColumn(rows, "Kind", "kind", "kind", kinds),
        {
          ...textColumn(rows, "Proof", "proof"),
          fill: (cell, row) => cell.append(proofOf(rows, row))
        },
      ],
      detail: (row) => siteDetail(rows, row),
    },
  });
}

function proofOf(rows, row) {
  const proof = rows.text("proof", row);
  return proof === "none" ? "" : proof;
}

async function siteDetail(rows, row) {
  const data = await dataPart("texts");
  const texts = new Rows(data, data.strings);
  const before = texts.text("before", row);
  const after = texts.text("after", row);
  const detail = make("div", {class: "detail"});
  if (before && after) {
    if (rows.text("status", row) === "refused") detail.append(make("p", {}, "What was tried:"));
    detail.append(diffElement(before, after));
  } else if (before) {
    detail.append(sourceLine(before));
  } else if (data.place[row] >= 0) {
    const code = new Rows(data.places, data.strings).text("code", data.place[row]);
    if (code) detail.append(sourceLine(code));
  }
  if (texts.text("otherwise", row))
    detail.append(
        make("p", {}, "Or, for who prefers it:"), sourceLine(texts.text("otherwise", row)));
  const lookedAt = texts.number("looked_at", row);
  detail.append(facts([
    ["Place", `${rows.place(row)}:${rows.number("column", row)}`],
    ["Rule", rows.text("rule", row)],
    ["Reason", rows.text("reason", row)],
    ["About it", rows.text("detail", row)],
    ["Proof", proofOf(rows, row)],
    ["Changes with", texts.text("relay", row)],
    ["Looked at", lookedAt ? plural(lookedAt, "function") : ""],
    ["Builds", rows.text("builds", row).split("\n").join(", ")],
  ]));
  return detail;
}
