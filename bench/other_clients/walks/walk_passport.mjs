import passport from "passport";
import { Strategy } from "passport-tiktok-auth";
import { KEY, SANDBOX, SECRET, consent, must, refused, step } from "./creator.mjs";

// Its own options name the three addresses.
const options = {
  clientID: KEY,
  clientSecret: SECRET,
  callbackURL: "http://127.0.0.1:3000/callback",
  scope: ["user.info.basic"],
  authorizationURL: `${SANDBOX}/v2/auth/authorize/`,
  tokenURL: `${SANDBOX}/v2/oauth/token/`,
  profileURL: `${SANDBOX}/v2/user/info/`,
};
const verify = (accessToken, refreshToken, profile, done) =>
  done(null, { accessToken, refreshToken, profile });
passport.use("tiktok", new Strategy({ ...options }, verify));
passport.use("tokens alone", new Strategy({ ...options, skipUserProfile: true }, verify));

/** Runs the middleware; resolves to where it leads, or to who signed in. */
function ask(strategy, query = {}) {
  return new Promise((resolve, reject) => {
    const request = { query, headers: {}, connection: {} };
    const response = {
      setHeader: (name, value) => name.toLowerCase() === "location" && resolve(value),
      end() {},
    };
    passport.authenticate(strategy, { session: false }, (error, user, info) => {
      if (error) reject(error);
      else if (user) resolve(user);
      else reject(new Error(info?.message ?? "refused"));
    })(request, response, reject);
  });
}

const queryOf = (url) => Object.fromEntries(url.searchParams);

await refused("cancel", /access_denied|denied/, async () =>
  ask("tiktok", queryOf(await consent(await ask("tiktok"), { decision: "cancel" }))),
);
const back = await step("consent", async () => consent(await ask("tokens alone")));
await step("exchange", async () => {
  const user = await ask("tokens alone", queryOf(back));
  must(user.accessToken && user.refreshToken, "no tokens");
});
await refused("dead code", /obtain access token/, () => ask("tokens alone", queryOf(back)));
await step("profile", async () => {
  const user = await ask("tiktok", queryOf(await consent(await ask("tiktok"))));
  return user.profile.displayName;
});
