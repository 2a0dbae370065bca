#!/usr/bin/env bash
# Libraries: Flask-WTF 1.3.0, Flask-Babel 4.0.0, Babel 2.19.0, Flask 3.1.3
# Guess:     An application that uses Flask-WTF for CSRFProtect alone, with WTF_I18N_ENABLED off, pays nothing for the
#            translations of forms. Only what it imports from Flask-Babel is loaded.
# Behaviour: `import flask_wtf` tries flask_babel at once, before any setting is read. In a process that speaks no
#            language (a worker), CSRFProtect alone brings in Babel's dates, numbers, units and lists. Without
#            Flask-Babel installed, nothing of this is loaded.
# Meaning:   Where processes are many, or start often, set sys.modules["flask_wtf.i18n"] = None before the first import:
#            Flask-WTF takes the failed import for "no translations".
# Seen:      flask_wtf.csrf: flask_babel loaded, babel.dates loaded, babel.numbers loaded
#            with flask_wtf.i18n blocked: flask_babel not loaded, babel.dates not loaded, babel.numbers not loaded
#            with flask_wtf.i18n blocked: a form is protected: 400, with its token: 200
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q flask-wtf==1.3.0 flask-babel==4.0.0 babel==2.19.0 flask==3.1.3
cat > "$work/expected" <<'END'
flask_wtf.csrf: flask_babel loaded, babel.dates loaded, babel.numbers loaded
with flask_wtf.i18n blocked: flask_babel not loaded, babel.dates not loaded, babel.numbers not loaded
with flask_wtf.i18n blocked: a form is protected: 400, with its token: 200
END
cat > "$work/load.py" <<'END'
import sys

if "blocked" in sys.argv:
    sys.modules["flask_wtf.i18n"] = None

from flask import Flask
from flask_wtf.csrf import CSRFProtect, generate_csrf

named = "with flask_wtf.i18n blocked" if "blocked" in sys.argv else "flask_wtf.csrf"
states = (
    f"{name} {'loaded' if name in sys.modules else 'not loaded'}"
    for name in ("flask_babel", "babel.dates", "babel.numbers")
)
print(f"{named}: {', '.join(states)}")
if "blocked" in sys.argv:
    app = Flask("site", static_folder=None)
    app.config.update(SECRET_KEY="words", WTF_I18N_ENABLED=False)
    CSRFProtect(app)
    app.add_url_rule("/", view_func=lambda: generate_csrf(), methods=["GET", "POST"])
    person = app.test_client()
    refused = person.post("/").status_code
    token = person.get("/").text
    taken = person.post("/", data={"csrf_token": token}).status_code
    print(f"{named}: a form is protected: {refused}, with its token: {taken}")
END
{
  "$work/venv/bin/python" "$work/load.py"
  "$work/venv/bin/python" "$work/load.py" blocked
} > "$work/seen"
cat "$work/seen"
diff "$work/expected" "$work/seen"
