/** Each record in a batch and a request of its own, where it is not so tiny that it fits in beside another (P-39, P-41). */
export const oneRecordEach = { "batch.size": 1 } as const;

/** Long enough that no second record fits into the room that the client leaves for the first (P-39, P-41). */
export const roomyValue = '{"total":99.50}';
