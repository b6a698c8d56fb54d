// The lower end of a phone: start, write, attach, speak, say where one is, the reply keyboard.

import { iconButton, make } from "./letters.js";
import { words } from "./words.js";

const PICTURES = ["image/png", "image/jpeg"];
const PLACES = [["Tegucigalpa", 14.0818, -87.2068], ["Ciudad de Guatemala", 14.6349, -90.5069], ["San José", 9.9281, -84.0907]];

export class Composer {
  constructor(phone) {
    this.phone = phone;
    this.edited = null;
    this.shown = "";
    this.keysHidden = false;
    this.box = make("textarea", { rows: "1", "aria-label": words.write, placeholder: words.write, dir: "auto" });
    this.box.addEventListener("input", () => this.grow());
    this.box.addEventListener("keydown", (event) => this.onKey(event));
    this.picker = make("input", { type: "file", hidden: true, onchange: () => this.attach() });
    this.menu = make("button", { type: "button", class: "round slash", "aria-label": words.commands, title: words.commands, "aria-haspopup": "menu", onclick: () => phone.openCommands(this.menu) }, "/");
    this.keys = iconButton("keys", words.keys, () => this.toggleKeys());
    this.send = iconButton("send", words.send, () => this.submit());
    this.mic = iconButton("mic", words.voice, () => this.record());
    this.clip = iconButton("clip", words.attach, () => this.openAttach());
    this.clip.setAttribute("aria-haspopup", "menu");
    this.kind = "";
    this.note = make("div", { class: "note", hidden: true });
    this.write = make("div", { class: "write" }, this.menu, this.clip, this.box, this.keys, this.mic, this.send, this.picker);
    this.board = make("div", { class: "board", hidden: true });
    this.bar = make("div", { class: "bar", hidden: true });
    this.element = make("footer", {}, this.note, this.write, this.board, this.bar);
    this.grow();
  }

  show(state) {
    const isNew = state.standing === "new" && state.messages.length === 0;
    const isBlocked = state.standing === "blocked";
    this.write.hidden = isNew || isBlocked;
    this.bar.hidden = !(isNew || isBlocked);
    if (isNew) {
      const hint = state.start_payload ? [make("small", {}, words.invited)] : [];
      this.fillBar("start", words.start, hint, () => this.phone.ask("start", { payload: state.start_payload }));
    }
    if (isBlocked) this.fillBar("unblock", words.unblock, [], () => this.phone.ask("unblock", {}));
    this.menu.hidden = state.commands.length === 0;
    this.showBoard(state.keyboard, isNew || isBlocked);
    this.grow();
  }

  fillBar(kind, label, hint, onclick) {
    if (this.bar.dataset.kind === kind) return;
    this.bar.dataset.kind = kind;
    this.bar.replaceChildren(make("button", { type: "button", class: "wide", onclick }, label, ...hint));
  }

  showBoard(keyboard, isCovered) {
    const now = JSON.stringify(keyboard);
    if (now !== this.shown) {
      this.shown = now;
      this.keysHidden = false;
      const rows = keyboard?.keyboard ?? [];
      this.board.replaceChildren(...rows.map((row) => make("div", { class: "row" }, ...row.map((key) => this.key(key, keyboard)))));
      this.box.placeholder = keyboard?.input_field_placeholder ?? words.write;
      if (keyboard?.force_reply) this.box.focus();
    }
    const hasRows = this.board.childElementCount > 0 && !isCovered;
    this.keys.hidden = !hasRows;
    this.keys.setAttribute("aria-expanded", String(hasRows && !this.keysHidden));
    this.board.hidden = !hasRows || this.keysHidden;
  }

  key(key, keyboard) {
    const button = make("button", { type: "button", class: "key", onclick: () => press() }, key.text);
    const press = () => {
      if (key.request_location) return this.openPlaces(button, "share");
      if (keyboard.one_time_keyboard) this.toggleKeys();
      this.phone.ask("send", { text: key.text });
    };
    return button;
  }

