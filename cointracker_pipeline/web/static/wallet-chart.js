// A wallet's balance and worth over time; the page has the same figures as a table.
"use strict";

(() => {
  const drawn = new Map();

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  function axis(scale, side, show) {
    return {
      scale, side, show, size: plainAxis.size, stroke: colour("--pico-muted-color"),
      grid: { show: side === 3, stroke: colour("--pico-muted-border-color"), width: 1 },
      values: plainAxis.values,
    };
  }

  function draw(element, figures) {
    drawn.get(element)?.destroy();
    const hasWorth = figures.worth.some((one) => one !== null);
    const whole = (values) => values.map((one) => (one === null ? null : Number(one)));
    // Two long axes leave no room for a drawing on a telephone; the legend tells the worth of each day.
    const hasRoom = element.clientWidth > 500 || Math.max(0, ...figures.worth.map((one) => (one ?? "").length)) < 12;
    const legend = (values, unit) => (_, value, __, place) => (place === null || values[place] === null ? "-" : `${values[place]} ${unit}`);
    const options = {
      width: element.clientWidth, height: 300, tzDate: (second) => uPlot.tzDate(new Date(second * 1000), "Etc/UTC"),
      scales: { balance: { range: plainAxis.range }, worth: { range: plainAxis.range } },
      series: [
        { label: "Day", value: (_, second) => (second === null ? "-" : new Date(second * 1000).toISOString().slice(0, 10)) },
        { label: "Balance", scale: "balance", stroke: colour("--pico-primary"), width: 2, paths: uPlot.paths.stepped({ align: 1 }), points: { show: false }, value: legend(figures.balance, figures.symbol) },
        { label: "Worth", scale: "worth", show: hasWorth, stroke: colour("--wait"), width: 1.5, points: { show: false }, value: legend(figures.worth, figures.currency) },
      ],
      axes: [
        { stroke: colour("--pico-muted-color"), grid: { stroke: colour("--pico-muted-border-color"), width: 1 } },
        axis("balance", 3, true), axis("worth", 1, hasWorth && hasRoom),
      ],
    };
    element.replaceChildren();
    drawn.set(element, new uPlot(options, [figures.days, whole(figures.balance), whole(figures.worth)], element));
  }

  async function load(element) {
    if (element.dataset.loaded) return;
    element.dataset.loaded = "yes";
    const answer = await fetch(element.dataset.chart, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    element.figures = await answer.json();
    draw(element, element.figures);
  }

  function all() {
    return document.querySelectorAll("[data-chart]");
  }

  function again() {
    for (const element of all()) if (element.figures) draw(element, element.figures);
  }

  function start() {
    for (const element of drawn.keys()) if (!element.isConnected) { drawn.get(element).destroy(); drawn.delete(element); }
    all().forEach(load);
  }

  document.addEventListener("htmx:after:swap", start);
  document.addEventListener("theme", again);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  let waiting = null;
  addEventListener("resize", () => { clearTimeout(waiting); waiting = setTimeout(again, 150); });
  start();
})();
