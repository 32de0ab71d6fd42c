// What a person would see wrong with the page at its present width: sentences, none when all is well.
() => {
  const LEAST_PIXELS = 11;
  const faults = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) faults.push(`scrolls sideways: ${root.scrollWidth} px in ${root.clientWidth}`);

  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  [...new Set(ids.filter((id, i) => ids.indexOf(id) !== i))].forEach((id) => faults.push(`two of id ${id}`));

  const place = (e) => `<${e.localName} class="${e.getAttribute("class") || ""}"> ${e.textContent.trim().slice(0, 40)}`;
  const isUnseen = (e) => e.closest(".unseen, [hidden], .skip") !== null || getComputedStyle(e).clipPath !== "none";
  const isClipping = (value) => value === "hidden" || value === "clip";

  // Text that a frame around it swallows; a frame that scrolls or says so by an ellipsis swallows nothing.
  function swallowed(box, element) {
    for (let frame = element; frame && frame !== document.body; frame = frame.parentElement) {
      const style = getComputedStyle(frame);
      if (style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none" || style.position === "fixed") return false;
      if (style.clipPath !== "none") return false;
      if (/auto|scroll/.test(style.overflowX + style.overflowY)) return false;
      const edge = frame.getBoundingClientRect();
      if (isClipping(style.overflowX) && (box.right > edge.right + 1.5 || box.left < edge.left - 1.5)) return true;
      if (isClipping(style.overflowY) && (box.bottom > edge.bottom + 3 || box.top < edge.top - 3)) return true;
    }
    return false;
  }

  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen = new Set();
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const element = node.parentElement;
    if (!/[\p{L}\p{N}]/u.test(node.data) || !element.checkVisibility() || isUnseen(element)) continue;
    if (/^(script|style|title|desc|option)$/.test(element.localName)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue;
    const scale = element.ownerSVGElement ? Math.abs(element.getScreenCTM().d) : 1;
    const size = parseFloat(getComputedStyle(element).fontSize) * scale;
    if (size < LEAST_PIXELS - 0.05) seen.add(`text of ${size.toFixed(1)} px: ${place(element)}`);
    if (swallowed(box, element)) seen.add(`cut off: ${place(element)}`);
  }
  // Colour never speaks alone: a word or a sign stands in what is coloured, and in a drawing the shapes differ.
  const shape = (e) => e.localName + (e.getAttribute("d") || "").replace(/[^A-Za-z]/g, "");
  const shapes = (drawing, tone) => [...drawing.querySelectorAll(`.mark.${tone}, .reading-mark.${tone}`)].map(shape);
  document.querySelectorAll("main svg").forEach((drawing) => {
    const worse = shapes(drawing, "worse");
    if (shapes(drawing, "better").some((s) => worse.includes(s))) seen.add(`one shape for better and worse: ${place(drawing)}`);
  });
  document.querySelectorAll("main :is(.verdict, .reading, .cell):is(.better, .worse)").forEach((e) => {
    const cue = e.matches(".cell") ? e.querySelector(".sign") : e;
    if (!cue || !/[\p{L}▲▼◆●]/u.test(cue.textContent)) seen.add(`colour alone: ${place(e)}`);
  });
  return faults.concat([...seen].slice(0, 12));
}
