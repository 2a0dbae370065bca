import { betterAuth } from "better-auth";
import { memoryAdapter } from "better-auth/adapters/memory";
import { KEY, SECRET, consent, must, refused, step } from "./creator.mjs";

const SITE = "http://127.0.0.1:3000";
const tables = { user: [], session: [], account: [], verification: [] };
const cookies = new Map();

const auth = betterAuth({
  baseURL: SITE,
  secret: "a secret of the walk, not of anybody",
  database: memoryAdapter(tables),
  socialProviders: { tiktok: { clientKey: KEY, clientSecret: SECRET, scope: ["video.list"] } },
  logger: { disabled: true },
  telemetry: { enabled: false },
});

async function ask(path, body) {
  const answer = await auth.handler(
    new Request(new URL(path, SITE), {
      method: body ? "POST" : "GET",
      body: body && JSON.stringify(body),
      headers: {
        "content-type": "application/json",
        origin: SITE,
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; "),
      },
    }),
  );
  for (const line of answer.headers.getSetCookie()) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
    cookies.set(name, value);
  }
  return answer;
}

async function leave() {
  const { url } = await (
    await ask("/api/auth/sign-in/social", { provider: "tiktok", callbackURL: "/studio" })
  ).json();
  return url;
}

/** Brings the creator back; the site then leads to /studio, or to its error page. */
async function arrive(url) {
  const answer = await ask(url.pathname + url.search);
  const leadsTo = new URL(answer.headers.get("location"), SITE);
  if (leadsTo.searchParams.has("error")) throw new Error(leadsTo.searchParams.get("error"));
}

await refused("cancel", /access_denied|denied/, async () => arrive(await consent(await leave(), { decision: "cancel" })));
const back = await step("consent", async () => consent(await leave()));
await step("exchange", () => arrive(back));
await step("profile", async () => {
  const { user } = await (await ask("/api/auth/get-session")).json();
  must(user.name && user.image, "no name or picture");
  must(tables.account[0].accountId, "no open_id");
  return user.name;
});
await step("refresh", async () => {
  const before = tables.account[0].refreshToken;
  const answer = await ask("/api/auth/refresh-token", { accountId: tables.account[0].id });
  const tokens = await answer.json();
  must(answer.ok, JSON.stringify(tokens));
  must(tables.account[0].refreshToken !== before, "the refresh token stayed the same");
});
await refused("dead code", /unable_to_get_user_info/, async () => {
  back.searchParams.set("state", new URL(await leave()).searchParams.get("state"));
  await arrive(back);
});
