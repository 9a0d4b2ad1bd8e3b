import { describe, expect, test } from "vitest";
import { GroupWorld, textOf } from "../../support/group-world.ts";

const waiting = -99;

describe("joining a group", () => {
  test("a newcomer is given an id and joins with it; older versions join at once (KIP-394)", () => {
    const world = new GroupWorld();
    const asked = world.join("kcat");
    expect(world.joined(asked)).toMatchObject({ error: { code: 79 }, memberId: "kcat-u1", generationId: -1 });
    const old = new GroupWorld();
    expect(old.codeOf(old.join("kcat", { version: 3 }))).toBe(waiting);
    expect(old.coordinator.describe(old.group, 5).members.map(({ memberId }) => memberId)).toEqual(["kcat-u1"]);
  });

  test("the first member waits for others as long as they keep coming, and no longer than the rebalance timeout", () => {
    const world = new GroupWorld();
    const first = world.enter("a");
    world.pass(2_999);
    expect(world.codeOf(first.request)).toBe(waiting);
    const second = world.enter("b");
    world.pass(1);
    expect(world.codeOf(first.request)).toBe(waiting);
    world.pass(2_999);
    expect(world.codeOf(second.request)).toBe(waiting);
    world.pass(1);
    expect(world.joined(first.request)).toMatchObject({ error: { code: 0 }, generationId: 1, leader: first.id });
    expect(world.joined(second.request)).toMatchObject({ error: { code: 0 }, generationId: 1, leader: first.id });

    const steady = new GroupWorld();
    const early = steady.enter("a", { rebalance: 7_000 });
    for (let passed = 0; passed < 7_000; passed += 1_000) {
      expect(steady.codeOf(early.request)).toBe(waiting);
      steady.pass(1_000);
      steady.enter(`late-${passed}`, { rebalance: 7_000 });
    }
    expect(steady.joined(early.request).members.length).toBeGreaterThan(5);
  });

  test("the leader alone is told who is in, and what each said to the protocol agreed on", () => {
    const world = new GroupWorld();
    const leader = world.enter("a", { protocols: ["range:ra", "sticky:sa"] });
    const other = world.enter("b", { protocols: ["sticky:sb"] });
    world.pass(6_000);
    const told = world.joined(leader.request);
    expect(told.protocolName).toBe("sticky");
    expect(told.members.map(({ memberId, metadata }) => [memberId, textOf(metadata)])).toEqual([
      [leader.id, "sa"],
      [other.id, "sb"],
    ]);
    expect(world.joined(other.request).members).toEqual([]);
  });

  test("of several protocols that all know, the one that most like best is agreed on", () => {
    const world = new GroupWorld();
    const [first] = [
      ["range:", "sticky:"],
      ["sticky:", "range:"],
      ["sticky:", "range:"],
    ].map((protocols, index) => world.enter(`c${index}`, { protocols }));
    world.pass(60_000);
    expect(world.joined(first?.request ?? 0).protocolName).toBe("sticky");
  });

  test("is refused without a group, with a session of the wrong length, with protocols nobody else knows", () => {
    const world = new GroupWorld();
    expect(world.codeOf(world.send({ ...world.joinRequest("a"), groupId: "" }))).toBe(24);
    expect(world.codeOf(world.join("a", { session: 5_999 }))).toBe(26);
    expect(world.codeOf(world.join("a", { session: 1_800_001 }))).toBe(26);
    expect(world.codeOf(world.join("a", { protocols: [] }))).toBe(23);
    expect(world.codeOf(world.join("a", { protocolType: "" }))).toBe(23);
    expect(world.codeOf(world.join("a", { as: "a-never-given" }))).toBe(25);
    world.stable("a");
    expect(world.codeOf(world.join("b", { protocols: ["sticky:"] }))).toBe(23);
    expect(world.codeOf(world.join("b", { protocolType: "connect" }))).toBe(23);
    expect(world.codeOf(world.join("b"))).toBe(79);
  });

  test("an id that was given out and is not used within the session timeout is forgotten", () => {
    const world = new GroupWorld();
    const { memberId } = world.joined(world.join("a"));
    world.pass(9_999);
    const inTime = world.joined(world.join("b"));
    world.pass(1);
    expect(world.codeOf(world.join("a", { as: memberId }))).toBe(25);
    expect(world.codeOf(world.join("b", { as: inTime.memberId }))).toBe(waiting);
  });
});

