// A page that shows how far some work is looks again by itself; without this script there is a link to do it.
const shown = document.querySelector("[data-app-progress]");

async function look() {
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("[data-app-progress]");
    if (!answer.ok || !now) {
      location.reload();
      return;
    }
    shown.replaceChildren(...now.childNodes);
  } catch {
    // The hub is out of reach for a moment; look again later.
  }
  setTimeout(look, 1500);
}

if (shown) setTimeout(look, 1500);
