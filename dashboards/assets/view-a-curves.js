// How long until cases are resolved: one small chart for each team and channel, with the others behind it.
(function () {
  const { h, figure, useWidth, count } = window.evenhandShared;
  const EDGE = { top: 8, right: 22, bottom: 22, left: 38 };
  const HEIGHT = 148;
  const MARKS = [[60, "1 min"], [600, "10 min"], [3600, "1 h"], [14400, "4 h"], [86400, "1 day"], [259200, "3 days"], [604800, "7 days"], [1209600, "14 days"], [2592000, "30 days"], [7776000, "90 days"]];
  const TICKS = new Set([60, 600, 3600, 86400, 604800, 2592000, 7776000]);
  const percent = (share) => `${figure(share * 100, share > 0 && share < 0.01 ? 1 : 0)} %`;

  function scales(axis, width) {
    const right = width - EDGE.right;
    const [first, last] = [Math.log(axis[0]), Math.log(axis[axis.length - 1])];
    return {
      x: (seconds) => EDGE.left + ((Math.log(seconds) - first) / (last - first || 1)) * (right - EDGE.left),
      y: (share) => EDGE.top + (1 - share) * (HEIGHT - EDGE.top - EDGE.bottom),
      right,
    };
  }

  // A share holds until the next end: steps, not slopes.
  function steps(points, axis, s, column) {
    let d = "";
    points.forEach((p, i) => {
      if (p[column] === null) return;
      d += d ? `H${s.x(axis[i]).toFixed(1)}V${s.y(p[column]).toFixed(1)}` : `M${s.x(axis[i]).toFixed(1)} ${s.y(p[column]).toFixed(1)}`;
    });
    return d;
  }

  function band(points, axis, s) {
    const known = points.map((p, i) => [axis[i], p[1], p[2]]).filter((p) => p[1] !== null);
    if (known.length < 2) return null;
    const up = known.map(([t, , high], i) => `${i ? "L" : "M"}${s.x(t).toFixed(1)} ${s.y(high).toFixed(1)}`).join("");
    const down = known.reverse().map(([t, low]) => `L${s.x(t).toFixed(1)} ${s.y(low).toFixed(1)}`).join("");
    return h("path", { d: `${up}${down}Z`, className: "curve-band" });
  }

  function axes(axis, s) {
    let taken = -Infinity;
    const wanted = MARKS.filter(([seconds]) => TICKS.has(seconds) && seconds >= axis[0] * 0.99 && seconds <= axis[axis.length - 1] * 1.01);
    const across = wanted.map(([seconds, words]) => {
      const at = s.x(seconds);
      if (at - taken < 31) return null;
      taken = at;
      return h("g", { key: words }, h("line", { x1: at, x2: at, y1: EDGE.top, y2: HEIGHT - EDGE.bottom, className: "grid-line" }), h("text", { x: at, y: HEIGHT - 6, textAnchor: "middle" }, words));
    });
    const up = [1, 0.5, 0].map((share) => h("g", { key: share }, h("line", { x1: EDGE.left, x2: s.right, y1: s.y(share), y2: s.y(share), className: "grid-line" }), h("text", { x: EDGE.left - 6, y: s.y(share) + 4, textAnchor: "end" }, `${share * 100}%`)));
    return [across, up];
  }

  function Panel(props) {
    const { group, others, axis } = props;
    const [box, width] = useWidth();
    const said = group.median ? `half in ${group.median.text}` : group.is_few ? "" : "half not reached";
    let drawn = null;
    if (group.is_few) drawn = h("p", { className: "empty" }, `${count(group.cases)} cases, ${count(group.still_open)} still open: too few to say.`);
    else if (width > 0) {
      const s = scales(axis, width);
      const at = group.median && group.median.seconds >= axis[0] ? s.x(Math.min(group.median.seconds, axis[axis.length - 1])) : null;
      drawn = h("svg", { width, height: HEIGHT, role: "img", "aria-label": `${group.label}: share of cases not resolved by time since opening. ${said}.` },
        axes(axis, s),
        others.map((other) => h("path", { key: other.key, d: steps(other.steps, axis, s, 0), className: "curve other" }, h("title", null, other.label))),
        band(group.steps, axis, s),
        h("path", { d: steps(group.steps, axis, s, 0), className: "curve" }),
        at !== null && h("circle", { cx: at, cy: s.y(0.5), r: 4, className: "median-dot" }, h("title", null, said)));
    }
    return h("figure", { className: `curve-panel${group.is_unknown ? " unknown" : ""}` },
      h("figcaption", null, h("b", null, group.label), h("span", null, said)), h("div", { ref: box }, drawn));
  }

  const estimate = (found, label) =>
    h("td", { key: label, "data-label": label }, h("span", { className: "figure" }, found ? found.text : "–"), found && found.interval && h("span", { className: "note" }, found.interval));

  const HEADS = (data) => ["Cases", "Still open", "Half resolved in", `Mean within ${data.horizon}`, data.compared && "Change of the mean", `Resolved within ${data.horizon}`, "Ended otherwise", "Not ended"];

  function row(group, data, isTotal) {
    const shares = group.shares || {};
    const [cases, open, half, mean, moved, resolved, otherwise, left] = HEADS(data);
    const plain = (label, text, className) => h("td", { key: label, "data-label": label, className }, text || "–");
    const cells = group.is_few
      ? [h("td", { key: "few", colSpan: data.compared ? 6 : 5, className: "few-text" }, h("span", { className: "figure" }, "too few to say"))]
      : [estimate(group.median, half), estimate(group.mean, mean), data.compared && plain(moved, group.moved, "moved"),
        plain(resolved, shares.resolved), plain(otherwise, shares.otherwise), plain(left, shares.open)];
    return h("tr", { key: group.key || "all", className: group.is_unknown ? "unknown" : isTotal ? "total" : null },
      h("th", { scope: "row" }, group.label || "All"), plain(cases, count(group.cases)), plain(open, count(group.still_open)), cells);
  }

  function figures(part, data) {
    return h("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": `Resolution by ${part.title.toLowerCase()}` }, h("table", { className: "curve-figures" },
      h("caption", { className: "unseen" }, `Time to resolution by ${part.title.toLowerCase()}, with 95 % intervals`),
      h("thead", null, h("tr", null, h("th", { scope: "col" }, part.title), HEADS(data).filter(Boolean).map((t) => h("th", { key: t, scope: "col" }, t)))),
      h("tbody", null, part.groups.map((group) => row(group, data, false)), part.groups.length > 1 && row(data.all, data, true))));
  }

  function asTable(part, data) {
    const times = MARKS.filter(([seconds]) => seconds >= data.axis[0] && seconds <= data.axis[data.axis.length - 1] * 1.01);
    const at = (group, seconds) => {
      const place = data.axis.filter((t) => t <= seconds * 1.01).length - 1;
      return group.steps[place] ? percent(group.steps[place][0]) : "–";
    };
    return {
      caption: `Share of cases not yet resolved by ${part.title.toLowerCase()}`,
      columns: ["Not resolved after", ...times.map(([, words]) => words)],
      rows: part.groups.filter((group) => !group.is_few).map((group) => [group.label, ...times.map(([seconds]) => at(group, seconds))]),
    };
  }

  window.evenhand_view.Curves = function Curves(props) {
    const data = props.data;
    if (!data.cases) return h("section", { id: props.id, className: "card" }, h("h2", null, "How long until a case is resolved"), h("p", { className: "empty" }, "No case was open in this period and selection."));
    const open = `${count(data.cases)} cases were open at some moment of the period. ${count(data.still_open)} of them were still open at its end: they count as open for as long as they were watched, and none is dropped.${data.drawn ? ` ${data.drawn}` : ""}`;
    return h("section", { id: props.id, className: "card curves" }, h("h2", null, "How long until a case is resolved"),
      h("p", null, h("b", null, open)),
      h("p", { className: "subtitle" }, "Share of cases not yet resolved by time since they were opened (Kaplan-Meier, with 95 % intervals). A case older than the period counts from the age it had when the period began. One that is merged, withdrawn, spam or closed by a bot leaves the count when it ends; the table has its share (Aalen-Johansen). The mean counts whatever lasts longer than its horizon as the horizon.", data.compared && ` Change of the mean: against ${data.compared}, within noise when its 95 % interval holds nought.`),
      data.by.map((part) => window.evenhandShared.chartCard(
        { id: `curves-${part.dimension}`, className: "curve-part", level: "h3", title: `Share of cases not yet resolved, by ${part.title.toLowerCase()}`, table: asTable(part, data), below: figures(part, data) },
        h("div", { className: "curve-panels" }, part.groups.map((group) => h(Panel, { key: group.key, group, axis: data.axis, others: part.groups.filter((g) => g !== group && !g.is_few) }))))));
  };
})();
