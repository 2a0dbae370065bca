// A row is dragged by its picture. Where it was dropped goes out as one request of htmx, in its turn;
// the answer brings the row at its place. A request that fails puts it back; one without an answer may be
// stored all the same, so the room then asks for the present order.
const [order, form] = ["order", "drop"].map((id) => document.getElementById(id));
const dropped = []; // the drops that are not answered yet, in their order

function dragging() {
  for (const list of order.querySelectorAll(".order-rows")) {
    if (Sortable.get(list)) continue;
    Sortable.create(list, {
      group: "rows",
      draggable: ".order-row",
      handle: "[data-handle]",
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 140,
      delay: 150, // a swipe scrolls
      delayOnTouchOnly: true,
      onEnd: drop,
    });
  }
}

function drop({ item, from, to, oldDraggableIndex: old, newDraggableIndex: now }) {
  if (from === to && old === now) return;
  const rows = [...from.querySelectorAll(".order-row")].filter((row) => row !== item);
  dropped.push({ item, from, next: rows[old] ?? null });
  form.elements.drop.value = item.dataset.id;
  form.elements.behind.value = item.previousElementSibling?.dataset.id ?? "";
  form.elements.into.value = to.dataset.section;
  form.requestSubmit();
}

// Those before it in the queue have changed the order.
document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  if (ctx.sourceElement.matches("#moves, #drop")) ctx.request.body.set("state", document.getElementById("state").value);
});

document.addEventListener("htmx:finally:request", ({ detail: { ctx: { sourceElement, response } } }) => {
  const move = sourceElement === form && dropped.shift();
  if (move && !response?.raw.ok) move.from.insertBefore(move.item, move.next);
});

// Sortable leaves empty attributes, which htmx may not copy under the content policy.
document.addEventListener("htmx:before:swap", () => {
  for (const row of order.querySelectorAll(".order-row[style]")) row.removeAttribute("style");
});
document.addEventListener("htmx:after:swap", () => {
  const focus = order.querySelector("[data-focus]");
  focus?.focus();
  focus?.removeAttribute("data-focus");
  dragging();
});
dragging();
order.dataset.drags = "";
