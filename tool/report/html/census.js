// A census: who uses the page of a carrier, and what for.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

const uses = ["address", "lifetime", "flags", "identity", "passing", "gone", "unknown"];

function showCensusOverview(host, census) {
  const point = lastPoint(census);
  const carriers = Object.keys(point.carriers).sort(compare);
  if (!carriers.length)
    host.append(alertBox(
        "error", make("strong", {}, "There is no use in this census. "),
        "That may be because nothing was looked at."));
  stackedBars(host, {
    title: "Uses by carrier",
    labels: carriers,
    isLying: true,
    series: uses.map((use) => ({
                       name: use,
                       colour: `--${use}`,
                       data: carriers.map((carrier) => point.carriers[carrier][use] || 0)
                     })),
    chosen: (carrier) => {
      location.hash = addressOf("uses", {carrier});
    },
  });
  host.append(plainTable(
      "Uses by carrier and what they are for", ["Carrier", "all", ...uses],
      carriers.map(
          (carrier) =>
              [linkTo("uses", {carrier}, carrier), total(point.carriers[carrier]),
               ...uses.map((use) => point.carriers[carrier][use] || 0)])));
  showCensusSubsystems(host, census);
}

/** For each subsystem and carrier what its uses are for. */
function showCensusSubsystems(host, census) {
  const rows = new Rows(census.uses, census.strings);
  const groups = new Map();
  for (let row = 0; row < rows.count; ++row) {
    const name = JSON.stringify([rows.text("subsystem", row), rows.text("carrier", row)]);
    if (!groups.has(name)) groups.set(name, {});
    const counts = groups.get(name);
    counts[rows.text("use", row)] = (counts[rows.text("use", row)] || 0) + 1;
  }
  const list = [...groups].map(([name, counts]) => [...JSON.parse(name), counts]);
  const most = Math.max(1, ...list.map((each) => total(each[2])));
  host.append(make("h3", {}, "By subsystem and carrier"));
  makeTable(host, {
    caption: "Uses by subsystem and carrier",
    order: [2, "desc"],
    columns: [
      {
        title: "Subsystem",
        key: (i) => list[i][0],
        fill: (cell, i) => cell.append(linkTo("uses", {subsystem: list[i][0]}, list[i][0]))
      },
      {
        title: "Carrier",
        key: (i) => list[i][1],
        className: "name",
        fill: (cell, i) =>
            cell.append(linkTo("uses", {subsystem: list[i][0], carrier: list[i][1]}, list[i][1]))
      },
      numberColumn("Uses", (i) => total(list[i][2])),
      ...uses.map((use) => numberColumn(use, (i) => list[i][2][use] || 0)),
      {
        title: "Share",
        key: (i) => (list[i][2].address || 0) / total(list[i][2]),
        className: "wide",
        fill: (cell, i) => cell.append(
            bar("use", Object.fromEntries(uses.map((use) => [use, list[i][2][use] || 0])), most))
      },
    ],
  }).show(list.map((_, i) => i));
}

function showUses(host, census) {
  const rows = new Rows(census.uses, census.strings);
  return filteredTable(host, "uses", {
    rows,
    facets: [
      {name: "carrier", label: "Carrier", key: "carrier"}, {name: "use", label: "Use", key: "use"},
      subsystemFacet, {name: "through", label: "Through", key: "through"}
    ],
    fields: [{name: "text", label: "Search", hint: "file, function", keys: ["file", "function"]}],
    table: {
      caption: "Uses",
      order: [0, "asc"],
      label: (row) => `${rows.text("carrier", row)} at ${rows.place(row)}`,
      columns: [
        placeColumn(rows), textColumn(rows, "Function", "function", "name"),
        textColumn(rows, "Carrier", "carrier", "name"),
        badgeColumn(rows, "Use", "use", "use", uses), textColumn(rows, "Through", "through", "name")
      ],
      detail: async (row) => {
        const data = await dataPart("texts");
        const code = new Rows(data.places, data.strings).text("code", data.place[row]);
        return make(
            "div", {class: "detail"}, code ? sourceLine(code) : null,
            facts([["Place", `${rows.place(row)}:${rows.number("column", row)}`]]));
      },
    },
  });
}

function showCensusTrend(host, census) {
  const byUse = (point) => {
    const counts = {};
    for (const of of Object.values(point.carriers))
      for (const [use, count] of Object.entries(of)) counts[use] = (counts[use] || 0) + count;
    return counts;
  };
  showPoints(host, census.points, {
    title: "Uses by what they are for",
    words: uses,
    colourOfWord: (use) => `--${use}`,
    countsOf: byUse,
    more: [["all", (point) => total(byUse(point))]],
  });
  const rows = new Rows(census.uses, census.strings);
  showChanges(host, census, {
    rows,
    texts: ["file", "function", "carrier", "through"],
    countOf: total,
    counted: "Uses",
    wordOf: (old, i, now) =>
        (now < 0   ? "gone" :
             i < 0 ? "new" :
                     `now ${rows.text("use", now)}`),
    columns: (of) =>
        [placeColumn(of), textColumn(of, "Function", "function", "name"),
         textColumn(of, "Carrier", "carrier", "name"),
         textColumn(of, "Through", "through", "name")],
    asText: (of, row) => of.text("use", row),
  });
}
