// Holds queries against GitHub's schema. Reads one JSON object with query and variables to a line, and writes an array of
// what is wrong to a line. NODE_PATH is a folder with the packages graphql and @octokit/graphql-schema.
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { createInterface } = require("node:readline");
const { buildSchema, getOperationAST, getVariableValues, parse, validate } = require("graphql");

const schema = buildSchema(readFileSync(join(process.env.NODE_PATH, "@octokit/graphql-schema/schema.graphql"), "utf8"), {
  assumeValid: true,
  assumeValidSDL: true,
});

function problems({ query, variables }) {
  try {
    const document = parse(query);
    const wrong = validate(schema, document).map((error) => error.message);
    if (wrong.length > 0) return wrong;
    const operation = getOperationAST(document);
    if (!operation) return ["the document has not one operation"];
    const coerced = getVariableValues(schema, operation.variableDefinitions ?? [], variables ?? {});
    return (coerced.errors ?? []).map((error) => error.message);
  } catch (error) {
    return [error.message];
  }
}

createInterface({ input: process.stdin }).on("line", (line) => {
  process.stdout.write(JSON.stringify(problems(JSON.parse(line))) + "\n");
});
