#!/usr/bin/env bash
# Library:   jsQR 1.4.0 (npm), a reader of QR codes; the test picture is drawn with qrcode 1.5.4
# Guess:     Options are those of one call; a call without options uses the documented default, "attemptBoth".
# Behaviour: The option of a call becomes the default of all later calls in the process. After one call with
#            inversionAttempts "dontInvert", a light-on-dark code that was read before is no longer found.
# Meaning:   Give inversionAttempts with every call, also where the default is meant.
# Seen:      light on dark, no options: https://site.test/@ada
#            dark on light, dontInvert: https://site.test/@ada
#            light on dark, no options: nothing
#            light on dark, attemptBoth: https://site.test/@ada
#            light on dark, no options: https://site.test/@ada
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund jsqr@1.4.0 qrcode@1.5.4

cat > expected <<'END'
light on dark, no options: https://site.test/@ada
dark on light, dontInvert: https://site.test/@ada
light on dark, no options: nothing
light on dark, attemptBoth: https://site.test/@ada
light on dark, no options: https://site.test/@ada
END
cat > look.js <<'END'
const read = require("jsqr");
const { modules } = require("qrcode").create("https://site.test/@ada", { errorCorrectionLevel: "M" });

const PIXELS = 4, BORDER = 4, width = (modules.size + 2 * BORDER) * PIXELS;

function drawn(ink, ground) {
  const picture = new Uint8ClampedArray(width * width * 4).fill(255);
  for (let i = 0; i < width * width; i++) {
    const row = Math.floor(i / width / PIXELS) - BORDER, column = Math.floor((i % width) / PIXELS) - BORDER;
    const inside = Math.min(row, column) >= 0 && Math.max(row, column) < modules.size;
    picture.fill(inside && modules.get(row, column) ? ink : ground, i * 4, i * 4 + 3);
  }
  return picture;
}

for (const [words, picture, attempts] of [
  ["light on dark, no options", drawn(255, 0)],
  ["dark on light, dontInvert", drawn(0, 255), "dontInvert"],
  ["light on dark, no options", drawn(255, 0)],
  ["light on dark, attemptBoth", drawn(255, 0), "attemptBoth"],
  ["light on dark, no options", drawn(255, 0)],
]) {
  const options = attempts ? { inversionAttempts: attempts } : undefined;
  const found = read(picture, width, width, options);
  console.log(`${words}: ${found ? found.data : "nothing"}`);
}
END
timeout 60 node look.js > seen
cat seen
diff expected seen
