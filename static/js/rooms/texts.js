// The own words of one pick. A browser gets one file.
import "../pictures.js";
import "../session.js";
import "../choices.js";
import "../bar.js";
