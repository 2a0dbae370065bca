// Gives each of this site's frames in a page the height that it asks for. The address of this file
// is for ever: what later versions do otherwise has another number.
{
  const { origin } = new URL(document.currentScript.src);
  const ours = () => [...document.querySelectorAll("iframe")].filter(({ src }) => src.startsWith(`${origin}/`));

  addEventListener("message", ({ data, origin: sender, source }) => {
    const height = data?.message === "height" && Math.min(Number(data.value), 10000);
    const frame = sender === origin && height > 0 && ours().find((each) => each.contentWindow === source);
    if (!frame) return;
    frame.style.height = `${height}px`;
    // The page's own sheet may count the borders in.
    frame.style.height = `${2 * height - frame.clientHeight}px`;
  });
  // Frames that were here first have told theirs already.
  for (const frame of ours()) frame.contentWindow.postMessage({ message: "ready" }, "*");
}
