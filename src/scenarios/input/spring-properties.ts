import type { PropertiesFile } from "./properties-file.ts";
import type { SpringDocument, SpringEntry } from "./spring-document.ts";

/** The documents of an application.properties, which `#---` parts. */
export function springDocuments(properties: PropertiesFile, file: string): readonly SpringDocument[] {
  const starts = [1, ...properties.documentLines.map((line) => line + 1)];
  return starts.map((line, index) => {
    const end = starts[index + 1] ?? Number.POSITIVE_INFINITY;
    const inside = properties.entries.filter((entry) => entry.line >= line && entry.line < end);
    return {
      file,
      line,
      entries: inside.map((entry): SpringEntry => ({ path: entry.key, value: entry.value, file, line: entry.line })),
    };
  });
}
