// A tick goes out at once. One request of htmx flies, at most one waits, and it takes along every state
// that is wanted by then. A tick that was not saved goes back and says so; js/places.js draws the saved ones.
const [form, said] = ["picks", "saving"].map((id) => document.getElementById(id));
const tab = Math.random().toString(36).slice(2);
const wanted = new Map(); // video id → { ticked }, in the order of the clicks
let [sent, turn, answered, planned] = [new Map(), 0, 0, 0]; // `sent`: those of the request under way

const boxes = () => [...form.querySelectorAll("input[name=pick]")];
const mark = (id, state) => document.getElementById(`tile-${id}`)?.setAttribute("data-state", state);
const isOver = () => document.body.dataset.session === "over";
const send = () => { planned = 0; said.dispatchEvent(new Event("ticks")); };

function want({ value: id, checked: ticked }) {
  wanted.delete(id);
  wanted.set(id, { ticked });
  mark(id, "saving");
  planned ||= setTimeout(send); // once for a whole range
}

// The form's fields for all that is not answered. The server drops an earlier turn that arrives later.
function fields() {
  const own = { csrf_token: form.elements.csrf_token.value, tab, answered, turn: ++turn };
  const states = [...wanted].flatMap(([id, { ticked }]) => [["shown", id], ...(ticked ? [["pick", id]] : [])]);
  return new URLSearchParams([...Object.entries(own), ...states]);
}
form.addEventListener("change", ({ target }) => target.name === "pick" && want(target));
document.addEventListener("htmx:before:request", (event) => {
  const { sourceElement, request } = event.detail.ctx;
  if (sourceElement !== said) return;
  if (!wanted.size || isOver()) return event.preventDefault();
  sent = new Map(wanted);
  [request.body, sent.turn] = [fields(), turn];
  said.textContent = said.dataset.wordsSaving;
});
document.addEventListener("htmx:finally:request", ({ detail: { ctx: { sourceElement, response } } }) => {
  if (sourceElement !== said || !sent.size) return;
  const saved = response?.raw.ok;
  const waits = response ? response.headers.has("X-Session") : document.hidden; // or cut off by leaving
  for (const [id, state] of sent) {
    if (waits || wanted.get(id) !== state) continue; // changed since: it goes out next
    wanted.delete(id);
    mark(id, saved ? "" : "failed");
  }
  [sent, answered] = [new Map(), response ? sent.turn : answered];
  if (response?.status !== 422) said.textContent = said.dataset[waits ? "wordsWaiting" : saved ? "wordsSaved" : "wordsLost"];
});
// Tiles that come meanwhile are as the server knew them when they were asked for.
document.addEventListener("htmx:after:swap", () => {
  const waiting = boxes().filter((box) => wanted.has(box.value));
  for (const box of waiting) box.checked = wanted.get(box.value).ticked;
  for (const box of waiting) mark(box.value, "saving");
});
document.addEventListener("session:back", send);
// A request that waits is lost by leaving: all that is not answered goes out once more.
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) send(); else if (wanted.size && !isOver()) navigator.sendBeacon(form.action, fields());
});
form.dataset.live = "";
boxes().filter((box) => box.checked !== box.defaultChecked).forEach(want); // ticked before this file was here