describe("a rebalance", () => {
  test("begins when somebody joins a stable group, and ends when all members are back", () => {
    const world = new GroupWorld();
    const { ids, generation } = world.stable("a", "b");
    const [a = "", b = ""] = ids;
    const third = world.enter("c");
    expect(world.state).toBe("PreparingRebalance");
    expect(world.heartbeat(a, generation)).toBe(27);
    const again = [world.join("a", { as: a }), world.join("b", { as: b })];
    expect([third.request, ...again].map((request) => world.joined(request).generationId)).toEqual([2, 2, 2]);
    expect(world.state).toBe("CompletingRebalance");
    expect(world.heartbeat(a, 2)).toBe(0);
    expect(world.heartbeat(a, 1)).toBe(22);
  });

  test("goes on after the rebalance timeout without whoever did not come back, under another leader if need be", () => {
    const world = new GroupWorld();
    const { ids } = world.stable("a", "b");
    const [a = "", b = ""] = ids;
    const back = world.join("b", { as: b, protocols: ["range:changed"] });
    for (let passed = 0; passed < 59_000; passed += 1_000) {
      // The old leader is alive, but it does not rejoin.
      expect(world.heartbeat(a, 1)).toBe(27);
      world.pass(1_000);
    }
    expect(world.codeOf(back)).toBe(waiting);
    world.pass(1_000);
    expect(world.joined(back)).toMatchObject({ generationId: 2, leader: b });
    expect(world.joined(back).members.map(({ memberId }) => memberId)).toEqual([b]);
    expect(world.heartbeat(a, 2)).toBe(25);
  });

  test("is begun by a leader that joins again, and not by another member that says what it said before", () => {
    const world = new GroupWorld();
    const { ids } = world.stable("a", "b");
    const [a = "", b = ""] = ids;
    expect(world.joined(world.join("b", { as: b }))).toMatchObject({ generationId: 1, leader: a, members: [] });
    expect(world.state).toBe("Stable");
    expect(world.codeOf(world.join("a", { as: a }))).toBe(waiting);
    expect(world.state).toBe("PreparingRebalance");
  });

  test("that begins while assignments are waited for answers those waits with REBALANCE_IN_PROGRESS", () => {
    const world = new GroupWorld();
    const [a, b] = [world.enter("a"), world.enter("b")];
    world.pass(6_000);
    const early = world.sync(b.id, 1);
    expect(world.codeOf(early)).toBe(waiting);
    world.enter("c");
    expect(world.codeOf(early)).toBe(27);
    expect(world.codeOf(world.sync(a.id, 1))).toBe(27);
  });
});

describe("assignments", () => {
  test("wait for the leader's, then go to everybody, and again to whoever asks again", () => {
    const world = new GroupWorld();
    const [a, b] = [world.enter("a"), world.enter("b")];
    world.pass(6_000);
    const early = world.sync(b.id, 1);
    expect(world.codeOf(early)).toBe(waiting);
    const leaders = world.sync(a.id, 1, { [a.id]: "p0", [b.id]: "p1" });
    expect([leaders, early].map((request) => textOf(world.synced(request).assignment))).toEqual(["p0", "p1"]);
    expect(world.state).toBe("Stable");
    expect(textOf(world.synced(world.sync(b.id, 1)).assignment)).toBe("p1");
  });

  test("are empty for members that the leader left out", () => {
    const world = new GroupWorld();
    const [a, b] = [world.enter("a"), world.enter("b")];
    world.pass(6_000);
    world.sync(a.id, 1, { [a.id]: "all" });
    expect(world.synced(world.sync(b.id, 1))).toMatchObject({ error: { code: 0 }, assignment: new Uint8Array(0) });
  });

  test("are refused to strangers, to another generation, to another protocol, and while members still come in", () => {
    const world = new GroupWorld();
    expect(world.codeOf(world.sync("nobody", 1))).toBe(25);
    const { ids } = world.stable("a", "b");
    const [a = ""] = ids;
    expect(world.codeOf(world.sync("nobody", 1))).toBe(25);
    expect(world.codeOf(world.sync(a, 0))).toBe(22);
    const request = { api: "SyncGroup", groupId: world.group, generationId: 1, memberId: a } as const;
    const named = { ...request, groupInstanceId: undefined, assignments: new Map<string, Uint8Array>() };
    expect(world.codeOf(world.send({ ...named, protocolType: "consumer", protocolName: "range" }))).toBe(0);
    expect(world.codeOf(world.send({ ...named, protocolType: "connect", protocolName: "range" }))).toBe(23);
    expect(world.codeOf(world.send({ ...named, protocolType: "consumer", protocolName: "sticky" }))).toBe(23);
    world.enter("c");
    expect(world.codeOf(world.sync(a, 1))).toBe(27);
  });

  test("that a member never asks for cost it its membership after the rebalance timeout", () => {
    const world = new GroupWorld();
    const [a, b] = [world.enter("a"), world.enter("b")];
    world.pass(6_000);
    world.sync(a.id, 1, {});
    for (let passed = 0; passed < 60_000; passed += 5_000) {
      world.pass(5_000);
      world.heartbeat(a.id, 1);
      world.heartbeat(b.id, 1);
    }
    expect(world.state).toBe("PreparingRebalance");
    expect(world.heartbeat(b.id, 1)).toBe(25);
    expect(world.heartbeat(a.id, 1)).toBe(27);
  });
});

