/** Texts, say names of exceptions, that notes of the trace mean by numbers. */
export class TextNumbers {
  private readonly texts: string[] = [];

  textOf(number: number): string {
    return this.texts[number] ?? `text ${number}`;
  }

  /** The same each time. */
  numberOf(text: string): number {
    const known = this.texts.indexOf(text);
    return known >= 0 ? known : this.texts.push(text) - 1;
  }
}
