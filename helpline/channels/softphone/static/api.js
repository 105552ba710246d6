// Asks the softphone's server side. A failure becomes one sentence on the page.

// What the page's scripts say, in the language of the page.
export const words = JSON.parse(document.getElementById("page-words").textContent);

const problem = document.getElementById("problem");
let hide;

export function tell(sentence) {
  problem.textContent = sentence;
  problem.hidden = false;
  clearTimeout(hide);
  hide = setTimeout(() => { problem.hidden = true; }, 8000);
}

// The answer, or null after telling what went wrong. `quietly` tells nothing: the page asks again anyway.
export async function ask(path, given = {}, quietly = false) {
  try {
    const answer = await fetch(`/softphone/api/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(given),
    });
    const told = await answer.json().catch(() => ({}));
    if (answer.ok) return told;
    if (!quietly) tell(told.problem || words.refused);
  } catch {
    if (!quietly) tell(words.away);
  }
  return null;
}

export function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}
