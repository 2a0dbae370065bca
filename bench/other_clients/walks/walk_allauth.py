"""django-allauth's TikTok provider in a site of one file."""

import sys
from functools import partial

import django
from creator import KEY, SECRET, ToSandbox, consent, refused, step
from django.conf import settings

SITE = "127.0.0.1:8000"

settings.configure(
    SECRET_KEY="a secret of the walk, not of anybody",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF="walk_allauth",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "allauth",
        "allauth.account",
        "allauth.socialaccount",
        "allauth.socialaccount.providers.tiktok",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "allauth.account.middleware.AccountMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
        }
    ],
    USE_TZ=True,
    LOGIN_REDIRECT_URL="/signed-in/",
    SOCIALACCOUNT_ADAPTER="walk_allauth.Adapter",
    SOCIALACCOUNT_PROVIDERS={"tiktok": {"APP": {"client_id": KEY, "secret": SECRET}}},
)
sys.modules["walk_allauth"] = sys.modules["__main__"]
django.setup()

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter  # noqa: E402
from allauth.socialaccount.models import SocialAccount  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import include, path  # noqa: E402

urlpatterns = [path("accounts/", include("allauth.urls"))]
problems: list[BaseException] = []


class Adapter(DefaultSocialAccountAdapter):
    """The extension point that allauth documents for its requests."""

    def get_requests_session(self):
        session = super().get_requests_session()
        session.mount("https://", ToSandbox())
        return session

    def on_authentication_error(self, request, provider, error=None, exception=None, **kwargs):
        problems.append(exception or RuntimeError(error))


def leave(browser: Client) -> str:
    return str(browser.post("/accounts/tiktok/login/")["Location"])


def arrive(browser: Client, address: str) -> None:
    problems.clear()
    browser.get(address.removeprefix(f"http://{SITE}"))
    if problems:
        raise problems[0]


def dead_code(browser: Client) -> None:
    """Begin a second sign-in, so that only the code is wrong."""
    state = leave(browser).split("state=")[1].split("&")[0]
    arrive(browser, f"{back.split('state=')[0]}state={state}")


call_command("migrate", verbosity=0)
browser = Client(headers={"host": SITE})

refused("cancel", "cancelled", lambda: arrive(browser, consent(leave(browser), decision="cancel")))
with step("consent"):
    back = consent(leave(browser))
with step("exchange"):
    arrive(browser, back)
with step("profile"):
    account = SocialAccount.objects.get()
    if not account.uid or account.extra_data["username"] != "mira":
        raise RuntimeError(f"another profile: {account.extra_data}")
refused("dead code", "invalid_grant", partial(dead_code, browser))
