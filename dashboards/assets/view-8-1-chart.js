// The card of a chart: what is shown, the drawing, the same as a table, and the drawing as a file.
(function () {
  const { h } = window.evenhandShared;

  function table(id, data) {
    return h("div", { id, className: "scroll export-table", tabIndex: 0, role: "region", "aria-label": data.caption }, h("table", null,
      h("caption", { className: "unseen" }, data.caption),
      h("thead", null, h("tr", null, data.columns.map((text, i) => h("th", { key: i, scope: "col" }, text)))),
      h("tbody", null, data.rows.map((row, r) => h("tr", { key: r }, row.map((text, i) => h(i ? "td" : "th", { key: i, scope: i ? null : "row" }, text)))))));
  }

  // `title` says what is shown, `unit` stands small behind it, `links` lead elsewhere, `choice` sets what is drawn,
  // `below` stands under it; these two belong to no picture.
  // What is a table already has no `table`.
  function ChartCard({ card, children }) {
    const React = window.React;
    const [isTable, setTable] = React.useState(false);
    const box = React.useRef(null);
    const tableId = React.useId();
    const save = (kind) => () => window.evenhandShared.savePicture(box.current, card.title, kind);
    const button = (text, words, more) => h("button", { type: "button", "aria-label": `${words}: ${card.title}`, title: words, ...more }, text);
    const tools = h("div", { className: "export-tools", role: "group", "aria-label": "This chart as a table or a file" },
      card.table && button("Table", "View as table", { "aria-expanded": isTable, "aria-controls": isTable ? tableId : null, onClick: () => setTable(!isTable) }),
      button("PNG", "Save as PNG picture", { onClick: save("png") }), button("SVG", "Save as SVG drawing", { onClick: save("svg") }));
    return h("section", { id: card.id, ref: box, className: `export-card ${card.className || "card"}`, hidden: card.hidden },
      h("div", { className: "export-head" },
        h(card.level || "h2", null, card.title, card.unit ? h("small", null, ` in ${card.unit}`) : null, card.links), !card.isEmpty && tools),
      card.subtitle && h("p", { className: "subtitle" }, card.subtitle), card.choice,
      h("div", { className: "export-drawing" }, children), card.below, isTable && !card.isEmpty && table(tableId, card.table));
  }

  window.evenhandShared.chartCard = (card, ...children) => h(ChartCard, { key: card.id, card, children: h(window.React.Fragment, null, ...children) });
})();
