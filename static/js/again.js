// A part of the page that asks by itself (for more tiles, how a sync goes, what is stored) asks again when
// its question failed. While it waits, or its question is open, there is no second question.
const WAITS = [1, 2, 4, 8, 15, 30]; // seconds
const failures = new WeakMap();

// No answer, or one that says that it may be different later.
const isPassing = (response) => !response || response.status >= 500 || response.status === 429;

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  const asker = ctx.sourceElement;
  if (ctx.status === "issuing") return; // it was not sent
  const { aborted, reason } = ctx.request.signal;
  if (!asker.isConnected || !asker.matches("[hx-trigger*=again]")) return;
  if (aborted && reason !== "timeout") return; // a newer question took its place
  if (ctx.text !== undefined && ctx.response.status < 400) return void failures.delete(asker);
  const failed = failures.get(asker) ?? 0;
  failures.set(asker, failed + 1);
  if (!isPassing(ctx.response)) return;
  const wait = WAITS[Math.min(failed, WAITS.length - 1)] * (0.8 + 0.4 * Math.random());
  setTimeout(() => failures.has(asker) && ask(asker), wait * 1000);
});

const ask = (asker) => asker.dispatchEvent(new Event("again"));

// A form asks when somebody types; it repeats only a question that was not answered.
document.addEventListener("session:back", () => {
  for (const asker of document.querySelectorAll("[hx-trigger*=again]")) {
    if (!asker.matches("form") || failures.has(asker)) ask(asker);
  }
});
