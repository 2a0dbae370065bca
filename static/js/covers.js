// A picture that fails is asked for once more, then taken out: its frame becomes the card without
// image, an avatar its initials. A broken picture is never shown.
const AGAIN_AFTER = 1200; // ms

const waiting = new WeakSet();
const asked = new WeakSet();

function failed(image) {
  if (waiting.has(image)) return; // found below, and its event comes only now
  if (asked.has(image)) return image.remove();
  waiting.add(image);
  image.style.visibility = "hidden";
  setTimeout(() => {
    waiting.delete(image);
    asked.add(image);
    image.addEventListener("load", () => image.style.removeProperty("visibility"), { once: true });
    image.src = image.getAttribute("src");
  }, AGAIN_AFTER);
}

const isCover = (element) => element instanceof HTMLImageElement && element.closest(".frame, .avatar");

// Errors do not bubble, but they can be caught on the way down: for pictures that come later, too.
document.addEventListener("error", ({ target }) => isCover(target) && failed(target), true);

// Those that failed before this file was here.
for (const image of document.querySelectorAll(":is(.frame, .avatar) img")) {
  if (image.complete && image.currentSrc && !image.naturalWidth) failed(image);
}
