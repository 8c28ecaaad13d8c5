// The product's clock, which may run ahead of the real one, and the counters that run by it.
let ahead = 0;

export const now = () => Date.now() / 1000 + ahead;

export function set(seconds) {
  ahead = seconds - Date.now() / 1000;
  tick();
}

const dayAndTime = new Intl.DateTimeFormat("zh-CN", {
  timeZone: "Asia/Shanghai", month: "numeric", day: "numeric", weekday: "short", hour: "2-digit", minute: "2-digit",
});
const time = new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit" });

function left(seconds) {
  const two = (value) => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${hours ? `${hours}:${two(minutes)}` : minutes}:${two(Math.floor(seconds) % 60)}`;
}

export function allowance(element) {
  const rest = Number(element.dataset.until || 0) - now();
  const open = rest > 0;
  element.textContent = open ? `客服消息 剩 ${element.dataset.left} 条 · ${left(rest)}` : "客服消息 现在不能发";
  element.classList.toggle("spent", !open || element.dataset.left === "0");
}

function tick() {
  const moment = new Date(now() * 1000);
  document.getElementById("now").textContent = dayAndTime.format(moment);
  for (const element of document.querySelectorAll("[data-clock]")) element.textContent = time.format(moment);
  for (const element of document.querySelectorAll(".allowance")) allowance(element);
}

export function start() {
  tick();
  setInterval(tick, 1000);
}
