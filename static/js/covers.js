// A picture that fails is asked for once more, then taken out: its frame becomes the card without
// image, an avatar its initials. A broken picture is never shown.
const AGAIN_AFTER = 1200; // ms

const asked = new WeakSet();

function failed(image) {
  const source = image.getAttribute("src");
  if (asked.has(image)) return image.remove();
  asked.add(image);
  image.style.visibility = "hidden";
  setTimeout(() => {
    image.addEventListener("load", () => image.style.removeProperty("visibility"), { once: true });
    image.src = source;
  }, AGAIN_AFTER);
}

const isCover = (element) => element instanceof HTMLImageElement && element.closest(".frame, .avatar");

// Errors do not bubble, but they can be caught on the way down: for pictures that come later, too.
document.addEventListener("error", ({ target }) => isCover(target) && failed(target), true);

// Those that failed before this file was here.
for (const image of document.querySelectorAll(":is(.frame, .avatar) img")) {
  if (image.complete && image.currentSrc && !image.naturalWidth) failed(image);
}
