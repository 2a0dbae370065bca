// The share sheet: a button for each thing that this browser can do with the page.
const sheet = document.getElementById("share");

if (sheet) {
  const offer = (name, isThere, act) => sheet.querySelectorAll(`[data-share=${name}]`).forEach((button) => {
    button.hidden = !isThere;
    button.addEventListener("click", act);
  });
  const said = sheet.querySelector("[role=status]");
  offer("copy", navigator.clipboard, async ({ target }) => {
    const field = target.previousElementSibling;
    field.select();
    await navigator.clipboard.writeText(field.value);
    target.textContent = said.textContent = said.dataset.wordsCopied;
  });
  // Who closes the other program's sheet without sending has refused; nothing is to be said.
  offer("send", navigator.share, () => navigator.share({ title: document.title, url: document.querySelector("link[rel=canonical]").href }).catch(() => {}));
  offer("print", true, () => sheet.hidePopover()); // js/print.js goes on
  sheet.addEventListener("toggle", ({ newState }) => {
    if (newState === "open") sheet.querySelector("h2").focus();
    said.textContent = "";
  });
}
