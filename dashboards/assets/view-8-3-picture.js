// A card as a drawing that stands alone: shapes, words and colours as they are on the screen, with its footer below.
(function () {
  const NS = "http://www.w3.org/2000/svg";
  const AIR = 14;
  const LINE = 18;
  const BASELINE = 0.8;
  const LEFT_OUT = ".unseen, .export-tools, .export-table, .definition-link, .definition-links, .funnel-tip, .month-words";
  // Shown styles and what they are where nothing is said.
  const STYLES = {
    fill: "rgb(0, 0, 0)", stroke: "none", "stroke-width": "1px", "stroke-dasharray": "none", "stroke-linecap": "butt", "stroke-linejoin": "miter",
    opacity: "1", "fill-opacity": "1", "stroke-opacity": "1", "text-anchor": "start", "paint-order": "normal", "vector-effect": "none", visibility: "visible",
  };
  const TYPE = ["font-size", "font-weight", "font-style"];

  const make = (name, attributes, text) => {
    const element = document.createElementNS(NS, name);
    Object.entries(attributes).forEach(([key, value]) => value !== null && element.setAttribute(key, typeof value === "number" ? Math.round(value * 100) / 100 : value));
    if (text !== undefined) element.textContent = text;
    return element;
  };

  // Programs beside browsers know rgb() only; mixed colours are painted once and read back.
  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  function plain(colour) {
    if (!colour.startsWith("color(")) return colour;
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = pen.getImageData(0, 0, 1, 1).data;
    return `rgba(${red}, ${green}, ${blue}, ${(alpha / 255).toFixed(3)})`;
  }

  function styled(from, to) {
    const shown = window.getComputedStyle(from);
    if (shown.display === "none") { to.setAttribute("display", "none"); return; }
    Object.entries(STYLES).forEach(([name, usual]) => {
      const value = shown.getPropertyValue(name);
      if (value && value !== usual) to.setAttribute(name, plain(value));
      else to.removeAttribute(name);
    });
    if (from instanceof SVGTextContentElement) TYPE.forEach((name) => to.setAttribute(name, shown.getPropertyValue(name)));
    ["class", "style", "tabindex", "role", "aria-label", "aria-hidden"].forEach((name) => to.removeAttribute(name));
  }

  function drawing(svg, origin) {
    const box = svg.getBoundingClientRect();
    const copy = svg.cloneNode(true);
    styled(svg, copy);
    const all = copy.querySelectorAll("*");
    svg.querySelectorAll("*").forEach((from, i) => styled(from, all[i]));
    const place = { x: box.left - origin.left, y: box.top - origin.top, width: box.width, height: box.height, overflow: window.getComputedStyle(svg).overflow };
    Object.entries(place).forEach(([name, value]) => copy.setAttribute(name, value));
    return copy;
  }

  // One text for each line on which words of a node stand.
  function words(node, origin) {
    const shown = window.getComputedStyle(node.parentElement);
    const range = document.createRange();
    const lines = [];
    for (const found of node.data.matchAll(/\S+/g)) {
      range.setStart(node, found.index);
      range.setEnd(node, found.index + found[0].length);
      const at = range.getBoundingClientRect();
      const last = lines[lines.length - 1];
      if (!at.width) continue;
      if (last && Math.abs(last.top - at.top) < 3) last.text += ` ${found[0]}`;
      else lines.push({ top: at.top, left: at.left, height: at.height, text: found[0] });
    }
    const type = { fill: plain(shown.color), "font-size": shown.fontSize, "font-weight": shown.fontWeight, "font-style": shown.fontStyle === "normal" ? null : shown.fontStyle, "letter-spacing": shown.letterSpacing === "normal" ? null : shown.letterSpacing };
    return lines.map((line) => make("text", { x: line.left - origin.left, y: line.top - origin.top + line.height * BASELINE, ...type }, line.text));
  }

  // Stripes of two colours, the only grounds here that are no plain colour.
  function hatched(shown, picture) {
    if (!shown.backgroundImage.startsWith("repeating-linear-gradient")) return null;
    const colours = [...new Set(shown.backgroundImage.match(/(?:rgba?|color)\([^)]*\)/g))].map(plain);
    const id = `stripes-${colours.join("-").replace(/[^a-z0-9]+/g, "-")}`;
    if (!picture.querySelector(`#${id}`)) {
      const pattern = make("pattern", { id, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
      pattern.append(make("rect", { width: 6, height: 6, fill: colours[1] || "none" }), make("rect", { width: 2, height: 6, fill: colours[0] }));
      picture.append(pattern);
    }
    return `url(#${id})`;
  }

  function bullet(element, shown, origin) {
    if (shown.display !== "list-item" || shown.listStyleType !== "disc") return [];
    const at = element.getBoundingClientRect();
    return [make("circle", { cx: at.left - origin.left - 10, cy: at.top - origin.top + parseFloat(shown.fontSize) * 0.75, r: 2, fill: plain(shown.color) })];
  }

  const SIDES = [["Top", 0, 0, 1, 0], ["Right", 1, 0, 1, 1], ["Bottom", 0, 1, 1, 1], ["Left", 0, 0, 0, 1]];
  function ground(element, shown, origin, picture) {
    const at = element.getBoundingClientRect();
    const [x, y] = [at.left - origin.left, at.top - origin.top];
    const fill = hatched(shown, picture) || plain(shown.backgroundColor);
    const isFilled = fill !== "rgba(0, 0, 0, 0)" && at.width > 0 && at.height > 0;
    const radius = Math.min(parseFloat(shown.borderTopLeftRadius) * (shown.borderTopLeftRadius.endsWith("%") ? at.width / 100 : 1), at.width / 2, at.height / 2);
    const edges = SIDES.filter(([side]) => parseFloat(shown[`border${side}Width`]) > 0 && shown[`border${side}Style`] !== "none");
    const stroke = edges.length === 4 ? { stroke: plain(shown.borderTopColor), "stroke-width": shown.borderTopWidth } : {};
    const drawn = isFilled || edges.length === 4 ? [make("rect", { x, y, width: at.width, height: at.height, rx: radius || null, fill: isFilled ? fill : "none", opacity: shown.opacity === "1" ? null : shown.opacity, ...stroke })] : [];
    if (edges.length === 4) return drawn;
    return drawn.concat(edges.map(([side, x1, y1, x2, y2]) => make("line", {
      x1: x + x1 * at.width, y1: y + y1 * at.height, x2: x + x2 * at.width, y2: y + y2 * at.height, stroke: plain(shown[`border${side}Color`]), "stroke-width": shown[`border${side}Width`],
      "stroke-dasharray": shown[`border${side}Style`] === "dashed" ? "4 4" : null })));
  }

  function walk(node, picture, origin) {
    if (node.nodeType === Node.TEXT_NODE) { picture.append(...words(node, origin)); return; }
    if (!(node instanceof Element) || node.matches(LEFT_OUT)) return;
    const shown = window.getComputedStyle(node);
    if (shown.display === "none" || shown.visibility === "hidden") return;
    if (node instanceof SVGSVGElement) { picture.append(drawing(node, origin)); return; }
    picture.append(...ground(node, shown, origin, picture), ...bullet(node, shown, origin));
    node.childNodes.forEach((child) => walk(child, picture, origin));
  }

  // Lines of the footer, broken where the width of the picture ends.
  function footer(lines, width) {
    pen.font = "12px Inter, sans-serif";
    return lines.flatMap((line) => line.split(" ").reduce((broken, word) => {
      const longer = broken.length ? `${broken[broken.length - 1]} ${word}` : word;
      if (!broken.length || pen.measureText(longer).width > width) return broken.concat(word);
      return broken.slice(0, -1).concat(longer);
    }, []));
  }

  async function typeface() {
    const bytes = new Uint8Array(await (await fetch("/assets/fonts/inter-variable.woff2")).arrayBuffer());
    const text = bytes.reduce((all, byte) => all + String.fromCharCode(byte), "");
    return `@font-face{font-family:Inter;font-weight:400 700;src:url(data:font/woff2;base64,${window.btoa(text)}) format("woff2")}text{font-variant-numeric:tabular-nums}`;
  }

  // The tools of the card make room while it is measured.
  function picture(card, title, letters) {
    card.classList.add("export-taken");
    const box = card.getBoundingClientRect();
    const inside = card.querySelector(".export-head").getBoundingClientRect().left - box.left;
    const pad = inside < AIR ? AIR : 0;
    const [margin, origin] = [inside + pad, { left: box.left - pad, top: box.top - pad }];
    const colour = (name) => window.getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const said = footer(window.evenhandShared.scopeText(), box.width + 2 * pad - 2 * margin);
    const bottom = card.querySelector(".export-drawing").getBoundingClientRect().bottom - origin.top + AIR;
    const [width, height] = [Math.ceil(box.width + 2 * pad), Math.ceil(bottom + LINE * said.length + AIR)];
    const svg = make("svg", { xmlns: NS, width, height, viewBox: `0 0 ${width} ${height}`, "font-family": "Inter, 'Segoe UI', system-ui, sans-serif" });
    svg.append(make("title", {}, title), make("style", {}, letters), make("rect", { width, height, fill: colour("--surface") }));
    card.querySelectorAll(":scope > .export-head, :scope > .subtitle, :scope > .export-drawing").forEach((part) => walk(part, svg, origin));
    said.forEach((line, i) => svg.append(make("text", { x: margin, y: bottom + AIR + LINE * i, fill: colour("--ink-3"), "font-size": "12px" }, line)));
    card.classList.remove("export-taken");
    return { svg: new XMLSerializer().serializeToString(svg), width, height };
  }

  async function painted(drawn) {
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawn.svg)}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [2 * drawn.width, 2 * drawn.height];
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((done) => canvas.toBlob(done, "image/png"));
  }

  window.evenhandShared.savePicture = async (card, title, kind) => {
    const drawn = picture(card, title, await typeface());
    const file = kind === "png" ? await painted(drawn) : new Blob([drawn.svg], { type: "image/svg+xml" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = `evenhand-${title.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "")}.${kind}`;
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  };
})();
