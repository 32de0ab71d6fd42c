// Team by channel, teams or channels side by side, and plain tables.
(function () {
  const { h, navigate, definitionLink, spark } = window.evenhandShared;

  function heatCell(cell, i, setter) {
    const classes = ["cell", cell.tone, cell.is_few && "few", setter && "total", !cell.text && "none"].filter(Boolean).join(" ");
    const depth = cell.tone ? { "--depth": `${Math.round(14 + 30 * cell.depth)}%` } : {};
    const mark = cell.tone ? h("span", { className: "sign", "aria-label": cell.is_higher ? "clearly higher" : "clearly lower" }, cell.is_higher ? "▲" : "▼") : null;
    return h("td", { key: i, title: cell.title }, h("span", { className: classes, style: depth }, cell.text || "·", mark));
  }

  window.evenhand_view.Heat = function Heat(props) {
    const data = props.data;
    const body = data.rows.map((row) =>
      h("tr", { key: row.team, className: row.is_unknown ? "unknown" : null }, h("th", { scope: "row" }, row.team), row.cells.map((cell, i) => heatCell(cell, i, false))));
    return h("section", { id: props.id, className: "card heat" },
      h("h2", null, data.title, data.unit ? h("small", null, ` in ${data.unit}`) : null),
      h("p", { className: "subtitle" }, data.subtitle),
      data.rows.length === 0
        ? h("p", { className: "empty" }, "No records of this metric in this period and selection.")
        : h("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": data.title }, h("table", null,
            h("caption", { className: "unseen" }, data.title),
            h("thead", null, h("tr", null, h("td", null), data.channels.map((c) => h("th", { key: c, scope: "col" }, c)))),
            h("tbody", null, body, h("tr", null, h("th", { scope: "row" }, "All teams"), data.totals.map((cell, i) => heatCell(cell, i, true)))))),
      data.rows.some((row) => row.cells.some((cell) => cell.is_few)) &&
        h("p", { className: "legend" }, h("span", { className: "cell few" }, "12"), " fewer than 30: too few to say"));
  };

  function sorted(rows, column, descending) {
    if (column === null) return rows;
    const value = (row) => row.cells[column].value;
    const known = rows.filter((row) => value(row) !== null).sort((a, b) => (descending ? value(b) - value(a) : value(a) - value(b)));
    return known.concat(rows.filter((row) => value(row) === null));
  }

  function figureCell(cell, i, label) {
    return h("td", { key: i, "data-label": label, className: cell.is_few ? "few-text" : null, title: cell.is_few ? "Too few to say" : null },
      h("span", { className: "figure" }, cell.text || "–"), (cell.notes || []).map((note) => h("span", { key: note, className: "note" }, note)));
  }

  const definitionLinks = (id, columns) =>
    h("p", { id, className: "definition-links" }, "Definitions: ", columns.map((c, i) => h("span", { key: c.metric }, i > 0 && " · ", definitionLink(c.metric, c.label))));
  window.evenhand_view.DefinitionLinks = (props) => definitionLinks(props.id, props.data);

  const SORT_MARKS = { none: "", descending: " ↓", ascending: " ↑" };

  function breakdownTable(data, table, names, order, setOrder) {
    const rows = names ? [...new Set(names)].map((key) => table.rows.find((row) => row.key === key)).filter(Boolean) : table.rows;
    const state = (i) => (order.table !== table.title || order.column !== i ? "none" : order.descending ? "descending" : "ascending");
    const next = { none: { column: true, descending: true }, descending: { column: true, descending: false }, ascending: { column: false, descending: true } };
    const sort = (i) => {
      const wanted = next[state(i)];
      setOrder({ table: table.title, column: wanted.column ? i : null, descending: wanted.descending });
    };
    const link = (row) => {
      const query = new URLSearchParams(window.location.search);
      query.set(data.dimension, row.key);
      return `/?${query.toString()}`;
    };
    return h("section", { key: table.title, className: "card breakdown" }, h("h2", null, table.title),
      h("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": `${data.heading}s: ${table.title}` }, h("table", null,
        h("thead", null, h("tr", null, h("th", { scope: "col" }, data.heading), table.columns.map((c, i) =>
          h("th", { key: c.metric, scope: "col", "aria-sort": state(i) }, h("button", { type: "button", title: c.description, onClick: () => sort(i) }, c.label, h("i", { "aria-hidden": "true" }, SORT_MARKS[state(i)])))),
          h("th", { scope: "col", className: "drawn" }, table.drawn))),
        h("tbody", null, rows.map((row) =>
          h("tr", { key: row.key, className: row.is_unknown ? "unknown" : null },
            h("th", { scope: "row" }, h("a", { href: link(row), onClick: (e) => { e.preventDefault(); navigate(link(row)); } }, row.label)),
            row.cells.map((cell, i) => figureCell(cell, i, table.columns[i].label)),
            h("td", { className: "drawn", "data-label": table.drawn }, row.spark && spark(row.spark))))),
        h("tfoot", null, h("tr", null, h("th", { scope: "row" }, "All"), table.total.map((cell, i) => figureCell(cell, i, table.columns[i].label)), h("td", { className: "drawn" }))))),
      definitionLinks(null, table.columns));
  }

  window.evenhand_view.Breakdown = function Breakdown(props) {
    const data = props.data;
    const [order, setOrder] = window.React.useState({ table: null, column: null, descending: true });
    const sortedBy = data.tables.find((table) => table.title === order.table && order.column !== null);
    // Both tables keep one order of rows, so that a row can be followed from one to the other.
    const keys = (rows) => rows.map((row) => row.key);
    const names = sortedBy ? keys(sorted(sortedBy.rows, order.column, order.descending)).concat(keys(data.tables.flatMap((table) => table.rows))) : null;
    if (data.tables.every((table) => table.rows.length === 0)) return h("section", { id: props.id, className: "card" }, h("p", { className: "empty" }, "No records in this period and selection."));
    return h("div", { id: props.id, className: "stack" }, data.tables.filter((table) => table.rows.length > 0).map((table) => breakdownTable(data, table, names, order, setOrder)));
  };

  function plainTable(title, words, table) {
    return h("section", { key: title, className: "card plain" }, h("h2", null, title), h("p", { className: "subtitle" }, `${words} ${table.total}.`),
      table.rows.length === 0 ? h("p", { className: "empty" }, "Nothing to show.")
        : h("div", { className: "scroll tall", tabIndex: 0, role: "region", "aria-label": title }, h("table", null,
          h("thead", null, h("tr", null, table.columns.map((c) => h("th", { key: c.name, scope: "col", className: c.is_number ? "number" : null }, c.label)))),
          h("tbody", null, table.rows.map((row, r) => h("tr", { key: r }, row.map((text, i) => h("td", { key: i, className: table.columns[i].is_number ? "number" : table.columns[i].is_moment ? "moment" : null }, text))))))));
  }

  window.evenhand_view.Quality = function Quality(props) {
    const data = props.data;
    return h("div", { id: props.id, className: "stack" },
      h("div", { className: "summary" }, data.summary.map((s) => h("div", { key: s.label, className: "card" }, h("span", { className: "tile-label" }, s.label), h("span", { className: "tile-figure" }, s.text)))),
      plainTable("What the data lack or contradict", "Counted in totals unless the sentence says otherwise:", data.findings),
      plainTable("How new each source is", "First and last record:", data.freshness),
      plainTable("Records set aside", "Their neighbours were loaded; the raw text stays in the raw store:", data.rejects),
      plainTable("Files", "Failed ones first, then the newest:", data.loads));
  };
})();
