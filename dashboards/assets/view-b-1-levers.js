// Weekdays and numbers of a staffing plan, and the callback that keeps them in the address.
(function () {
  const { h } = window.evenhandShared;
  const PAUSE = 90;

  const minus = (number) => String(number).replace("-", "−");
  function words(lever, value) {
    if (!lever.is_change) return `${value} ${lever.unit}`;
    return value === 0 ? "as logged" : `${value > 0 ? "+" : ""}${minus(value)} ${lever.unit}`;
  }

  function slider(lever, value, set) {
    const share = ((value - lever.lowest) / (lever.highest - lever.lowest)) * 100;
    const said = words(lever, value);
    const changed = value !== lever.usual;
    return h("label", { key: lever.key, className: "lever" },
      h("span", { className: "lever-words" }, h("span", null, lever.label), h("b", { className: changed ? "changed" : null }, said)),
      h("input", {
        type: "range", min: lever.lowest, max: lever.highest, step: lever.step, value, style: { "--share": `${share}%` },
        "aria-label": lever.label, "aria-valuetext": said, onChange: (e) => set(lever.key, Number(e.target.value)),
      }));
  }

  window.evenhand_view.Levers = function Levers(props) {
    const React = window.React;
    const { data } = props;
    const [now, setNow] = React.useState(props.chosen);
    const waiting = React.useRef(null);
    React.useEffect(() => setNow(props.chosen), [props.chosen]);
    React.useEffect(() => () => window.clearTimeout(waiting.current), []);
    // A slider that is being drawn along asks once it rests for a moment, not at every step.
    const hand = (next, pause) => {
      setNow(next);
      window.clearTimeout(waiting.current);
      waiting.current = window.setTimeout(() => props.setProps({ chosen: next }), pause);
    };
    const usual = data.levers.reduce((all, lever) => ({ ...all, [lever.key]: lever.usual }), { days: data.usual_days });
    const isUsual = Object.keys(usual).every((key) => usual[key] === now[key]);
    return h("section", { id: props.id, className: "card levers", "aria-label": "What if" },
      h("div", { className: "levers-head" },
        h("div", { className: "days", role: "group", "aria-label": "Days of the week" }, data.days.map((d) =>
          h("button", { key: d.value, type: "button", "aria-pressed": d.value === now.days, onClick: () => hand({ ...now, days: d.value }, 0) }, d.label))),
        h("button", { type: "button", className: "action", disabled: isUsual, onClick: () => hand(usual, 0) }, "Usual plan")),
      h("div", { className: "lever-grid" }, data.levers.map((lever) =>
        slider(lever, now[lever.key], (key, value) => hand({ ...now, [key]: value }, PAUSE)))));
  };

  // The address says all; what is usual is left out of it. Back undoes a filter, which has moved the address already, or a
  // lever, which moves it here, but does not walk through the half hours that were looked at.
  window.dash_clientside.evenhand.plan = function plan(filters, chosen, at, levers) {
    const asked = window.dash_clientside.callback_context.triggered_id;
    const kept = new URLSearchParams(window.location.search);
    const tell = (key, value, usual) => (!value && value !== 0) || value === usual ? kept.delete(key) : kept.set(key, value);
    tell("days", chosen.days, levers.usual_days);
    levers.levers.forEach((lever) => tell(lever.key, chosen[lever.key], lever.usual));
    tell("at", at, "");
    const query = kept.toString();
    const address = window.location.pathname + (query ? `?${query}` : "");
    if (address !== window.location.pathname + window.location.search) {
      if (asked === "staffing-levers") window.history.pushState({}, "", address);
      else window.history.replaceState({}, "", address);
      document.dispatchEvent(new Event("evenhand:address"));
    }
    return asked === "staffing-day" ? window.dash_clientside.no_update : Object.fromEntries(kept);
  };
})();
