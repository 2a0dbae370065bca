// The session is over, or it is somebody else's by now: say so, with the way back. The script that hears
// it from the server sends "session:over" with the answer's page; when this tab is looked at again and
// its own creator is signed in, "session:back" tells everybody to go on.
const place = document.getElementById("session");
const { madeFor, sessionUrl } = document.body.dataset;

const say = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));

function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const notice = document.createElement("div");
  const words = document.createElement("p");
  const heading = document.createElement("strong");
  notice.className = "notice";
  heading.textContent = page.querySelector("h1").textContent;
  words.append(heading, page.querySelector(".text").textContent);
  notice.append(words);
  for (const link of page.querySelectorAll(".actions a")) {
    link.className = "button";
    // This tab has changes that are not saved yet: it stays open.
    link.target = "_blank";
    notice.append(document.importNode(link, true));
  }
  document.body.dataset.session = "over";
  place.replaceChildren(notice);
}

async function look() {
  if (document.visibilityState !== "visible" || document.body.dataset.session !== "over") return;
  const answer = await fetch(sessionUrl, { headers: { "X-Made-For": madeFor } }).catch(() => null);
  if (answer?.headers.has("X-Session")) show(await answer.text());
  if (!answer?.ok) return;
  delete document.body.dataset.session;
  place.replaceChildren();
  say("session:back");
}

document.addEventListener("session:over", ({ detail }) => show(detail));
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (ctx.response?.headers.has("X-Session")) show(ctx.text);
});
document.addEventListener("visibilitychange", look);
addEventListener("beforeunload", (event) => {
  const waits = document.querySelector("[data-state=saving]");
  if (waits && (document.body.dataset.session === "over" || !navigator.onLine)) event.preventDefault();
});
addEventListener("focus", look);
