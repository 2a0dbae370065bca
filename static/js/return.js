// The player gives the page of covers a second address. After a reload there, Back and Forward change
// the address of another page that stands here: a video's own, or words. Load the right one.
const [loaded] = performance.getEntriesByType("navigation");
const made = new URL(loaded?.name ?? location.href).pathname;

function follow() {
  if (location.pathname !== made) location.reload();
}

addEventListener("popstate", follow);
follow(); // Back may have been pressed before this file was here.
