// A choice is saved as it is made, so its button is needed only when that failed.
const said = document.getElementById("said");
const look = document.getElementById("look");

for (const form of look.querySelectorAll(".choice-form")) form.dataset.saves = "";

document.addEventListener("htmx:finally:request", ({ detail: { ctx: { sourceElement, response } } }) => {
  if (!look.contains(sourceElement)) return;
  const isSaved = Boolean(response?.raw.ok);
  if (sourceElement.matches(".choice-form")) sourceElement.toggleAttribute("data-failed", !isSaved);
  // A refusal comes with its own words, or with those about the session.
  if (isSaved || response?.status === 400 || response?.headers.has("X-Session")) return;
  said.replaceChildren(document.createElement("span"));
  said.firstChild.textContent = look.dataset.wordsFailed;
});
