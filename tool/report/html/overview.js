// The overview of a report, units, what is left and what blocks.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

const statuses = ["rewritten", "refused", "manual", "unseen"];
const kinds = ["kphys", "raw", "either", "bus", "unknown"];
const severities = ["error", "warning", "note"];
const mostBars = 20;

const lastPoint = (report) => report.points[report.points.length - 1];

// What must not be overlooked: what a report is silent about is not in order for that.

function unitWarnings(report) {
  const point = lastPoint(report);
  const boxes = [];
  const failed = ["failed", "crashed", "timeout"].filter((status) => point.units[status]);
  if (failed.length)
    boxes.push(alertBox(
        "error",
        make(
            "strong", {},
            failed
                .map(
                    (status) => `${plural(point.units[status], "unit")} ${
                        status === "timeout" ? "took too long" : status}. `)
                .join("")),
        "Nothing is known of what only they would have shown. ",
        linkTo("units", {}, "Which, and why")));
  if (!point.units.parsed)
    boxes.push(alertBox(
        "error", make("strong", {}, "No unit was parsed. "),
        "Whatever is missing below was not looked at."));
  return boxes;
}

function kindWarnings(report) {
  return report.kindsAsked ? [] : [
    alertBox(
        "warning", make("strong", {}, "Kinds of addresses were not asked for. "),
        "That there are no values and no conflicts here says nothing of the code (--inference=whole asks for them).")
  ];
}

function otherWarnings(report) {
  const boxes = [];
  if (report.comparedFunctions === 0)
    boxes.push(alertBox(
        "error", make("strong", {}, "No function's code was compared. "),
        "--verify=codegen proved nothing."));
  if (report.missingFeatures.length)
    boxes.push(alertBox(
        "note",
        `The tree lacks ${
            report.missingFeatures.join(", ")}: what is rewritten needs the preparation.`));
  return boxes;
}

/** Numbers by word, each a link, with a bar. */
function figures(title, set, words, counts, view, facet) {
  const whole = total(counts);
  const list = make("ul", {class: "figures"});
  for (const word of words)
    list.append(make(
        "li", {},
        make(
            "a", {href: addressOf(view, {[facet]: word})},
            make("strong", {}, number(counts[word] || 0)), " ", badge(set, word))));
  return make(
      "section", {class: "card"},
      make("h3", {}, title, " ", make("span", {class: "of"}, number(whole))),
      whole ? bar(set, Object.fromEntries(words.map((word) => [word, counts[word]])), whole) : null,
      list);
}

function unitFigures(units) {
  const list = make("ul", {class: "figures"});
  for (const [status, count] of Object.entries(units))
    list.append(make(
        "li", {},
        make(
            "a", {href: status === "parsed" ? null : addressOf("units", {status})},
            make("strong", {}, number(count)), ` ${status}`)));
  return make(
      "section", {class: "card"},
      make("h3", {}, "Units ", make("span", {class: "of"}, number(total(units)))), list);
}

function showOverview(host, report) {
  const point = lastPoint(report);
  host.append(...unitWarnings(report), ...kindWarnings(report), ...otherWarnings(report));
  const cards = make("div", {class: "cards"});
  cards.append(figures("Sites", "status", statuses, point.status, "sites", "status"));
  if (report.kindsAsked)
    cards.append(figures("Values", "kind", kinds, point.kinds, "values", "kind"));
  if (report.kindsAsked)
    cards.append(
        figures("Conflicts", "severity", severities, point.conflicts, "conflicts", "severity"));
  cards.append(unitFigures(point.units));
  host.append(cards);
  if (total(point.status)) showSubsystems(host, report);
}

/** Sites by subsystem: the largest as a chart, all as a table. */
function showSubsystems(host, report) {
  const point = lastPoint(report);
  const names = Object.keys(point.subsystems);
  const of = (name, status) => point.subsystems[name][status] || 0;
  const seen = (name) => total(point.subsystems[name]) - of(name, "unseen");
  const seriesOf = (status) => {
    const data = largest.map((name) => of(name, status));
    return {name: status, colour: `--${status}`, data};
  };
  const wanted = names.filter(seen).sort((a, b) => seen(b) - seen(a) || compare(a, b));
  const largest = wanted.slice(0, mostBars);
  host.append(make("h3", {}, "Progress by subsystem"));
  if (largest.length)
    stackedBars(host, {
      title: largest.length < wanted.length ?
          `The ${largest.length} subsystems with most sites that were seen` :
          "Sites that were seen",
      labels: largest,
      isLying: true,
      series: statuses.slice(0, 3).map(seriesOf),
      chosen: (subsystem) => {
        location.hash = addressOf("sites", {subsystem});
      },
    });
  const most = Math.max(...names.map((name) => total(point.subsystems[name])));
  const statusColumns = statuses.map(
      (status) => ({
        title: status,
        isNumber: true,
        key: (i) => of(names[i], status),
        fill: (cell, i) => cell.append(
            of(names[i], status) ?
                linkTo("sites", {subsystem: names[i], status}, number(of(names[i], status))) :
                "0"),
      }));
  makeTable(host, {
    caption: "Sites of all subsystems by status",
    order: [1, "desc"],
    columns: [
      {
        title: "Subsystem",
        key: (i) => names[i],
        fill: (cell, i) => cell.append(linkTo("sites", {subsystem: names[i]}, names[i]))
      },
      numberColumn("Sites", (i) => total(point.subsystems[names[i]])),
      ...statusColumns,
      {
        title: "Share",
        key: (i) => of(names[i], "rewritten") / total(point.subsystems[names[i]]),
        className: "wide",
        fill: (cell, i) => cell.append(
            bar("status",
                Object.fromEntries(statuses.map((status) => [status, of(names[i], status)])), most))
      },
    ],
  }).show(names.map((_, i) => i));
}

