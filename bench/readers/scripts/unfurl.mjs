// Prints the preview that unfurl.js gives of an address, with the oEmbed answer that it fetches.
import { unfurl } from "unfurl.js";

const found = await unfurl(process.argv[2]);
const graph = found.open_graph;
const picture = graph.images.length === 1 ? graph.images[0].url : null;
const oembed = found.oEmbed && {
  title: found.oEmbed.title,
  html: found.oEmbed.html,
  picture: found.oEmbed.thumbnails[0].url,
};
console.log(JSON.stringify({ title: graph.title, text: graph.description, picture, oembed }));
