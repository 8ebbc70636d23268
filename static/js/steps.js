// Steps are put in order by buttons, each of which sends the order that it makes. With
// this they can be dragged as well: letting go sends the same as a button would.
for (const list of document.querySelectorAll("[data-steps]")) {
  for (const step of list.children) step.prepend(makeHandle(list, step));
}

function makeHandle(list, step) {
  const handle = document.createElement("span");
  handle.className = "step__handle";
  handle.ariaHidden = "true"; // for a hand; the buttons are for everybody
  handle.textContent = "⠿";
  handle.addEventListener("pointerdown", (event) => {
    if (event.button === 0) drag(list, step, event.pointerId);
  });
  // No text is selected meanwhile.
  handle.addEventListener("mousedown", (event) => event.preventDefault());
  return handle;
}

function drag(list, step, pointer) {
  const before = [...list.children];
  const held = new AbortController();
  const during = { signal: held.signal };
  list.setPointerCapture(pointer); // the handle moves, and would lose it
  step.classList.add("step--held");

  function end(keeps) {
    held.abort();
    step.classList.remove("step--held");
    if (!keeps) list.replaceChildren(...before);
    else if (before.some((one, place) => one !== list.children[place])) send(list);
  }
  list.addEventListener("pointermove", (event) => place(list, step, event.clientY), during);
  list.addEventListener("pointerup", () => end(true), during);
  list.addEventListener("pointercancel", () => end(false), during);
  document.addEventListener("keydown", (event) => event.key === "Escape" && end(false), during);
}

// Below each step whose middle is above the pointer.
function place(list, step, y) {
  const others = [...list.children].filter((one) => one !== step);
  const next = others.find((one) => {
    const { top, height } = one.getBoundingClientRect();
    return y < top + height / 2;
  });
  if (step.nextElementSibling !== (next ?? null)) list.insertBefore(step, next ?? null);
}

function send(list) {
  const button = document.createElement("button");
  button.hidden = true;
  button.name = list.dataset.steps;
  button.value = [...list.children].map((step) => step.dataset.step).join(",");
  list.after(button);
  button.form.requestSubmit(button);
}
