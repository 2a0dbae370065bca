// Arrow keys, Home, End and the page keys move among the tiles. With Shift they tick or untick on the way,
// as the tile they come from is; Shift and End also tick the tiles that are not loaded yet.
const form = document.getElementById("picks");

const topOf = (box) => box.closest(".tile").getBoundingClientRect().top;

function steps(all, at) {
  const first = topOf(all[0]);
  const columns = Math.max(1, all.findIndex((box) => topOf(box) > first));
  const rows = Math.max(1, Math.floor(innerHeight / all[at].closest(".tile").offsetHeight) - 1);
  const forward = document.dir === "rtl" ? -1 : 1;
  return {
    ArrowRight: forward, ArrowLeft: -forward, ArrowDown: columns, ArrowUp: -columns,
    PageDown: columns * rows, PageUp: -columns * rows, Home: -all.length, End: all.length,
  };
}

form.addEventListener("keydown", (event) => {
  const { target: box, key, shiftKey } = event;
  if (box.name !== "pick" || event.ctrlKey || event.altKey || event.metaKey) return;
  const all = [...form.querySelectorAll("input[name=pick]:enabled")];
  const at = all.indexOf(box);
  const step = steps(all, at)[key];
  if (step === undefined) return;
  event.preventDefault();
  const to = all[Math.min(Math.max(at + step, 0), all.length - 1)];
  to.focus();
  to.closest(".tile").scrollIntoView({ block: "nearest" });
  if (!shiftKey) return;
  const rest = document.getElementById("all-form");
  if (key === "End" && box.checked && form.querySelector(".more-tiles") && rest) {
    rest.elements.since.value = box.value;
    rest.requestSubmit(rest.querySelector("[value=tick]"));
    rest.elements.since.value = "";
  } else {
    form.dispatchEvent(new CustomEvent("picks:range", { detail: { from: box, to, checked: box.checked } }));
  }
});
