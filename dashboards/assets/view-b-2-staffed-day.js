// The day of a line by half hour: agents needed as a band, calls below it, and one half hour looked at closely.
(function () {
  const { h, ticks, figure, navigate, useWidth } = window.evenhandShared;
  const AGENTS = { top: 22, height: 190 };
  const CALLS = { top: 262, height: 66 };
  const HEIGHT = 356;
  const LEFT = 40;
  const RIGHT = 8;
  const DIGIT = 6.6;
  const HOUR_WORD = 34;

  const capital = (word) => word[0].toUpperCase() + word.slice(1);
  const most = (values) => Math.max(0, ...values.filter((v) => v !== null));

  // Whole numbers from 0 to a line that no bar passes.
  function axis(highest, wanted) {
    const step = Math.max(1, Math.ceil(ticks(0, Math.max(1, highest), wanted).found[1]));
    const lines = Math.max(1, Math.ceil(highest / step));
    return { top: lines * step, found: Array.from({ length: lines + 1 }, (_, i) => i * step) };
  }

  function scales(rows, width) {
    const step = (width - LEFT - RIGHT) / rows.length;
    const agents = axis(most(rows.map((r) => r.most)), 4);
    const calls = axis(most(rows.map((r) => Math.max(r.calls || 0, r.busy || 0))), 2);
    return {
      step, agents, calls, right: width - RIGHT,
      x: (i) => LEFT + i * step,
      agentsY: (v) => AGENTS.top + (1 - v / agents.top) * AGENTS.height,
      callsY: (v) => CALLS.top + (1 - v / calls.top) * CALLS.height,
    };
  }

  function grid(s, found, y, name) {
    return found.found.map((t) => h("g", { key: `${name}${t}` },
      h("line", { x1: LEFT, x2: s.right, y1: y(t), y2: y(t), className: "grid-line" }),
      h("text", { x: LEFT - 8, y: y(t) + 4, textAnchor: "end" }, figure(t, 0))));
  }

  function bars(rows, s, chosen) {
    const air = Math.min(4, s.step * 0.14);
    return rows.map((r, i) => {
      const box = { x: s.x(i) + air, width: s.step - 2 * air };
      const floor = r.fewest === null ? 0 : r.fewest;
      const isChosen = i === chosen;
      return h("g", { key: r.at, className: r.is_few ? "few-calls" : null },
        isChosen && h("rect", { x: s.x(i), width: s.step, y: AGENTS.top - 20, height: CALLS.top + CALLS.height - AGENTS.top + 20, className: "shown-weeks" }),
        r.most !== null && h("rect", { ...box, y: s.agentsY(floor), height: s.agentsY(0) - s.agentsY(floor), className: "needed" }),
        r.most !== null && r.most > floor && h("rect", { ...box, y: s.agentsY(r.most), height: s.agentsY(floor) - s.agentsY(r.most), className: "depends", fill: "url(#depends)" }),
        r.most !== null && (isChosen || r.needed.length * DIGIT < s.step) && h("text", { x: s.x(i) + s.step / 2, y: s.agentsY(r.most) - 6, textAnchor: "middle", className: isChosen ? "strong" : null }, r.needed),
        r.calls !== null && h("rect", { ...box, y: s.callsY(r.calls), height: s.callsY(0) - s.callsY(r.calls), className: "came" }),
        r.busy !== null && h("line", { x1: box.x, x2: box.x + box.width, y1: s.callsY(r.busy), y2: s.callsY(r.busy), className: "busy-day" }));
    });
  }

  function hours(rows, s) {
    const every = [2, 4, 8, 12].find((n) => n * s.step >= 46) || 12;
    return rows.map((r, i) => i % every === 0 && s.x(i) + HOUR_WORD < s.right + RIGHT && h("text", { key: `x${r.at}`, x: s.x(i) + 1, y: HEIGHT - 8 }, r.at));
  }

  function chart(data, width, chosen, choose) {
    const rows = data.half_hours;
    const s = scales(rows, width);
    const pick = (event) => {
      const left = event.clientX - event.currentTarget.getBoundingClientRect().left - LEFT;
      choose(Math.min(rows.length - 1, Math.max(0, Math.floor(left / s.step))));
    };
    const key = (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      choose(Math.min(rows.length - 1, Math.max(0, chosen + step)));
    };
    const hatch = h("pattern", { id: "depends", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      h("rect", { width: 6, height: 6, className: "hatch-ground" }), h("rect", { width: 2, height: 6, className: "hatch-line" }));
    return h("svg", { width, height: HEIGHT, role: "img", tabIndex: 0, "aria-label": `${data.title}. ${data.subtitle}. Arrow keys step through the half hours.`, onClick: pick, onKeyDown: key },
      h("defs", null, hatch),
      grid(s, s.agents, s.agentsY, "a"), grid(s, s.calls, s.callsY, "c"),
      h("text", { x: LEFT, y: CALLS.top - 12, className: "panel" }, `${capital(data.word)} a half hour`),
      bars(rows, s, chosen), hours(rows, s));
  }

  function rail(row, target) {
    const at = (v) => 2 + v * 96;
    const low = row.low;
    const high = row.high === null ? 1 : row.high;
    return h("svg", { className: "rail-of-band", viewBox: "0 0 100 14", preserveAspectRatio: "none", "aria-hidden": "true" },
      h("line", { x1: 2, x2: 98, y1: 7, y2: 7, className: "rail" }),
      h("line", { x1: at(low), x2: Math.max(at(low) + 1.5, at(high)), y1: 7, y2: 7, className: "range" }),
      h("line", { x1: at(target), x2: at(target), y1: 0, y2: 14, className: "target" }));
  }

  const OUTCOME = ["Agents", "Answered in time", "Give up", "Average wait", "Time busy", ""];
  function closely(data, row) {
    if (!row) return null;
    const body = row.tried.map((t) => h("tr", { key: t.agents, className: t.verdict === "maybe" ? "in-band" : null },
      h("th", { scope: "row" }, t.agents),
      h("td", { className: "level-cell" }, h("span", { className: "level" }, rail(t, data.target), h("span", { className: "figure" }, t.level))),
      h("td", { "data-label": OUTCOME[2] }, t.given_up), h("td", { "data-label": OUTCOME[3] }, t.wait), h("td", { "data-label": OUTCOME[4] }, t.busy),
      h("td", { className: `said ${t.verdict.replace(" ", "-")}` }, t.verdict)));
    return h("section", { className: "card closely" },
      h("h2", { "aria-live": "polite" }, `At ${row.at}: ${row.needed} on the line, ${row.rostered} rostered`),
      h("p", { className: "subtitle" },
        `${row.calls_text} ${data.word} as logged, handle time ${row.handle_text}${row.is_own_handle_time ? "" : " (of the whole day)"}, patience ${row.patience_text}${row.is_own_patience ? "" : " (of the whole day)"}. Work for ${row.load_text} agents with this plan.`,
        row.is_few ? ` Only ${row.offered} ${data.word} in all: hardly a basis.` : ""),
      row.tried.length === 0
        ? h("p", { className: "empty" }, `No ${data.word} came in this half hour, so nobody is needed for them.`)
        : h("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": `What numbers of agents achieve at ${row.at}` }, h("table", null,
            h("thead", null, h("tr", null, OUTCOME.map((t) => h("th", { key: t, scope: "col" }, t || h("span", { className: "unseen" }, "Reading"))))),
            h("tbody", null, body))));
  }

  const WHOLE = [["Half hour", "at"], ["A day", "calls_text"], ["One day in ten", "busy_text"], ["Handle time", "handle_text"], ["Patience", "patience_text"], ["Work", "load_text"], ["On the line", "needed"], ["Rostered", "rostered"], ["Service level, logged", "was"]];
  const table = (data) => ({ caption: data.title, columns: WHOLE.map(([t]) => t), rows: data.half_hours.map((r) => WHOLE.map(([, part]) => r[part])) });

  function nothing(data) {
    const way = (words, query) => {
      const href = window.location.pathname + query;
      return h("a", { href, onClick: (e) => { e.preventDefault(); navigate(href); } }, words);
    };
    return h("section", { className: "card" }, h("p", { className: "empty", role: "status" }, `${data.empty} `,
      way("Show the default view", ""), " or ", way("all days of the whole history", "?p=all&days=all"), "."));
  }

  window.evenhand_view.StaffedDay = function StaffedDay(props) {
    const { data } = props;
    const [box, width] = useWidth();
    const rows = data.half_hours;
    const wanted = rows.findIndex((r) => r.at === props.chosen);
    const chosen = wanted >= 0 ? wanted : rows.findIndex((r) => r.at === data.at);
    const choose = (i) => rows[i] && props.setProps({ chosen: rows[i].at });
    const isEmpty = Boolean(data.empty);
    return h("div", { id: props.id, className: "stack staffed" },
      !isEmpty && h("dl", { className: "facts" }, data.facts.map((f) =>
        h("div", { key: f.label, className: "card" }, h("dt", null, f.label), h("dd", null, f.value), h("dd", { className: "note" }, f.note)))),
      isEmpty && nothing(data),
      window.evenhandShared.chartCard({ id: "staffed-day-chart", className: "card trend", hidden: isEmpty, title: data.title, subtitle: data.subtitle, table: table(data) },
        h("p", { className: "legend" },
          [["needed", "even if people give up (Erlang A)"], ["depends", "more, if nobody gives up (Erlang C)"], ["busy-day", "one day in ten brings more"], ["pale", rows.some((r) => r.is_few) && "hardly any contacts to go by"]].map(([kind, words]) =>
            words && h("span", { key: kind }, h("i", { className: `swatch ${kind}` }), words))),
        h("div", { ref: box, className: "chart" }, !isEmpty && width > 0 && chart(data, width, chosen, choose))),
      !isEmpty && h("div", { className: data.patience ? "pair looked-at" : null }, closely(data, rows[chosen]), data.patience && h(window.evenhandShared.Patience, { data: data.patience })),
      h("div", { className: "staffing-limits" }, data.notes.concat(data.limits).map((note) => h("p", { key: note }, note))));
  };
})();
