// Small multiples: one chart per rep, months of one metric with what would be expected, all on one axis.
(function () {
  const { h, day, ticks, figure, definitionLink, useWidth, askForRecords, count } = window.evenhandShared;
  const { WORDS, shape, told, repLink, legend, isMeant } = window.evenhandShared.readings;
  const HEIGHT = 100;
  const EDGE = { top: 10, bottom: 20, left: 34, right: 8 };
  const LEAST_WIDTH = 208;
  const GAP = 12;

  // A wild month or two must not press all others flat: what lies far beyond the middle 98 of 100 sticks to the edge.
  function span(data) {
    const known = data.flatMap((months) => months.filter(Boolean).flatMap(([value, expected]) => [value, expected])).filter((v) => v !== null).sort((a, b) => a - b);
    if (!known.length) return null;
    const at = (share) => known[Math.round(share * (known.length - 1))];
    const middle = at(0.99) - at(0.01) || Math.abs(at(0.99)) || 1;
    const [low, high] = [Math.max(at(0), at(0.01) - middle), Math.min(at(1), at(0.99) + middle)];
    return [Math.max(low - middle * 0.06, low >= 0 ? 0 : -Infinity), high + middle * 0.06];
  }

  const lastDay = (iso) => {
    const { year, month } = day(iso);
    return `${iso.slice(0, 8)}${new Date(Date.UTC(year, month, 0)).getUTCDate()}`;
  };
  const monthWords = (iso) => day(iso).short.split(" ")[1];

  function line(months, x, y, part) {
    let pen = "M";
    return months.map((month, i) => {
      if (!month || month[part] === null) { pen = "M"; return ""; }
      const step = `${pen}${x(i).toFixed(1)} ${y(month[part]).toFixed(1)}`;
      pen = "L";
      return step;
    }).join("");
  }

  function frame(axis, range, width, s, starts) {
    const found = ticks(range[0] / axis.divisor, range[1] / axis.divisor, 3);
    return found.found.map((t) => h("g", { key: t },
      h("line", { x1: EDGE.left, x2: width - EDGE.right, y1: s.y(t * axis.divisor), y2: s.y(t * axis.divisor), className: "grid-line" }),
      h("text", { x: EDGE.left - 5, y: s.y(t * axis.divisor) + 4, textAnchor: "end" }, figure(t, found.decimals))))
      .concat([h("text", { key: "first", x: EDGE.left, y: HEIGHT - 4 }, monthWords(starts[0])), h("text", { key: "last", x: width - EDGE.right, y: HEIGHT - 4, textAnchor: "end" }, monthWords(starts[starts.length - 1]))]);
  }

  // The months of one rep and one metric. Arrow keys step through them, Enter and a click lead to the records of one.
  function MonthChart({ axis, agent, name, months, starts, range, width }) {
    const [at, setAt] = window.React.useState(null);
    const x = (i) => EDGE.left + 6 + (i * (width - EDGE.left - EDGE.right - 12)) / Math.max(1, starts.length - 1);
    const held = (v) => Math.min(range[1], Math.max(range[0], v));
    const y = (v) => EDGE.top + (1 - (held(v) - range[0]) / (range[1] - range[0] || 1)) * (HEIGHT - EDGE.top - EDGE.bottom);
    const nearest = (event) => {
      const step = x(1) - x(0) || 1;
      return Math.min(starts.length - 1, Math.max(0, Math.round((event.clientX - event.currentTarget.getBoundingClientRect().left - x(0)) / step)));
    };
    const open = (i) => months[i] && askForRecords(axis.metric, { agent }, [starts[i], lastDay(starts[i])]);
    const key = (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (event.key === "Enter" && at !== null) { event.preventDefault(); open(at); }
      if (!step) return;
      event.preventDefault();
      setAt(Math.min(starts.length - 1, Math.max(0, (at === null ? starts.length : at) + step)));
    };
    const words = (i) => {
      const month = months[i];
      const when = `${monthWords(starts[i])} ${day(starts[i]).year}`;
      if (!month) return `${when}: no records`;
      if (month[0] === null) return `${when}: n ${month[2]}, too few`;
      return `${when}: ${told(axis, month[0])}, expected ${told(axis, month[1])}, n ${count(month[2])}, ${WORDS[month[3]]}`;
    };
    const marks = months.map((month, i) => month && month[0] !== null && h("g", { key: i }, shape(x(i), y(month[0]), month[3] === "too_few" ? "as_expected" : month[3], axis.better, month[3].startsWith("clearly") ? 4.2 : 3)));
    return h("div", { className: "month-chart" },
      h("svg", { width, height: HEIGHT, role: "img", tabIndex: 0, "aria-label": `${name}: ${axis.label} by month. ${at === null ? "Arrow keys step through the months, Enter lists the records of one." : words(at)}`,
        onPointerMove: (e) => setAt(nearest(e)), onPointerLeave: () => setAt(null), onBlur: () => setAt(null), onKeyDown: key, onClick: (e) => open(nearest(e)) },
        frame(axis, range, width, { y }, starts),
        h("path", { d: line(months, x, y, 1), className: "expected" }), h("path", { d: line(months, x, y, 0), className: "line" }), marks,
        months.every((month) => !month || month[0] === null) && h("text", { x: (EDGE.left + width) / 2, y: HEIGHT / 2, textAnchor: "middle" }, "too few records a month"),
        at !== null && h("line", { x1: x(at), x2: x(at), y1: EDGE.top, y2: HEIGHT - EDGE.bottom, className: "at" })),
      h("p", { className: "month-words", "aria-live": "polite", hidden: at === null }, at === null ? "" : words(at)));
  }

  Object.assign(window.evenhandShared, { MonthChart, monthSpan: span });

  const head = (start) => `${monthWords(start)} ${String(day(start).year).slice(2)}`;
  const cell = (axis, month) => (!month ? "–" : month[0] === null ? "too few" : [h("span", { key: "value", className: "figure" }, told(axis, month[0])), h("span", { key: "reading", className: "note" }, WORDS[month[3]])]);
  window.evenhandShared.monthTable = (caption, what, starts, lines) => ({ caption, columns: [what, ...starts.map(head)], rows: lines.map(([name, axis, months]) => [name, ...months.map((month) => cell(axis, month))]) });

  function Drawn({ id, data, find }) {
    const [box, width] = useWidth();
    const range = span(data.reps.map((rep) => rep.months));
    const columns = Math.max(1, Math.floor((width + GAP) / (LEAST_WIDTH + GAP)));
    const wide = Math.floor((width - GAP * (columns - 1)) / columns);
    const one = (rep) => h("section", { key: rep.id, className: "rep-months" },
      h("h3", null, repLink(rep.id, rep.rep), h("span", { className: "note" }, rep.team)),
      h(MonthChart, { axis: data, agent: rep.id, name: rep.rep, months: rep.months, starts: data.starts, range, width: wide }));
    const table = window.evenhandShared.monthTable(`${data.label} of each rep by month`, "Rep", data.starts, data.reps.map((rep) => [repLink(rep.id, rep.rep), data, rep.months]));
    return window.evenhandShared.chartCard({
      id, className: "months", title: `${data.label} of each rep by month`, unit: data.unit, links: definitionLink(data.metric, "Definition"), isEmpty: !range, table,
      subtitle: `${data.span}, all on one axis; dashed is what would be expected with that month's cases. Choose a month to see its records.`,
    },
    h("div", { ref: box }, !range ? h("p", { className: "empty" }, "No rep has enough records of this metric in any of these months.")
      : width > 0 && h("div", { className: "month-grid", style: { gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`, gap: `${GAP}px` } }, data.reps.filter((rep) => isMeant(rep, find)).map(one))),
    range && legend(data.better));
  }

  window.evenhand_view.Months = (props) => (props.data ? h(Drawn, { id: props.id, data: props.data, find: props.chosen || "" }) : h("div", { id: props.id }));
})();
