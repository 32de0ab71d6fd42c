// What makes the data less than whole: nothing loaded, files that failed, sources that end early, and their age today.
(function () {
  const { h, count } = window.evenhandShared;
  // The same as beside the scope of other pages: a nightly load is up to two days old over a quiet Sunday.
  const OLD_DAYS = 2;

  window.evenhand_view.DataStates = function DataStates(props) {
    const { states, data_as_of: newest } = props.data;
    const days = newest ? Math.floor((Date.now() - Date.parse(newest)) / 86400000) : 0;
    const old = days > OLD_DAYS ? [`The newest record is ${count(days)} days old. Every page shows the department as it was then.`] : [];
    const told = [...states, ...old];
    return h("section", { id: props.id, className: `card data-states${told.length ? " partial" : ""}`, role: told.length ? "status" : null },
      h("h2", null, told.length ? "Read this first" : "Nothing stands in the way"),
      told.length ? h("ul", null, told.map((text) => h("li", { key: text }, text)))
        : h("p", { className: "subtitle" }, "All files were loaded, every source reaches to the end of the data, and the newest record is recent."));
  };
})();
