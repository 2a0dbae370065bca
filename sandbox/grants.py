"""Codes, consents and tokens: which scopes a creator granted to which app, and until when."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from .answers import OAuthRefused
from .apps import App
from .clock import Clock
from .letters import random_letters
from .pkce import proves
from .settings import Settings
from .storage import Storage

WRONG_VERIFIER = OAuthRefused("invalid_request", "Code verifier or code challenge is invalid.")
DEAD_CODE = OAuthRefused("invalid_grant", "Authorization code is expired.")


@dataclass(frozen=True)
class Bearer:
    """The app and creator behind a token. `generation` counts the grant's token pairs from 1."""

    client_key: str
    account: str
    scopes: frozenset[str]
    generation: int


class Grants:
    def __init__(self, storage: Storage, clock: Clock, settings: Settings) -> None:
        self._storage = storage
        self._clock = clock
        self._settings = settings

    def consented(self, app: App, account: str) -> frozenset[str]:
        """Return the scopes this creator has granted the app, empty without a grant."""
        found = self._storage.row(
            "SELECT scopes FROM grants WHERE client_key = ? AND account = ?",
            app.client_key,
            account,
        )
        return frozenset(found["scopes"].split(",")) if found else frozenset()

    def new_code(
        self, app: App, account: str, scopes: Collection[str], uri: str, challenge: str | None
    ) -> str:
        """Return a single-use code. It holds `*` and `!`, as TikTok's do."""
        body = secrets.token_urlsafe(200)[: 214 + secrets.randbelow(38)]
        code = f"{body}*{secrets.choice('v310')}!{_suffix()}"
        self._storage.write(
            "INSERT INTO codes VALUES (?, ?, ?, ?, ?, ?, ?, 0)",
            code,
            app.client_key,
            account,
            ",".join(scopes),
            uri,
            challenge,
            self._clock.now() + self._settings.code_life,
        )
        return code

    def exchange(self, app: App, form: Mapping[str, str]) -> tuple[Bearer, dict[str, object]]:
        """Turn a code into tokens; raises OAuthRefused."""
        with self._storage.transaction():
            row = self._storage.row("SELECT * FROM codes WHERE code = ?", form.get("code"))
            if row is None or row["used"] or row["client_key"] != app.client_key:
                raise DEAD_CODE
            if row["expires_at"] <= self._clock.now():
                raise DEAD_CODE
            if row["redirect_uri"] != form.get("redirect_uri"):
                raise OAuthRefused(
                    "invalid_request",
                    "Redirect_uri is not matched with the uri when requesting code.",
                )
            if not proves(app, row["challenge"], form.get("code_verifier")):
                raise WRONG_VERIFIER
            self._storage.write("UPDATE codes SET used = 1 WHERE code = ?", row["code"])
            return self.issue(app, row["account"], row["scopes"].split(","))

    def issue(
        self, app: App, account: str, scopes: Collection[str]
    ) -> tuple[Bearer, dict[str, object]]:
        """Record the consent and return its first pair of tokens."""
        if self._settings.reconnect_ends_tokens:
            self._end(app.client_key, account, "replaced")
        names = ",".join(scopes)
        self._storage.write(
            "INSERT INTO grants VALUES (?, ?, ?, 1, ?) ON CONFLICT (client_key, account) DO UPDATE"
            " SET scopes = excluded.scopes, generation = generation + 1",
            app.client_key,
            account,
            names,
            self._clock.now(),
        )
        return self._pair(app, account, names, self._clock.now() + self._settings.lives()[1])

    def refresh(self, app: App, token: str | None) -> tuple[Bearer, dict[str, object]]:
        """Return a new pair; with rotation the refresh token that was sent stops working."""
        with self._storage.transaction():
            row = self._storage.row(
                "SELECT * FROM tokens WHERE token = ? AND kind = 'refresh' AND client_key = ?",
                token,
                app.client_key,
            )
            now = self._clock.now()
            if row is None or row["ended"] or row["expires_at"] <= now:
                raise OAuthRefused("invalid_grant", "Refresh token is invalid or expired.")
            account = row["account"]
            if self._settings.refresh_ends_access:
                self._storage.write(
                    "UPDATE tokens SET ended = 'refreshed' WHERE client_key = ? AND account = ?"
                    " AND kind = 'access' AND ended IS NULL",
                    app.client_key,
                    account,
                )
            self._storage.write(
                "UPDATE grants SET generation = generation + 1"
                " WHERE client_key = ? AND account = ?",
                app.client_key,
                account,
            )
            rolling = self._settings.part("refresh_window") == "rolling"
            until = now + self._settings.lives()[1] if rolling else row["expires_at"]
            if not self._settings.rotate:
                return self._pair(app, account, row["scopes"], until, keep=row["token"])
            self._storage.write("UPDATE tokens SET ended = 'rotated' WHERE token = ?", row["token"])
            return self._pair(app, account, row["scopes"], until)

    def bearer(self, token: str) -> Bearer | None:
        """Return the app and creator of an access token that is still valid."""
        row = self._storage.row(
            "SELECT * FROM tokens WHERE token = ? AND kind = 'access' AND ended IS NULL", token
        )
        if row is None or row["expires_at"] <= self._clock.now():
            return None
        return self._bearer(row["client_key"], row["account"], row["scopes"], row["generation"])

    def known(self, token: str | None) -> Bearer | None:
        """Return the app and creator of a token, valid or not; for the record of calls."""
        row = self._storage.row("SELECT * FROM tokens WHERE token = ?", token)
        if row is None:
            return None
        return self._bearer(row["client_key"], row["account"], row["scopes"], row["generation"])

    def revoke(self, client_key: str, account: str) -> bool:
        """End the whole grant; return whether there was one."""
        with self._storage.transaction():
            self._end(client_key, account, "revoked")
            return bool(
                self._storage.write(
                    "DELETE FROM grants WHERE client_key = ? AND account = ?", client_key, account
                )
            )

    def of_account(self, account: str) -> list[str]:
        """Return the keys of all apps with this creator's consent."""
        rows = self._storage.rows("SELECT client_key FROM grants WHERE account = ?", account)
        return [row["client_key"] for row in rows]

    def all(self) -> list[dict[str, object]]:
        return [dict(row) for row in self._storage.rows("SELECT * FROM grants ORDER BY rowid")]

    def expire(self, kind: str, account: str | None) -> int:
        """Let tokens of a kind ("access" or "refresh") expire now; return how many."""
        return self._storage.write(
            "UPDATE tokens SET expires_at = ? WHERE kind = ? AND expires_at > ?"
            " AND (? IS NULL OR account = ?)",
            self._clock.now(),
            kind,
            self._clock.now(),
            account,
            account,
        )

    def _end(self, client_key: str, account: str, why: str) -> None:
        self._storage.write(
            "UPDATE tokens SET ended = ? WHERE client_key = ? AND account = ? AND ended IS NULL",
            why,
            client_key,
            account,
        )

    def _pair(
        self, app: App, account: str, scopes: str, refresh_until: float, *, keep: str | None = None
    ) -> tuple[Bearer, dict[str, object]]:
        row = self._storage.row(
            "SELECT generation FROM grants WHERE client_key = ? AND account = ?",
            app.client_key,
            account,
        )
        generation = int(row["generation"]) if row else 1
        now = self._clock.now()
        access_life = self._settings.lives()[0]
        access = f"act.{random_letters(60)}!{_suffix()}"
        refresh = keep or f"rft.{random_letters(60)}!{_suffix()}"
        for token, kind, until in (
            (access, "access", now + access_life),
            (refresh, "refresh", refresh_until),
        ):
            self._storage.write(
                "INSERT OR REPLACE INTO tokens VALUES (?, ?, ?, ?, ?, ?, ?, NULL)",
                token,
                kind,
                app.client_key,
                account,
                scopes,
                generation,
                until,
            )
        return self._bearer(app.client_key, account, scopes, generation), {
            "access_token": access,
            "expires_in": access_life,
            "refresh_expires_in": round(refresh_until - now),
            "refresh_token": refresh,
            "scope": scopes,
            "token_type": "Bearer",
        }

    @staticmethod
    def _bearer(client_key: str, account: str, scopes: str, generation: int) -> Bearer:
        return Bearer(client_key, account, frozenset(scopes.split(",")), generation)


def _suffix() -> str:
    return f"{secrets.randbelow(9000) + 1000}.{secrets.choice(('va', 'u1', 'e1'))}"
