// One phone: a person's chat with the bot.

import { Composer } from "./composer.js";
import { iconButton, isOpened, make } from "./letters.js";
import { fillMessage } from "./message.js";
import { dayName, languageName, words } from "./words.js";

const TOAST_MS = 3500;

export class Phone {
  constructor(state, onNews) {
    this.state = state;
    this.onNews = onNews;
    this.pressed = new Map();
    this.drawn = new Map();
    this.noticed = state.notice?.number ?? 0;
    this.acts = { command: (text) => this.ask("send", { text }), follow: (address) => this.follow(address) };
    this.composer = new Composer(this);
    const spoken = make("abbr", { title: languageName(state.language_code) }, state.language_code);
    this.title = make("h2", {}, state.first_name, " ", ...(state.language_code ? [spoken] : []));
    this.about = make("p", {});
    this.more = iconButton("more", words.more, () => this.openPhoneMenu());
    this.more.setAttribute("aria-haspopup", "menu");
    const face = make("span", { class: "face", "aria-hidden": "true" }, [...state.first_name][0]);
    this.log = make("div", { class: "log", role: "log", "aria-live": "polite", tabindex: "0", "aria-label": words.chat(state.first_name, state.bot_name) });
    this.empty = make("div", { class: "empty" });
    this.typing = make("div", { class: "typing", role: "status" });
    this.overlay = make("div", { class: "overlay" });
    const header = make("header", {}, face, make("div", { class: "who" }, this.title, this.about), this.more);
    this.element = make("section", { class: "phone", id: `p${state.id}`, "aria-label": state.first_name }, header, this.log, this.composer.element, this.overlay);
    this.element.style.setProperty("--hue", String((state.id * 67) % 360));
    this.element.addEventListener("keydown", (event) => this.onKey(event));
    this.log.append(this.empty, this.typing);
    this.isAtEnd = true;
    this.log.addEventListener("scroll", () => {
      this.isAtEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 40;
    });
    // What grows below the log, a keyboard or a longer text, must not cover its end.
    new ResizeObserver(() => { if (this.isAtEnd) this.log.scrollTop = this.log.scrollHeight; }).observe(this.log);
    this.show(state);
  }

  show(state) {
    const hadFocus = this.element.contains(document.activeElement);
    const wasAtEnd = this.isAtEnd;
    this.state = state;
    this.about.textContent = state.note;
    this.showEmpty();
    const isNews = this.showMessages();
    this.showTyping();
    this.composer.show(state);
    this.showNotice();
    if (wasAtEnd || isNews.mine) this.log.scrollTop = this.log.scrollHeight;
    if (isNews.theirs) this.onNews(this);
    if (hadFocus && !this.element.contains(document.activeElement)) this.log.focus({ preventScroll: true });
  }

  showEmpty() {
    this.empty.hidden = this.state.messages.length > 0;
    const about = this.state.description
      ? [make("h3", {}, words.about), make("p", {}, this.state.description)]
      : [make("p", {}, words.nothing)];
    this.empty.replaceChildren(make("strong", {}, this.state.bot_name), ...about);
  }

  showMessages() {
    const isNews = { mine: false, theirs: false };
    const there = new Set(this.state.messages.map((message) => message.id));
    for (const [id, drawn] of this.drawn) {
      if (there.has(id)) continue;
      drawn.article.remove();
      this.drawn.delete(id);
    }
    for (const message of this.state.messages) {
      const drawn = this.drawn.get(message.id);
      if (drawn?.version === message.version) continue;
      if (drawn === undefined) isNews[message.from_bot ? "theirs" : "mine"] = true;
      this.draw(message, drawn);
    }
    this.showDays();
    return isNews;
  }

  draw(message, drawn) {
    const article = drawn?.article ?? make("article", { "data-id": message.id });
    const focused = article.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
    fillMessage(article, message, this);
    if (drawn === undefined) this.log.insertBefore(article, this.typing);
    if (focused !== undefined) article.querySelector(`[data-key="${focused}"]`)?.focus({ preventScroll: true });
    this.drawn.set(message.id, { article, version: message.version, date: message.date });
  }

  showDays() {
    this.log.querySelectorAll(".day").forEach((day) => day.remove());
    let before = "";
    for (const { article, date } of this.drawn.values()) {
      const day = dayName(date);
      if (day !== before) this.log.insertBefore(make("div", { class: "day" }, day), article);
      before = day;
    }
  }

  showTyping() {
    clearTimeout(this.typingTimer);
    const isShown = this.state.action !== "";
    const doing = this.state.action === "typing" ? words.typing : words.sends;
    const dots = [make("i"), make("i"), make("i")];
    this.typing.replaceChildren(...(isShown ? [make("span", { class: "heard" }, `${this.state.bot_name}: ${doing}…`), ...dots] : []));
    if (isShown) this.typingTimer = setTimeout(() => this.typing.replaceChildren(), this.state.action_ms);
  }

