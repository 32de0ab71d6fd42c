// Readings: a word and a shape for each. Shape tells better (circle) from worse (diamond), hollow says maybe, and colour
// comes only with a clear reading in a known direction.
(function () {
  const { h, figure, navigate } = window.evenhandShared;
  const WORDS = {
    as_expected: "as expected", maybe_above: "maybe above", maybe_below: "maybe below",
    clearly_above: "clearly above", clearly_below: "clearly below", too_few: "too few to say",
  };
  const SHAPES = { better: "circle", worse: "diamond", plain: "square" };

  const sideOf = (reading, better) => {
    const side = reading.split("_")[1];
    if ((side !== "above" && side !== "below") || (better !== "higher" && better !== "lower")) return "plain";
    return (side === "above") === (better === "higher") ? "better" : "worse";
  };
  const toneOf = (reading, better) => (reading.startsWith("clearly") ? sideOf(reading, better) : "plain");

  function shape(x, y, reading, better, size) {
    const sure = reading.split("_")[0];
    const className = `reading-mark ${sure} ${toneOf(reading, better)}`;
    if (sure === "as") return h("circle", { cx: x, cy: y, r: size * 0.72, className });
    if (sure === "too") return h("path", { d: `M${x - size * 0.6} ${y}h${size * 1.2}`, className });
    const kind = SHAPES[sideOf(reading, better)];
    if (kind === "circle") return h("circle", { cx: x, cy: y, r: size, className });
    const half = kind === "square" ? size * 0.86 : size * 1.22;
    const d = kind === "square" ? `M${x - half} ${y - half}h${2 * half}v${2 * half}h${-2 * half}Z` : `M${x} ${y - half}L${x + half} ${y}L${x} ${y + half}L${x - half} ${y}Z`;
    return h("path", { d, className });
  }

  const word = (reading, better) =>
    h("span", { className: `reading ${reading.split("_")[0]} ${toneOf(reading, better)}` },
      reading !== "too_few" && h("svg", { width: 12, height: 12, "aria-hidden": "true" }, shape(6, 6, reading, better, 4.2)), WORDS[reading]);

  // A value in the unit that its whole column or chart is shown in.
  const told = (axis, value) => (value === null || value === undefined ? "–" : `${figure(value / axis.divisor, axis.decimals)}${axis.unit ? `\u00a0${axis.unit}` : ""}`);

  // A duration that stands alone is told in the unit that suits it; the same steps as the server's.
  const DURATIONS = [[10, 1, "s", 1], [120, 1, "s", 0], [7200, 60, "min", 1], [172800, 3600, "h", 1], [Infinity, 86400, "days", 1]];
  const alone = (axis, value) => {
    if (!axis.is_duration || value === null) return told(axis, value);
    const [, divisor, unit, decimals] = DURATIONS.find(([limit]) => Math.abs(value) < limit);
    return told({ divisor, unit, decimals }, value);
  };

  const repAddress = (id) => `/reps/${encodeURIComponent(id)}${window.location.search}`;
  const follow = (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    navigate(event.currentTarget.getAttribute("href"));
  };
  const repLink = (id, name) => h("a", { className: "rep-link", href: repAddress(id), onClick: follow }, name);

  const EXAMPLES = {
    known: [["clearly_above", "clearly, to the better"], ["clearly_below", "clearly, to the worse"], ["maybe_above", "maybe better"], ["maybe_below", "maybe worse"], ["as_expected", "as expected"]],
    open: [["clearly_above", "clearly above or below"], ["maybe_above", "maybe above or below"], ["as_expected", "as expected"]],
  };
  const legend = (better) => {
    const isKnown = better === "higher" || better === "lower";
    return h("p", { className: "legend readings" }, (isKnown ? EXAMPLES.known : EXAMPLES.open).map(([reading, words]) =>
      h("span", { key: words }, h("svg", { width: 14, height: 14, "aria-hidden": "true" }, shape(7, 7, reading, isKnown ? "higher" : better, 4.6)), words)));
  };

  const UNDIRECTED = [["clearly_above", "clearly off, no better side"], ["maybe_above", "maybe off"]];
  const undirected = () => h("p", { className: "legend readings" }, UNDIRECTED.map(([reading, words]) =>
    h("span", { key: words }, h("svg", { width: 14, height: 14, "aria-hidden": "true" }, shape(7, 7, reading, "neutral", 4.6)), words)));

  // What the cells of the grid are drawn with, where metrics with and without a direction stand side by side.
  const TICK = h("svg", { width: 34, height: 14, className: "whisker", "aria-hidden": "true" },
    h("line", { x1: 2, x2: 24, y1: 7, y2: 7, className: "range" }), h("line", { x1: 30, x2: 30, y1: 1, y2: 13, className: "expected" }));
  window.evenhand_view.ReadingLegend = (props) =>
    h("div", { id: props.id, className: "grid-legend" },
      h("p", { className: "legend readings" }, h("span", null, TICK, "95 % interval | expected with these cases")),
      legend("higher"), undirected());

  Object.assign(window.evenhandShared, { readings: { WORDS, toneOf, shape, word, told, alone, repAddress, repLink, follow, legend, undirected } });
})();
