// Prints the page at a handle, and the answer for one that is not there, as swagger-client gives
// them: it knows of the API only what the description says.
import SwaggerClient from "swagger-client";

const [address, handle] = process.argv.slice(2);
const client = await new SwaggerClient(address);
const ask = (name) => client.execute({ operationId: "getPage", parameters: { handle: name } });
const page = (await ask(handle)).body;
const missing = await ask("nobody.is.here").catch((error) => error.response.body);
console.log(JSON.stringify({ page, missing }));
