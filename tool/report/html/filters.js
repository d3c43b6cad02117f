// Filters of a table: a choice for each facet, with how many rows each answer would leave, and
// fields for text. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

/**
 * Filters of ROWS. Each of `facets` has a `name`, a `label` and the `key` of its column, whose text
 * may be several, a line each; each of `fields` has a `name`, a `label`, the `keys` of the columns
 * that it looks into, and whether it is of `wholeWords`. `changed` is called with the rows that are
 * left and the state of the filters.
 */
function makeFilters(rows, facets, fields, changed) {
  const state = {};
  const form = make("form", {
    class: "filters",
    role: "search",
    "aria-label": "Filters",
    on: {submit: (event) => event.preventDefault()}
  });
  const choices = facets.map((facet) => makeChoice(rows, facet, state, update));
  for (const choice of choices) form.append(choice.element);
  const inputs = fields.map((field) => makeField(field, state, update));
  form.append(...inputs.map((input) => input.element));
  form.append(make(
      "button", {
        type: "reset",
        on: {
          click: (event) => {
            event.preventDefault();
            set({});
          }
        }
      },
      "Clear"));
  const left = make("output", {class: "left", "aria-live": "polite"});
  form.append(left);

  function update() {
    const found = evaluate(rows, choices, fields, state);
    for (const [i, choice] of choices.entries()) choice.showCounts(found.counts[i]);
    left.textContent = `${number(found.rows.length)} of ${number(rows.count)}`;
    changed(found.rows, state);
  }

  function set(wanted) {
    for (const each of [...choices, ...inputs]) each.set(wanted[each.name] || "");
    update();
  }
  return {element: form, set};
}

function labelled(label, control) {
  return make("label", {}, make("span", {}, label), control);
}

function makeChoice(rows, {name, label, key}, state, update) {
  const column = rows.columns[key];
  const select = make("select", {
    name,
    on: {
      change: () => {
        state[name] = select.value;
        update();
      }
    }
  });
  const valuesOf = (text) => text.split("\n");
  const element = labelled(label, select);

  /** Numbers of strings with VALUE in them. */
  function hits(value) {
    const result = new Uint8Array(rows.strings.length);
    rows.strings.forEach((text, i) => {
      result[i] = text === value || valuesOf(text).includes(value) ? 1 : 0;
    });
    return result;
  }

  function showCounts(byString) {
    const counts = new Map();
    byString.forEach((count, i) => {
      if (!count || !rows.strings[i]) return;
      for (const value of valuesOf(rows.strings[i]))
        counts.set(value, (counts.get(value) || 0) + count);
    });
    const chosen = state[name] || "";
    if (chosen && !counts.has(chosen)) counts.set(chosen, 0);
    const names = [...counts.keys()].sort(compare);
    select.replaceChildren(
        make("option", {value: ""}, "all"),
        ...names.map(
            (each) => make("option", {value: each}, `${each} (${number(counts.get(each))})`)));
    select.value = chosen;
  }

  // What all rows agree on is no choice.
  const all = new Set([...new Set(column)].flatMap((number_) => valuesOf(rows.strings[number_])));
  element.hidden = all.size < 2;
  return {
    element,
    name,
    column,
    hits,
    showCounts,
    set: (value) => {
      state[name] = value;
    }
  };
}

function makeField({name, label, hint}, state, update) {
  const input = make("input", {
    type: "search",
    name,
    placeholder: hint,
    autocomplete: "off",
    spellcheck: "false",
    on: {
      input: () => {
        state[name] = input.value.trim();
        update();
      }
    }
  });
  return {
    element: labelled(label, input),
    name,
    set: (value) => {
      state[name] = value;
      input.value = value;
    }
  };
}

/** True for the strings that a field's text is in. */
function fieldTest(strings, {wholeWords}, text) {
  if (!wholeWords) {
    const wanted = text.toLowerCase();
    return strings.map((each) => each.toLowerCase().includes(wanted));
  }
  const words = new RegExp(`(?<!\\w)${text.replace(/\W/g, "\\$&")}(?!\\w)`, "i");
  return strings.map((each) => words.test(each));
}

/**
 * The rows that pass all filters, and for each choice how many rows with each string pass all
 * others.
 */
function evaluate(rows, choices, fields, state) {
  const tests =
      choices.map((choice) => (state[choice.name] ? choice.hits(state[choice.name]) : null));
  const texts = fields.filter((field) => state[field.name])
                    .map((field) => ({
                           columns: field.keys.map((key) => rows.columns[key]),
                           hits: fieldTest(rows.strings, field, state[field.name])
                         }));
  const counts = choices.map(() => new Uint32Array(rows.strings.length));
  const result = [];
  for (let row = 0; row < rows.count; ++row) {
    if (!texts.every((test) => test.columns.some((column) => test.hits[column[row]]))) continue;
    let missed = -1;
    let misses = 0;
    for (let i = 0; i < tests.length && misses < 2; ++i)
      if (tests[i] && !tests[i][choices[i].column[row]]) {
        ++misses;
        missed = i;
      }
    if (misses === 0) {
      result.push(row);
      for (let i = 0; i < choices.length; ++i) ++counts[i][choices[i].column[row]];
    } else if (misses === 1) {
      ++counts[missed][choices[missed].column[row]];
    }
  }
  return {rows: result, counts};
}

/** Filters above a table, tied to the address of VIEW. Returns what sets them. */
function filteredTable(host, view, {rows, facets, fields, table}) {
  let made = null;
  const filters = makeFilters(rows, facets, fields, (found, state) => {
    if (made) made.show(found);
    if (currentView() === view) history.replaceState(null, "", addressOf(view, state));
  });
  host.append(filters.element);
  made = makeTable(host, table);
  return filters.set;
}
