// The metric that is looked at by one dimension after the other, all rows on one axis.
(function () {
  const { h, ticks, figure, definitionLink } = window.evenhandShared;

  const per = (share) => `${(100 * share).toFixed(2)}%`;

  // What an interval reaches, with air, but never beyond what a share can be; bars start at nought.
  function axisOf(data) {
    const rows = data.groups.flatMap((g) => g.rows).filter((r) => r.value !== null && !r.is_few);
    const edges = rows.flatMap((r) => [r.value, r.low, r.high]).filter((v) => v !== null).map((v) => v / data.divisor);
    if (!edges.length) return null;
    const least = Math.min(...edges);
    const most = Math.max(...edges);
    const low = data.is_bar ? Math.min(0, least) : least;
    const found = ticks(low, most > low ? most : low + 1, 4);
    const step = found.found.length > 1 ? found.found[1] - found.found[0] : most - low || 1;
    const start = Math.min(low, found.found[0] - (found.found[0] > low ? step : 0));
    const end = Math.max(most, found.found[found.found.length - 1]);
    const room = end - start || 1;
    return { marks: found.found.filter((t) => t >= start), decimals: found.decimals, place: (v) => 0.06 + 0.88 * ((v / data.divisor - start) / room) };
  }

  function rail(row, axis, data) {
    if (row.value === null || row.is_few || !axis) return null;
    const marks = axis.marks.map((m) => h("i", { key: `m${m}`, className: "exec-tick", style: { left: per(axis.place(m * data.divisor)) } }));
    const at = axis.place(row.value);
    if (data.is_bar) return h("span", { className: "exec-rail", "aria-hidden": "true" }, marks, h("i", { className: "exec-length", style: { left: per(axis.place(0)), width: per(Math.max(0, at - axis.place(0))) } }));
    return h("span", { className: "exec-rail", "aria-hidden": "true" }, marks,
      row.low !== null && h("i", { className: `exec-range ${row.tone || ""}`, style: { left: per(axis.place(row.low)), width: per(axis.place(row.high) - axis.place(row.low)) } }),
      h("i", { className: `exec-point ${row.tone || ""}`, style: { left: per(at) } }));
  }

  function line(row, group, data, axis) {
    const { recordsButton } = window.evenhandShared;
    const value = row.is_few || row.value === null ? h("span", { className: "few-words" }, row.is_few ? "too few to say" : "no records") : recordsButton(row.text, data.metric, { [group.dimension]: row.key }, null, `${data.title.split(" by ")[0]}, ${row.label}: ${row.text}`);
    return h("tr", { key: row.key, className: [row.is_dimmed && "dimmed", row.is_unknown && "unknown"].filter(Boolean).join(" ") || null },
      h("th", { scope: "row" }, row.label),
      h("td", { className: "exec-drawn" }, rail(row, axis, data)),
      h("td", { className: "exec-said" }, value, row.word && h("b", { className: `verdict ${row.tone}` }, row.word),
        h("span", { className: "note" }, [row.note, row.n].filter(Boolean).join(" · "))));
  }

  const scaleRow = (axis, data) => h("span", { className: "exec-rail exec-scale", "aria-hidden": "true" }, axis && axis.marks.map((m) =>
    h("small", { key: m, style: { left: per(axis.place(m * data.divisor)) } }, `${figure(m, axis.decimals)}${data.unit === "%" ? " %" : ""}`)));

  const part = (group, data, axis) =>
    h("table", { key: group.dimension, className: "exec-slices" }, h("caption", { className: "unseen" }, `${data.title}: ${group.heading}`),
      h("thead", null, h("tr", null, h("th", { scope: "col" }, group.heading), h("th", { scope: "col", className: "exec-drawn" }, h("span", { className: "unseen" }, "Drawn"), scaleRow(axis, data)), h("th", { scope: "col" }, "Value"))),
      h("tbody", null, group.rows.map((row) => line(row, group, data, axis))));

  window.evenhand_view.Slices = function Slices(props) {
    const data = props.data;
    const axis = axisOf(data);
    const isEmpty = data.groups.every((g) => g.rows.length === 0);
    const rows = data.groups.flatMap((g) => g.rows.map((r) => [g.heading, r.label, r.is_few ? "too few to say" : r.text, r.note, r.n, r.word]));
    return window.evenhandShared.chartCard({
      id: props.id, className: "card exec-card", title: data.title, unit: data.unit === "%" ? "" : data.unit, subtitle: data.subtitle, links: definitionLink(data.metric, "Definition"), isEmpty,
      table: { caption: data.title, columns: ["By", "Row", "Value", "95 % interval", "n", "Beside the others"], rows },
    }, isEmpty ? h("p", { className: "empty" }, "No records of this metric in this period and selection.")
      : h("div", { className: "exec-parts" }, data.groups.map((group) => part(group, data, axis))));
  };

  window.evenhand_view.Caution = function Caution(props) {
    const { navigate } = window.evenhandShared;
    const href = `/evidence${window.location.search}`;
    return h("p", { id: props.id, className: "card exec-caution" }, props.data, " ",
      h("a", { href, onClick: (e) => { e.preventDefault(); navigate(`/evidence${window.location.search}`); } }, "How far these figures can be trusted"));
  };
})();
