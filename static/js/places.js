// The picker's boxes and their numbers, drawn by the list of picks that each answer brings. A box that is
// still on its way to the server stays as the creator left it.
const form = document.getElementById("picks");
const words = document.getElementById("saving").dataset;

function draw() {
  const ids = document.getElementById("picked").dataset.ids.split(",");
  const places = new Map(ids.map((id, n) => [id, String(n + 1)]));
  const boxes = new Set(form.querySelectorAll("[name=pick]:is(:checked, :not([data-position=''])"));
  for (const id of ids) boxes.add(document.getElementById(`tile-${id}`)?.querySelector("[name=pick]"));
  boxes.delete(undefined);
  for (const box of boxes) {
    const place = places.get(box.value) ?? "";
    if (box.closest(".tile").dataset.state !== "saving") box.checked = place !== "";
    if (box.dataset.position === place) continue;
    box.dataset.position = box.nextElementSibling.textContent = place;
    box.parentElement.querySelector("[data-part=place]").textContent = place && words.wordsPlace.replace("{num}", place);
  }
}
// A tick that was not saved goes back, and so do those whose change was undone.
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => ctx.request.body && draw());
