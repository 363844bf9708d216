/* Everything here is help: each page does its main act without it.
   What is typed about somebody is never put in the browser's own storage (these machines are shared):
   it stays on the page until the server holds it. */

const body = document.body;
const words = document.getElementById("frame-words")?.dataset ?? {};

/* The session: who is signed in, and the token that lets a form be sent */

const STALE_AFTER = 10 * 60 * 1000;
let heardAt = Date.now();

function useToken(token) {
  body.dataset.csrf = token;
  for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = token;
}

/** "mine", "expired", "other" or "offline". A token is renewed at each sign-in, so pages left open need the new one. */
async function askSession() {
  const url = body.dataset.sessionUrl;
  if (!url) return "mine";
  try {
    const answer = await fetch(url, { credentials: "same-origin", redirect: "error", headers: { Accept: "application/json" } });
    if (!answer.ok) return answer.status >= 500 ? "offline" : "expired";
    const { account, csrf } = await answer.json();
    if (!account) return "expired";
    if (account !== (body.dataset.account ?? "")) return "other";
    useToken(csrf);
    heardAt = Date.now();
    return "mine";
  } catch {
    return "offline";
  }
}

/* One persistent alert for what threatens the text on this page */

const alerts = document.querySelector("[data-alerts]");
let trouble = "";

function tell(kind) {
  if (kind === trouble || !alerts) return;
  const wasTrouble = trouble && trouble !== "back";
  trouble = kind;
  alerts.replaceChildren();
  if (!kind || (kind === "back" && !wasTrouble)) return;
  const line = document.createElement("p");
  line.textContent = words[kind];
  alerts.append(line);
  if (kind === "expired") {
    const link = document.createElement("a");
    link.href = "/";
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = words.signin;
    alerts.append(link);
  }
}

async function recover() {
  if (!["expired", "offline", "other"].includes(trouble)) return;
  const found = await askSession();
  if (found !== "mine") return tell(found);
  tell("back");
  for (const draft of drafts) draft.save();
}

document.addEventListener("visibilitychange", () => { if (!document.hidden) recover(); });
window.addEventListener("focus", recover);
window.addEventListener("online", recover);

/* Drafts: what is typed is on the server within five seconds */

const DEBOUNCE = 2000;
const LATEST = 4500;
const RETRY = 15000;
const NOT_CONTENT = new Set(["csrfmiddlewaretoken", "idempotency_key", "version"]);
const drafts = [];

class Draft {
  constructor(form) {
    this.form = form;
    this.since = 0;
    this.saving = false;
    this.sent = false;
    this.changes = 0;
    this.status = form.querySelector("[data-draft-status]") ?? this.addStatus();
    form.addEventListener("input", () => this.changed());
    form.addEventListener("change", () => this.changed());
  }

  addStatus() {
    const status = document.createElement("p");
    status.className = "draft-status";
    status.setAttribute("role", "status");
    this.form.append(status);
    return status;
  }

  get unsaved() { return this.since > 0 && !this.sent; }

  changed() {
    this.sent = false;
    this.changes += 1;
    if (!this.since) this.since = Date.now();
    this.plan(Math.min(DEBOUNCE, Math.max(0, this.since + LATEST - Date.now())));
  }

