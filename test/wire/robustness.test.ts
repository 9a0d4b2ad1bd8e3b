import { describe, expect, it } from "vitest";
import { probeHalfOpen, probeSlowReaders } from "../../conformance/robustness/crowd.ts";
import { deliveries, singleMutants } from "../../conformance/robustness/frames.ts";
import { InProcessDoor } from "../../conformance/robustness/in-process.ts";
import { probeLengths } from "../../conformance/robustness/lengths.ts";
import { SocketDoor } from "../../conformance/robustness/over-sockets.ts";
import { plantedBreaches } from "../../conformance/robustness/planted.ts";
import { realRequests } from "../../conformance/robustness/requests.ts";
import { FrameRun } from "../../conformance/robustness/run.ts";
import { handlers } from "../../src/wire/apis/index.ts";

const requests = realRequests(new InProcessDoor().advertised);
const seed = 20_261;

describe("frames that nobody should send", () => {
  it("are made of a request of every API that is served", () => {
    expect(new Set(requests.map(({ api }) => api))).toEqual(new Set(Object.keys(handlers)));
    expect(singleMutants(requests)).toBeGreaterThan(400_000);
  });

  it("are answered, refused or end their connection, and cost neither memory nor other clients", async () => {
    const frames = 30_000;
    const cadence = { looks: 8, renewEvery: 5_000, healthEvery: 2_500 };
    const door = new InProcessDoor();
    const report = await new FrameRun({
      door,
      deliveries: deliveries({ requests, frames, seed }),
      frames,
      ...cadence,
    }).run();
    expect(report.failures).toEqual([]);
    expect(report.frames).toBeGreaterThanOrEqual(frames);
    const { answered, refused, closed, unanswered, waiting, mute, incomplete } = report.kinds;
    for (const some of [answered, refused, closed, unanswered, waiting, mute, incomplete])
      expect(some).toBeGreaterThan(50);
  });

  it("are treated alike over sockets", async () => {
    const frames = 1_000;
    const door = await SocketDoor.start();
    const cadence = { looks: 3, renewEvery: Infinity, healthEvery: 250 };
    const report = await new FrameRun({
      door,
      deliveries: deliveries({ requests, frames, seed }),
      frames,
      ...cadence,
    }).run();
    await door.close();
    expect(report.failures).toEqual([]);
    expect(report.kinds.closed).toBeGreaterThan(100);
    expect(report.kinds.answered).toBeGreaterThan(50);
  });

  it("are not what is noticed alone: each broken broker is found out", async () => {
    const planted = await plantedBreaches(requests, seed);
    expect(planted.length).toBeGreaterThan(5);
    expect(planted.filter(({ objection }) => objection === "")).toEqual([]);
  });
});

describe("clients that hold on to a server", () => {
  it.each([
    ["claim lengths", probeLengths],
    ["end in the middle of a frame", probeHalfOpen],
    ["do not read", probeSlowReaders],
  ])("that %s cost it next to nothing", async (_, probe) => {
    const door = await SocketDoor.start();
    const { ill } = await probe(door);
    expect(ill).toEqual([]);
    expect(door.mistakes()).toEqual([]);
    await door.close();
  });
});
