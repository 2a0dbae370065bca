// The picker's boxes and their numbers, drawn by the list of picks that each answer brings. A box that is
// still on its way to the server stays as the creator left it.
const form = document.getElementById("picks");
const words = document.getElementById("saving").dataset;

function draw() {
  const ids = document.getElementById("picked").dataset.ids.split(",");
  const places = new Map(ids.map((id, n) => [id, String(n + 1)]));
  for (const box of form.querySelectorAll("input[name=pick]")) {
    const place = places.get(box.value) ?? "";
    if (box.closest(".tile").dataset.state !== "saving") box.checked = place !== "";
    if (box.dataset.position === place) continue;
    box.dataset.position = box.nextElementSibling.textContent = place;
    box.parentElement.querySelector("[data-part=place]").textContent = place && words.wordsPlace.replace("{num}", place);
  }
}
document.addEventListener("picks:answered", draw);
// All of a search was ticked, or a change was undone: the list comes with another's answer.
let drawn = document.getElementById("picked");
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const list = document.getElementById("picked");
  if (list !== drawn && ctx.sourceElement.id !== "saving") draw();
  drawn = list;
});

form.addEventListener("click", ({ target }) => {
  if (target.dataset.retry === undefined) return;
  const box = target.closest(".tile").querySelector("input[name=pick]");
  box.focus();
  box.click();
});
