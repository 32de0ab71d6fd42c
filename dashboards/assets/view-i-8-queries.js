// Statements that were kept: saved under a name, shared by others, and the last ones that were run.
(function () {
  const { h, icon, count, usePopover } = window.evenhandShared;
  const sql = window.evenhandSql;
  let tickets = 0;

  const brief = (statement) => statement.replace(/^\s*--[^\n]*\n/, "").split(/\s+/).join(" ").slice(0, 90);
  const moment = (iso) => iso.slice(0, 16).replace("T", " ");

  function query(one, doomed, setDoomed, open, forget) {
    const isDoomed = doomed === one.name;
    const note = one.is_own ? (one.is_shared ? "shared" : "") : `by ${one.owner}`;
    return h("li", { key: `${one.owner} ${one.name}` },
      h("button", { type: "button", className: "sql-kept", title: brief(one.statement), onClick: () => open(one) }, h("span", null, one.name), note && h("small", null, note)),
      // A second click is asked for: there is no way back from forgetting.
      one.is_own && h("button", { type: "button", className: isDoomed ? "saved-doomed" : null, "aria-label": isDoomed ? `Delete ${one.name} for good` : `Delete ${one.name}`, onBlur: () => setDoomed(""), onClick: () => (isDoomed ? forget(one) : setDoomed(one.name)) }, isDoomed ? "Sure?" : "Delete"));
  }

  const past = (run, open) => h("li", { key: run.ticket },
    h("button", { type: "button", className: "sql-kept", title: run.statement.slice(0, 600), onClick: () => open(run) },
      h("code", null, brief(run.statement)), h("small", null, `${moment(run.ran_at)} UTC · ${run.outcome === "ok" ? `${count(run.rows)} ${run.rows === 1 ? "row" : "rows"}` : run.outcome}`)));

  function Menu({ name, word, said, children, toggled }) {
    const { isOpen, setOpen, close, button, around } = usePopover();
    const toggle = () => { if (!isOpen) toggled(); setOpen(!isOpen); };
    return h("div", { className: "saved", ...around },
      h("button", { ref: button, type: "button", className: "action", "aria-expanded": isOpen, onClick: toggle }, icon(name), h("span", null, word), icon("down")),
      isOpen && h("div", { className: "saved-list sql-list", role: "group", "aria-label": word }, h("p", { className: "saved-said", role: "status" }, said), children(close)));
  }

  function Save({ ask }) {
    const React = window.React;
    const [name, setName] = React.useState("");
    const [isShared, setShared] = React.useState(false);
    const save = (event) => {
      event.preventDefault();
      ask({ action: "save", name, statement: sql.statement || "", is_shared: isShared });
      setName("");
    };
    return h("form", { onSubmit: save, className: "sql-save" },
      h("input", { type: "text", value: name, maxLength: 60, placeholder: "Name of this statement", "aria-label": "Name of this statement", onChange: (e) => setName(e.target.value) }),
      h("button", { type: "submit", className: "action", disabled: !name.trim() }, "Save"),
      h("label", null, h("input", { type: "checkbox", checked: isShared, onChange: () => setShared(!isShared) }), " Everybody with this page may read it"));
  }

  window.evenhand_view.SqlQueries = function SqlQueries(props) {
    const React = window.React;
    const [doomed, setDoomed] = React.useState("");
    const [ticket, setTicket] = React.useState(0);
    const { data } = props;
    const ask = (wish) => {
      tickets += 1;
      setTicket(tickets);
      props.setProps({ chosen: { ...wish, ticket: tickets } });
    };
    const isAnswered = data.ticket === ticket;
    const said = isAnswered ? data.said : "";
    const open = (close) => (one) => { close(); sql.emit("open", one); };
    const list = () => ask({ action: "list" });
    return h("div", { id: props.id, className: "sql-menus" },
      h(Menu, { name: "saved", word: "Queries", said, toggled: list }, (close) => [
        h(Save, { key: "save", ask }),
        data.queries.length === 0 ? h("p", { key: "none", className: "subtitle" }, isAnswered ? "None yet." : "Looking them up …")
          : h("ul", { key: "list" }, data.queries.map((one) => query(one, doomed, setDoomed, open(close), (gone) => ask({ action: "delete", name: gone.name }))))]),
      h(Menu, { name: "menu", word: "History", said, toggled: list }, (close) =>
        (data.history.length === 0 ? h("p", { className: "subtitle" }, isAnswered ? "Nothing was run yet." : "Looking it up …") : h("ul", null, data.history.map((run) => past(run, open(close)))))));
  };
})();
