import { describe, expect, it } from "vitest";
import { clientProfiles, olderClientProfiles } from "../../../src/model/clients/profiles.ts";
import { decideSequence, failureOf, leavesInDoubt, rulingOn } from "../../../src/model/clients/rulings.ts";
import type { BatchSwitches } from "../../../src/model/clients/switches.ts";
import { errors } from "../../../src/model/core/errors.ts";

function idempotent(name: string): BatchSwitches {
  const profile = [...clientProfiles, ...olderClientProfiles].find((known) => known.name === name);
  if (profile?.switches.unit !== "batch") throw new Error(`${name} has no batches`);
  return { ...profile.switches, ...profile.whenIdempotent } as BatchSwitches;
}

const refused = (baseSequence: number, nextToAcknowledge: number, retries = 0, nextToFail = nextToAcknowledge) => ({
  baseSequence,
  nextToAcknowledge,
  nextToFail,
  retries,
});

describe("what librdkafka makes of a sequence that was refused", () => {
  const librdkafka = idempotent("librdkafka-2.x");

  it("sends again under a new epoch what lies behind another failure", () => {
    expect(decideSequence("OUT_OF_ORDER_SEQUENCE_NUMBER", refused(7, 5), librdkafka)).toBe("again-under-a-new-epoch");
  });

  it.each([5, 4])("stops at sequence %i where 5 is to be acknowledged next", (sequence) => {
    expect(decideSequence("OUT_OF_ORDER_SEQUENCE_NUMBER", refused(sequence, 5), librdkafka)).toBe("stop");
  });

  it("begins anew with a broker that has forgotten it, unless something is in doubt", () => {
    expect(decideSequence("UNKNOWN_PRODUCER_ID", refused(5, 5), librdkafka)).toBe("again-under-a-new-epoch");
    expect(decideSequence("UNKNOWN_PRODUCER_ID", refused(5, 5, 1), librdkafka)).toBe("stop");
    expect(decideSequence("UNKNOWN_PRODUCER_ID", refused(7, 5, 0, 5), librdkafka)).toBe("stop");
  });

  it("leaves every other failure to its table", () => {
    expect(decideSequence("NOT_ENOUGH_REPLICAS", refused(5, 5), librdkafka)).toBeUndefined();
  });
});

describe("what a failure means", () => {
  it("is said by the fate of a request where there is no answer, and else by the error", () => {
    expect(failureOf("timed-out", undefined)).toBe("REQUEST_TIMEOUT");
    expect(failureOf("lost", undefined)).toBe("CONNECTION_LOST");
    expect(failureOf("answered", errors.NOT_ENOUGH_REPLICAS)).toBe("NOT_ENOUGH_REPLICAS");
    expect(failureOf("answered", errors.NONE)).toBeUndefined();
    expect(failureOf("written", undefined)).toBeUndefined();
  });

  it("leaves in doubt what was not refused, and what was in doubt before", () => {
    const franzGo = idempotent("franz-go");
    expect(leavesInDoubt("CONNECTION_LOST", false, franzGo)).toBe(true);
    expect(leavesInDoubt("NOT_ENOUGH_REPLICAS_AFTER_APPEND", false, franzGo)).toBe(true);
    expect(leavesInDoubt("NOT_ENOUGH_REPLICAS", false, franzGo)).toBe(false);
    expect(leavesInDoubt("NOT_ENOUGH_REPLICAS", true, franzGo)).toBe(true);
  });

  it("leaves nothing in doubt once franz-go 1.20.6 has an answer, whatever that says (Z03)", () => {
    const before = idempotent("franz-1.20.6");
    expect(leavesInDoubt("CONNECTION_LOST", false, before)).toBe(true);
    expect(leavesInDoubt("REQUEST_TIMED_OUT", true, before)).toBe(false);
  });

  it("is retried by every client after a broken connection, and by all but one after a timeout", () => {
    const after = (failure: "CONNECTION_LOST" | "REQUEST_TIMEOUT"): readonly string[] =>
      clientProfiles.filter(({ switches }) => rulingOn(failure, switches) === "retry").map(({ name }) => name);
    expect(after("CONNECTION_LOST")).toHaveLength(clientProfiles.length);
    expect(after("REQUEST_TIMEOUT")).not.toContain("platformatic-1.35");
    expect(after("REQUEST_TIMEOUT")).toHaveLength(clientProfiles.length - 1);
  });
});
