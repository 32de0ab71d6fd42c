// The queues of the teams side by side, and the same calls by other definitions of one word.
(function () {
  const { h, definitionLink } = window.evenhandShared;
  const recordsButton = (...asked) => window.evenhandShared.recordsButton(...asked);

  // Every figure leads to its records.
  function figureCell(cell, column, slices, of) {
    const said = `${column.label}, ${of}: ${cell.text}`;
    return h("td", { key: column.metric, "data-label": column.label, className: cell.is_few ? "few-text" : null, title: cell.is_few ? "Too few to say" : null },
      h("span", { className: "figure" }, !cell.text ? "–" : column.is_list ? recordsButton(cell.text, column.metric, slices, null, said) : cell.text),
      (cell.notes || []).map((note) => h("span", { key: note, className: "note" }, note)));
  }

  function queues(data) {
    return h("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": "Queues by team" }, h("table", null,
      h("caption", { className: "unseen" }, "Queues by team"),
      h("thead", null, h("tr", null, h("th", { scope: "col" }, "Team"), data.columns.map((c) => h("th", { key: c.metric, scope: "col", title: c.description }, c.label)))),
      h("tbody", null, data.rows.map((row) => h("tr", { key: row.key, className: row.is_unknown ? "unknown" : null },
        h("th", { scope: "row" }, row.label), row.cells.map((cell, i) => figureCell(cell, data.columns[i], { team: row.key }, row.label))))),
      h("tfoot", null, h("tr", null, h("th", { scope: "row" }, "All"), data.total.map((cell, i) => figureCell(cell, data.columns[i], {}, "all teams"))))));
  }

  const reading = (one) =>
    h("li", { key: one.metric },
      h("span", { className: "exec-reading" }, h("b", null, one.text ? recordsButton(one.text, one.metric, {}, null, `${one.label}: ${one.text}`) : "not recorded"), h("span", { className: "note" }, one.notes.join(", "))),
      h("span", null, h("b", null, one.label), " ", one.description, " ", definitionLink(one.metric, "Definition")));

  const moved = (one) => h("li", { key: one.metric, title: one.evidence },
    h("b", null, one.label), " ", h("span", { className: `verdict ${one.tone}` }, one.words));

  // What moved is told at the top, with how much of it chance would make, and leads to its weeks.
  window.evenhand_view.Standing = function Standing(props) {
    const { navigate } = window.evenhandShared;
    const data = props.data;
    const href = `/trends${window.location.search}`;
    const calm = data.judged ? data.judged === 1 ? "Nothing stands out: the one metric with natural limits varies as it always does." : `Nothing stands out: all ${data.judged} metrics with natural limits vary as they always do.` : "Too little history to say what stands out.";
    return h("div", { id: props.id, className: "exec-standing" }, h("h2", null, "What stands out"),
      data.items.length ? h("ul", null, data.items.map(moved)) : h("p", null, calm),
      h("p", { className: "note" }, data.items.length > 0 && `${data.more ? `and ${data.more} more · ` : ""}chance alone marks about ${data.by_chance} weeks of ${data.judged} ${data.judged === 1 ? "metric" : "metrics"} in such a period · `,
        h("a", { href, onClick: (e) => { e.preventDefault(); navigate(`/trends${window.location.search}`); } }, "See the trends")));
  };

  window.evenhand_view.Unrecorded = (props) => h("p", { id: props.id, className: "exec-unrecorded", hidden: !props.data }, props.data);

  window.evenhand_view.Queues = function Queues(props) {
    const data = props.data;
    return h("div", { id: props.id, className: "stack exec-below" },
      h("section", { className: "card breakdown" }, h("h2", null, "Queues by team"),
        h("p", { className: "subtitle" }, "Calls and chats that entered a queue. Occupancy is that of the agents over all channels, since they are on the queue of all of them."),
        data.rows.length === 0 ? h("p", { className: "empty" }, "No contact entered a queue in this period and selection.") : queues(data)),
      h("section", { className: "card" }, h("h2", null, "The service level by other definitions"),
        h("p", { className: "subtitle" }, "The same calls and chats. Vendors differ in whom they count, so compare a figure with another company's only by the same definition."),
        h("ul", { className: "exec-readings" }, data.readings.map(reading))));
  };
})();
