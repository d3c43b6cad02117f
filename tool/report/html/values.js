// Values with the witnesses of their kinds, conflicts, findings: whatever has a way that leads to
// it, step by step. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

/**
 * The way to ROW of a table that has `steps`: each can be unfolded and has its source line then.
 */
function wayElement(data, steps, row) {
  const places = new Rows(data.places, data.strings);
  const first = steps.first[row];
  const count = steps.first[row + 1] - first;
  const element = make("div", {class: "way"});
  if (!count) return null;
  let list = null;
  let side = null;
  for (let i = first; i < first + count; ++i) {
    const name = data.strings[steps.side[i]];
    if (name !== side) {
      side = name;
      list = make("ol", {});
      if (name) element.append(make("p", {}, "Evidence that it is ", badge("kind", name)));
      element.append(list);
    }
    list.append(stepElement(places, steps.place[i], data.strings[steps.text[i]]));
  }
  const folded = () => [...element.querySelectorAll("details:not([open])")];
  const next = make(
      "button", {
        type: "button",
        on: {
          click: () => {
            const [step] = folded();
            if (!step) return;
            step.open = true;
            step.scrollIntoView({block: "nearest"});
          }
        }
      },
      "Next step");
  const all = make(
      "button", {
        type: "button",
        on: {
          click: () => folded().forEach((step) => {
            step.open = true;
          })
        }
      },
      "All steps");
  element.prepend(make("p", {class: "controls"}, `${plural(count, "step")} `, next, all));
  return element;
}

function stepElement(places, place, text) {
  const code = places.text("code", place);
  return make(
      "li", {},
      make(
          "details", {},
          make(
              "summary", {}, make("span", {class: "place"}, breakable(places.place(place))), " ",
              text),
          code ? sourceLine(code) :
                 make("p", {class: "of"}, "The source was not there when this page was made.")));
}

const subsystemFacet = {
  name: "subsystem",
  label: "Subsystem",
  key: "subsystem"
};

async function showValues(host) {
  const data = await dataPart("steps");
  const rows = new Rows(data.values, data.strings);
  return filteredTable(host, "values", {
    rows,
    facets: [
      {name: "kind", label: "Kind", key: "kind"}, subsystemFacet,
      {name: "decl", label: "Declared as", key: "decl"}, {name: "type", label: "Type", key: "type"},
      {name: "blocker", label: "Blocker", key: "blocker"}
    ],
    fields: [{
      name: "text",
      label: "Search",
      hint: "name, file, function",
      keys: ["name", "file", "function"]
    }],
    table: {
      caption: "Values",
      order: [0, "asc"],
      label: (row) => `${rows.text("name", row)} at ${rows.place(row)}`,
      columns: [
        placeColumn(rows), textColumn(rows, "Name", "name", "name"),
        textColumn(rows, "In", "function", "name"), textColumn(rows, "As", "decl"),
        textColumn(rows, "Type", "type", "name"), badgeColumn(rows, "Kind", "kind", "kind", kinds)
      ],
      detail: (row) => make(
          "div", {class: "detail"}, facts([["Blocker", rows.text("blocker", row)]]),
          wayElement(data, data.values.steps, row) ||
              make("p", {}, "There is no evidence of what it is.")),
    },
  });
}

async function showConflicts(host, report) {
  host.append(...kindWarnings(report));
  const data = await dataPart("steps");
  const rows = new Rows(data.conflicts, data.strings);
  rows.addText("levelText", (row) => String(rows.number("level", row)));
  host.append(
      make("p", {}, "Level 0 is what a maintainer would call a bug; higher levels are less sure."));
  return filteredTable(host, "conflicts", {
    rows,
    facets: [
      {name: "severity", label: "Severity", key: "severity"},
      {name: "level", label: "Level", key: "levelText"}, {name: "code", label: "What", key: "code"},
      subsystemFacet
    ],
    fields: [{
      name: "text",
      label: "Search",
      hint: "text, file, function",
      keys: ["text", "file", "function"]
    }],
    table: {
      caption: "Conflicts",
      order: [0, "asc"],
      label: (row) => `${rows.text("code", row)} at ${rows.place(row)}`,
      columns: [
        badgeColumn(rows, "Severity", "severity", "severity", severities),
        numberColumn("Level", (row) => rows.number("level", row)), placeColumn(rows),
        textColumn(rows, "Function", "function", "name"), textColumn(rows, "What", "text")
      ],
      detail: (row) => make(
          "div", {class: "detail"}, facts([["Code", rows.text("code", row)]]),
          wayElement(data, data.conflicts.steps, row)),
    },
  });
}

async function showFindings(host) {
  const data = await dataPart("steps");
  const rows = new Rows(data.findings, data.strings);
  rows.addText("levelText", (row) => String(rows.number("level", row)));
  return filteredTable(host, "findings", {
    rows,
    facets: [
      {name: "check", label: "Check", key: "check"},
      {name: "level", label: "Level", key: "levelText"}, subsystemFacet
    ],
    fields: [{
      name: "text",
      label: "Search",
      hint: "text, file, function",
      keys: ["text", "file", "function"]
    }],
    table: {
      caption: "Findings of the audit",
      order: [0, "asc"],
      label: (row) => `${rows.text("check", row)} at ${rows.place(row)}`,
      columns: [
        placeColumn(rows), textColumn(rows, "Check", "check"),
        numberColumn("Level", (row) => rows.number("level", row)),
        textColumn(rows, "Function", "function", "name"), textColumn(rows, "What", "text")
      ],
      detail: (row) => make(
          "div", {class: "detail"}, facts([["What", rows.text("text", row)]]),
          wayElement(data, data.findings.steps, row)),
    },
  });
}
