// The player. On a page of covers a click opens the video in the dialog, whose address is the
// cover's own; on a video's own page it only watches whether TikTok's player answers.
const PATIENCE = 8000; // ms until the words are shown
const SWIPE = 60; // px

const dialog = document.querySelector("dialog.player");
const part = (name) => (dialog ?? document).querySelector(`[data-part=${name}]`);
const covers = () => [...document.querySelectorAll("main a.cover[data-embed]")];
const title = document.title;
// A text of the dialog in the page's language, with its {places} filled in.
const words = (name, values = {}) =>
  dialog.dataset[`words${name}`].replace(/\{(\w+)\}/g, (_, place) => values[place]);
// The step that leads to the right: back, where pages are read from right to left.
const onward = document.documentElement.dir === "rtl" ? -1 : 1;
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
  frame.title = words("Frame", { title: isolated(nameOf(link)) });
  frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
  frame.referrerPolicy = "no-referrer";
  frame.addEventListener("load", () => trouble(null));
  frame.src = link.dataset.embed;
  part("screen").replaceChildren(frame);
  watch(link.dataset.embed);
}

// --- the dialog ---

const nameOf = (link) => link.querySelector(".title").textContent.trim();

// Text written from right to left stays apart from our words around it: characters that nobody
// sees hold it together in a title or a label, as `isolated` in views/presenting.py does.
const TURNING = /[\u0590-\u08ff\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const CONTROLS = /[\u202a-\u202e\u2066-\u2069]/g;
const isolated = (text) => (TURNING.test(text) ? `\u2068${text.replace(CONTROLS, "")}\u2069` : text);

function show(link) {
  card = link;
  const section = link.closest("section");
  const inSection = videosBeside(link);
  const heading = section.querySelector("h2")?.textContent.trim();
  // A part of a section knows how many videos come before it, and how many there are in all.
  const { before = 0, of = inSection.length } = link.closest("ul").dataset;
  const place = { section: isolated(heading ?? ""), position: Number(before) + inSection.indexOf(link) + 1, count: of };
  part("place").textContent = words(heading ? "PlaceIn" : "Place", place);
  part("title").textContent = nameOf(link);
  part("caption").textContent = link.dataset.caption ?? link.querySelector(".caption")?.textContent ?? "";
  for (const name of ["views", "length"]) {
    const text = link.querySelector(`[data-part=${name}]`)?.textContent ?? "";
    part(name).textContent = text;
    part(`${name}-row`).hidden = !text;
  }
  part("tiktok").href = link.dataset.tiktok;
  around(inSection);
  document.title = `${isolated(nameOf(link))}: ${title}`;
  screen(link);
  if (!dialog.open) dialog.showModal();
  // The control with the focus may be gone: the list was replaced, or there is nothing further.
  if (!dialog.contains(document.activeElement)) part("title").focus();
}

const videosBeside = (link) => covers().filter((each) => link.closest("section").contains(each));
const near = (step) => covers()[covers().indexOf(card) + step];

function turn(name, label, step) {
  const control = part(name);
  const link = near(step);
  control.setAttribute("aria-disabled", String(!link));
  // Without a way further it keeps its place and its name, as a link that is off.
  const values = link
    ? { href: link.href, role: null, "aria-label": words(`${label}Named`, { title: isolated(nameOf(link)) }) }
    : { href: null, role: "link", "aria-label": null };
  for (const [name, value] of Object.entries(values)) {
    if (value === null) control.removeAttribute(name);
    else control.setAttribute(name, value);
  }
}

// The ways on, and the videos beside this one; further ones may come meanwhile (js/more.js).
function around(list, count = 5) {
  turn("previous", "Previous", -1);
  turn("next", "Next", 1);
  const first = Math.max(0, Math.min(list.indexOf(card) - 1, list.length - count));
  part("upnext").replaceChildren(...list.slice(first, first + count).map(entry));
  if (!near(count)) document.dispatchEvent(new Event("more:wanted"));
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
  if (dialog.open) return; // opened again, by Forward, before this was told
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
  const home = new URL(document.querySelector("link[rel=canonical]").href).pathname;
  const shown = () => history.state?.player && covers().find((each) => each.href === location.href);
  function follow() {
    if (shown()) show(shown());
    else if (location.pathname !== home) location.reload(); // a video that is not on this page any more
    else if (dialog.open) dialog.close();
  }
  document.addEventListener("more:came", () => dialog.open && around(videosBeside(card)));
  addEventListener("popstate", follow);
  follow(); // Forward may have been pressed before this file was here.
  addEventListener("keydown", ({ key }) => {
    if (dialog.open && key === "ArrowLeft") go(-onward);
    if (dialog.open && key === "ArrowRight") go(onward);
  });
  // TikTok's frame hears every key once it was pressed: the focus comes back, to a heading, so that
  // Space presses nothing of ours. Who went in by Tab stays, for the frame's own buttons.
  let isTabbing = false;
  addEventListener("keydown", ({ key }) => { isTabbing = key === "Tab"; }, true);
  addEventListener("pointerdown", () => { isTabbing = false; }, true);
  addEventListener("blur", () => setTimeout(() => {
    if (!isTabbing && part("screen").contains(document.activeElement)) part("title").focus({ preventScroll: true });
  }));
  let from = null;
  dialog.addEventListener("touchstart", ({ touches }) => { from = touches.length === 1 ? touches[0] : null; }, { passive: true });
  dialog.addEventListener("touchend", ({ changedTouches: [to] }) => {
    const across = from ? to.clientX - from.clientX : 0;
    if (Math.abs(across) > SWIPE && Math.abs(across) > 2 * Math.abs(to.clientY - from.clientY)) go(across < 0 ? onward : -onward);
  });
} else {
  const frame = document.querySelector(".player-screen iframe");
  if (frame) watch(frame.src);
}
