// Funnel plot: one metric of all reps against how much evidence there is, with the limits that the readings come from.
(function () {
  const { h, ticks, figure, definitionLink, useWidth, recordsButton, navigate, count } = window.evenhandShared;
  const { WORDS, shape, word, told, repAddress, repLink, legend, toneOf } = window.evenhandShared.readings;
  const EDGE = { top: 16, bottom: 46, left: 52 };

  function scales(data, width) {
    const height = width < 520 ? 340 : 440;
    const right = width < 520 ? 12 : 92;
    const most = Math.max(...data.points.map((p) => p.evidence)) * 1.04;
    const middle = data.points[Math.floor(data.points.length / 2)].evidence;
    // Limits widen without end where there is little evidence: the drawing follows the points, and the lines run out of it.
    const lines = data.lines.evidence.flatMap((e, i) => (e >= middle ? [data.lines.low_clear[i], data.lines.high_clear[i]] : [])).filter((v) => v !== null);
    const edges = data.points.map((p) => p.adjusted).concat(lines, data.reference === null ? [] : [data.reference]);
    let [low, high] = [Math.min(...edges), Math.max(...edges)];
    const air = (high - low || Math.abs(high) || 1) * 0.06;
    low = Math.max(low - air, low >= 0 ? 0 : -Infinity);
    high = data.unit === "%" ? Math.min(1, high + air) : high + air;
    const x = (e) => EDGE.left + (e / most) * (width - EDGE.left - right);
    const y = (v) => EDGE.top + (1 - (v - low) / (high - low || 1)) * (height - EDGE.top - EDGE.bottom);
    return { x, y, low, high, most, height, plotRight: width - right, plotBottom: height - EDGE.bottom, isWide: width >= 520 };
  }

  const path = (data, s, name) => {
    let pen = "M";
    return data.lines.evidence.map((e, i) => {
      const value = data.lines[name][i];
      if (value === null) { pen = "M"; return ""; }
      const step = `${pen}${s.x(e).toFixed(1)} ${s.y(value).toFixed(1)}`;
      pen = "L";
      return step;
    }).join("");
  };

  const LIMITS = [["low_clear", "clear"], ["low_95", "maybe"], ["high_95", "maybe"], ["high_clear", "clear"]];
  function limits(data, s) {
    const at = (name) => {
      const inside = data.lines.evidence.findIndex((e, i, all) => i === all.length - 1 || all[i + 1] > s.most);
      return s.y(data.lines[name][inside]);
    };
    const named = s.isWide ? LIMITS.map(([name, kind]) => [name, at(name), kind === "clear" ? "clear limit" : "95 % limit"]) : [];
    if (s.isWide && data.reference !== null) named.push(["reference", s.y(data.reference), "department"]);
    const placed = named.filter(([, y]) => y >= EDGE.top - 4 && y <= s.plotBottom + 4).sort((a, b) => a[1] - b[1]);
    placed.forEach((one, i) => { if (i && one[1] - placed[i - 1][1] < 14) one[1] = placed[i - 1][1] + 14; });
    return [
      h("clipPath", { key: "clip", id: "funnel-clip" }, h("rect", { x: EDGE.left, y: EDGE.top, width: s.plotRight - EDGE.left, height: s.plotBottom - EDGE.top })),
      h("g", { key: "lines", clipPath: "url(#funnel-clip)" },
        LIMITS.map(([name, kind]) => h("path", { key: name, d: path(data, s, name), className: `limit ${kind}` })),
        data.reference !== null && h("line", { x1: EDGE.left, x2: s.plotRight, y1: s.y(data.reference), y2: s.y(data.reference), className: "reference" })),
      ...placed.map(([name, y, text]) => h("text", { key: name, x: s.plotRight + 6, y: y + 4 }, text)),
    ];
  }

  function axes(data, s) {
    const up = ticks(s.low / data.divisor, s.high / data.divisor, 5);
    const along = ticks(0, s.most, s.isWide ? 7 : 4);
    return [
      ...up.found.map((t) => {
        const y = s.y(t * data.divisor);
        return h("g", { key: `y${t}` }, h("line", { x1: EDGE.left, x2: s.plotRight, y1: y, y2: y, className: "grid-line" }),
          h("text", { x: EDGE.left - 8, y: y + 4, textAnchor: "end" }, `${figure(t, up.decimals)}${data.unit === "%" ? "%" : ""}`));
      }),
      ...along.found.map((t) => h("text", { key: `x${t}`, x: s.x(t), y: s.plotBottom + 18, textAnchor: "middle" }, figure(t, along.decimals))),
      h("text", { key: "x-title", x: (EDGE.left + s.plotRight) / 2, y: s.plotBottom + 38, textAnchor: "middle" }, "Records that the figure rests on"),
    ];
  }

  // Names stand only at clear points, and only where they cover neither a point nor another name.
  function names(data, s) {
    const dots = data.points.map((p) => [s.x(p.evidence), s.y(p.adjusted)]);
    const taken = [];
    return data.points.map((p, i) => {
      if (!p.reading.startsWith("clearly")) return null;
      const [cx, cy] = dots[i];
      const wide = p.rep.length * 6.6;
      const free = [[cx - 10 - wide, cy + 4, "end"], [cx + 10, cy + 4, "start"], [cx - wide / 2, cy - 11, "middle"], [cx - wide / 2, cy + 20, "middle"]].find(([x, y]) =>
        x >= EDGE.left && x + wide <= s.plotRight && y > EDGE.top && y < s.plotBottom &&
        !taken.some((t) => x < t[0] + t[2] && x + wide > t[0] && Math.abs(y - t[1]) < 13) &&
        !dots.some(([dx, dy], j) => j !== i && dx > x - 5 && dx < x + wide + 5 && dy > y - 14 && dy < y + 5));
      if (!free) return null;
      taken.push([free[0], free[1], wide]);
      const x = { end: free[0] + wide, start: free[0], middle: free[0] + wide / 2 }[free[2]];
      return h("text", { key: p.id, x, y: free[1], textAnchor: free[2], className: "name", "aria-hidden": "true" }, p.rep);
    });
  }

  const said = (data, p) => `${told(data, p.adjusted)} with the department's cases, ${told(data, p.value)} as it is where ${told(data, p.expected)} would be expected`;

  function strip(data, p) {
    if (!p) return h("p", { className: "funnel-strip hint" }, "Choose a point to see its figures. Arrow keys step through the reps, Enter opens one.");
    return h("div", { className: "funnel-strip" },
      h("div", null, h("b", null, p.rep), h("span", { className: "note" }, p.team)),
      h("p", null, word(p.reading, data.better), ` · ${said(data, p)}`),
      h("div", { className: "strip-actions" }, repLink(p.id, "Open this rep"), recordsButton(`${count(p.n)} records`, data.metric, { agent: p.id }, null, p.rep)));
  }

  const table = (data) => ({
    caption: `${data.label} of each rep`,
    columns: ["Rep", "Records", "As it is", "Expected", "With the department's cases", "Reading"],
    rows: data.points.slice().sort((a, b) => a.rep.localeCompare(b.rep)).map((p) => [repLink(p.id, p.rep), recordsButton(count(p.n), data.metric, { agent: p.id }, null, p.rep),
      told(data, p.value), told(data, p.expected), told(data, p.adjusted), word(p.reading, data.better)]),
  });

  function chart(data, width, at, setAt, over, setOver, find) {
    const React = window.React;
    const s = scales(data, width);
    const byValue = data.points.map((_, i) => i).sort((a, b) => data.points[a].adjusted - data.points[b].adjusted);
    const move = (event, i) => {
      const last = data.points.length - 1;
      const up = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      let next = { ArrowLeft: i - 1, ArrowRight: i + 1, Home: 0, End: last }[event.key];
      if (up) next = byValue[byValue.indexOf(i) + up];
      if (next === undefined || next < 0 || next > last) return;
      event.preventDefault();
      document.getElementById(`funnel-point-${next}`).focus();
    };
    const point = (p, i) => {
      const click = (event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        // Enter on a focused link is a click without a pointer.
        if (event.detail === 0) navigate(repAddress(p.id)); else setAt(i);
      };
      const [x, y] = [s.x(p.evidence), s.y(p.adjusted)];
      return h("a", { key: p.id, id: `funnel-point-${i}`, href: repAddress(p.id), className: `point${at === i ? " chosen" : ""}${isMeant(p, find) ? "" : " away"}`, tabIndex: i === (at === null ? 0 : at) ? 0 : -1,
        "aria-label": `${p.rep}, ${p.team}: ${WORDS[p.reading]}, ${said(data, p)}, n ${p.n}`, onClick: click, onFocus: () => setAt(i), onKeyDown: (e) => move(e, i),
        onPointerEnter: () => setOver(i), onPointerLeave: () => setOver(null) },
        h("circle", { cx: x, cy: y, r: 8, className: "reach" }), h("circle", { cx: x, cy: y, r: 9, className: "halo" }), shape(x, y, p.reading, data.better, 5));
    };
    // Clear readings are drawn last, so that nothing lies over them.
    const order = data.points.map((p, i) => i).sort((a, b) => (toneOf(data.points[a].reading, data.better) !== "plain") - (toneOf(data.points[b].reading, data.better) !== "plain"));
    const p = over === null ? null : data.points[over];
    return h(React.Fragment, null,
      h("svg", { width, height: s.height, role: "group", "aria-label": `${data.label}: funnel plot of ${data.points.length} reps` }, axes(data, s), limits(data, s), names(data, s), order.map((i) => point(data.points[i], i))),
      p && h("div", { className: "funnel-tip", role: "presentation", style: { left: Math.min(Math.max(8, s.x(p.evidence) - 120), Math.max(8, width - 268)), top: s.y(p.adjusted) > s.height / 2 ? s.y(p.adjusted) - 108 : s.y(p.adjusted) + 16 } },
        h("b", null, p.rep), word(p.reading, data.better), h("span", null, said(data, p)), h("span", { className: "note" }, `n ${count(p.n)}`)));
  }

  // Those whom the find box does not mean step back; without words in it everybody is meant.
  const isMeant = (one, words) => words.toLowerCase().split(/\s+/).every((w) => `${one.rep} ${one.team}`.toLowerCase().includes(w));
  window.evenhandShared.readings.isMeant = isMeant;

  function Drawn({ id, data, find }) {
    const React = window.React;
    const [box, width] = useWidth();
    const [at, setAt] = React.useState(null);
    const [over, setOver] = React.useState(null);
    React.useEffect(() => { setAt(null); setOver(null); }, [data]);
    const left = data.left_out ? ` ${data.left_out} ${data.left_out === 1 ? "rep has" : "reps have"} too few records to say and ${data.left_out === 1 ? "is" : "are"} not drawn.` : "";
    const chosen = at === null ? null : data.points[at];
    const isEmpty = data.points.length === 0;
    return window.evenhandShared.chartCard({
      id, className: "funnel", title: `${data.label} of each rep by evidence`, unit: data.unit, links: definitionLink(data.metric, "Definition"), isEmpty, table: table(data), below: !isEmpty && strip(data, chosen),
      subtitle: `What each rep would have with the department's mix of cases (${data.taken_out}). Inside the lines chance is explanation enough.${left}`,
    },
    h("div", { ref: box, className: "chart" }, isEmpty ? h("p", { className: "empty" }, "No rep has enough records of this metric in this period and selection.") : width > 0 && chart(data, width, chosen ? at : null, setAt, over, setOver, find)),
    !isEmpty && legend(data.better));
  }

  window.evenhand_view.Funnel = (props) => (props.data ? h(Drawn, { id: props.id, data: props.data, find: props.chosen || "" }) : h("div", { id: props.id }));
})();
