// The page: its views, which one is shown, and the theme.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

let views = [];

/**
 * Views of a report: a name for the address, a title, and what shows it; that returns what sets
 * filters, if it has some.
 */
function viewsOfReport(report) {
  const point = lastPoint(report);
  return [
    {name: "overview", title: "Overview", show: showOverview},
    {name: "sites", title: "Sites", count: report.sites.count, show: showSites},
    {
      name: "values",
      title: "Values",
      count: total(point.kinds),
      show: showValues,
      isWanted: report.kindsAsked
    },
    {
      name: "conflicts",
      title: "Conflicts",
      count: report.kindsAsked ? total(point.conflicts) : undefined,
      show: showConflicts
    },
    {
      name: "findings",
      title: "Findings",
      count: report.findings,
      show: showFindings,
      isWanted: report.findings > 0
    },
    {
      name: "blockers",
      title: "Blockers",
      count: report.blockers.count,
      show: showBlockers,
      isWanted: report.blockers.count + report.frontier.count > 0
    },
    {name: "residue", title: "Residue", show: showResidue, isWanted: report.sites.count > 0},
    {name: "units", title: "Units", count: total(point.units), show: showUnits},
    {name: "trend", title: "Trend", show: showTrend, isWanted: report.points.length > 1},
  ];
}

function viewsOfCensus(census) {
  return [
    {name: "overview", title: "Overview", show: showCensusOverview},
    {name: "uses", title: "Uses", count: census.uses.count, show: showUses},
    {name: "trend", title: "Trend", show: showCensusTrend, isWanted: census.points.length > 1},
  ];
}

const currentFilters = () =>
    Object.fromEntries(new URLSearchParams(location.hash.split("?")[1] || ""));

function currentView() {
  const name = location.hash.slice(1).split("?")[0];
  return views.some((view) => view.name === name) ? name : "overview";
}

/** Shows the view that the address names, made when it is first shown. */
async function showView(document_) {
  const name = currentView();
  for (const view of views) {
    const isShown = view.name === name;
    view.tab.setAttribute("aria-current", isShown ? "page" : "false");
    if (view.section) view.section.hidden = !isShown;
  }
  const view = views.find((each) => each.name === name);
  if (!view.section) {
    view.section = make("section", {id: `view-${name}`, "aria-label": view.title});
    document.getElementById("content").append(view.section);
    view.section.append(make("h2", {}, view.title));
    view.made = view.show(view.section, document_);
  }
  const set = await view.made;
  if (set && currentView() === name) set(currentFilters());
  document.documentElement.dataset.shown = name;
}

function makeTabs() {
  for (const view of views) {
    view.tab = make(
        "a", {href: addressOf(view.name)}, view.title,
        view.count === undefined ? null : make("span", {class: "count"}, number(view.count)));
    document.getElementById("tabs").append(make("li", {}, view.tab));
  }
}

/** What the page is of. */
function showHeading(document_, isCensus) {
  const {tree, tool} = document_;
  const builds = tree.builds.length ? tree.builds : [`${tree.arch} ${tree.config}`.trim()];
  document.title = `kphys ${isCensus ? "census" : "report"}: Linux ${tree.version}`;
  const element = (id) => document.getElementById(id);
  element("title").textContent = document.title;
  element("subtitle").textContent =
      [builds.join(", "), lastPoint(document_).name].filter(Boolean).join(" · ");
  element("origin").append(facts([
    ["Made by", `kphys ${tool.version}${tool.llvm ? `, LLVM ${tool.llvm}` : ""}`],
    ["Tree", tree.path], ["Schema", document_.schema],
    ["Of", document_.points.map((point) => point.name).join(", ")]
  ]));
  element("version-jquery").textContent = $.fn.jquery;
  element("version-datatables").textContent = $.fn.dataTable.version;
  element("version-chart").textContent = Chart.version;
}

/** Light and dark: as the system has it, until somebody chooses. */
function prepareTheme() {
  const root = document.documentElement;
  const button = document.getElementById("theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  let chosen = null;
  try {
    chosen = localStorage.getItem("kphys-theme");
  } catch { /* a browser may keep nothing of files */
  }
  const apply = (theme) => {
    root.dataset.theme = theme;
    button.setAttribute("aria-pressed", String(theme === "dark"));
    paintCharts();
  };
  const wanted = () => chosen || (system.matches ? "dark" : "light");
  button.addEventListener("click", () => {
    chosen = root.dataset.theme === "dark" ? "light" : "dark";
    try {
      localStorage.setItem("kphys-theme", chosen);
    } catch { /* likewise */
    }
    apply(chosen);
  });
  system.addEventListener("change", () => apply(wanted()));
  addEventListener("beforeprint", () => apply("light"));
  addEventListener("afterprint", () => apply(wanted()));
  apply(wanted());
}

/**
 * `/` goes to the search field of the view, Escape leaves it; the link that skips does not change
 * the address.
 */
function prepareKeys() {
  document.querySelector(".skip").addEventListener("click", (event) => {
    document.getElementById("content").focus();
    event.preventDefault();
  });
  addEventListener("keydown", (event) => {
    const isField = event.target.matches("input, select, textarea");
    if (event.key === "Escape" && isField) event.target.blur();
    if (event.key !== "/" || isField || event.ctrlKey || event.metaKey || event.altKey) return;
    const field = document.querySelector("section:not([hidden]) form input[type=search]");
    if (!field) return;
    field.focus();
    event.preventDefault();
  });
}

async function start() {
  prepareTheme();
  prepareKeys();
  const document_ = await dataPart("overview");
  const isCensus = document_.schema.startsWith("kphys-census");
  const about = {
    name: "about",
    title: "About",
    show: () => null,
    section: document.getElementById("view-about")
  };
  views = [
    ...(isCensus ? viewsOfCensus(document_) : viewsOfReport(document_))
        .filter((view) => view.isWanted !== false),
    about
  ];
  makeTabs();
  showHeading(document_, isCensus);
  document.getElementById("state").remove();
  addEventListener("hashchange", () => showView(document_));
  await showView(document_);
}

function startSafely() {
  start().catch((problem) => {
    const state = document.getElementById("state") || make("p");
    state.textContent =
        `The report cannot be shown: ${problem.message}. A browser of 2023 or later is needed.`;
    state.className = "alert error";
    throw problem;
  });
}

globalThis.kphysPage = {
  start: startSafely
};