  showNotice() {
    const notice = this.state.notice;
    if (notice === null || notice.number <= this.noticed) return;
    this.noticed = notice.number;
    if (notice.text === "") return;
    if (notice.alert) this.alert(notice.text);
    else this.toast(notice.text);
  }

  toast(text) {
    this.overlay.querySelectorAll(".toast").forEach((toast) => toast.remove());
    const toast = make("div", { class: "toast", role: "status" }, text);
    this.overlay.append(toast);
    setTimeout(() => toast.remove(), TOAST_MS);
  }

  alert(text) {
    this.overlay.replaceChildren();
    const close = () => { veil.remove(); this.log.focus({ preventScroll: true }); };
    const fine = make("button", { type: "button", class: "wide", onclick: close }, words.fine);
    const box = make("div", { class: "alert", role: "alertdialog", "aria-label": this.state.bot_name }, make("p", {}, text), fine);
    const veil = make("div", { class: "veil" }, box);
    this.overlay.append(veil);
    fine.focus();
  }

  openMenu(anchor, choices) {
    const wasOpen = this.closeMenu();
    if (wasOpen === anchor) return;
    const items = choices.map(([label, act, hint]) => {
      const parts = hint === undefined ? [label] : [make("b", {}, label), make("span", {}, hint)];
      return make("button", { type: "button", role: "menuitem", onclick: () => { this.closeMenu(); act(); } }, ...parts);
    });
    const menu = make("div", { class: "menu", role: "menu" }, ...items);
    this.overlay.append(menu);
    const frame = this.element.getBoundingClientRect();
    const place = anchor.getBoundingClientRect();
    const left = Math.min(Math.max(8, place.left - frame.left), frame.width - menu.offsetWidth - 8);
    const below = place.bottom - frame.top + 4;
    const above = place.top - frame.top - menu.offsetHeight - 4;
    menu.style.left = `${left}px`;
    menu.style.top = `${below + menu.offsetHeight > frame.height - 8 ? Math.max(8, above) : below}px`;
    this.menu = { menu, anchor };
    anchor.setAttribute("aria-expanded", "true");
    items[0].focus();
    this.outside = (event) => {
      if (!menu.contains(event.target) && !anchor.contains(event.target)) this.closeMenu();
    };
    document.addEventListener("pointerdown", this.outside);
  }

  closeMenu() {
    if (!this.menu) return null;
    const { menu, anchor } = this.menu;
    menu.remove();
    this.menu = null;
    document.removeEventListener("pointerdown", this.outside);
    anchor.setAttribute("aria-expanded", "false");
    return anchor;
  }

  onKey(event) {
    if (event.key === "Escape") this.closeMenu()?.focus();
    if (!this.menu || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    const items = [...this.menu.menu.children];
    const step = event.key === "ArrowDown" ? 1 : -1;
    items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
    event.preventDefault();
  }

  openPhoneMenu() {
    const { standing, start_payload: payload } = this.state;
    const isBlocked = standing === "blocked";
    const choices = [[isBlocked ? words.unblock : words.block, () => this.ask(isBlocked ? "unblock" : "block", {})]];
    if (payload && !isBlocked) choices.unshift([words.again, () => this.ask("start", { payload })]);
    this.openMenu(this.more, choices);
  }

  openMessageMenu(message, anchor) {
    const choices = [[words.copy, () => this.copy(message.text)]];
    if (!message.from_bot && message.kind === "text") choices.push([words.edit, () => this.composer.edit(message)]);
    this.openMenu(anchor, choices);
  }

  openCommands(anchor) {
    this.openMenu(anchor, this.state.commands.map(({ command, description }) => [`/${command}`, () => this.acts.command(`/${command}`), description]));
  }

  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      this.toast(words.copied);
    } catch {
      this.toast(words.refused);
    }
  }

  open(address) {
    if (!this.follow(address) && isOpened(address)) window.open(address, "_blank", "noopener");
  }

  // A deep link to this bot is pressed on this phone, not opened in the browser.
  follow(address) {
    const { hostname, pathname, searchParams } = new URL(address);
    const isOurs = hostname === "t.me" && pathname.slice(1).toLowerCase() === this.state.bot_username.toLowerCase();
    if (isOurs) this.ask("start", { payload: searchParams.get("start") ?? "" });
    return isOurs;
  }

  async ask(act, body) {
    return this.post(act, { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });
  }

  async upload(kind, file, name, caption, seconds) {
    const query = new URLSearchParams({ kind, name, caption, seconds });
    return this.post(`upload?${query}`, { body: file, headers: { "Content-Type": file.type || "application/octet-stream" } });
  }

  async post(path, request) {
    try {
      const answer = await fetch(`sim/people/${this.state.id}/${path}`, { method: "POST", ...request });
      if (answer.ok) return true;
    } catch {
      // said below, as for every other refusal
    }
    this.toast(words.refused);
    return false;
  }
}
