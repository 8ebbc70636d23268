// Keeps what is being written: at once in this browser, after a pause on the server.
// What lies in this browser is what the server does not have yet. Without this there
// is the button "Keep as draft".
const PAUSE = 2_000; // after the last letter
const APART = 10_000; // between two sendings
const form = document.querySelector("form[data-draft]");

if (form) begin(form);

function begin(form) {
  const address = form.dataset.draft;
  const drawer = `draft ${form.dataset.member} ${address}`;
  const line = form.querySelector("[data-kept]");
  const trouble = document.createElement("p");
  const named = (...names) => [...form.elements].filter(({ name }) => names.includes(name));
  const fields = named("title", "text");
  const boxes = named("tags");
  let known = form.hasAttribute("data-unkept") ? null : written();
  let timer, sentAt = 0, sending = null, leaving = false;
  trouble.className = "draft";
  trouble.role = "status";
  line.after(trouble);

  form.addEventListener("input", () => {
    remember();
    plan();
  });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.submitter?.name === "preview") return;
    // From here on the form itself brings the words.
    remember();
    leaving = true;
    sending?.abort();
    clearTimeout(timer);
  });
  addEventListener("pageshow", () => (leaving = false));
  addEventListener("online", () => keep());
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) keep({ keepalive: true });
  });
  if (known === null) keep();
  else restore();

  function written() {
    const texts = fields.map(({ value }) => value.trim());
    const tags = boxes.filter(({ checked }) => checked).map(({ value }) => value);
    return JSON.stringify({ texts, tags });
  }

  function plan(wait = PAUSE) {
    clearTimeout(timer);
    timer = setTimeout(keep, Math.max(wait, sentAt + APART - Date.now()));
  }

  function remember() {
    const words = written();
    if (words === known) return forget();
    const copy = { words, known, key: form.elements.form_key.value };
    try {
      localStorage.setItem(drawer, JSON.stringify(copy));
    } catch {
      // Full, or not allowed here: the server still gets them.
    }
  }

  function forget() {
    try {
      localStorage.removeItem(drawer);
    } catch {}
  }

  function remembered() {
    try {
      return JSON.parse(localStorage.getItem(drawer));
    } catch {
      return null;
    }
  }

  async function keep(how = {}) {
    const words = written();
    if (words === known || leaving || sending) return;
    clearTimeout(timer);
    const answer = await send(words, form.elements.form_key.value, how);
    if (!answer) return;
    known = words;
    remember();
    if (answer.sent) say("This is sent already.");
    else line.textContent = answer.kept_at && `Draft kept at ${answer.kept_at}.`;
    if (written() !== known) plan();
  }

  // Give the server's answer; nothing if it could not keep the words.
  async function send(words, key, { keep = "1", ...how } = {}, again = true) {
    sending = new AbortController();
    sentAt = Date.now();
    const body = new FormData(form);
    const { texts, tags } = JSON.parse(words);
    for (const [n, value] of texts.entries()) body.set(fields[n].name, value);
    body.delete("tags");
    for (const tag of tags) body.append("tags", tag);
    body.set("form_key", key);
    body.set("keep", keep);
    const headers = { Accept: "application/json" };
    const { signal } = sending;
    try {
      const response = await fetch(address, { method: "POST", headers, body, signal, ...how });
      const isJSON = response.headers.get("Content-Type")?.startsWith("application/json");
      if (response.status === 403 && !isJSON && again && (await renew())) {
        return await send(words, key, { keep, ...how }, false);
      }
      const answer = isJSON ? await response.json() : { error: "The site cannot keep it just now." };
      if (response.ok) {
        say("");
        return answer;
      }
      say(`${answer.error} Your words are kept in this browser.`);
      if (response.status !== 403) plan(Number(response.headers.get("Retry-After") ?? 30) * 1_000);
    } catch {
      if (signal.aborted) return;
      say("There is no connection. Your words are kept in this browser.");
      plan(APART);
    } finally {
      sending = null;
    }
  }

  // Signed in again in another window: this form's token is the old one.
  async function renew() {
    const response = await fetch(address);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const token = page.querySelector("form[data-draft] [name=csrfmiddlewaretoken]");
    if (token) form.elements.csrfmiddlewaretoken.value = token.value;
    return token !== null;
  }

  // Put back what the server never got: the connection was gone, or the tab closed.
  async function restore() {
    const copy = remembered();
    if (!copy || copy.words === known) return forget();
    if (copy.known !== known) {
      // Perhaps they are sent: the draft that they were begun from is gone then, too.
      const asked = await send(copy.words, copy.key, { keep: "ask" });
      return asked?.sent ? remember() : offer(copy);
    }
    const answer = await send(copy.words, copy.key);
    if (answer?.sent) return forget();
    if (written() !== known) return offer(copy);
    put(copy);
    if (answer) {
      known = copy.words;
      forget();
    }
    line.textContent = "What you had written here is back.";
  }

  // There are other words meanwhile, from another window or another device.
  function offer(copy) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--quiet button--small";
    button.textContent = "Put them below";
    button.addEventListener("click", () => {
      const field = form.elements.text;
      const text = JSON.parse(copy.words).texts.at(-1);
      field.value = [field.value.trimEnd(), text].filter(Boolean).join("\n\n");
      forget();
      say("");
      field.focus();
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    say("This browser kept other words of yours for this place.");
    trouble.append(" ", button);
  }

  function put(copy) {
    const { texts, tags } = JSON.parse(copy.words);
    for (const [n, value] of texts.entries()) fields[n].value = value;
    for (const box of boxes) box.checked = tags.includes(box.value);
    form.elements.form_key.value = copy.key;
  }

  function say(words) {
    if (trouble.textContent !== words) trouble.textContent = words;
  }
}
