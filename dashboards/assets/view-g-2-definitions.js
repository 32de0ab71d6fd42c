// The catalogue of metrics: one line each, found by words; the rest of a metric is fetched when it is opened.
(function () {
  const { h, icon, Lineage } = window.evenhandShared;

  const isWanted = (m, text) => !text || `${m.metric} ${m.label} ${m.description} ${m.family}`.toLowerCase().includes(text);
  const hash = () => decodeURIComponent(window.location.hash.slice(1));

  // The address names what was opened last, so that it can be passed on; it is no step of its own for Back.
  const pointAt = (metric) => window.history.replaceState(window.history.state, "", `${window.location.pathname}${window.location.search}#${metric}`);

  function details(m, known) {
    if (!known) return h("p", { className: "empty", role: "status" }, "Looking it up …");
    return h("div", { className: "definition-details" },
      h("dl", null, known.facts.map(([name, value]) => h("div", { key: name }, h("dt", null, name), h("dd", null, value)))),
      h("h4", null, "Where it comes from"),
      known.lineage.length ? h(Lineage, { layers: known.lineage }) : h("p", { className: "empty" }, "The published data came without the description of their project, so the way to the sources is not known."),
      window.evenhandShared.sqlLink(`/sql?metric=${m.metric}&p=all`),
      h("details", null, h("summary", null, "Compiled SQL"), h("pre", { tabIndex: 0, role: "region", "aria-label": `Compiled SQL of ${m.label}` }, known.sql)));
  }

  function one(m, isOpen, known, toggle) {
    return h("article", { key: m.metric, id: m.metric, className: `card definition${isOpen ? " open" : ""}` },
      h("h3", null, h("button", { type: "button", "aria-expanded": isOpen, "aria-controls": `${m.metric}-details`, onClick: () => toggle(m.metric) }, h("span", null, m.label), h("code", null, m.metric), icon("down"))),
      h("p", null, m.description),
      h("div", { id: `${m.metric}-details`, hidden: !isOpen }, isOpen && details(m, known)));
  }

  window.evenhand_view.Definitions = function Definitions(props) {
    const React = window.React;
    const { metrics, opened } = props.data;
    const [text, setText] = React.useState("");
    const [open, setOpen] = React.useState([]);
    const ask = (names) => {
      const missing = names.filter((name) => !(name in opened));
      if (missing.length) props.setProps({ chosen: missing });
    };
    const toggle = (metric) => {
      const next = open.includes(metric) ? open.filter((name) => name !== metric) : [...open, metric];
      setOpen(next);
      ask(next);
      pointAt(metric);
    };
    React.useEffect(() => {
      const arrive = () => {
        const metric = hash();
        if (!metrics.some((m) => m.metric === metric)) return;
        setText("");
        setOpen((before) => (before.includes(metric) ? before : [...before, metric]));
        ask([metric]);
        window.requestAnimationFrame(() => { const target = document.getElementById(metric); if (target) target.scrollIntoView(); });
      };
      arrive();
      window.addEventListener("hashchange", arrive);
      return () => window.removeEventListener("hashchange", arrive);
    }, []);
    const found = metrics.filter((m) => isWanted(m, text.trim().toLowerCase()));
    const families = [...new Set(found.map((m) => m.family))];
    return h("div", { id: props.id, className: "stack" }, window.evenhandShared.downloadAlone("definitions"),
      h("label", { className: "find" }, h("span", { className: "unseen" }, "Find a metric"), h("input", { type: "search", placeholder: "Find a metric", value: text, onChange: (e) => setText(e.target.value) })),
      h("p", { className: "subtitle", role: "status" }, `${found.length} of ${metrics.length} metrics`),
      found.length === 0 && h("p", { className: "empty" }, "No metric has these words. ", h("button", { type: "button", className: "action", onClick: () => setText("") }, "Show all")),
      families.map((family) => h("section", { key: family, className: "definition-family" }, h("h2", { className: "family" }, family.replace("_", " ")), found.filter((m) => m.family === family).map((m) => one(m, open.includes(m.metric), opened[m.metric], toggle)))));
  };
})();
