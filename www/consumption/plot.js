const HEIGHT = 168;
const LABEL_WIDTH = 46;
const LEAST_COLUMN_WITH_EDGE = 8;
const WIDEST_COLUMN = 36;
const [LEAST_DOT_SIZE, MOST_DOT_SIZE] = [3, 9];
const compact = new Intl.NumberFormat(document.documentElement.lang, { notation: "compact" });

/**
 * Stacked columns, and dots for what is told for information only, drawn by uPlot into a box that has its width.
 *
 * @param rows the values of each column kind, a number for each step
 * @param label writes the step of an index under the axis
 * @param onPoint is told which step the pointer is on, null for none
 */
export function plot(uPlot, box, { columns, rows, label, onPoint }) {
  const count = rows[0].length;
  const colours = readColours(box);
  const stacked = stack(columns, rows);
  const options = {
    width: box.clientWidth,
    height: HEIGHT,
    padding: [8, 4, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false }, sync: { key: "use" }, move: toColumn },
    scales: {
      x: { time: false, range: [-0.5, count - 0.5] },
      y: { range: (_, _least, most) => [0, Math.max(most ?? 0, 1) * 1.06] },
    },
    axes: [labelAxis(colours, count, label), valueAxis(colours)],
    series: [{}, ...stacked.map((each) => createSeries(uPlot, each, colours, box.clientWidth / count))],
    hooks: {
      ready: [(chart) => chart.root.style.setProperty("--column", `${chart.over.clientWidth / count}px`)],
      setCursor: [({ cursor }) => onPoint(cursor.left >= 0 ? cursor.idx : null)],
    },
  };
  const steps = Array.from({ length: count }, (_, index) => index);
  return new uPlot(options, [steps, ...stacked.map(({ values }) => values)], box);
}

/** The pointer takes hold of a whole column. */
const toColumn = (chart, left, top) => [left < 0 ? left : chart.valToPos(chart.posToIdx(left), "x"), top];

/** Sums from below, the highest first, so that each is drawn over the one that it is a part of. */
function stack(columns, rows) {
  const bars = [];
  let below = rows[0].map(() => 0);
  for (const [index, column] of columns.entries()) {
    if (column.informational) continue;
    below = below.map((sum, step) => sum + rows[index][step]);
    bars.unshift({ column, values: below });
  }
  const dots = columns.flatMap((column, index) => (column.informational ? [{ column, values: rows[index].map((value) => value || null) }] : []));
  return [...bars, ...dots];
}

function createSeries(uPlot, { column }, colours, columnWidth) {
  const colour = colours(column.colour);
  if (column.informational) {
    const size = Math.min(MOST_DOT_SIZE, Math.max(LEAST_DOT_SIZE, columnWidth / 2));
    return { paths: () => null, points: { show: true, size, width: size / 5, fill: colour, stroke: colours("--paper") } };
  }
  const edged = columnWidth >= LEAST_COLUMN_WITH_EDGE;
  return {
    fill: colour,
    stroke: edged ? colours("--paper") : colour,
    width: edged ? 1 : 0,
    paths: uPlot.paths.bars({ size: [0.72, WIDEST_COLUMN] }),
    points: { show: false },
  };
}

function labelAxis(colours, count, label) {
  const splits = (chart) => {
    const room = Math.max(1, Math.floor(chart.bbox.width / devicePixelRatio / LABEL_WIDTH));
    const step = Math.ceil(count / room);
    return Array.from({ length: Math.ceil(count / step) }, (_, index) => index * step);
  };
  return { ...axis(colours), size: 28, grid: { show: false }, splits, values: (_, indices) => indices.map(label) };
}

const valueAxis = (colours) => ({
  ...axis(colours),
  size: 44,
  space: 36,
  incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500].flatMap((each) => [each, each * 1e3, each * 1e6, each * 1e9]).sort((one, other) => one - other),
  grid: { stroke: colours("--rule"), width: 1 },
  values: (_, values) => values.map((value) => compact.format(value)),
});

const axis = (colours) => ({ stroke: colours("--muted"), font: `12px ${colours("font-family")}`, ticks: { show: false }, gap: 6 });

function readColours(box) {
  const style = getComputedStyle(box);
  return (name) => style.getPropertyValue(name).trim();
}
