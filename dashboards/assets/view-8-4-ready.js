// Tells whoever prints or photographs a page when it is drawn to the end: no answer pending, no letter missing, nothing moving.
(function () {
  const QUIET = 150;
  let pending = 0;
  let moved = performance.now();

  const plain = window.fetch;
  window.fetch = (...asked) => {
    pending += 1;
    return plain(...asked).finally(() => { pending -= 1; moved = performance.now(); });
  };
  new MutationObserver(() => { moved = performance.now(); }).observe(document.documentElement, { subtree: true, childList: true, attributes: true, characterData: true });

  const isStill = () => pending === 0 && performance.now() - moved > QUIET && document.querySelector("main h1") && document.fonts.status === "loaded";
  window.evenhandReady = () => new Promise((done) => {
    const look = () => (isStill() ? done(true) : window.setTimeout(look, QUIET / 3));
    look();
  });
})();
