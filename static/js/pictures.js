// A picture is chosen, pasted or dropped, and put where the cursor is. Without this it
// comes along when the form is sent, and stands at the end of the text.
const MOST = 5 * 1024 * 1024;

for (const panel of document.querySelectorAll("[data-attach]")) equip(panel);

function equip(panel) {
  const { form } = panel.querySelector("button");
  const text = form.elements.text;
  const file = form.elements.picture;
  const alt = form.elements.alt;
  const part = { panel, form, text, file, alt };
  panel.querySelector("[data-plain]").hidden = true;
  panel.querySelector("[data-scripted]").hidden = false;
  panel.querySelector("button").addEventListener("click", () => add(part));
  alt.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    add(part);
  });
  text.addEventListener("paste", (event) => {
    // A table from a spreadsheet comes as text and as a picture of it: text is meant.
    if (event.clipboardData.types.includes("text/plain")) return;
    take(part, event, event.clipboardData.files);
  });
  text.addEventListener("dragover", (event) => {
    if (event.dataTransfer.types.includes("Files")) event.preventDefault();
  });
  text.addEventListener("drop", (event) => take(part, event, event.dataTransfer.files));
  // Previews and drafts ask for the form, too: they shall not send the picture along.
  let isSent = false;
  form.addEventListener("submit", () => { isSent = true; });
  addEventListener("pageshow", () => { isSent = false; });
  form.addEventListener("formdata", ({ formData }) => {
    if (isSent) return;
    formData.delete("picture");
    formData.delete("alt");
  });
}

function take({ panel, file, alt }, event, files) {
  const picture = [...files].find(({ type }) => type.startsWith("image/"));
  if (!picture) return;
  event.preventDefault();
  const chosen = new DataTransfer();
  chosen.items.add(picture);
  file.files = chosen.files;
  panel.open = true;
  alt.focus();
  say(panel, "What does the picture show? Then add it.");
}

async function add(part) {
  const { panel, form, text, file, alt } = part;
  const [picture] = file.files;
  if (!picture) return ask(panel, file, "Choose a picture first.");
  if (picture.size > MOST) return ask(panel, file, "The picture is larger than 5 MB. Please make it smaller.");
  if (!alt.value.trim()) return ask(panel, alt, "Say in a few words what it shows.");
  const button = panel.querySelector("button");
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.set("picture", picture);
  body.set("alt", alt.value);
  button.disabled = true;
  say(panel, "");
  const { markdown, error } = await send(panel, body);
  button.disabled = false;
  if (!markdown) return say(panel, error);
  insert(text, markdown);
  file.value = alt.value = "";
  panel.open = false;
  text.focus();
}

// fetch() cannot tell how much has been sent; this older way can.
function send(panel, body) {
  const bar = panel.querySelector("progress");
  const request = new XMLHttpRequest();
  request.open("POST", panel.dataset.attach);
  request.responseType = "json";
  request.upload.addEventListener("progress", ({ loaded, total }) => { bar.value = loaded / total; });
  bar.value = 0;
  bar.hidden = false;
  return new Promise((resolve) => {
    request.addEventListener("loadend", () => {
      bar.hidden = true;
      const away = request.status ? "Something went wrong. Try again in a while." : "There is no connection just now. Try again in a while.";
      resolve(request.response ?? { error: away });
    });
    request.send(body);
  });
}

// A picture is a paragraph of its own, where the cursor was.
function insert(text, markdown) {
  const before = text.value.slice(0, text.selectionStart);
  const after = text.value.slice(text.selectionEnd);
  const gap = before.trim() ? "\n\n".slice(/\n*$/.exec(before)[0].length) : "";
  text.setRangeText(`${gap}${markdown}${after.startsWith("\n") ? "" : "\n\n"}`, text.selectionStart, text.selectionEnd, "end");
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

function ask(panel, field, words) {
  say(panel, words);
  field.focus();
}

function say(panel, words) {
  panel.querySelector("[role=status]").textContent = words;
}
