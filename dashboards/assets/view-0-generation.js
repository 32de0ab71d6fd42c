// A page that is open while another generation is published, or while one stands in: a click that is answered from
// another one than the page was drawn from says so above everything.
(function () {
  const ask = window.fetch;
  let drawn = null;
  let isMixed = false;

  function tell(words) {
    const told = document.getElementById("told");
    if (!words) { if (told) told.remove(); return; }
    if (told && told.dataset.words === words) return;
    const box = told || document.createElement("div");
    const reload = document.createElement("button");
    Object.assign(reload, { type: "button", className: "action", textContent: "Reload the page" });
    reload.addEventListener("click", () => window.location.reload());
    Object.assign(box, { id: "told", className: "stand-in told" });
    box.setAttribute("role", "alert");
    box.dataset.words = words;
    box.replaceChildren(words, " ", reload);
    // Outside of what React draws, which would take it away again.
    if (!told) document.body.prepend(box);
  }

  function read(answer) {
    const generation = answer.headers.get("Evenhand-Generation");
    const notice = decodeURIComponent(answer.headers.get("Evenhand-Notice") || "");
    if (answer.headers.get("Evenhand-Page")) {
      // A page that is drawn anew says itself what it is drawn from.
      [drawn, isMixed] = [generation, false];
      tell("");
    } else if (generation && drawn) {
      isMixed = isMixed || generation !== drawn;
      const other = isMixed ? `This was answered from generation ${generation}, and the page was opened with generation ${drawn}: figures beside each other may differ in age.` : "";
      const isToldAlready = !isMixed && document.querySelector("main .stand-in");
      tell(isToldAlready ? "" : [notice, other].filter(Boolean).join(" "));
    }
  }

  window.fetch = (...asked) => ask(...asked).then((answer) => {
    const path = new URL(answer.url).pathname;
    if (path === "/_dash-update-component") {
      if (answer.status === 503) answer.clone().text().then((words) => tell(words.slice(0, 1000)));
      else read(answer);
    }
    return answer;
  });
})();
