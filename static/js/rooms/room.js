// Every other page of the studio. A browser gets one file.
import "../pictures.js";
import "../session.js";
import "../bar.js";
