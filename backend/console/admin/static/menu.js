/* The menu's form: addresses only where asked for, buttons below only where they unfold, names counted in bytes. */
"use strict";
(() => {
  const form = document.getElementById("menu-form");
  const bytes = (text) => new TextEncoder().encode(text).length;
  function sync() {
    for (const select of form.querySelectorAll("[data-does]")) {
      select.parentElement.querySelector(".a-url").hidden = select.value !== "url";
      const top = select.closest("[data-top]");
      if (select.name.length === "b0.does".length) top.querySelector(".a-below").hidden = select.value !== "sub";
    }
    for (const field of form.querySelectorAll("[data-bytes]")) {
      const over = bytes(field.value) > Number(field.dataset.bytes);
      field.setCustomValidity(over ? "最多 " + Math.floor(field.dataset.bytes / 3) + " 个汉字" : "");
      field.classList.toggle("over", over);
    }
  }
  form.addEventListener("input", sync);
  form.addEventListener("change", sync);
  sync();
})();
