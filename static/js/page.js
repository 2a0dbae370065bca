// The scripts of a creator's page and of each video's. A browser gets one file.
import "covers.js";
import "player.js";
import "share.js";
import "print.js";
