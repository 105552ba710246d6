// The chat: bubbles, a typing sign, options that can be tapped, answers that come later.

import { ask, element, words as texts } from "./api.js";
import { note } from "./happened.js";
import { person } from "./people.js";

const at = (id) => document.getElementById(id);
const bubbles = at("bubbles");
const OPTION = /^\s*([0-9*#]+)\.\s+(.+)$/;
const LOOK_AGAIN = 2500;
const chats = new Map();
let waiting = 0;

const who = () => ({ phone: person.now.phone, hidden: at("hidden").checked || !person.now.phone, name: person.now.title });
const name = () => JSON.stringify([who().phone, who().hidden]);

// A numbered line is an option: tapping it sends its number, as typing it would.
function line(text) {
  const option = OPTION.exec(text);
  if (!option) return element("span", { className: "text", textContent: text });
  const button = element("button", { type: "button", className: "option", textContent: text });
  button.addEventListener("click", () => write(option[1]));
  return button;
}

function bubble({ words, lang = "", dir = "auto", side }) {
  const time = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  const made = element("li", { className: side, lang, dir }, ...words.split("\n").map(line), element("time", { textContent: time }));
  return made;
}

function add(...made) {
  const own = chats.get(name()) || [];
  chats.set(name(), [...own, ...made]);
  bubbles.append(...made);
  bubbles.scrollTop = bubbles.scrollHeight;
}

function busy(step) {
  waiting += step;
  at("typing").hidden = waiting === 0;
}

async function write(words) {
  const aloud = at("as-voice-note").checked;
  const sent = bubble({ words: aloud ? `🎤 ${words}` : words, side: "mine" });
  const chat = name();
  add(sent);
  busy(+1);
  const told = await ask("chat", { ...who(), words, aloud });
  busy(-1);
  if (!told) { sent.classList.add("failed"); return; }
  sent.classList.add("delivered");
  note("WhatsApp", words, told.happened);
  if (chat === name()) add(...told.messages.map((message) => bubble({ ...message, side: "theirs" })));
}

async function look() {
  const chat = name();
  const told = chats.has(chat) ? await ask("inbox", who(), true) : null;
  if (told && chat === name()) add(...told.messages.map((message) => bubble({ ...message, side: "theirs" })));
  setTimeout(look, LOOK_AGAIN);
}

export function change() {
  const { phone, hidden } = who();
  at("hidden").disabled = !phone;
  at("chat-as").textContent = hidden ? texts.numberHidden : `WhatsApp, ${phone}`;
  bubbles.replaceChildren(...(chats.get(name()) || []));
  bubbles.scrollTop = bubbles.scrollHeight;
}

export function connect() {
  at("write").addEventListener("submit", (event) => {
    event.preventDefault();
    const words = at("message").value.trim();
    at("message").value = "";
    if (words) write(words);
  });
  at("hidden").addEventListener("change", change);
  look();
}
