// Charts in the colours of the theme. Each has a table beside it that says the same.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

const drawnCharts = [];

const colourOf = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function paint(chart) {
  const text = colourOf("--text");
  const lines = colourOf("--line");
  for (const axis of Object.values(chart.options.scales)) {
    axis.ticks.color = text;
    axis.grid.color = lines;
    axis.grid.borderColor = lines;
  }
  chart.options.plugins.legend.labels.color = text;
  chart.update("none");
}

function paintCharts() {
  drawnCharts.forEach(paint);
}

/**
 * Stacked bars: for each of `labels` the numbers of `series`, each with a `name`, a `colour` and
 * its `data`. Lying bars are as many as fit their height. `chosen` is called with the label of a
 * bar that is clicked on.
 */
function stackedBars(host, {title, labels, series, isLying, chosen}) {
  const canvas = make("canvas", {role: "img", "aria-label": `${title}; the table has the numbers`});
  const frame = make("div", {class: "chart"}, canvas);
  frame.style.height = isLying ? `${60 + 22 * labels.length}px` : "300px";
  host.append(make("figure", {}, make("figcaption", {}, title), frame));
  const values = {stacked: true, ticks: {precision: 0}, grid: {}};
  const names = {stacked: true, ticks: {autoSkip: false}, grid: {display: false}};
  const chart = new Chart(canvas, {
    type: "bar",
    data: {
      labels,
      datasets: series.map(
          ({name, colour, data}) =>
              ({label: name, data, maxBarThickness: 60, backgroundColor: () => colourOf(colour)}))
    },
    options: {
      animation: false,
      maintainAspectRatio: false,
      indexAxis: isLying ? "y" : "x",
      scales: isLying ? {x: values, y: names} : {x: names, y: values},
      plugins: {legend: {labels: {boxWidth: 14}}, tooltip: {mode: "index"}},
      onClick: (_, hit) => {
        if (chosen && hit.length) chosen(labels[hit[0].index]);
      },
      onHover: (event, hit) => {
        event.native.target.style.cursor = chosen && hit.length ? "pointer" : "";
      },
    },
  });
  drawnCharts.push(chart);
  paint(chart);
}
