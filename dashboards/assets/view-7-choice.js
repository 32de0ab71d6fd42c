// A filter with several values: a button that says what is chosen, and a list to tick from.
(function () {
  const { h, icon, usePopover } = window.evenhandShared;

  function words(data, chosen) {
    if (chosen.length === 0) return data.everything;
    if (chosen.length === 1) return (data.options.find((o) => o.value === chosen[0]) || { label: chosen[0] }).label;
    return `${chosen.length} ${data.word}`;
  }

  window.evenhand_view.Choice = function Choice(props) {
    const { data } = props;
    const chosen = props.chosen || [];
    const { isOpen, setOpen, button, around } = usePopover();
    const tick = (value) => {
      const next = chosen.includes(value) ? chosen.filter((v) => v !== value) : chosen.concat(value);
      props.setProps({ chosen: next.length === data.options.length ? [] : next });
    };
    const list = h("div", { className: "choice-list", role: "group", "aria-label": data.everything },
      h("button", { type: "button", className: "choice-all", disabled: chosen.length === 0, onClick: () => props.setProps({ chosen: [] }) }, data.everything),
      data.options.map((o) => h("label", { key: o.value, className: "choice-row" },
        h("input", { type: "checkbox", checked: chosen.includes(o.value), onChange: () => tick(o.value) }), h("span", null, o.label))));
    return h("div", { id: props.id, className: "choice", ...around },
      h("button", { ref: button, type: "button", className: `choice-button${chosen.length ? " chosen" : ""}`, "aria-expanded": isOpen, onClick: () => setOpen(!isOpen) },
        h("span", null, words(data, chosen)), icon("down")),
      isOpen && list);
  };
})();
