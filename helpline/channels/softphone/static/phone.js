// The telephone: dials, plays what the helpline says, takes keys and words, rings the helpdesk.

import { ask, element, tell, words as texts } from "./api.js";
import { note } from "./happened.js";
import { person } from "./people.js";
import { hush, play } from "./player.js";

const at = (id) => document.getElementById(id);
const captions = at("captions");
const KEYS = /^[0-9*#]$/;
const REACHED = ["", "1515", "14408"];

const call = { sid: "", waiting: null, busy: false, since: 0, ended: false };
let typed = "";
let patience;

function show(status, lamp) {
  at("status").textContent = status;
  at("lamp").dataset.is = lamp;
}

// What can be done now: everything follows from the state of the call.
function settle() {
  const listening = Boolean(call.waiting && call.waiting.for === "keys");
  const ringing = Boolean(call.waiting && call.waiting.for === "dialled");
  at("dial").disabled = Boolean(call.sid) || call.busy;
  at("hang-up").disabled = !call.sid;
  at("silence").disabled = !listening || call.busy;
  const silent = listening && !call.waiting.words;
  at("words").disabled = !listening || (silent && !call.waiting.tone);
  at("words").placeholder = silent ? (call.waiting.tone ? texts.afterTheTone : texts.keysOnly) : "";
  at("say").querySelector("button").disabled = at("words").disabled || call.busy;
  at("ringing").hidden = !ringing;
  if (ringing) at("number").textContent = call.waiting.number;
  at("typed").textContent = typed || (call.sid ? "" : "1515");
  at("typed").classList.toggle("faint", !typed);
  if (!call.sid) show(call.ended ? texts.ended : texts.ready, "off");
  else if (call.busy) show("…", "busy");
  else if (ringing) show(texts.ringing, "ring");
  else show(listening ? texts.listening : texts.onTheLine, "on");
}

function clock() {
  if (!call.since) return;
  const seconds = Math.floor((Date.now() - call.since) / 1000);
  at("clock").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function caption(one) {
  return element("li", { lang: one.lang, dir: one.dir, textContent: one.words, className: one.recorded ? "recorded" : "" });
}

function mine(words) {
  captions.append(element("li", { className: "mine", textContent: words }));
  captions.scrollTop = captions.scrollHeight;
}

async function listen(heard) {
  const lines = heard.map(caption);
  captions.append(...lines);
  at("skip").disabled = false;
  await play(heard, (place) => {
    lines.forEach((line, n) => line.classList.toggle("now", n === place));
    // Not scrollIntoView: that would move the whole page under somebody who writes in the chat.
    if (lines[place]) captions.scrollTop = lines[place].offsetTop - captions.clientHeight / 3;
  });
  lines.forEach((line) => line.classList.remove("now"));
  at("skip").disabled = true;
}

function over() {
  Object.assign(call, { sid: "", waiting: null, since: 0, ended: true });
  typed = "";
  settle();
}

async function go(path, given, heard) {
  if (call.busy) return;
  stopWaiting();
  hush();
  call.busy = true;
  settle();
  const started = call.since;
  const told = await ask(path, given);
  call.busy = false;
  typed = "";
  if (!told && !call.sid) call.since = 0;
  // Hung up meanwhile: nobody listens any more.
  if (told && call.since !== started && path === "call") ask(`call/${told.sid}/hang_up`);
  if (!told || call.since !== started) { settle(); return; }
  Object.assign(call, { sid: told.sid, waiting: told.waiting });
  note("Call", heard, told.happened);
  settle();
  await listen(told.heard);
  if (!told.waiting && call.sid === told.sid) over();
}

const act = (deed, given, heard) => go(`call/${call.sid}/${deed}`, given, heard);

function dial() {
  if (call.sid || call.busy) return;
  if (!REACHED.includes(typed)) { tell(texts.reaches); typed = ""; settle(); return; }
  captions.replaceChildren();
  Object.assign(call, { since: Date.now(), ended: false });
  go("call", { phone: person.now.phone }, "");
}

async function hangUp() {
  const { sid } = call;
  if (!sid) return;
  stopWaiting();
  hush();
  over();
  const told = await ask(`call/${sid}/hang_up`);
  if (told) note("Call", "hung up", { ...told.happened, twiml: null, heard: "", intent: null, confidence: null });
}

function stopWaiting() {
  clearTimeout(patience);
  at("wait").hidden = true;
}

function send() {
  const keys = typed;
  mine(keys);
  act("press", { keys }, keys);
}

// Twilio sends keys when there are enough, at the finishing key, or when no further key comes in time.
function press(key) {
  if (!call.sid) { typed += key; settle(); return; }
  if (!call.waiting || call.waiting.for !== "keys" || call.busy) return;
  const { keys, finish, seconds } = call.waiting;
  hush();
  stopWaiting();
  typed += key;
  settle();
  if (key === finish || (keys && typed.length >= keys)) { send(); return; }
  at("wait").hidden = false;
  at("wait").style.setProperty("--seconds", `${seconds}s`);
  patience = setTimeout(send, seconds * 1000);
}

function say(event) {
  event.preventDefault();
  const words = at("words").value.trim();
  if (!words || at("words").disabled || call.busy) return;
  at("words").value = "";
  mine(words);
  act(call.waiting.words ? "say" : "record", { words }, words);
}

// Digits on the keyboard press keys, unless something else is being written.
function onKeyboard(event) {
  const writing = event.target.matches("input:not([type=radio]):not([type=checkbox]), textarea");
  if (writing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (KEYS.test(event.key)) {
    event.preventDefault();
    const button = at("keypad").querySelector(`[data-key="${event.key}"]`);
    button.classList.add("down");
    setTimeout(() => button.classList.remove("down"), 150);
    press(event.key);
  } else if (event.key === "Backspace" && !call.sid) {
    typed = typed.slice(0, -1);
    settle();
  } else if (event.key === "Enter" && !call.sid && event.target === document.body) {
    dial();
  }
}

export function connect() {
  at("dial").addEventListener("click", dial);
  at("hang-up").addEventListener("click", hangUp);
  at("keypad").addEventListener("click", (event) => {
    const button = event.target.closest("[data-key]");
    if (button) press(button.dataset.key);
  });
  at("say").addEventListener("submit", say);
  at("silence").addEventListener("click", () => { mine(texts.silence); act("silence", {}, texts.silence); });
  at("skip").addEventListener("click", hush);
  at("sound").addEventListener("change", () => { if (!at("sound").checked) at("line").pause(); });
  at("picked-up").addEventListener("click", () => { mine(texts.answered); act("picked_up", {}, "answered"); });
  at("not-picked-up").addEventListener("click", () => { mine(texts.notAnswered); act("not_picked_up", {}, "not answered"); });
  document.addEventListener("keydown", onKeyboard);
  setInterval(clock, 500);
  settle();
}

// Another person takes the telephone: the call of the one before ends.
export function change() {
  hangUp();
  captions.replaceChildren();
  Object.assign(call, { since: 0, ended: false });
  at("clock").textContent = "";
  settle();
}
