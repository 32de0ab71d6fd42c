// What waits: calls back that were promised, and open cases by age. Oldest first, as of the data's last moment.
(function () {
  const { h, definitionLink, recordsButton, setState, count } = window.evenhandShared;
  const { repLink } = window.evenhandShared.readings;

  const holder = (item) => (item.agent ? repLink(item.agent, item.holder) : h("span", { className: "note" }, item.holder));
  const cell = (label, children, className) => h("td", { "data-label": label, className }, children);

  // What a table shows of a list that is longer, and the way to the rest of it.
  function more(data, shown, listed) {
    const next = data.shows.find((n) => n > data.show);
    if (listed <= shown) return null;
    return h("p", { className: "follow-more" }, `The first ${count(shown)} of ${count(listed)}. `,
      next ? h("button", { type: "button", className: "action", onClick: () => setState({ show: String(next) }) }, "Show more") : "All of them are in the file of this page.");
  }

  const table = (label, columns, rows) =>
    h("div", { className: "scroll follow-table", tabIndex: 0, role: "region", "aria-label": label }, h("table", { className: "plain" },
      h("caption", { className: "unseen" }, label),
      h("thead", null, h("tr", null, columns.map((c) => h("th", { key: c, scope: "col" }, c)))), h("tbody", null, rows)));

  function promiseTeams(data) {
    const row = (one) => h("tr", { key: one.team || "all" }, h("th", { scope: "row" }, one.team || "All"), one.cells.map((figure, i) => {
      const column = data.columns[i];
      const slices = one.team ? { team: one.team } : {};
      const isRecorded = Boolean(figure.text) && figure.value !== 0;
      return h("td", { key: column.metric, "data-label": column.label, className: figure.is_few ? "few-text" : null },
        h("span", { className: "figure" }, figure.is_few ? "too few" : isRecorded ? recordsButton(figure.text, column.metric, slices, null, `${one.team || window.evenhandShared.everyTeam}, ${column.label}, ${figure.text}`) : figure.text || "–"),
        figure.note && h("span", { className: "note" }, figure.note));
    }));
    return h("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": "Calls back by team" }, h("table", { className: "follow-counts" },
      h("thead", null, h("tr", null, h("th", { scope: "col" }, "Team"), data.columns.map((c) => h("th", { key: c.metric, scope: "col", title: c.description }, c.label)))),
      h("tbody", null, data.teams.map(row)), h("tfoot", null, row(data.total))));
  }

  const promise = (item) => h("tr", { key: item.key },
    cell("State", h("b", null, item.said)), cell("Promised for", item.when, "moment"),
    cell("Case", h("span", { className: "follow-key" }, item.key)), cell("Case is", item.case), cell("Held by", holder(item)), cell("Team", item.team), cell("Kind", item.kind), cell("Priority", item.priority));

  function promises(data) {
    const of = data.promises;
    if (!of.teams.length && !of.items.length) return h("section", { className: "card" }, h("h2", null, "Promised calls back"), h("p", { className: "empty" }, "No call back was promised in this period and selection, or the sources do not record any."));
    const older = of.older > 0 && h("p", { className: "subtitle" }, `${count(of.older)} more were promised outside this period and never tried. `, h("button", { type: "button", className: "coaching-link", onClick: () => setState({ p: "all", from: "", to: "" }) }, "Show them too"));
    return h("section", { className: "card follow" },
      h("h2", null, "Promised calls back", h("small", null, ` ${count(of.overdue)} overdue, ${count(of.due)} not due yet`)),
      h("p", { className: "subtitle" }, `Of the period, as of ${data.moment}: that is where the data end. Overdue is what was due by then and never tried.`),
      promiseTeams(of), older,
      of.items.length ? table("Calls back that wait", ["State", "Promised for", "Case", "Case is", "Held by", "Team", "Kind", "Priority"], of.items.map(promise)) : h("p", { className: "empty" }, "None is waiting: every call back of this period was tried."),
      more(data, of.items.length, of.listed),
      h("p", { className: "definition-links" }, "Definitions: ", of.columns.map((c, i) => h("span", { key: c.metric }, i > 0 && " · ", definitionLink(c.metric, c.label)))));
  }

  function ages(of) {
    const totals = of.bands.map((_, i) => of.teams.reduce((sum, row) => sum + row.counts[i], 0));
    const most = Math.max(1, ...of.teams.flatMap((row) => row.counts));
    const figure = (n, key) => h("td", { key, className: n ? null : "follow-none" }, h("span", { className: "follow-bar", style: { width: `${(100 * n) / most}%` } }), h("span", null, count(n)));
    const sum = (counts) => counts.reduce((a, b) => a + b, 0);
    const isChosen = (band) => of.age === band.key;
    return h("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": "Open cases by team and age" }, h("table", { className: "follow-ages" },
      h("caption", { className: "unseen" }, "Open cases by team and age"),
      h("thead", null, h("tr", null, h("th", { scope: "col" }, "Team"), of.bands.map((band) => h("th", { key: band.key, scope: "col" },
        band.key === "None" ? band.label
          : h("button", { type: "button", "aria-pressed": isChosen(band), title: "List these cases", onClick: () => setState({ age: isChosen(band) ? "all" : band.key }) }, band.label))), h("th", { scope: "col" }, "All"))),
      h("tbody", null, of.teams.map((row) => h("tr", { key: row.team }, h("th", { scope: "row" }, row.team), row.counts.map((n, i) => figure(n, i)),
        h("td", { className: "follow-sum" }, recordsButton(count(sum(row.counts)), "backlog", { team: row.team }, null, `${row.team}, open cases`))))),
      h("tfoot", null, h("tr", null, h("th", { scope: "row" }, "All"), totals.map((n, i) => h("td", { key: i }, count(n))), h("td", { className: "follow-sum" }, count(sum(totals)))))));
  }

  const openCase = (item) => h("tr", { key: item.key },
    cell("Open for", h("b", null, item.age)), cell("Since", item.when, "moment"), cell("Case", h("span", { className: "follow-key" }, item.key)),
    cell("Waiting on", item.waiting), cell("Held by", holder(item)), cell("Team", item.team), cell("Kind", item.kind), cell("Priority", item.priority));

  function waits(of) {
    if (of.waits.length < 2 && of.wait === "all") return null;
    const one = (key, words, n) => h("button", { key, type: "button", "aria-pressed": of.wait === key, onClick: () => setState({ wait: key }) }, words, h("span", null, count(n)));
    return h("div", { className: "coaching-choice", role: "group", "aria-label": "Waiting on" }, one("all", "All", of.total), of.waits.map(([key, words, n]) => one(key, key === "unknown" ? "Not recorded" : `Waiting on ${words}`, n)));
  }

  function cases(data) {
    const of = data.cases;
    if (!of.total) return h("section", { className: "card" }, h("h2", null, "Open cases"), h("p", { className: "empty" }, "No case is open in this selection."));
    const band = of.bands.find((one) => one.key === of.age);
    return h("section", { className: "card follow" },
      h("h2", null, "Open cases", h("small", null, ` ${count(of.total)}`), definitionLink("backlog", "Definition")),
      h("p", { className: "subtitle" }, `As of ${data.moment}, whatever the period. Ages run from opening, nights and weekends included. An age in the heading lists its cases.`),
      h("div", { className: "coaching-tools" }, waits(of)), ages(of),
      h("h3", { "aria-live": "polite" }, band ? `${count(of.listed)} open for ${band.label}` : "The oldest", of.age !== "all" && h("button", { type: "button", className: "coaching-link", onClick: () => setState({ age: "all" }) }, "All ages")),
      of.items.length ? table("Open cases, oldest first", ["Open for", "Since", "Case", "Waiting on", "Held by", "Team", "Kind", "Priority"], of.items.map(openCase)) : h("p", { className: "empty" }, "No open case is of this kind."),
      more(data, of.items.length, of.listed));
  }

  window.evenhand_view.FollowUp = (props) => h("div", { id: props.id, className: "stack" }, promises(props.data), cases(props.data));
})();
