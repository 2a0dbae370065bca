#!/usr/bin/env bash
# Library:   rcssmin 1.3.0 (the same without its C extension)
# Guess:     A minifier that knows `@media` blocks minifies the same rules in `@layer`, `@container` or `@supports` in the
#            same way.
# Behaviour: Within `@media` and at the top the space of `.menu :is(a, b)` is kept. Within `@layer`, `@container`, `@scope`
#            and `@starting-style` it is taken for the space before a declaration's colon and dropped: "descendant"
#            becomes "the element itself". The result is valid CSS that matches other elements; nothing is reported.
# Meaning:   Minify each sheet before it is wrapped in its layer, and compare the rules that a browser reads before and
#            after.
# Seen:      top level: .menu :is(a,b){top:0}
#            @media print: .menu :is(a,b){top:0}
#            @supports (top:0): .menu :is(a,b){top:0}
#            @layer base: .menu:is(a,b){top:0}
#            @container (width > 9rem): .menu:is(a,b){top:0}
#            @scope (main): .menu:is(a,b){top:0}
#            @starting-style: .menu:is(a,b){top:0}
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q rcssmin==1.3.0
cat > "$work/expected" <<'END'
top level: .menu :is(a,b){top:0}
@media print: .menu :is(a,b){top:0}
@supports (top:0): .menu :is(a,b){top:0}
@layer base: .menu:is(a,b){top:0}
@container (width > 9rem): .menu:is(a,b){top:0}
@scope (main): .menu:is(a,b){top:0}
@starting-style: .menu:is(a,b){top:0}
END
cat > "$work/try.py" <<'END'
import _rcssmin
import rcssmin

RULE = ".menu :is(a, b) { top: 0 }"
in_python = rcssmin._make_cssmin(python_only=True)
for block in ("", "@media print", "@supports (top:0)", "@layer base", "@container (width > 9rem)", "@scope (main)",
              "@starting-style"):
    text = f"{block} {{ {RULE} }}" if block else RULE
    small = _rcssmin.cssmin(text)
    assert small == in_python(text)
    inner = small[small.index("{") + 1 : -1] if block else small
    print(f"{block or 'top level'}: {inner}")
END
"$work/venv/bin/python" "$work/try.py" > "$work/seen"
cat "$work/seen"
diff "$work/expected" "$work/seen"
