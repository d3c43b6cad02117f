// How it came to be so: numbers of several reports, and what has changed since an earlier one.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

/**
 * The chart and the table of points. `words` are the parts of a bar, countsOf(point) has their
 * numbers.
 */
function showPoints(host, points, {title, words, colourOfWord, countsOf, more}) {
  stackedBars(host, {
    title,
    labels: points.map((point) => point.name),
    isLying: false,
    series: words.map((word) => ({
                        name: word,
                        colour: colourOfWord(word),
                        data: points.map((point) => countsOf(point)[word] || 0)
                      })),
  });
  host.append(plainTable(
      "The numbers", ["Report", "Linux", ...words, ...more.map(([name]) => name)],
      points.map(
          (point) =>
              [point.name, point.version, ...words.map((word) => countsOf(point)[word] || 0),
               ...more.map(([, of]) => of(point))])));
}

/** A choice of the earlier report that the last one is compared with. */
function choiceOfEarlier(points, changed) {
  const earlier = points.slice(0, -1);
  const select = make(
      "select", {name: "earlier", on: {change: () => changed(Number(select.value))}},
      ...earlier.map(
          (point, i) =>
              make("option", {value: i, selected: i === earlier.length - 1}, point.name)));
  return labelled("Compared with", select);
}

/**
 * Numbers by subsystem in an earlier report and the last one, where they differ, and by how much.
 */
function subsystemChanges(before, after, countOf) {
  const names = new Set([...Object.keys(before.subsystems), ...Object.keys(after.subsystems)]);
  const of = (point, name) => countOf(point.subsystems[name] || {});
  const signed = (count) => (count > 0 ? "+" : "−") + number(Math.abs(count));
  const row = (name, was, is) => [name, was, is, signed(is - was)];
  return [...names]
      .sort(compare)
      .filter((name) => of(before, name) !== of(after, name))
      .map((name) => row(name, of(before, name), of(after, name)));
}

/**
 * Rows of what has changed: CHANGE has those of the older report that are gone or say something
 * else, and numbers of new ones; wordOf(old, now) says what has happened, either being a row or -1.
 */
function changedRows(change, newRows, strings, texts, wordOf) {
  const old = new Rows(change.old, strings);
  const pairs = [...change.now.map((now, i) => [i, now]), ...change.added.map((now) => [-1, now])];
  const columns = {
    count: pairs.length,
    line: pairs.map(([i, now]) => (now < 0 ? old.number("line", i) : newRows.number("line", now)))
  };
  for (const key of [...texts, "subsystem"])
    columns[key] =
        pairs.map(([i, now]) => (now < 0 ? old.number(key, i) : newRows.number(key, now)));
  const rows = new Rows(columns, strings);
  rows.addText("change", (row) => wordOf(old, pairs[row][0], pairs[row][1]));
  return {rows, old, pairs};
}

function siteChange(sites) {
  return (old, i, now) => {
    if (now < 0) return "gone";
    if (i < 0) return "new";
    const is = sites.text("status", now);
    return is === old.text("status", i) ? "other" : is === "rewritten" ? "newly rewritten" : `now ${is}`;
  };
}

function showTrend(host, report) {
  const open = (counts) => total(counts) - (counts.rewritten || 0);
  showPoints(host, report.points, {
    title: "Sites that are left, and what was rewritten",
    words: ["refused", "manual", "unseen", "rewritten"],
    colourOfWord: (word) => `--${word}`,
    countsOf: (point) => point.status,
    more: [
      ["left", (point) => open(point.status)],
      ["unknown values", (point) => point.kinds.unknown || 0],
      ["conflicts", (point) => total(point.conflicts)]
    ],
  });
  const sites = new Rows(report.sites, report.strings);
  const asText =
      (rows, row) => [rows.text("status", row), rows.text("reason", row), rows.text("kind", row)]
                         .filter(Boolean)
                         .join(", ");
  showChanges(host, report, {
    rows: sites,
    texts: ["file", "api", "function"],
    wordOf: siteChange(sites),
    countOf: open,
    counted: "Sites left",
    columns: (rows) =>
        [placeColumn(rows), textColumn(rows, "API", "api", "name"),
         textColumn(rows, "Function", "function", "name")],
    asText,
  });
}

/** What has changed since the earlier report that is chosen. */
function showChanges(
    host, report, {rows: newRows, texts, wordOf, countOf, counted, columns, asText}) {
  const area = make("div");
  host.append(make("h3", {}, "What has changed"), choiceOfEarlier(report.points, show), area);
  show(report.points.length - 2);

  function show(earlier) {
    area.replaceChildren();
    const {rows, old, pairs} =
        changedRows(report.changes[earlier], newRows, report.strings, texts, wordOf);
    const inSubsystems = subsystemChanges(report.points[earlier], lastPoint(report), countOf);
    if (inSubsystems.length)
      area.append(plainTable(
          `${counted} by subsystem`, ["Subsystem", "before", "now", "change"], inSubsystems));
    if (!rows.count) {
      area.append(make("p", {}, "Nothing has changed."));
      return;
    }
    const word = (row, side) => {
      const is = pairs[row][side];
      return is < 0 ? "" : asText(side === 1 ? newRows : old, is);
    };
    const column = (title, side) => ({
      title,
      key: (row) => word(row, side),
      fill: (cell, row) => cell.append(word(row, side)),
    });
    const set = filteredTable(area, "trend", {
      rows,
      facets: [{name: "change", label: "Change", key: "change"}, subsystemFacet],
      fields: [{name: "text", label: "Search", hint: "file, function", keys: ["file", "function"]}],
      table: {
        caption: "Changes",
        order: [0, "asc"],
        columns: [
          textColumn(rows, "Change", "change"), ...columns(rows), column("Before", 0),
          column("Now", 1)
        ],
      },
    });
    set(currentFilters());
  }
}
