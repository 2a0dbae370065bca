"""Keyless oEmbed for video addresses."""

import re

from flask import jsonify
from flask.typing import ResponseReturnValue

from .videos import on_the_wire
from .world import origin, world

ADDRESS = re.compile(r"/@[^/]+/video/([0-9]{1,19})")


def describe(url: str) -> ResponseReturnValue:
    found = ADDRESS.search(url)
    hit = world().libraries.find(int(found[1]), world().creators.listed()) if found else None
    if hit is None:
        return jsonify(code=400, message="Something went wrong"), 400
    creator, video = hit
    cover = world().signer.cover(origin(), video)
    wire = on_the_wire(
        video, creator, client_key="oembed", origin=origin(), cover_url=cover, changes={}
    )
    return jsonify(
        version="1.0",
        type="video",
        title=video.caption,
        author_url=f"{origin()}/@{creator.account}",
        author_name=creator.display_name,
        author_unique_id=creator.account,
        width="100%",
        height="100%",
        html=wire["embed_html"],
        thumbnail_width=576,
        thumbnail_height=1024,
        thumbnail_url=cover,
        provider_url=origin(),
        provider_name="TikTok",
        embed_product_id=str(video.id),
        embed_type="video",
    )
