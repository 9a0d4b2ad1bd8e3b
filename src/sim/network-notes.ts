import { noteKind } from "./trace.ts";

const message = "from:node to:node message:label occurrence:number";
const ends = "from:node to:node connection:number";

/** The kinds of note that the network makes. Codes below 32 are the kernel's. */
export const networkNotes = {
  sent: noteKind(1, "sent", message),
  lost: noteKind(2, "lost", message),
  doubled: noteKind(3, "doubled", message),
  arrived: noteKind(4, "arrived", `${message} connection:number`),
  connecting: noteKind(5, "connecting", ends),
  connected: noteKind(6, "connected", ends),
  refused: noteKind(7, "refused", ends),
  gone: noteKind(8, "gone", ends),
  closed: noteKind(9, "closed", ends),
  cut: noteKind(10, "cut", message),
  fault: noteKind(11, "fault", "fault:fault"),
} as const;
