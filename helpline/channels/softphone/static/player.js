// Plays prompts one after the other, and marks the caption of the one that is heard.

const line = document.getElementById("line");
const sound = document.getElementById("sound");
let round = 0;

// A caption without sound stays as long as it takes to read it.
const reading = (caption) => new Promise((done) => { setTimeout(done, 300 + 35 * caption.words.length); });

function hearing(caption) {
  if (!caption.audio || !sound.checked) return reading(caption);
  return new Promise((done) => {
    line.onended = done;
    line.onerror = () => done(reading(caption));
    line.src = caption.audio;
    line.play().catch(line.onerror);
  });
}

// Resolves to whether everything was heard; false when it was cut off.
export async function play(captions, mark) {
  round += 1;
  const mine = round;
  for (const [place, caption] of captions.entries()) {
    mark(place);
    await hearing(caption);
    if (mine !== round) return false;
  }
  mark(captions.length);
  return true;
}

export function hush() {
  round += 1;
  line.pause();
  const { onended } = line;
  line.onended = null;
  if (onended) onended();
}
