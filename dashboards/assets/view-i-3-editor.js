// The editor: a plain text area, its own text drawn in colours behind it, and a list of what could be meant.
(function () {
  const { h } = window.evenhandShared;
  const sql = window.evenhandSql;
  const WRITTEN = /[\w."]/;

  function ink(statement, wrong) {
    const drawn = sql.parts(statement).map((part) => {
      const isWrong = wrong !== null && part.at <= wrong && wrong < part.at + part.text.length && part.text.trim();
      return part.kind || isWrong ? h("span", { key: part.at, className: `${part.kind ? `ink-${part.kind}` : ""}${isWrong ? " sql-wrong" : ""}` }, part.text) : part.text;
    });
    // An error at the very end has no letter to stand under.
    if (wrong !== null && wrong >= statement.length) drawn.push(h("span", { key: "end", className: "sql-wrong" }, " "));
    return drawn.concat("\n");
  }

  // Where a letter is drawn, within the box of the editor.
  function placeOf(drawn, offset) {
    const texts = document.createTreeWalker(drawn, NodeFilter.SHOW_TEXT);
    let left = offset;
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      if (left <= node.data.length) {
        const range = document.createRange();
        range.setStart(node, left);
        range.setEnd(node, left);
        const at = range.getClientRects()[0] || node.parentElement.getBoundingClientRect();
        return { left: at.left, top: at.bottom };
      }
      left -= node.data.length;
    }
    return null;
  }

  // Through the browser's own editing, so that undo takes it back.
  function put(area, from, to, text) {
    area.focus();
    area.setSelectionRange(from, to);
    if (!document.execCommand("insertText", false, text)) {
      area.setRangeText(text, from, to, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  function list(found, at, pick, place) {
    return h("ul", { id: "sql-suggestions", role: "listbox", tabIndex: 0, "aria-label": "Suggestions", className: "sql-suggestions", style: place },
      found.list.map((one, i) => h("li", {
        key: `${one.kind} ${one.name}`, id: `sql-suggestion-${i}`, role: "option", "aria-selected": i === at, title: one.words || null,
        ref: (row) => row && i === at && row.scrollIntoView({ block: "nearest" }), onPointerDown: (e) => { e.preventDefault(); pick(one); },
      }, h("span", null, one.name), h("small", null, one.note))));
  }

  // `wrong` is the offset that a message points to, null for none; `run` starts what is written.
  window.evenhandShared.sqlCode = function Code({ text, setText, wrong, run, area, isOff }) {
    const React = window.React;
    const drawn = React.useRef(null);
    const [found, setFound] = React.useState(null);
    const [at, setAt] = React.useState(0);
    const [place, setPlace] = React.useState(null);
    const suggest = (isAsked) => {
      const box = area.current;
      const next = box.selectionStart === box.selectionEnd ? sql.suggestions(box.value, box.selectionStart, isAsked) : null;
      setAt(0);
      setFound(next);
    };
    React.useLayoutEffect(() => {
      if (!found) { setPlace(null); return; }
      const frame = drawn.current.closest(".sql-frame").getBoundingClientRect();
      const letter = placeOf(drawn.current, found.from);
      setPlace(letter && { left: Math.max(0, Math.min(letter.left - frame.left, frame.width - 300)), top: letter.top - frame.top + 4 });
    }, [found]);
    const pick = (one) => {
      setFound(null);
      if (one.kind === "metric") sql.emit("metric", { name: one.name, from: found.from, to: found.from + found.word.length });
      else put(area.current, found.from, area.current.selectionEnd, one.text);
    };
    const indent = () => {
      const before = area.current.value.slice(0, area.current.selectionStart);
      put(area.current, area.current.selectionStart, area.current.selectionEnd, `\n${before.slice(before.lastIndexOf("\n") + 1).match(/^\s*/)[0]}`);
    };
    const key = (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); setFound(null); run(); return; }
      if (event.key === " " && event.ctrlKey) { event.preventDefault(); suggest(true); return; }
      if (found) {
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (step) { event.preventDefault(); setAt((at + step + found.list.length) % found.list.length); return; }
        if (event.key === "Tab" || event.key === "Enter") { event.preventDefault(); pick(found.list[at]); return; }
        if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); setFound(null); return; }
      }
      if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); indent(); }
    };
    const change = (event) => {
      setText(event.target.value);
      const typed = event.nativeEvent.data;
      if (typed === null || typed === undefined || typed.length > 1 || !WRITTEN.test(typed)) setFound(null);
      else window.requestAnimationFrame(() => area.current && suggest(false));
    };
    return h("div", { className: "sql-frame" },
      h("div", { className: "sql-scroll" }, h("div", { className: "sql-code" },
        h("pre", { ref: drawn, "aria-hidden": true }, ink(text, wrong)),
        h("textarea", {
          ref: area, id: "sql-statement", value: text, disabled: isOff, spellCheck: false, autoCapitalize: "off", autoComplete: "off", autoCorrect: "off", wrap: "soft",
          "aria-label": "SQL statement", "aria-describedby": "sql-keys", "aria-autocomplete": "list", "aria-controls": found ? "sql-suggestions" : null, "aria-activedescendant": found ? `sql-suggestion-${at}` : null,
          "aria-invalid": wrong !== null, onChange: change, onKeyDown: key, onBlur: () => setFound(null), onClick: () => setFound(null),
        }))),
      h("span", { className: "unseen", role: "status" }, found ? `${found.list.length} suggestions, ${found.list[at] ? found.list[at].name : ""}` : ""),
      found && place && list(found, at, pick, place));
  };
  window.evenhandShared.sqlPut = put;
})();
