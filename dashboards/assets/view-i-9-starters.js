// What an empty page offers to begin with: statements that count, and how to come by a metric.
(function () {
  const { h } = window.evenhandShared;

  // None works out a metric: those are defined once, and their names write themselves as tested statements.
  const STARTERS = [
    ["Cases by week and channel", "-- Cases of the last twelve weeks, by the week they were opened in.\nselect date_trunc('week', opened_on)::date as week, channel, count(*) as cases\nfrom case_openings\nwhere opened_on > (select max(opened_on) - 84 from case_openings)\ngroup by all\norder by all"],
    ["The longest waits", "-- Who waited longest in a queue, and what came of it.\nselect queued_at, team, channel, topic, outcome, wait_seconds\nfrom queue_entries\norder by wait_seconds desc nulls last\nlimit 50"],
    ["What each source delivered", "-- Files, records and how far they reach, source by source.\nselect source, count(*) as files, sum(loaded) as records, sum(rejected) as set_aside, min(earliest_at) as earliest_at, max(latest_at) as latest_at\nfrom data_loads\ngroup by all\norder by all"],
  ];

  // Through the browser's own editing, so that undo brings back what was written before.
  const begin = (statement) => { const area = document.getElementById("sql-statement"); window.evenhandShared.sqlPut(area, 0, area.value.length, statement); };

  window.evenhandShared.sqlStarters = () => h("div", { className: "sql-starters" },
    h("p", { className: "empty" }, "Run a statement, and its rows stand here. To begin with:"),
    h("div", { className: "sql-starter-list" }, STARTERS.map(([name, statement]) =>
      h("button", { key: name, type: "button", className: "action", onClick: () => begin(statement) }, name))),
    h("p", { className: "subtitle" }, "A metric need not be worked out again: write its name, choose it from the suggestions, and its tested statement stands at the caret."));
})();
