// Starts the page and keeps it live.
import { call, piece } from "./api.js";
import * as clock from "./clock.js";
import * as drawer from "./drawer.js";
import * as people from "./people.js";
import * as phone from "./phone.js";

const offline = document.getElementById("offline");

function typing(data) {
  const sign = people.phoneOf(data.openid)?.querySelector(".typing");
  if (sign) sign.hidden = !data.on;
}

function renewMenus(data) {
  for (const old of document.querySelectorAll(".device > .menu")) old.replaceWith(piece(data.html));
}

async function bubble(data) {
  await people.fetchPhone(data.openid);
  phone.arrive(people.phoneOf(data.openid), data);
  people.heard(data);
}

async function person(data) {
  if (data.hidden) return;
  await people.fetchPhone(data.openid);
  people.changed(data);
}

const HANDLERS = {
  bubble, person, typing, menu: renewMenus,
  push: drawer.noted, call: drawer.noted, alarm: drawer.noted,
  clock: (data) => clock.set(data.now),
  reload: () => location.reload(),
};

function listen() {
  const source = new EventSource(`/sim/stream?after=${document.body.dataset.last}`);
  let lost = false;
  source.addEventListener("hello", (event) => {
    // After a break something may have been missed: start afresh.
    if (lost || event.data !== document.body.dataset.boot) location.reload();
  });
  source.addEventListener("open", () => { offline.hidden = true; });
  source.addEventListener("error", () => { lost = true; offline.hidden = false; });
  for (const [kind, handle] of Object.entries(HANDLERS)) {
    source.addEventListener(kind, (event) => handle(JSON.parse(event.data)));
  }
  addEventListener("pagehide", () => source.close());
}

phone.start();
people.start();
drawer.start();
clock.start();
listen();
call("GET", "clock").then(({ now }) => clock.set(Date.parse(now) / 1000));
document.body.dataset.ready = "yes";
