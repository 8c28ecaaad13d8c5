// Who follows, and whose phones lie on the desk.
import { call, piece } from "./api.js";
import { allowance } from "./clock.js";
import { toEnd } from "./phone.js";

const narrow = window.matchMedia("(max-width: 760px)");
const phones = document.getElementById("phones");
const list = document.getElementById("people");
const escape = (openid) => CSS.escape(openid);

export const phoneOf = (openid) => phones.querySelector(`[data-phone="${escape(openid)}"]`);
const rowOf = (openid) => list.querySelector(`[data-row="${escape(openid)}"]`);
const onDesk = () => [...phones.querySelectorAll("[data-phone]:not([hidden])")];

// As many phones as fit beside each other; a small screen holds one.
function room() {
  if (narrow.matches) return 1;
  return Math.max(1, Math.floor((phones.clientWidth - 20) / 417));
}

// Phones in the order in which they were last wanted; the newest that fit lie on the desk.
let wanted = [];

function arrange() {
  const shown = new Set(wanted.slice(-room()));
  for (const phone of phones.querySelectorAll("[data-phone]")) {
    const appears = phone.hidden && shown.has(phone.dataset.phone);
    phone.hidden = !shown.has(phone.dataset.phone);
    if (appears) toEnd(phone);
  }
  mark();
}

function mark() {
  for (const row of list.children) {
    const open = !phoneOf(row.dataset.row)?.hidden;
    row.querySelector("button").setAttribute("aria-pressed", String(open));
    if (open && (!narrow.matches || document.body.classList.contains("talking"))) row.querySelector(".unread").hidden = true;
  }
  document.body.classList.toggle("none", !list.children.length);
}

export function show(openid, focus = true) {
  const phone = phoneOf(openid);
  if (!phone) return;
  wanted = [...wanted.filter((other) => other !== openid), openid];
  if (focus) document.body.classList.add("talking");
  arrange();
  toEnd(phone);
  if (focus && !narrow.matches) phone.querySelector("textarea").focus({ preventScroll: true });
}

function toggle(openid) {
  const phone = phoneOf(openid);
  if (!phone.hidden && onDesk().length > 1 && !narrow.matches) {
    wanted = wanted.filter((other) => other !== openid);
    arrange();
  } else {
    show(openid);
  }
}

const fetching = new Map();

// Somebody this page has not seen yet.
export function fetchPhone(openid) {
  if (phoneOf(openid)) return Promise.resolve();
  if (!fetching.has(openid)) {
    const work = call("GET", `page/${encodeURIComponent(openid)}`).then((made) => {
      if (phoneOf(openid)) return;
      document.getElementById("waiting").before(piece(made.phone));
      list.append(piece(made.row));
      for (const element of phoneOf(openid).querySelectorAll(".allowance")) allowance(element);
      const first = list.children.length === 1;
      if (onDesk().length < room() || first) show(openid, first && !narrow.matches);
      mark();
    }).finally(() => fetching.delete(openid));
    fetching.set(openid, work);
  }
  return fetching.get(openid);
}

export function changed(data) {
  const phone = phoneOf(data.openid);
  if (!phone) return;
  phone.classList.toggle("left", !data.following);
  phone.querySelector(".owner").textContent = data.name;
  rowOf(data.openid).querySelector(".name").textContent = data.name;
  for (const element of phone.querySelectorAll(".allowance")) {
    element.dataset.left = data.left;
    element.dataset.until = data.until ?? "";
    allowance(element);
  }
}

export function heard(data) {
  const row = rowOf(data.openid);
  if (!row) return;
  row.querySelector(".last").textContent = data.preview;
  row.querySelector(".when").textContent = data.time;
  const away = phoneOf(data.openid).hidden || (narrow.matches && !document.body.classList.contains("talking"));
  if (data.side === "account" && away) row.querySelector(".unread").hidden = false;
}

async function newFollower(event) {
  event.currentTarget.disabled = true;
  try {
    const person = await call("POST", "users", {});
    await fetchPhone(person.openid);
    show(person.openid);
  } finally {
    event.currentTarget.disabled = false;
  }
}

// A suggestion goes into the input of the phone last wanted; sending it is the person's own step.
function suggest(event) {
  if (!event.target.matches("[data-suggest]") || !wanted.length) return;
  const input = phoneOf(wanted[wanted.length - 1]).querySelector("textarea");
  input.value = event.target.textContent;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.focus();
}

export function start() {
  new ResizeObserver(arrange).observe(phones);
  document.addEventListener("click", suggest);
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-show]");
    if (button) toggle(button.dataset.show);
  });
  phones.addEventListener("click", (event) => {
    if (!event.target.closest("[data-back]")) return;
    const shown = event.target.closest("[data-phone]").dataset.phone;
    document.body.classList.remove("talking");
    rowOf(shown).querySelector("button").focus();
  });
  for (const button of document.querySelectorAll("[data-new-follower]")) {
    button.addEventListener("click", (event) => newFollower({ currentTarget: event.currentTarget }));
  }
  const rows = [...list.children];
  wanted = rows.map((row) => row.dataset.row);
  arrange();
  if (rows.length) {
    const last = rows[rows.length - 1].dataset.row;
    if (!narrow.matches || rows.length === 1) show(last);
  }
  mark();
}
