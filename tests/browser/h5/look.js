/* What a check by hand finds in every page: what has no name, what is too small to touch or read, what sticks out. */
() => {
  const faults = [];
  const shown = (one) => {
    const box = one.getBoundingClientRect();
    return box.width > 2 && box.height > 2 && getComputedStyle(one).visibility !== "hidden";
  };
  for (const one of document.querySelectorAll("input, select, textarea")) {
    if (one.type === "hidden") continue;
    if (!(one.labels.length || one.getAttribute("aria-label"))) faults.push("no label: " + one.name);
    for (const id of (one.getAttribute("aria-describedby") || "").split(" ").filter(Boolean))
      if (!document.getElementById(id)) faults.push("describes nothing: " + id);
  }
  for (const one of document.querySelectorAll("a, button, select, input, summary")) {
    if (!shown(one) || one.type === "hidden" || one.matches(".skip, .first")) continue;
    // A link in the middle of a sentence is as high as its line.
    if (one.tagName === "A" && one.closest("p.hint, .summary, p.callout")) continue;
    const around = ["radio", "checkbox"].includes(one.type) ? one.closest("label") : one;
    const height = around.getBoundingClientRect().height;
    if (height < 43.5) faults.push(`too small: ${(one.textContent || one.name).trim()} ${height}`);
  }
  for (const one of document.querySelectorAll("body *")) {
    const speaks = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (shown(one) && speaks && parseFloat(getComputedStyle(one).fontSize) < 16.9)
      faults.push(`small type: ${one.tagName} ${one.textContent.trim().slice(0, 20)}`);
  }
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) {
    const wide = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > width + 1);
    faults.push("sticks out: " + wide.slice(0, 3).map((one) => `${one.tagName}.${one.className}`).join(", "));
  }
  const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
  const twice = ids.filter((id, place) => ids.indexOf(id) !== place);
  if (twice.length) faults.push("the same id twice: " + twice);
  if (document.querySelectorAll("h1").length !== 1) faults.push("not one h1");
  if (!document.documentElement.lang || !document.title) faults.push("no language or title");
  return faults;
}
