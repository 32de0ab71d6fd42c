// One metric by weekday and time of day: days down and times across, the other way round on a phone.
(function () {
  const { h, definitionLink, useWidth } = window.evenhandShared;
  const NARROW = 640;

  function cell(one, key, isTotal) {
    const classes = ["cell", one.tone, one.is_few && "few", isTotal && !one.tone && "total", !one.text && "none"].filter(Boolean).join(" ");
    const style = one.tone ? { "--depth": `${Math.round(14 + 30 * one.depth)}%` } : null;
    return h("td", { key, title: one.title }, h("span", { className: classes, style },
      one.bar && h("i", { className: "exec-bar", style: { height: `${100 * one.bar}%` }, "aria-hidden": "true" }),
      h("span", { className: "exec-figure" }, one.text || "·"),
      one.tone && h("span", { className: "sign", "aria-label": one.is_higher ? "clearly higher" : "clearly lower" }, one.is_higher ? "▲" : "▼")));
  }

  const head = (text, key) => h("th", { key, scope: "col" }, text);

  function across(data) {
    return [h("thead", { key: "head" }, h("tr", null, h("td", null), data.times.map((t) => head(t, t)), head("All day", "all"))),
      h("tbody", { key: "body" }, data.rows.map((row) => h("tr", { key: row.day }, h("th", { scope: "row" }, row.day), row.cells.map((c, i) => cell(c, i, false)), cell(row.total, "all", true))),
        h("tr", null, h("th", { scope: "row" }, "All days"), data.totals.map((c, i) => cell(c, i, true)), cell(data.whole, "all", true)))];
  }

  function down(data) {
    return [h("thead", { key: "head" }, h("tr", null, h("td", null), data.rows.map((r) => head(h("abbr", { title: r.day }, r.day.slice(0, 3)), r.day)), head("All", "all"))),
      h("tbody", { key: "body" }, data.times.map((time, i) => h("tr", { key: time }, h("th", { scope: "row" }, time), data.rows.map((r) => cell(r.cells[i], r.day, false)), cell(data.totals[i], "all", true))),
        h("tr", null, h("th", { scope: "row" }, "All day"), data.rows.map((r) => cell(r.total, r.day, true)), cell(data.whole, "all", true)))];
  }

  function Map({ data }) {
    const [box, width] = useWidth();
    const isFew = data.rows.some((row) => row.cells.some((c) => c.is_few));
    return h("div", { ref: box },
      data.rows.length === 0
        ? h("p", { className: "empty" }, "No contacts with a known time in this period and selection.")
        : h("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": data.title }, h("table", { className: width < NARROW ? "exec-down" : "exec-across" },
          h("caption", { className: "unseen" }, data.title), width < NARROW ? down(data) : across(data))),
      isFew && h("p", { className: "legend" }, h("span", { className: "cell few" }, "12"), ` fewer than ${data.least_n}: too few to say. A longer period or whole hours hold more.`),
      data.untimed && h("p", { className: "subtitle" }, data.untimed));
  }

  window.evenhand_view.Intervals = function Intervals(props) {
    const { chartCard, choices, setState } = window.evenhandShared;
    const data = props.data;
    return chartCard({ id: props.id, className: "card heat exec-map", title: data.title, unit: data.unit, subtitle: data.subtitle, links: definitionLink(data.metric, "Definition") },
      h("div", { className: "exec-switches" },
        choices("Metric of the map", data.metrics, data.metric, (map) => setState({ map })),
        choices("Length of the intervals", data.slots, data.slot, (slot) => setState({ slot }))),
      h(Map, { data }));
  };
})();
