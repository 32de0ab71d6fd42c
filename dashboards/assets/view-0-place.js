// The form of numbers and dates: that of the place which the document names. The words around them stay English.
window.evenhandPlace = (function () {
  const named = document.documentElement.dataset.locale || "en-GB";
  const isUsual = named === "en-GB";
  // Digits are the same everywhere, as on the server.
  const locale = isUsual ? named : `${named}-u-nu-latn`;
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

  const form = (options) => new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...options });
  const words = form({ day: "numeric", month: "short", year: "numeric" });
  const short = form({ day: "numeric", month: "short" });
  const dated = form({ weekday: "short", day: "numeric", month: "short" });
  const ofMonth = form({ month: "short", year: "numeric" });
  const name = form({ month: "short" });
  // A day with and without its year, with its weekday, and its month with and without the year.
  function dayWords(year, month, date) {
    const at = new Date(Date.UTC(year, month - 1, date));
    if (!isUsual) return { words: words.format(at), short: short.format(at), dated: dated.format(at), ofMonth: ofMonth.format(at), name: name.format(at) };
    const [named, plain] = [MONTHS[month - 1], `${date} ${MONTHS[month - 1]}`];
    return { words: `${plain} ${year}`, short: plain, dated: `${WEEKDAYS[at.getUTCDay()]} ${plain}`, ofMonth: `${named} ${year}`, name: named };
  }

  // The calendar asks the window for the names that it does not bring; the first of March 2026 was a Sunday.
  if (!isUsual) {
    const months = (month) => MONTHS.map((_, i) => form({ month }).format(Date.UTC(2026, i, 1)));
    const weekdays = (weekday) => [1, 2, 3, 4, 5, 6, 7].map((date) => form({ weekday }).format(Date.UTC(2026, 2, date)));
    window[`dayjs_locale_${named}`] = {
      name: named.toLowerCase(),
      months: months("long"),
      monthsShort: months("short"),
      weekdays: weekdays("long"),
      weekdaysShort: weekdays("short"),
      weekdaysMin: weekdays("short"),
      weekStart: 1,
      ordinal: String,
      formats: {},
    };
  }
  return { locale, dayWords };
})();