  toggleKeys() {
    this.keysHidden = !this.keysHidden;
    this.showBoard(JSON.parse(this.shown), false);
  }

  grow() {
    this.box.style.height = "auto";
    // Not yet on the page it has no height of its own.
    if (this.box.scrollHeight > 0) this.box.style.height = `${Math.min(this.box.scrollHeight + 2, 132)}px`;
    const hasText = this.box.value.trim() !== "";
    this.send.hidden = !hasText;
    this.mic.hidden = hasText;
  }

  onKey(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.submit();
    }
    if (event.key === "Escape" && this.edited !== null) {
      this.stopEditing();
      this.empty();
    }
  }

  async submit() {
    const text = this.box.value.trim();
    if (text === "") return;
    const edited = this.edited;
    const sent = edited === null
      ? await this.phone.ask("send", { text })
      : await this.phone.ask("edit", { message_id: edited, text });
    if (!sent) return;
    this.stopEditing();
    this.empty();
  }

  empty() {
    this.box.value = "";
    this.grow();
  }

  edit(message) {
    this.edited = message.id;
    this.box.value = message.text;
    const stop = iconButton("close", words.cancel, () => { this.stopEditing(); this.empty(); });
    this.note.replaceChildren(make("span", {}, `${words.editing}: ${message.text}`), stop);
    this.note.hidden = false;
    this.grow();
    this.box.focus();
  }

  stopEditing() {
    this.edited = null;
    this.note.hidden = true;
  }

  openAttach() {
    this.phone.openMenu(this.clip, [
      [words.pictures, () => this.pick("image/*,video/*", "")],
      [words.file, () => this.pick("", "document")],
      [words.sound, () => this.pick("audio/*", "audio")],
      [words.place, () => this.openPlaces(this.clip, "location")],
    ]);
  }

  openPlaces(anchor, act) {
    this.phone.openMenu(anchor, PLACES.map(([name, latitude, longitude]) => [name, () => this.phone.ask(act, { latitude, longitude }), `${latitude}, ${longitude}`]));
  }

  pick(accept, kind) {
    this.kind = kind;
    this.picker.accept = accept;
    this.picker.click();
  }

  // As on a phone: a picture goes as a photo unless it is sent as a file.
  kindOf(file) {
    if (this.kind !== "") return this.kind;
    if (PICTURES.includes(file.type)) return "photo";
    if (file.type.startsWith("video/")) return "video";
    return file.type.startsWith("audio/") ? "voice" : "document";
  }

  async attach() {
    const files = [...this.picker.files];
    this.picker.value = "";
    for (const file of files) {
      if (await this.phone.upload(this.kindOf(file), file, file.name, this.box.value.trim(), 1)) this.empty();
    }
  }

  // Where the browser cannot record, a file of sound does.
  async record() {
    if (!window.MediaRecorder || !navigator.mediaDevices) return this.pick("audio/*", "voice");
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      return this.pick("audio/*", "voice");
    }
    const recorder = new MediaRecorder(stream);
    const parts = [];
    const begun = Date.now();
    let isWanted = true;
    recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
    recorder.addEventListener("stop", () => {
      stream.getTracks().forEach((track) => track.stop());
      this.note.hidden = true;
      this.write.hidden = false;
      const sound = new Blob(parts, { type: recorder.mimeType.split(";")[0] });
      const seconds = Math.max(1, Math.round((Date.now() - begun) / 1000));
      if (isWanted) this.phone.upload("voice", sound, "voice.webm", "", seconds);
    });
    const cancel = iconButton("close", words.cancel, () => { isWanted = false; recorder.stop(); });
    const done = iconButton("send", words.send, () => recorder.stop());
    this.note.replaceChildren(make("span", { class: "red", role: "status" }, words.recording), cancel, done);
    this.note.hidden = false;
    this.write.hidden = true;
    recorder.start();
    done.focus();
  }
}
