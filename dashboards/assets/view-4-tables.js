// Team by channel, teams or channels side by side, and plain tables.
(function () {
  const { h, navigate, definitionLink, spark } = window.evenhandShared;

  // What a cell looks like, whatever a click on it does.
  function cellLook(cell, isTotal) {
    const className = ["cell", cell.tone, cell.is_few && "few", cell.is_out && "out", isTotal && "total", !cell.text && "none"].filter(Boolean).join(" ");
    const style = cell.tone ? { "--depth": `${Math.round(14 + 30 * cell.depth)}%` } : {};
    const said = cell.tone ? (cell.is_higher ? "clearly higher" : "clearly lower") : "";
    return { className, style, said, mark: cell.tone ? h("span", { className: "sign", "aria-hidden": "true" }, cell.is_higher ? "▲" : "▼") : null };
  }
  window.evenhandShared.cellLook = cellLook;

  // One stop for the tab key; arrows walk from cell to cell.
  function stepKeys(event) {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!step || !event.target.dataset.row) return;
    event.preventDefault();
    let [row, column] = [Number(event.target.dataset.row), Number(event.target.dataset.column)];
    for (let found = null; !found;) {
      [row, column] = [row + step[0], column + step[1]];
      const line = event.currentTarget.querySelectorAll("tbody tr")[row];
      if (!line || column < 0 || column >= line.querySelectorAll("td").length) return;
      found = line.querySelector(`[data-column="${column}"]`);
      if (found) found.focus();
    }
  }
  window.evenhandShared.stepKeys = stepKeys;

  function heatCell(data, row, r, cell, i, at, setAt) {
    const isTotal = row.team === null;
    const { className, style, said, mark } = cellLook(cell, isTotal);
    if (!cell.text) return h("td", { key: i, title: cell.title }, h("span", { className }, "·"));
    const wanted = { team: isTotal ? [] : [row.team], channel: [data.keys[i]] };
    const isChosen = JSON.stringify(wanted) === JSON.stringify(data.chosen);
    const name = `${row.team || window.evenhandShared.everyTeam}, ${data.channels[i]}: ${cell.title}${said && `, ${said}`}`;
    return h("td", { key: i }, h("button", {
      type: "button", className, style, title: cell.title, "aria-label": name, "aria-pressed": isChosen, "data-row": r, "data-column": i,
      tabIndex: at[0] === r && at[1] === i ? 0 : -1, onFocus: () => setAt([r, i]),
      onClick: () => window.evenhandShared.setState(isChosen ? { team: [], channel: [] } : wanted),
    }, cell.text, mark));
  }

  const pickedLine = (data) => data.picked &&
    h("p", { className: "picked" }, h("b", null, data.picked.name), `: ${data.picked.text}, `,
      window.evenhandShared.recordsButton(data.picked.counted, data.metric, data.picked.slices, null, `${data.picked.name}, ${data.picked.counted}`), " · ",
      h("button", { type: "button", className: "as-link", onClick: () => window.evenhandShared.setState({ team: [], channel: [] }) }, "Show all"));

  window.evenhand_view.Heat = function Heat(props) {
    const data = props.data;
    const rows = [...data.rows, { team: null, cells: data.totals }];
    const first = () => { const r = rows.findIndex((row) => row.cells.some((cell) => cell.text)); return [r, r < 0 ? 0 : rows[r].cells.findIndex((cell) => cell.text)]; };
    const [stood, setAt] = window.React.useState(null);
    const at = stood && rows[stood[0]] && (rows[stood[0]].cells[stood[1]] || {}).text ? stood : first();
    const isOut = (row, i) => row.team !== null && ((data.chosen.team.length > 0 && !data.chosen.team.includes(row.team)) || (data.chosen.channel.length > 0 && !data.chosen.channel.includes(data.keys[i])));
    const line = (row, r) => h("tr", { key: row.team || "", className: row.is_unknown ? "unknown" : null }, h("th", { scope: "row" }, row.team || window.evenhandShared.everyTeam),
      row.cells.map((cell, i) => heatCell(data, row, r, isOut(row, i) ? { ...cell, is_out: true } : cell, i, at, setAt)));
    return window.evenhandShared.chartCard(
      { id: props.id, className: "card heat", title: data.title, unit: data.unit, subtitle: data.subtitle, isEmpty: data.rows.length === 0 },
      data.rows.length === 0
        ? h("p", { className: "empty" }, "No records of this metric in this period and selection.")
        : h("div", { className: "scroll", role: "region", "aria-label": `${data.title}. A cell filters the page; arrow keys walk between cells.`, onKeyDown: stepKeys }, h("table", null,
            h("caption", { className: "unseen" }, data.title),
            h("thead", null, h("tr", null, h("td", null), data.channels.map((c) => h("th", { key: c, scope: "col" }, c)))),
            h("tbody", null, rows.map(line)))),
      pickedLine(data),
      data.rows.some((row) => row.cells.some((cell) => cell.is_few)) &&
        h("p", { className: "legend" }, h("span", { className: "cell few" }, "12"), " fewer than 30: too few to say"));
  };

  function figureCell(cell, i, column, slices, name) {
    const said = `${name}, ${column.label}: ${cell.text}`;
    const text = cell.text && (cell.value || cell.notes.length) ? window.evenhandShared.recordsButton(cell.text, column.metric, slices, null, said) : cell.text || "–";
    return h("td", { key: i, "data-label": column.label, className: cell.is_few ? "few-text" : null, title: cell.is_few ? "Too few to say" : null },
      h("span", { className: "figure" }, text), (cell.notes || []).map((note) => h("span", { key: note, className: "note" }, note)),
      cell.change && h("span", { className: "note" }, cell.change));
  }

  const definitionLinks = (id, columns) =>
    h("p", { id, className: "definition-links" }, "Definitions: ", columns.map((c, i) => h("span", { key: c.metric }, i > 0 && " · ", definitionLink(c.metric, c.label))));
  window.evenhand_view.DefinitionLinks = (props) => definitionLinks(props.id, props.data);

  const SORT_MARKS = { none: "", descending: " ↓", ascending: " ↑" };
  const NEXT = { none: "-", descending: "", ascending: null };

  // The order of rows is part of the address; the server puts them in it, in all tables of a page alike.
  function sortHead(data, column) {
    const state = data.sort === column.metric ? "ascending" : data.sort === `-${column.metric}` ? "descending" : "none";
    const sort = () => window.evenhandShared.setState({ sort: NEXT[state] === null ? "" : NEXT[state] + column.metric });
    return h("th", { key: column.metric, scope: "col", "aria-sort": state },
      h("button", { type: "button", title: column.description, onClick: sort }, column.label, h("i", { "aria-hidden": "true" }, SORT_MARKS[state])));
  }

  function breakdownTable(data, table) {
    const link = (row) => {
      const query = new URLSearchParams(window.location.search);
      query.delete(data.dimension);
      // A team has a page of its own, for those who see its people.
      const hasPage = data.dimension === "team" && window.evenhandShared.may("people");
      if (!hasPage) query.set(data.dimension, row.key);
      const text = query.toString();
      return (hasPage ? `/teams/${encodeURIComponent(row.key)}` : "/") + (text ? `?${text}` : "");
    };
    const figures = (cells, slices, name) => cells.map((cell, i) => figureCell(cell, i, table.columns[i], slices, name));
    return h("section", { key: table.title, className: "card breakdown" }, h("h2", null, table.title),
      h("p", { className: "subtitle" }, data.changes),
      h("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": `${data.heading}s: ${table.title}` }, h("table", null,
        h("thead", null, h("tr", null, h("th", { scope: "col" }, data.heading), table.columns.map((c) => sortHead(data, c)),
          h("th", { scope: "col", className: "drawn" }, table.drawn))),
        h("tbody", null, table.rows.map((row) =>
          h("tr", { key: row.key, className: row.is_unknown ? "unknown" : null },
            h("th", { scope: "row" }, h("a", { href: link(row), onClick: (e) => { e.preventDefault(); navigate(link(row)); } }, row.label)),
            figures(row.cells, { [data.dimension]: row.key }, row.label),
            h("td", { className: "drawn", "data-label": table.drawn }, row.spark && spark(row.spark))))),
        h("tfoot", null, h("tr", null, h("th", { scope: "row" }, "All"), figures(table.total, {}, "All"), h("td", { className: "drawn" }))))),
      definitionLinks(null, table.columns));
  }

  window.evenhand_view.Breakdown = function Breakdown(props) {
    const data = props.data;
    const tables = data.tables.filter((table) => table.rows.length > 0);
    if (!tables.length) return h("section", { id: props.id, className: "card" }, h("p", { className: "empty" }, "No records in this period and selection."));
    return h("div", { id: props.id, className: "stack" }, tables.map((table) => breakdownTable(data, table)));
  };

  // A sentence takes the whole width where a row stands as a card.
  const plainCell = (column, i, text) => h("td", {
    key: i, "data-label": column.label, className: column.is_number ? "number" : column.is_moment ? "moment" : String(text || "").length > 24 ? "sentence" : null,
  }, text);

  function plainTable(title, words, table) {
    return h("section", { key: title, className: "card plain" }, h("h2", null, title), h("p", { className: "subtitle" }, `${words} ${table.total}.`),
      table.rows.length === 0 ? h("p", { className: "empty" }, "Nothing to show.")
        : h("div", { className: "scroll tall", tabIndex: 0, role: "region", "aria-label": title }, h("table", null,
          h("thead", null, h("tr", null, table.columns.map((c) => h("th", { key: c.name, scope: "col", className: c.is_number ? "number" : null }, c.label)))),
          h("tbody", null, table.rows.map((row, r) => h("tr", { key: r }, row.map((text, i) => plainCell(table.columns[i], i, text))))))));
  }

  window.evenhand_view.Quality = function Quality(props) {
    const data = props.data;
    return h("div", { id: props.id, className: "stack" }, window.evenhandShared.downloadAlone("quality"),
      h("div", { className: "summary" }, data.summary.map((s) => h("div", { key: s.label, className: "card" }, h("span", { className: "tile-label" }, s.label), h("span", { className: "tile-figure" }, s.text)))),
      plainTable("What the data lack or contradict", "Counted in totals unless the last column says otherwise:", data.findings),
      plainTable("How new each source is", "First and last record:", data.freshness),
      plainTable("Records set aside", "Their neighbours were loaded; the raw text stays in the raw store:", data.rejects),
      plainTable("Files", "Failed ones first, then the newest:", data.loads));
  };
})();
