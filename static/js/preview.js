// The button "Preview" sends the form and shows the page again. With this, only the
// preview is put into the page that is there. What is wrong is left to the page.
for (const button of document.querySelectorAll("button[name=preview]")) {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    show(button).catch(() => say(button, "There is no connection just now. Try again in a while."));
  });
}

async function show(button) {
  const { form } = button;
  const body = new FormData(form);
  body.set(button.name, button.value);
  button.ariaBusy = "true";
  const response = await fetch(form.action, { method: "POST", body });
  button.ariaBusy = null;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const preview = page.getElementById("preview");
  if (!preview) return form.requestSubmit(plain(button));
  form.querySelector("[data-preview]").replaceChildren(preview);
  preview.focus({ preventScroll: true });
  preview.scrollIntoView({ block: "nearest" });
}

// The same button without this script.
function plain(button) {
  const copy = button.cloneNode();
  copy.hidden = true;
  button.after(copy);
  return copy;
}

function say(button, words) {
  const notice = document.createElement("p");
  const inner = document.createElement("span");
  notice.role = "alert";
  notice.className = "notice notice--warning";
  inner.textContent = words;
  notice.append(inner);
  button.form.querySelector("[data-preview]").replaceChildren(notice);
}
