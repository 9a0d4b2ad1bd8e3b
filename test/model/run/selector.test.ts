import { expect, test } from "vitest";
import { Selector } from "../../../src/model/run/selector.ts";
import { Simulation } from "../../../src/model/run/simulation.ts";
import { prepare } from "../../../src/scenarios/compile.ts";
import { scenarioSchema } from "../../../src/scenarios/spec.ts";
import type { Connection } from "../../../src/sim/index.ts";

/** A client's sockets with a connection to the only broker, of a run that nobody lets go on. */
function connectedClient(): { readonly selector: Selector; readonly connection: Connection } {
  const producers = [{ name: "shop", sends: [] }];
  const simulation = new Simulation(prepare(scenarioSchema.parse({ name: "still", producers })).plan, 1);
  const selector = new Selector(simulation, simulation.network.node("shop"));
  selector.connect(1);
  for (let event = simulation.scheduler.next(); event !== undefined; event = simulation.scheduler.next()) {
    if (event.kind === "connected") return { selector, connection: event.connection };
  }
  throw new Error("nothing was connected");
}

test("of two answers that wait on a connection a poll brings one, so that a whole pass lies between (P-20)", () => {
  const { selector, connection } = connectedClient();
  for (const correlationId of [4, 5]) {
    const response = { api: "Metadata", correlationId, cluster: { nodes: [1], partitions: [] } } as const;
    expect(selector.answered(connection, response)).toBe(true);
  }
  selector.changed(connection, "gone");
  const polls = [1, 2, 3, 4].map((): readonly (number | string)[] | undefined => {
    const brought = selector.poll();
    if (brought === undefined) return undefined;
    const { received, disconnected } = brought;
    return [...received.map(({ response }) => response.correlationId), ...disconnected.map(({ state }) => state)];
  });
  expect(polls).toEqual([[4], [5], ["gone"], undefined]);
});
