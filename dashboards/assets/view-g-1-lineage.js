// The way of a number from its metric back to the files of its sources: layers side by side, one stop of the Tab key,
// arrows to walk. The step that is looked at lights up all that it reads and all that reads it.
(function () {
  const { h, count } = window.evenhandShared;
  // What defines a number stands in one column, the rest from left to right as the data come from right to left.
  const COLUMNS = [["metric", "measure", "semantic_model", "mart"], ["intermediate"], ["staging"], ["source"]];

  // Everything that can be reached from a step over the links of one direction.
  function reach(key, links, found = new Set()) {
    (links[key] || []).forEach((next) => { if (!found.has(next)) { found.add(next); reach(next, links, found); } });
    return found;
  }

  function graph(layers) {
    const steps = {};
    const readBy = {};
    const reads = {};
    layers.forEach((layer) => layer.steps.forEach((step) => { steps[step.key] = { ...step, layer: layer.label }; reads[step.key] = step.reads; }));
    Object.values(steps).forEach((step) => step.reads.forEach((read) => { (readBy[read] = readBy[read] || []).push(step.key); }));
    return { steps, reads, readBy };
  }

  const columnsOf = (layers) =>
    COLUMNS.map((names) => layers.filter((layer) => names.includes(layer.layer))).filter((column) => column.length);

  // Up and down within a column, left and right to the nearest step of the next one.
  function neighbour(box, key, arrow) {
    const of = (column) => [...column.querySelectorAll("button")];
    const columns = [...box.querySelectorAll(".lineage-column")];
    const at = columns.findIndex((column) => of(column).some((b) => b.dataset.key === key));
    const own = of(columns[at]);
    const place = own.findIndex((b) => b.dataset.key === key);
    if (arrow === "ArrowUp" || arrow === "ArrowDown") return own[place + (arrow === "ArrowDown" ? 1 : -1)];
    const next = columns[at + (arrow === "ArrowRight" ? 1 : -1)];
    if (!next) return undefined;
    const top = own[place].getBoundingClientRect().top;
    return of(next).sort((a, b) => Math.abs(a.getBoundingClientRect().top - top) - Math.abs(b.getBoundingClientRect().top - top))[0];
  }

  function told(step, net, look) {
    const names = (keys) => keys.map((key, i) => h("span", { key }, i > 0 && ", ", h("button", { type: "button", className: "lineage-name", onClick: () => look(key) }, net.steps[key].name)));
    const readBy = net.readBy[step.key] || [];
    return h("div", { className: "lineage-told", role: "status" },
      h("p", null, h("b", null, step.name), h("span", { className: "note" }, step.layer)),
      h("p", null, step.description || "Without a description."),
      step.reads.length > 0 && h("p", { className: "lineage-links" }, "Reads ", names(step.reads)),
      readBy.length > 0 && h("p", { className: "lineage-links" }, "Read by ", names(readBy)));
  }

  window.evenhandShared.Lineage = function Lineage(props) {
    const React = window.React;
    const box = React.useRef(null);
    const net = React.useMemo(() => graph(props.layers), [props.layers]);
    const first = props.layers[0].steps[0].key;
    const [at, setAt] = React.useState(first);
    const [isTouched, setTouched] = React.useState(false);
    const near = React.useMemo(() => new Set([at, ...reach(at, net.reads), ...reach(at, net.readBy)]), [at, net]);
    const look = (key) => {
      setTouched(true);
      setAt(key);
      const button = box.current.querySelector(`button[data-key="${CSS.escape(key)}"]`);
      if (button) button.focus({ preventScroll: true });
    };
    const walk = (event) => {
      if (!event.key.startsWith("Arrow")) return;
      event.preventDefault();
      const next = neighbour(box.current, at, event.key);
      if (next) { look(next.dataset.key); next.scrollIntoView({ block: "nearest" }); }
    };
    const one = (step) => h("li", { key: step.key }, h("button", {
      type: "button", "data-key": step.key, "aria-pressed": step.key === at, tabIndex: step.key === at ? 0 : -1,
      className: isTouched && !near.has(step.key) ? "away" : null, onClick: () => look(step.key),
    }, step.name));
    const layer = (of) => h("div", { key: of.layer }, h("h5", null, of.label, h("span", { className: "note" }, of.steps.length > 1 ? count(of.steps.length) : "")), h("ul", null, of.steps.map(one)));
    return h("div", { className: "lineage" },
      told(net.steps[at], net, look),
      h("div", { ref: box, className: "lineage-columns", role: "group", "aria-label": "Way to the sources; arrow keys walk it", onKeyDown: walk },
        columnsOf(props.layers).map((column, i) => h("div", { key: i, className: `lineage-column ${column[0].layer}` }, column.map(layer)))));
  };
})();
