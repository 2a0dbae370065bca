// A choice is saved as it is made, so its button is needed only when that failed.
for (const form of document.querySelectorAll(".choice-form")) form.dataset.saves = "";

document.addEventListener("htmx:finally:request", ({ detail: { ctx: { sourceElement, response } } }) => {
  if (sourceElement.matches(".choice-form")) sourceElement.toggleAttribute("data-failed", !response?.raw.ok);
});
