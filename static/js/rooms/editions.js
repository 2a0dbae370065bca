// The editions. A browser gets one file.
import "../pictures.js";
import "../session.js";
import "../zone.js";
import "../copy.js";
import "../preview.js";
import "../bar.js";
