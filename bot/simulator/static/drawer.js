// The record of what happened, and the knobs for time and faults.
import { call, piece } from "./api.js";
import { set } from "./clock.js";

const LIMIT = 150;
const drawer = document.getElementById("drawer");
const record = document.getElementById("record");
const knobs = document.getElementById("knobs");
const opener = document.getElementById("open-drawer");
const badge = document.getElementById("alarms");

function open(wanted) {
  drawer.hidden = !wanted;
  opener.setAttribute("aria-expanded", String(wanted));
  document.body.classList.toggle("tracing", wanted);
  for (const talk of document.querySelectorAll(".talk")) talk.scrollTop = talk.scrollHeight;
  if (wanted) drawer.querySelector('[aria-selected="true"]').focus();
  else opener.focus();
}

function choose(tab) {
  for (const other of drawer.querySelectorAll("[data-tab]")) {
    other.setAttribute("aria-selected", String(other === tab));
    other.tabIndex = other === tab ? 0 : -1;
  }
  const name = tab.dataset.tab;
  knobs.hidden = name !== "knobs";
  record.hidden = name === "knobs";
  if (name !== "knobs") {
    record.dataset.showing = name;
    record.setAttribute("aria-labelledby", tab.id);
  }
  if (name === "alarm") badge.hidden = true;
}

export function noted(data) {
  const fresh = piece(data.html).firstElementChild;
  const old = record.querySelector(`[data-entry="${data.id}"]`);
  if (old) {
    const details = old.querySelector("details");
    if (details?.open) fresh.querySelector("details").open = true;
    old.replaceWith(fresh);
    return;
  }
  record.prepend(fresh);
  while (record.children.length > LIMIT) record.lastElementChild.remove();
  if (fresh.dataset.kind === "alarm") {
    badge.hidden = false;
    badge.textContent = record.querySelectorAll(".entry.alarm").length;
  }
}

async function jump(event) {
  const button = event.target.closest("[data-jump]");
  if (!button) return;
  const seconds = Number(button.dataset.jump);
  const { now } = seconds ? await call("POST", "clock", { seconds }) : await call("DELETE", "clock");
  set(Date.parse(now) / 1000);
}

async function burst(event) {
  const button = event.target.closest("[data-burst]");
  if (!button) return;
  const said = document.getElementById("burst");
  const { id } = await call("POST", "burst", { people: Number(button.dataset.burst) });
  for (;;) {
    const outcome = await call("GET", `burst/${id}`);
    const times = outcome.milliseconds.p95 === undefined ? "" : `，半数 ${outcome.milliseconds.p50} ms 内，95% ${outcome.milliseconds.p95} ms 内`;
    said.textContent = `${outcome.answered}/${outcome.people} 人得到答复${times}${outcome.failed ? `，${outcome.failed} 人没有` : ""}`;
    if (!outcome.running) return;
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
}

async function apply(event) {
  event.preventDefault();
  const form = new FormData(event.target);
  const wanted = { api: [], encryption: form.get("encryption") || null };
  for (const name of ["push_delay", "duplicates", "reorder", "drop_pushes", "drop_answers"]) wanted[name] = Number(form.get(name));
  if (form.get("code") !== "0") wanted.api.push({ path: "/message/", code: Number(form.get("code")), count: Number(form.get("count")) });
  await call("PUT", "faults", wanted);
  document.getElementById("knobs-said").textContent = "已生效";
}

async function mend() {
  await call("DELETE", "faults");
  document.getElementById("faults").reset();
  document.getElementById("knobs-said").textContent = "都恢复了";
}

function arrows(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const tabs = [...drawer.querySelectorAll("[data-tab]")];
  const next = tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length];
  next.focus();
  choose(next);
}

export function start() {
  opener.addEventListener("click", () => open(drawer.hidden));
  document.getElementById("close-drawer").addEventListener("click", () => open(false));
  drawer.querySelector(".tabs").addEventListener("click", (event) => event.target.dataset.tab && choose(event.target));
  drawer.querySelector(".tabs").addEventListener("keydown", arrows);
  drawer.addEventListener("keydown", (event) => event.key === "Escape" && open(false));
  knobs.addEventListener("click", jump);
  knobs.addEventListener("click", burst);
  document.getElementById("faults").addEventListener("submit", apply);
  document.getElementById("mend").addEventListener("click", mend);
}
