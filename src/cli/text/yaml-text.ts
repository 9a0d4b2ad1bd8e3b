import { Document, isScalar, isSeq, visit } from "yaml";

/**
 * Data as YAML that people read: lists of plain values take one line each, and so do those maps in lists of which
 * `isShort` holds for every value. `says` stands above it as a comment, line by line.
 */
export function yamlText(data: unknown, says: readonly string[], isShort: (value: unknown) => boolean): string {
  const document = new Document(data);
  document.commentBefore = says.map((line) => ` ${line}`).join("\n");
  visit(document, {
    Seq: (_key, list) => {
      if (list.items.every(isScalar)) list.flow = true;
    },
    Map: (_key, map, path) => {
      if (isSeq(path.at(-1)) && map.items.every(({ value }) => isShort(value))) map.flow = true;
    },
  });
  return document.toString({ lineWidth: 0 });
}

/** A value of YAML's own, or a list of such. */
export const isPlain = (value: unknown): boolean => isScalar(value) || (isSeq(value) && value.items.every(isScalar));
