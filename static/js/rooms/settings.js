// The rooms of the look and of the page. A browser gets one file.
import "../pictures.js";
import "../session.js";
import "../choices.js";
import "../copy.js";
import "../preview.js";
import "../bar.js";
