// Prints a feed as rss-parser gives it. Its dates are texts as they stand and ISO dates.
import Parser from "rss-parser";

const feed = await new Parser().parseURL(process.argv[2]);
const entries = feed.items.map((item) => ({
  link: item.link,
  title: item.title,
  author: item.author ?? item.creator,
  published: item.isoDate,
  html: item.content,
  pictures: item.enclosure ? [item.enclosure.url] : [],
}));
console.log(JSON.stringify({ title: feed.title, entries }));
