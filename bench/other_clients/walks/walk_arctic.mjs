import { OAuth2RequestError, TikTok, generateCodeVerifier, generateState } from "arctic";
import { KEY, SECRET, consent, control, must, refused, step } from "./creator.mjs";

const client = new TikTok(KEY, SECRET, "http://127.0.0.1:3000/callback");
const state = generateState();
const verifier = generateCodeVerifier();
const scopes = ["user.info.basic", "user.info.profile", "video.list"];

const back = await step("consent", async () => {
  const url = await consent(client.createAuthorizationURL(state, verifier, scopes));
  must(url.searchParams.get("state") === state, "another state");
  return url;
});
const code = back.searchParams.get("code");
const tokens = await step("exchange", async () => {
  const got = await client.validateAuthorizationCode(code, verifier);
  must(got.accessToken() && got.accessTokenExpiresInSeconds() === 86400, "no access token");
  return got;
});
const fresh = await step("refresh", async () => {
  const got = await client.refreshAccessToken(tokens.refreshToken());
  must(got.refreshToken() !== tokens.refreshToken(), "the refresh token stayed the same");
  return got;
});
await step("revoke", () => client.revokeToken(fresh.accessToken()));
// Its documented way: catch OAuth2RequestError, and take everything else for tokens.
await refused("dead code", /invalid_grant/, () => client.validateAuthorizationCode(code, verifier));
await control("settings", { oauth_error_status: 400 });
await refused("dead code with status 400", /invalid_grant/, () => client.validateAuthorizationCode(code, verifier));
