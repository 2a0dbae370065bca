// A button that copies a field's text, where the browser lets it. Without it the text is selected.
function offer() {
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard;
}

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  await navigator.clipboard.writeText(field.value).then(() => { button.textContent = button.dataset.wordsCopied; }, () => {});
});
offer();
document.addEventListener("htmx:after:swap", offer);
