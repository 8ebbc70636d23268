// Single keys for those who read much: /shortcuts/ lists them, and says how to
// switch them off. Links and fields say themselves which key they have
// (data-key="g f"); what is written here is only how to get about in a list.
const STEPS = ".comment, .topic, .found > li";
let first = ""; // the g of "g f", for a moment
let clock;

function isTyping(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return true;
  return event.target.closest("input, textarea, select, [contenteditable], dialog");
}

function step(direction) {
  const all = [...document.querySelectorAll(STEPS)];
  const here = all.findIndex((one) => one.contains(document.activeElement));
  const next = all[here === -1 && direction < 0 ? all.length - 1 : here + direction];
  if (!next) return;
  // A row has one link that matters; a comment is read.
  const target = next.matches(".comment") ? next : next.querySelector("a[href]");
  if (target === next) next.tabIndex = -1;
  target.focus({ preventScroll: true });
  next.scrollIntoView({ block: "center" });
}

async function help() {
  let dialog = document.querySelector("dialog.shortcuts");
  if (!dialog) {
    const link = document.querySelector('[data-key="?"]');
    const response = await fetch(link.href);
    if (!response.ok) return link.click();
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    dialog = document.createElement("dialog");
    dialog.className = "shortcuts";
    dialog.setAttribute("aria-labelledby", "shortcuts");
    dialog.append(document.adoptNode(page.querySelector("[data-shortcuts]")));
    const button = document.createElement("button");
    button.className = "button button--quiet";
    button.textContent = "Close";
    button.addEventListener("click", () => dialog.close());
    dialog.append(button);
    document.body.append(dialog);
  }
  dialog.showModal();
}

function use(key) {
  // What the page itself has for a key comes before what every page has.
  const within = (place) => document.querySelector(`${place} [data-key="${key}"]`);
  const target = within("main") ?? within("body");
  if (!target) return false;
  if (target.matches("input, textarea")) {
    target.focus();
    target.scrollIntoView({ block: "center" });
  } else {
    target.click();
  }
  return true;
}

document.addEventListener("keydown", (event) => {
  if (isTyping(event)) return;
  const key = first ? `${first} ${event.key}` : event.key;
  first = "";
  clearTimeout(clock);
  if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
  else if (key === "?") help().catch(() => use("?"));
  else if (key === "g") {
    first = "g";
    clock = setTimeout(() => { first = ""; }, 1500);
  } else if (!/^(g )?[a-z/]$/.test(key) || !use(key)) return;
  event.preventDefault();
});
