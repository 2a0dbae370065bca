// The time zone that this browser states is offered where the creator's is another one.
function offer() {
  const form = document.querySelector("[data-zone]");
  const stated = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!form || !stated || stated === form.dataset.zone) return;
  form.elements.zone.value = stated;
  form.querySelector("[data-part=zone]").textContent = stated.replaceAll("_", " ");
  form.hidden = false;
}

offer();
document.addEventListener("htmx:after:swap", offer);
