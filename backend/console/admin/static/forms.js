/* Forms with rows: one more, one less, one up. The order on the page is the order that is kept. */
"use strict";
(() => {
  let next = 1000;
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const part = button.closest("[data-f-row], .f-date");
    if (button.matches("[data-drop]")) {
      const beside = part.previousElementSibling || part.nextElementSibling;
      part.remove();
      const field = beside && beside.querySelector("input, select");
      if (field) field.focus();
    }
    if (button.matches("[data-up]") && part.previousElementSibling) { part.previousElementSibling.before(part); button.focus(); }
    if (button.matches("[data-more]")) {
      const made = button.previousElementSibling.content.firstElementChild.cloneNode(true);
      button.previousElementSibling.before(made);
      made.querySelector("input").focus();
    }
    if (button.matches("[data-more-rows]")) {
      const blank = button.previousElementSibling, made = blank.content.firstElementChild.cloneNode(true);
      for (const field of made.querySelectorAll("[name]")) field.name = field.name.replace("[999]", "[" + next + "]");
      next += 1;
      blank.previousElementSibling.append(made);
      made.querySelector("input, select").focus();
    }
  });
  const wrong = document.querySelector(".wrong");
  if (wrong) {
    for (let box = wrong.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    const field = wrong.querySelector("input, select, textarea");
    if (field) field.focus();
  }
})();
