// Two halves of a walk by Tab: `listen` before the keys, `report` after them.
() => {
  const FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex]";
  // Focus may be drawn on the element, on what spans its card, on its label or frame, or beside a hidden radio button.
  const looks = (e) =>
    [[e], [e, "::after"], [e.parentElement], [e.nextElementSibling], [e.closest("label")]].filter(([x]) => x).map((x) => {
      const style = getComputedStyle(...x);
      const outline = style.outlineStyle === "none" ? "" : style.outlineStyle + style.outlineWidth + style.outlineColor;
      return [outline, style.boxShadow, style.borderColor].join(" ");
    }).join(" | ");
  const place = (e) => `<${e.localName} class="${e.getAttribute("class") || ""}"> ${(e.getAttribute("aria-label") || e.textContent).trim().slice(0, 40)}`;
  const isOther = (e) => e.type === "radio" && !e.checked;
  // The grid moves its own focus from cell to cell: its guards and rows pass it on at once.
  const isPassing = (e) => e.matches(".ag-tab-guard, .ag-header-row, .ag-row");
  const reached = [];


  function expected() {
    return [...document.querySelectorAll(FOCUSABLE)].filter((e) =>
      e.tabIndex >= 0 && !e.disabled && !isOther(e) && e.checkVisibility({ visibilityProperty: true }) && !isPassing(e) && e.type !== "hidden" &&
      (!e.closest("details:not([open])") || e.localName === "summary") && !e.closest("dialog:not([open])"));
  }
  const region = (e) =>
    e.matches(".skip") ? 0 : e.closest(".shell") ? 1 : e.closest(".head") ? 2 : e.closest(".filters") ? 3 : e.closest("main") ? 4 : 5;
  // Behind the last control the walk begins anew with the first.
  let isRound = false;
  const note = (event) => {
    isRound = isRound || (reached.length > 1 && event.target === reached[0].element);
    if (!isRound) reached.push({ element: event.target, focused: looks(event.target) });
  };

  window.walk = {
    listen() {
      document.body.tabIndex = -1;
      document.body.focus();
      document.body.removeAttribute("tabindex");
      document.addEventListener("focusin", note);
      return expected().length;
    },
    report() {
      document.removeEventListener("focusin", note);
      document.activeElement.blur();
      const faults = [];
      const order = reached.map((r) => r.element).filter((e) => e.isConnected && !isPassing(e));
      expected().filter((e) => !order.includes(e)).forEach((e) => faults.push(`not reached: ${place(e)}`));
      reached.filter((r) => order.includes(r.element) && looks(r.element) === r.focused).forEach((r) => faults.push(`focus not seen: ${place(r.element)}`));
      order.slice(1).forEach((e, i) => {
        if (region(e) < region(order[i])) faults.push(`region out of turn: ${place(e)} after ${place(order[i])}`);
        else if (order[i].compareDocumentPosition(e) & Node.DOCUMENT_POSITION_PRECEDING) faults.push(`out of order: ${place(e)} after ${place(order[i])}`);
      });
      return [...new Set(faults)].slice(0, 12);
    },
  };
}
