// Ctrl+Z, or Cmd+Z, presses Undo, but not while a text is written, which has an undo of its own. It takes
// back the newest change at the moment of the request: those before it in its queue are done.
const form = document.getElementById("undo");
const said = document.querySelector("#saving, #said");
const WRITTEN = "textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])";
const newest = () => document.getElementById("undo-newest");
let waiting = 0; // presses that wait for ticks under way
let held = false; // whether the last one does

const isZ = ({ key, code }) => key.toLowerCase() === "z" || (key > "\x7f" && code === "KeyZ");

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || !isZ(event)) return;
  if (event.target.matches(WRITTEN)) return;
  event.preventDefault();
  form.requestSubmit(newest());
});

document.addEventListener("htmx:before:request", (event) => {
  const { sourceElement, request } = event.detail.ctx;
  if (sourceElement !== form) return;
  held = Boolean(document.querySelector('[data-state="saving"]'));
  if (!held) return request.body.set("number", newest().value);
  waiting += 1;
  event.preventDefault();
});

document.addEventListener("picks:answered", () => {
  // A tick that was not saved is no change that could be undone.
  const presses = document.querySelector('[data-state="failed"]') ? 0 : waiting;
  waiting = 0;
  for (let n = 0; n < presses; n += 1) form.requestSubmit(newest());
});

document.addEventListener("htmx:finally:request", ({ detail: { ctx: { sourceElement, response } } }) => {
  if (sourceElement !== form || held) return;
  if (!response || response.status >= 500) said.textContent = form.dataset.wordsFailed;
  // The list of the picks is there: the picker draws it.
  else document.dispatchEvent(new Event("picks:answered"));
});
