// What is particular to satisfaction, sales and complaints: scores, steps to a sale, products, open complaints, rules.
(function () {
  const { h, definitionLink, count } = window.evenhandShared;
  const records = (...asked) => window.evenhandShared.recordsButton(...asked);
  const per = (share) => `${(100 * share).toFixed(2)}%`;

  const bar = (label, share, text, more) =>
    h("tr", { key: label }, h("th", { scope: "row" }, label),
      h("td", { className: "exec-drawn" }, h("span", { className: "exec-rail", "aria-hidden": "true" }, share > 0 && h("i", { className: "exec-length", style: { left: 0, width: per(share) } }))),
      h("td", { className: "exec-said" }, text, more && h("span", { className: "note" }, more)));

  function distribution(one) {
    const most = Math.max(...one.bars.map((b) => b.share));
    const rows = one.bars.map((b) => [b.score, b.text, b.count]);
    return window.evenhandShared.chartCard({ id: `scores-${one.metric}-${one.title.replace(/\W+/g, "-")}`, className: "exec-scores", level: "h3", title: one.title, subtitle: `${one.said} ${one.counted}.`.trim(), isEmpty: one.is_few, table: { caption: one.title, columns: ["Score", "Share", "Answers"], rows } },
      one.is_few ? h("p", { className: "empty" }, `${one.n} answers: too few to say.`)
        : h("table", { className: "exec-slices exec-bars" }, h("caption", { className: "unseen" }, one.title),
          h("thead", { className: "unseen" }, h("tr", null, ["Score", "Drawn", "Share"].map((t) => h("th", { key: t, scope: "col" }, t)))),
          h("tbody", null, one.bars.map((b) => bar(b.score, b.share / most, b.text, b.count)))));
  }

  window.evenhand_view.ScoreBars = function ScoreBars(props) {
    return h("section", { id: props.id, className: "card exec-card" }, h("h2", null, "How customers answered"),
      props.data.length === 0 ? h("p", { className: "empty" }, "No survey was answered in this period and selection.")
        : h("div", { className: "exec-parts exec-three" }, props.data.map(distribution)));
  };

  function figureCell(cell, column, slices, of) {
    return h("td", { key: column.metric, "data-label": column.label, className: cell.is_few ? "few-text" : null, title: cell.is_few ? "Too few to say" : null },
      h("span", { className: "figure" }, cell.text ? records(cell.text, column.metric, slices, null, `${column.label}, ${of}: ${cell.text}`) : "–"),
      (cell.notes || []).map((note) => h("span", { key: note, className: "note" }, note)));
  }

  function products(data) {
    return h("section", { key: "products", className: "card breakdown exec-card" }, h("h2", null, "Products offered"),
      h("p", { className: "subtitle" }, "Revenue is that of accepted offers; what comes back within the refund window is taken from the net figure."),
      data.rows.length === 0 ? h("p", { className: "empty" }, "Nothing was offered in this period and selection.")
        : h("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": "Products offered" }, h("table", null, h("caption", { className: "unseen" }, "Products offered"),
          h("thead", null, h("tr", null, h("th", { scope: "col" }, "Product"), data.columns.map((c) => h("th", { key: c.metric, scope: "col", title: c.description }, c.label)))),
          h("tbody", null, data.rows.map((row) => h("tr", { key: row.key, className: row.is_unknown ? "unknown" : null }, h("th", { scope: "row" }, row.label), row.cells.map((cell, i) => figureCell(cell, data.columns[i], { product: row.key }, row.label))))))));
  }

  function steps(data) {
    const title = "From the opportunity to the sale";
    return window.evenhandShared.chartCard({ id: "sales-steps", className: "card exec-card", title, subtitle: "Opportunities of sources that also log those let pass; shares are of all opportunities.", isEmpty: data.steps.length === 0, table: { caption: title, columns: ["Step", "Count", "Share of opportunities"], rows: data.steps.map((s) => [s.label, s.count, s.of_first]) } },
      data.steps.length === 0 ? h("p", { className: "empty" }, "No source of this selection logs opportunities that were let pass.")
        : h("table", { className: "exec-slices exec-bars" }, h("caption", { className: "unseen" }, title),
          h("thead", { className: "unseen" }, h("tr", null, ["Step", "Drawn", "Count"].map((t) => h("th", { key: t, scope: "col" }, t)))),
          h("tbody", null, data.steps.map((s) => bar(s.label, s.share, s.is_list ? records(s.count, s.metric, {}, null, `${s.label}: ${s.count}`) : s.count, s.of_first)))),
      data.money && h("p", { className: "exec-money" }, data.money));
  }

  window.evenhand_view.SalesCards = (props) => h("div", { id: props.id, className: "exec-side" }, steps(props.data), products(props.data.products));

  const openOnes = (data) => h("section", { key: "open", className: "card exec-card" }, h("h2", null, "Open complaints"),
    h("p", { className: "subtitle" }, "At the end of the data, whenever they were received; the period of the page plays no part."),
    h("dl", { className: "exec-open" }, data.figures.map((f) => h("div", { key: f.metric }, h("dt", null, f.label, " ", definitionLink(f.metric, "Definition")),
      h("dd", { className: "tile-figure" }, f.text === "0" ? "0" : records(f.text, f.metric, {}, data.span, `${f.label}: ${f.text}`))))));

  const closings = (data) => h("section", { key: "closings", className: "card exec-card" }, h("h2", null, "How long closed complaints took"),
    h("p", { className: "subtitle" }, `${count(data.n)} complaints were closed in the period. Shares of 4 weeks, 4 to 8 weeks and more make a whole; the first line counts business days.`),
    h("table", { className: "exec-slices exec-bars" }, h("caption", { className: "unseen" }, "How long closed complaints took"),
      h("thead", { className: "unseen" }, h("tr", null, ["Closed", "Drawn", "Share"].map((t) => h("th", { key: t, scope: "col" }, t)))),
      h("tbody", null, data.rows.map((r) => bar(r.label.replace("Complaints closed ", ""), r.is_few || r.value === null ? 0 : r.value,
        r.value === null ? "–" : r.is_few ? h("span", { className: "few-words" }, "too few to say") : records(r.text, r.metric, {}, null, `${r.label}: ${r.text}`), r.is_few ? r.notes[r.notes.length - 1] : r.notes.join(" · "))))));

  const policyCell = (cell, i) => h("td", { key: i, className: cell.is_against ? "exec-against" : null },
    h("span", { className: "figure" }, cell.count), h("span", { className: "note" }, cell.share, cell.is_against && " against the rules"));

  const policy = (data) => h("section", { key: "policy", className: "card exec-card" }, h("h2", null, "Decisions beside the rules"),
    h("p", { className: "subtitle" }, `${count(data.n)} requests of which it is known whether the policy allows them. Shares are of the row, and left out below 30.`),
    data.n === 0 ? h("p", { className: "empty" }, "No such decision in this period and selection.")
      : h("table", { className: "exec-policy" }, h("caption", { className: "unseen" }, "Decisions beside the rules"),
        h("thead", null, h("tr", null, h("td", null), ["Granted", "Refused", "All"].map((t) => h("th", { key: t, scope: "col" }, t)))),
        h("tbody", null, data.rows.map((row) => h("tr", { key: row.label }, h("th", { scope: "row" }, row.label), row.cells.map(policyCell), h("td", null, h("span", { className: "figure" }, row.total === "0" ? "0" : records(row.total, row.metric, {}, null, `${row.label}: ${row.total}`))))))));

  window.evenhand_view.ComplaintCards = (props) => h("div", { id: props.id, className: "exec-side three" }, openOnes(props.data.open), closings(props.data.closings), policy(props.data.policy));
})();
