// Prints the preview that link-preview-js gives of a fetched page: it asks no address on loopback.
import { getPreviewFromContent } from "link-preview-js";

const url = process.argv[2];
const answer = await fetch(url);
const found = await getPreviewFromContent({
  url,
  status: answer.status,
  headers: Object.fromEntries(answer.headers),
  data: await answer.text(),
});
const picture = found.images.length === 1 ? found.images[0] : null;
console.log(JSON.stringify({ title: found.title, text: found.description, picture }));
