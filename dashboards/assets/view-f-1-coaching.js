// Coaching list: for each person and figure what stands out or moved, with what stands beside it. Names, never places.
(function () {
  const { h, day, definitionLink, recordsButton, setState, count } = window.evenhandShared;
  const { shape, toneOf, repLink } = window.evenhandShared.readings;
  const CODES = { A: "clearly_above", a: "maybe_above", e: "as_expected", b: "maybe_below", B: "clearly_below", ".": "too_few" };
  const SECTIONS = {
    months: ["Clear for months", "Clear in this period and in each of the last months: more than a bad week or a lucky one."],
    lasting: ["Clear in both periods", "Clear on the same side in this period and in the one that it is compared with."],
    new: ["Clear in this period", "Clear now and not before. That is no change yet: each line says whether the change itself is more than chance."],
    back: ["Clear before, no longer", "Nothing to act on. What stood far out mostly comes closer by itself."],
    changed: ["Moved, without being clear", "As the others in both periods, and yet the step between them is more than chance."],
    maybe: ["Noise so far", "One reading in 20 says this by chance alone. Wait for more records before anybody is spoken to."],
  };
  const VIEWS = { talk: "Worth a look", wait: "Noise so far" };
  const SIDES = { all: "Both", better: "To the better", worse: "To the worse" };
  const STEP = 13;

  // Twelve months as twelve marks: a reading each, a gap where there is nothing to read.
  function months(item, metric, starts) {
    const readings = [...item.months].map((code) => CODES[code] || null);
    const judged = readings.filter((one) => one && one !== "too_few");
    const counts = ["clearly_above", "maybe_above", "as_expected", "maybe_below", "clearly_below"].map((one) => [one, judged.filter((r) => r === one).length]).filter(([, n]) => n);
    const said = judged.length ? counts.map(([one, n]) => `${n} ${one.replace("_", " ")}`).join(", ") : "none with enough cases";
    return h("svg", { className: "coaching-months", width: STEP * 12, height: 18, role: "img", "aria-label": `Last 12 months, ${metric.label}: ${said}` },
      readings.map((one, i) => one && h("g", { key: i }, h("title", null, `${day(starts[i]).words.slice(2)}: ${one.replace("_", " ")}`),
        h("rect", { x: i * STEP, y: 0, width: STEP, height: 18, fill: "transparent" }), shape(i * STEP + STEP / 2, 9, one, metric.better, 4))));
  }

  function figures(item, told, label, span) {
    if (!told) return h("span", { className: "note" }, "too few to say");
    const [value, expected, n] = told;
    return h("span", { className: "coaching-figure" }, h("b", null, recordsButton(value, item.metric, { agent: item.id }, span, `${item.rep}, ${label}, ${value}`)), h("span", { className: "note" }, `${expected} expected · n ${count(n)}`));
  }

  function guard(item, data) {
    if (!item.guard) return null;
    const beside = data.metrics[item.guard.metric];
    const label = beside ? beside.label : item.guard.metric;
    return h("p", { className: `coaching-guard ${item.guard.tone}` },
      item.guard.tone === "worse" && h("span", { className: "sign", "aria-hidden": "true" }, "◆ "),
      h("span", null, item.guard.text), " ",
      h("span", { className: "note" }, item.guard.now ? `${label} ${item.guard.now[0]}, ${item.guard.now[1]} expected` : `${label}: too few to say`));
  }

  function line(item, data) {
    const metric = data.metrics[item.metric];
    return h("li", { key: `${item.id} ${item.metric}`, className: "coaching-item" },
      h("div", { className: "coaching-who" }, repLink(item.id, item.rep), h("span", { className: "note" }, item.team)),
      h("div", { className: "coaching-what" },
        h("p", null, h("b", null, metric.label)),
        h("p", { className: `coaching-words reading ${item.reading.split("_")[0]} ${toneOf(item.reading, metric.better)}` },
          h("svg", { width: 12, height: 12, "aria-hidden": "true" }, shape(6, 6, item.reading, metric.better, 4.2)), h("span", null, item.words)),
        guard(item, data)),
      h("div", { className: "coaching-figures" },
        h("span", { className: "note" }, "This period"), figures(item, item.now, metric.label, null),
        data.before && h("span", { className: "note" }, "Before"), data.before && figures(item, item.before, `${metric.label} before`, data.before)),
      h("div", { className: "coaching-strip" }, months(item, metric, data.starts)));
  }

  function section(key, data) {
    const items = data.items.filter((item) => item.class === key);
    if (!data.counts[key]) return null;
    const [title, words] = key === "new" && !data.before ? [SECTIONS.new[0], "There is no period to compare with: whether it lasts or is new cannot be said."] : SECTIONS[key];
    return h("section", { key, className: "card coaching-section" },
      h("h2", null, title, h("small", null, ` ${count(data.counts[key])}`)), h("p", { className: "subtitle" }, words),
      items.length ? h("ul", null, items.map((item) => line(item, data)))
        : h("p", { className: "empty" }, "Further down the list; show more or choose a team to see them."));
  }

  const choice = (words, chosen, key, label, counts) =>
    h("div", { className: "coaching-choice", role: "group", "aria-label": label }, Object.entries(words).map(([value, text]) =>
      h("button", { key: value, type: "button", "aria-pressed": value === chosen, onClick: () => setState({ [key]: value }) }, text, counts && h("span", null, count(counts[value])))));

  function more(data) {
    const left = data.total - data.items.length;
    const next = data.shows.find((count) => count > data.items.length);
    if (left <= 0) return null;
    return h("p", { className: "coaching-more" }, `${count(data.items.length)} of ${count(data.total)} lines are shown. `,
      next ? h("button", { type: "button", className: "action", onClick: () => setState({ show: String(next) }) }, "Show more") : "Choose a team to see the rest, or take the file of this page, which holds all of them.");
  }

  function nothing(data) {
    const longer = data.too_few > data.readings / 2;
    return h("section", { className: "card" }, h("p", { className: "empty" },
      data.view === "talk" ? "Nothing stands out in this period and selection: everybody with enough cases does as the others do with the same cases." : "No reading says “maybe” in this period and selection.",
      longer && h("span", null, " Most readings had too few cases; ", h("button", { type: "button", className: "coaching-link", onClick: () => setState({ p: "13w", from: "", to: "" }) }, "13 weeks"), " would say more.")));
  }

  window.evenhand_view.Coaching = function Coaching(props) {
    const data = props.data;
    const few = `${count(data.too_few)} of ${count(data.readings)} readings had too few cases to say anything, good or bad; nobody is listed for those.`;
    return h("div", { id: props.id, className: "stack coaching" },
      h("section", { className: "card coaching-head" },
        h("div", { className: "coaching-tools" },
          choice(VIEWS, data.view, "view", "Which lines", Object.fromEntries(data.views.map((v) => [v.value, v.count]))),
          choice(SIDES, data.side, "side", "Which direction")),
        h("p", { role: "status" }, data.sentences[0]),
        h("details", null, h("summary", null, "How this list is made, and how sure it is"),
          data.sentences.slice(1).map((text) => h("p", { key: text }, text)),
          data.readings > 0 && h("p", null, few),
          h("p", null, "For a conversation, not a verdict: look at the records and hear the person first. Within a heading the order is by name and says nothing.",
            data.months_of_all ? " The twelve marks of a line are months of all the person's work." : " The twelve marks of a line are its months."))),
      data.total === 0 ? nothing(data) : Object.keys(SECTIONS).map((key) => section(key, data)),
      more(data),
      data.total > 0 && h("p", { className: "definition-links" }, "Definitions: ", Object.entries(data.metrics).map(([name, m], i) => h("span", { key: name }, i > 0 && " · ", definitionLink(name, m.label)))));
  };
})();
