// A frame tells the page that shows it how high it is, in WordPress' words: with the secret that
// WordPress puts behind the #, and without one for embed-1.js. In WordPress' sandbox no link opens
// by itself, so that page is asked to follow it. It is no module: a sandbox could not load one.
{
  const secret = /secret=(\w+)/.exec(location.hash)?.[1];
  const parts = [...document.querySelectorAll(".embed-head, .embed-body, .embed-foot")];
  const main = document.querySelector("main");
  const say = (message, value) => parent.postMessage({ message, value, secret }, "*");

  const tellHeight = () => {
    main.style.overflow = "hidden"; // a scrollbar would make it narrower, and lower with it
    const borders = document.body.offsetHeight - document.body.clientHeight;
    const heights = parts.map((part) => part.getBoundingClientRect().height);
    main.style.overflow = "";
    say("height", Math.ceil(heights.reduce((sum, each) => sum + each, borders)));
  };

  if (parent !== window) {
    tellHeight(); // an observer is not called in a frame that is out of sight
    const changes = new ResizeObserver(tellHeight);
    for (const part of parts) changes.observe(part);
    addEventListener("message", ({ source, data }) => {
      if (source === parent && data?.message === "ready") tellHeight();
    });
  }
  if (parent !== window && secret) {
    addEventListener("click", (event) => {
      const link = event.target.closest("a[href]");
      if (!link) return;
      event.preventDefault();
      say("link", link.href);
    });
  }
}
