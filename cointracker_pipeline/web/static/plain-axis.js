// How charts write amounts along their axes: plain decimals, as many as the steps need, and room for them.
"use strict";

const plainAxis = {
  values: (_, ticks, __, ___, step) => {
    const digits = step < 1 ? Math.min(20, Math.ceil(-Math.log10(step)) + 1) : 1;
    return ticks.map((tick) => tick.toLocaleString(undefined, { maximumFractionDigits: digits }));
  },
  size: (_, texts) => 24 + 7.5 * Math.max(3, ...(texts ?? []).map((text) => text.length)),
  // Nothing at all is a line at the bottom.
  range: (chart, low, high) => (low === high ? [Math.min(0, low), Math.max(0, high) * 1.1 || 1] : uPlot.rangeNum(low, high, 0.1, true)),
};
