// Prints the errors that html-validate finds in a file by its recommended rules, without long-title:
// a video's title is its creator's caption, and the rule counts "&amp;" as five characters.
import { HtmlValidate } from "html-validate";

const validator = new HtmlValidate({
  extends: ["html-validate:recommended"],
  rules: { "long-title": "off" },
});
const report = await validator.validateFile(process.argv[2]);
const errors = report.results.flatMap((result) => result.messages);
console.log(JSON.stringify(errors.map((each) => `${each.ruleId} ${each.message} (${each.line})`)));
