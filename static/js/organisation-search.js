// Finds employers while one types, in the form that asks "Where do you work?". The radio buttons it makes are the
// ones the search button would have brought, so the form is the same with and without it.

const QUIET = 250;
const SHORTEST = 2;

class EmployerChooser {
  constructor(root) {
    this.address = root.dataset.appChooser;
    this.box = root.querySelector("#organisation_search");
    this.button = root.querySelector('button[name="step"]');
    this.status = root.querySelector("[data-app-chooser-status]");
    this.results = root.querySelector("[data-app-chooser-results]");
    this.notListed = root.querySelector("[data-app-chooser-not-listed]");
    this.fetching = null;
    this.timer = 0;
    this.last = this.box.value.trim();
    this.reveal();
    root.addEventListener("change", (event) => {
      if (event.target.name === "organisation") this.reveal();
    });
    this.box.addEventListener("input", () => this.soon());
    this.box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      clearTimeout(this.timer);
      this.search();
    });
    this.button.addEventListener("click", (event) => {
      if (this.isEnterElsewhere(event)) {
        event.preventDefault();
        this.button.form.requestSubmit(this.submitOfTheForm());
        return;
      }
      if (this.box.value.trim().length < SHORTEST) return;
      event.preventDefault();
      clearTimeout(this.timer);
      this.last = "";
      this.search();
    });
  }

  // What is asked about an employer that is not listed shows only while that is chosen.
  reveal() {
    const chosen = this.results.querySelector('input[name="organisation"]:checked');
    this.notListed.hidden = chosen?.value !== "not-listed";
  }

  // Enter in another field presses the first button of the form, which is ours; the reader means the form's own.
  isEnterElsewhere(event) {
    return event.detail === 0 && document.activeElement !== this.button;
  }

  submitOfTheForm() {
    return [...this.button.form.querySelectorAll('button[type="submit"]')].find((button) => button.name !== "step");
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.search(), QUIET);
  }

  async search() {
    const typed = this.box.value.trim();
    if (typed.length < SHORTEST || typed === this.last) return;
    this.last = typed;
    this.fetching?.abort();
    this.fetching = new AbortController();
    try {
      const answer = await fetch(`${this.address}?q=${encodeURIComponent(typed)}`, {
        headers: { accept: "application/json" },
        signal: this.fetching.signal,
      });
      if (!answer.ok) return;
      this.show((await answer.json()).organisations);
    } catch (error) {
      if (error.name !== "AbortError") this.status.textContent = "";
    }
  }

  show(found) {
    const list = this.results.querySelector(".nhsuk-radios");
    const notListed = list.querySelector('input[value="not-listed"]');
    const last = notListed.closest(".nhsuk-radios__item");
    const chosen = list.querySelector('input[name="organisation"]:checked')?.value;
    this.results.querySelector("[data-app-chooser-nothing]")?.remove();
    while (list.firstElementChild !== last) list.firstElementChild.remove();
    this.number(notListed, last.querySelector("label"), found.length + 1);
    found.forEach((one, index) => last.before(this.option(one, index + 1, chosen === one.id)));
    if (found.length > 0) {
      const divider = document.createElement("div");
      divider.className = "nhsuk-radios__divider";
      divider.textContent = "or";
      last.before(divider);
    }
    this.results.hidden = false;
    this.reveal();
    this.status.textContent = this.sentence(found.length);
  }

  sentence(count) {
    if (count === 0) return "No employer fits. Try its town, or choose that your employer is not listed.";
    return count === 1 ? "1 employer fits. It is listed below." : `${count} employers fit. They are listed below.`;
  }

  option(one, place, checked) {
    const item = document.createElement("div");
    item.className = "nhsuk-radios__item";
    const input = document.createElement("input");
    Object.assign(input, { className: "nhsuk-radios__input", name: "organisation", type: "radio", value: one.id });
    input.checked = checked;
    const label = document.createElement("label");
    label.className = "nhsuk-label nhsuk-radios__label";
    label.textContent = one.name;
    this.number(input, label, place);
    item.append(input, label);
    if (one.place) {
      const hint = document.createElement("div");
      hint.className = "nhsuk-hint nhsuk-radios__hint";
      hint.id = `${input.id}-item-hint`;
      hint.textContent = one.place;
      input.setAttribute("aria-describedby", hint.id);
      item.append(hint);
    }
    return item;
  }

  // The first option has the field's own id, where the error summary leads. "Not listed" moves down with its panel.
  number(input, label, place) {
    input.id = place === 1 ? "organisation" : `organisation-${place}`;
    label.htmlFor = input.id;
  }
}

for (const root of document.querySelectorAll("[data-app-chooser]")) new EmployerChooser(root);
