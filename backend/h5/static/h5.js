/* Everything works without this script; with it rows change in place, files go up one by one, codes can be copied. */
"use strict";
(function () {
  function each(root, selector, act) { Array.prototype.forEach.call(root.querySelectorAll(selector), act); }

  /* Copy buttons show themselves where copying is possible. */
  function copyable(button) {
    var source = document.getElementById(button.getAttribute("data-copy"));
    if (!source) { return; }
    button.hidden = false;
    button.addEventListener("click", function () {
      var text = source.textContent.trim(), label = button.textContent;
      function done() {
        button.textContent = button.getAttribute("data-done");
        window.setTimeout(function () { button.textContent = label; }, 2000);
      }
      if (navigator.clipboard && window.isSecureContext) { navigator.clipboard.writeText(text).then(done, byHand); } else { byHand(); }
      function byHand() {
        var range = document.createRange(), selection = window.getSelection();
        range.selectNodeContents(source);
        selection.removeAllRanges();
        selection.addRange(range);
        try { if (document.execCommand("copy")) { done(); } } catch (error) { /* It stays selected, to be copied by hand. */ }
      }
    });
    button.setAttribute("aria-live", "polite");
  }

  /* A kind of paper brings its own languages and number of copies. */
  function fit(row) {
    var paper = row.querySelector("[data-document]"), language = row.querySelector("[data-language]");
    var copies = row.querySelector("[data-copies]"), sealed = row.querySelector("[data-sealed]");
    var chosen = paper.options[paper.selectedIndex];
    if (!chosen || !chosen.value) { return; }
    var offered = chosen.getAttribute("data-languages").split(" ");
    Array.prototype.forEach.call(language.options, function (option) {
      option.hidden = option.disabled = option.value ? offered.indexOf(option.value) < 0 : offered.length === 1;
    });
    if (offered.length === 1) { language.value = offered[0]; }
    if (language.value && offered.indexOf(language.value) < 0) { language.value = ""; }
    copies.max = chosen.getAttribute("data-most");
    if (sealed) {
      sealed.hidden = !chosen.getAttribute("data-sealable");
      if (sealed.hidden) { sealed.querySelector("input").checked = false; }
    }
  }

  /* Rows are added and removed by the server; only the list of rows is put in place. */
  function smooth(form, button) {
    var data = new FormData(form), count = form.querySelectorAll("[data-row]").length;
    data.set("do", button.value);
    button.disabled = true;
    fetch(form.action, { method: "POST", body: new URLSearchParams(data), credentials: "same-origin" }).then(function (answer) {
      if (!answer.ok) { throw new Error("refused"); }
      return answer.text();
    }).then(function (html) {
      var fresh = new DOMParser().parseFromString(html, "text/html").getElementById("rows");
      if (!fresh) { throw new Error("other page"); }
      document.getElementById("rows").replaceWith(fresh);
      ready(fresh);
      var rows = fresh.querySelectorAll("[data-row]");
      var to = rows.length > count ? rows[rows.length - 1].querySelector("select") : fresh.querySelector("[value=add]");
      if (to) { to.focus(); }
    }).catch(function () {
      button.disabled = false;
      var kept = document.createElement("input");
      kept.type = "hidden"; kept.name = "do"; kept.value = button.value;
      form.appendChild(kept);
      form.submit();
    });
  }

  /* One file after the other, each with its progress, errors beside the field. */
  function uploads(input) {
    var form = input.form, slot = input.closest(".slot"), list = slot.querySelector("[data-files]");
    var queue = [], busy = false;
    input.addEventListener("change", function () {
      queue = queue.concat(Array.prototype.slice.call(input.files));
      input.value = "";
      tell("");
      next();
    });
    function tell(text) {
      var old = slot.querySelector(".wrong");
      slot.classList.toggle("bad", Boolean(text));
      if (old) { old.remove(); }
      input.removeAttribute("aria-invalid");
      if (!text) { return; }
      var note = document.createElement("p");
      note.className = "wrong"; note.id = input.id + "-wrong"; note.textContent = text;
      note.setAttribute("role", "alert");
      slot.querySelector("legend").after(note);
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", note.id);
    }
    function next() {
      var file = queue.shift();
      if (!file || busy) { return; }
      if (file.size > 10 * 1024 * 1024) { tell(input.getAttribute("data-big")); next(); return; }
      busy = true;
      var item = document.createElement("li"), name = document.createElement("span"), bar = document.createElement("progress");
      name.className = "name"; name.textContent = file.name;
      bar.max = 1; bar.value = 0; bar.setAttribute("aria-label", input.getAttribute("data-busy") + " " + file.name);
      item.append(name, bar);
      list.append(item);
      var data = new FormData(), call = new XMLHttpRequest();
      var csrf = form.querySelector("[name=csrf]");
      if (csrf) { data.set("csrf", csrf.value); }
      data.set("do", "stay");
      data.set(input.name, file, file.name);
      call.open("POST", form.action);
      call.setRequestHeader("Accept", "application/json");
      call.timeout = 300000;
      call.upload.addEventListener("progress", function (event) { if (event.lengthComputable) { bar.value = event.loaded / event.total; } });
      call.addEventListener("load", function () {
        var answer = {};
        try { answer = JSON.parse(call.responseText); } catch (error) { /* Told below. */ }
        if (call.status === 201 && answer.files && answer.files[0]) {
          bar.remove();
          item.append(removal(answer.files[0], answer.remove));
          over();
        } else {
          var words = answer.errors && answer.errors[input.name.slice(5)];
          failed(words || (call.status === 413 ? input.getAttribute("data-big") : input.getAttribute("data-off")));
        }
      });
      ["error", "timeout", "abort"].forEach(function (name) {
        call.addEventListener(name, function () { failed(input.getAttribute("data-off")); });
      });
      function failed(words) { item.remove(); tell(words); over(); }
      function over() { busy = false; next(); }
      call.send(data);
    }
  }

  function removal(file, words) {
    var button = document.createElement("button");
    button.className = "quiet"; button.name = "do"; button.value = "remove-" + file.id;
    button.textContent = words; button.setAttribute("aria-label", words + " " + file.name);
    return button;
  }

  function ready(root) {
    each(root, "[data-row]", function (row) {
      fit(row);
      row.querySelector("[data-document]").addEventListener("change", function () { fit(row); });
    });
    each(root, "[data-smooth]", function (button) {
      button.addEventListener("click", function (event) { event.preventDefault(); smooth(button.form, button); });
    });
    each(root, "[data-copy]", copyable);
    each(root, "[data-upload]", uploads);
    each(root, "[data-plain]", function (button) { button.hidden = true; });
    each(root, "form[data-once]", function (form) {
      form.addEventListener("submit", function () {
        window.setTimeout(function () { each(form, "button", function (button) { button.disabled = true; }); }, 0);
      });
    });
  }

  window.addEventListener("pageshow", function () {
    each(document, "form[data-once] button", function (button) { button.disabled = false; });
  });
  ready(document);
  var errors = document.getElementById("errors");
  if (errors) { errors.focus(); }
}());
