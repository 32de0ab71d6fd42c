// The figures of a page as files, and the page itself on paper: one menu.
(function () {
  const { h, icon, usePopover } = window.evenhandShared;
  const KINDS = [["csv", "CSV", "one table, for any program"], ["xlsx", "Excel", "every table, a sheet each"], ["parquet", "Parquet", "one table, with types"]];
  let current = null;

  // The file holds what is on the screen, so the find box of a page counts too.
  function address(download, kind) {
    const link = new URL(download, window.location.origin);
    link.pathname = link.pathname.replace(/[^.]+$/, kind);
    const box = document.querySelector("main input[id$='-find']");
    if (box && box.value.trim() && !link.searchParams.has("metric")) link.searchParams.set("find", box.value.trim());
    return link.pathname + link.search;
  }

  function Menu({ download, canPrint }) {
    const { isOpen, setOpen, close, button, around } = usePopover();
    const print = () => { close(); window.print(); };
    const entry = (name, note) => [h("b", { key: "name" }, name), h("span", { key: "note" }, note)];
    return h("div", { className: "export-menu", ...around },
      h("button", { ref: button, type: "button", className: "action", "aria-expanded": isOpen, onClick: () => setOpen(!isOpen) }, icon("download"), h("span", null, "Download"), icon("down")),
      isOpen && h("div", { className: "export-list", role: "group", "aria-label": "Download as" },
        KINDS.map(([kind, name, note]) => h("a", { key: kind, href: address(download, kind), download: "", onClick: () => window.setTimeout(close, 0) }, entry(name, note))),
        canPrint && h("button", { type: "button", onClick: print }, entry("PDF", "this page, printed"))));
  }

  window.evenhandShared.downloadMenu = (scope) => { current = scope; return h(Menu, { download: scope.download, canPrint: true }); };
  // On a page without filters there is no scope beside which the menu could stand.
  window.evenhandShared.downloadAlone = (page) => h("div", { key: "download", className: "export-alone" }, h(Menu, { download: `/download/${page}.csv`, canPrint: true }));
  window.evenhandShared.downloadList = (download) => h(Menu, { download, canPrint: false });

  // A page without filters says itself what its pictures are of; the answer takes that back.
  let told = null;
  window.evenhandShared.tellScope = (lines) => {
    told = lines;
    return () => { told = null; };
  };

  // What a picture says below itself; nothing on a page that has no figures of a period.
  window.evenhandShared.scopeText = () => {
    if (told) return told;
    if (!current || !document.querySelector("main .scope")) return [];
    const compared = current.compared ? ` compared with ${current.compared}` : "";
    return [`${current.period}${compared} · ${current.slices.join(" · ")} · ${current.volume}`, `${current.as_of} · generation ${current.generation} · Evenhand`];
  };
})();
