// One team: its channels and topics beside all teams, its people's readings, what changed, and what waits.
(function () {
  const { h, navigate, cellLook, recordsButton, count } = window.evenhandShared;
  const { word, repLink, follow, legend, undirected } = window.evenhandShared.readings;

  const cut = (data, one) => h("table", { key: one.cut, className: "team-cut" },
    h("caption", { className: "unseen" }, `${data.label} by ${one.label.toLowerCase()}`),
    h("thead", null, h("tr", null, [one.label, "This team", data.is_rated ? "Other teams" : "All teams", "n"].map((text) => h("th", { key: text, scope: "col" }, text)))),
    h("tbody", null, one.rows.map((row) => {
      const { className, style, said, mark } = cellLook(row.cell, false);
      const name = `${row.label}: ${row.cell.title}${said && `, ${said} than the other teams`}`;
      return h("tr", { key: row.key }, h("th", { scope: "row" }, row.label),
        h("td", { title: name }, h("span", { className, style }, row.cell.text || "·", mark), said && h("span", { className: "unseen" }, said)),
        h("td", null, row.others),
        h("td", null, row.n ? recordsButton(count(row.n), data.metric, { team: data.team, [one.cut]: row.key }, null, name) : "–"));
    })));

  window.evenhand_view.TeamParts = function TeamParts(props) {
    const data = props.data;
    const isEmpty = data.cuts.every((one) => one.rows.length === 0);
    return h("section", { id: props.id, className: "card team-parts heat" },
      h("h2", null, `${data.label} by channel and topic`, data.unit && h("small", null, ` in ${data.unit}`)),
      h("p", { className: "subtitle" }, data.is_rated ? "Colour only where the team differs clearly from the other teams with the same work. Hatched, or a dash: too few to say." : "Volumes and medians are shown without colour: the medians of some teams do not make one of all."),
      isEmpty ? h("p", { className: "empty" }, "No records of this metric in this period and selection.") : h("div", { className: "team-cuts" }, data.cuts.map((one) => cut(data, one))));
  };

  window.evenhand_view.TeamPeople = function TeamPeople(props) {
    const data = props.data;
    const reading = (row, metric) => {
      const [said, words] = row.readings[metric.metric] || [];
      return h("td", { key: metric.metric, "data-label": metric.label, title: words },
        said ? recordsButton(word(said, metric.better), metric.metric, { agent: row.id }, null, `${row.name}, ${metric.label}, ${said.replace("_", " ")}: ${words}`) : h("span", { className: "note" }, "no records"));
    };
    const links = h("p", { className: "subtitle" }, data.sentence, " A reading leads to its records; the ", h("a", { href: `/coaching${window.location.search}`, onClick: follow }, "coaching list"), " says what changed.");
    return h("section", { id: props.id, className: "card team-people" },
      h("h2", null, "People, each beside the others with the same cases"), links,
      data.rows.length === 0 ? h("p", { className: "empty" }, "Nobody has records in this period and selection.")
        : h("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": "Readings of the team's people" }, h("table", null,
          h("caption", { className: "unseen" }, "Readings of the team's people, by name"),
          h("thead", null, h("tr", null, h("th", { scope: "col" }, "Rep"), data.metrics.map((m) => h("th", { key: m.metric, scope: "col" }, m.label)))),
          h("tbody", null, data.rows.map((row) => h("tr", { key: row.id }, h("th", { scope: "row" }, repLink(row.id, row.name)), data.metrics.map((m) => reading(row, m))))))),
      data.rows.length > 0 && h("div", { className: "grid-legend" }, legend("higher"), undirected()));
  };

  const SIGNS = { better: "●", worse: "◆", plain: "■" };
  function changed(data) {
    const calm = data.judged - data.causes.length;
    return h("section", { className: "card" }, h("h2", null, "What changed"),
      data.causes.length > 0 && h("ul", { className: "team-causes" }, data.causes.map((one) => h("li", { key: one.metric },
        h("span", { className: `verdict ${one.tone}` }, h("span", { className: "sign", "aria-hidden": "true" }, SIGNS[one.tone]), " ", h("b", null, one.label), `: ${one.words}`),
        h("span", { className: "note" }, one.evidence)))),
      h("p", { className: "subtitle" }, data.judged === 0 ? "Too little history to tell signal from noise."
        : data.causes.length === 0 ? `Nothing: all ${data.judged} series with natural limits vary as they always do.`
          : `The other ${calm} of ${data.judged} series with natural limits vary as they always do.`));
  }

  function waiting(data, team) {
    const most = Math.max(1, ...data.bands.map((band) => band.count));
    const address = (more) => {
      const query = new URLSearchParams(window.location.search);
      query.delete("m");
      query.set("team", team);
      Object.entries(more).forEach(([key, value]) => query.set(key, value));
      return `/follow-up?${query.toString()}`;
    };
    const go = (text, more) => h("a", { href: address(more || {}), onClick: (e) => { e.preventDefault(); navigate(address(more || {})); } }, text);
    return h("section", { className: "card" }, h("h2", null, "What waits"),
      h("p", { className: "team-waits" }, recordsButton(count(data.cases), "backlog", { team }, null, `${count(data.cases)} open cases`), ` open ${data.cases === 1 ? "case" : "cases"}, ${count(data.old)} of them for 14 days or more · `,
        go(`${count(data.overdue)} calls back overdue`), `, ${count(data.due)} not due yet`),
      h("table", { className: "team-bands" }, h("caption", { className: "unseen" }, "Open cases by age"),
        h("tbody", null, data.bands.map((band) => h("tr", { key: band.key }, h("th", { scope: "row" }, band.count ? go(band.label, { age: band.key }) : band.label),
          h("td", { className: "team-bar" }, h("span", { style: { width: `${(100 * band.count) / most}%` } })), h("td", null, count(band.count)))))));
  }

  window.evenhand_view.TeamWork = (props) =>
    h("div", { id: props.id, className: "team-work" }, changed(props.data.changed), waiting(props.data.waiting, props.data.team));
})();
