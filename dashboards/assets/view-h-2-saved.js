// Saved views: the address of the page under a name, a list to open from, and the way to forget one.
(function () {
  const { h, icon, navigate, usePopover } = window.evenhandShared;
  let tickets = 0;

  function row(view, doomed, setDoomed, open, forget) {
    const isDoomed = doomed === view.name;
    return h("li", { key: view.name },
      h("a", { href: view.address, onClick: (e) => { if (e.metaKey || e.ctrlKey || e.shiftKey) return; e.preventDefault(); open(view); } }, view.name),
      // A second click is asked for: there is no way back from forgetting.
      h("button", { type: "button", className: isDoomed ? "saved-doomed" : null, "aria-label": isDoomed ? `Delete ${view.name} for good` : `Delete ${view.name}`, onClick: () => (isDoomed ? forget(view) : setDoomed(view.name)), onBlur: () => setDoomed("") }, isDoomed ? "Sure?" : "Delete"));
  }

  window.evenhand_view.Views = function Views(props) {
    const React = window.React;
    const { isOpen, setOpen, button, around } = usePopover();
    const [name, setName] = React.useState("");
    const [doomed, setDoomed] = React.useState("");
    const [ticket, setTicket] = React.useState(0);
    const data = props.data;
    const ask = (wish) => {
      tickets += 1;
      setTicket(tickets);
      props.setProps({ chosen: { ...wish, ticket: tickets } });
    };
    const toggle = () => {
      if (!isOpen) ask({ action: "list" });
      setOpen(!isOpen);
    };
    const save = (event) => {
      event.preventDefault();
      ask({ action: "save", name, address: window.location.pathname + window.location.search });
      setName("");
    };
    const open = (view) => { setOpen(false); navigate(view.address); };
    const isAnswered = data.ticket === ticket;
    const list = () => h("div", { className: "saved-list", role: "group", "aria-label": "Saved views" },
      h("form", { onSubmit: save },
        h("input", { type: "text", value: name, maxLength: 60, placeholder: "Name of this view", "aria-label": "Name of this view", onChange: (e) => setName(e.target.value) }),
        h("button", { type: "submit", className: "action", disabled: !name.trim() }, "Save")),
      h("p", { className: "saved-said", role: "status" }, isAnswered ? data.said : ""),
      isAnswered && !data.views.length && !data.said && h("p", { className: "subtitle" }, "None yet. A view is the page as it stands: period, filters, metric and order."),
      data.views.length > 0 && h("ul", null, data.views.map((view) => row(view, doomed, setDoomed, open, (gone) => ask({ action: "delete", name: gone.name })))));
    return h("div", { id: props.id, className: "saved", ...around },
      h("button", { ref: button, type: "button", className: "saved-button", "aria-expanded": isOpen, onClick: toggle }, icon("saved"), h("span", null, "Saved views"), icon("down")),
      isOpen && list());
  };
})();
