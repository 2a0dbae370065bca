"""portfolio/tiktok and sandbox/ as packages: built, installed in an empty venv, and used."""

from __future__ import annotations

import re
import subprocess
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

import bootstrap

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
SOURCES = {"showreel_tiktok": "portfolio/tiktok", "tiktok_sandbox": "sandbox"}
FOLDERS = {"showreel_tiktok": "tiktok", "tiktok_sandbox": "sandbox"}
SECONDS = 60

packages = pytest.mark.parametrize("package", list(SOURCES))

IMPORT_ALL = """
import importlib, pkgutil, sys
for name in sys.argv[1:]:
    package = importlib.import_module(name)
    for module in pkgutil.walk_packages(package.__path__, f"{name}."):
        importlib.import_module(module.name)
print(*(name for name in ("portfolio", "sandbox") if name in sys.modules))
"""
RUN_PYTEST = """
import sys, pytest
raise SystemExit(pytest.main(["-q", "-W", "error", "-p", "no:cacheprovider", sys.argv[1]]))
"""
WALK = """
import sys
from urllib.parse import parse_qs, urlencode, urlsplit
import requests
from showreel_tiktok.client import TikTok
from showreel_tiktok.oauth import TikTokSession
from showreel_tiktok.tokens import TokenEndpoint

api, callback, app = sys.argv[1], "http://127.0.0.1:9/callback", ("sbawdemo", "sandbox-demo-secret")
scopes = ["user.info.basic", "video.list"]
session = TikTokSession(*app, scope=scopes, redirect_uri=callback)
address, state = session.create_authorization_url(f"{api}/v2/auth/authorize/")
consent = {"account": "mira", "decision": "continue", "scopes": scopes}
answer = requests.post(address, data=consent, allow_redirects=False, timeout=120)
query = parse_qs(urlsplit(answer.headers["Location"]).query)
assert query["state"] == [state]
tokens = TokenEndpoint(api, *app, user_agent="walk/1").exchange(query["code"][0], callback)
client = TikTok(api, user_agent="walk/1")
listed = client.list_videos(tokens.access_token).videos
asked = [video.id for video in listed[:3]]
found = client.query_videos(tokens.access_token, [*asked, "1"])
print([video.id for video in found.videos] == asked, found.missing, len(listed))
"""


