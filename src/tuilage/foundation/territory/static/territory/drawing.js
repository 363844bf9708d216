// Drawing a zoning: press a commune on the map (or draw over several) and it takes the number of the chosen zone.
// The table is the form: without this script it is filled by hand, and both always say the same.

const form = document.querySelector("[data-drawing]");
const COLOURS = 12;

if (form) {
  const list = form.querySelector("[data-zones]");
  const pattern = form.querySelector("[data-zone-template]");
  const add = form.querySelector("[data-zone-add]");
  const leftOut = form.querySelector("[data-left-out]");
  const onlyLeft = form.querySelector("[data-only-left]");
  const inputs = new Map([...form.querySelectorAll("input[name^='c-']")].map((input) => [input.name.slice(2), input]));
  const shapes = new Map([...form.querySelectorAll("path[data-commune]")].map((path) => [path.dataset.commune, path]));
  const figure = new Intl.NumberFormat(document.documentElement.lang);
  let writing = null; // what a stroke writes: a number, or "" to take out

  const pen = () => form.querySelector("input[name='pen']:checked")?.value ?? "1";
  const numberOf = (input) => (/^[1-9]\d?$/.test(input.value.trim()) ? Number(input.value) : 0);

  function show(key) {
    const input = inputs.get(key);
    const shape = shapes.get(key);
    const number = numberOf(input);
    if (shape) shape.setAttribute("class", number ? `zone-${(number - 1) % COLOURS}` : "zone-none");
    input.closest("tr").dataset.placed = number ? "yes" : "no";
  }

  function count() {
    const communes = new Map();
    const people = new Map();
    let without = 0;
    for (const input of inputs.values()) {
      const number = numberOf(input);
      if (!number) without += 1;
      communes.set(number, (communes.get(number) ?? 0) + 1);
      people.set(number, (people.get(number) ?? 0) + Number(input.dataset.people));
    }
    for (const line of list.querySelectorAll("[data-zone]")) {
      const holds = line.querySelector("[data-zone-holds]");
      const number = Number(line.dataset.zone);
      const many = communes.get(number) ?? 0;
      holds.textContent = many
        ? `${figure.format(many)} ${holds.dataset.communes}, ${figure.format(people.get(number))} ${holds.dataset.people}`
        : "";
    }
    leftOut.textContent = `${figure.format(without)} ${without > 1 ? leftOut.dataset.many : leftOut.dataset.one}`;
  }

  function write(path) {
    const input = inputs.get(path.dataset.commune);
    if (!input || input.value === writing) return;
    input.value = writing;
    show(path.dataset.commune);
    count();
  }

  form.addEventListener("pointerdown", (event) => {
    const path = event.target.closest?.("path[data-commune]");
    if (!path || event.button) return;
    event.preventDefault();
    path.releasePointerCapture?.(event.pointerId);
    const input = inputs.get(path.dataset.commune);
    writing = input.value.trim() === pen() ? "" : pen();
    write(path);
  });
  form.addEventListener("pointerover", (event) => {
    const path = event.target.closest?.("path[data-commune]");
    if (path && writing !== null && event.buttons) write(path);
  });
  window.addEventListener("pointerup", () => { writing = null; });
  form.addEventListener("input", (event) => {
    if (!event.target.name?.startsWith("c-")) return;
    show(event.target.name.slice(2));
    count();
  });

  add.hidden = false;
  add.addEventListener("click", () => {
    const number = list.children.length + 1;
    if (number > Number(add.dataset.most)) return;
    const line = pattern.content.firstElementChild.cloneNode(true);
    line.dataset.zone = String(number);
    line.querySelector("[data-zone-number]").textContent = String(number);
    line.querySelector(".swatch").className = `swatch zone-${(number - 1) % COLOURS}`;
    const radio = line.querySelector("input[type='radio']");
    radio.value = String(number);
    radio.checked = true;
    line.querySelector("input[type='hidden']").name = `zone-${number}-key`;
    const name = line.querySelector("input.form-control");
    name.name = `zone-${number}`;
    name.setAttribute("aria-label", name.getAttribute("aria-label").replace("0", String(number)));
    list.append(line);
    name.focus();
  });

  onlyLeft.hidden = false;
  onlyLeft.querySelector("input").addEventListener("change", (event) => {
    form.classList.toggle("only-left", event.target.checked);
  });

  for (const key of inputs.keys()) show(key);
  count();
}
