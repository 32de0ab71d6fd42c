// The note that says what a number means, beside the number: on hover, on tap, or by keyboard.
(function () {
  const { h, icon, definitionLink } = window.evenhandShared;
  const WIDTH = 310;
  const EDGE = 8;
  const PAUSE = 140;

  // Beside the button but never outside the window; fixed, so that no scrolling table cuts it off.
  function place(button) {
    const at = button.getBoundingClientRect();
    const left = Math.max(EDGE, Math.min(at.left - 12, window.innerWidth - WIDTH - EDGE));
    const below = at.bottom < window.innerHeight * 0.6;
    return below ? { left, top: at.bottom + 6 } : { left, bottom: window.innerHeight - at.top + 6 };
  }

  function Hint({ data }) {
    const React = window.React;
    const [open, setOpen] = React.useState("");
    const box = React.useRef(null);
    const button = React.useRef(null);
    const waiting = React.useRef(null);
    const later = (next, pause) => {
      window.clearTimeout(waiting.current);
      waiting.current = window.setTimeout(next, pause);
    };
    React.useEffect(() => () => window.clearTimeout(waiting.current), []);
    React.useEffect(() => {
      if (!open) return undefined;
      const close = (event) => !box.current.contains(event.target) && setOpen("");
      document.addEventListener("pointerdown", close);
      document.addEventListener("scroll", close, true);
      return () => {
        document.removeEventListener("pointerdown", close);
        document.removeEventListener("scroll", close, true);
      };
    }, [open]);
    const enter = (event) => event.pointerType === "mouse" && later(() => setOpen((now) => now || "hovered"), PAUSE);
    const leave = () => later(() => setOpen((now) => (now === "hovered" ? "" : now)), PAUSE);
    const blur = (event) => event.relatedTarget && !box.current.contains(event.relatedTarget) && setOpen("");
    const key = (event) => {
      if (event.key !== "Escape" || !open) return;
      event.stopPropagation();
      setOpen("");
      button.current.focus();
    };
    const note = () => h("span", { className: "hint-box", role: "note", style: { ...place(button.current), width: WIDTH } },
      h("b", null, data.label),
      h("span", null, data.description),
      data.facts.map(([name, text]) => h("span", { key: name, className: "hint-fact" }, h("i", null, `${name}: `), text)),
      definitionLink(data.metric, "Whole definition"), window.evenhandShared.sqlLink(data.sql));
    return h("span", { ref: box, className: "hint", onPointerEnter: enter, onPointerLeave: leave, onBlur: blur, onKeyDown: key },
      h("button", { ref: button, type: "button", className: "hint-button", "aria-label": `What ${data.label} means`, "aria-expanded": Boolean(open), onClick: () => setOpen(open === "pinned" ? "" : "pinned") }, icon("info")),
      open && note());
  }

  window.evenhandShared.hint = (data) => h(Hint, { key: `hint-${data.metric}`, data });
})();
