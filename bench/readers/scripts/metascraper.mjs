// Prints the preview that metascraper gives of an address.
import metascraper from "metascraper";
import description from "metascraper-description";
import image from "metascraper-image";
import title from "metascraper-title";

const url = process.argv[2];
const html = await (await fetch(url)).text();
const found = await metascraper([title(), description(), image()])({ url, html });
console.log(JSON.stringify({ title: found.title, text: found.description, picture: found.image }));
process.exit(0); // a worker of its own would keep it
