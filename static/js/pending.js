// Cards whose picture is on its way: one request for all of them, a few times, then no more.
const WAITS = [1, 2, 4, 8, 30]; // seconds
const MOST = 60; // cards a request may ask for

const root = document.querySelector("[data-pending-url]");
const waiting = () => [...root.querySelectorAll(".frame[data-pending]")];
const idOf = (frame) => frame.dataset.videoId;
let attempt = 0;
let timer = 0;

function plan() {
  clearTimeout(timer);
  const frames = waiting();
  if (!frames.length) return;
  if (attempt === WAITS.length) return frames.forEach((frame) => delete frame.dataset.pending);
  timer = setTimeout(ask, WAITS[attempt++] * 1000 * (0.8 + 0.4 * Math.random()));
}

async function ask() {
  const [address] = root.dataset.pendingUrl.split("?");
  const ids = waiting().slice(0, MOST).map(idOf).join(",");
  try {
    const { madeFor } = document.body.dataset; // of a page in the studio
    const headers = madeFor ? { "X-Made-For": madeFor } : {};
    const answer = await fetch(`${address}?ids=${ids}`, { redirect: "manual", headers });
    if (answer.headers.has("X-Session")) {
      return document.dispatchEvent(new CustomEvent("session:over", { detail: await answer.text() }));
    }
    // TikTok is out of order: no more than the last attempt.
    if (answer.headers.has("Retry-After")) attempt = Math.max(attempt, WAITS.length - 1);
    if (answer.ok) await show(await answer.text());
  } catch {
    // Offline or too slow: the next attempt is planned anyway.
  }
  plan();
}

async function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const fresh = [...page.querySelectorAll(".frame:has(> img), .frame.gone")];
  await Promise.all(fresh.map(async (parsed) => {
    const frame = document.importNode(parsed, true);
    const old = waiting().find((each) => idOf(each) === idOf(frame));
    const image = frame.querySelector("img");
    if (image) image.loading = "eager";
    // The placeholder goes only when the picture can be drawn at once.
    if (old && (await (image?.decode() ?? Promise.resolve()).then(() => true, () => false))) {
      old.replaceWith(frame);
    }
  }));
}

if (root) {
  plan();
  // In the picker more tiles come on scrolling: their pictures are asked for from the start.
  for (const event of ["htmx:after:swap", "session:back"]) {
    document.addEventListener(event, () => { attempt = 0; plan(); });
  }
}
