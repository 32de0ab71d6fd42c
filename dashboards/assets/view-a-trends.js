// Weekly series with natural limits, and beside each what its weeks say in words.
(function () {
  const { h, day, figure, definitionLink, useWidth, count } = window.evenhandShared;
  const HEIGHT = 100;
  const EDGE = { top: 16, bottom: 20, left: 4, right: 66 };

  const shown = (chart, value) => {
    const unit = chart.unit === "%" ? " %" : chart.unit ? ` ${chart.unit}` : "";
    return value === null ? "no records" : `${figure(value / chart.divisor, chart.decimals).replace("-", "−")}${unit}`;
  };

  function scales(chart, width) {
    const known = chart.values.filter((v) => v !== null);
    const edges = known.concat(chart.limits ? [chart.limits[0], chart.limits[2]] : []);
    const low = chart.is_from_zero ? 0 : Math.min(...edges);
    const high = Math.max(...edges);
    const span = high - low || Math.abs(high) || 1;
    const plotRight = width - EDGE.right;
    const x = (i) => EDGE.left + (i * (plotRight - EDGE.left)) / Math.max(1, chart.values.length - 1);
    const y = (v) => EDGE.top + (1 - (v - low) / span) * (HEIGHT - EDGE.top - EDGE.bottom);
    return { x, y, plotRight };
  }

  function line(values, s, from, to) {
    let pen = "M";
    let d = "";
    for (let i = from; i <= to; i += 1) {
      if (values[i] === null) { pen = "M"; continue; }
      d += `${pen}${s.x(i).toFixed(1)} ${s.y(values[i]).toFixed(1)}`;
      pen = "L";
    }
    return d;
  }

  // The same two shapes everywhere: a diamond for worse, a circle for all else.
  function mark(cx, cy, tone, key, words) {
    const title = words && h("title", null, words);
    return tone === "worse"
      ? h("path", { key, d: `M${cx} ${cy - 5}L${cx + 5} ${cy}L${cx} ${cy + 5}L${cx - 5} ${cy}Z`, className: `mark ${tone}` }, title)
      : h("circle", { key, cx, cy, r: 4, className: `mark ${tone}` }, title);
  }
  const sign = (tone) => h("svg", { className: "sign-mark", width: 12, height: 12, "aria-hidden": "true" }, mark(6, 6, tone, "m"));

  function limits(chart, s) {
    if (!chart.limits) return null;
    const [low, centre, high] = chart.limits;
    const gap = 12;
    const places = [s.y(high), s.y(centre), s.y(low)];
    // Limits that lie close together would print over each other; their labels step apart from the middle.
    const at = [Math.min(places[0], places[1] - gap), places[1], Math.max(places[2], places[1] + gap)];
    return h("g", null,
      h("rect", { x: EDGE.left, width: s.plotRight - EDGE.left, y: places[0], height: Math.max(1, places[2] - places[0]), className: "band" }),
      h("line", { x1: EDGE.left, x2: s.plotRight, y1: places[1], y2: places[1], className: "centre" }),
      [high, centre, low].map((v, i) => h("text", { key: i, x: s.plotRight + 8, y: at[i] + 4 }, shown(chart, v))));
  }

  // Without limits the last week is the figure to read; lines of volumes stand on nought.
  function lastWeek(chart, s) {
    const at = chart.values.length - 1;
    if (chart.limits || chart.values[at] === null) return null;
    return h("g", null,
      chart.is_from_zero && h("line", { x1: EDGE.left, x2: s.plotRight, y1: s.y(0), y2: s.y(0), className: "grid-line" }),
      chart.is_from_zero && h("text", { x: s.plotRight + 8, y: s.y(0) + 4 }, "0"),
      h("text", { x: s.plotRight + 8, y: Math.min(s.y(chart.values[at]), s.y(0) - 12) + 4, className: "strong" }, shown(chart, chart.values[at])));
  }

  function months(weeks, s, width) {
    const every = (width < 340 ? 4 : 2) * (weeks.length > 60 ? 2 : 1);
    return weeks.map((week, i) => ({ i, at: day(week), before: i && day(weeks[i - 1]) }))
      .filter((w) => w.i && w.at.month !== w.before.month && (w.at.month - 1) % Math.min(every, 6) === 0 && s.x(w.i) < s.plotRight - 16)
      .map((w) => h("g", { key: w.i },
        h("line", { x1: s.x(w.i), x2: s.x(w.i), y1: HEIGHT - EDGE.bottom, y2: HEIGHT - EDGE.bottom + 4, className: "tick" }),
        h("text", { x: s.x(w.i), y: HEIGHT - 4, textAnchor: s.x(w.i) < 28 ? "start" : "middle" }, w.at.short.split(" ")[1] + (w.at.month === 1 ? ` ${w.at.year}` : ""))));
  }

  const WHY = { run: "the eighth week in a row on one side of the median", above: "above the natural limits", below: "below the natural limits" };

  function Chart(props) {
    const { row, weeks, firstShown } = props;
    const chart = row.chart;
    const [box, width] = useWidth();
    const [at, setAt] = window.React.useState(null);
    const last = weeks.length - 1;
    let drawn = null;
    if (width > 0 && chart.values.some((v) => v !== null)) {
      const s = scales(chart, width);
      const half = (s.x(1) - s.x(0)) / 2;
      const pointedAt = (event) => {
        const left = event.clientX - event.currentTarget.getBoundingClientRect().left - EDGE.left;
        return Math.min(last, Math.max(0, Math.round(left / (2 * half || 1))));
      };
      const open = (i) => i !== null && chart.values[i] !== null && window.evenhandShared.askForRecords(row.metric, {}, window.evenhandShared.weekSpan(weeks[i]));
      const key = (event) => {
        if (event.key === "Enter") open(at);
        const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
        if (!step) return;
        event.preventDefault();
        setAt(Math.min(last, Math.max(0, (at === null ? weeks.length : at) + step)));
      };
      const pointed = at !== null && h("g", { className: "pointer" },
        h("line", { x1: s.x(at), x2: s.x(at), y1: EDGE.top - 3, y2: HEIGHT - EDGE.bottom }),
        chart.values[at] !== null && h("circle", { cx: s.x(at), cy: s.y(chart.values[at]), r: 3 }),
        h("text", { x: s.x(at) + (at < last / 2 ? 6 : -6), y: 10, textAnchor: at < last / 2 ? "start" : "end" },
          h("tspan", { className: "strong" }, shown(chart, chart.values[at])), ` · week of ${day(weeks[at]).short}`, chart.n ? ` · n ${count(chart.n[at] || 0)}` : ""));
      drawn = h("svg", { width, height: HEIGHT, role: "img", tabIndex: 0, "aria-label": `${row.label}, ${weeks.length} weeks. ${row.verdict.kind} ${row.verdict.words}. Arrow keys step through the weeks, Enter shows the records of one.`, onPointerMove: (event) => setAt(pointedAt(event)), onClick: (event) => open(pointedAt(event)), onPointerLeave: () => setAt(null), onBlur: () => setAt(null), onKeyDown: key },
        limits(chart, s), lastWeek(chart, s),
        h("rect", { x: s.x(firstShown) - half, width: s.plotRight - s.x(firstShown) + half, y: EDGE.top - 3, height: HEIGHT - EDGE.top - EDGE.bottom + 3, className: "shown-weeks" }),
        months(weeks, s, width),
        h("path", { d: line(chart.values, s, 0, last), className: "line" }),
        chart.cause && h("path", { d: line(chart.values, s, chart.cause.first, chart.cause.last), className: `line cause ${chart.cause.tone}` }),
        chart.signals.map((signal, i) => signal && chart.tones[i] && mark(s.x(i), s.y(chart.values[i]), chart.tones[i], i, `Week of ${day(weeks[i]).words}: ${shown(chart, chart.values[i])}, ${WHY[signal]}`)),
        pointed);
    }
    return h("div", { ref: box, className: "signal-chart" }, drawn);
  }

  function words(row, against) {
    const said = row.verdict;
    const change = row.comparison;
    return h("div", { className: "signal-words" },
      said.is_special && h("p", { className: `special ${said.tone}` }, sign(said.tone), h("b", null, "Special cause"), `: ${said.words}`),
      said.is_special && h("p", { className: "quiet" }, said.evidence),
      !said.is_special && said.words && h("p", null, said.kind ? `${said.kind}: ${said.words}` : said.words),
      change && change.moved && h("p", { className: "quiet" }, h("b", null, change.moved), ` on ${against}`),
      change && change.reading && h("p", { className: "quiet" }, h("span", { className: change.reading === "beyond noise" ? "beyond" : null }, change.reading), change.noise && `: chance moves it by up to ${change.noise}`));
  }

  function series(row, data) {
    const counted = row.n === null ? "records" : `n ${count(row.n)}`;
    return h("div", { key: row.metric, id: `trend-${row.metric}`, className: "signal-row" },
      h("div", { className: "signal-what" },
        h("h3", { title: row.description }, row.label),
        h("p", { className: "tile-figure" }, row.number, row.unit_word && h("small", null, row.unit_word)),
        h("p", { className: "quiet" }, row.note, row.note && " · ", row.number !== "–" && window.evenhandShared.recordsButton(counted, row.metric, {}, null, `${row.label}, ${counted}`))),
      h(Chart, { row, weeks: data.weeks, firstShown: data.first_shown }),
      words(row, data.against));
  }

  function standing(data) {
    const rows = data.families.flatMap((family) => family.rows);
    const special = rows.filter((row) => row.verdict.is_special);
    const judged = rows.filter((row) => row.chart.limits);
    const jump = (metric) => (event) => {
      event.preventDefault();
      document.getElementById(`trend-${metric}`).scrollIntoView({ block: "center" });
    };
    const calm = judged.length ? `Nothing does. All ${judged.length} series with natural limits vary as they always do.` : "Too little history to tell signal from noise.";
    return h("section", { className: "card standing" }, h("h2", null, "What stands out in the period"),
      special.length === 0 ? h("p", null, calm)
        : h("ul", null, special.map((row) => h("li", { key: row.metric }, sign(row.verdict.tone),
            h("span", null, h("a", { href: `#trend-${row.metric}`, onClick: jump(row.metric) }, row.label), `: ${row.verdict.words}`, h("span", { className: "quiet" }, ` (${row.verdict.evidence})`))))),
      special.length > 0 && h("p", null, `The other ${judged.length - special.length} of ${judged.length} series vary as they always do.`),
      h("p", { className: "subtitle" }, "The grey band is what the weeks before the period make usual (median and natural limits); the shaded weeks are the period. Volumes have season and growth, so they get no limits. ", data.alarms));
  }

  const table = (family, data) => ({
    caption: `${family.title} by week`,
    columns: ["Week of", ...family.rows.map((row) => row.label)],
    rows: data.weeks.map((week, i) => [day(week).words, ...family.rows.map((row) => [row.chart.values[i] === null ? "–" : shown(row.chart, row.chart.values[i]),
      row.chart.signals[i] && h("span", { key: "signal", className: "note" }, row.chart.signals[i])])]).reverse(),
  });

  window.evenhand_view.Signals = function Signals(props) {
    const data = props.data;
    return h("div", { id: props.id, className: "stack signals" }, standing(data),
      data.families.map((family) => window.evenhandShared.chartCard({ id: `trends-${family.title.toLowerCase()}`, className: "card", title: `${family.title} by week`, table: table(family, data) },
        family.rows.map((row) => series(row, data)),
        h("p", { className: "definition-links" }, "Definitions: ", family.rows.map((row, i) => h("span", { key: row.metric }, i > 0 && " · ", definitionLink(row.metric, row.label)))))));
  };
})();
