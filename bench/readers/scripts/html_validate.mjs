// Prints the errors that html-validate finds in a file by its recommended rules but two. long-title:
// a video's title is its creator's caption, and the rule counts "&amp;" as five characters.
// no-trailing-whitespace: nobody is shown it.
import { HtmlValidate } from "html-validate";

const validator = new HtmlValidate({
  extends: ["html-validate:recommended"],
  rules: { "long-title": "off", "no-trailing-whitespace": "off" },
});
const report = await validator.validateFile(process.argv[2]);
const errors = report.results.flatMap((result) => result.messages);
console.log(JSON.stringify(errors.map((each) => `${each.ruleId} ${each.message} (${each.line})`)));
