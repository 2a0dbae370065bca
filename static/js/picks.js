// A tick is saved at once. Ticks go one after another in the order they were made; what counts for
// a video is its last state. The answer is the truth: a tick that could not be saved goes back.
const TIMEOUT = 15_000; // ms

const form = document.querySelector("[data-picks]");
const said = document.getElementById("saving");
const queue = new Map(); // video id → checkbox
let busy = false;

const boxes = () => [...form.querySelectorAll("input[name=pick]")];
const tileOf = (box) => box.closest(".tile");
const mark = (box, state) => { tileOf(box).dataset.state = state; };

function want(box) {
  queue.set(box.value, box);
  mark(box, "saving");
  save();
}

async function save() {
  if (busy) return;
  busy = true;
  said.textContent = "Saving…";
  let refused = 0;
  for (let box; (box = queue.values().next().value); ) {
    queue.delete(box.value);
    // Ticked and unticked before it was sent: nothing to do.
    if (box.checked === box.defaultChecked) mark(box, "");
    else if (!(await send(box, box.checked))) refused += 1;
  }
  busy = false;
  said.textContent = refused ? words(refused) : "Saved";
  if (!refused) setTimeout(() => { if (!busy && said.textContent === "Saved") said.textContent = ""; }, 2000);
}

const words = (count) => `${count === 1 ? "One tick was" : `${count} ticks were`} not saved. Nothing else was lost.`;

async function send(box, ticked) {
  let saved = false;
  try {
    const answer = await fetch(`${form.dataset.picks}/${box.value}`, {
      method: ticked ? "PUT" : "DELETE",
      headers: { "X-CSRFToken": form.elements.csrf_token.value, Accept: "text/html" },
      redirect: "manual",
      keepalive: true,
      signal: AbortSignal.timeout(TIMEOUT),
    });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    saved = answer.ok && settle(box, page);
  } catch {
    // No answer in time: the tick counts as not saved, and saving it twice does no harm.
  }
  const changedSince = queue.has(box.value);
  mark(box, changedSince ? "saving" : saved ? "" : "failed");
  if (!saved && !changedSince) box.checked = box.defaultChecked;
  return saved || changedSince;
}

// Take the truth from the answer; say whether it held this tile.
function settle(box, page) {
  const truth = page.querySelector(`#tile-${CSS.escape(box.value)} input[name=pick]`);
  if (!truth) return false;
  const left = Number(box.dataset.position);
  box.defaultChecked = truth.defaultChecked;
  if (!queue.has(box.value)) box.checked = truth.defaultChecked;
  place(box, truth.dataset.position);
  if (left && !truth.dataset.position) {
    // The later ones move up.
    for (const each of boxes()) {
      const position = Number(each.dataset.position);
      if (position > left) place(each, position - 1);
    }
  }
  const bar = page.getElementById("bar");
  if (bar) replaceBar(document.importNode(bar, true));
  return true;
}

function place(box, position) {
  box.dataset.position = position;
  tileOf(box).querySelector(".mark").textContent = position;
  tileOf(box).querySelector("[data-part=place]").textContent = position ? `Number ${position} on the page.` : "";
}

function replaceBar(bar) {
  const old = document.getElementById("bar");
  const key = old.contains(document.activeElement) && document.activeElement.dataset.key;
  old.replaceWith(bar);
  if (key) bar.querySelector(`[data-key=${key}]`)?.focus();
}

form?.addEventListener("change", ({ target }) => target.name === "pick" && want(target));

form?.addEventListener("click", ({ target }) => {
  if (target.dataset.retry === undefined) return;
  const box = target.closest(".tile").querySelector("input[name=pick]");
  box.checked = !box.defaultChecked;
  box.focus();
  want(box);
});

// Leaving while ticks are on their way: the browser asks first.
addEventListener("beforeunload", (event) => { if (busy) event.preventDefault(); });

if (form) {
  form.dataset.live = "";
  // Ticked before this file was here.
  for (const box of boxes()) if (box.checked !== box.defaultChecked) want(box);
}
