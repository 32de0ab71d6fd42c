// The card of the editor: the statement, fields for its parameters, and what is known of the run.
(function () {
  const { h, figure } = window.evenhandShared;
  const sql = window.evenhandSql;
  const DRAFT = "evenhand-sql-draft";
  const KINDS = [["text", "Text"], ["number", "Number"], ["date", "Date"]];
  // The server ends a run long before; past this its answer was lost on the way.
  const LOST = 90000;
  // No statement runs longer, so whoever waits longer waits for a place.
  const MOST_SECONDS = 11;

  const draft = () => window.sessionStorage.getItem(DRAFT) || "";
  const drawn = () => [...window.crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  function field(name, value, set) {
    const kind = value.kind || sql.guessed(name, value.text);
    return h("div", { key: name, className: "sql-field" },
      h("label", { htmlFor: `sql-value-${name}` }, `$${name}`),
      h("input", { id: `sql-value-${name}`, type: kind === "date" ? "date" : "text", inputMode: kind === "number" ? "decimal" : null, value: value.text || "", placeholder: "null", maxLength: 4000, onChange: (e) => set({ ...value, text: e.target.value }) }),
      h("select", { value: kind, "aria-label": `Type of $${name}`, onChange: (e) => set({ ...value, kind: e.target.value }) }, KINDS.map(([key, word]) => h("option", { key, value: key }, word))));
  }

  // Seconds since the run began; nothing while nothing runs.
  function useElapsed(running) {
    const React = window.React;
    const [seconds, setSeconds] = React.useState(0);
    React.useEffect(() => {
      if (!running) return undefined;
      const look = () => setSeconds((performance.now() - running.since) / 1000);
      look();
      const ticking = window.setInterval(look, 100);
      return () => window.clearInterval(ticking);
    }, [running]);
    return seconds;
  }

  window.evenhand_view.SqlEditor = function SqlEditor(props) {
    const React = window.React;
    const { data } = props;
    const area = React.useRef(null);
    const [text, setText] = React.useState(() => data.statement || draft());
    const [values, setValues] = React.useState({});
    const [running, setRunning] = React.useState(null);
    const [wrong, setWrong] = React.useState(null);
    const [lost, setLost] = React.useState(false);
    const seconds = useElapsed(running);
    const isOff = Boolean(data.why_off);
    React.useEffect(() => { if (data.statement) setText(data.statement); }, [data.statement]);
    React.useEffect(() => { window.sessionStorage.setItem(DRAFT, text); sql.statement = text; }, [text]);
    React.useEffect(() => { if (running && seconds * 1000 > LOST) { setRunning(null); setLost(true); } }, [seconds]);
    const edit = (next) => { setText(next); setWrong(null); };
    const insert = (added) => {
      const box = area.current;
      const [from, to] = [box.selectionStart, box.selectionEnd];
      const before = box.value.slice(0, from);
      window.evenhandShared.sqlPut(box, from, to, (/[\w")]$/.test(before) ? " " : "") + added);
    };
    sql.useNews("insert", insert);
    sql.useNews("metric", (asked) => { sql.place = asked; window.dash_clientside.set_props("sql-metric", { data: { name: asked.name, ticket: drawn() } }); });
    sql.useNews("open", (past) => {
      edit(past.statement);
      setValues(past.values || {});
      area.current.focus();
    });
    sql.useNews("answer", (answer) => {
      if (!running || answer.ticket !== running.ticket) return;
      setRunning(null);
      const place = answer.error && answer.error.place;
      setWrong(place ? place.offset + running.offset : null);
    });
    const run = () => {
      if (running || isOff) return;
      const { selectionStart: from, selectionEnd: to } = area.current;
      const [offset, statement] = from === to ? [0, text] : [from, text.slice(from, to)];
      const asked = Object.fromEntries(sql.parameters(statement).map((name) => {
        const value = values[name] || {};
        return [name, { kind: value.kind || sql.guessed(name, value.text), text: value.text || "" }];
      }));
      const ticket = drawn();
      setLost(false);
      setWrong(null);
      setRunning({ ticket, offset, since: performance.now() });
      sql.emit("running", { ticket });
      props.setProps({ chosen: { statement, values: asked, ticket } });
    };
    const cancel = () => window.dash_clientside.set_props("sql-cancel", { data: { ticket: running.ticket } });
    const names = sql.parameters(text);
    const said = running ? (seconds < 0.4 ? "" : `${seconds > MOST_SECONDS ? "In line behind others" : "Running"}, ${figure(seconds, 1)} s`) : lost ? "No answer came. The connection may have been lost: run it again." : "";
    return h("section", { id: props.id, className: "card sql-editor" },
      h("h2", { className: "unseen" }, "Statement"),
      isOff && h("p", { className: "sql-off", role: "alert" }, h("b", null, "The SQL page is off. "), data.why_off, " An administrator finds what to do in docs/sql.md."),
      data.warning && h("p", { className: "sql-off" }, data.warning),
      h(window.evenhandShared.sqlCode, { text, setText: edit, wrong, run, area, isOff }),
      names.length > 0 && h("div", { className: "sql-values", role: "group", "aria-label": "Values of the parameters" }, names.map((name) => field(name, values[name] || {}, (value) => setValues({ ...values, [name]: value })))),
      h("div", { className: "sql-bar" },
        h("button", { type: "button", className: "action sql-run", disabled: isOff || Boolean(running), onClick: run }, "Run"),
        running && h("button", { type: "button", className: "action", onClick: cancel }, "Cancel"),
        h("span", { className: "sql-said", role: "status" }, said),
        h("span", { id: "sql-keys", className: "subtitle" }, "Ctrl or ⌘ + Enter runs it, or what is selected. Ctrl + Space suggests. Esc closes suggestions, then Tab leaves.")));
  };

  // The compiled statement of a metric has come: it takes the place of the metric's name.
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.evenhandSql = {
    place(told) {
      const area = document.getElementById("sql-statement");
      if (told && told.text && area && sql.place) window.evenhandShared.sqlPut(area, sql.place.from, sql.place.to, told.text);
      return window.dash_clientside.no_update;
    },
  };
})();
