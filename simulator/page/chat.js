// All phones, side by side or one at a time, kept as the server tells.

import { make } from "./letters.js";
import { Phone } from "./phone.js";
import { language, words } from "./words.js";

const phones = new Map();
const tabs = new Map();
const main = document.querySelector("main");
const switcher = document.querySelector(".switch");
const lost = document.querySelector(".lost");
const wanted = Number(location.hash.slice(1));

document.documentElement.lang = language;
document.title = words.title;
document.querySelector("h1").textContent = words.title;
document.querySelector(".not").textContent = words.not;
switcher.setAttribute("aria-label", words.people);
lost.textContent = words.lost;

function add(state) {
  const phone = new Phone(state, onNews);
  const tab = make("button", { type: "button", onclick: () => choose(state.id) }, state.first_name, make("span", { class: "dot", hidden: true, role: "img", "aria-label": words.unread }));
  phones.set(state.id, phone);
  tabs.set(state.id, tab);
  switcher.append(tab);
  main.append(phone.element);
  phone.log.scrollTop = phone.log.scrollHeight;
  if (phones.size === 1 || wanted === state.id) choose(state.id);
}

function choose(id) {
  if (id === wanted || phones.size > 1) history.replaceState(null, "", `#${id}`);
  for (const [other, phone] of phones) {
    const isChosen = other === id;
    phone.element.classList.toggle("chosen", isChosen);
    tabs.get(other).setAttribute("aria-current", String(isChosen));
    if (!isChosen) continue;
    tabs.get(other).querySelector(".dot").hidden = true;
    tabs.get(other).scrollIntoView({ block: "nearest", inline: "nearest" });
    phone.composer.grow();
    phone.log.scrollTop = phone.log.scrollHeight;
  }
}

function onNews(phone) {
  const tab = tabs.get(phone.state.id);
  if (tab && !phone.element.classList.contains("chosen")) tab.querySelector(".dot").hidden = false;
}

const stream = new EventSource("sim/events");
stream.addEventListener("phone", (event) => {
  const state = JSON.parse(event.data);
  const phone = phones.get(state.id);
  if (phone) phone.show(state);
  else add(state);
});
stream.addEventListener("open", () => { lost.hidden = true; });
stream.addEventListener("error", () => { lost.hidden = false; });
