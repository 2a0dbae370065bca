"""A typed client of TikTok's Login Kit and Display API, version 2.

It needs the standard library, requests and Authlib's requests client, and knows nothing of the
program around it: a callable decides whether a call may be made, and tokens are handed in.

    client.py   user info, video list, video query
    oauth.py    sign-in on Authlib, with the token exchange
    tokens.py   exchange without Authlib, refresh and revocation
    paging.py   the next page of a listing
    errors.py   the failures of a call, by the caller's next step
    webhooks.py the signature of a webhook, and its event

https://developers.tiktok.com/doc/display-api-get-started
https://developers.tiktok.com/doc/login-kit-web
"""
