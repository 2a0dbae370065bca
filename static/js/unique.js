// An id is on the page once. The server gives every tile once; should an answer all the same hold one
// that is there, the one that is there stays: it may have the focus, or a tick on its way.
document.addEventListener("htmx:before:swap", ({ detail: { tasks } }) => {
  for (const { fragment, target, swapSpec } of tasks) {
    const isAdded = /^(before|after)/.test(swapSpec.style);
    for (const fresh of fragment.querySelectorAll(".tile[id]")) {
      const there = document.getElementById(fresh.id);
      if (there && (isAdded || !target.contains(there))) fresh.remove();
    }
  }
});
