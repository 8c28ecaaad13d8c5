/* The form for callers: rows that come and go, questions that belong to what was chosen, one submit. */
"use strict";
(() => {
  const form = document.getElementById("intake"), rows = document.getElementById("i-rows");
  const blank = document.getElementById("i-blank"), track = document.getElementById("i-track");
  let next = 1 + Math.max(-1, ...[...rows.querySelectorAll("[name]")].map((field) => Number((field.name.match(/\[(\d+)\]/) || [0, 0])[1])));
  document.getElementById("i-add").addEventListener("click", () => {
    if (rows.children.length >= 20 || next >= 20) return;
    const row = blank.content.firstElementChild.cloneNode(true);
    for (const field of row.querySelectorAll("[name]")) field.name = field.name.replace("[99]", "[" + next + "]");
    next += 1;
    rows.append(row);
    row.querySelector("select").focus();
  });
  rows.addEventListener("click", (event) => {
    const button = event.target.closest("[data-remove-row]");
    if (button && rows.children.length > 1) { button.closest(".i-row").remove(); sync(); }
  });
  function sync() {
    // The form of changes has no track to choose.
    if (track) for (const part of document.querySelectorAll("[data-tracks]")) part.hidden = !part.dataset.tracks.split(" ").includes(track.value);
    const chosen = new Set([...rows.querySelectorAll("[data-kind]")].map((field) => field.value));
    const shown = new Set();
    for (const part of document.querySelectorAll("[data-for-kind]")) {
      const field = part.querySelector("input");
      const wanted = chosen.has(part.dataset.forKind) && !shown.has(field.name);
      if (wanted) shown.add(field.name);
      part.hidden = !wanted;
      field.disabled = !wanted;
    }
  }
  form.addEventListener("change", sync);
  let sent = false;
  form.addEventListener("submit", (event) => { if (sent) event.preventDefault(); sent = true; setTimeout(() => { sent = false; }, 5000); });
  sync();
  const wrong = document.querySelector("[aria-invalid]");
  if (wrong) wrong.focus();
})();