describe("a session", () => {
  test("ends when nothing is heard for its timeout, and the others share out anew", () => {
    const world = new GroupWorld();
    const { ids } = world.stable("a", "b");
    const [a = "", b = ""] = ids;
    world.pass(9_000);
    expect(world.heartbeat(a, 1)).toBe(0);
    expect(world.state).toBe("Stable");
    world.pass(1_000);
    expect(world.heartbeat(a, 1)).toBe(27);
    expect(world.heartbeat(b, 1)).toBe(25);
    expect(world.joined(world.join("a", { as: a }))).toMatchObject({ generationId: 2, leader: a });
  });

  test("of a member that waits for an answer does not end before the answer", () => {
    const world = new GroupWorld();
    const { ids } = world.stable("a", "b");
    const [, b = ""] = ids;
    const waits = world.join("b", { as: b, protocols: ["range:changed"] });
    world.pass(59_000);
    expect(world.joined(waits)).toMatchObject({ error: { code: 0 }, generationId: 2, leader: b });
  });

  test("of a newcomer that waits ends after five minutes all the same: nobody knows whether it is still there", () => {
    const world = new GroupWorld();
    const slow = { rebalance: 900_000 };
    const first = world.enter("a", slow);
    world.pass(3_000);
    world.sync(first.id, 1, {});
    const newcomer = world.enter("b", slow);
    for (let passed = 0; passed < 299_000; passed += 1_000) {
      world.heartbeat(first.id, 1);
      world.pass(1_000);
    }
    expect(world.codeOf(newcomer.request)).toBe(waiting);
    world.pass(1_000);
    expect(world.codeOf(newcomer.request)).toBe(25);
  });

  test("of the last member ends in an empty group, which remembers its generation", () => {
    const world = new GroupWorld();
    world.stable("a");
    world.pass(10_000);
    expect(world.state).toBe("Empty");
    expect(world.coordinator.nextWake).toBeUndefined();
    const { request } = world.enter("b");
    world.pass(3_000);
    expect(world.joined(request).generationId).toBe(3);
  });
});

describe("leaving", () => {
  test("makes the others share out anew at once", () => {
    const world = new GroupWorld();
    const { ids } = world.stable("a", "b");
    const [a = "", b = ""] = ids;
    expect(world.leave({ memberId: a })).toEqual([0]);
    expect(world.heartbeat(b, 1)).toBe(27);
    expect(world.joined(world.join("b", { as: b }))).toMatchObject({ generationId: 2, leader: b });
    expect(world.leave({ memberId: b }, { memberId: a })).toEqual([0, 25]);
    expect(world.state).toBe("Empty");
  });

  test("ends a member's own wait for the join, and the group's wait for it", () => {
    const world = new GroupWorld();
    const { ids } = world.stable("a", "b");
    const [a = "", b = ""] = ids;
    const mine = world.join("a", { as: a });
    world.leave({ memberId: b });
    expect(world.joined(mine).generationId).toBe(2);
    const waits = world.enter("c");
    expect(world.codeOf(waits.request)).toBe(waiting);
    world.leave({ memberId: waits.id });
    expect(world.codeOf(waits.request)).toBe(25);
  });

  test("takes back an id that was only given out, and is refused to strangers", () => {
    const world = new GroupWorld();
    expect(world.leave({ memberId: "x" })).toEqual([25]);
    const { memberId } = world.joined(world.join("a"));
    expect(world.leave({ memberId })).toEqual([0]);
    expect(world.codeOf(world.join("a", { as: memberId }))).toBe(25);
  });
});

