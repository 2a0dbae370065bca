// Cards whose picture is on its way: one request for all of them, a few times, then no more.
const WAITS = [1, 2, 4, 8, 30]; // seconds
const MOST = 60; // cards a request may ask for
const PARTS = ":scope > :is(img, .placeholder, .state)";

const root = document.querySelector("[data-pending-url]");
const waiting = () => [...root.querySelectorAll(".frame[data-pending]")];
const idOf = (frame) => frame.dataset.videoId;
const failed = new Set(); // addresses of pictures
let [attempt, timer] = [0, 0];

function plan() {
  clearTimeout(timer);
  const frames = waiting();
  if (attempt === WAITS.length) frames.forEach((frame) => delete frame.dataset.pending);
  else if (frames.length) timer = setTimeout(ask, WAITS[attempt++] * 1000 * (0.8 + 0.4 * Math.random()));
}

async function ask() {
  const [address] = root.dataset.pendingUrl.split("?");
  const ids = waiting().slice(0, MOST).map(idOf).join(",");
  try {
    const { madeFor } = document.body.dataset; // of a page in the studio
    const answer = await fetch(`${address}?ids=${ids}`, { redirect: "manual", headers: madeFor ? { "X-Made-For": madeFor } : {} });
    if (answer.headers.has("X-Session")) {
      return document.dispatchEvent(new CustomEvent("session:over", { detail: await answer.text() }));
    }
    // TikTok is out of order: make only the last attempt.
    if (answer.headers.has("Retry-After")) attempt = Math.max(attempt, WAITS.length - 1);
    if (answer.ok) await show(await answer.text());
  } catch {
    // Offline or too slow: the next attempt is planned anyway.
  }
  plan();
}

async function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  await Promise.all(waiting().map((frame) => fill(frame, page)));
}

async function fill(frame, page) {
  const fresh = page.querySelector(`[data-video-id="${CSS.escape(idOf(frame))}"]:is(.gone, :has(> img))`);
  if (!fresh || failed.has(fresh.querySelector("img")?.src)) return;
  const parts = [...document.importNode(fresh, true).querySelectorAll(PARTS)];
  const image = parts.find((part) => part.src);
  if (image) image.loading = "eager";
  // The placeholder goes only when the picture can be drawn at once.
  if (!(await (image?.decode() ?? Promise.resolve()).then(() => true, () => false))) return failed.add(image.src);
  for (const part of frame.querySelectorAll(PARTS)) part.remove();
  frame.prepend(...parts);
  frame.classList.toggle("gone", !image);
  delete frame.dataset.pending;
}

if (root) {
  plan();
  // More tiles came, or js/pictures.js found frames that wait: they are asked for from the start.
  for (const event of ["htmx:after:swap", "session:back", "covers:wanted"]) document.addEventListener(event, () => { attempt = 0; plan(); });
}
