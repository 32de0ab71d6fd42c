// What a point of a trend stands for, a day, a week or a month: its days, its words, and where the axis names it.
(function () {
  const { day } = window.evenhandShared;
  const NARROW = 520;
  // So many pixels a label of the axis needs.
  const DATE = 58;
  const MONTH = 40;
  // Beyond so many days the axis names months.
  const MOST_NAMED = 130;

  const iso = (date) => date.toISOString().slice(0, 10);
  const weekSpan = (monday) => {
    const sunday = new Date(`${monday}T00:00:00Z`);
    sunday.setUTCDate(sunday.getUTCDate() + 6);
    return [monday, iso(sunday)];
  };
  const monthSpan = (first) => {
    const at = day(first);
    return [first, iso(new Date(Date.UTC(at.year, at.month, 0)))];
  };
  const isMonday = (start) => new Date(`${start}T00:00:00Z`).getUTCDay() === 1;

  // Every so many of the points that can be named, so that no label touches the next one.
  const fitting = (found, points, width, room) => {
    const apart = found.length > 1 ? ((found[1] - found[0]) * width) / Math.max(1, points.length - 1) : width;
    const every = Math.max(1, Math.ceil(room / apart));
    return found.filter((_, i) => i % every === 0);
  };
  const places = (points, isNamed) => points.map((_, i) => i).filter((i) => isNamed(points[i].start));

  function namedWeeks(points, width) {
    const months = points.map((_, i) => i).filter((i) => i > 0 && day(points[i].start).month !== day(points[i - 1].start).month);
    const every = width < NARROW ? 4 : 2;
    return months.filter((_, i) => i % every === 0);
  }

  const GRAINS = {
    day: {
      heading: "Day", span: (start) => [start, start], inTable: (start) => day(start).words, words: (start) => `${day(start).dated} ${day(start).year}`, short: (start) => day(start).dated,
      named: (points, width, plot) => fitting(places(points, points.length > MOST_NAMED ? (start) => day(start).date === 1 : isMonday), points, plot, DATE), label: (at) => at.short,
    },
    week: {
      heading: "Week of", span: weekSpan, inTable: (start) => day(start).words, words: (start) => `Week of ${day(start).words}`, short: (start) => `week of ${day(start).short}`,
      named: namedWeeks, label: (at) => at.short,
    },
    month: {
      heading: "Month", span: monthSpan, inTable: (start) => day(start).ofMonth, words: (start) => day(start).ofMonth, short: (start) => day(start).ofMonth,
      named: (points, width, plot) => fitting(places(points, () => true), points, plot, MONTH), label: (at) => at.name,
    },
  };

  window.evenhandShared.weekSpan = weekSpan;
  window.evenhandShared.grain = (name) => GRAINS[name];
})();