describe("a static member (KIP-345)", () => {
  function withStatic() {
    const world = new GroupWorld();
    const request = world.join("a", { instance: "one" });
    world.pass(3_000);
    const { memberId } = world.joined(request);
    world.sync(memberId, 1, { [memberId]: "all" }, "one");
    return { world, memberId };
  }

  test("joins without being given an id first, and comes back under a new one without a rebalance", () => {
    const { world, memberId } = withStatic();
    expect(memberId).toBe("one-u1");
    const back = world.joined(world.join("a", { instance: "one", version: 9 }));
    expect(back).toMatchObject({ error: { code: 0 }, generationId: 1, skipAssignment: true, leader: back.memberId });
    expect(back.memberId).not.toBe(memberId);
    expect(world.state).toBe("Stable");
    expect(textOf(world.synced(world.sync(back.memberId, 1, {}, "one")).assignment)).toBe("all");
    // The one that it was is fenced.
    expect(world.codeOf(world.sync(memberId, 1, {}, "one"))).toBe(82);
    expect(world.codeOf(world.join("a", { as: memberId, instance: "one" }))).toBe(82);
  });

  test("that led is told by older versions that its former self leads, so that it does not share out", () => {
    const { world, memberId } = withStatic();
    const back = world.joined(world.join("a", { instance: "one", version: 5 }));
    expect(back).toMatchObject({ leader: memberId, skipAssignment: false, members: [] });
  });

  test("keeps its place over a rebalance that it misses, until its session ends", () => {
    const { world, memberId } = withStatic();
    const other = world.enter("b");
    for (let passed = 0; passed < 60_000; passed += 5_000) {
      world.heartbeat(memberId, 1);
      world.pass(5_000);
    }
    expect(world.joined(other.request).members.map((member) => member.memberId)).toEqual([memberId, other.id]);
  });

  test("is made to leave by its instance id alone", () => {
    const { world } = withStatic();
    expect(world.leave({ memberId: "", groupInstanceId: "two" })).toEqual([25]);
    expect(world.leave({ memberId: "", groupInstanceId: "one" })).toEqual([0]);
    expect(world.state).toBe("Empty");
  });
});

describe("a restart of the coordinator", () => {
  test("keeps what was agreed on, and whoever waited asks again", () => {
    const world = new GroupWorld();
    const { ids } = world.stable("a", "b");
    const [a = "", b = ""] = ids;
    const lost = world.enter("c");
    world.restart();
    expect(world.state).toBe("Stable");
    expect(textOf(world.synced(world.sync(b, 1)).assignment)).toBe("b");
    expect(world.heartbeat(a, 1)).toBe(0);
    expect(world.codeOf(lost.request)).toBe(waiting);
    expect(world.codeOf(world.join("c", { as: lost.id }))).toBe(25);
    world.pass(9_999);
    expect(world.heartbeat(a, 1)).toBe(0);
    world.pass(1);
    expect(world.state).toBe("PreparingRebalance");
  });

  test("forgets a generation that was never agreed on", () => {
    const world = new GroupWorld();
    const { id, request } = world.enter("a");
    world.pass(3_000);
    expect(world.joined(request).generationId).toBe(1);
    world.restart();
    expect(world.state).toBe("Empty");
    expect(world.heartbeat(id, 1)).toBe(25);
  });
});

describe("what administrators see", () => {
  test("a stable group is told with metadata and assignments, one that is not there as dead, later with an error", () => {
    const world = new GroupWorld();
    world.stable("a");
    const told = world.coordinator.describe(world.group, 5);
    expect(told).toMatchObject({ state: "Stable", protocolType: "consumer", protocolName: "range" });
    expect(
      told.members.map(({ metadata, assignment, clientId }) => [textOf(metadata), textOf(assignment), clientId]),
    ).toEqual([["topics", "a", "a"]]);
    expect(world.coordinator.describe("other", 5)).toMatchObject({ error: { code: 0 }, state: "Dead", members: [] });
    expect(world.coordinator.describe("other", 6)).toMatchObject({ error: { code: 69 }, state: "Dead" });
    expect(world.coordinator.describe("", 5)).toMatchObject({ error: { code: 0 }, state: "Dead" });
    expect(world.coordinator.list()).toEqual([{ groupId: "readers", protocolType: "consumer", state: "Stable" }]);
  });

  test("a group can be deleted once nobody is in it", () => {
    const world = new GroupWorld();
    const { ids } = world.stable("a");
    expect(world.coordinator.delete(world.group).code).toBe(68);
    world.leave({ memberId: ids[0] ?? "" });
    expect(world.coordinator.delete(world.group).code).toBe(0);
    expect(world.coordinator.delete(world.group).code).toBe(69);
    expect(world.coordinator.delete("").code).toBe(69);
    expect(world.coordinator.list()).toEqual([]);
  });
});

