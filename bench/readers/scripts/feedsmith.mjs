// Prints a feed as feedsmith gives it; the shape of what it gives follows the form of the feed.
import { parseFeed } from "feedsmith";

const { format, feed } = parseFeed(await (await fetch(process.argv[2])).text());
const day = (text) => new Date(text).toISOString();
const beside = (item) => item.media.thumbnails.map((each) => each.url);
const shapes = {
  atom: (item) => ({
    link: item.links.find((link) => link.rel === "alternate").href,
    title: item.title.value,
    author: item.authors[0].name,
    published: day(item.published),
    html: item.content.value,
    pictures: beside(item),
  }),
  rss: (item) => ({
    link: item.link,
    title: item.title,
    author: item.dc.creators[0],
    published: day(item.pubDate),
    html: item.description,
    pictures: [...beside(item), ...item.enclosures.map((each) => each.url)],
  }),
  json: (item) => ({
    link: item.url,
    title: item.title,
    author: item.authors[0].name,
    published: day(item.date_published),
    html: item.content_html,
    pictures: [item.image],
  }),
};
const title = format === "atom" ? feed.title.value : feed.title;
console.log(JSON.stringify({ title, entries: (feed.entries ?? feed.items).map(shapes[format]) }));
