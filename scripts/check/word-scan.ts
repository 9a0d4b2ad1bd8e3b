import * as ts from "typescript";

/** A word that has no place where it stands. */
export interface Hit {
  readonly line: number;
  readonly what: string;
}

/** Engines round these as they like, or `Math.random` is no one's stream. What rounds exactly is left out. */
const engineMaths = new Set(
  "random acos acosh asin asinh atan atan2 atanh cbrt cos cosh exp expm1 hypot log log10 log1p log2 pow sin sinh tan tanh".split(
    " ",
  ),
);

/** Host words in a file of the layers, by its syntax: comments and strings may say what they like. */
export function scanHostWords(path: string, text: string): readonly Hit[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  const hits: Hit[] = [];
  const visit = (node: ts.Node): void => {
    const what = hostWord(node);
    if (what !== undefined) {
      hits.push({ line: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1, what });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return hits;
}

function hostWord(node: ts.Node): string | undefined {
  if (ts.isForInStatement(node)) return "for…in takes an order that nobody chose";
  if (node.kind === ts.SyntaxKind.AsyncKeyword) return "async: promises belong to the host";
  if (ts.isAwaitExpression(node)) return "await: promises belong to the host";
  if (ts.isForOfStatement(node) && node.awaitModifier !== undefined) return "for await: promises belong to the host";
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.AsteriskAsteriskToken) {
    return isExactPower(node) ? undefined : "**: engines round it differently, but for whole powers of whole numbers";
  }
  return globalWord(node);
}

/** Whole numbers as they stand, whole numbers by type, and the scaling by a power of two that every engine gets right. */
function isExactPower({ left, right }: ts.BinaryExpression): boolean {
  if (ts.isBigIntLiteral(left) || ts.isBigIntLiteral(right)) return true;
  if (!ts.isNumericLiteral(left) || !isWhole(left)) return false;
  return ts.isNumericLiteral(right) ? isWhole(right) : left.text === "2";
}

const isWhole = (literal: ts.NumericLiteral): boolean => /^[\d_]+$/.test(literal.getText());

function globalWord(node: ts.Node): string | undefined {
  if (ts.isNewExpression(node) && isNamed(node.expression, "Date")) return "new Date: the clock of the host";
  const [object, member] = memberOf(node);
  if (object === undefined || member === undefined) return undefined;
  if (isNamed(object, "Date")) return `Date.${member}: the clock of the host`;
  if (isNamed(object, "Math") && engineMaths.has(member)) {
    return member === "random" ? "Math.random: take a named stream" : `Math.${member}: engines round it differently`;
  }
  return undefined;
}

function memberOf(node: ts.Node): readonly [object?: ts.Expression, member?: string] {
  if (ts.isPropertyAccessExpression(node)) return [node.expression, node.name.text];
  if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression)) {
    return [node.expression, node.argumentExpression.text];
  }
  return [];
}

const isNamed = (node: ts.Expression, name: string): boolean =>
  (ts.isIdentifier(node) && node.text === name) ||
  (ts.isPropertyAccessExpression(node) && node.name.text === name && isNamed(node.expression, "globalThis"));

const kafkaWords = new Set(
  ["kafka", "producer", "broker", "topic", "offset", "batch"].flatMap((word) => [
    word,
    `${word}s`,
    `${word}es`,
    `${word}ed`,
  ]),
);

/** Words of Kafka in a file of the kernel: in identifiers, comments and strings alike. */
export function scanKafkaWords(text: string): readonly Hit[] {
  return text
    .split("\n")
    .flatMap((line, nth) =>
      (line.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? [])
        .filter((word) => kafkaWords.has(word.toLowerCase()))
        .map((word) => ({ line: nth + 1, what: `"${word}" is a word of Kafka, and the kernel knows none` })),
    );
}
