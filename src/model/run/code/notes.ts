import { noteKind } from "../../../sim/index.ts";

/** What the code of applications notes in the trace, and so in the digest: codes from 96 on. */
export const codeNotes = {
  started: noteKind(96, "application-started", "application:node life:number"),
  /** What a send carries beside its record; -1: no key, no value. */
  carried: noteKind(97, "carried", "application:node send:number key:number value:number"),
  waited: noteKind(98, "waited", "application:node wait:number"),
  taken: noteKind(99, "work-taken", "application:node record:record"),
  accepted: noteKind(100, "work-committed", "application:node position:number"),
  read: noteKind(101, "message-read", "application:node partition:partition offset:number record:record"),
  committed: noteKind(102, "position-committed", "application:node partition:partition offset:number"),
  flushed: noteKind(103, "storage-flushed", "application:node writes:number hash:number"),
  unflushed: noteKind(104, "unflushed-writes", "application:node survived:number lost:number"),
  applied: noteKind(105, "effect-applied", "application:node record:record"),
  said: noteKind(106, "said", "application:node text:text hash:number"),
  threw: noteKind(107, "threw", "application:node text:text hash:number"),
} as const;
