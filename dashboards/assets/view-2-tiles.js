// Key figures with a spark line each, and the scope sentence.
(function () {
  const { h, icon, count } = window.evenhandShared;
  const WIDTH = 150;
  const HEIGHT = 34;

  // Stretched to the tile's width; dots are strokes without length, which stay round when the drawing does not.
  function spark(data) {
    const known = data.values.filter((v) => v !== null);
    if (known.length < 2) return h("svg", { className: "spark", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true" });
    const edges = known.concat(data.limits || []);
    const low = Math.min(...edges);
    const high = Math.max(...edges);
    const span = high - low || 1;
    const x = (i) => 3 + (i * (WIDTH - 6)) / (data.values.length - 1);
    const y = (v) => HEIGHT - 4 - ((v - low) / span) * (HEIGHT - 8);
    const path = (from, to) => {
      let d = "";
      let pen = "M";
      for (let i = from; i <= to; i += 1) {
        if (data.values[i] === null) { pen = "M"; continue; }
        d += `${pen}${x(i).toFixed(1)} ${y(data.values[i]).toFixed(1)}`;
        pen = "L";
      }
      return d;
    };
    const end = data.values.length - 1;
    const first = Math.max(0, data.shown.indexOf(true) - 1);
    const marks = data.signals
      .map((tone, i) => tone && h("path", { key: i, d: `M${x(i)} ${y(data.values[i])}h0`, className: `dot ${tone}` }))
      .filter(Boolean);
    return h(
      "svg",
      { className: "spark", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" },
      data.limits &&
        h("rect", { x: 0, width: WIDTH, y: y(data.limits[1]), height: Math.max(1, y(data.limits[0]) - y(data.limits[1])), className: "band" }),
      h("path", { d: path(0, end), className: "line" }),
      data.shown.includes(true) && h("path", { d: path(first, end), className: "line shown" }),
      ...marks
    );
  }
  window.evenhandShared.spark = spark;

  // A nightly load leaves data up to two days old over a quiet Sunday; beyond that the stamp says so.
  const OLD_DAYS = 2;
  const ARROWS = { up: "↗", down: "↘", flat: "—" };

  // The verdict is about the usual, the change about one period: where they point apart, a word joins them.
  const verdictOf = ({ verdict, direction }) => {
    const apart = (direction === "up" && verdict.word.startsWith("lower")) || (direction === "down" && verdict.word.startsWith("higher"));
    return apart ? `yet ${verdict.word}` : verdict.word;
  };

  // The button of a tile spreads over its card; the two small ones lie on top of it, since buttons cannot hold buttons.
  function tile(one, isChosen, choose) {
    const { recordsButton, hint } = window.evenhandShared;
    const counted = one.counted && recordsButton(one.counted, one.metric, {}, null, `${one.label}, ${one.counted}`);
    const said = `${one.label}: ${one.number} ${one.unit}. ${one.change ? `${one.change}, ` : ""}${verdictOf(one)}. ${one.note}`;
    return h(
      "div",
      { key: one.metric, className: "card tile" },
      h(
        "button",
        { type: "button", className: "tile-pick", "aria-pressed": isChosen, "aria-label": said, onClick: () => choose(one.metric) },
        h("span", { className: "tile-label" }, one.label),
        h("span", { className: "tile-figure" }, one.number, one.unit && h("small", null, one.unit)),
        h(
          "span",
          { className: "tile-change" },
          one.change && h("b", null, `${ARROWS[one.direction]} ${one.change}`),
          one.verdict.word && h("span", { className: `verdict ${one.verdict.tone}` }, verdictOf(one))
        ),
        spark(one.spark)
      ),
      h("span", { className: "tile-note" }, one.interval, one.interval && counted && " · ", counted || "\u00a0"),
      hint(one.hint)
    );
  }

  window.evenhand_view.Tiles = function Tiles(props) {
    const choose = (metric) => props.setProps({ chosen: metric });
    return h("div", { id: props.id, className: "tiles", role: "group", "aria-label": "Key figures" }, props.data.map((one) => tile(one, one.metric === props.chosen, choose)));
  };

  window.evenhand_view.Scope = function Scope(props) {
    const scope = props.data;
    const days = scope.data_as_of ? Math.floor((Date.now() - Date.parse(scope.data_as_of)) / 86400000) : 0;
    const copy = (event) => {
      const button = event.currentTarget;
      navigator.clipboard.writeText(window.location.href).then(() => {
        button.lastChild.textContent = "Copied";
        window.setTimeout(() => { button.lastChild.textContent = "Copy link"; }, 1600);
      });
    };
    return h(
      "div",
      { id: props.id, className: "scope" },
      h(
        "p",
        { "aria-live": "polite" },
        h("b", null, scope.period),
        scope.compared ? ` compared with ${scope.compared}` : scope.uncompared ? ` · ${scope.uncompared}` : "",
        ` · ${scope.slices.join(" · ")} · `,
        h("b", null, scope.volume)
      ),
      h(
        "div",
        { className: "scope-actions" },
        h("span", { className: "as-of", title: `Generation ${scope.generation}` }, h("i", { className: `dot${days > OLD_DAYS ? " old" : ""}` }), scope.as_of, days > OLD_DAYS ? ` · ${count(days)} days old` : ""),
        h("button", { type: "button", className: "action", onClick: copy }, icon("link"), h("span", null, "Copy link")),
        scope.download && window.evenhandShared.downloadMenu(scope)
      ),
      scope.is_empty &&
        h(
          "p",
          { className: "empty", role: "status" },
          "There are no cases and no queue contacts in this period and selection. ",
          h("a", { href: window.location.pathname, onClick: (e) => { e.preventDefault(); window.evenhandShared.navigate(window.location.pathname); } }, "Show the default view"),
          " or ",
          h("a", { href: "?p=all", onClick: (e) => { e.preventDefault(); window.evenhandShared.navigate(`${window.location.pathname}?p=all`); } }, "the whole history"),
          "."
        )
    );
  };
})();
