// The share sheet: a button for each thing that this browser can do with the page's address.
const sheet = document.getElementById("share");

function offer(name, isThere, act) {
  const button = sheet.querySelector(`[data-share=${name}]`);
  button.hidden = !isThere;
  button.addEventListener("click", act);
}

if (sheet) {
  const address = sheet.querySelector("input");
  const said = sheet.querySelector("[role=status]");
  offer("copy", navigator.clipboard, async ({ target }) => {
    address.select();
    await navigator.clipboard.writeText(address.value);
    target.textContent = said.textContent = said.dataset.wordsCopied;
  });
  // Who closes the other program's sheet without sending has refused; nothing is to be said.
  offer("send", navigator.share, () => navigator.share({ title: document.title, url: address.value }).catch(() => {}));
  offer("print", true, () => sheet.hidePopover()); // js/print.js goes on
  sheet.addEventListener("toggle", ({ newState }) => {
    if (newState === "open") sheet.querySelector("h2").focus();
    said.textContent = "";
  });
}
