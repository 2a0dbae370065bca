"""A typed client of TikTok's Login Kit and Display API, version 2.

It needs the standard library, requests and Authlib's requests client, and knows nothing of the
program around it: what a call may cost is asked through a callable, tokens are handed in.

    client.py   user info, video list, video query
    oauth.py    sign-in on Authlib; token exchange, refresh and revocation
    paging.py   which page of a listing comes next
    errors.py   what can go wrong, and what to do about it

https://developers.tiktok.com/doc/display-api-get-started
https://developers.tiktok.com/doc/login-kit-web
"""
