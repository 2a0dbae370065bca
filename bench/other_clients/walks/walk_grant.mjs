import { createServer } from "node:http";
import grant from "grant";
import { KEY, SANDBOX, SECRET, consent, must, refused, step } from "./creator.mjs";

const app = {
  key: KEY,
  secret: SECRET,
  state: true,
  response: ["tokens", "raw"],
};
// As it comes, and with the addresses and the comma that its options allow.
const here = {
  ...app,
  scope: ["user.info.basic", "video.list"],
  scope_delimiter: ",",
  authorize_url: `${SANDBOX}/v2/auth/authorize/`,
  access_url: `${SANDBOX}/v2/oauth/token/`,
  profile_url: `${SANDBOX}/v2/user/info/`,
};

/** One site with one configuration; `ask` keeps its session cookie. */
async function site(tiktok) {
  let handler;
  let answered;
  const server = createServer(async (request, response) => {
    const { response: result, redirect } = await handler(request, response);
    if (redirect) return;
    answered = result;
    response.end("{}");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  handler = grant.node({
    config: { defaults: { origin, transport: "state", prefix: "/connect" }, tiktok },
    session: { secret: "a secret of the walk, not of anybody" },
  });
  let cookie = "";
  return {
    close: () => server.close(),
    async ask(path) {
      answered = undefined;
      const answer = await fetch(new URL(path, origin), { redirect: "manual", headers: { cookie } });
      cookie = answer.headers.getSetCookie().map((line) => line.split(";")[0])[0] ?? cookie;
      return answer.headers.get("location") ?? answered;
    },
  };
}

/** Its answer, or its error thrown. */
function checked(answer) {
  if (answer?.error) throw new Error(JSON.stringify(answer.error));
  return answer;
}

const asItComes = await site(app);
await step("its own addresses", async () => consent(await asItComes.ask("/connect/tiktok")), {
  goesOn: true,
});
asItComes.close();

const tokens = await site(here);
await refused("cancel", /access_denied|denied/, async () => {
  const url = await consent(await tokens.ask("/connect/tiktok"), { decision: "cancel" });
  checked(await tokens.ask(url));
});
const back = await step("consent", async () => consent(await tokens.ask("/connect/tiktok")));
await step("exchange", async () => {
  const { access_token, refresh_token, raw } = checked(await tokens.ask(back));
  must(access_token && refresh_token && raw.open_id, "no tokens");
});
await refused("dead code", /invalid_grant/, async () => {
  const leaving = new URL(await tokens.ask("/connect/tiktok"));
  back.searchParams.set("state", leaving.searchParams.get("state"));
  checked(await tokens.ask(back));
});
tokens.close();

const profiles = await site({ ...here, response: ["tokens", "raw", "profile"] });
await step("profile", async () => {
  const url = await consent(await profiles.ask("/connect/tiktok"));
  const { profile } = checked(await profiles.ask(url));
  must(!profile.error, JSON.stringify(profile.error));
  return profile.data.user.display_name;
}).finally(() => profiles.close());
