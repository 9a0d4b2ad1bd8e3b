import { Document, isMap, isScalar, isSeq, visit } from "yaml";
import type { Repro } from "../../scenarios/spec.ts";

/**
 * A repro as YAML that people read: a fault, a send and a tape take one line each. `says` stands above it as a comment,
 * line by line.
 */
export function reproText(repro: Repro, says: readonly string[]): string {
  const document = new Document(repro);
  document.commentBefore = says.map((line) => ` ${line}`).join("\n");
  visit(document, {
    Seq: (_key, list) => {
      if (list.items.every(isScalar)) list.flow = true;
    },
    Map: (_key, map, path) => {
      if (isSeq(path.at(-1)) && map.items.every(({ value }) => isPlain(value))) map.flow = true;
    },
  });
  return document.toString({ lineWidth: 0 });
}

const isPlain = (value: unknown): boolean =>
  isScalar(value) || (isSeq(value) && value.items.every(isScalar)) || (isMap(value) && value.items.length === 0);
