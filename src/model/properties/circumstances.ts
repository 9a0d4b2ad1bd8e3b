/**
 * What a run did that the protocol itself makes no promise about, or that explains a breach. A property names those under
 * which it promises nothing; a breach is then reported with the reason, never hidden and never counted.
 */
export const circumstances = {
  "producer-restarted": "a producer restarted: its new producer id knows nothing of the old one's records (Z25)",
  "application-resent": "the application sent a record again: to the producer that is another record (Z24)",
  "several-instances": "two instances of one application sent the same records (Z25)",
  "producer-crashed": "a producer died with records undecided: nobody is left to call back",
  "not-idempotent": "idempotence is off: the broker cannot tell a retry from a new batch (Z10, Z11)",
  "acks-zero": "acks=0: nobody answers, and success means written to the socket (P-58, B-5)",
  "acks-one": "acks=1: an acknowledgement says nothing of followers (B-70, Z13)",
  "producer-state-expired": "the broker forgot a producer whose records are old (B-40, B-41)",
  "renumbered-in-doubt":
    "the producer raised its epoch, or had none left, with a batch in doubt, which got a new identity (P-99, P-100, Z08)",
  "first-contact-overtaken": "a later batch reached a broker that knew nothing of the producer yet (B-29, Z01)",
  "stored-but-refused":
    "the broker refused a retry of what it had stored, before it looked for duplicates, and took what came behind it (B-19, P-109)",
  "delivery-timed-out": "a record was given up while its batch was or may be written (P-83, P-85, P-86)",
  "answers-out-of-turn": "an answer came before that to an earlier request, as on no connection (P-35)",
  "batch-split": "a batch was too large and was packed anew, which costs neither a backoff nor a retry (P-103, P-104)",
  "partition-held-back":
    "the Java client's sender goes round while a partition is ready whose batches have to wait for others (P-25, P-49)",
  "no-backoff": "reconnect.backoff.ms is 0: what refuses a connection is tried again at once (P-28)",
  "producer-paused": "the producer's process stood still while time passed",
  "producer-fenced": "a fenced producer runs its callbacks twice (producer-measured 7)",
  "consumer-forgets": "the consumer remembers no ids: what lies twice in the log or is read again it applies again",
} as const;

export type Circumstance = keyof typeof circumstances;
