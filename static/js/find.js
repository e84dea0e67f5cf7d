// Says how many people fit while one chooses. Everything works without it.

const QUIET = 300;

const form = document.querySelector("[data-app-find]");
const said = document.querySelector("[data-app-find-count]");

// The coded choices, as the address of the results carries them. What is private stays in the form until it is sent.
function query() {
  const chosen = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (value !== "" && name !== "own_words" && !name.startsWith("private_")) chosen.append(name, value);
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
    if (people === null) return;
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
}
