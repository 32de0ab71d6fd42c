// Any metric by any two of its dimensions: the choice of axes, and the table with its totals.
(function () {
  const { h, navigate, definitionLink } = window.evenhandShared;
  const MARKS = { none: "", descending: " ↓", ascending: " ↑" };

  const select = (axis) =>
    h("label", { key: axis.key, className: "explore-axis" }, h("span", null, axis.label),
      h("select", { value: axis.chosen, onChange: (e) => window.evenhandShared.setState({ [axis.key]: e.target.value }) },
        axis.options.map((o) => h("option", { key: o.value, value: o.value }, o.label))));

  function axes(data) {
    const [rows, columns] = data.axes;
    const canSwap = rows.options.some((o) => o.value === columns.chosen) && columns.chosen !== "agent" && rows.chosen !== "agent";
    const swap = () => window.evenhandShared.setState({ by: columns.chosen, across: rows.chosen });
    return h("div", { className: "explore-axes" }, data.axes.map(select),
      h("button", { type: "button", className: "action", disabled: !canSwap, onClick: swap }, "Swap"));
  }

  // None sorts down first, then up, then as the table comes.
  function head(data, column) {
    if (!column.sort || !data.can_sort) return h("th", { key: column.key, scope: "col" }, column.label);
    const state = data.sort === column.sort ? "ascending" : data.sort === `-${column.sort}` ? "descending" : "none";
    const next = { none: `-${column.sort}`, descending: column.sort, ascending: "" }[state];
    return h("th", { key: column.key, scope: "col", "aria-sort": state },
      h("button", { type: "button", onClick: () => window.evenhandShared.setState({ sort: next }) }, column.label, h("i", { "aria-hidden": "true" }, MARKS[state])));
  }

  function cellOf(data, row, r, column, c, cell, at, setAt) {
    if (!cell) return h("td", { key: c, title: "no records" }, h("span", { className: "cell none" }, "·"));
    const { className, style, said, mark } = window.evenhandShared.cellLook(cell, row === null || (column === null && !cell.tone));
    const inside = [h("span", { key: "figure", className: "figure" }, cell.text, mark), ...cell.notes.map((note) => h("span", { key: note, className: "note" }, note))];
    const rowKey = row === null ? {} : { [data.axes[0].chosen]: row.key };
    const columnKey = column === null || column.span ? {} : { [column.slice]: column.key };
    // What carries no value of a dimension cannot be looked up by one.
    const isKnown = cell.n > 0 && (row === null || row.key !== null) && (column === null || column.key !== null);
    if (!isKnown) return h("td", { key: c, title: cell.title }, h("span", { className, style }, inside));
    const name = `${row ? row.label : "All"}, ${column ? column.label : "All"}: ${cell.title}${said && `, ${said}`}`;
    const open = () => window.evenhandShared.askForRecords(data.metric, { ...rowKey, ...columnKey }, column && column.span);
    return h("td", { key: c }, h("button", {
      type: "button", className, style, title: `${cell.title}: show the records`, "aria-label": `${name}: show its records`, "data-row": r, "data-column": c,
      tabIndex: at[0] === r && at[1] === c ? 0 : -1, onFocus: () => setAt([r, c]), onClick: open,
    }, inside));
  }

  function table(data, at, setAt) {
    const columns = [...data.columns, null];
    const line = (row, cells, r) => h("tr", { key: row ? row.label : "", className: row && row.is_unknown ? "unknown" : row ? null : "explore-all" },
      h("th", { scope: "row" }, row ? row.label : "All"), columns.map((column, c) => cellOf(data, row, r, column, c, cells[c], at, setAt)));
    const rows = data.rows.map((row, r) => line(row, [...row.cells, row.total], r));
    return h("div", { className: "scroll explore-scroll heat", role: "region", "aria-label": `${data.title}. Arrow keys walk between cells, each leads to its records.`, onKeyDown: window.evenhandShared.stepKeys }, h("table", null,
      h("caption", { className: "unseen" }, data.title),
      h("thead", null, h("tr", null, h("th", { scope: "col" }, data.heading), data.columns.map((column) => head(data, column)), head(data, { key: "", label: "All", sort: "total" }))),
      h("tbody", null, rows, line(null, [...data.totals, data.whole], data.rows.length))));
  }

  const reps = (data) => data.compares_reps &&
    h("p", { className: "subtitle" }, "Reps are not offered as rows here: they are compared with what others have with the same cases, on the page ",
      h("a", { href: "/reps", onClick: (e) => { e.preventDefault(); navigate(`/reps${window.location.search}`); } }, "Reps"), ".");

  window.evenhand_view.Explore = function Explore(props) {
    const data = props.data;
    const [stood, setAt] = window.React.useState(null);
    const all = [...data.rows.map((row) => [...row.cells, row.total]), [...data.totals, data.whole]];
    const first = () => { const r = all.findIndex((cells) => cells.some(Boolean)); return [r, r < 0 ? 0 : all[r].findIndex(Boolean)]; };
    const at = stood && all[stood[0]] && all[stood[0]][stood[1]] ? stood : first();
    const isEmpty = data.rows.length === 0;
    return h("div", { id: props.id, className: "explore-body" }, axes(data),
      h("div", { className: "explore-head" },
        h("h2", null, data.title, data.unit ? h("small", null, ` in ${data.unit}`) : null, window.evenhandShared.hint(data.hint), definitionLink(data.metric, "Definition")),
        h("p", { className: "subtitle" }, [data.subtitle, ...data.notes].join(" ")), reps(data)),
      isEmpty ? h("p", { className: "empty" }, "No records of this metric in this period and selection.") : table(data, at, setAt),
      data.rows.some((row) => row.cells.some((cell) => cell && cell.is_few)) && h("p", { className: "legend" }, h("span", { className: "cell few" }, "12"), " too few to say"));
  };
})();