@dataclass(frozen=True)
class Environment:
    """A Python with only the two packages and their dependencies, without Showreel."""

    python: Path
    wheels: dict[str, Path]

    def run(self, program: str, *arguments: str, typed: str = "") -> str:
        """Run a program outside of the repository; return its output."""
        done = subprocess.run(
            [self.python, "-I", "-c", program, *arguments],
            cwd=self.python.parent,
            input=typed,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def pip(python: Path, *arguments: object) -> None:
    """Run the pip that filled `.venv` for another Python."""
    program = bootstrap._pip()[:3]
    options = ("--disable-pip-version-check", "--no-input", "--quiet")
    done = subprocess.run(
        [*program, "--python", str(python), *map(str, arguments), *options],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Build the packages with the lock's hatchling; install dependencies in the lock's versions."""
    folder = tmp_path_factory.mktemp("packages")
    build = ("wheel", "--no-build-isolation", "--no-deps", "--wheel-dir", folder)
    pip(bootstrap.PYTHON, *build, *(PACKAGING / name for name in FOLDERS.values()))
    wheels = {name: next(folder.glob(f"{name}-*.whl")) for name in SOURCES}
    subprocess.run([bootstrap.MAKER, "-m", "venv", "--without-pip", folder / "venv"], check=True)
    python = folder / "venv" / "bin" / "python"
    lock = (ROOT / "requirements-dev.lock").read_text()
    pinned = folder / "pinned.txt"
    pinned.write_text("\n".join(re.findall(r"^[a-z0-9-]+==[^ ]+", lock, re.M)))
    options = ("--only-binary", ":all:", "--no-compile", "--constraint", pinned)
    pip(python, "install", *options, *wheels.values(), "pytest")
    return Environment(python, wheels)


@pytest.fixture(scope="module")
def sandbox(environment: Environment) -> Iterator[str]:
    """The address of the installed sandbox, started by its own command."""
    command = [environment.python.parent / "tiktok-sandbox", "--port", "0"]
    with subprocess.Popen(
        command, cwd=environment.python.parent, stdout=subprocess.PIPE, text=True
    ) as process:
        line = process.stdout.readline() if process.stdout else ""
        yield line.split()[-1]
        process.terminate()


@packages
def test_a_wheel_holds_the_files_of_its_folder_and_the_licence(
    environment: Environment, package: str
) -> None:
    source = ROOT / SOURCES[package]
    files = [path for path in source.rglob("*") if path.is_file() and path.suffix != ".pyc"]

    with zipfile.ZipFile(environment.wheels[package]) as wheel:
        names = wheel.namelist()
        licences = [wheel.read(name) for name in names if name.endswith("/licenses/LICENSE")]

    assert {name for name in names if ".dist-info/" not in name} == {
        f"{package}/{path.relative_to(source)}" for path in files
    }
    assert f"{package}/py.typed" in names
    assert licences == [(ROOT / "LICENSE").read_bytes()]


@packages
def test_a_source_archive_builds_the_same_wheel(
    environment: Environment, package: str, tmp_path: Path
) -> None:
    hatchling = [bootstrap.PYTHON, "-m", "hatchling", "build", "-d", tmp_path, "-t"]
    here = PACKAGING / FOLDERS[package]
    subprocess.run([*hatchling, "sdist"], cwd=here, capture_output=True, check=True)
    archive = next(tmp_path.glob("*.tar.gz"))
    subprocess.run(["tar", "-xzf", archive, "-C", tmp_path], check=True)

    unpacked = next(path for path in tmp_path.iterdir() if path.is_dir())
    subprocess.run([*hatchling, "wheel"], cwd=unpacked, capture_output=True, check=True)

    wheel = environment.wheels[package]
    assert (tmp_path / wheel.name).read_bytes() == wheel.read_bytes()


def test_what_both_packages_need_is_the_same_in_both() -> None:
    for name in ("LICENSE", "hatch_build.py"):
        first, second = ((PACKAGING / folder / name).read_bytes() for folder in FOLDERS.values())
        assert first == second


@packages
def test_a_package_has_the_version_and_the_bounds_of_showreel(
    environment: Environment, package: str
) -> None:
    showreel = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    own = tomllib.loads((PACKAGING / FOLDERS[package] / "pyproject.toml").read_text())["project"]

    assert environment.wheels[package].name.split("-")[1] == showreel["version"]
    assert set(own["dependencies"]) <= set(showreel["dependencies"])
    assert own["requires-python"] == showreel["requires-python"]


def test_every_module_loads_where_showreel_is_not_installed(environment: Environment) -> None:
    assert environment.run(IMPORT_ALL, *SOURCES) == "\n"


def test_a_type_checker_sees_the_types_of_both(environment: Environment, tmp_path: Path) -> None:
    (tmp_path / "wrong.py").write_text(
        "from showreel_tiktok.client import TikTok\n"
        "from tiktok_sandbox.driving import TikTokSandbox\n"
        "def listed(tiktok: TikTokSandbox) -> str:\n"
        "    return TikTok(tiktok.url, user_agent='x').list_videos('token').has_more\n"
    )
    mypy = [bootstrap.VENV / "bin" / "mypy", "--strict", "--cache-dir", tmp_path]

    done = subprocess.run(
        [*mypy, "--python-executable", environment.python, "wrong.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert re.findall(r"error: (.*)", done.stdout) == [
        'Incompatible return value type (got "bool", expected "str")  [return-value]'
    ]


def test_the_client_signs_in_lists_and_queries_at_the_sandbox(
    environment: Environment, sandbox: str
) -> None:
    assert environment.run(WALK, sandbox) == "True ('1',) 20\n"


def example(package: str, number: int = 0) -> str:
    """Return one of the Python examples in a package's README."""
    text = (PACKAGING / FOLDERS[package] / "README.md").read_text()
    return re.findall(r"```python\n(.*?)```", text, re.S)[number]


def test_the_clients_example_lists_the_videos_of_who_signs_in(
    environment: Environment, sandbox: str
) -> None:
    program = example("showreel_tiktok").replace("http://127.0.0.1:8001", sandbox)
    with subprocess.Popen(
        [environment.python, "-I", "-u", "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        address = running.stdout.readline().split()[-1]
        consent = {"account": "otis", "decision": "continue", "scopes": "video.list"}
        answer = requests.post(address, data=consent, allow_redirects=False, timeout=120)

        printed, _ = running.communicate(answer.headers["Location"] + "\n", timeout=SECONDS)

    assert len(printed.splitlines()) == 7


def test_the_sandboxs_example_is_a_test_that_passes(
    environment: Environment, tmp_path: Path
) -> None:
    (tmp_path / "test_example.py").write_text(example("tiktok_sandbox"))

    said = environment.run(RUN_PYTEST, str(tmp_path))

    assert "1 passed" in said


def test_the_sandboxs_example_of_a_file_is_taken(environment: Environment, tmp_path: Path) -> None:
    text = (PACKAGING / "sandbox" / "README.md").read_text()
    (content,) = re.findall(r"```json\n(.*?)```", text, re.S)
    (tmp_path / "creators.json").write_text(content)
    (tmp_path / "pytest.ini").write_text("[pytest]\ntiktok_sandbox_creators = creators.json\n")
    (tmp_path / "test_creators.py").write_text(
        "def test_they_are_there(tiktok_sandbox):\n"
        "    assert tiktok_sandbox.control('state')['creators'] == ['ada', 'bo']\n"
    )

    said = environment.run(RUN_PYTEST, str(tmp_path))

    assert "1 passed" in said
