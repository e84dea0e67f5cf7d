// Says how many people fit while one chooses, and loses nothing when the private part is sent. Everything works without it.

const QUIET = 300;

const form = document.querySelector("[data-app-find]");
const said = document.querySelector("[data-app-find-count]");
const own = document.querySelector("[data-app-private]");

// The choices as the address of the results carries them: nothing that is empty, no weight of a group nobody chose from.
function query() {
  const all = new FormData(form);
  const chosen = new URLSearchParams();
  const groups = new Set([...all].filter(([name, value]) => value !== "" && !name.endsWith("-weight")).map(([name]) => name));
  const time = groups.has("day") || groups.has("part");
  for (const [name, value] of all) {
    if (value === "") continue;
    const group = name.endsWith("-weight") ? name.slice(0, -"-weight".length) : "";
    if (group && (value === "important" || !(groups.has(group) || (group === "time" && time)))) continue;
    chosen.append(name, value);
  }
  return chosen.toString();
}

let timer = 0;
let fetching = null;

async function count() {
  fetching?.abort();
  fetching = new AbortController();
  try {
    const answer = await fetch(`${form.dataset.appFind}?${query()}`, { signal: fetching.signal, headers: { accept: "application/json" } });
    if (!answer.ok) return;
    const { people, full } = await answer.json();
    const apart = full === 0 ? "" : full === 1 ? ", and 1 more who is full for now" : `, and ${full} more who are full for now`;
    said.textContent = people + apart;
  } catch (failed) {
    // Superseded, or offline: what stands there stays.
    if (failed.name !== "AbortError") said.textContent = "";
  }
}

if (form && said) {
  form.addEventListener("change", () => {
    clearTimeout(timer);
    timer = setTimeout(count, QUIET);
  });
  // Short addresses: what is empty or usual is not sent.
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = own?.elements.own_words.value.trim() !== own?.elements.own_words.defaultValue.trim();
    const ticked = [...(own?.querySelectorAll('input[type="checkbox"], input[type="radio"]') ?? [])].some((box) => box.checked !== box.defaultChecked);
    if (own && (typed || ticked)) own.requestSubmit();
    else window.location.assign(`${form.action}?${query()}`);
  });
  own?.addEventListener("submit", () => {
    own.elements.address.value = query();
  });
}
