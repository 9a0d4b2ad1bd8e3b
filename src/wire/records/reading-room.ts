/**
 * What reading the batches of one request may take. A real broker reads records in a stream; here they are unpacked in
 * one piece, and who asks for them gets objects, so that a few kilobytes could grow to gigabytes. What wants more than
 * is left, which takes a frame of a hundred megabytes or intent, counts as unreadable.
 */
export class ReadingRoom {
  /** Bytes of records as they were before compression. */
  plainBytes = 1 << 28;
  records = 1 << 20;
}

/** The most plain bytes of one batch. */
export const largestPlain = 1 << 27;
