// One phone: what is typed, tapped and chosen on it, and what arrives.
import { piece, user } from "./api.js";

const openidOf = (element) => element.closest("[data-phone]").dataset.phone;

function complain(phone, error) {
  const line = document.createElement("li");
  line.className = "line failure";
  const words = document.createElement("span");
  words.textContent = `没有发出去：${error.message}`;
  line.append(words);
  phone.querySelector(".talk").append(line);
  toEnd(phone);
}

async function attempt(phone, work) {
  try {
    return await work();
  } catch (error) {
    complain(phone, error);
    return null;
  }
}

export function toEnd(phone) {
  const talk = phone.querySelector(".talk");
  talk.scrollTop = talk.scrollHeight;
}

function closePanels(phone, except) {
  for (const toggle of phone.querySelectorAll("[data-toggle]")) {
    if (toggle.dataset.toggle === except) continue;
    toggle.setAttribute("aria-expanded", "false");
    phone.querySelector(`[data-panel="${toggle.dataset.toggle}"]`).hidden = true;
  }
  for (const slot of phone.querySelectorAll(".slot")) {
    const subs = slot.querySelector(".subs");
    if (!subs || slot === except) continue;
    subs.hidden = true;
    slot.querySelector(".has-subs").setAttribute("aria-expanded", "false");
  }
}

function togglePanel(phone, button) {
  closePanels(phone, button.dataset.toggle);
  const panel = phone.querySelector(`[data-panel="${button.dataset.toggle}"]`);
  panel.hidden = !panel.hidden;
  button.setAttribute("aria-expanded", String(!panel.hidden));
  toEnd(phone);
}

function toggleSubs(phone, button) {
  const slot = button.closest(".slot");
  closePanels(phone, slot);
  const subs = slot.querySelector(".subs");
  subs.hidden = !subs.hidden;
  button.setAttribute("aria-expanded", String(!subs.hidden));
}

async function say(phone) {
  const input = phone.querySelector("textarea");
  const content = input.value;
  if (!content.trim()) return;
  input.value = "";
  fill(phone);
  const sent = await attempt(phone, () => user(openidOf(phone), "text", { content }));
  if (!sent && !input.value) input.value = content;
  fill(phone);
}

// With words in it, the input offers to send them instead of more kinds of messages.
function fill(phone) {
  const input = phone.querySelector("textarea");
  phone.querySelector(".say").classList.toggle("full", Boolean(input.value.trim()));
}

async function doIt(phone, button) {
  closePanels(phone);
  if (button.dataset.do === "copy") {
    await attempt(phone, () => navigator.clipboard.writeText(openidOf(phone)));
    return;
  }
  const body = button.dataset.body ? JSON.parse(button.dataset.body) : {};
  await attempt(phone, () => user(openidOf(phone), button.dataset.do, button.dataset.do.startsWith("image") ? undefined : body));
}

async function useMenu(phone, button) {
  closePanels(phone);
  const done = await attempt(phone, () => user(openidOf(phone), "menu", { key: button.dataset.menu }));
  if (done?.url && /^https?:/.test(done.url)) {
    const query = new URLSearchParams({ openid: openidOf(phone), url: done.url });
    window.open(`/sim/open?${query}`, "_blank", "noopener");
  }
}

function clicked(event) {
  const phone = event.target.closest("[data-phone]");
  if (!phone) return;
  const button = event.target.closest("button");
  if (!button) {
    if (event.target.closest(".talk")) closePanels(phone);
    return;
  }
  const data = button.dataset;
  if (data.toggle) togglePanel(phone, button);
  else if (button.classList.contains("has-subs")) toggleSubs(phone, button);
  else if (data.menu) useMenu(phone, button);
  else if (data.tap) attempt(phone, () => user(openidOf(phone), "tap", { id: data.tap, content: data.content }));
  else if (data.do) doIt(phone, button);
  else if (data.face) {
    const input = phone.querySelector("textarea");
    input.setRangeText(data.face, input.selectionStart, input.selectionEnd, "end");
    fill(phone);
  }
}

function pressed(event) {
  const phone = event.target.closest("[data-phone]");
  if (!phone) return;
  // Enter that chooses a Chinese word in an input method must not send.
  if (event.key === "Enter" && event.target.matches("textarea") && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
    event.preventDefault();
    say(phone);
  }
  if (event.key === "Escape") {
    const open = phone.querySelector('[aria-expanded="true"]');
    closePanels(phone);
    open?.focus();
  }
}

async function chosen(event) {
  if (!event.target.matches("[data-file]")) return;
  const phone = event.target.closest("[data-phone]");
  closePanels(phone);
  for (const file of event.target.files) await attempt(phone, () => user(openidOf(phone), "image", file));
  event.target.value = "";
}

async function pasted(event) {
  const phone = event.target.closest?.("[data-phone]");
  const files = [...(event.clipboardData?.files ?? [])].filter((file) => file.type.startsWith("image/"));
  if (!phone || !files.length) return;
  event.preventDefault();
  for (const file of files) await attempt(phone, () => user(openidOf(phone), "image", file));
}

export function arrive(phone, data) {
  const talk = phone.querySelector(".talk");
  if (talk.querySelector(`[data-id="${data.id}"]`)) return;
  const near = talk.scrollHeight - talk.scrollTop - talk.clientHeight < 160;
  const fresh = piece(data.html);
  for (const item of fresh.children) item.classList.add("new");
  for (const picture of fresh.querySelectorAll("img")) picture.addEventListener("load", () => toEnd(phone), { once: true });
  talk.append(fresh);
  if (near || data.side === "person") toEnd(phone);
}

export function start() {
  document.addEventListener("click", clicked);
  document.addEventListener("keydown", pressed);
  document.addEventListener("change", chosen);
  document.addEventListener("paste", pasted);
  document.addEventListener("input", (event) => event.target.matches("textarea") && fill(event.target.closest("[data-phone]")));
  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".say")) return;
    event.preventDefault();
    say(event.target.closest("[data-phone]"));
  });
}
