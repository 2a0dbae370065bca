// What the walks in JavaScript share: the way to the sandbox, the creator, one line per step.

export const SANDBOX = process.env.SANDBOX;
export const KEY = process.env.CLIENT_KEY;
export const SECRET = process.env.CLIENT_SECRET;

const TIKTOK = ["www.tiktok.com", "open.tiktokapis.com"];
const LOOPBACK = ["127.0.0.1", "localhost"];

/** The same address at the sandbox. Nothing leaves this machine. */
export function here(address) {
  const { hostname, pathname, search } = new URL(address);
  if (TIKTOK.includes(hostname)) return `${SANDBOX}${pathname}${search}`;
  if (LOOPBACK.includes(hostname)) return String(address);
  throw new Error(`${hostname}${pathname} is no address of version 2`);
}

// The client's own requests take the same way; nothing but the address changes.
const reach = globalThis.fetch;
globalThis.fetch = async (input, init) => {
  const asked = new Request(input, init);
  const { method, headers, redirect } = asked;
  const body = method === "GET" ? undefined : await asked.arrayBuffer();
  return reach(here(asked.url), { method, headers, redirect, body });
};

/** Changes the sandbox itself, see docs/sandbox.md. */
export async function control(path, wanted) {
  const answer = await reach(`${SANDBOX}/_control/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(wanted),
  });
  must(answer.ok, await answer.text());
}

/** Opens the consent page and answers it; returns where the creator is sent back to. */
export async function consent(authorizeUrl, { decision = "continue" } = {}) {
  const address = here(authorizeUrl);
  const page = await reach(address);
  if (page.status !== 200) {
    const wrong = [...(await page.text()).matchAll(/<li>(.*?)<\/li>/gs)].map((found) => found[1]);
    throw new Error(`TikTok's own page: ${wrong.join("; ") || page.status}`);
  }
  const scopes = (new URL(address).searchParams.get("scope") ?? "").split(",");
  const answer = await reach(address, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams([
      ["account", "mira"],
      ["decision", decision],
      ...scopes.map((scope) => ["scopes", scope]),
    ]),
  });
  return new URL(answer.headers.get("location"));
}

/** Takes one step and says what came of it. Nothing follows a step that failed, unless told. */
export async function step(name, act, { goesOn = false } = {}) {
  try {
    const saw = await act();
    say(name, true, typeof saw === "string" ? saw : "");
    return saw;
  } catch (error) {
    say(name, false, reason(error));
    if (!goesOn) process.exit(0);
  }
}

/** A step that is right when the client notices the refusal, in words that match `noticed`. */
export async function refused(name, noticed, act) {
  try {
    await act();
  } catch (error) {
    say(name, noticed.test(reason(error)), reason(error));
    return;
  }
  say(name, false, "taken for a success");
}

export function must(holds, otherwise) {
  if (!holds) throw new Error(otherwise);
}

function say(name, ok, saw) {
  console.log(JSON.stringify({ step: name, ok, saw }));
}

function reason(error) {
  const cause = error?.cause?.err?.message ?? error?.cause?.error;
  const inner = error?.oauthError?.data ?? cause ?? error?.code;
  return [error?.message ?? JSON.stringify(error), inner].filter(Boolean).join(": ");
}
