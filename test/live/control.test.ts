import { readFileSync } from "node:fs";
import { request } from "node:http";
import { fileURLToPath } from "node:url";
import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { openControl } from "../../src/live/control/server.ts";
import { routes } from "../../src/live/control/routes.ts";
import { OrdersClient, valuesIn, watchedForTest } from "../support/watched.ts";

interface Operation {
  readonly requestBody?: { readonly content: Record<string, { readonly schema: object; readonly example: unknown }> };
  readonly responses: Record<string, object>;
}

const text = readFileSync(fileURLToPath(new URL("../../docs/control-port.yaml", import.meta.url)), "utf8");
const document = parse(text) as {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: object;
};

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
);

const ajv = new Ajv2020({ strict: false });
ajv.addSchema({ $id: "doc", ...document });

/** What is wrong with a value by a schema of the document; empty: nothing. */
function faultsBy(pointer: string, value: unknown): string {
  const validate = ajv.getSchema(`doc#${pointer}`) ?? ajv.compile({ $ref: `doc#${pointer}` });
  return validate(value) ? "" : ajv.errorsText(validate.errors);
}

const escaped = (path: string): string => encodeURIComponent(path.replaceAll("~", "~0").replaceAll("/", "~1"));

/** The place of the schema of an answer's body, behind one reference where there is one. */
function schemaOf(path: string, method: string, operation: Operation, status: number): string {
  const key = String(status) in operation.responses ? String(status) : "default";
  const response = operation.responses[key] as { readonly $ref?: string };
  const there = response.$ref?.slice(1) ?? `/paths/${escaped(path)}/${method.toLowerCase()}/responses/${key}`;
  return `${there}/content/application~1json/schema`;
}

