// An answer: how many rows there are, the rows page by page, or a chart of them, and both as files.
(function () {
  const { h, count, figure, upTo, locale } = window.evenhandShared;
  const sql = window.evenhandSql;
  const PAGE = 50;
  const HEADS = { error: "The database refuses this", refused: "This is not run", timeout: "It took too long", killed: "It was ended", cancelled: "Cancelled", busy: "Too many are asking", off: "The SQL page is off" };

  function number(value) {
    if (Number.isInteger(value)) return count(value);
    const least = Math.abs(value) < 1e-4;
    return least ? value.toExponential(4) : upTo(value, 6);
  }

  // Nothing known and a text without letters are two things.
  function cell(value, column, c) {
    const className = column.is_number ? "number" : null;
    if (value === null) return h("td", { key: c, className }, h("span", { className: "sql-null" }, "null"));
    if (typeof value === "number") return h("td", { key: c, className: "number", title: String(value) }, number(value));
    const text = String(value);
    return h("td", { key: c, className, title: text.length > 40 ? text : null }, h("span", { className: "sql-cell" }, text));
  }

  function compared(a, b) {
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    if (typeof a === "number" && typeof b === "number") return a - b;
    return String(a).localeCompare(String(b), locale);
  }

  // What is not known stays at the end, whichever way the rows are ordered.
  function ordered(rows, order) {
    if (!order) return rows;
    const turn = order.down ? -1 : 1;
    return [...rows].sort((one, other) => {
      const [a, b] = [one[order.column], other[order.column]];
      return compared(a, b) * (a === null || b === null ? 1 : turn);
    });
  }

  function Rows({ answer }) {
    const React = window.React;
    const [order, setOrder] = React.useState(null);
    const [at, setAt] = React.useState(0);
    const rows = React.useMemo(() => ordered(answer.rows, order), [answer, order]);
    const pages = Math.max(1, Math.ceil(rows.length / PAGE));
    const turn = (i) => { setOrder(!order || order.column !== i ? { column: i, down: answer.columns[i].is_number } : { column: i, down: !order.down }); setAt(0); };
    const head = (column, i) => h("th", { key: i, scope: "col", className: column.is_number ? "number" : null, "aria-sort": !order || order.column !== i ? "none" : order.down ? "descending" : "ascending" },
      h("button", { type: "button", onClick: () => turn(i) }, column.name, h("i", { "aria-hidden": "true" }, order && order.column === i ? (order.down ? " ↓" : " ↑") : "")), h("small", null, column.type.toLowerCase()));
    return [
      h("div", { key: "rows", className: "scroll sql-rows", tabIndex: 0, role: "region", "aria-label": "Rows of the answer" }, h("table", null,
        h("thead", null, h("tr", null, answer.columns.map(head))),
        h("tbody", null, rows.slice(at * PAGE, (at + 1) * PAGE).map((row, r) => h("tr", { key: at * PAGE + r }, row.map((value, c) => cell(value, answer.columns[c], c))))))),
      pages > 1 && h("p", { key: "pager", className: "pager" },
        h("button", { type: "button", className: "action", disabled: at === 0, onClick: () => setAt(at - 1) }, "Previous"),
        h("span", null, `Page ${count(at + 1)} of ${count(pages)}`),
        h("button", { type: "button", className: "action", disabled: at >= pages - 1, onClick: () => setAt(at + 1) }, "Next")),
    ];
  }

  function counted(answer) {
    const rows = answer.rows.length;
    if (!answer.is_truncated) return `${count(rows)} ${rows === 1 ? "row" : "rows"}`;
    return answer.total === null ? `The first ${count(rows)} rows; there are more` : `The first ${count(rows)} of ${count(answer.total)} rows`;
  }

  function Answered({ answer }) {
    const React = window.React;
    const [isChart, setChart] = React.useState(false);
    const canDraw = answer.rows.length > 0 && answer.columns.some((c) => c.is_number);
    const said = `${counted(answer)} · ${figure(answer.ms / 1000, 2)} s · ${answer.as_of}, generation ${answer.generation}`;
    // A picture of a chart says below itself what it is of.
    React.useEffect(() => window.evenhandShared.tellScope([answer.statement.split(/\s+/).join(" ").slice(0, 400), `${answer.as_of} · generation ${answer.generation} · Evenhand`]), [answer]);
    const way = (chart, word) => h("button", { type: "button", className: "action", "aria-pressed": isChart === chart, onClick: () => setChart(chart) }, word);
    return [
      h("div", { key: "bar", className: "sql-bar" }, h("p", { className: "sql-counted" }, said),
        canDraw && h("div", { className: "sql-ways", role: "group", "aria-label": "Shown as" }, way(false, "Table"), way(true, "Chart")),
        window.evenhandShared.downloadList(`/download/sql.csv?run=${answer.ticket}`)),
      isChart && canDraw ? h(window.evenhandShared.SqlChart, { key: `chart ${answer.ticket}`, answer }) : h(Rows, { key: `rows ${answer.ticket}`, answer }),
    ];
  }

  const refused = (error) => h("div", { className: "sql-error", role: "alert" },
    h("h3", null, HEADS[error.kind] || HEADS.error, error.place ? h("small", null, ` line ${count(error.place.line)}, column ${count(error.place.column)}`) : null), h("pre", null, error.words));

  window.evenhand_view.SqlResult = function SqlResult(props) {
    const React = window.React;
    const answer = props.data;
    const [asked, setAsked] = React.useState(null);
    sql.useNews("running", (run) => setAsked(run.ticket));
    React.useEffect(() => { if (answer) sql.emit("answer", answer); }, [answer]);
    const isWaiting = Boolean(asked) && !(answer && answer.ticket === asked);
    const status = isWaiting ? "" : !answer ? "" : answer.error ? HEADS[answer.error.kind] : counted(answer);
    return h("section", { id: props.id, className: `card sql-result${isWaiting ? " waiting" : ""}`, "aria-busy": isWaiting },
      h("h2", null, "Answer"), h("span", { className: "unseen", role: "status" }, status),
      !answer ? (isWaiting ? h("p", { className: "empty" }, "Waiting for the answer …") : window.evenhandShared.sqlStarters()) : answer.error ? refused(answer.error) : h(Answered, { answer }));
  };
})();
