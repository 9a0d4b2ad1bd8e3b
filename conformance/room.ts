/** A place in a document for what a program writes, between two comments. */
export interface Room {
  readonly begin: string;
  readonly end: string;
}

export const hasRoom = (document: string, { begin, end }: Room): boolean =>
  document.includes(begin) && document.indexOf(end) > document.indexOf(begin);

/** `document` with something else in its room. @throws Error where it has none. */
export function refilled(document: string, room: Room, text: string): string {
  const { begin, end } = room;
  if (!hasRoom(document, room)) throw new Error(`no markers ${begin} and ${end} in the document`);
  return `${document.slice(0, document.indexOf(begin))}${begin}\n\n${text}\n\n${document.slice(document.indexOf(end))}`;
}
