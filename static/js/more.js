// More on scrolling: once the link to the next part of the page is near, that part is put in its place.
// After Back, as many parts as were here come again. Where it fails, the link stays.
const main = document.querySelector("main");
const link = () => main.querySelector(".more [rel=next]");
const near = new IntersectionObserver((entries) => {
  if (entries.some((entry) => entry.isIntersecting)) load();
}, { rootMargin: "1200px" });
let open; // the part under way

function put(page, address) {
  const [rest, ...sections] = page.querySelectorAll("main > section");
  const list = rest.querySelector("ul");
  if (Number(list.dataset.before)) [...main.querySelectorAll("ul[data-of]")].at(-1).append(...list.children);
  else sections.unshift(rest);
  // The way to earlier videos stays that of the part which stands first here.
  const [ways, fresh] = [main, page].map((each) => each.querySelector(".more"));
  fresh.querySelector("[rel=prev]").replaceWith(...ways.querySelectorAll("[rel=prev]"));
  ways.replaceWith(...sections, ...(fresh.children.length ? [fresh] : []));
  main.dataset.parts = `${main.dataset.parts ?? ""} ${address}`.trim();
  for (const way of document.querySelectorAll(".section-nav a")) {
    if (document.getElementById(decodeURIComponent(way.hash.slice(1)))) way.href = way.hash;
  }
  for (const event of ["covers:wanted", "more:came"]) document.dispatchEvent(new Event(event));
}

async function bring(address) {
  const answer = await fetch(address, { signal: AbortSignal.timeout(10_000) });
  if (!answer.ok) throw answer;
  put(new DOMParser().parseFromString(await answer.text(), "text/html"), address);
}

const load = () => open ??= bring(link().href).then(() => true, () => false).then((isHere) => {
  open = undefined;
  near.disconnect();
  if (isHere && link()) near.observe(link());
  return isHere;
});

const count = () => main.dataset.parts?.split(" ").length ?? 0;
addEventListener("pagehide", () => {
  if (!history.state?.player) history.replaceState({ parts: count(), at: scrollY }, "");
});
document.addEventListener("more:wanted", () => link() && load());

const { parts = 0, at } = history.state ?? {};
while (count() < parts && link() && (await load()));
if (parts) scrollTo({ top: at, behavior: "instant" });
if (link()) near.observe(link());
