// What happened behind the last answers: heard, intent, confidence, time, TwiML.

import { element } from "./api.js";

const at = (id) => document.getElementById(id);
const MOST = 12;

function indented(twiml) {
  let depth = 0;
  return twiml.replace(/^<\?xml[^>]*\?>/, "").replace(/></g, ">\n<").split("\n").map((part) => {
    if (part.startsWith("</")) depth -= 1;
    const padded = "  ".repeat(Math.max(depth, 0)) + part;
    if (/^<[^/!][^>]*[^/]>$/.test(part) || /^<\w+>$/.test(part)) depth += 1;
    return padded;
  }).join("\n");
}

export function note(way, given, { twiml, milliseconds, step, language, intent, confidence, heard }) {
  const sure = confidence === null || confidence === undefined ? "" : `${Math.round(confidence * 100)} %`;
  const cells = [way, heard || given || "—", intent || "—", sure || "—", language || "—", step ?? "—", `${milliseconds} ms`];
  at("turns").prepend(element("tr", {}, ...cells.map((cell) => element("td", { textContent: String(cell) }))));
  while (at("turns").children.length > MOST) at("turns").lastChild.remove();
  at("glance").textContent = [intent, sure, `${milliseconds} ms`].filter(Boolean).join(" · ");
  if (twiml) at("twiml").textContent = indented(twiml);
}
