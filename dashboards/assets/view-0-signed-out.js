// A session ends while its page stays open: what the page then asks leads to the sign-in page, and back here.
(function () {
  const ask = window.fetch;
  window.fetch = (...asked) => ask(...asked).then((answer) => {
    if (answer.status === 401 && new URL(answer.url).origin === window.location.origin) {
      window.location.assign(`/sign-in?next=${encodeURIComponent(window.location.pathname + window.location.search)}`);
    }
    return answer;
  });
})();
