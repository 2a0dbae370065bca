// Prints what Adobe's validator says of a page's structured data, by Google's rules alone: the
// vocabulary of schema.org, which it would look types up in, could not be fetched.
import Validator from "@adobe/structured-data-validator";
import WebAutoExtractor from "@marbec/web-auto-extractor";

const html = await (await fetch(process.argv[2])).text();
const extractor = new WebAutoExtractor({ addLocation: true, embedSource: ["rdfa", "microdata"] });
const data = extractor.parse(html);
const validator = new Validator(null);
const issues = await validator.validate(data);
console.log(JSON.stringify({ types: Object.keys(data.jsonld), issues }));
