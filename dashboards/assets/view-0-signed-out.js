// A session ends while its page stays open: what the page then asks leads to the sign-in page, and back here.
(function () {
  const ask = window.fetch;
  window.fetch = (...asked) => ask(...asked).then((answer) => {
    if (answer.status === 401 && new URL(answer.url).origin === window.location.origin) {
      window.location.assign(`/sign-in?ended=yes&next=${encodeURIComponent(window.location.pathname + window.location.search)}`);
    }
    return answer;
  });

  // A refused file would leave a note in the browser's list of downloads and nothing on the page, so something small is
  // asked first.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='/download/']");
    if (!link || link.dataset.isAsked) return;
    event.preventDefault();
    const fetchFile = () => { link.dataset.isAsked = "yes"; link.click(); delete link.dataset.isAsked; };
    window.fetch("/_favicon.ico", { method: "HEAD" })
      .then((answer) => answer.text().then(() => { if (answer.status !== 401) fetchFile(); }), fetchFile);
  }, true);
})();
