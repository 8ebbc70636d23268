// After an @ in a text, offer the members whose names begin so. The field stays a
// field; while the list is open it says which name is chosen (aria-activedescendant).
// Typing the whole name works just as well.
const TYPED = /(?:^|[^\w/@])@([\p{L}\p{N}][\p{L}\p{N}\p{M}_-]{0,29})$/u;
const PAUSE = 150;
const COPIED = ["font", "letter-spacing", "line-height", "padding", "border", "width",
  "direction", "tab-size"];

for (const form of document.querySelectorAll("form[data-names]")) {
  attach(form.elements.text, form.dataset.names);
}

function attach(field, address) {
  const list = document.createElement("ul");
  const status = document.createElement("p");
  let waiting, asked = "", chosen = -1;
  list.className = "names";
  list.id = `${field.id}-names`;
  list.role = "listbox";
  list.ariaLabel = "Members";
  list.hidden = true;
  status.className = "unseen";
  status.role = "status";
  field.after(list, status);
  field.parentElement.classList.add("field--names");
  field.setAttribute("aria-autocomplete", "list");

  field.addEventListener("input", () => {
    clearTimeout(waiting);
    const name = typed();
    if (!name) close();
    else waiting = setTimeout(() => offer(name).catch(close), PAUSE);
  });
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) choose((chosen + step + list.children.length) % list.children.length);
    else if (event.key === "Enter" || event.key === "Tab") take(list.children[chosen]);
    else if (event.key === "Escape") close();
    else if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) return close();
    else return;
    event.preventDefault();
  });
  // Before the field loses the focus.
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const option = event.target.closest("li");
    if (option) take(option);
  });

  function typed() {
    if (field.selectionStart !== field.selectionEnd) return "";
    return TYPED.exec(field.value.slice(0, field.selectionStart))?.[1] ?? "";
  }

  async function offer(name) {
    asked = name;
    const question = `${address}?begins=${encodeURIComponent(name)}`;
    const response = await fetch(question, { headers: { Accept: "application/json" } });
    if (!response.ok) return close();
    const { names } = await response.json();
    if (asked !== name || typed() !== name || document.activeElement !== field) return;
    if (!names.length) return close();
    list.replaceChildren(...names.map(option));
    list.hidden = false;
    place();
    field.setAttribute("aria-controls", list.id);
    choose(0);
    const count = names.length === 1 ? "1 member" : `${names.length} members`;
    status.textContent = `${count}. Up and down to choose, Enter to take.`;
  }

  function option({ username, name, face }, number) {
    const row = document.createElement("li");
    const picture = new Image(27, 27);
    const called = document.createElement("bdi");
    const title = document.createElement("bdi");
    row.id = `${list.id}-${number}`;
    row.role = "option";
    row.dataset.username = username;
    picture.src = face;
    picture.alt = "";
    picture.className = "face face--tiny";
    called.textContent = `@${username}`;
    title.textContent = name === username ? "" : name;
    title.className = "quiet";
    row.append(picture, called, " ", title);
    return row;
  }

  function choose(number) {
    chosen = number;
    for (const [n, row] of [...list.children].entries()) {
      row.ariaSelected = String(n === number);
    }
    const row = list.children[number];
    field.setAttribute("aria-activedescendant", row.id);
    row.scrollIntoView({ block: "nearest" });
  }

  function take(row) {
    const end = field.selectionStart;
    const start = end - typed().length;
    field.setRangeText(`${row.dataset.username} `, start, end, "end");
    close();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function close() {
    asked = "";
    chosen = -1;
    list.hidden = true;
    status.textContent = "";
    field.removeAttribute("aria-activedescendant");
    field.removeAttribute("aria-controls");
  }

  // Under the line that is being written: a copy of the field, unseen, says where.
  function place() {
    const copy = document.createElement("div");
    const mark = document.createElement("span");
    const style = getComputedStyle(field);
    for (const name of COPIED) copy.style.setProperty(name, style.getPropertyValue(name));
    copy.className = "names__measure";
    copy.textContent = field.value.slice(0, field.selectionStart - typed().length - 1);
    mark.textContent = "@";
    copy.append(mark);
    field.after(copy);
    const top = mark.offsetTop + mark.offsetHeight - field.scrollTop;
    const left = Math.min(mark.offsetLeft, field.clientWidth - list.offsetWidth);
    copy.remove();
    list.style.top = `${field.offsetTop + Math.min(top, field.clientHeight) + 4}px`;
    list.style.left = `${field.offsetLeft + Math.max(left, 0)}px`;
  }
}
