// Who calls: the people of the demo world, any other number, or a number that is withheld.

import { ask, element, words } from "./api.js";

const list = document.getElementById("people");
const story = document.getElementById("story");
const WITHHELD = { key: "withheld", phone: "", title: words.withheld, story: words.noNumber, hints: [] };
const OTHER = { key: "other", phone: "+919999900000", title: words.other, story: "", hints: [] };

export const person = { now: WITHHELD, changed: () => {} };

function choose(who) {
  person.now = who;
  const hints = element("ul", {}, ...who.hints.map((hint) => element("li", { textContent: hint })));
  story.replaceChildren(...(who.story ? [element("p", { textContent: who.story })] : []), ...(who.hints.length ? [hints] : []));
  if (who === OTHER) {
    const field = element("input", { id: "other-number", type: "tel", value: OTHER.phone, autocomplete: "off" });
    field.addEventListener("change", () => { OTHER.phone = field.value.trim(); person.changed(OTHER); });
    story.append(element("label", { htmlFor: "other-number", textContent: words.itsNumber }), field);
  }
  person.changed(who);
}

function row(who, checked) {
  const button = element("input", { type: "radio", name: "person", value: who.key, checked });
  button.addEventListener("change", () => choose(who));
  const number = who === OTHER ? words.anyNumber : who.phone || words.notSent;
  return element("label", { className: "person" }, button,
    element("span", {}, element("strong", { textContent: who.title }), element("small", { textContent: number })));
}

export async function meet() {
  const told = await ask("people");
  const everybody = [...((told && told.people) || []), OTHER, WITHHELD];
  list.append(...everybody.map((who, place) => row(who, place === 0)));
  choose(everybody[0]);
}
