// Shift and a click: every tick from the last one to this takes the state of this.
const form = document.querySelector("[data-picks]");
let last = null;

form?.addEventListener("click", ({ target, shiftKey }) => {
  if (target.name !== "pick") return;
  const boxes = [...form.querySelectorAll("input[name=pick]:enabled")];
  const ends = [boxes.indexOf(last), boxes.indexOf(target)].sort((a, b) => a - b);
  last = target;
  if (!shiftKey || ends[0] < 0) return;
  for (const box of boxes.slice(ends[0], ends[1] + 1)) {
    if (box.checked === target.checked) continue;
    box.checked = target.checked;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }
});
