// Prints the preview that open-graph-scraper gives of an address.
import scrape from "open-graph-scraper";

const { result } = await scrape({ url: process.argv[2] });
const picture = result.ogImage?.length === 1 ? result.ogImage[0].url : null;
console.log(JSON.stringify({ title: result.ogTitle, text: result.ogDescription, picture }));
