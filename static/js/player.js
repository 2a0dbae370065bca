// The player. On a page of covers a click opens the video in the dialog, whose address is the
// cover's own; on a video's own page it only watches whether TikTok's player answers.
const PATIENCE = 8000; // ms until the words are shown
const SWIPE = 60; // px

const dialog = document.querySelector("dialog.player");
const part = (name) => (dialog ?? document).querySelector(`[data-part=${name}]`);
const covers = () => [...document.querySelectorAll("main a.cover[data-embed]")];
const title = document.title;
let card = null;
let origin = "";
let timer = 0;

// --- TikTok's player ---

function watch(address) {
  origin = new URL(address, location.href).origin;
  trouble(null);
  timer = setTimeout(() => trouble("silent"), PATIENCE);
}

function trouble(kind) {
  clearTimeout(timer);
  for (const words of part("trouble").children) words.hidden = words.dataset.trouble !== kind;
}

// Its iframe loads, or it speaks: both are answers. Events may come from a frame within.
addEventListener("message", ({ origin: from, data }) => {
  if (from !== origin || !data?.["x-tiktok-player"]) return;
  trouble(data.type === "onPlayerError" ? "refused" : null);
});

function screen(link) {
  const frame = document.createElement("iframe");
  frame.title = `TikTok’s player: ${nameOf(link)}`;
  frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
  frame.referrerPolicy = "no-referrer";
  frame.addEventListener("load", () => trouble(null));
  frame.src = link.dataset.embed;
  part("screen").replaceChildren(frame);
  watch(link.dataset.embed);
}

// --- the dialog ---

const nameOf = (link) => link.querySelector(".title").textContent.trim();

function show(link) {
  card = link;
  const section = link.closest("section");
  const inSection = covers().filter((each) => section.contains(each));
  const heading = section.querySelector("h2")?.textContent.trim();
  part("place").textContent = `${heading ? `${heading}, ` : ""}${inSection.indexOf(link) + 1} of ${inSection.length}`;
  part("title").textContent = nameOf(link);
  part("caption").textContent = link.dataset.caption ?? "";
  for (const name of ["views", "length"]) {
    const text = link.querySelector(`[data-part=${name}]`)?.textContent ?? "";
    part(name).textContent = text;
    part(`${name}-row`).hidden = !text;
  }
  part("tiktok").href = link.dataset.tiktok;
  turn("previous", "Previous", -1);
  turn("next", "Next", 1);
  part("upnext").replaceChildren(...around(inSection, link).map(entry));
  document.title = `${nameOf(link)}: ${title}`;
  screen(link);
  if (!dialog.open) dialog.showModal();
  // What had the focus may just have gone: the list was made anew, or there is nothing further.
  if (!dialog.contains(document.activeElement)) part("title").focus();
}

const near = (step) => covers()[covers().indexOf(card) + step];

function turn(name, label, step) {
  const control = part(name);
  const link = near(step);
  control.setAttribute("aria-disabled", String(!link));
  control.setAttribute("aria-label", link ? `${label}: ${nameOf(link)}` : label);
  if (link) control.href = link.href;
  else control.removeAttribute("href");
}

function around(list, link, count = 5) {
  const first = Math.max(0, Math.min(list.indexOf(link) - 1, list.length - count));
  return list.slice(first, first + count);
}

function entry(link) {
  const item = document.createElement("li");
  const copy = link.cloneNode(true);
  copy.querySelector(".frame").removeAttribute("data-video-id");
  if (link === card) copy.setAttribute("aria-current", "true");
  item.append(copy);
  return item;
}

// --- moving, and the address ---

const plain = (event) =>
  event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey && !event.defaultPrevented;

function go(step) {
  const link = near(step);
  if (link) { history.replaceState({ player: true }, "", link.href); show(link); }
}

function press(event) {
  const link = event.target.closest("a[href]");
  if (!plain(event) || !link) return;
  const cover = covers().find((each) => each.href === link.href);
  if (!cover) return;
  event.preventDefault();
  if (dialog.open) history.replaceState({ player: true }, "", cover.href);
  else history.pushState({ player: true }, "", cover.href);
  show(cover);
}

function closed() {
  clearTimeout(timer);
  part("screen").replaceChildren();
  document.title = title;
  if (history.state?.player) history.back();
  card.focus();
}

if (dialog) {
  document.addEventListener("click", press);
  dialog.addEventListener("close", closed);
  part("close").addEventListener("click", () => dialog.close());
  addEventListener("popstate", () => {
    const cover = history.state?.player && covers().find((each) => each.href === location.href);
    if (cover) show(cover);
    else if (dialog.open) dialog.close();
  });
  addEventListener("keydown", ({ key }) => {
    if (dialog.open && key === "ArrowLeft") go(-1);
    if (dialog.open && key === "ArrowRight") go(1);
  });
  let from = null;
  dialog.addEventListener("touchstart", ({ touches }) => { from = touches.length === 1 ? touches[0] : null; }, { passive: true });
  dialog.addEventListener("touchend", ({ changedTouches: [to] }) => {
    const across = from ? to.clientX - from.clientX : 0;
    if (Math.abs(across) > SWIPE && Math.abs(across) > 2 * Math.abs(to.clientY - from.clientY)) go(across < 0 ? 1 : -1);
  });
} else {
  const frame = document.querySelector(".screen iframe");
  if (frame) watch(frame.src);
}
