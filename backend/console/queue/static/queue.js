/* The queue and the page of a request: keys, choosing many, one submit a form, the viewer. */
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const rows = [...document.querySelectorAll("tr[data-row]")];
  const boxes = () => [...document.querySelectorAll('input[name="code"][type="checkbox"]')];

  // A second click of the same form goes nowhere.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-once]") || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => { delete form.dataset.sent; }, 5000);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) event.target.closest("dialog").close();
    const picture = event.target.closest("a[data-view]");
    if (picture && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      const viewer = byId("viewer"), shown = viewer.querySelector("img");
      shown.src = picture.href; shown.alt = picture.textContent.trim();
      viewer.showModal();
    }
    const row = event.target.closest("tr[data-row]");
    if (row && !event.target.closest("a, input, label, button") && !String(window.getSelection())) open(row);
  });
  document.addEventListener("htmx:after:request", (event) => {
    const form = event.detail.ctx.sourceElement;
    if (form && form.matches && form.matches("[data-closes]")) { const box = form.closest("dialog"); if (box) box.close(); form.reset(); }
  });

  // Choosing.
  function counted() {
    const chosen = boxes().filter((box) => box.checked).length, bar = byId("q-bulk");
    if (bar) { bar.hidden = !chosen; byId("q-count").textContent = String(chosen); }
    for (const box of boxes()) box.closest("tr").classList.toggle("chosen", box.checked);
  }
  const all = byId("q-all");
  if (all) all.addEventListener("change", () => { for (const box of boxes()) box.checked = all.checked; counted(); });
  document.addEventListener("change", (event) => { if (event.target.name === "code") counted(); });
  counted();
  for (const select of document.querySelectorAll("#q-filter select")) select.addEventListener("change", () => select.form.requestSubmit());

  // Keys, none of them while writing.
  let at = -1;
  function move(by) {
    if (!rows.length) return;
    at = Math.max(0, Math.min(rows.length - 1, at + by));
    rows.forEach((row, number) => row.classList.toggle("picked", number === at));
    rows[at].scrollIntoView({ block: "nearest" });
  }
  function open(row) { const link = row.querySelector("a"); if (link) link.click(); }
  const press = (event, id) => { const found = byId(id); if (found) { event.preventDefault(); found.click(); } };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.target.closest("textarea, select, input:not([type=checkbox])")) return;
    switch (event.key.toLowerCase()) {
      case "j": move(1); break;
      case "k": move(-1); break;
      case "enter": if (rows[at] && !event.target.closest("a, button")) { event.preventDefault(); open(rows[at]); } break;
      case "x": { const box = rows[at] && rows[at].querySelector("input[type=checkbox]"); if (box) { event.preventDefault(); box.checked = !box.checked; counted(); } break; }
      case "/": if (byId("q-box")) { event.preventDefault(); byId("q-box").focus(); } break;
      case "n": press(event, "r-next"); break;
      case "c": press(event, "r-claim"); break;
      case "e": press(event, "r-change"); break;
      case "r": press(event, "q-refresh"); break;
      case "u": press(event, "r-back"); break;
      default: return;
    }
  });
})();
