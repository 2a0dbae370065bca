// Ranges of boxes take one state. "picks:range" asks for one by its ends; a click with Shift has as its
// other end the last box that was clicked.
const form = document.getElementById("picks");
let last = null;

const boxes = () => [...form.querySelectorAll("input[name=pick]:enabled")];

form.addEventListener("picks:range", ({ detail: { from, to, checked } }) => {
  const all = boxes();
  const [first, end] = [all.indexOf(from), all.indexOf(to)].sort((a, b) => a - b);
  if (first < 0) return;
  for (const box of all.slice(first, end + 1)) {
    if (box.checked === checked) continue;
    box.checked = checked;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }
});

form.addEventListener("click", ({ target, shiftKey }) => {
  if (target.name !== "pick") return;
  const detail = { from: last, to: target, checked: target.checked };
  if (shiftKey && last?.isConnected) form.dispatchEvent(new CustomEvent("picks:range", { detail }));
  last = target;
});