async function controlled(faults: Parameters<typeof watchedForTest>[0] = []) {
  const broker = await watchedForTest(faults);
  const mistakes: unknown[] = [];
  const control = await openControl(broker, 0, (error) => void mistakes.push(error));
  onTestFinished(async () => {
    await control.close();
    if (mistakes.length > 0) throw mistakes[0];
  });
  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(`http://127.0.0.1:${control.port}${path}`, {
      method,
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  return { broker, control, call };
}

describe("the document of the control port", () => {
  test("is OpenAPI 3.1", async () => {
    const validator = new Validator();
    expect(await validator.validate(text)).toMatchObject({ valid: true });
    expect(validator.version).toBe("3.1");
  });

  test("names every path that there is, and no other", () => {
    const named = operations.map(({ method, path }) => `${method} ${path}`);
    expect(named.sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort());
  });

  test.each(operations.filter(({ path }) => path !== "/trace"))(
    "says truly what $method $path answers",
    async (one) => {
      const { method, path, operation } = one;
      const { broker, call } = await controlled([{ message: "broker-1>test Produce response #2", do: "cut" }]);
      const client = new OrdersClient(broker);
      await client.send({ values: ["a", "\u0000b"], sequence: 0 });
      await client.send({ values: ["c"], sequence: 2 });
      client.reconnect();
      await client.send({ values: ["d"], sequence: 2 });
      const content = operation.requestBody?.content["application/json"];
      if (content !== undefined) {
        const schema = `/paths/${escaped(path)}/${method.toLowerCase()}/requestBody/content/application~1json/schema`;
        expect(faultsBy(schema, content.example)).toBe("");
      }
      const filled = path.replace("{topic}", "orders").replace("{partition}", "0");
      const answer = await call(method, filled, content?.example);
      expect(answer.status).toBe(200);
      expect(faultsBy(schemaOf(path, method, operation, 200), answer.body)).toBe("");
      // And that it is no schema that takes anything.
      expect(faultsBy(schemaOf(path, method, operation, 200), { error: "no" })).not.toBe("");
    },
  );
});

describe("the control port", () => {
  test.each([
    ["GET", "/nowhere", undefined, 404, "there is no /nowhere; there are: /health"],
    ["POST", "/faults", "{}", 405, "/faults takes GET, PUT, DELETE, not POST"],
    ["PUT", "/faults", "", 400, "the body is empty, and must be JSON"],
    ["PUT", "/faults", "{,", 400, "the body is no JSON"],
    ["PUT", "/faults", { fautls: [] }, 400, "the faults: fautls is no key here; did you mean faults?"],
    ["PUT", "/faults", { faults: [{ message: "a", do: "drop" }] }, 400, "the faults: faults[0].message is"],
    ["PUT", "/faults", "x".repeat(1_100_000), 413, "the body is longer than 1048576 bytes"],
    ["POST", "/broker/restart", { how: "gently" }, 400, 'the body: how is "gently", and must be one of clean, crash'],
    ["POST", "/producers/expire", { producerId: -1 }, 400, "the body: producerId is -1"],
    ["GET", "/logs/orders/7", undefined, 404, "there is no partition orders-7; there are: orders-0, orders-1"],
    ["GET", "/logs/orders/0?from=x", undefined, 400, 'from is "x", and must be a whole number'],
    ["GET", "/logs/%zz/0", undefined, 400, "%zz is no part of an address"],
  ])("%s %s with %j is refused in one line", async (method, path, body, status, said) => {
    const { call } = await controlled();
    const answer = await call(method, path, body);
    expect(answer).toEqual({ status, body: { error: expect.stringContaining(said) as string } });
    expect(answer.body["error"]).not.toContain("\n");
  });

  test("answers nobody who calls this machine by another name", async () => {
    const { control } = await controlled();
    const ask = (headers: Record<string, string>): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const asked = request({ port: control.port, host: "127.0.0.1", path: "/health", headers }, (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        asked.on("error", reject).end();
      });
    expect(await ask({ host: "evil.example" })).toBe(403);
    expect(await ask({ origin: "https://evil.example" })).toBe(403);
    expect(await ask({ host: `localhost:${control.port}` })).toBe(200);
  });

  test("lets a test break a client's acknowledgement, and tells what came of it", async () => {
    const { broker, call } = await controlled();
    const client = new OrdersClient(broker);
    await client.send({ values: ["a"], sequence: 0 });
    await call("PUT", "/faults", { faults: [{ message: "broker-1>test Produce response #1", do: "cut" }] });
    expect(await client.send({ values: ["b"], sequence: 1 })).toBe("closed");
    client.reconnect();
    await client.send({ values: ["c"], sequence: 1 });
    const { body } = await call("GET", "/violations");
    expect(body["violations"]).toMatchObject([
      { property: "acknowledged-exactly-once", subject: "c", expected: false },
      { property: "acknowledged-offset-holds-record", subject: "c" },
    ]);
    expect((await call("DELETE", "/faults")).body).toMatchObject({
      rules: { faults: [] },
      struck: [{ message: "broker-1>test Produce response #2", do: "cut" }],
    });
    const { entries } = (await call("GET", "/logs/orders/0?from=1")).body as { readonly entries: readonly object[] };
    expect(entries).toMatchObject([{ offset: 1, sequence: 1, record: "b", value: "b", key: null }]);
  });

  test("restarts the broker, which keeps of each producer what a real one keeps, and expires producers", async () => {
    const { broker, call } = await controlled();
    const client = new OrdersClient(broker);
    for (const sequence of [0, 1, 2]) await client.send({ values: [`v${sequence}`], sequence });
    const windows = async () => {
      const { topics } = (await call("GET", "/state")).body as unknown as typeof broker.state;
      return topics[0]?.partitions[0]?.producers.map(({ window }) => window.map(({ baseSequence }) => baseSequence));
    };
    expect(await windows()).toEqual([[0, 1, 2]]);
    expect((await call("POST", "/broker/restart", { how: "crash", for: "50ms" })).body).toEqual({ restarted: "crash" });
    expect(await windows()).toEqual([[2]]);
    expect((await call("POST", "/producers/expire")).body).toEqual({ expired: 1 });
    expect(await windows()).toEqual([]);
    expect(valuesIn(broker)).toEqual(["v0", "v1", "v2"]);
  });

  test("streams the trace: what there is, then what happens, and forgets who goes away", async () => {
    const { broker, control, call } = await controlled();
    const client = new OrdersClient(broker);
    await client.send({ values: ["a"], sequence: 0 });
    const abort = new AbortController();
    const { body, headers } = await fetch(`http://127.0.0.1:${control.port}/trace`, { signal: abort.signal });
    expect(headers.get("content-type")).toBe("text/event-stream");
    const reader = (body ?? new ReadableStream<Uint8Array>()).pipeThrough(new TextDecoderStream()).getReader();
    let heard = "";
    const hear = async (what: string): Promise<void> => {
      while (!heard.includes(what)) heard += (await reader.read()).value ?? "";
    };
    await hear('"kind":"acknowledged","producer":"test","record":"a"');
    await client.send({ values: ["b"], sequence: 1 });
    await hear('"kind":"acknowledged","producer":"test","record":"b"');
    await call("POST", "/reset");
    client.reconnect();
    await client.send({ values: ["c"], sequence: 0 });
    await hear('"kind":"acknowledged","producer":"test","record":"c"');
    expect(heard.startsWith(": wall-clock time since the start; not deterministic\n\n")).toBe(true);
    abort.abort();
    await reader.closed.catch(() => undefined);
    await client.send({ values: ["d"], sequence: 1 });
  });
});
