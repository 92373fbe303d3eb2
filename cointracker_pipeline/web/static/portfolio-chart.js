// What all wallets were worth over time, with a line for each chain; the page's tables tell the same of today.
"use strict";

(() => {
  const element = document.getElementById("worth-chart");
  const note = document.getElementById("worth-note");
  const choices = document.getElementById("chart-choices");
  if (!element) return;
  const onLight = ["#7b6cd9", "#d97706", "#0e7490", "#be185d", "#65a30d", "#64748b", "#b45309", "#2563eb", "#9333ea", "#dc2626", "#059669"];
  const onDark = ["#a99cf2", "#f0a04b", "#4cc3dd", "#f472b6", "#a3e635", "#94a3b8", "#fbbf24", "#60a5fa", "#c084fc", "#f87171", "#34d399"];
  const known = new Map();
  let chart = null;
  let figures = null;
  let days = 0;

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  function legend(values) {
    return (_, value, __, place) => (place === null || values[place] === null ? "-" : `${Number(values[place]).toLocaleString(undefined, { minimumFractionDigits: 2 })} ${figures.currency}`);
  }

  function numbers(values) {
    return values.map((one) => (one === null ? null : Number(one)));
  }

  function range() {
    const last = figures.days.at(-1);
    const first = days ? Math.max(figures.days[0], last - days * 86400) : figures.days[0];
    return [first, Math.max(last, first + 86400)];
  }

  function draw() {
    chart?.destroy();
    element.replaceChildren();
    const several = figures.chains.length > 1;
    const axis = { stroke: colour("--pico-muted-color"), grid: { stroke: colour("--pico-muted-border-color"), width: 1 }, ticks: { show: false } };
    const lines = several ? figures.chains : [];
    const colours = isDark() ? onDark : onLight;
    const options = {
      width: element.clientWidth,
      height: 300,
      tzDate: (second) => uPlot.tzDate(new Date(second * 1000), "Etc/UTC"),
      scales: { x: { range: (_, low, high) => (low === null ? range() : [low, high]) }, y: { range: plainAxis.range } },
      series: [
        { label: "Day", value: (_, second) => (second === null ? "-" : new Date(second * 1000).toISOString().slice(0, 10)) },
        { label: "Worth", stroke: colour("--pico-primary"), fill: `${colour("--pico-primary")}1f`, width: 2, points: { show: figures.days.length < 3 }, value: legend(figures.total) },
        ...lines.map((one, place) => ({ label: one.name, stroke: colours[place % colours.length], width: 1.25, points: { show: false }, value: legend(one.worth) })),
      ],
      axes: [axis, { ...axis, size: plainAxis.size, values: plainAxis.values }],
    };
    chart = new uPlot(options, [figures.days, numbers(figures.total), ...lines.map((one) => numbers(one.worth))], element);
    const [min, max] = range();
    chart.setScale("x", { min, max });
  }

  function tell() {
    const parts = [];
    if (figures.total.some((one) => one === null)) parts.push("Where the line is broken, something was held whose price of that day is not known.");
    if (figures.left_out.length) parts.push(`Left out, as no price is known: ${figures.left_out.join(", ")}.`);
    note.textContent = parts.join(" ");
    note.hidden = !parts.length;
  }

  async function load(currency) {
    if (!known.has(currency)) {
      const answer = await fetch(`${element.dataset.url}?currency=${encodeURIComponent(currency)}`, { headers: { Accept: "application/json" } });
      if (!answer.ok) { note.textContent = "The chart could not be read just now; reload the page to try again."; return; }
      known.set(currency, await answer.json());
    }
    figures = known.get(currency);
    if (!figures.days.length) {
      note.textContent = "The chart appears after the first sync, once prices are known.";
      element.classList.remove("chart");
      return;
    }
    choices.hidden = false;
    draw();
    tell();
  }

  choices.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const kind = "days" in button.dataset ? "days" : "currency";
    for (const one of choices.querySelectorAll(`[data-${kind}]`)) one.setAttribute("aria-pressed", String(one === button));
    if (kind === "days") { days = Number(button.dataset.days); draw(); } else { load(button.dataset.currency); }
  });

  const again = () => { if (figures?.days.length) draw(); };
  document.addEventListener("theme", again);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  let waiting = null;
  addEventListener("resize", () => { clearTimeout(waiting); waiting = setTimeout(again, 150); });
  note.textContent = "Reading…";
  load(element.dataset.currency);
})();
