// Elements, and formatted text as elements. Text is only ever text: nothing here reads HTML.

const OPENED = new Set(["http:", "https:", "tg:", "mailto:"]);

const BLOCKS = new Set(["BLOCKQUOTE", "PRE"]);

const TAGS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
};

export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const picture = document.createElementNS(space, "svg");
  picture.setAttribute("class", "icon");
  picture.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `#i-${name}`);
  picture.append(use);
  return picture;
}

export function iconButton(name, label, onclick) {
  return make("button", { type: "button", class: `round ${name}`, "aria-label": label, title: label, onclick }, icon(name));
}

export function isOpened(address) {
  try {
    return OPENED.has(new URL(address).protocol);
  } catch {
    return false;
  }
}

// Offsets are in UTF-16 units, which is how this language counts as well.
export function formatted(text, entities, acts) {
  const whole = document.createDocumentFragment();
  fill(whole, text, 0, text.length, [...entities], acts);
  return whole;
}

function fill(parent, text, begin, end, entities, acts) {
  let at = begin;
  while (entities.length > 0) {
    const entity = entities.shift();
    const until = entity.offset + entity.length;
    if (entity.offset < at || until > end) continue;
    const inner = [];
    while (entities.length > 0 && entities[0].offset < until) inner.push(entities.shift());
    const element = elementFor(entity, text.slice(entity.offset, until), acts);
    fill(element, text, entity.offset, until, inner, acts);
    const isBlock = BLOCKS.has(element.tagName);
    const before = text.slice(at, entity.offset);
    // A block breaks the line by itself.
    parent.append(isBlock ? before.replace(/\n$/, "") : before, element);
    at = isBlock && text[until] === "\n" && until < end ? until + 1 : until;
  }
  parent.append(text.slice(at, end));
}

function elementFor(entity, words, acts) {
  if (entity.type in TAGS) return make(TAGS[entity.type]);
  if (entity.type === "spoiler") return spoiler();
  if (entity.type === "bot_command") {
    return make("button", { type: "button", class: "link", onclick: () => acts.command(words) });
  }
  const address = { text_link: entity.url, url: words, email: `mailto:${words}` }[entity.type];
  return address !== undefined && isOpened(address) ? link(address, acts) : make("span");
}

function link(address, acts) {
  const anchor = make("a", { href: address, target: "_blank", rel: "noopener noreferrer" });
  anchor.addEventListener("click", (event) => {
    if (acts.follow(address)) event.preventDefault();
  });
  return anchor;
}

function spoiler() {
  const hidden = make("span", { class: "spoiler", role: "button", tabindex: "0" });
  const reveal = () => hidden.classList.add("shown");
  hidden.addEventListener("click", reveal);
  hidden.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") reveal();
  });
  return hidden;
}
