/** What stands at one dotted path of a Spring file. */
export interface SpringEntry {
  /** As written, parts joined by dots: `spring.kafka.producer.properties.linger.ms`. */
  readonly path: string;
  /** The path that it stands for, where the way it is written is not dotted: a variable's name. */
  readonly meant?: string;
  /** A list of scalars keeps its entries apart, because only some keys take one. */
  readonly value: string | readonly string[] | { readonly unusable: "a map" | "a list" };
  /** Whether the value is a number with a fraction and no text, which YAML tells apart. */
  readonly isFraction?: true;
  readonly file: string;
  readonly line: number;
}

/** One of the documents of a file; the later ones win. */
export interface SpringDocument {
  readonly file: string;
  readonly line: number;
  readonly entries: readonly SpringEntry[];
}

/** A file of a Spring application, or what its environment holds. */
export interface SpringSource {
  readonly file: string;
  readonly kind: "yaml" | "properties" | "environment";
  readonly documents: readonly SpringDocument[];
}

/** Spring takes `batch-size`, `batchSize`, `batch_size` and `BATCHSIZE` for one name. */
export const relaxed = (name: string): string => name.replace(/[-_]/g, "").toLowerCase();

/** The parts of a path. Dots inside brackets part nothing: `properties[linger.ms]`. */
export function pathParts(path: string): readonly string[] {
  return path.match(/\[[^\]]*\]|[^.[]+/g)?.map((part) => part.replace(/^\[(.*)\]$/s, "$1")) ?? [];
}

export const relaxedPath = (path: string): string => pathParts(path).map(relaxed).join(".");

/** The path that an entry sets, as its file would have it with dots. */
export const pathOf = ({ path, meant }: SpringEntry): string => meant ?? path;
