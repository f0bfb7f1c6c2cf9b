// Draws the table of each chart. Without scripts, or without ECharts, the tables say the same.

// The number in a cell; null where the cell has none.
function numberIn(cell) {
  const number = Number.parseFloat(cell.textContent);
  return Number.isNaN(number) ? null : number;
}

// What the chart of a table shows. The rows with data-series are its labels and the headings with data-series its
// series; where headings have data-label, they are its labels and the rows its series.
function readTable(table) {
  const headings = [...table.tHead.rows[0].cells];
  const rows = [...table.tBodies[0].rows].filter((row) => "series" in row.dataset);
  const textOf = (cell) => cell.dataset.label || cell.textContent.trim();
  const placesOf = (name) => headings.flatMap((heading, place) => (name in heading.dataset ? [place] : []));
  const labelled = placesOf("label");
  if (labelled.length) {
    return {
      labels: labelled.map((place) => textOf(headings[place])),
      series: rows.map((row) => ({
        name: textOf(row.cells[0]),
        values: labelled.map((place) => numberIn(row.cells[place])),
      })),
    };
  }
  return {
    labels: rows.map((row) => textOf(row.cells[0])),
    series: placesOf("series").map((place) => ({
      name: textOf(headings[place]),
      values: rows.map((row) => numberIn(row.cells[place])),
    })),
  };
}

// The colours and the type of the page, so that a chart is dark where the page is.
function lookOf(frame) {
  const style = getComputedStyle(frame);
  const token = (name) => style.getPropertyValue(name).trim();
  return {
    colours: ["--chart-1", "--chart-2", "--chart-3", "--chart-4"].map(token),
    line: token("--line"),
    isNarrow: frame.clientWidth < 480,
    text: { color: token("--ink-2"), fontFamily: style.fontFamily, fontSize: Number.parseFloat(style.fontSize) },
  };
}

// Columns stand on each other for each label; bars lie beside each other, the longest number at their end.
function optionsOf({ labels, series }, { colours, line, text, isNarrow }, areColumns) {
  const hasLegend = series.length > 1;
  const legendHeight = hasLegend ? (isNarrow && series.length > 3 ? 56 : 36) : 8;
  const names = { type: "category", data: labels, inverse: !areColumns, axisTick: { show: false }, axisLabel: text };
  const numbers = { type: "value", minInterval: 1, splitNumber: 3, axisLabel: text, splitLine: { lineStyle: { color: line } } };
  return {
    animation: false,
    color: colours,
    textStyle: text,
    grid: { left: 0, right: areColumns ? 0 : 40, top: legendHeight, bottom: 0, containLabel: true },
    legend: { show: hasLegend, top: 0, left: 0, itemWidth: 14, itemHeight: 10, textStyle: text },
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, renderMode: "richText", confine: true },
    xAxis: areColumns ? names : numbers,
    yAxis: areColumns ? numbers : names,
    series: series.map(({ name, values }) => ({
      name,
      type: "bar",
      data: values,
      stack: areColumns ? "all" : null,
      barMaxWidth: areColumns ? 36 : 16,
      label: { ...text, show: !areColumns, position: "right" },
    })),
  };
}

function draw(frame) {
  const table = document.getElementById(frame.dataset.table);
  const areColumns = frame.dataset.chart === "columns";
  const shown = readTable(table);
  if (!areColumns) frame.style.height = `${shown.labels.length * (shown.series.length * 1.1 + 0.9) + 3.5}rem`;
  const chart = echarts.init(frame, null, { renderer: "svg" });
  chart.setOption(optionsOf(shown, lookOf(frame), areColumns));
  new ResizeObserver(() => chart.resize()).observe(frame);
}

function drawAll() {
  for (const frame of document.querySelectorAll("[data-chart]:empty")) draw(frame);
}

drawAll();
// The big screen loads its figures again.
document.addEventListener("htmx:afterSettle", drawAll);
