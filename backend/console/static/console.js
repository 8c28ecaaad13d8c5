/* The frame: token on every htmx call, live events, quick search, help, signs of life. No framework, no eval. */
"use strict";
(() => {
  const csrf = document.querySelector('meta[name="csrf"]').content;
  const byId = (id) => document.getElementById(id);

  // Every call carries the token; what a page does by itself does not count as somebody being there.
  document.addEventListener("htmx:config:request", (event) => {
    const ctx = event.detail.ctx;
    ctx.request.headers["X-CSRF-Token"] = csrf;
    const source = ctx.sourceElement;
    if (source && source.closest && source.closest("[data-background]")) ctx.request.headers["X-Lantai-Background"] = "1";
  });

  // Live events: one stream a page; each event reaches the page as a DOM event on body.
  function connect() {
    // Whoever still has to bind a second factor gets no events, and must not be disturbed while doing it.
    const live = document.querySelector('meta[name="live"]');
    if (!live) return;
    const source = new EventSource(live.content);
    source.addEventListener("hello", () => {
      byId("link-lost").hidden = true;
      // Whatever happened while we were not connected is read again, since the page was made too.
      tell({ kind: "all", conversation: "" });
    });
    source.addEventListener("live", (event) => tell(JSON.parse(event.data)));
    source.addEventListener("signed-out", () => { source.close(); leave(); });
    source.onerror = () => {
      byId("link-lost").hidden = false;
      if (source.readyState === EventSource.CLOSED) {
        fetch("/console/alive", { method: "POST", headers: { "X-CSRF-Token": csrf, "HX-Request": "true", "X-Lantai-Background": "1" } })
          .then((answer) => { if (answer.status === 401 || answer.status === 403) leave(); else setTimeout(connect, 1500); })
          .catch(() => setTimeout(connect, 3000));
      }
    };
    window.addEventListener("pagehide", () => source.close());
  }
  function tell(detail) {
    document.body.dispatchEvent(new CustomEvent("live", { detail }));
    calmly();
  }
  // The same for what need not be told each time: at once, then every three seconds, and always after the last one
  // (htmx's own throttle forgets what comes while it waits).
  let calledAt = 0, due = 0;
  function calmly() {
    const wait = calledAt + 3000 - Date.now();
    if (wait > 0) {
      due = due || setTimeout(() => { due = 0; calmly(); }, wait);
      return;
    }
    calledAt = Date.now();
    document.body.dispatchEvent(new CustomEvent("news"));
  }
  let leaving = false;
  function leave() {
    // Told twice (by the stream and by an answer), the second would break off the first one's way.
    if (leaving) return;
    leaving = true;
    window.location.assign("/console/login?next=" + encodeURIComponent(window.location.pathname));
  }

  // A person at the keyboard keeps the session; at most one call a minute.
  let told = Date.now();
  function here() {
    if (!csrf || Date.now() - told < 60000) return;
    told = Date.now();
    fetch("/console/alive", { method: "POST", headers: { "X-CSRF-Token": csrf, "HX-Request": "true" } })
      .then((answer) => { if (answer.status === 401) leave(); }).catch(() => {});
  }
  document.addEventListener("keydown", here);
  document.addEventListener("pointerdown", here);

  // Dialogs.
  function open(id) {
    const dialog = byId(id);
    if (!dialog || dialog.open) return;
    dialog.showModal();
    const box = dialog.querySelector("input");
    if (box) { box.focus(); box.select(); }
  }
  const typing = (target) => target.closest && target.closest("input, textarea, select, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { event.preventDefault(); open("search"); return; }
    if (event.key === "?" && !typing(event.target)) { event.preventDefault(); open("help"); return; }
    const dialog = byId("search");
    if (dialog && dialog.open) choose(event, dialog);
  });
  function choose(event, dialog) {
    const hits = [...dialog.querySelectorAll(".hit")];
    const at = hits.indexOf(document.activeElement);
    if (event.key === "ArrowDown" && hits.length) { event.preventDefault(); hits[Math.min(at + 1, hits.length - 1)].focus(); }
    else if (event.key === "ArrowUp" && hits.length) { event.preventDefault(); (at > 0 ? hits[at - 1] : byId("search-box")).focus(); }
    else if (event.key === "Enter" && at < 0 && hits.length) { event.preventDefault(); hits[0].click(); }
  }
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open]");
    if (opener) open(opener.dataset.open);
    const toggle = event.target.closest("[data-toggle]");
    if (toggle) toggle.setAttribute("aria-expanded", String(byId(toggle.dataset.toggle).classList.toggle("open")));
    if (event.target.closest("[data-dismiss]")) event.target.closest("[role=alert]").remove();
    if (event.target.tagName === "DIALOG") event.target.close();
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sure && !window.confirm(form.dataset.sure)) event.preventDefault();
  });

  // The reminder of the second factor comes once a day.
  const hint = byId("enrol-hint"), today = new Date().toDateString();
  if (hint) {
    hint.hidden = localStorage.getItem("lantai-enrol-later") === today;
    hint.querySelector("[data-later]").addEventListener("click", () => { localStorage.setItem("lantai-enrol-later", today); hint.hidden = true; });
  }

  // Counters of waiting time go on by themselves.
  setInterval(() => {
    for (const element of document.querySelectorAll("[data-since]")) {
      const seconds = Number(element.dataset.since) + 1;
      element.dataset.since = String(seconds);
      const text = words(seconds);
      if (element.textContent !== text) element.textContent = text;
    }
    for (const element of document.querySelectorAll("[data-left]")) {
      const seconds = Math.max(0, Number(element.dataset.left) - 1);
      element.dataset.left = String(seconds);
      element.textContent = words(seconds);
    }
  }, 1000);
  function words(seconds) {
    const two = (number) => String(number).padStart(2, "0");
    const hours = Math.floor(seconds / 3600), minutes = Math.floor((seconds % 3600) / 60);
    return hours ? hours + ":" + two(minutes) + ":" + two(seconds % 60) : minutes + ":" + two(seconds % 60);
  }

  // Somebody waits for a person: title always, sound and notification once they were switched on.
  const title = document.title, sound = document.querySelector('meta[name="sound"]');
  const bell = sound ? new Audio() : null;
  if (bell) { bell.preload = "none"; bell.src = sound.content; }
  const wanted = () => localStorage.getItem("lantai-alerts") === "on";
  // Opening another page is no reason to miss, or to repeat, what came meanwhile.
  let waiting = Number(sessionStorage.getItem("lantai-waiting") || "-1");
  function alertOf() {
    const count = document.querySelector('[data-count="desk"]');
    const now = count ? Number(count.textContent) : 0;
    document.title = now ? "(" + now + ") " + title : title;
    if (waiting >= 0 && now > waiting && wanted()) ring(now);
    waiting = now;
    sessionStorage.setItem("lantai-waiting", String(now));
  }
  function ring(now) {
    // Of several open windows one makes the noise.
    if (Date.now() - Number(localStorage.getItem("lantai-rang") || 0) < 3000) return;
    localStorage.setItem("lantai-rang", String(Date.now()));
    play();
    if (window.Notification && Notification.permission === "granted") {
      // Never a name or a word of theirs: notifications are shown on locked screens.
      const note = new Notification("兰台：有人在等人工", { body: "现在有 " + now + " 位在等", tag: "lantai-waiting" });
      note.onclick = () => { window.focus(); note.close(); };
    }
  }
  function play() {
    if (!bell) return;
    bell.currentTime = 0;
    bell.play().catch(() => { for (const button of switches) button.title = "浏览器拦住了声音：请在本页点一下任何地方"; });
  }
  const switches = [...document.querySelectorAll("[data-alerts]")];
  function tellSwitches() {
    const off = window.Notification && Notification.permission === "denied" ? "（浏览器没有允许弹出通知，只响铃）" : "";
    for (const button of switches) {
      button.setAttribute("aria-pressed", String(wanted()));
      button.textContent = wanted() ? button.dataset.on : button.dataset.off;
      button.title = wanted() ? "有人等候时响铃并弹出通知" + off : "有人等候时只改网页标题";
    }
  }
  for (const button of switches) button.addEventListener("click", () => {
    localStorage.setItem("lantai-alerts", wanted() ? "off" : "on");
    tellSwitches();
    if (!wanted()) return;
    play();
    if (window.Notification && Notification.permission === "default") Notification.requestPermission().then(tellSwitches);
  });
  tellSwitches();
  const nav = byId("nav");
  if (nav && csrf) { new MutationObserver(alertOf).observe(nav, { childList: true, subtree: true, characterData: true }); alertOf(); }

  connect();
})();
