// A choice is saved as it is made, so its button is needed only when that failed. A field keeps what was
// typed since its form was sent, and what is not saved at all, when an answer brings other values.
const sent = new WeakMap(); // field → its value in the form that was sent
const isBox = (field) => field.type === "checkbox";
const valueOf = (field) => (isBox(field) ? field.checked : field.value);
const storedOf = (field) => (isBox(field) ? field.defaultChecked : field.defaultValue);

function saving() {
  for (const form of document.querySelectorAll(".choice-form")) form.dataset.saves = "";
}

document.addEventListener("htmx:config:request", ({ detail: { ctx: { sourceElement } } }) => {
  for (const field of sourceElement.elements ?? []) sent.set(field, valueOf(field));
});

// htmx tells extensions alone, before a node becomes what the answer has; false leaves it as it is.
htmx.registerExtension("typed", {
  htmx_before_morph_node(field, { newNode }) {
    if (!field.matches("input:not([type=hidden]), textarea")) return true;
    const isTyped = valueOf(field) !== (sent.get(field) ?? storedOf(field));
    sent.delete(field);
    // Also where the focus is.
    if (!isTyped && isBox(field)) field.checked = newNode.checked;
    else if (!isTyped && field.value !== newNode.value) field.value = newNode.value;
    return !isTyped;
  },
});

document.addEventListener("htmx:finally:request", ({ detail: { ctx: { sourceElement, response } } }) => {
  if (sourceElement.matches(".choice-form")) sourceElement.toggleAttribute("data-failed", !response?.raw.ok);
});

document.addEventListener("htmx:after:swap", saving);
saving();
