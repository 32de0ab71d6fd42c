// A choice of a few, which stands in the address.
window.evenhandShared.choices = (label, options, chosen, choose) => {
  const { h } = window.evenhandShared;
  return h("div", { className: "exec-switch", role: "group", "aria-label": label }, options.map((o) =>
    h("button", { key: o.value, type: "button", "aria-pressed": o.value === chosen, onClick: () => choose(o.value) }, o.label)));
};
