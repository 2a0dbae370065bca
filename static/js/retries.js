// Ticks that were not saved. Each says so on its tile, and goes out again as it was wanted, alone or with
// all others in their order. It is none any more once an answer agrees with it.
const form = document.getElementById("picks");
const [said, all] = ["saving", "retry-all"].map((id) => document.getElementById(id));
const failed = new Map(); // video id → { ticked, isLost }, in their order

const tileOf = (id) => document.getElementById(`tile-${id}`);
const boxOf = (id) => tileOf(id)?.querySelector("input[name=pick]");

function show() {
  for (const [id, { isLost }] of failed) {
    const tile = tileOf(id);
    if (!tile) continue;
    tile.dataset.state = "failed";
    tile.querySelector("[data-retry]").textContent = said.dataset[isLost ? "wordsNoAnswer" : "wordsNotSaved"];
  }
  all.hidden = failed.size < 2;
}

function forget(id) {
  if (failed.delete(id) && tileOf(id)?.dataset.state === "failed") tileOf(id).dataset.state = "";
  all.hidden = failed.size < 2;
}

form.addEventListener("picks:failed", ({ detail: { ended, isLost } }) => {
  for (const [id] of ended) failed.delete(id);
  for (const [id, { ticked }] of ended) failed.set(id, { ticked, isLost });
  show();
});
form.addEventListener("change", ({ target }) => forget(target.value));

document.addEventListener("htmx:finally:request", ({ detail: { ctx: { sourceElement, response, text } } }) => {
  if (!failed.size || !text?.includes("#picked")) return; // without the list of stored picks
  const ids = document.getElementById("picked").dataset.ids.split(",");
  for (const [id, { ticked }] of [...failed]) if (ids.includes(id) === ticked) forget(id);
  if (!failed.size || sourceElement !== said || !response.raw.ok) return;
  // After an answer to a later turn they cannot be saved any more.
  for (const state of failed.values()) state.isLost = false;
  said.textContent = said.dataset.wordsLost;
  show();
});
document.addEventListener("htmx:after:swap", show); // it may have brought their tiles

document.addEventListener("click", ({ target: { dataset: { retry }, parentElement } }) => {
  if (retry === undefined) return;
  const ids = retry === "all" ? [...failed.keys()] : [parentElement.id.slice("tile-".length)];
  boxOf(ids.find(tileOf))?.focus({ preventScroll: retry === "all" });
  for (const id of ids) {
    const [{ ticked }, box] = [failed.get(id), boxOf(id)];
    if (box) box.checked = ticked;
    forget(id);
    form.dispatchEvent(new CustomEvent("picks:want", { detail: { value: id, checked: ticked } }));
  }
});
