// Shared by the components: element shorthand, icons, axis ticks, dates.
window.evenhand_view = window.evenhand_view || {};
window.evenhandShared = (function () {
  const h = (...parts) => window.React.createElement(...parts);

  const PATHS = {
    overview: "M4 4h6v8H4zM14 4h6v5h-6zM14 13h6v7h-6zM4 16h6v4H4z",
    trends: "M4 19V5M4 19h16M7.5 14l3.5-4 3 2.5L19.5 7",
    service: "M5 4h4l1.500 4.500-2 1.500a11 11 0 0 0 5.500 5.500l1.500-2 4.500 1.500v4a1 1 0 0 1-1 1A16 16 0 0 1 4 5a1 1 0 0 1 1-1z",
    satisfaction: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8.500 14.500c1 1.200 2.200 1.800 3.500 1.800s2.500-.6 3.500-1.800M9 9.500v.5M15 9.500v.5",
    sales: "M4 5h2l2 10h9.500l2-7H7M9.500 19.500v.1M16.500 19.500v.1",
    complaints: "M4 5h16v11h-8l-5 4v-4H4zM12 8v3.500M12 13.700v.1",
    teams: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.6-4 3-6 6.500-6s5.900 2 6.500 6M16 4.500a3.500 3.500 0 0 1 0 6.500M18 14.500c2 .8 3.200 2.600 3.500 5.500",
    channels: "M4 5h16v10H9l-5 4zM8 9h8M8 12h5",
    reps: "M12 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c.8-4.700 3.800-7 8-7s7.200 2.300 8 7",
    staffing: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.500 2",
    definitions: "M5 4h10a3 3 0 0 1 3 3v13H8a3 3 0 0 1-3-3zM9 8h5M9 12h5",
    quality: "M12 3l8 3v6c0 4.500-3 7.500-8 9-5-1.500-8-4.500-8-9V6zM9 12l2.200 2.200L15.500 10",
    evidence: "M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13zM15.500 15.500L20 20M8 10.500l2 2 3-3.500",
    theme: "M20 14.500A8 8 0 1 1 9.500 4a6.500 6.500 0 0 0 10.500 10.500z",
    link: "M10 14l4-4M8.500 11.500l-2 2a3.500 3.500 0 0 0 5 5l2-2M15.500 12.500l2-2a3.500 3.500 0 0 0-5-5l-2 2",
    download: "M12 4v11M7.500 10.500L12 15l4.500-4.500M5 19h14",
    down: "M7 10l5 5 5-5",
    service: "M4 14v-2a8 8 0 0 1 16 0v2M4 14h3v5H5.500A1.500 1.500 0 0 1 4 17.500zM20 14h-3v5h1.500a1.500 1.500 0 0 0 1.500-1.500zM17 19c0 1.500-1.500 2-4 2",
    satisfaction: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8 14c1 1.800 2.400 2.700 4 2.700s3-.9 4-2.700M9 9.500v.010M15 9.500v.010",
    sales: "M4 4h7l9 9-7 7-9-9zM8.500 8.500v.010",
    complaints: "M4 5h16v11h-8l-4.500 4v-4H4zM12 8v3M12 13.500v.010",
    coaching: "M4 5h16v11H11l-4.500 4v-4H4zM8.500 10.500l2.300 2.300L15.500 8.500",
    follow_up: "M5 4h4l1.500 4-2 1.500a12 12 0 0 0 6 6l1.500-2 4 1.500v4c-8 1.500-16.500-7-15-15zM15 4h5v5M20 4l-5.500 5.500",
    sql: "M4 6.500c0-1.500 3.600-2.500 8-2.500s8 1 8 2.500-3.600 2.500-8 2.500-8-1-8-2.500zM4 6.500v11c0 1.500 3.600 2.500 8 2.500s8-1 8-2.500v-11M4 12c0 1.500 3.600 2.500 8 2.500s8-1 8-2.500",
    explore: "M4 5h16v14H4zM4 10h16M4 14.500h16M9.500 5v14",
    saved: "M7 4h10v16l-5-4-5 4z",
    menu: "M4 7h16M4 12h16M4 17h16",
    info: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5M12 8v.010",
    even: "M12 4v16M7 20h10M5 8h14M5 8l-2.500 6h5zM19 8l-2.500 6h5z",
  };
  const icon = (name) =>
    h("svg", { className: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" }, h("path", { d: PATHS[name] }));

  const { locale, dayWords } = window.evenhandPlace;
  const day = (iso) => {
    const [year, month, date] = iso.split("-").map(Number);
    return { year, month, date, ...dayWords(year, month, date) };
  };

  const ticks = (low, high, wanted) => {
    const rough = (high - low) / wanted || 1;
    const power = Math.pow(10, Math.floor(Math.log10(rough)));
    const step = [1, 2, 2.5, 5, 10].map((m) => m * power).find((s) => s >= rough);
    const found = [];
    for (let t = Math.ceil(low / step) * step; t <= high + step * 1e-9; t += step) found.push(t);
    return { found, decimals: Math.max(0, -Math.floor(Math.log10(step) + 1e-9) + (step / power === 2.5 ? 1 : 0)) };
  };

  const figure = (value, decimals) =>
    value.toLocaleString(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals, useGrouping: "always" });
  const upTo = (value, most) => value.toLocaleString(locale, { maximumFractionDigits: most, useGrouping: "always" });
  const count = (n) => n.toLocaleString(locale, { useGrouping: "always" });

  const navigate = (href) => {
    window.history.pushState({}, "", href);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    window.scrollTo(0, 0);
  };

  // The way from a figure to its words; the filters come along, so that Back is not needed to keep them.
  const definitionLink = (metric, text) => {
    const href = `/definitions${window.location.search}#${metric}`;
    return h("a", { key: metric, className: "definition-link", href, onClick: (e) => { e.preventDefault(); navigate(href); } }, text);
  };

  // The way from a figure to the statement that gives it, for those who may ask in SQL.
  const sqlLink = (href) => window.evenhandShared.may("sql") &&
    h("a", { key: "sql", className: "sql-link", href, onClick: (e) => { if (e.metaKey || e.ctrlKey || e.shiftKey) return; e.preventDefault(); navigate(href); } }, "Open as SQL");

  // A change of width redraws charts; they are drawn in pixels so that type keeps its size on a phone.
  const useWidth = () => {
    const React = window.React;
    const box = React.useRef(null);
    const [width, setWidth] = React.useState(0);
    React.useLayoutEffect(() => {
      const measure = () => box.current && setWidth(box.current.clientWidth);
      measure();
      const observer = new ResizeObserver(measure);
      observer.observe(box.current);
      // Paper has a width of its own, and does not wait for an observer.
      document.addEventListener("evenhand:measure", measure);
      return () => { observer.disconnect(); document.removeEventListener("evenhand:measure", measure); };
    }, []);
    return [box, width];
  };

  // What opens from a button and closes by a click elsewhere, by leaving it, or by Esc, which gives the focus back.
  const usePopover = () => {
    const React = window.React;
    const [isOpen, setOpen] = React.useState(false);
    const box = React.useRef(null);
    const button = React.useRef(null);
    React.useEffect(() => {
      if (!isOpen) return undefined;
      const away = (event) => !box.current.contains(event.target) && setOpen(false);
      document.addEventListener("pointerdown", away);
      return () => document.removeEventListener("pointerdown", away);
    }, [isOpen]);
    const close = () => { setOpen(false); button.current.focus(); };
    // Esc would close a dialog around it as well; it closes the innermost thing that is open.
    const onKeyDown = (event) => { if (event.key === "Escape" && isOpen) { event.preventDefault(); event.stopPropagation(); close(); } };
    const onBlur = (event) => event.relatedTarget && !box.current.contains(event.relatedTarget) && setOpen(false);
    return { isOpen, setOpen, close, button, around: { ref: box, onKeyDown, onBlur } };
  };

  return { h, icon, day, ticks, figure, upTo, count, locale, navigate, definitionLink, sqlLink, useWidth, usePopover };
})();