  plan(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), delay);
  }

  content() {
    const data = {};
    for (const [name, value] of new FormData(this.form)) {
      if (NOT_CONTENT.has(name) || value instanceof File) continue;
      if (this.form.elements[name]?.type === "password") continue;
      data[name] = name in data ? [].concat(data[name], value) : value;
    }
    return data;
  }

  async save() {
    if (!this.unsaved || this.saving || !body.dataset.draftUrl) return;
    this.saving = true;
    const upTo = this.changes;
    const found = await this.send();
    this.saving = false;
    if (found === "saved") {
      if (trouble === "offline") tell("");
      this.say();
      this.since = upTo === this.changes ? 0 : Date.now();
      if (this.since) this.plan(DEBOUNCE);
      return;
    }
    tell(found);
    if (found === "offline") this.plan(RETRY);
  }

  /** "saved", or what stands in the way; tries once more with a fresh token. */
  async send(again = true) {
    const { draft: key, draftObject: object } = this.form.dataset;
    try {
      const answer = await fetch(body.dataset.draftUrl, {
        method: "POST",
        credentials: "same-origin",
        redirect: "manual",
        headers: { "Content-Type": "application/json", "X-CSRFToken": body.dataset.csrf ?? "" },
        body: JSON.stringify({ key, object: object || null, data: this.content() }),
      });
      if (answer.ok) { heardAt = Date.now(); return "saved"; }
      if ([400, 413].includes(answer.status)) return "unkept";
      const refused = answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status);
      if (!refused) return "offline";
      const found = await askSession();
      if (found !== "mine") return found;
      return again ? this.send(false) : "offline";
    } catch {
      return "offline";
    }
  }

  say() {
    const now = new Date();
    const time = words.time
      .replace("{hour}", String(now.getHours()))
      .replace("{minute}", String(now.getMinutes()).padStart(2, "0"));
    const line = words.saved.replace("{time}", time);
    // Written only when the minute changes: a screen reader is not told the same thing every two seconds.
    if (this.status.textContent !== line) this.status.textContent = line;
  }
}

function watchDrafts(root) {
  const forms = [...root.querySelectorAll("form[data-draft]")];
  if (root.matches?.("form[data-draft]")) forms.push(root);
  for (const form of forms) {
    if (!drafts.some((draft) => draft.form === form)) drafts.push(new Draft(form));
  }
}

window.addEventListener("beforeunload", (event) => {
  if (drafts.some((draft) => draft.unsaved && draft.form.isConnected)) event.preventDefault();
});
document.addEventListener("visibilitychange", () => { if (document.hidden) for (const draft of drafts) draft.save(); });

/* Sending: asked twice when it is dangerous, once only, and never into a dead session */

const confirmed = new WeakSet();
const checked = new WeakSet();
const sending = new WeakSet();

function askTwice(question, act) {
  const dialog = document.getElementById("confirm");
  if (!dialog) return Promise.resolve(window.confirm(question));
  dialog.querySelector("#confirm-question").textContent = question;
  dialog.querySelector("[value=yes]").textContent = act || words.confirm;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true }));
}

function markSending(form, submitter) {
  sending.add(form);
  for (const draft of drafts) if (draft.form === form) draft.sent = true;
  const buttons = submitter ? [submitter] : form.querySelectorAll("[type=submit]");
  for (const button of buttons) button.setAttribute("aria-disabled", "true");
  // A lost answer must not lock the page: the idempotency key makes a second sending harmless.
  setTimeout(() => release(form), 8000);
}

function release(form) {
  sending.delete(form);
  checked.delete(form);
  confirmed.delete(form);
  for (const button of form.querySelectorAll("[aria-disabled=true]")) button.removeAttribute("aria-disabled");
}

async function checkThenSend(form, submitter) {
  const found = await askSession();
  if (found === "mine") {
    tell("");
    checked.add(form);
    form.requestSubmit(submitter ?? undefined);
  } else {
    tell(found);
  }
}

/* Leaving a shared post: what was typed in the last seconds is kept first */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.hasAttribute("data-keep-drafts") || !drafts.some((draft) => draft.unsaved)) return;
  event.preventDefault();
  Promise.all(drafts.map((draft) => draft.save())).then(() => form.submit());
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  const submitter = event.submitter;
  if (form.method !== "post" || form.hasAttribute("hx-post") || form.hasAttribute("data-no-guard")) return;
  if (sending.has(form)) return event.preventDefault();
  const source = submitter?.hasAttribute("data-confirm") ? submitter : form;
  if (source.dataset.confirm && !confirmed.has(form)) {
    event.preventDefault();
    askTwice(source.dataset.confirm, source.dataset.confirmAct).then((yes) => {
      if (!yes) return;
      confirmed.add(form);
      form.requestSubmit(submitter ?? undefined);
    });
    return;
  }
  const doubtful = trouble || Date.now() - heardAt > STALE_AFTER;
  if (doubtful && body.dataset.account && !checked.has(form)) {
    event.preventDefault();
    checkThenSend(form, submitter);
    return;
  }
  // After the event, so that the pressed button's own value is sent too.
  setTimeout(() => markSending(form, submitter), 0);
  for (const draft of drafts) if (draft.form === form) draft.sent = true;
});

