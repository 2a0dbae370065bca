// The room in which picks are put in order. A browser gets one file.
import "../pictures.js";
import "../session.js";
import "../again.js";
import "../pending.js";
import "../order.js";
import "../preview.js";
import "../bar.js";