function showUnits(host, report) {
  const rows = new Rows(report.units, report.strings);
  host.append(...unitWarnings(report));
  host.append(make(
      "p", {}, `${plural(lastPoint(report).units.parsed || 0, "unit")} parsed; these were not.`));
  return filteredTable(host, "units", {
    rows,
    facets: [
      {name: "status", label: "Status", key: "status"}, {name: "why", label: "Why", key: "why"},
      {name: "build", label: "Build", key: "build"}
    ],
    fields: [{name: "text", label: "Search", keys: ["file", "why"]}],
    table: {
      caption: "Units that were not parsed",
      order: [1, "asc"],
      columns: [
        textColumn(rows, "Unit", "file", "place"), textColumn(rows, "Status", "status"),
        textColumn(rows, "Why", "why"), textColumn(rows, "Build", "build")
      ],
    },
  });
}

/** Sites by status and reason, and the configuration symbols that what nobody saw waits for. */
function showResidue(host, report) {
  const rows = new Rows(report.sites, report.strings);
  const counts = new Map();
  const symbols = new Map();
  for (let row = 0; row < rows.count; ++row) {
    const status = rows.text("status", row);
    if (status !== "rewritten") addTo(counts, JSON.stringify([status, rows.text("reason", row)]));
    if (status !== "unseen") continue;
    for (const symbol of new Set(rows.text("detail", row).match(/\bCONFIG_\w+/g) || []))
      addTo(symbols, symbol);
  }
  const reasons = [...counts].map(([name, count]) => [...JSON.parse(name), count]);
  host.append(make(
      "p", {},
      "Every occurrence of an old name that was not rewritten has a reason; what no unit showed is not in order for that."));
  host.append(make("h3", {}, "By reason"));
  const most = Math.max(1, ...reasons.map((each) => each[2]));
  makeTable(host, {
    caption: "Sites by reason",
    order: [2, "desc"],
    columns: [
      {
        title: "Reason",
        key: (i) => reasons[i][1],
        fill: (cell, i) => cell.append(
            linkTo("sites", {status: reasons[i][0], reason: reasons[i][1]}, reasons[i][1]))
      },
      {
        title: "Status",
        key: (i) => reasons[i][0],
        fill: (cell, i) => cell.append(badge("status", reasons[i][0]))
      },
      numberColumn("Sites", (i) => reasons[i][2]),
      {
        title: "Share",
        key: (i) => reasons[i][2],
        className: "wide",
        fill: (cell, i) => cell.append(bar("status", {[reasons[i][0]]: reasons[i][2]}, most))
      },
    ],
  }).show(reasons.map((_, i) => i));
  host.append(
      make("h3", {}, "By configuration"),
      make(
          "p", {},
          "Symbols that have to be set before unseen sites are compiled; one site may wait for several."));
  const waiting = [...symbols];
  makeTable(host, {
    caption: "Unseen sites by CONFIG symbol",
    order: [1, "desc"],
    columns: [
      {
        title: "Symbol",
        key: (i) => waiting[i][0],
        fill: (cell, i) =>
            cell.append(linkTo("sites", {status: "unseen", config: waiting[i][0]}, waiting[i][0]))
      },
      numberColumn("Sites", (i) => waiting[i][1]),
      {
        title: "Share",
        key: (i) => waiting[i][1],
        className: "wide",
        fill: (cell, i) =>
            cell.append(bar("status", {unseen: waiting[i][1]}, Math.max(...symbols.values())))
      },
    ],
  }).show(waiting.map((_, i) => i));
}

function addTo(counts, name) {
  counts.set(name, (counts.get(name) || 0) + 1);
}

/** What would have to be known, or be in the scope, ranked. */
function showBlockers(host, report) {
  const ranked = (rows, key, caption, title, head) => {
    const most = Math.max(1, ...rows.columns[key]);
    makeTable(host, {
      caption,
      order: [1, "desc"],
      columns: [
        textColumn(rows, title, title === "File" ? "file" : "text"),
        numberColumn(head, (row) => rows.number(key, row)),
        {
          title: "Share",
          key: (row) => rows.number(key, row),
          className: "wide",
          fill: (cell, row) => cell.append(bar("kind", {unknown: rows.number(key, row)}, most))
        },
      ],
    }).show([...Array(rows.count).keys()]);
  };
  host.append(make(
      "p", {}, "Once one of these is known, in the catalog say, the kinds of as many values are."));
  ranked(
      new Rows(report.blockers, report.strings), "values", "Blockers of unknown values",
      "What is missing", "Values");
  if (!report.frontier.count) return;
  host.append(
      make("h3", {}, "Frontier"),
      make(
          "p", {},
          "Files out of the scope of annotate: each would spare as many conversions in it."));
  ranked(
      new Rows(report.frontier, report.strings), "conversions", "Frontier of the annotation",
      "File", "Conversions");
}
