// One callback owns all filters: it writes the address and hands the state to the page's single server callback.
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.evenhand = {
  choose(metric) {
    return metric;
  },
  filter(period, range, compare, teams, channels, metric, view, before) {
    const asked = window.dash_clientside.callback_context.triggered_id;
    const same = window.dash_clientside.no_update;
    if (!asked) return [same, same, same];
    const state = { p: period, cmp: compare === "year" ? "year" : "", team: teams || [], channel: channels || [], m: metric || (before || {}).m, view: view || (before || {}).view };
    let shownPeriod = period;
    let shownRange = same;
    if (asked === "filter-range") {
      if (!range || !range[0] || !range[1]) return [same, same, same];
      [state.from, state.to] = range;
      shownPeriod = "";
    } else if (asked === "filter-period" && period) {
      shownRange = [null, null];
    } else if (range && range[0] && range[1]) {
      [state.from, state.to] = range;
    }
    const kept = new URLSearchParams();
    if (state.from) { kept.set("from", state.from); kept.set("to", state.to); delete state.p; }
    else if (state.p && state.p !== "28d") kept.set("p", state.p);
    if (state.cmp) kept.set("cmp", state.cmp);
    if (state.team.length) kept.set("team", state.team.join("|"));
    if (state.channel.length) kept.set("channel", state.channel.join("|"));
    if (state.m && state.m !== (before || {}).default_metric) kept.set("m", state.m);
    if (state.view && state.view !== (before || {}).default_view) kept.set("view", state.view);
    state.default_metric = (before || {}).default_metric;
    state.default_view = (before || {}).default_view;
    const query = kept.toString();
    const address = window.location.pathname + (query ? `?${query}` : "");
    if (address !== window.location.pathname + window.location.search) window.history.pushState({}, "", address);
    return [state, shownPeriod === period ? same : shownPeriod, shownRange];
  },
};
