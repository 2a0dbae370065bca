// The preview beside the controls follows the draft: a change is answered with another bar, and then
// the frame reloads, where it was. Its links to elsewhere open in a tab of their own.
const frame = document.querySelector("[data-preview]");
const bar = () => document.getElementById("bar");
let shown = bar();
let timer = 0;

function follow() {
  if (bar() === shown) return;
  shown = bar();
  clearTimeout(timer);
  timer = setTimeout(() => frame.contentWindow.location.reload(), 250);
}

frame.addEventListener("load", () => {
  const home = new URL(frame.src).pathname.replace(/frame$/, "");
  frame.contentDocument.addEventListener("click", ({ target }) => {
    const link = target.closest("a[href]");
    if (link && !`${link.pathname}/`.startsWith(home)) link.target = "_blank";
  }, true);
});
if (shown) new MutationObserver(follow).observe(shown.parentNode, { childList: true });
