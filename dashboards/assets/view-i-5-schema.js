// The tables beside the editor: found by words, opened to their columns; a click writes the name into the statement.
(function () {
  const { h, icon, count } = window.evenhandShared;
  const sql = window.evenhandSql;

  const insert = (name) => sql.emit("insert", sql.quoted(name));
  const holds = (text, wanted) => text.toLowerCase().includes(wanted);
  const columnsFound = (table, wanted) => table.columns.filter(([name, , words]) => !wanted || holds(`${name} ${words}`, wanted));
  const isFound = (table, wanted) => !wanted || holds(`${table.name} ${table.words}`, wanted) || columnsFound(table, wanted).length > 0;

  const column = ([name, type, words]) =>
    h("li", { key: name }, h("button", { type: "button", className: "sql-name", onClick: () => insert(name), title: words || null }, h("span", null, name), h("small", null, type.toLowerCase())),
      words && h("p", null, words));

  function table(one, isOpen, toggle, wanted) {
    const found = columnsFound(one, wanted);
    const id = `sql-table-${one.name}`;
    const key = (event) => {
      if (event.key !== "Escape" || !isOpen) return;
      event.stopPropagation();
      toggle(one.name);
      event.currentTarget.querySelector("[aria-expanded]").focus();
    };
    return h("li", { key: one.name, className: isOpen ? "open" : null, onKeyDown: key },
      h("div", { className: "sql-table" },
        h("button", { type: "button", className: "sql-name", title: one.words || null, onClick: () => insert(one.name) }, h("span", null, one.name), h("small", null, count(one.rows))),
        h("button", { type: "button", className: "sql-open", "aria-expanded": isOpen, "aria-controls": isOpen ? id : null, "aria-label": `Columns of ${one.name}`, onClick: () => toggle(one.name) }, icon("down"))),
      isOpen && h("div", { id }, one.words && h("p", null, one.words), h("ul", { className: "sql-columns" }, (found.length ? found : one.columns).map(column))));
  }

  window.evenhand_view.SqlSchema = function SqlSchema(props) {
    const React = window.React;
    const { tables, metrics } = props.data;
    const [text, setText] = React.useState("");
    const [open, setOpen] = React.useState([]);
    React.useMemo(() => { Object.assign(sql.known, { tables: Object.fromEntries(tables.map((t) => [t.name, t])), metrics }); }, [tables, metrics]);
    const wanted = text.trim().toLowerCase();
    const found = tables.filter((t) => isFound(t, wanted));
    const toggle = (name) => setOpen((now) => (now.includes(name) ? now.filter((n) => n !== name) : [...now, name]));
    // Few that were found by their columns show these at once.
    const isOpen = (t) => open.includes(t.name) || (wanted.length > 2 && found.length <= 3);
    const list = (some) => h("ul", { className: "sql-tables" }, some.map((t) => table(t, isOpen(t), toggle, wanted)));
    const [told, made] = [found.filter((t) => !t.is_made), found.filter((t) => t.is_made)];
    return h("section", { id: props.id, className: "card sql-schema" },
      h("h2", null, "Tables"),
      h("label", null, h("span", { className: "unseen" }, "Find a table or column"), h("input", { id: "sql-schema-filter", type: "search", placeholder: "Find a table or column", value: text, onChange: (e) => setText(e.target.value) })),
      h("p", { className: "subtitle", role: "status" }, `${count(found.length)} of ${count(tables.length)}. A click writes the name at the caret.`),
      h("div", { className: "sql-schema-list", role: "region", "aria-label": "Tables and their columns", tabIndex: 0 },
        list(told),
        made.length > 0 && (wanted ? list(made) : h("details", null, h("summary", null, `Sums prepared from them (${count(made.length)})`), list(made)))));
  };
})();
