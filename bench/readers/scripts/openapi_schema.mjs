// Prints what the schema of OpenAPI, as @seriousme/openapi-schema-validator has it, finds wrong.
import { Validator } from "@seriousme/openapi-schema-validator";

const { valid, errors } = await new Validator().validate(await (await fetch(process.argv[2])).json());
console.log(JSON.stringify(valid ? [] : errors));
