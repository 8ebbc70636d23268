// Choose an element of the page, and see the line of the template that wrote it.
//
// The page is fetched once more, and a copy of it is shown inside this one: parsed without
// running anything, without its scripts, in a shadow root, where its style stays by itself.
// So the page needs no marks, may forbid to be framed, and no policy has to be loosened.
const chooser = document.querySelector("[data-xray-chooser]");

// What the parser adds where the HTML left it out.
const IMPLIED = new Set(["html", "head", "body", "tbody", "colgroup"]);
const GONE = "script, noscript, iframe, frame, object, embed, base, meta, template, link:not([rel=stylesheet])";
const ACTS = ["action", "formaction", "ping", "target", "autofocus", "srcset"];

if (chooser) {
  const button = made("button", { className: "button", type: "button" }, "Show the page here, to choose from");
  button.addEventListener("click", () => {
    button.disabled = true;
    show().catch((error) => {
      button.disabled = false;
      say(`The page could not be shown: ${error.message}`);
    });
  });
  chooser.append(button);
}

async function show() {
  const [page, trace] = await Promise.all([
    get(chooser.dataset.page, { "X-Xray": "copy" }).then((answer) => answer.text()),
    get(chooser.dataset.trace).then((answer) => answer.json()),
  ]);
  const copy = new DOMParser().parseFromString(page, "text/html");
  const { lines, all } = compared([...copy.getElementsByTagName("*")], trace.page.elements);
  build(copy, lines, trace);
  if (!all) {
    say("The page has changed since it was recorded. Up to the place where it differs, the lines are right; below it, X-ray does not guess.");
  }
}

async function get(address, headers = {}) {
  const answer = await fetch(address, { headers, credentials: "same-origin" });
  if (!answer.ok) throw new Error(`it answered ${answer.status}`);
  return answer;
}

// Give each element the line that the trace knows for it, as far as the tags are the same.
function compared(elements, recorded) {
  const lines = new Map();
  let place = 0;
  for (const element of elements) {
    const name = element.localName.toLowerCase();
    if (recorded[place]?.[0] === name) lines.set(element, recorded[place++]);
    else if (!IMPLIED.has(name)) return { lines, all: false };
  }
  return { lines, all: place === recorded.length };
}

function build(copy, lines, trace) {
  for (const element of copy.querySelectorAll(GONE)) element.remove();
  const elements = [...copy.getElementsByTagName("*")];
  for (const element of elements) disarm(element);
  const host = made("div", { className: "chooser__page", tabIndex: 0, role: "application" });
  host.ariaLabel = "The page. With the arrow keys: up to what is around, down to what is inside, left and right to what is beside.";
  const found = made("div", { className: "chooser__found" });
  found.ariaLive = "polite";
  found.append(made("p", {}, "Choose a part of the page: with the pointer, or with the arrow keys."));
  const inside = host.attachShadow({ mode: "closed" });
  const style = made("link", { rel: "stylesheet", href: chooser.dataset.style });
  const wrapper = made("div");
  wrapper.ariaHidden = "true"; // it stands below, as a list
  wrapper.append(copy.documentElement);
  inside.append(style, wrapper);
  const frame = made("div", { className: "chooser" });
  const side = made("div", { className: "chooser__side" });
  side.append(steps((way) => go(way)), found);
  frame.append(host, side);
  chooser.replaceChildren(frame);
  const first = wrapper.querySelector("body") ?? wrapper.firstElementChild;
  let chosen = first;

  function choose(element) {
    chosen.removeAttribute("data-xray-chosen");
    chosen = element;
    chosen.setAttribute("data-xray-chosen", "");
    chosen.scrollIntoView({ block: "nearest", inline: "nearest" });
    tell(found, lines.get(chosen), chosen, trace);
  }

  function go(way) {
    const next = {
      up: chosen.parentElement,
      down: chosen.firstElementChild,
      left: chosen.previousElementSibling,
      right: chosen.nextElementSibling,
    }[way];
    if (next && wrapper.contains(next) && next !== wrapper) choose(next);
  }

  inside.addEventListener("click", (event) => {
    if (event.target !== wrapper && wrapper.contains(event.target)) choose(event.target);
  });
  for (const kind of ["click", "auxclick", "submit", "mousedown", "dragstart"]) {
    inside.addEventListener(kind, (event) => event.preventDefault());
  }
  host.addEventListener("keydown", (event) => {
    if (!event.key.startsWith("Arrow") || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    go(event.key.slice(5).toLowerCase());
  });
  host.focus();
}

// Nothing in the copy does anything, and the keyboard does not stop in it.
function disarm(element) {
  for (const { name, value } of [...element.attributes]) {
    if (name.startsWith("on") || ACTS.includes(name)) element.removeAttribute(name);
    // Addresses are as seen from the page, not from here.
    if (name === "href" || name === "src") element.setAttribute(name, absolute(value));
  }
  if (element.matches("a, area, button, input, select, textarea, summary, audio, video, [tabindex], [contenteditable]")) {
    element.tabIndex = -1;
    element.removeAttribute("contenteditable");
  }
}

function absolute(address) {
  try {
    const found = new URL(address, new URL(chooser.dataset.page, location.href));
    return found.protocol === "javascript:" ? "" : found.href;
  } catch {
    return "";
  }
}

function steps(go) {
  const row = made("p", { className: "chooser__steps" });
  for (const [way, words] of [["up", "Around"], ["down", "Inside"], ["left", "Before"], ["right", "After"]]) {
    const button = made("button", { className: "button button--quiet button--small", type: "button" }, words);
    button.addEventListener("click", () => go(way));
    row.append(button);
  }
  return row;
}

// Say which line made it, show that line and those around it that made something.
function tell(found, line, element, trace) {
  for (const marked of document.querySelectorAll(".made__line--chosen")) marked.classList.remove("made__line--chosen");
  const tag = made("h2", {}, `<${element.localName}>`);
  found.replaceChildren(tag);
  if (!line || line[2] === null) {
    found.append(made("p", {}, line ? "No line of a template is known for it." : "The page has changed here, or the browser added it by itself."));
    return;
  }
  const [, , template, number] = line;
  const { name } = trace.templates.sources[template];
  found.append(made("p", {}, `was written by line ${number} of`), made("p", { className: "mono" }, name));
  const row = document.getElementById(`t${template}-${number}`);
  const text = row?.querySelector("code");
  if (row) row.classList.add("made__line--chosen");
  if (text) {
    const shown = made("ol", { className: "lines" });
    const item = made("li", { value: number });
    item.append(text.cloneNode(true));
    shown.append(item);
    found.append(shown);
  }
  if (row) found.append(made("a", { href: `#${row.id}` }, "Show it among the others"));
}

function say(words) {
  const notice = made("p", { className: "notice notice--warning", role: "status" });
  notice.append(made("span", {}, words));
  chooser.prepend(notice);
}

function made(tag, properties = {}, text = "") {
  const element = Object.assign(document.createElement(tag), properties);
  if (text) element.textContent = text;
  return element;
}
