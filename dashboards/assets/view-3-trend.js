// One metric by day, week or month: line, natural limits, the weeks that stand out, and the same as a table.
(function () {
  const { h, day, ticks, figure, definitionLink, useWidth, count, grain, choices } = window.evenhandShared;
  const HEIGHT = 300;
  const LINE = 14;
  // Points closer than so many pixels run into each other under a stroke of the usual width.
  const DENSE = 2;
  const EDGE = { top: 26, bottom: 40, left: 48 };

  function scales(data, width) {
    const right = data.limits && width > 520 ? 92 : data.grain === "week" ? 14 : 26;
    const known = data.points.map((p) => p.value).filter((v) => v !== null);
    // Of single days the intervals are so long that the days themselves would lie on one line.
    const ends = data.grain === "month" ? data.points.flatMap((p) => [p.low, p.high]).filter((v) => v !== null) : [];
    const edges = known.concat(ends, data.limits ? [data.limits.low, data.limits.high] : []);
    let low = data.is_from_zero ? 0 : Math.min(...edges);
    let high = Math.max(...edges);
    const air = (high - low || Math.abs(high) || 1) * 0.08;
    if (!data.is_from_zero) low = Math.max(low - air, low >= 0 ? 0 : -Infinity);
    high += air;
    const x = (i) => EDGE.left + (i * (width - EDGE.left - right)) / Math.max(1, data.points.length - 1);
    const y = (v) => EDGE.top + (1 - (v - low) / (high - low)) * (HEIGHT - EDGE.top - EDGE.bottom);
    return { x, y, low, high, right, plotRight: width - right };
  }

  function line(points, x, y) {
    let pen = "M";
    return points.map((p, i) => {
      if (p.value === null) { pen = "M"; return ""; }
      const step = `${pen}${x(i).toFixed(1)} ${y(p.value).toFixed(1)}`;
      pen = "L";
      return step;
    }).join("");
  }

  // A point between two without records has no line to stand on.
  function dots(points, s, grain) {
    const known = (i) => points[i] && points[i].value !== null;
    // Months are few enough to be seen one by one.
    const stands = (i) => grain === "month" || (!known(i - 1) && !known(i + 1));
    return points.map((p, i) => known(i) && stands(i) && h("circle", { key: i, cx: s.x(i), cy: s.y(p.value), r: 2.6, className: "dot-of-line" }));
  }

  function axes(data, s, width) {
    const found = ticks(s.low / data.divisor, s.high / data.divisor, 4);
    const rows = found.found.map((t) => {
      const at = s.y(t * data.divisor);
      return h("g", { key: `y${t}` },
        h("line", { x1: EDGE.left, x2: s.plotRight, y1: at, y2: at, className: "grid-line" }),
        h("text", { x: EDGE.left - 8, y: at + 4, textAnchor: "end" }, `${figure(t, found.decimals)}${data.unit === "%" ? "%" : ""}`));
    });
    const { named, label } = grain(data.grain);
    const places = named(data.points, width, s.plotRight - EDGE.left).map((i) => ({ i, at: day(data.points[i].start) }));
    const columns = places.map((m, i) =>
      h("g", { key: `x${m.i}` },
        h("text", { x: s.x(m.i), y: HEIGHT - EDGE.bottom + 18, textAnchor: "middle" }, label(m.at)),
        (i === 0 || m.at.year !== places[i - 1].at.year) && h("text", { x: s.x(m.i), y: HEIGHT - EDGE.bottom + 33, textAnchor: "middle" }, m.at.year)));
    return rows.concat(columns);
  }

  function limitMarks(data, s, width) {
    if (!data.limits) return [];
    const { low, centre, high } = data.limits;
    // Limits that lie close together, as at 100 %, would be written over each other.
    let last = -Infinity;
    const words = [["upper", high], ["median", centre], ["lower", low]].map(([word, value]) => {
      last = Math.max(s.y(value) + 4, last + LINE);
      return [word, value, last];
    });
    const marks = [
      h("rect", { key: "band", x: EDGE.left, width: s.plotRight - EDGE.left, y: s.y(high), height: Math.max(0, s.y(low) - s.y(high)), className: "band" }),
      h("line", { key: "centre", x1: EDGE.left, x2: s.plotRight, y1: s.y(centre), y2: s.y(centre), className: "centre" }),
    ];
    if (width > 520)
      words.forEach(([word, value, y]) => marks.push(
        h("text", { key: word, x: s.plotRight + 8, y }, `${word} ${figure(value / data.divisor, data.decimals)}`)));
    return marks;
  }

  // What chance explains of each point, cut off where the drawing ends.
  function intervals(data, s) {
    if (data.grain === "week") return [];
    const width = (s.x(1) - s.x(0)) * (data.grain === "month" ? 0.5 : 1);
    const inside = (v) => Math.min(s.high, Math.max(s.low, v));
    return data.points.map((p, i) => {
      if (p.value === null || p.low === null || p.high === null) return null;
      const [top, bottom] = [s.y(inside(p.high)), s.y(inside(p.low))];
      return h("rect", { key: `interval${i}`, x: s.x(i) - width / 2, width, y: top, height: bottom - top, className: "of-point" });
    });
  }

  function shownPoints(data, s) {
    const first = data.points.findIndex((p) => p.is_shown);
    if (first < 0) return [];
    const half = (s.x(1) - s.x(0)) / 2;
    const left = Math.max(EDGE.left, s.x(first) - half);
    return [
      h("rect", { key: "shown", x: left, width: s.plotRight - left, y: EDGE.top - 6, height: HEIGHT - EDGE.top - EDGE.bottom + 6, className: "shown-weeks" }),
      h("text", { key: "shown-words", x: s.plotRight, y: EDGE.top - 11, textAnchor: "end" }, data.shown),
    ];
  }

  function marks(data, s) {
    return data.points.map((p, i) => {
      if (!p.signal || p.value === null) return null;
      const [cx, cy] = [s.x(i), s.y(p.value)];
      const words = h("title", null, `${grain(data.grain).words(p.start)}: ${p.text}, ${p.signal === "run" ? "the eighth week in a row on one side of the median" : `${p.signal} the natural limits`}`);
      return p.tone === "worse"
        ? h("path", { key: i, d: `M${cx} ${cy - 5.5}L${cx + 5.5} ${cy}L${cx} ${cy + 5.5}L${cx - 5.5} ${cy}Z`, className: `mark ${p.tone}` }, words)
        : h("circle", { key: i, cx, cy, r: 4.5, className: `mark ${p.tone}` }, words);
    });
  }

  function pointer(data, s, at) {
    if (at === null || !data.points[at] || data.points[at].value === null) return null;
    const p = data.points[at];
    const rightSide = s.x(at) < (EDGE.left + s.plotRight) / 2;
    return h("g", { className: "pointer" },
      h("line", { x1: s.x(at), x2: s.x(at), y1: EDGE.top, y2: HEIGHT - EDGE.bottom }),
      h("circle", { cx: s.x(at), cy: s.y(p.value), r: 3.5 }),
      h("text", { x: s.x(at) + (rightSide ? 8 : -8), y: EDGE.top + 12, textAnchor: rightSide ? "start" : "end" }, h("tspan", { className: "strong" }, p.text), ` · ${grain(data.grain).short(p.start)} · n ${count(p.n || 0)}`));
  }

  const records = (data, p) => {
    const [n, { span, words }] = [count(p.n || 0), grain(data.grain)];
    return p.n ? window.evenhandShared.recordsButton(n, data.metric, {}, span(p.start), `${words(p.start)}, n ${n}`) : n;
  };

  const reach = (data, p) => {
    if (p.low === null || p.high === null) return "";
    const [low, high] = [p.low, p.high].map((v) => figure(v / data.divisor, data.decimals));
    return `${low} to ${high} ${data.unit}`.trim();
  };

  // Signals are told by week alone.
  const table = (data) => {
    const isByWeek = data.grain === "week";
    const { heading, inTable } = grain(data.grain);
    return {
      caption: data.title,
      columns: [heading, "Value", ...(isByWeek ? ["n", "Signal"] : ["95 % interval", "n"])],
      rows: data.points.slice().reverse().map((p) => [inTable(p.start), p.text, ...(isByWeek ? [records(data, p), p.signal || ""] : [reach(data, p), records(data, p)])]),
    };
  };

  window.evenhand_view.Trend = function Trend(props) {
    const data = props.data;
    const [box, width] = useWidth();
    const [at, setAt] = window.React.useState(null);
    const isEmpty = data.points.every((p) => p.value === null);
    let chart = null;
    if (isEmpty) chart = h("p", { className: "empty" }, `No records of this metric in these ${data.grain}s and this selection.`);
    else if (width > 0) {
      const s = scales(data, width);
      const isDense = s.x(1) - s.x(0) < DENSE;
      const pointed = (event) => {
        const left = event.currentTarget.getBoundingClientRect().left;
        const step = s.x(1) - s.x(0) || 1;
        return Math.min(data.points.length - 1, Math.max(0, Math.round((event.clientX - left - EDGE.left) / step)));
      };
      const open = (p) => p && p.n && window.evenhandShared.askForRecords(data.metric, {}, grain(data.grain).span(p.start));
      const key = (event) => {
        if (event.key === "Enter") open(data.points[at]);
        const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
        if (!step) return;
        event.preventDefault();
        setAt(Math.min(data.points.length - 1, Math.max(0, (at === null ? data.points.length : at) + step)));
      };
      chart = h("svg", { width, height: HEIGHT, role: "img", tabIndex: 0, "aria-label": `${data.title}. ${data.subtitle} Arrow keys step through the ${data.grain}s, Enter shows the records of one.`, onPointerMove: (event) => setAt(pointed(event)), onClick: (event) => open(data.points[pointed(event)]), onPointerLeave: () => setAt(null), onBlur: () => setAt(null), onKeyDown: key },
        limitMarks(data, s, width), intervals(data, s), shownPoints(data, s), axes(data, s, width),
        h("path", { d: line(data.points, s.x, s.y), className: isDense ? "line dense" : "line" }), dots(data.points, s, data.grain), marks(data, s), pointer(data, s, at));
    }
    const unit = data.unit === "%" ? "" : data.unit;
    const choice = h("div", { className: "grain-choice" }, choices("Each point is a", data.grains, data.grain, (to) => window.evenhandShared.setState({ grain: to })));
    return window.evenhandShared.chartCard(
      { id: props.id, className: "card trend by-grain", title: data.title, unit, subtitle: data.subtitle, links: definitionLink(data.metric, "Definition"), table: table(data), choice, isEmpty },
      h("div", { ref: box, className: "chart" }, chart));
  };
})();
