/** What stands at one dotted path of a Spring file. */
export interface SpringEntry {
  /** As written, parts joined by dots: `spring.kafka.producer.properties.linger.ms`. */
  readonly path: string;
  /** A list of scalars keeps its entries apart, because only some keys take one. */
  readonly value: string | readonly string[] | { readonly unusable: "a map" | "a list" };
  readonly line: number;
}

/** One of the documents of a file; the later ones win. */
export interface SpringDocument {
  readonly line: number;
  readonly entries: readonly SpringEntry[];
}

/** Spring takes `batch-size`, `batchSize`, `batch_size` and `BATCHSIZE` for one name. */
export const relaxed = (name: string): string => name.replace(/[-_]/g, "").toLowerCase();

/** The parts of a path. Dots inside brackets part nothing: `properties[linger.ms]`. */
export function pathParts(path: string): readonly string[] {
  return path.match(/\[[^\]]*\]|[^.[]+/g)?.map((part) => part.replace(/^\[(.*)\]$/s, "$1")) ?? [];
}

export const relaxedPath = (path: string): string => pathParts(path).map(relaxed).join(".");
