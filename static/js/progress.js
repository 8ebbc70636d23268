// While something is being made, its page asks every few seconds how far it has
// come. Without this there is a link that does the same.
const place = document.querySelector("[data-progress]");

async function look() {
  if (document.hidden) return;
  const response = await fetch(location.href);
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const now = page.querySelector(".progress");
  if (!now || now.innerHTML === place.innerHTML) return;
  if (now.matches("[data-progress]")) {
    place.querySelector("progress").value = now.querySelector("progress").value;
    place.querySelector("span").textContent = now.querySelector("span").textContent;
  } else {
    location.reload();
  }
}

setInterval(() => look().catch(() => {}), 3000);
