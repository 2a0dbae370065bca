// The bar: Undo and Publish go out when all is answered that was pressed before them. Undo takes back the
// newest change at the moment of its request. Ctrl+Z, or Cmd+Z, presses it, but not while a text is
// written, which has an undo of its own.
const at = (id) => document.getElementById(id);
const newest = () => at("undo-newest");
let waiting = []; // the forms of presses that wait, by their ids

const isZ = ({ key, code }) => key.toLowerCase() === "z" || (key > "\x7f" && code === "KeyZ");

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || !isZ(event)) return;
  if (event.target.matches("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])")) return;
  event.preventDefault();
  newest()?.click();
});

document.addEventListener("htmx:before:request", (event) => {
  const { sourceElement: { id }, request } = event.detail.ctx;
  if (id !== "undo" && id !== "publication") return;
  // Its own form has the class already.
  const underWay = document.querySelector(`[data-state=saving], form.htmx-request:not(#${id})`);
  if (!underWay) return request.body.set("number", newest().value);
  waiting.push(id);
  event.preventDefault();
});

const release = () => waiting.splice(0).forEach((id) => at(id).requestSubmit());

const wordsFor = (node, name) => node.closest(`[data-words-${name}]`)?.getAttribute(`data-words-${name}`);

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  const { sourceElement, request, response, status, text, again } = ctx;
  if (status === "issuing") return; // it was not sent
  setTimeout(release);
  if (!request.body || again) return; // it changes nothing, or goes out once more by itself
  const said = document.querySelector("#saving, #said");
  // Cut off, or given by somebody on the way: the change may be stored all the same.
  const isLost = text === undefined || [502, 504].includes(response.status);
  // A change that was not saved cannot be undone, and nothing is published without it.
  if (isLost || !response.raw.ok) waiting = [];
  const doubt = isLost && wordsFor(sourceElement, "doubt");
  const words = doubt || wordsFor(sourceElement, "failed");
  // An answer of ours has parts, and an answer about the session its own words.
  if (!words || document.body.dataset.session || text?.includes("<hx-partial")) return;
  if (said.textContent !== words) said.textContent = words; // a screen reader says it once
  // The room then asks for the stored draft.
  if (doubt && sourceElement !== said) document.dispatchEvent(new Event("lost"));
});
