// Cells of the reps grid: figure, its 95 % interval and what would be expected on the column's axis, reading, n.
(function () {
  const cells = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
  const rules = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});
  const h = (...parts) => window.React.createElement(...parts);
  const NARROW = 560;
  const NOT_RECORDED = "not recorded";
  const [VALUE, N, LOW, HIGH, EXPECTED, READING] = [0, 1, 2, 3, 4, 5];

  function whisker(figure, column, width) {
    const ends = column.axis;
    if (!ends || ends[1] <= ends[0] || figure[VALUE] === null) return null;
    const place = (v) => (column.is_log ? Math.log(Math.max(v, ends[0])) : v);
    const x = (v) => 4 + ((place(v) - place(ends[0])) / (place(ends[1]) - place(ends[0]))) * (width - 8);
    const { shape } = window.evenhandShared.readings;
    return h("svg", { width, height: 16, className: "whisker", "aria-hidden": "true" },
      h("line", { x1: 0, x2: width, y1: 8, y2: 8, className: "rail" }),
      figure[LOW] !== null && h("line", { x1: x(figure[LOW]), x2: x(figure[HIGH]), y1: 8, y2: 8, className: "range" }),
      figure[EXPECTED] !== null && h("line", { x1: x(figure[EXPECTED]), x2: x(figure[EXPECTED]), y1: 1, y2: 15, className: "expected" }),
      shape(x(figure[VALUE]), 8, figure[READING], column.better, 3.6));
  }

  function explained(figure, column) {
    const { alone } = window.evenhandShared.readings;
    if (figure[VALUE] === null) return "";
    const parts = [`${column.label}: ${alone(column, figure[VALUE])}`];
    if (figure[LOW] !== null) parts.push(`95 % interval ${alone(column, figure[LOW])} to ${alone(column, figure[HIGH])}`);
    if (figure[EXPECTED] !== null) parts.push(`${alone(column, figure[EXPECTED])} would be expected with these cases`);
    return parts.concat(`n ${window.evenhandShared.count(figure[N])}`).join("; ");
  }

  function figureOf(figure, column, row) {
    const { alone, word } = window.evenhandShared.readings;
    if (!figure) return h("span", { className: "rep-figure none" }, "–");
    const number = window.evenhandShared.recordsButton(alone(column, figure[VALUE]), column.metric, { agent: row.id }, null, `${row.rep}, ${alone(column, figure[VALUE])}`);
    if (column.is_work) return h("span", { className: "rep-figure work" }, number);
    const reading = h("span", { className: "rep-reading" }, word(figure[READING], column.better), h("span", { className: "note" }, `n ${figure[N] < 1000 ? figure[N] : `${window.evenhandShared.figure(figure[N] / 1000, 1)}k`}`));
    if (figure[VALUE] === null) return h("span", { className: "rep-figure few-text" }, reading);
    return h("span", { className: "rep-figure", title: explained(figure, column) },
      h("span", { className: "rep-line" }, whisker(figure, column, 48), h("span", { className: "figure" }, number)), reading);
  }

  // The grid is one stop of the Tab key: arrow keys move from cell to cell, and Enter does there what a click on what the
  // cell holds does. On a phone a row is one cell with many numbers, each of them a stop.
  const useEnter = (props) => {
    window.React.useEffect(() => {
      if (window.innerWidth > NARROW) props.eGridCell.querySelectorAll("a, button").forEach((held) => { held.tabIndex = -1; });
    });
    window.React.useEffect(() => {
      const enter = (event) => {
        const held = props.eGridCell.querySelector("a, button");
        if (event.key !== "Enter" || event.target !== props.eGridCell || !held) return;
        // Or the key would go on to work the first control of what opens.
        event.preventDefault();
        held.click();
      };
      props.eGridCell.addEventListener("keydown", enter);
      return () => props.eGridCell.removeEventListener("keydown", enter);
    }, [props.eGridCell]);
  };

  cells.RepFigure = function RepFigure(props) {
    const metric = props.colDef.cellRendererParams.column.metric;
    useEnter(props);
    return figureOf(props.data.figures[metric], props.colDef.cellRendererParams.column, props.data);
  };

  cells.RepName = function RepName(props) {
    const row = props.data;
    const { repLink } = window.evenhandShared.readings;
    const isUnknown = row.id === NOT_RECORDED;
    useEnter(props);
    const name = h("span", { className: `rep-name${isUnknown ? " unknown" : ""}` }, isUnknown ? h("b", null, row.rep) : repLink(row.id, row.rep), h("span", { className: "note" }, row.team || "\u00a0"));
    // The grid's first change of size comes before anybody can listen, so the cards make the room themselves.
    window.React.useEffect(() => {
      if (window.innerWidth <= NARROW && props.api.getAllDisplayedColumns().length > 1) rules.fitReps(props);
    });
    if (window.innerWidth > NARROW) return name;
    // On a phone a row is a card: what the columns would hold stands under the name.
    return h("div", { className: "rep-card" }, name, h("dl", null, props.columns.filter((c) => row.figures[c.metric]).map((c) =>
      h("div", { key: c.metric, className: c.is_work ? "work" : null }, h("dt", null, c.label), h("dd", null, figureOf(row.figures[c.metric], c, row))))));
  };

  rules.leaveGrid = () => false;
  rules.unknownLast = function unknownLast(params) {
    const at = params.nodes.findIndex((node) => node.data.id === NOT_RECORDED);
    if (at >= 0) params.nodes.push(params.nodes.splice(at, 1)[0]);
  };

  // Cards when narrow, columns otherwise.
  rules.fitReps = function fitReps(params) {
    const isNarrow = window.innerWidth <= NARROW;
    const figures = params.api.getColumns().map((column) => column.getColId()).filter((id) => id !== "rep");
    params.api.setColumnsVisible(figures, !isNarrow);
    params.api.setColumnsPinned(["rep"], isNarrow ? null : "left");
    params.api.setColumnWidths([{ key: "rep", newWidth: isNarrow ? document.getElementById("reps-grid").clientWidth : 150 }]);
  };
  rules.repHeight = function repHeight(params) {
    if (window.innerWidth > NARROW) return 56;
    const figures = Object.values(params.data.figures);
    const work = figures.filter((figure) => figure.length === 1).length;
    return 62 + 30 * work + 48 * (figures.length - work);
  };
})();
