// One callback owns all filters: it writes the address and hands the state to the page's single server callback.
window.dash_clientside = window.dash_clientside || {};
(function () {
  const LISTS = { team: "filter-teams", channel: "filter-channels", topic: "filter-topics" };
  const MOVED = "evenhand:address";
  let tickets = 0;

  // Dash knows the addresses that it opened itself and takes one that it knows for no news: going back to where it
  // opened the page would leave the filters of the step between. So that way back is told to it.
  const where = () => window.location.pathname + window.location.search;
  let known = where();
  let isAway = false;
  window.addEventListener("_dashprivate_pushstate", () => { known = where(); isAway = false; });
  window.addEventListener("popstate", () => {
    if (isAway && where() === known) window.dash_clientside.set_props("_pages_location", { search: window.location.search });
    known = where();
    isAway = false;
  });

  // What is said here is said to all that shows whether the address is the plain one.
  const setAddress = (query) => {
    const address = window.location.pathname + (query ? `?${query}` : "");
    if (address !== where()) {
      window.history.pushState({}, "", address);
      isAway = true;
    }
    document.dispatchEvent(new Event(MOVED));
  };

  // Any part of the state, from wherever it is drawn: { sort: "-csat" } or { team: ["Billing"], channel: ["phone"] }.
  window.evenhandShared.setState = (patch) => {
    tickets += 1;
    window.dash_clientside.set_props("filter-set", { data: { ...patch, ticket: tickets } });
  };

  // Everything but the control that was touched is as it stood, so that no control brings back what was reset.
  function changed(asked, given, before) {
    const one = (key) => (given[asked] ? { [key]: given[asked] } : null);
    if (asked === "filter-set") return given[asked];
    if (asked === "filter-period") return given[asked] ? { p: given[asked], from: "", to: "" } : null;
    if (asked === "filter-range") {
      const [from, to] = given[asked] || [];
      return from && to ? { p: "", from, to } : null;
    }
    const key = Object.keys(LISTS).find((name) => LISTS[name] === asked);
    if (key) return { [key]: given[asked] || [] };
    return one({ "filter-compare": "cmp", "filter-metric": "m", "filter-view": "view" }[asked]);
  }

  function query(state) {
    const kept = new URLSearchParams();
    if (state.from) { kept.set("from", state.from); kept.set("to", state.to); }
    else if (state.p && state.p !== "28d") kept.set("p", state.p);
    if (state.cmp === "year") kept.set("cmp", "year");
    Object.keys(LISTS).forEach((key) => state[key].length && kept.set(key, state[key].join("|")));
    // A page that cannot cut by topic hands it on to the next one.
    const carried = new URLSearchParams(window.location.search).get("topic");
    if (!state.offers_topics && carried) kept.set("topic", carried);
    Object.entries(state.defaults).forEach(([key, usual]) => state[key] && state[key] !== usual && kept.set(key, state[key]));
    return kept.toString();
  }

  window.dash_clientside.evenhand = {
    choose(chosen) {
      return chosen;
    },
    filter(period, range, compare, teams, channels, topics, metric, view, patch, before) {
      const same = window.dash_clientside.no_update;
      const asked = window.dash_clientside.callback_context.triggered_id;
      const given = { "filter-period": period, "filter-range": range, "filter-compare": compare, "filter-teams": teams, "filter-channels": channels, "filter-topics": topics, "filter-metric": metric, "filter-view": view, "filter-set": patch };
      const found = asked && before ? changed(asked, given, before) : null;
      if (!found) return Array(6).fill(same);
      const state = { ...before, ...found };
      setAddress(query(state));
      const isSet = asked === "filter-set";
      const shown = (key) => (isSet && found[key] ? found[key] : same);
      const shownPeriod = asked === "filter-range" ? "" : same;
      const shownRange = asked === "filter-period" ? [null, null] : same;
      return [state, shownPeriod, shownRange, shown("team"), shown("channel"), shown("topic")];
    },
  };

  // The plain address is the default view: opening it sets every control of every page, its own ones included.
  window.evenhand_view.Reset = function Reset(props) {
    const { h, navigate } = window.evenhandShared;
    const React = window.React;
    const [, setMoves] = React.useState(0);
    React.useEffect(() => {
      const look = () => setMoves((moves) => moves + 1);
      const events = [[document, MOVED], [window, "popstate"], [window, "_dashprivate_pushstate"]];
      events.forEach(([target, name]) => target.addEventListener(name, look));
      return () => events.forEach(([target, name]) => target.removeEventListener(name, look));
    }, []);
    const back = (event) => { event.preventDefault(); navigate(window.location.pathname); };
    return h("span", { id: props.id, hidden: !window.location.search },
      h("a", { className: "action", href: window.location.pathname, onClick: back }, "Reset"));
  };
})();
