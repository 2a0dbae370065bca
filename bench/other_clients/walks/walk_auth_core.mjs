import { Auth, skipCSRFCheck } from "@auth/core";
import TikTok from "@auth/core/providers/tiktok";
import { KEY, SECRET, consent, must, refused, step } from "./creator.mjs";

const SITE = "http://127.0.0.1:3000";
const cookies = new Map();
let account;
let problem;

const config = {
  basePath: "/auth",
  secret: "a secret of the walk, not of anybody",
  trustHost: true,
  skipCSRFCheck,
  providers: [TikTok({ clientId: KEY, clientSecret: SECRET })],
  callbacks: {
    jwt({ token, account: signedIn }) {
      account = signedIn ?? account;
      return token;
    },
  },
  logger: { error: (error) => (problem = error), warn() {}, debug() {} },
};

async function ask(path, method = "GET") {
  const headers = { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") };
  const answer = await Auth(new Request(new URL(path, SITE), { method, headers }), config);
  for (const line of answer.headers.getSetCookie()) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
    cookies.set(name, value);
  }
  return answer;
}

async function comeBack(decision) {
  const leaving = await ask("/auth/signin/tiktok", "POST");
  const url = await consent(leaving.headers.get("location"), { decision });
  problem = undefined;
  await ask(url.pathname + url.search);
  return url;
}

await refused("cancel", /OAuth Provider returned an error/, async () => {
  await comeBack("cancel");
  if (problem) throw problem;
});
const back = await step("consent", () => comeBack("continue"));
await step("exchange", async () => {
  if (problem) throw problem;
  must(account?.access_token && account.refresh_token, "no tokens");
  must(account.scope === "user.info.basic", `scope ${account.scope}`);
});
await step("profile", async () => {
  const session = await (await ask("/auth/session")).json();
  must(session.user.name && session.user.image, "no name or picture");
  must(account.providerAccountId, "no open_id");
  return session.user.name;
});
await refused("dead code", /"access_token" property/, async () => {
  // A second sign-in is begun, so that only the code is wrong.
  const leaving = new URL((await ask("/auth/signin/tiktok", "POST")).headers.get("location"));
  back.searchParams.set("state", leaving.searchParams.get("state") ?? "");
  problem = undefined;
  await ask(back.pathname + back.search);
  if (problem) throw problem;
});
