/* The desk: keys, the place to write, canned replies, staying at the end of the talk. */
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const talk = byId("talk"), lines = byId("lines"), words = byId("words"), composer = byId("composer"), canned = byId("canned");
  const key = talk ? talk.dataset.key : "";

  // Only what concerns the open conversation reads it again, and it comes before the list, which is read
  // at most twice a second however much goes on.
  let listed = 0, pending = 0;
  // The words themselves: at once, then ten times a second at most, and always after the last event.
  let readAt = 0, again = 0;
  function read() {
    const wait = readAt + 100 - Date.now();
    if (wait > 0) {
      again = again || setTimeout(() => { again = 0; read(); }, wait);
      return;
    }
    readAt = Date.now();
    document.body.dispatchEvent(new CustomEvent("said"));
  }
  document.body.addEventListener("live", (event) => {
    const detail = event.detail || {};
    if (key && (detail.conversation === key || detail.kind === "all")) {
      document.body.dispatchEvent(new CustomEvent("talk"));
      read();
    }
    if (pending) return;
    pending = setTimeout(() => {
      pending = 0;
      listed = Date.now();
      document.body.dispatchEvent(new CustomEvent("list"));
    }, Math.max(60, listed + 500 - Date.now()));
  });

  // Who may write is decided by the server; the page follows what the head says.
  function sync() {
    const head = byId("head-data");
    if (!head || !composer) return;
    const mine = head.dataset.state === "mine";
    composer.hidden = byId("picture-form").hidden = !mine;
    if (!mine) closeCanned();
    for (const field of document.querySelectorAll("[data-epoch]")) field.value = head.dataset.epochNow;
  }

  // Stay at the end unless the reader has scrolled up.
  let atEnd = true;
  const end = () => { lines.scrollTop = lines.scrollHeight; };
  if (lines) {
    lines.addEventListener("scroll", () => {
      atEnd = lines.scrollHeight - lines.scrollTop - lines.clientHeight < 60;
      if (atEnd) byId("to-end").hidden = true;
    });
    byId("to-end").addEventListener("click", end);
    let count = lines.childElementCount;
    new MutationObserver(() => {
      if (atEnd) end(); else if (lines.childElementCount > count) byId("to-end").hidden = false;
      count = lines.childElementCount;
    }).observe(lines, { childList: true, subtree: true, characterData: true });
    new ResizeObserver(() => { if (atEnd) end(); }).observe(lines);
    lines.addEventListener("load", () => { if (atEnd) end(); }, true);
    end();
  }
  const head = byId("head");
  if (head) new MutationObserver(sync).observe(head, { childList: true, subtree: true, attributes: true });
  sync();

  // What was written survives a look at another conversation.
  const kept = "lantai-words-" + key;
  if (words) {
    words.value = sessionStorage.getItem(kept) || "";
    words.addEventListener("input", () => { sessionStorage.setItem(kept, words.value); suggest(); });
    words.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (!canned.hidden && pick(event)) return;
      if (event.key === "Enter" && !event.shiftKey) {
        event.preventDefault();
        // A slash asks for a canned reply; it is never sent, however late the list comes.
        if (words.value.trim() && !words.value.startsWith("/")) composer.requestSubmit();
      }
      if (event.key === "Escape") words.blur();
    });
    document.addEventListener("htmx:after:request", (event) => {
      const ctx = event.detail.ctx;
      if (ctx.sourceElement !== composer || !ctx.response || ctx.response.status !== 200) return;
      words.value = ""; sessionStorage.removeItem(kept); atEnd = true; words.focus();
    });
    byId("open-canned").addEventListener("click", () => { words.value = "/"; words.focus(); suggest(); });
  }

  // Canned replies.
  let timer = 0;
  function suggest() {
    clearTimeout(timer);
    if (!words.value.startsWith("/")) { closeCanned(); return; }
    timer = setTimeout(() => {
      htmx.ajax("GET", "/console/desk/canned?q=" + encodeURIComponent(words.value), { target: "#canned", swap: "innerHTML" })
        .then(() => { canned.hidden = !words.value.startsWith("/"); mark(0); });
    }, 60);
  }
  function closeCanned() { if (canned) canned.hidden = true; }
  function items() { return [...canned.querySelectorAll(".canned-item")]; }
  function mark(at) {
    items().forEach((item, number) => item.classList.toggle("picked", number === at));
    const item = items()[at];
    if (item) item.scrollIntoView({ block: "nearest" });
  }
  function pick(event) {
    const all = items(), at = all.findIndex((item) => item.classList.contains("picked"));
    if (event.key === "ArrowDown") { event.preventDefault(); mark(Math.min(at + 1, all.length - 1)); return true; }
    if (event.key === "ArrowUp") { event.preventDefault(); mark(Math.max(at - 1, 0)); return true; }
    if (event.key === "Escape") { closeCanned(); return true; }
    if (event.key === "Enter" && all[at]) { event.preventDefault(); use(all[at]); return true; }
    return false;
  }
  function use(item) {
    words.value = item.dataset.body; sessionStorage.setItem(kept, words.value);
    closeCanned(); words.focus();
  }
  if (canned) canned.addEventListener("click", (event) => {
    const item = event.target.closest(".canned-item");
    if (item) use(item);
  });

  // Keys. None of them while writing.
  const rows = () => [...document.querySelectorAll("[data-row]")];
  let picked = key ? "row-" + key : "";
  function move(by) {
    const all = rows();
    if (!all.length) return;
    const at = all.findIndex((row) => row.id === picked);
    const next = all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + by))];
    picked = next.id;
    show();
    next.scrollIntoView({ block: "nearest" });
  }
  function show() { for (const row of rows()) row.classList.toggle("picked", row.id === picked); }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.target.closest("input, textarea, select")) return;
    const press = (id) => { const button = byId(id); if (button) { event.preventDefault(); button.click(); } };
    switch (event.key.toLowerCase()) {
      case "j": move(1); break;
      case "k": move(-1); break;
      case "enter": { const row = byId(picked); if (row && !event.target.closest("a, button")) row.click(); break; }
      case "t": press("take"); break;
      case "b": press("give-back"); break;
      case "/": if (composer && !composer.hidden) { event.preventDefault(); words.value = "/"; words.focus(); suggest(); } break;
    }
  });

  // The list stays where it was when another conversation is opened.
  const list = document.querySelector(".talks"), listAt = "lantai-list" + window.location.search;
  list.scrollTop = Number(sessionStorage.getItem(listAt) || 0);
  list.addEventListener("scroll", () => sessionStorage.setItem(listAt, String(list.scrollTop)));

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-earlier]");
    if (!link) return;
    event.preventDefault();
    atEnd = false;
    const height = lines.scrollHeight;
    htmx.ajax("GET", link.dataset.earlier, { target: "#earlier", swap: "outerHTML" })
      .then(() => { lines.scrollTop = lines.scrollHeight - height; });
  });
})();
