#!/usr/bin/env bash
# Library:   Werkzeug 3.1.9, the router of Flask
# Guess:     A URL converter that raises ValidationError says "there is no such thing": 404 for every method.
# Behaviour: Converters are asked only for a rule that allows the method. For any other method the refused value is
#            answered 405 with "Allow: GET, HEAD", and the GET that this invites is answered 404. Where a laxer rule
#            for PUT stands first, GET of the refused value turns into 405 as well, and the order of the two rules
#            decides nothing else.
# Meaning:   Look things up in the view, or take one converter for all methods of an address; test a refused value
#            with a method that no rule allows.
# Seen:      strict GET alone: GET 404, DELETE 405 GET,HEAD
#            strict GET, then lax PUT: GET 404, DELETE 405 GET,HEAD,PUT
#            lax PUT, then strict GET: GET 405 PUT, DELETE 405 GET,HEAD,PUT
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q werkzeug==3.1.9

cat > "$work/expected" <<'END'
strict GET alone: GET 404, DELETE 405 GET,HEAD
strict GET, then lax PUT: GET 404, DELETE 405 GET,HEAD,PUT
lax PUT, then strict GET: GET 405 PUT, DELETE 405 GET,HEAD,PUT
END
timeout 60 "$work/venv/bin/python" - > "$work/seen" <<'END'
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import BaseConverter, Map, Rule, ValidationError


class Known(BaseConverter):
    def to_python(self, value):
        if value != "ada":
            raise ValidationError
        return value


def answer(rules, method):
    urls = Map([Rule(path, methods=[allowed], endpoint=path) for path, allowed in rules],
               converters={"known": Known}).bind("site.test")
    try:
        return urls.match("/pages/nobody", method)[0]
    except NotFound:
        return "404"
    except MethodNotAllowed as error:
        return "405 " + ",".join(sorted(error.valid_methods))


strict, lax = ("/pages/<known:name>", "GET"), ("/pages/<name>", "PUT")
for words, rules in (
    ("strict GET alone", [strict]),
    ("strict GET, then lax PUT", [strict, lax]),
    ("lax PUT, then strict GET", [lax, strict]),
):
    print(f"{words}: GET {answer(rules, 'GET')}, DELETE {answer(rules, 'DELETE')}")
END
cat "$work/seen"
diff "$work/expected" "$work/seen"
