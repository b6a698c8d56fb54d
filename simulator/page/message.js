// One message as a bubble, with its keyboard below.

import { formatted, icon, iconButton, make } from "./letters.js";
import { clockTime, fileSize, words } from "./words.js";

export function fillMessage(article, message, phone) {
  const bubble = make("div", { class: "bubble" });
  const text = make("div", { class: "text", dir: "auto" }, formatted(message.text, message.entities, phone.acts));
  const parts = [fileOf(message), ...(message.text ? [text] : [])];
  if (message.caption_above) parts.reverse();
  if (message.quoted) bubble.append(make("div", { class: "quoted" }, message.quoted));
  bubble.append(...parts.filter(Boolean));
  bubble.append(stamp(message));
  const line = make("div", { class: "line" }, bubble, menuButton(message, phone));
  const sender = message.from_bot ? phone.state.bot_name : words.me;
  article.className = `message ${message.from_bot ? "theirs" : "mine"} ${message.kind}`;
  article.classList.toggle("keyed", message.rows.length > 0);
  article.replaceChildren(make("span", { class: "heard" }, `${sender}:`), line, ...keyboardOf(message, phone));
}

function stamp(message) {
  const said = message.edited ? `${words.edited} ${clockTime(message.date)}` : clockTime(message.date);
  const time = make("time", { datetime: new Date(message.date * 1000).toISOString() }, said);
  const reaction = message.reaction ? [make("span", { class: "reaction" }, message.reaction)] : [];
  return make("span", { class: "stamp" }, ...reaction, time);
}

function menuButton(message, phone) {
  const button = iconButton("more", words.message, () => phone.openMessageMenu(message, button));
  button.setAttribute("aria-haspopup", "menu");
  return button;
}

function fileOf(message) {
  const address = `sim/files/${encodeURIComponent(message.file.file_id ?? "")}`;
  switch (message.kind) {
    case "photo": {
      const { width, height } = message.file;
      const picture = make("img", { src: address, alt: words.photo, width, height });
      return make("a", { class: "picture", href: address, target: "_blank", rel: "noopener" }, picture);
    }
    case "voice":
    case "audio":
      return make("audio", { controls: true, preload: "metadata", src: address, "aria-label": words.audio });
    case "video":
    case "video_note":
      return make("video", { controls: true, preload: "metadata", src: address, "aria-label": words.video });
    case "location": {
      const { latitude, longitude } = message.file;
      return make("div", { class: "place", role: "img", "aria-label": words.place }, `📍 ${latitude}, ${longitude}`);
    }
    case "sticker":
      return make("div", { class: "big", role: "img", "aria-label": words.sticker }, message.file.emoji ?? "🙂");
    case "document": {
      const name = make("span", { class: "name" }, message.file.file_name ?? "");
      const size = make("span", { class: "size" }, fileSize(message.file.file_size));
      return make("a", { class: "file", href: address, download: message.file.file_name ?? "" }, icon("file"), name, size);
    }
    default:
      return null;
  }
}

function keyboardOf(message, phone) {
  return message.rows.map((row, at) =>
    make("div", { class: "row" }, ...row.map((button, place) => keyOf(button, `${at},${place}`, message, phone))),
  );
}

function keyOf(button, key, message, phone) {
  const waits = message.spinning && phone.pressed.get(message.id) === key;
  const press = () => {
    if (button.url !== undefined) return phone.open(button.url);
    if (button.copy_text !== undefined) return phone.copy(button.copy_text.text);
    phone.pressed.set(message.id, key);
    return phone.ask("tap", { message_id: message.id, button: button.callback_data ?? button.text });
  };
  const properties = {
    type: "button",
    class: `key ${button.style ?? ""} ${button.url === undefined ? "" : "opens"} ${waits ? "waits" : ""}`,
    "data-key": key,
    "aria-busy": waits ? "true" : undefined,
    onclick: press,
  };
  return make("button", properties, make("span", {}, button.text));
}
