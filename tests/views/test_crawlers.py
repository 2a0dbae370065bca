"""Crawlers are search engines, link previews and tools, but no phones."""

from __future__ import annotations

import subprocess
import sys

import pytest

from portfolio.config import ROOT
from portfolio.views.crawlers import _is_crawler, is_crawler

CRAWLERS = (
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; Google-InspectionTool/1.0;)",
    "Mozilla/5.0 (compatible; Embedly/0.2; +http://support.embed.ly/)",
    "WhatsApp/2.23.20.0",
    "facebookexternalhit/1.1",
    "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "TelegramBot (like TwitterBot)",
    "python-requests/2.32.3",
    "curl/8.5.0",
    "Wget/1.21.3",
    "Go-http-client/1.1",
    "Something-New-Bot/1.0",
    "anothercrawler",
)
PEOPLE = (
    "Mozilla/5.0 (Linux; Android 9; CUBOT_X19) AppleWebKit/537.36 Chrome/120.0.0.0 Mobile "
    "Safari/537.36",
    "Mozilla/5.0 (Linux; Android 10; CUBOT P40) AppleWebKit/537.36 Chrome/92 Mobile Safari/537.36",
    "Mozilla/5.0 (Linux; Android 12; Cubot Note 50) AppleWebKit/537.36 Chrome/118 Mobile Safari",
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Mobile/15E148 Instagram 334.0.4",
    "Mozilla/5.0 (Linux; Android 14) Chrome/120 musical_ly_2023 BytedanceWebview",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17.4 Safari/605.1.15",
    "",
)


@pytest.mark.parametrize("name", CRAWLERS)
def test_search_engines_previews_and_tools_are_crawlers(name: str):
    assert is_crawler(name)


@pytest.mark.parametrize("name", PEOPLE)
def test_people_are_none_whatever_their_phone_is_called(name: str):
    assert not is_crawler(name)


def test_a_name_is_looked_up_once():
    _is_crawler.cache_clear()

    for _ in range(50):
        assert not is_crawler(PEOPLE[3])

    assert _is_crawler.cache_info().misses == 1


# A program that ends once a thread has read and compiled the list, and fails without one.
STARTED = """
import sys, threading
from portfolio import create_app
from portfolio.config import Config
from tests.look.conftest import SETTINGS
create_app(Config.from_environment(SETTINGS))
for thread in threading.enumerate():
    if thread.name == "crawlers":
        thread.join()
from portfolio.config import ROOT
from portfolio.views.crawlers import _is_crawler
print(_is_crawler.cache_info().currsize, "crawleruseragents" in sys.modules)
"""


def test_a_web_process_reads_the_list_before_the_first_visitor_comes():
    command = [sys.executable, "-c", STARTED]

    started = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)

    assert started.stdout == "1 True\n"