describe("committed offsets", () => {
  const orders = { topic: "orders", partition: 0 };
  const elsewhere = { topic: "orders", partition: 9 };

  function commit(
    world: GroupWorld,
    who: { memberId?: string; generationId?: number; version?: number; metadata?: string },
  ) {
    const { memberId = "", generationId = -1, version = 8, metadata = "" } = who;
    const request = { version, groupId: world.group, generationId, memberId, groupInstanceId: undefined };
    const offsets = [orders, elsewhere].map((partition) => ({ ...partition, offset: 7, leaderEpoch: 0, metadata }));
    return world.coordinator.commit({ ...request, offsets }, world.now).map(({ error }) => error.code);
  }

  const fetched = (world: GroupWorld): readonly number[] =>
    world.coordinator.committed(world.group, [orders, elsewhere]).map(({ offset }) => offset);

  test("are taken from whoever names no member while the group has none, and kept over a restart", () => {
    const world = new GroupWorld([orders]);
    expect(fetched(world)).toEqual([-1, -1]);
    expect(commit(world, {})).toEqual([0, 3]);
    world.restart();
    expect(fetched(world)).toEqual([7, -1]);
    expect(world.coordinator.committed(world.group, undefined)).toEqual([
      { topic: "orders", partition: 0, offset: 7, leaderEpoch: 0, metadata: "" },
    ]);
    expect(world.state).toBe("Empty");
  });

  test("are taken from members of this generation alone once there are any", () => {
    const world = new GroupWorld([orders]);
    const { ids } = world.stable("a");
    const [memberId = ""] = ids;
    expect(commit(world, {})).toEqual([25, 3]);
    expect(commit(world, { memberId, generationId: 0 })).toEqual([22, 3]);
    expect(commit(world, { memberId: "nobody", generationId: 1 })).toEqual([25, 3]);
    expect(fetched(world)).toEqual([-1, -1]);
    expect(commit(world, { memberId, generationId: 1 })).toEqual([0, 3]);
    expect(fetched(world)).toEqual([7, -1]);
    world.enter("b");
    expect(commit(world, { memberId, generationId: 1 })).toEqual([0, 3]);
    world.join("a", { as: memberId });
    expect(commit(world, { memberId, generationId: 2 })).toEqual([27, 3]);
  });

  test("of a generation of a group that is not there are refused, with another code from version 9 on", () => {
    const world = new GroupWorld([orders]);
    expect(commit(world, { memberId: "a", generationId: 1 })).toEqual([22, 3]);
    expect(commit(world, { memberId: "a", generationId: 1, version: 9 })).toEqual([69, 3]);
    expect(world.coordinator.list()).toEqual([]);
  });

  test("may carry up to 4096 characters", () => {
    const world = new GroupWorld([orders]);
    expect(commit(world, { metadata: "x".repeat(4_097) })).toEqual([12, 3]);
    expect(commit(world, { metadata: "x".repeat(4_096) })).toEqual([0, 3]);
  });

  test("count as a heartbeat", () => {
    const world = new GroupWorld([orders]);
    const { ids } = world.stable("a");
    world.pass(9_000);
    commit(world, { memberId: ids[0] ?? "", generationId: 1 });
    world.pass(9_000);
    expect(world.state).toBe("Stable");
    world.pass(1_000);
    expect(world.state).toBe("Empty");
  });

  test("go with their group and with their topic", () => {
    const world = new GroupWorld([orders]);
    commit(world, {});
    world.coordinator.delete(world.group);
    expect(fetched(world)).toEqual([-1, -1]);
    commit(world, {});
    world.coordinator.forgetTopic("orders");
    expect(fetched(world)).toEqual([-1, -1]);
  });
});
