// Prints what Google's csp_evaluator finds in a policy. Severities: 10 high, 20 syntax, 30 medium,
// 40 high maybe, 45 strict, 50 medium maybe, 60 info, 100 none.
import evaluator from "csp_evaluator/dist/evaluator.js";
import parser from "csp_evaluator/dist/parser.js";

const csp = new parser.CspParser(process.argv[2]).csp;
console.log(JSON.stringify(new evaluator.CspEvaluator(csp).evaluate()));
