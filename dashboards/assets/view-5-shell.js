// Navigation that carries the filters along, and the theme switch.
(function () {
  const { h, icon, navigate } = window.evenhandShared;

  function switchTheme() {
    const root = document.documentElement;
    const next = root.getAttribute("data-mantine-color-scheme") === "dark" ? "light" : "dark";
    root.setAttribute("data-mantine-color-scheme", next);
    window.localStorage.setItem("mantine-color-scheme-value", next);
    document.querySelectorAll(".ag-theme").forEach((grid) => grid.setAttribute("data-ag-theme-mode", next));
  }

  window.evenhand_view.Shell = function Shell(props) {
    const { pages, path } = props.data;
    const go = (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      navigate(event.currentTarget.getAttribute("href") + window.location.search);
    };
    return h("header", { id: props.id, className: "shell" },
      h("a", { className: "skip", href: "#main" }, "Skip to content"),
      h("a", { className: "brand", href: "/", onClick: go }, icon("even"), h("span", null, "Evenhand")),
      h("nav", { "aria-label": "Pages" }, pages.map((page) =>
        h("a", { key: page.path, href: page.path, "aria-current": page.path === path ? "page" : null, onClick: go, title: page.name }, icon(page.icon), h("span", null, page.name)))),
      h("button", { type: "button", className: "theme", onClick: switchTheme, title: "Light or dark" }, icon("theme"), h("span", null, "Theme")));
  };
})();
