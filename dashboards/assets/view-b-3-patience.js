// How long callers hold on: the curve that the waits tell, and the one that the formula goes by.
(function () {
  const { h, ticks, figure, useWidth } = window.evenhandShared;
  const HEIGHT = 240;
  const EDGE = { top: 14, right: 12, bottom: 38, left: 44 };

  function path(points, x, y) {
    return points.map((v, i) => (v === null ? "" : `${i ? "L" : "M"}${x(i).toFixed(1)} ${y(v).toFixed(1)}`)).join("");
  }

  function band(data, x, y) {
    const known = data.seen.map((s, i) => ({ i, low: s[1], high: s[2] })).filter((s) => s.low !== null);
    if (known.length < 2) return null;
    const there = known.map((s) => `${x(s.i).toFixed(1)} ${y(s.high).toFixed(1)}`);
    const back = known.slice().reverse().map((s) => `${x(s.i).toFixed(1)} ${y(s.low).toFixed(1)}`);
    return h("path", { d: `M${there.concat(back).join("L")}Z`, className: "band" });
  }

  function axes(data, width, at, y) {
    const isMinutes = data.end > 180;
    const unit = isMinutes ? 60 : 1;
    const along = ticks(0, data.end / unit, Math.max(3, Math.round(width / 90)));
    return [0, 0.25, 0.5, 0.75, 1].map((v) => h("g", { key: `y${v}` },
      h("line", { x1: EDGE.left, x2: width - EDGE.right, y1: y(v), y2: y(v), className: "grid-line" }),
      h("text", { x: EDGE.left - 8, y: y(v) + 4, textAnchor: "end" }, `${v * 100}%`))).concat(
      along.found.map((t) => h("text", { key: `x${t}`, x: at(t * unit), y: HEIGHT - EDGE.bottom + 17, textAnchor: "middle" }, figure(t, along.decimals))),
      [h("text", { key: "unit", x: width - EDGE.right, y: HEIGHT - 4, textAnchor: "end" }, isMinutes ? "minutes of waiting" : "seconds of waiting")]);
  }

  function chart(data, width) {
    const at = (seconds) => EDGE.left + (seconds / data.end) * (width - EDGE.left - EDGE.right);
    const x = (i) => at(data.seconds[i]);
    const y = (v) => EDGE.top + (1 - v) * (HEIGHT - EDGE.top - EDGE.bottom);
    return h("svg", { width, height: HEIGHT, role: "img", "aria-label": `${data.title}. ${data.subtitle}. ${data.said}` },
      axes(data, width, at, y), band(data, x, y),
      h("path", { d: path(data.assumed, x, y), className: "assumed" }),
      h("path", { d: path(data.seen.map((s) => s[0]), x, y), className: "line" }));
  }

  const percent = (v) => (v === null ? "–" : `${figure(v * 100, 0)} %`);
  const table = (data) => ({
    caption: data.title,
    columns: ["After", "Still waiting", "95 % interval", "Erlang A takes"],
    rows: data.steps.map((_, i) => i).filter((i) => i % 6 === 0).map((i) => {
      const [value, low, high] = data.seen[i];
      return [data.steps[i], percent(value), low === null ? "–" : `${percent(low)} to ${percent(high)}`, percent(data.assumed[i])];
    }),
  });

  window.evenhandShared.Patience = function Patience({ data }) {
    const [box, width] = useWidth();
    return window.evenhandShared.chartCard({ id: "patience", className: "card trend patience", title: data.title, subtitle: data.subtitle, table: table(data) },
      h("p", { className: "legend" },
        [["seen", "as logged, with its 95 % band"], ["assumed", "as Erlang A takes it"]].map(([kind, words]) => h("span", { key: kind }, h("i", { className: `swatch ${kind}` }), words))),
      h("div", { ref: box, className: "chart" }, width > 0 && chart(data, width)),
      h("p", { className: "subtitle said-of-patience" }, data.said));
  };
})();
