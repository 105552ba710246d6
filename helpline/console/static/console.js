// Keys, refreshing by itself, and keeping what is typed. Every page works without this script.
"use strict";

const REFRESH_MS = 5000;
const live = document.getElementById("live");

// Keys: `data-key` on a control says which key leads to it. Enter then presses it, as always.

const box = document.getElementById("single-keys");
const singleKeys = () => localStorage.getItem("single-keys") !== "off";
if (box) {
  box.checked = singleKeys();
  box.addEventListener("change", () => localStorage.setItem("single-keys", box.checked ? "on" : "off"));
}

function isTyping(element) {
  return element.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");
}

function step(by) {
  const rows = [...document.querySelectorAll("[data-row]")];
  const here = rows.indexOf(document.activeElement);
  const next = rows[here < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(here + by, 0), rows.length - 1)];
  if (next) {
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }
}

document.addEventListener("keydown", (event) => {
  const here = event.target;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && here.form && here.matches("textarea")) {
    here.form.requestSubmit();
    event.preventDefault();
    return;
  }
  if (event.key === "Escape" && isTyping(here)) here.blur();
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(here)) return;
  if (document.querySelector("dialog[open]") || !singleKeys()) return;
  if (event.key === "j" || event.key === "k") {
    step(event.key === "j" ? 1 : -1);
    event.preventDefault();
    return;
  }
  const control = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!control || control.hidden) return;
  event.preventDefault();
  if (control.matches("[data-opens]")) control.click();
  else if (control.matches("a")) location.href = control.href;
  else {
    control.focus();
    control.scrollIntoView({ block: "nearest" });
  }
});

for (const opener of document.querySelectorAll("[data-opens]")) {
  opener.hidden = false;
  opener.addEventListener("click", () => document.getElementById(opener.dataset.opens).showModal());
}

// What is typed stays in this tab until it is sent: a lapsed login must not cost an answer.

// A draft is done with when the page that follows its sending says so.
if (document.querySelector(".flash.done")) sessionStorage.removeItem(sessionStorage.getItem("sent"));
sessionStorage.removeItem("sent");

for (const form of document.querySelectorAll("[data-draft]")) {
  const field = form.querySelector("textarea");
  const name = `draft-${form.dataset.draft}`;
  if (!field.value) field.value = sessionStorage.getItem(name) || "";
  field.addEventListener("input", () => sessionStorage.setItem(name, field.value));
  form.addEventListener("submit", () => sessionStorage.setItem("sent", name));
}

document.querySelector("[data-leaves]")?.addEventListener("submit", () => sessionStorage.clear());

// A button pressed twice acts once.
document.addEventListener("submit", (event) => {
  if (event.target.method !== "post") return;
  const button = event.submitter || event.target.querySelector("button");
  setTimeout(() => { if (button) button.disabled = true; });
});

// Refreshing by itself.

function replaceQueue(html) {
  const fresh = document.createElement("div");
  fresh.innerHTML = html;
  const ids = (root) => [...root.querySelectorAll("[data-row]")].map((row) => row.dataset.id).join();
  const isNews = ids(live) !== ids(fresh);
  const focused = live.contains(document.activeElement) ? document.activeElement : null;
  const place = focused ? [...live.querySelectorAll("[data-row]")].indexOf(focused) : -1;
  live.replaceChildren(...fresh.childNodes);
  if (focused) refocus(focused.dataset.id, place);
  if (isNews) {
    const news = document.getElementById("news");
    news.textContent = "";
    setTimeout(() => { news.textContent = news.dataset.words; }, 100);
  }
}

function refocus(id, place) {
  const rows = live.querySelectorAll("[data-row]");
  const same = id && live.querySelector(`[data-id="${CSS.escape(id)}"]`);
  const target = same || rows[Math.min(Math.max(place, 0), rows.length - 1)];
  if (target) target.focus({ preventScroll: true });
}

function replaceTimeline(html) {
  const fresh = document.createElement("div");
  fresh.innerHTML = html;
  const [old, now] = [live.querySelector("ol"), fresh.querySelector("ol")];
  const known = new Map([...old.children].map((entry) => [entry.dataset.mark, entry]));
  const atEnd = live.scrollHeight - live.scrollTop - live.clientHeight < 40;
  // Entries that have not changed stay as they are: whatever is open or selected in them stays so.
  const entries = [...now.children].map((entry) => known.get(entry.dataset.mark) || entry);
  for (const entry of known.values()) if (!entries.includes(entry)) entry.remove();
  entries.forEach((entry, place) => { if (old.children[place] !== entry) old.insertBefore(entry, old.children[place] || null); });
  if (now.dataset.state !== live.dataset.began) sayChanged();
  old.dataset.version = now.dataset.version;
  old.dataset.state = now.dataset.state;
  if (atEnd) live.scrollTop = live.scrollHeight;
}

function sayChanged() {
  const line = document.getElementById("changed");
  if (!line || !line.hidden) return;
  const link = document.createElement("a");
  link.href = location.pathname.replace(/(\/tickets\/\d+).*/, "$1");
  link.textContent = line.dataset.link;
  line.append(`${line.dataset.words} `, link);
  line.hidden = false;
}

async function refresh() {
  const url = new URL(live.dataset.live, location.href);
  const list = live.querySelector("ol[data-version]");
  if (list) {
    url.searchParams.set("version", list.dataset.version);
    url.searchParams.set("state", list.dataset.state);
  }
  const answer = await fetch(url, { headers: { Accept: "text/html" } });
  if (answer.status === 401) {
    document.getElementById("gone").hidden = false;
    return false;
  }
  if (answer.status === 200) (list ? replaceTimeline : replaceQueue)(await answer.text());
  return answer.status !== 404 && answer.status !== 403;
}

async function keepFresh() {
  let goesOn = true;
  try {
    if (!document.hidden) goesOn = await refresh();
  } catch {
    // The network is away: the next try may find it again.
  }
  if (goesOn) setTimeout(keepFresh, REFRESH_MS);
}

if (live) {
  const list = live.querySelector("ol[data-version]");
  if (list) {
    live.dataset.began = list.dataset.state;
    live.scrollTop = live.scrollHeight;
  }
  setTimeout(keepFresh, REFRESH_MS);
}

document.documentElement.dataset.ready = "yes";
