// The buttons on a comment (react, keep, solve) send a form, and the page comes
// again. With this, only what has changed is put in: the same answer, read here.
async function send(button) {
  const form = button.form;
  const response = await fetch(button.formAction, {
    method: "POST",
    body: new FormData(form, button),
  });
  const text = await response.text();
  const page = new DOMParser().parseFromString(text, "text/html");
  const place = button.closest(".comment");
  const fresh = response.ok && page.getElementById(place.id);
  if (!fresh) throw new Error(`no comment in the answer (${response.status})`);
  // The token of the answer is as good as ours, but the form stays as it is.
  place.replaceWith(document.adoptNode(fresh));
  const same = [...fresh.querySelectorAll('button[form="marks"]')].find(
    (other) => other.formAction === button.formAction && other.dataset.mark === button.dataset.mark,
  );
  const menu = same?.closest("details");
  if (menu) menu.open = true;
  same?.focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest('button[form="marks"][data-mark]');
  if (!button || event.defaultPrevented) return;
  event.preventDefault();
  button.setAttribute("aria-busy", "true");
  // Whatever goes wrong, the plain form says it better.
  send(button).catch(() => button.form.requestSubmit(button));
});
