// One rep: every figure with what would be expected of the same cases, how sure it is, and its months.
(function () {
  const { h, figure, definitionLink, recordsButton, MonthChart, monthSpan, count } = window.evenhandShared;
  const { shape, word } = window.evenhandShared.readings;
  const WIDTH = 176;

  // Observed against expected, on one axis for all metrics: twice as much lies as far from 1 as half as much.
  function ratio(row, reach) {
    const [value, low, high] = row.ratio;
    if (value === null || value <= 0) return null;
    const x = (v) => WIDTH / 2 + (Math.log(Math.min(reach, Math.max(1 / reach, v))) / Math.log(reach)) * (WIDTH / 2 - 8);
    return h("svg", { width: WIDTH, height: 20, className: "whisker", "aria-hidden": "true" },
      h("line", { x1: 0, x2: WIDTH, y1: 10, y2: 10, className: "rail" }),
      low !== null && high !== null && h("line", { x1: x(Math.max(low, 1e-9)), x2: x(high), y1: 10, y2: 10, className: "range" }),
      h("line", { x1: x(1), x2: x(1), y1: 2, y2: 18, className: "expected" }),
      shape(x(value), 10, row.reading, row.better, 4.4));
  }

  const times = (v) => (v === null ? "–" : figure(v, 2));

  const fact = (label, value, note) => h("div", null, h("dt", null, label), h("dd", null, value, note && h("span", { className: "note" }, note)));

  function ratioFact(row, reach) {
    const [value, low, high] = row.ratio;
    return h("div", { className: "ratio" }, h("dt", null, "Observed ÷ expected"),
      h("dd", null, h("span", { className: "ratio-line" }, ratio(row, reach), h("b", null, times(value))), low !== null && high !== null && h("span", { className: "note" }, `95 %: ${times(low)} to ${times(high)}`)));
  }

  function score(row, data, reach, range) {
    return h("article", { key: row.metric, className: "score" },
      h("div", { className: "score-head" },
        h("h3", null, row.label, definitionLink(row.metric, "Definition")), word(row.reading, row.better), h("p", null, row.sentence)),
      h("dl", null,
        fact("Value", recordsButton(row.value, row.metric, { agent: data.agent }, null, `${row.label}, ${row.value}`), row.interval && `95 %: ${row.interval}`),
        fact("Expected with these cases", row.expected, `n ${count(row.n)}`),
        fact("With the department's cases", row.adjusted, row.shrunk !== "–" && `most likely ${row.shrunk}${row.shrunk_interval ? ` (${row.shrunk_interval})` : ""}`),
        ratioFact(row, reach),
        row.reliability !== null && fact("Reliability", figure(row.reliability, 2), row.reliability_words)),
      range && h("div", { className: "score-months" }, h(MonthChart, { axis: row, agent: data.agent, name: row.label, months: row.months, starts: data.starts, range, width: 236 })));
  }

  window.evenhand_view.Scores = function Scores(props) {
    const data = props.data;
    const far = data.rows.flatMap((row) => row.ratio.filter((v) => v !== null && v > 0).map((v) => Math.max(v, 1 / v)));
    const reach = Math.min(4, Math.max(1.5, ...far));
    const table = window.evenhandShared.monthTable("Each figure by month", "Figure", data.starts, data.rows.map((row) => [row.label, row, row.months]));
    return window.evenhandShared.chartCard({
      id: props.id, className: "card scores", title: "Compared with the same kind of cases of all the others", isEmpty: data.rows.length === 0, table,
      subtitle: h("span", { "aria-live": "polite" }, `${data.sentence} Charts: months of ${data.span}, dashed what would be expected.`),
    },
      data.rows.length === 0 && h("p", { className: "empty" }, "Too few records in this period and selection to show a figure."),
      data.rows.map((row) => score(row, data, reach, monthSpan([row.months]))),
      data.few.length > 0 && h("p", { className: "few-line" }, "Too few to say: ", data.few.map((one, i) =>
        h("span", { key: one.metric }, i > 0 && ", ", `${one.label} (`, recordsButton(`n ${count(one.n)}`, one.metric, { agent: data.agent }, null, one.label), ")")), "."));
  };

  const SIGNS = { worse: "◆", plain: "" };
  window.evenhand_view.Pairs = function Pairs(props) {
    const side = (one, agent) => h("div", { key: one.metric, className: "side" }, h("span", { className: "tile-label" }, one.label),
      h("b", { className: "side-value" }, one.n ? recordsButton(one.value, one.metric, { agent }, null, `${one.label}, ${one.value}`) : one.value),
      h("span", { className: "note" }, one.expected ? `${one.expected} expected · n ${count(one.n)}` : `n ${count(one.n)}`), word(one.reading, one.better));
    const pair = (one) => h("article", { key: one.sides[0].metric, className: `pair-of ${one.tone}` },
      h("p", null, SIGNS[one.tone] && h("span", { className: "sign", "aria-hidden": "true" }, SIGNS[one.tone]), one.text), h("div", { className: "guard-sides" }, one.sides.map((of) => side(of, one.agent))));
    if (!props.data.pairs.length) return h("div", { id: props.id });
    // A card of dashes tells nothing; the records of its figures are led to among the figures with too few.
    const isSilent = (one) => one.sides.every((of) => of.reading === "too_few");
    const [silent, telling] = [props.data.pairs.filter(isSilent), props.data.pairs.filter((one) => !isSilent(one))];
    return h("section", { id: props.id, className: "card" }, h("h2", null, "Read together"),
      h("p", { className: "subtitle" }, "One figure can be bought with another: each stands beside the one that would pay for it."),
      telling.length > 0 && h("div", { className: "guard-pairs" }, telling.map(pair)),
      silent.length > 0 && h("p", { className: "pairs-silent" }, "Too few records to say: ", silent.map((one) => one.sides.map((of) => of.label).join(" with ")).join("; "), "."));
  };

  const percent = (share) => (share === null ? "–" : `${figure(share * 100, share > 0 && share < 0.0995 ? 1 : 0)}\u00a0%`);
  window.evenhand_view.CaseMix = function CaseMix(props) {
    const data = props.data;
    if (!data.panels.length) return h("div", { id: props.id });
    const panel = (one) => {
      const most = Math.max(...one.rows.flatMap((row) => [row.rep, row.department]).filter((v) => v !== null), 0.01);
      const bar = (share, kind) => h("span", { className: `bar ${kind}`, style: { width: `${((share || 0) / most) * 100}%` } });
      return h("table", { key: one.label, className: "mix" }, h("caption", { className: "unseen" }, `${one.label}: shares of this rep, team and department`),
        h("thead", null, h("tr", null, [one.label, "", "Rep", ...(data.is_compared ? ["Team", "All"] : [])].map((t, i) => h(t ? "th" : "td", { key: i, scope: t ? "col" : null }, t)))),
        h("tbody", null, one.rows.map((row) => h("tr", { key: row.label }, h("th", { scope: "row" }, row.label),
          h("td", { className: "bars" }, bar(row.rep, "own"), data.is_compared && bar(row.department, "all")), h("td", null, percent(row.rep)), data.is_compared && h("td", null, percent(row.team)), data.is_compared && h("td", null, percent(row.department))))));
    };
    // Who does not see all teams has nothing to put beside the rep's own shares.
    if (!data.is_compared) return h("section", { id: props.id, className: "card" }, h("h2", null, "What this rep works on"), h("p", { className: "subtitle" }, `Shares of ${data.of}.`), h("div", { className: "mixes" }, data.panels.map(panel)));
    return h("section", { id: props.id, className: "card" }, h("h2", null, "What this rep works on"),
      h("p", { className: "subtitle" }, `Shares of ${data.of}; beside them the team's${data.team ? ` (${data.team})` : ""} and the whole department's. This mix is what the comparison takes out.`),
      h("p", { className: "legend" }, h("span", { className: "bar own key" }), "this rep", h("span", { className: "bar all key" }), "whole department"),
      h("div", { className: "mixes" }, data.panels.map(panel)));
  };
})();
