// A chart of an answer: one column against another, as lines or as bars, in the card that every chart stands in.
(function () {
  const { h, ticks, figure, count, useWidth } = window.evenhandShared;
  const HEIGHT = 280;
  const EDGE = { top: 14, bottom: 26, left: 62, right: 14 };
  const NAMES = 118;
  const LABEL = 14;
  const LETTER = 8.4;
  const BAR = 26;
  const MOST_BARS = 40;
  const MOST_LINES = 8;
  const MOST_DOTS = 60;

  const told = (value) => (value === null ? "null" : String(value));
  const shown = (value) => (Number.isInteger(value) ? count(value) : figure(value, Math.abs(value) < 1 ? 4 : 2));
  const cut = (text, letters) => (text.length > letters ? `${text.slice(0, letters - 1)}…` : text);

  // Points in the order of their x where x has one of its own; else as the rows come.
  function points(answer, x, y, by) {
    const kind = answer.columns[x];
    const place = kind.is_number ? (v) => (v === null ? NaN : Number(v)) : kind.is_time ? (v) => Date.parse(String(v).replace(" ", "T")) : null;
    const order = new Map();
    const rank = (v) => { if (!order.has(v)) order.set(v, order.size); return order.get(v); };
    const all = answer.rows.filter((row) => typeof row[y] === "number").map((row) => ({ label: told(row[x]), value: row[y], at: place ? place(row[x]) : rank(row[x]), line: by === null ? "" : told(row[by]) }));
    const known = all.filter((p) => Number.isFinite(p.at));
    return place ? known.sort((a, b) => a.at - b.at) : known;
  }

  // Lines with their points, those that end highest first.
  function linesOf(some) {
    const lines = new Map();
    some.forEach((p) => lines.set(p.line, (lines.get(p.line) || []).concat(p)));
    return [...lines].map(([name, its]) => ({ name, its })).sort((a, b) => b.its[b.its.length - 1].value - a.its[a.its.length - 1].value);
  }

  // Names beside the ends of their lines, moved apart where they would print over each other.
  function labels(lines, y) {
    const room = HEIGHT - EDGE.bottom + 4;
    let last = -Infinity;
    return lines.map(({ name, its }, i) => {
      last = Math.max(Math.min(y(its[its.length - 1].value) + 4, room - LABEL * (lines.length - 1 - i)), last + LABEL);
      return { name, y: last };
    });
  }

  function Lines({ some, title }) {
    const [box, width] = useWidth();
    let drawing = null;
    if (width > 0) {
      const lines = linesOf(some).slice(0, MOST_LINES);
      const drawn = lines.flatMap((l) => l.its);
      const hasNames = lines.length > 1;
      const right = width - EDGE.right - (hasNames ? NAMES : 0);
      const values = drawn.map((p) => p.value);
      const [low, high] = [Math.min(...values), Math.max(...values)];
      const span = high - low || Math.abs(high) || 1;
      const ordered = [...drawn].sort((a, b) => a.at - b.at);
      const [first, last] = [ordered[0].at, ordered[ordered.length - 1].at];
      const x = (p) => EDGE.left + ((p.at - first) / (last - first || 1)) * (right - EDGE.left);
      const y = (v) => EDGE.top + (1 - (v - low) / span) * (HEIGHT - EDGE.top - EDGE.bottom);
      const axis = ticks(low, high, 4);
      const path = (its) => its.map((p, i) => `${i ? "L" : "M"}${x(p).toFixed(1)} ${y(p.value).toFixed(1)}`).join("");
      const dot = (p, i) => h("circle", { key: i, cx: x(p), cy: y(p.value), r: 2.6, className: "alone" }, h("title", null, `${p.line ? `${p.line}, ` : ""}${p.label}: ${shown(p.value)}`));
      const ends = [ordered[0], ordered[ordered.length - 1]];
      drawing = h("svg", { width, height: HEIGHT, role: "img", "aria-label": title },
        axis.found.map((t) => h("g", { key: t }, h("line", { x1: EDGE.left, x2: right, y1: y(t), y2: y(t), className: "grid-line" }), h("text", { x: EDGE.left - 8, y: y(t) + 4, textAnchor: "end" }, figure(t, axis.decimals)))),
        lines.map((l) => h("path", { key: l.name, d: path(l.its), className: "line" }, h("title", null, l.name || title))),
        drawn.length <= MOST_DOTS * lines.length && drawn.length <= 4 * MOST_DOTS && drawn.map(dot),
        hasNames && labels(lines, y).map((l) => h("text", { key: l.name, x: right + 8, y: l.y }, cut(l.name, 16))),
        ends.map((p, i) => h("text", { key: i, x: x(p), y: HEIGHT - 6, textAnchor: i ? "end" : "start" }, cut(p.label, 22))));
    }
    return h("div", { ref: box, className: "chart" }, drawing);
  }

  // Bars stand on nought, whatever the least of them is.
  function Bars({ some, title }) {
    const [box, width] = useWidth();
    let drawing = null;
    if (width > 0) {
      const names = Math.min(220, width * 0.36);
      const [low, high] = [Math.min(0, ...some.map((p) => p.value)), Math.max(0, ...some.map((p) => p.value))];
      const x = (v) => names + ((v - low) / (high - low || 1)) * (width - names - 84);
      const name = (p) => (p.line ? `${p.label}, ${p.line}` : p.label);
      drawing = h("svg", { width, height: some.length * BAR + 4, role: "img", "aria-label": title }, some.map((p, i) => h("g", { key: i, transform: `translate(0 ${i * BAR})` },
        h("title", null, `${name(p)}: ${shown(p.value)}`),
        h("text", { x: names - 8, y: 17, textAnchor: "end" }, cut(name(p), Math.floor(names / LETTER))),
        h("rect", { x: Math.min(x(0), x(p.value)), y: 4, width: Math.max(1, Math.abs(x(p.value) - x(0))), height: BAR - 8, className: "sql-rect" }),
        h("text", { x: Math.max(x(0), x(p.value)) + 6, y: 17 }, shown(p.value)))));
    }
    return h("div", { ref: box, className: "chart" }, drawing);
  }

  const select = (label, value, options, set) => h("label", { key: label, className: "explore-axis" }, h("span", null, label),
    h("select", { value, onChange: (e) => set(e.target.value) }, options.map(([key, text]) => h("option", { key, value: key }, text))));

  // What is drawn until somebody chooses: a time or else a name along, the first number up, one line per name where x repeats.
  function usual(answer, chosen) {
    const { columns, rows } = answer;
    const time = columns.findIndex((c) => c.is_time);
    const x = chosen.x === undefined ? (time >= 0 ? time : Math.max(0, columns.findIndex((c) => !c.is_number))) : chosen.x;
    const numbers = columns.map((c, i) => i).filter((i) => columns[i].is_number);
    const y = chosen.y === undefined ? (numbers.find((i) => i !== x) === undefined ? numbers[0] : numbers.find((i) => i !== x)) : chosen.y;
    const repeats = new Set(rows.map((row) => told(row[x]))).size < rows.length;
    const name = columns.findIndex((c, i) => i !== x && !c.is_number && !c.is_time && c.type !== "NULL");
    const by = chosen.by === undefined ? (repeats && name >= 0 ? name : -1) : chosen.by;
    return { x, y, by, kind: chosen.kind || (columns[x].is_time || columns[x].is_number ? "line" : "bar") };
  }

  function left(some, all, kind) {
    if (kind === "bar") return all.length > some.length ? `The first ${count(some.length)} of ${count(all.length)} rows.` : null;
    const lines = new Set(all.map((p) => p.line)).size;
    return lines > MOST_LINES ? `The ${MOST_LINES} lines that end highest, of ${count(lines)}.` : null;
  }

  window.evenhandShared.SqlChart = function SqlChart({ answer }) {
    const [chosen, setChosen] = window.React.useState({});
    const { x, y, by, kind } = usual(answer, chosen);
    const all = points(answer, x, y, by < 0 ? null : by);
    const some = kind === "line" ? all : all.slice(0, MOST_BARS);
    const title = `${answer.columns[y].name} by ${answer.columns[x].name}${by < 0 ? "" : ` and ${answer.columns[by].name}`}`;
    const set = (key) => (value) => setChosen({ ...chosen, [key]: key === "kind" ? value : Number(value) });
    const options = answer.columns.map((c, i) => [i, c.name]);
    const table = { caption: title, columns: [answer.columns[x].name, ...(by < 0 ? [] : [answer.columns[by].name]), answer.columns[y].name], rows: some.map((p) => [p.label, ...(by < 0 ? [] : [p.line]), shown(p.value)]) };
    return h("div", { className: "sql-chart trend" },
      h("div", { className: "explore-axes" },
        select("Along", x, options, set("x")), select("Value", y, options.filter(([i]) => answer.columns[i].is_number), set("y")),
        select("One for each", by, [[-1, "–"], ...options.filter(([i]) => i !== x && i !== y)], set("by")), select("Drawn as", kind, [["line", "Lines"], ["bar", "Bars"]], set("kind"))),
      window.evenhandShared.chartCard({ id: "sql-chart", title, className: "sql-chart-card", level: "h3", isEmpty: some.length === 0, subtitle: left(some, all, kind), table },
        some.length ? h(kind === "line" ? Lines : Bars, { some, title }) : h("p", { className: "empty" }, "No row has a number there.")));
  };
})();
