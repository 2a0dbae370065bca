// A picture that fails is taken out: its frame becomes the card without image, an avatar its
// initials. A broken picture is never shown. Its cover may have ended, and a fresh one take a
// while: so the script asks for the page again, once for all pictures, and puts the fresh ones in.
//
// Back, a restored tab or one left open may show a page whose covers are dead by now: it asks
// before it fetches any more of them. Covers live data-covers-last seconds from its arrival.
const PAUSES = [1, 2, 4, 8, 15, 30]; // seconds before each question, while no picture comes
const TRIES = 2; // of one address: the first failure may have been the line's
const FRAMES = ":is(.frame, .avatar)";
const PICTURES = `${FRAMES} > img`;

const life = document.body.dataset.coversLast * 1000;
const address = location.href;
const gaps = new Map(); // the frames whose picture was taken out, and that picture
const failures = new WeakMap(); // of a picture's present address
let newest = new Map(); // the places of the newest page's pictures, and their addresses
let came = Date.now(); // 0 where a browser's store may have had the page for long
let questions = 0; // since the covers' end, a try that helped, or somebody's return
let open; // the question under way
let isFilling = false;

const isOld = () => Date.now() - came >= life;
const all = (root = document) => [...root.querySelectorAll(PICTURES)];
const isPicture = (element) => element instanceof HTMLImageElement && element.matches(PICTURES);

// Where a frame stands: its link, and which frame in it.
function place(frame) {
  const link = frame.closest("a");
  return `${link} ${[...(link?.querySelectorAll(FRAMES) ?? [])].indexOf(frame)}`;
}

function takeOut(image) {
  gaps.set(image.parentNode, image);
  image.remove();
}

// Puts a picture in, hidden until it is drawn. An address that ended or failed too often is left
// alone: its frame stays a card until there is another one.
function putIn(image, frame) {
  const old = image.getAttribute("src");
  const address = newest.get(place(frame)) ?? (failures.has(image) && old);
  if (!address || (address === old && failures.get(image) >= TRIES)) return;
  if (address !== old) failures.delete(image);
  gaps.delete(frame);
  image.style.visibility = "hidden";
  frame.prepend(image);
  image.src = address;
}

// The addresses of the page's further parts that are here too (js/more.js).
const parts = () => document.querySelector("main")?.dataset.parts?.split(" ") ?? [];

async function read(address) {
  const answer = await fetch(address, { cache: "no-cache", signal: AbortSignal.timeout(5000) });
  if (!answer.ok) throw answer;
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

async function ask() {
  questions += 1;
  try {
    const pages = await Promise.all([address, ...parts()].map(read));
    newest = new Map(pages.flatMap((page) => all(page)).map((image) => [place(image.parentNode), image.getAttribute("src")]));
    if (isOld()) questions = 1;
    came = Date.now();
  } catch {
    // Offline or too slow: another question follows, or the next occasion asks.
  }
}

// Pictures that are drawn stay.
async function renew() {
  if (isOld()) all().filter((image) => !image.naturalWidth).forEach(takeOut);
  await (open ??= ask().finally(() => { open = undefined; }));
  gaps.forEach(putIn);
}

// A cover without address may be on its way, and one that failed once may be drawn after all.
const mayCome = ([frame, image]) =>
  frame.isConnected && (!(failures.get(image) >= TRIES) || !newest.has(place(frame)));

async function fill() {
  if (isFilling) return;
  isFilling = true;
  while (questions < PAUSES.length && [...gaps].some(mayCome)) {
    await new Promise((over) => setTimeout(over, PAUSES[questions] * 1000));
    await renew();
  }
  isFilling = false;
}

function failed(image) {
  failures.set(image, (failures.get(image) ?? 0) + 1);
  takeOut(image);
  fill();
}

async function shown() {
  questions = 0;
  if (isOld()) await renew();
  fill();
}

// Neither event bubbles, but both can be caught on the way down: for pictures that come later, too.
document.addEventListener("error", ({ target }) => isPicture(target) && failed(target), true);
document.addEventListener("load", ({ target }) => {
  if (!isPicture(target)) return;
  target.style.removeProperty("visibility");
  if (failures.delete(target)) questions = 0;
}, true);
addEventListener("pageshow", ({ persisted }) => persisted && shown());
addEventListener("online", shown);
addEventListener("visibilitychange", () => document.hidden || shown());

const [visit] = performance.getEntriesByType("navigation");
if (visit?.type === "back_forward" && !visit.transferSize) came = 0;
shown();
// Those that failed before this file was here.
for (const image of all()) if (image.complete && image.currentSrc && !image.naturalWidth) failed(image);
