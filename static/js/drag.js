// Dragging over tiles with the mouse: all from the first to the one under the pointer take the state that
// the first one had not. On touch screens a drag scrolls.
const form = document.getElementById("picks");
let first = null; // where the button went down
let before = new Map(); // boxes that the drag has changed, and their state before

const boxAt = (node) => node.closest?.(".tile")?.querySelector("input[name=pick]:enabled");

function paint(to) {
  for (const [box, checked] of before) box.checked = checked;
  before.clear();
  if (to === first) return;
  const all = [...form.querySelectorAll("input[name=pick]:enabled")];
  const [start, end] = [all.indexOf(first), all.indexOf(to)].sort((a, b) => a - b);
  const wanted = !first.checked;
  for (const box of all.slice(start, end + 1)) {
    if (box.checked === wanted) continue;
    before.set(box, box.checked);
    box.checked = wanted;
  }
}

form.addEventListener("pointerdown", (event) => {
  if (event.pointerType === "mouse" && event.button === 0 && !event.shiftKey) first = boxAt(event.target);
});
form.addEventListener("pointerover", ({ target, buttons }) => {
  if (!first || !(buttons & 1)) return;
  const to = boxAt(target);
  if (to && (to !== first || before.size)) paint(to);
});
document.addEventListener("pointerup", () => {
  const changed = [...before.keys()];
  [first, before] = [null, new Map()];
  for (const box of changed) box.dispatchEvent(new Event("change", { bubbles: true }));
});
document.addEventListener("pointercancel", () => { if (first) paint(first); first = null; });
// A picture would be dragged along.
form.addEventListener("dragstart", (event) => event.preventDefault());
