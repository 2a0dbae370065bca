// The picker. A browser gets one file.
import "../pictures.js";
import "../session.js";
import "../again.js";
import "../unique.js";
import "../pending.js";
import "../picks.js";
import "../places.js";
import "../retries.js";
import "../ranges.js";
import "../drag.js";
import "../keys.js";
import "../bar.js";
