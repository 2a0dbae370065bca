// In the studio a picture that fails is taken out: its frame becomes the card without image, an avatar
// its initials. A broken picture is never shown. Covers live data-covers-last seconds from the page's
// arrival, and the studio stays open for hours: so each frame on screen or near it whose picture
// failed, or had not come by then, waits for a fresh one, and js/pending.js asks for all that wait.
const PICTURES = ":is(.frame, .avatar) > img";
const GAPS = ".frame:is([data-lost], :has(> .state)):not(.gone, [data-pending], :has(> img))";

const root = document.querySelector("[data-pending-url]");
const life = root?.dataset.coversLast * 1000;
let since = Date.now(); // every picture that is not drawn came later
let timer = root && setTimeout(end, life);

const near = new IntersectionObserver((entries) => {
  const frames = entries.filter((entry) => entry.isIntersecting).map((entry) => entry.target);
  for (const frame of frames) {
    near.unobserve(frame);
    frame.dataset.pending = "";
  }
  if (frames.length) document.dispatchEvent(new Event("covers:wanted"));
}, { rootMargin: "600px" });

function takeOut(image) {
  const frame = image.parentNode;
  image.remove();
  if (!root?.contains(frame)) return void setTimeout(putIn, 1000, image.cloneNode(), frame);
  frame.dataset.lost = "";
  near.observe(frame);
}

// Nobody is asked for an avatar; but its failure may have been the line's.
async function putIn(image, frame) {
  image.loading = "eager";
  if (await image.decode().then(() => true, () => false)) frame.append(image);
}

const isBroken = (image) => image.complete && image.currentSrc && !image.naturalWidth;
const all = (within) => [...within.querySelectorAll(PICTURES)];

// Undrawn ones have ended by now: fetched later, they would be drawn broken for a moment.
function end() {
  since = Date.now();
  clearTimeout(timer);
  timer = setTimeout(end, life);
  all(root).filter((image) => !image.naturalWidth).forEach(takeOut);
}

function seen() {
  if (!root || document.hidden) return;
  if (Date.now() - since >= life) end(); // a timer may be late by as long as the machine slept
  root.querySelectorAll(GAPS).forEach((frame) => near.observe(frame));
}

// It does not bubble, but can be caught on the way down: for pictures that come later, too.
document.addEventListener("error", ({ target }) => target.matches?.(PICTURES) && takeOut(target), true);
addEventListener("pageshow", ({ persisted }) => persisted && seen());
addEventListener("online", seen);
addEventListener("visibilitychange", seen);
all(document).filter(isBroken).forEach(takeOut); // those that failed before this file was here
