// A rep's figure with its 95 % interval on the column's axis. No colour: case mix is not taken out.
(function () {
  const cells = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
  const h = (...parts) => window.React.createElement(...parts);

  cells.RepFigure = function RepFigure(props) {
    const figure = props.data && props.data[props.colDef.colId];
    if (!figure) return h("span", { className: "rep-figure none" }, "–");
    const axis = props.axis;
    let whisker = null;
    if (axis && figure.low !== null && axis[1] > axis[0]) {
      const x = (v) => 2 + ((v - axis[0]) / (axis[1] - axis[0])) * 66;
      whisker = h("svg", { width: 70, height: 14, "aria-hidden": "true" },
        h("line", { x1: 0, x2: 70, y1: 7, y2: 7, className: "rail" }),
        h("line", { x1: x(figure.low), x2: x(figure.high), y1: 7, y2: 7, className: "range" }),
        h("circle", { cx: x(figure.value), cy: 7, r: 3, className: "point" }));
    }
    return h("span", { className: `rep-figure${figure.value === null ? " few-text" : ""}` }, h("span", { className: "figure" }, figure.text), whisker, figure.note && h("span", { className: "note" }, figure.note));
  };

  cells.RepName = function RepName(props) {
    return h("span", { className: "rep-name" }, h("b", null, props.data.rep), h("span", { className: "note" }, props.data.team || "\u00a0"));
  };
})();
