// What paper needs that a screen does not: charts at the width of a page, every row of a grid, everything opened, and what
// the page is of below each sheet. All of it is taken back afterwards.
(function () {
  const { day, count } = window.evenhandShared;
  // Signs beside words stay as they are; no chart grows so far that its letters look like headings.
  const LEAST_SCALED = 60;
  const MOST_SCALED = 1.25;
  const undo = [];
  const added = (parent, name, className) => {
    const element = parent.appendChild(document.createElement(name));
    if (className) element.className = className;
    return element;
  };

  function openEverything() {
    document.querySelectorAll("main details:not([open])").forEach((one) => {
      one.open = true;
      undo.push(() => { one.open = false; });
    });
  }

  // Drawn once more for about the width of a sheet, then scaled to the one that was chosen.
  function fitCharts() {
    const root = document.documentElement;
    if (!window.matchMedia("print").matches) {
      root.classList.add("export-paper");
      undo.push(() => root.classList.remove("export-paper"));
      window.ReactDOM.flushSync(() => document.dispatchEvent(new CustomEvent("evenhand:measure")));
    }
    document.querySelectorAll(".export-drawing svg[width][height]:not([viewBox])").forEach((svg) => {
      const width = Number(svg.getAttribute("width"));
      if (width < LEAST_SCALED) return;
      svg.setAttribute("viewBox", `0 0 ${width} ${svg.getAttribute("height")}`);
      svg.classList.add("export-scaled");
      svg.style.maxWidth = `${MOST_SCALED * width}px`;
      undo.push(() => { svg.removeAttribute("viewBox"); svg.classList.remove("export-scaled"); svg.style.maxWidth = ""; });
    });
  }

  function figureWords(column, figure) {
    const { alone, WORDS } = window.evenhandShared.readings;
    if (!figure) return "–";
    if (column.is_work) return alone(column, figure[0]);
    const [value, n, low, high, expected, reading] = figure;
    const said = `${WORDS[reading]}, n\u00a0${count(n)}`;
    if (value === null) return said;
    return [alone(column, value), low !== null && `${alone(column, low)} to ${alone(column, high)}`, expected !== null && `expected ${alone(column, expected)}`, said].filter(Boolean).join("\n");
  }

  // A grid holds only the rows in sight; paper gets them all, in the order and selection of the grid.
  function writeGrid(box) {
    const api = window.dash_ag_grid && window.dash_ag_grid.getApi(box.id);
    if (!api) return;
    const columns = api.getColumns().map((column) => column.getColDef());
    const table = document.createElement("table");
    table.className = "export-grid";
    const head = added(added(table, "thead"), "tr");
    columns.forEach((column) => { added(head, "th").textContent = column.headerName; });
    const body = added(table, "tbody");
    api.forEachNodeAfterFilterAndSort((node) => {
      const line = added(body, "tr");
      added(line, "th").textContent = [node.data.rep, node.data.team].filter(Boolean).join("\n");
      columns.slice(1).forEach((column) => { added(line, "td").textContent = figureWords(column.cellRendererParams.column, node.data.figures[column.colId]); });
    });
    box.after(table);
    undo.push(() => table.remove());
  }

  function sayBelow() {
    const printed = `Printed ${day(new Date().toISOString().slice(0, 10)).words}`;
    const lines = window.evenhandShared.scopeText().concat(printed).map((line) => line.replace(/["\\\n]/g, " "));
    const style = added(document.head, "style");
    style.textContent = `@page { @bottom-left { content: "${[lines[0], lines.slice(1).join(" · ")].filter(Boolean).join("\\a ")}"; } }`;
    undo.push(() => style.remove());
  }

  window.addEventListener("beforeprint", () => {
    openEverything();
    document.querySelectorAll("main .ag-theme").forEach(writeGrid);
    sayBelow();
    fitCharts();
  });
  window.addEventListener("afterprint", () => undo.splice(0).reverse().forEach((back) => back()));
})();