window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.forms) release(form);
});

/* htmx: the token, the confirm dialog, and a word when something is lost */

document.addEventListener("htmx:configRequest", (event) => {
  if (body.dataset.csrf) event.detail.headers["X-CSRFToken"] = body.dataset.csrf;
});
document.addEventListener("htmx:confirm", (event) => {
  const question = event.target.dataset?.confirm;
  if (!question) return;
  event.preventDefault();
  askTwice(question, event.target.dataset.confirmAct).then((yes) => { if (yes) event.detail.issueRequest(true); });
});
for (const lost of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(lost, async () => {
    const found = await askSession();
    tell(found === "mine" ? "lost" : found);
  });
}
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful && ["lost", "offline"].includes(trouble)) tell("");
});
document.addEventListener("htmx:load", (event) => prepare(event.detail.elt));

/* Ctrl K */

const palette = document.getElementById("palette");

function openPalette() {
  if (!palette || palette.open) return;
  palette.showModal();
  palette.querySelector("input[type=search]").select();
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k" && palette) {
    event.preventDefault();
    openPalette();
  }
  if (event.key === "Escape") {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  }
});

palette?.addEventListener("keydown", (event) => {
  if (!["ArrowDown", "ArrowUp"].includes(event.key)) return;
  event.preventDefault();
  const stops = [palette.querySelector("input[type=search]"), ...palette.querySelectorAll("#palette-results a, #palette-results button")];
  const step = event.key === "ArrowDown" ? 1 : -1;
  stops[(stops.indexOf(document.activeElement) + step + stops.length) % stops.length].focus();
});
palette?.addEventListener("close", () => { palette.querySelector("#palette-results").replaceChildren(); palette.querySelector("form").reset(); });

document.addEventListener("click", (event) => {
  const target = event.target.closest?.("[data-palette], [data-close], [data-print]");
  if (target?.hasAttribute("data-palette") && palette && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    openPalette();
  } else if (target?.hasAttribute("data-close")) {
    target.closest("dialog")?.close();
  } else if (target?.hasAttribute("data-print")) {
    window.print();
  }
  for (const menu of document.querySelectorAll("details[data-menu][open]")) if (!menu.contains(event.target)) menu.open = false;
});

/* A draft found again: erasing it needs no page */

for (const button of document.querySelectorAll("[data-draft-erase]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const answer = await fetch(body.dataset.draftUrl, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": body.dataset.csrf ?? "" },
      body: JSON.stringify({ key: button.dataset.draftErase, object: button.dataset.draftObject || null, data: null }),
    }).catch(() => null);
    if (answer?.ok) button.closest(".draft-offer").remove();
    else tell(await askSession() === "mine" ? "lost" : "expired");
  });
}

/* Each piece of page, when it comes */

function prepare(root) {
  watchDrafts(root);
  for (const holder of root.querySelectorAll("[data-ribbon]")) {
    const today = holder.querySelector(".ribbon-today");
    if (today) holder.scrollLeft = (holder.scrollWidth * parseFloat(today.getAttribute("x1"))) / 100 - holder.clientWidth * 0.7;
  }
}

prepare(document);
document.querySelector("[data-focus]")?.focus();
window.addEventListener("beforeprint", () => { for (const list of document.querySelectorAll(".ribbon-list")) list.open = true; });
