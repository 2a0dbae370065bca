"""HTTP in, HTML out. A view finds, calls one use case, and answers; rights are in `access`."""

from __future__ import annotations

from flask import Flask

from portfolio.config import Config
from portfolio.views import (
    access,
    addresses,
    colours,
    crawlers,
    errors,
    formats,
    headers,
    host_texts,
    speaking,
    waiting,
)
from portfolio.views import presenting as show
from portfolio.views.letters import cut, letters
from portfolio.views.ops import health, webhooks
from portfolio.views.public import (
    api,
    directory,
    embeds,
    feeds,
    home,
    icons,
    lasting_pictures,
    login,
    oembed,
    page,
    qr_codes,
    reports,
    search,
    share_cards,
    site,
    sitemaps,
    tiktok_login,
)
from portfolio.views.public import preview as shared
from portfolio.views.studio import (
    account,
    editions,
    leaving,
    look,
    order,
    picks,
    preview,
    publishing,
    rules,
    sections,
    syncs,
    undo,
    videos,
)


def register(app: Flask, config: Config) -> None:
    """Give `app` every address, the templates' filters and globals, and the error pages."""
    addresses.register(app)
    speaking.register(app)
    choosing = (videos, syncs, picks, order, sections, rules, look, undo)
    rooms = (*choosing, publishing, editions, preview, account, leaving)
    of_pages = (
        page,
        feeds,
        lasting_pictures,
        qr_codes,
        search,
        share_cards,
        embeds,
        oembed,
        reports,
        api,
    )
    of_the_site = (home, directory, login, shared, site, sitemaps, icons)
    for part in (*of_pages, *of_the_site, *rooms, webhooks, health):
        app.register_blueprint(part.bp)
    host_texts.register(app, config)
    app.jinja_env.filters.update(
        called=show.called,
        colour=colours.colour,
        cut=cut,
        isolated=show.isolated,
        letters=letters,
        rest=show.rest,
        day=formats.day,
        duration=formats.duration,
        compact=formats.compact,
        number=formats.number,
        moment=formats.moment,
        rfc3339=formats.rfc3339,
        rfc822=formats.rfc822,
    )
    app.jinja_env.globals["site"] = {"name": config.site_name, "url": config.public_url}
    app.extensions["waiters"] = waiting.Waiters(max(config.web_threads // 2, 1))
    tiktok_login.register(app, config)
    headers.register(app, config)
    errors.register(app)
    access.register(app)
    crawlers.read_list()
