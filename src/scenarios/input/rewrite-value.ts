const placeholder = /^\$\{([^${}:]+):([^${}]*)\}$/;

/** What is to stand in place of a written value: in a placeholder only its default gives way. */
export function inPlaceOf(written: string, value: string): string {
  const [, name] = placeholder.exec(written.trim()) ?? [];
  return name === undefined ? value : `\${${name}:${value}}`;
}
