// Surveys and offers: shares and differences with their intervals on one scale, who answered beside who was asked.
(function () {
  const { h, definitionLink } = window.evenhandShared;

  const per = (share) => `${(100 * share).toFixed(2)}%`;

  // A share from 0 to 1, or a difference from -reach to reach, as a place on the rail.
  function rail(row, place, marks) {
    const points = ["low", "high"].map((end) => row[end] !== null && place(row[end]));
    return h("span", { className: "rail", "aria-hidden": "true" },
      marks.map((m) => h("i", { key: m, className: m === 0 ? "tick zero" : "tick", style: { left: per(place(m)) } })),
      row.low !== null && h("i", { className: `range ${row.value === null ? "bound" : ""} ${row.tone || ""}`, style: { left: per(points[0]), width: per(points[1] - points[0]) } }),
      row.value !== null && h("i", { className: `point ${row.tone || ""}`, style: { left: per(place(row.value)) } }));
  }

  function axis(marks, place, text) {
    return h("span", { className: "rail axis", "aria-hidden": "true" }, marks.map((m) => h("small", { key: m, style: { left: per(place(m)) } }, text(m))));
  }

  function rates(all) {
    return h("div", { className: "evidence-rates" }, all.map((one) =>
      h("div", { key: one.metric }, h("span", { className: "tile-label" }, one.label), h("span", { className: one.value === null ? "none" : "tile-figure" }, one.text),
        h("span", { className: "tile-note" }, one.note, " ", definitionLink(one.metric, "Definition")))));
  }

  const SHARES = [0, 0.25, 0.5, 0.75, 1];
  const same = (share) => share;

  function readings(all) {
    return h("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": "Customer satisfaction, read in three ways" }, h("table", { className: "evidence-rails" },
      h("caption", { className: "unseen" }, "Customer satisfaction, read in three ways"),
      h("thead", null, h("tr", null, h("th", { scope: "col" }, "Satisfied customers"), h("th", { scope: "col", className: "drawn" }, h("span", { className: "unseen" }, "0 to 100 %"), axis(SHARES, same, (m) => `${100 * m} %`)), h("th", { scope: "col" }, "Share"))),
      h("tbody", null, all.map((one) => h("tr", { key: one.name },
        h("th", { scope: "row" }, one.label),
        h("td", { className: "drawn" }, rail(one, same, SHARES)),
        h("td", null, h("span", { className: one.low === null ? "none" : "figure" }, one.text), h("span", { className: "note" }, one.note)))))));
  }

  function margin(one) {
    return h("section", { key: one.dimension, className: "evidence-margin" }, h("h3", null, one.heading),
      h("table", null, h("thead", null, h("tr", null, h("th", { scope: "col" }, h("span", { className: "unseen" }, one.heading)), h("th", { scope: "col", className: "drawn" }, h("span", { className: "unseen" }, "Drawn")), h("th", { scope: "col" }, "of asked"), h("th", { scope: "col" }, "of answered"), h("th", { scope: "col" }, "response"))),
        h("tbody", null, one.rows.map((row) => {
          const place = (share) => (row.most ? (0.04 + 0.92 * share / row.most) : 0);
          const ends = [row.share_asked, row.share_answered].map((s) => place(s || 0));
          return h("tr", { key: row.name }, h("th", { scope: "row" }, row.label, row.word && h("small", { className: "word" }, row.word)),
            h("td", { className: "drawn" }, h("span", { className: "rail pairs", "aria-hidden": "true" },
              h("i", { className: "range", style: { left: per(Math.min(...ends)), width: per(Math.abs(ends[1] - ends[0])) } }),
              h("i", { className: "point asked", style: { left: per(ends[0]) } }), h("i", { className: "point", style: { left: per(ends[1]) } }))),
            h("td", { "data-label": "of asked" }, row.asked_text), h("td", { "data-label": "of answered" }, row.answered_text), h("td", { "data-label": "response" }, row.rate_text));
        }))));
  }

  function surveys(data) {
    return window.evenhandShared.chartCard({
      id: "evidence-surveys", className: "card", title: "How far can satisfaction be trusted?",
      subtitle: "Who was asked, who answered, and what the silence of the others leaves open. Intervals are 95 % and cover chance alone; the last row covers everything.",
    },
      rates(data.rates), readings(data.readings),
      h("ul", { className: "evidence-words" }, data.words.map((w) => h("li", { key: w }, w)), h("li", null, data.selective.sentence,
        data.selective.named.length > 0 && h("span", null, " Beyond chance (99.8 %) it depends on trouble for:"),
        data.selective.named.length === 0 && data.selective.reps > 0 && ` Of ${data.selective.reps} reps it depends on trouble beyond chance (99.8 %) for none.`,
        data.selective.named.length > 0 && h("ul", null, data.selective.named.map((rep) => h("li", { key: rep.agent }, rep.text))))),
      data.margins.length > 0 && h("div", null,
        h("h3", { className: "evidence-heading" }, "Those who answered beside those who were asked"),
        h("p", { className: "subtitle" }, h("i", { className: "key asked" }), " share of those asked, ", h("i", { className: "key" }), " share of those who answered. A word stands where they differ by more than a tenth of a standard deviation and by more than chance explains."),
        h("div", { className: "evidence-margins" }, data.margins.map(margin))));
  }

  function offers(data) {
    const reach = Math.max(0.05, Math.ceil(data.reach * 20) / 20);
    const place = (difference) => (difference + reach) / (2 * reach);
    const marks = [-reach, 0, reach];
    const side = (one) => h("tr", { key: one.name },
      h("th", { scope: "row" }, one.label),
      h("td", { "data-label": "With an offer" }, one.with_text || "–"), h("td", { "data-label": "Without" }, one.without_text || "–"),
      h("td", { className: "drawn" }, rail(one, place, marks)),
      h("td", { "data-label": "Difference" }, h("span", { className: one.value === null ? "none" : "figure" }, one.text), h("span", { className: "note" }, one.note)),
      h("td", { className: "said", "data-label": "Reading" }, h("span", { className: `verdict ${one.tone}` }, one.tone === "better" ? "▲ " : one.tone === "worse" ? "▼ " : "", one.word)));
    return window.evenhandShared.chartCard({
      id: "evidence-offers", className: "card", title: "Do offers sell, and at what price?",
      subtitle: "Opportunities with an offer against opportunities of the same channel, topic and priority that were let pass. What customers buy anyway is taken off.",
    },
      h("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": "With an offer less without" }, h("table", { className: "evidence-rails sides" },
        h("caption", { className: "unseen" }, "With an offer less without"),
        h("thead", null, h("tr", null, h("th", { scope: "col" }, "Outcome"), h("th", { scope: "col" }, "With an offer"), h("th", { scope: "col" }, "Without"),
          h("th", { scope: "col", className: "drawn" }, h("span", { className: "unseen" }, "Difference in points"), axis(marks, place, (m) => `${m > 0 ? "+" : m < 0 ? "−" : ""}${Math.abs(100 * m).toFixed(0)}`)),
          h("th", { scope: "col" }, "Difference"), h("th", { scope: "col", className: "said" }, "Reading"))),
        h("tbody", null, data.sides.map(side)))),
      h("ul", { className: "evidence-words" }, data.words.map((w) => h("li", { key: w }, w)),
        data.sides.some((one) => !one.has_baseline) && h("li", null, "No opportunity let pass can be followed to a purchase or an answer here, so there is nothing to take off. It needs a source that logs opportunities without an offer, and customers who order under a known number."),
        h("li", null, "Reps offer where they expect a yes. Strata take out channel, topic and priority, not that; only offers made by lot would.")),
      h("p", { className: "definition-links" }, "Definitions: ", data.sides.flatMap((one) => one.metrics).map((m, i) => h("span", { key: m.metric }, i > 0 && " · ", definitionLink(m.metric, m.label)))));
  }

  window.evenhand_view.Evidence = function Evidence(props) {
    return h("div", { id: props.id, className: "stack" }, surveys(props.data.surveys), offers(props.data.offers));
  };
})();
