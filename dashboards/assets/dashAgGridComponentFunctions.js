// Cells of the reps grid: figures with their 95 % intervals on the column's axis. No colour: case mix is not taken out.
(function () {
  const cells = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
  const rules = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});
  const h = (...parts) => window.React.createElement(...parts);
  const NARROW = 560;
  const NOT_RECORDED = "not recorded";

  function whisker(figure, axis) {
    if (!axis || figure.low === null || axis[1] <= axis[0]) return null;
    const x = (v) => 3 + ((v - axis[0]) / (axis[1] - axis[0])) * 36;
    return h("svg", { width: 42, height: 12, className: "whisker", "aria-hidden": "true" },
      h("line", { x1: 0, x2: 42, y1: 6, y2: 6, className: "rail" }),
      h("line", { x1: x(figure.low), x2: x(figure.high), y1: 6, y2: 6, className: "range" }),
      h("circle", { cx: x(figure.value), cy: 6, r: 3, className: "point" }));
  }

  function figureOf(figure, axis, metric, row) {
    if (!figure) return h("span", { className: "rep-figure none" }, "–");
    const number = window.evenhandShared.recordsButton(figure.text, metric, row.id, null, `${row.rep}, ${figure.text}`);
    const words = h("span", { className: "rep-words" }, h("span", { className: "figure" }, number), figure.note && h("span", { className: "note" }, figure.note));
    const said = figure.low === null ? null : `95 % interval ${figure.interval}`;
    return h("span", { className: `rep-figure${figure.value === null ? " few-text" : ""}`, title: said }, whisker(figure, axis), words);
  }

  cells.RepFigure = function RepFigure(props) {
    const metric = props.colDef.colId;
    // The grid moves by arrow keys from cell to cell; Enter does there what a click on the number does.
    window.React.useEffect(() => {
      const enter = (event) => event.key === "Enter" && event.target === props.eGridCell && window.evenhandShared.askForRecords(metric, props.data.id);
      props.eGridCell.addEventListener("keydown", enter);
      return () => props.eGridCell.removeEventListener("keydown", enter);
    }, [props.data.id]);
    return figureOf(props.data[metric], props.axis, metric, props.data);
  };

  cells.RepName = function RepName(props) {
    const row = props.data;
    const name = h("span", { className: `rep-name${row.id === NOT_RECORDED ? " unknown" : ""}` }, h("b", null, row.rep), h("span", { className: "note" }, row.team || "\u00a0"));
    // The grid's first change of size comes before anybody can listen, so the first card makes the room.
    window.React.useEffect(() => {
      if (window.innerWidth <= NARROW && props.api.getAllDisplayedColumns().length > 1) rules.fitReps(props);
    }, []);
    if (window.innerWidth > NARROW) return name;
    // On a phone a row is a card: what the columns would hold stands under the name.
    return h("div", { className: "rep-card" }, name, h("dl", null, props.columns.map((c) =>
      h("div", { key: c.metric }, h("dt", null, c.label), h("dd", null, figureOf(row[c.metric], c.axis, c.metric, row))))));
  };

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
    params.api.setColumnWidths([{ key: "rep", newWidth: isNarrow ? document.getElementById("reps-grid").clientWidth : 170 }]);
  };
  rules.repHeight = (params) => (window.innerWidth <= NARROW ? 58 + 30 * params.context.figures : 50);
})();
