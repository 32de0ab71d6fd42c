// The panel with the records behind a number. Any number on a page asks for it by an event, from wherever it is drawn.
(function () {
  const { h, count } = window.evenhandShared;
  const ASK = "evenhand:records";
  let tickets = 0;

  // `slices` says which part of the page the number stands for: { team: "Billing", channel: "phone" }, {} for all of it.
  const askForRecords = (metric, slices, span) =>
    document.dispatchEvent(new CustomEvent(ASK, { detail: { metric, slices: slices || {}, start: span ? span[0] : "", end: span ? span[1] : "" } }));

  // A number as a button to its records; the words of what it leads to are read out, not drawn.
  // Who sees no records gets the number alone.
  // To whom records are shut, the mere word for them says nothing.
  const recordsButton = (text, metric, slices, span, said) => !window.evenhandShared.may("records") ? text !== "records" && h("span", null, text) :
    h("button", { type: "button", className: "to-records", title: "Show the records behind this number", "aria-label": `${said || text}: show its records`, onClick: () => askForRecords(metric, slices, span) }, text);

  window.evenhandShared.askForRecords = askForRecords;
  window.evenhandShared.recordsButton = recordsButton;

  function head(column, data, order) {
    const isOrder = data.order === column.name;
    const next = { order: column.name, descending: isOrder ? !data.descending : column.name === "numerator" };
    return h("th", { key: column.name, scope: "col", className: column.name === "numerator" ? "number" : null, "aria-sort": !isOrder ? "none" : data.descending ? "descending" : "ascending" },
      h("button", { type: "button", onClick: () => order(next) }, column.label, h("i", { "aria-hidden": "true" }, isOrder ? (data.descending ? " ↓" : " ↑") : "")));
  }

  const table = (data, order) =>
    h("div", { className: "scroll records-table", tabIndex: 0, role: "region", "aria-label": data.title }, h("table", { className: "plain" },
      h("thead", null, h("tr", null, data.columns.map((c) => head(c, data, order)))),
      h("tbody", null, data.rows.map((row, r) => h("tr", { key: r }, row.map((text, i) =>
        h("td", { key: i, title: i === 0 ? text : null, "data-label": data.columns[i].label, className: i === row.length - 1 ? "number" : i === 1 ? "moment" : null }, text)))))));

  const pager = (data, turn) => data.pages > 1 &&
    h("p", { className: "pager" },
      h("button", { type: "button", className: "action", disabled: data.page === 0, onClick: () => turn(data.page - 1) }, "Previous"),
      h("span", null, `Page ${count(data.page + 1)} of ${count(data.pages)}`),
      h("button", { type: "button", className: "action", disabled: data.page >= data.pages - 1, onClick: () => turn(data.page + 1) }, "Next"));

  function content(data, ask) {
    return [
      h("p", { key: "sentence", className: "subtitle", role: "status" }, data.sentence),
      data.rows.length ? table(data, (wanted) => ask({ ...wanted, page: 0 })) : h("p", { key: "none", className: "empty" }, data.nothing),
      pager(data, (page) => ask({ page })),
    ];
  }

  window.evenhand_view.Records = function Records(props) {
    const React = window.React;
    const box = React.useRef(null);
    const [asked, setAsked] = React.useState(null);
    const put = (wanted) => {
      tickets += 1;
      const next = { ...wanted, ticket: tickets };
      setAsked(next);
      props.setProps({ chosen: next });
    };
    React.useEffect(() => {
      const listen = (event) => { put({ ...event.detail, page: 0 }); if (!box.current.open) box.current.showModal(); };
      document.addEventListener(ASK, listen);
      return () => document.removeEventListener(ASK, listen);
    }, []);
    // The page that was shown stays until its successor is there, so that turning it does not flicker.
    const question = ({ metric, slices, start, end }) => JSON.stringify([metric, slices, start, end]);
    const isSame = asked && props.data && question(asked) === question(props.data.asked);
    const data = isSame ? props.data : null;
    const close = () => box.current.close();
    return h("dialog", { id: props.id, ref: box, className: "records", "aria-labelledby": "records-title", "aria-busy": Boolean(asked) && !(data && data.ticket === asked.ticket), onClick: (e) => e.target === box.current && close() },
      h("div", { className: "records-body" },
        h("div", { className: "records-head" }, h("h2", { id: "records-title" }, data ? data.title : "Records"),
          h("div", { className: "scope-actions" },
            data && data.sql && window.evenhandShared.sqlLink(data.sql),
            data && data.download && window.evenhandShared.downloadList(data.download),
            h("button", { type: "button", className: "action", onClick: close }, "Close"))),
        data ? content(data, (wanted) => put({ ...asked, ...wanted })) : h("p", { className: "empty" }, "Looking them up …")));
  };
})();
