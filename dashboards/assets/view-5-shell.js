// Navigation that carries the filters along, and the theme switch.
(function () {
  const { h, icon, navigate, usePopover } = window.evenhandShared;

  function switchTheme() {
    const root = document.documentElement;
    const next = root.getAttribute("data-mantine-color-scheme") === "dark" ? "light" : "dark";
    root.setAttribute("data-mantine-color-scheme", next);
    window.localStorage.setItem("mantine-color-scheme-value", next);
    document.querySelectorAll(".ag-theme").forEach((grid) => grid.setAttribute("data-ag-theme-mode", next));
  }

  window.evenhand_view.PageLink = function PageLink(props) {
    const { href, text } = props.data;
    const go = (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      navigate(href + window.location.search);
    };
    return h("a", { id: props.id, href, onClick: go }, text);
  };

  // Who reads, and the way out; plain forms, so that signing out works when nothing else does.
  function Account({ account }) {
    const { isOpen, setOpen, button, around } = usePopover();
    if (!account) return null;
    if (account.notice) return h("p", { className: "account-notice" }, icon("reps"), h("span", null, account.notice));
    const out = (words, everywhere) => h("form", { method: "post", action: "/sign-out" },
      everywhere && h("input", { type: "hidden", name: "everywhere", value: "yes" }), h("button", { type: "submit" }, words));
    return h("div", { className: "account", ...around },
      h("button", { ref: button, type: "button", className: "account-button", "aria-expanded": isOpen, "aria-controls": "account-menu", onClick: () => setOpen(!isOpen) },
        icon("reps"), h("span", null, h("span", { className: "unseen" }, "Account: "), account.name, h("small", null, account.role))),
      isOpen && h("div", { id: "account-menu", className: "account-menu" },
        h("p", null, h("b", null, account.name), h("span", null, account.limits ? `${account.role}: ${account.limits}` : account.role)),
        out("Sign out", false), out("Sign out everywhere", true)));
  }

  window.evenhand_view.Shell = function Shell(props) {
    const React = window.React;
    const { groups, path, may, everything, account } = props.data;
    // Drawn before the page beside it, so numbers know whether they lead to records, and what their totals are of.
    Object.assign(window.evenhandShared, { may: (need) => may.includes(need), everyTeam: everything });
    const { isOpen, setOpen, button, around } = usePopover();
    React.useEffect(() => setOpen(false), [path]);
    const go = (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      setOpen(false);
      navigate(event.currentTarget.getAttribute("href") + window.location.search);
    };
    const link = (page) => h("a", { key: page.path, href: page.path, "aria-current": page.path === path ? "page" : null, onClick: go }, icon(page.icon), h("span", null, page.name));
    const group = ({ name, pages }) => pages.length > 0 &&
      h("div", { key: name, className: "shell-group", role: "group", "aria-label": name }, h("span", { className: "shell-audience", "aria-hidden": "true" }, name), pages.map(link));
    return h("header", { id: props.id, ref: around.ref, className: `shell${isOpen ? " open" : ""}`, onKeyDown: around.onKeyDown },
      h("a", { className: "skip", href: "#main" }, "Skip to content"),
      h("a", { className: "brand", href: "/", onClick: go }, icon("even"), h("span", null, "Evenhand")),
      h("button", { ref: button, type: "button", className: "shell-menu", "aria-expanded": isOpen, "aria-controls": "shell-pages", onClick: () => setOpen(!isOpen) }, icon("menu"), h("span", null, "Pages")),
      h("nav", { id: "shell-pages", "aria-label": "Pages" }, groups.map(group)),
      h(Account, { account }),
      h("button", { type: "button", className: "theme", onClick: switchTheme, title: "Light or dark" }, icon("theme"), h("span", null, "Theme")));
  };
})();
