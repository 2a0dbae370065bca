// A tick goes out at once. One request of htmx flies, at most one waits, and it takes along every state that
// is wanted by then. One without an answer goes out once more (js/again.js). js/places.js draws the saved picks.
const [form, said] = ["picks", "saving"].map((id) => document.getElementById(id));
const tab = Math.random().toString(36).slice(2);
const wanted = new Map(); // video id → { ticked }, in the order of the clicks
let [sent, turn, answered, planned] = [new Map(), 0, 0, 0]; // `sent`: those of the request under way
let [isRepeated, isInDoubt] = [false, false]; // in doubt, a request without a change asks for the stored picks

const tileOf = (id) => document.getElementById(`tile-${id}`);
const mark = (id, state) => tileOf(id)?.setAttribute("data-state", state);
const tick = (id, checked) => Object.assign(tileOf(id)?.querySelector("[name=pick]") ?? {}, { checked });
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
form.addEventListener("picks:want", ({ detail }) => want(detail));
document.addEventListener("lost", () => { isInDoubt = true; });
document.addEventListener("htmx:before:request", (event) => {
  const { sourceElement, request } = event.detail.ctx;
  if (sourceElement !== said) return;
  if (!(wanted.size || isInDoubt) || isOver()) return event.preventDefault();
  [sent, request.body, sent.turn] = [new Map(wanted), fields(), turn];
  if (sent.size) said.textContent = said.dataset.wordsSaving;
});
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (ctx.sourceElement !== said || ctx.status === "issuing") return;
  const isLost = ctx.text === undefined || [502, 504].includes(ctx.response.status);
  const response = isLost ? null : ctx.response;
  ctx.again = isRepeated = isLost && sent.size > 0 && !isRepeated;
  const waits = response ? response.headers.has("X-Session") : ctx.again || document.hidden; // the page is being left
  const ended = [...sent].filter(([id, state]) => !waits && wanted.get(id) === state); // not changed since
  for (const [id] of ended) mark(id, ""), wanted.delete(id);
  if (!response?.raw.ok) form.dispatchEvent(new CustomEvent("picks:failed", { detail: { ended, isLost } }));
  const words = waits ? "wordsWaiting" : !response?.raw.ok ? "wordsLost" : sent.size ? "wordsSaved" : "wordsStored";
  if (response && response.status !== 422) said.textContent = said.dataset[words];
  [sent, answered] = [new Map(), response ? sent.turn : answered];
  isInDoubt = isLost || (isInDoubt && !ctx.text.includes("#picked"));
});
// Tiles that come meanwhile are as the server knew them when they were asked for.
document.addEventListener("htmx:after:swap", () => {
  for (const [id, { ticked }] of wanted) mark(id, "saving"), tick(id, ticked);
});
// A request that waits is lost by leaving: all that is not answered goes out once more.
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) send(); else if (wanted.size && !isOver()) navigator.sendBeacon(form.action, fields());
});
form.dataset.live = "";
form.querySelectorAll("input[name=pick]").forEach((box) => box.checked !== box.defaultChecked && want(box)); // changed before this ran
