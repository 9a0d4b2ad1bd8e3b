import { describe, expect, test } from "vitest";
import { resolveProducerConfig } from "../../../src/model/config/resolve.ts";
import type { ProducerSettings } from "../../../src/model/config/producer-settings.ts";
import { producerSettings } from "../../../src/model/config/settings.ts";
import type { ClientLine } from "../../../src/model/config/definition.ts";
import type { ConfigRefusal, ResolvedConfig } from "../../../src/model/config/verdict.ts";
import { defaultProducerConfig } from "../../../src/model/producer/config.ts";

function resolved(settings: ProducerSettings, line: ClientLine = "java-3.9", ordinal = 1): ResolvedConfig {
  const verdict = resolveProducerConfig(producerSettings(settings), line, ordinal);
  if (!verdict.ok) throw new Error(`refused: ${verdict.message}`);
  return verdict;
}

function refused(settings: ProducerSettings, line: ClientLine = "java-3.9"): ConfigRefusal {
  const verdict = resolveProducerConfig(producerSettings(settings), line);
  if (verdict.ok) throw new Error(`accepted: ${JSON.stringify(verdict.config)}`);
  return verdict;
}

const noticeKinds = (settings: ProducerSettings, line?: ClientLine): readonly string[] =>
  resolved(settings, line).notices.map(({ kind }) => kind);

describe("a producer that nobody configured", () => {
  test("runs with the defaults of its client line", () => {
    expect(resolved({}).config).toEqual(defaultProducerConfig);
    expect(resolved({}, "java-4.4").config).toEqual({ ...defaultProducerConfig, lingerMillis: 5 });
    expect(noticeKinds({})).toEqual([]);
    expect(noticeKinds({}, "java-4.4")).toEqual([]);
  });
});

describe("idempotence and what speaks against it", () => {
  test("P-1: acks=all is in force as -1, and satisfies idempotence either way", () => {
    for (const acks of ["all", "-1", -1] as const) {
      const verdict = resolved({ acks, "enable.idempotence": true });
      expect(verdict.inForce["acks"]).toBe("-1");
      expect(verdict.config).toMatchObject({ acks: -1, enableIdempotence: true });
    }
  });

  test("P-2: of several conflicts retries is named first, then acks, then the requests in flight", () => {
    const all = {
      "enable.idempotence": true,
      retries: 0,
      acks: 1,
      "max.in.flight.requests.per.connection": 6,
    } as const;
    expect(refused(all)).toMatchObject({ key: "retries", rule: "P-3" });
    expect(refused({ ...all, retries: 1 })).toMatchObject({ key: "acks", rule: "P-4" });
    expect(refused({ ...all, retries: 1, acks: "all" })).toMatchObject({ rule: "P-5" });
  });

  test("P-2: nothing is held against settings whose writer switched idempotence off", () => {
    const off = {
      "enable.idempotence": false,
      retries: 0,
      acks: 0,
      "max.in.flight.requests.per.connection": 99,
    } as const;
    for (const line of ["java-3.9", "java-4.4"] as const) {
      expect(resolved(off, line).config).toMatchObject({ enableIdempotence: false, retries: 0, acks: 0 });
      expect(noticeKinds(off, line)).toEqual([]);
    }
  });

  test("P-3: retries=0 is refused beside an explicit idempotence, and switches the default one off", () => {
    expect(refused({ retries: 0, "enable.idempotence": true })).toMatchObject({
      error: "ConfigException",
      at: "config",
    });
    const quiet = resolved({ retries: 0 });
    expect(quiet.config.enableIdempotence).toBe(false);
    expect(quiet.notices).toMatchObject([{ kind: "idempotence-off", key: "retries", rule: "P-3" }]);
    expect(resolved({ retries: 1, "enable.idempotence": true }).config.enableIdempotence).toBe(true);
  });

  test("P-4: acks other than all are refused beside an explicit idempotence, and switch the default one off", () => {
    for (const acks of [0, 1] as const) {
      expect(refused({ acks, "enable.idempotence": true })).toMatchObject({ key: "acks", at: "config" });
      const quiet = resolved({ acks });
      expect(quiet.config).toMatchObject({ acks, enableIdempotence: false });
      expect(quiet.notices).toMatchObject([{ kind: "idempotence-off", key: "acks", rule: "P-4" }]);
    }
  });

  test("P-5: more than five in flight switch the default idempotence off in 3.9, and are an error in 4.4", () => {
    const six = { "max.in.flight.requests.per.connection": 6 } as const;
    expect(resolved(six).notices).toMatchObject([{ kind: "idempotence-off", rule: "P-5" }]);
    expect(refused({ ...six, "enable.idempotence": true }).rule).toBe("P-5");
    const refusal = refused(six, "java-4.4");
    expect(refusal).toMatchObject({ error: "ConfigException", at: "config", rule: "P-5" });
    expect(refusal.message).toContain("not 6");
    expect(noticeKinds({ "max.in.flight.requests.per.connection": 5 }, "java-4.4")).toEqual([]);
  });

  test("P-6: naming the key makes idempotence explicit, even with its default value", () => {
    expect(resolved({ acks: 1 }).ok).toBe(true);
    expect(refused({ acks: 1, "enable.idempotence": "true" }).rule).toBe("P-4");
  });

  test("P-6: null for a value that Java unboxes is a NullPointerException, and where it demands one a refusal", () => {
    expect(refused({ "enable.idempotence": null })).toMatchObject({ error: "NullPointerException", at: "config" });
    expect(refused({ "connections.max.idle.ms": null })).toMatchObject({
      error: "NullPointerException",
      at: "construct",
    });
    expect(refused({ "linger.ms": null })).toMatchObject({ error: "ConfigException", at: "config" });
    expect(refused({ "transaction.timeout.ms": null, "delivery.timeout.ms": 1 }).rule).toBe("P-10");
    expect(resolved({ "transaction.timeout.ms": null, acks: 1 }).transaction).toBeNull();
  });
});

describe("a transactional producer", () => {
  test("P-7: needs idempotence, whoever switched it off", () => {
    const tx = { "transactional.id": "tx" } as const;
    for (const off of [{ "enable.idempotence": false }, { acks: 0 }, { retries: 0 }] as const) {
      expect(refused({ ...tx, ...off })).toMatchObject({ key: "transactional.id", at: "config", rule: "P-7" });
    }
    expect(refused({ "transactional.id": null, acks: 1 }).rule).toBe("P-7");
    expect(refused({ ...tx, acks: 0, "enable.idempotence": true }).rule).toBe("P-4");
  });

  test("P-7: an empty transactional id is none that could be used", () => {
    expect(refused({ "transactional.id": " " })).toMatchObject({ key: "transactional.id", at: "config" });
  });

  test("P-8: its id alone brings idempotence, acks of all and every retry, and names the client", () => {
    const verdict = resolved({ "transactional.id": "orders" });
    expect(verdict.config).toMatchObject({ enableIdempotence: true, acks: -1, retries: 2_147_483_647 });
    expect(verdict).toMatchObject({
      clientId: "producer-orders",
      transaction: { id: "orders", timeoutMillis: 60_000 },
    });
  });

  test("P-8: without it a client that nobody named has the number of its turn", () => {
    expect(resolved({}, "java-3.9", 3).clientId).toBe("producer-3");
    expect(resolved({ "client.id": "billing" }, "java-3.9", 3).clientId).toBe("billing");
    expect(resolved({ "client.id": "" }, "java-3.9", 3).clientId).toBe("");
  });
});

describe("what is checked but not rewritten", () => {
  test("P-9: idempotence leaves retries, acks and the requests in flight as they are", () => {
    const { config } = resolved({ "enable.idempotence": true, retries: 3, "max.in.flight.requests.per.connection": 2 });
    expect(config).toMatchObject({ retries: 3, maxInFlightRequestsPerConnection: 2, enableIdempotence: true });
  });

  test("P-10: a delivery timeout below linger and request timeout is refused when set, and raised when not", () => {
    const short = { "linger.ms": 5, "request.timeout.ms": 30_000 } as const;
    expect(refused({ ...short, "delivery.timeout.ms": 30_004 })).toMatchObject({ at: "construct", rule: "P-10" });
    expect(resolved({ ...short, "delivery.timeout.ms": 30_005 }).config.deliveryTimeoutMillis).toBe(30_005);
    const raised = resolved({ "linger.ms": 5, "request.timeout.ms": 200_000 });
    expect(raised.config.deliveryTimeoutMillis).toBe(200_005);
    expect(raised.inForce["delivery.timeout.ms"]).toBe("120000");
    expect(raised.notices).toMatchObject([{ kind: "delivery-timeout-raised", key: "delivery.timeout.ms" }]);
    expect(raised.notices[0]).not.toHaveProperty("origin");
  });

  test("P-10: the sum stops where an int does, however long the linger", () => {
    const endless = { "linger.ms": "9223372036854775807", "request.timeout.ms": 30_000 } as const;
    const verdict = resolved(endless);
    expect(verdict.config).toMatchObject({ lingerMillis: 2_147_483_647, deliveryTimeoutMillis: 2_147_483_647 });
    expect(verdict.inForce["linger.ms"]).toBe("9223372036854775807");
    expect(noticeKinds(endless)).toEqual(["linger-capped", "delivery-timeout-raised"]);
    expect(resolved({ ...endless, "delivery.timeout.ms": 2_147_483_647 }).ok).toBe(true);
    expect(refused({ ...endless, "delivery.timeout.ms": 2_147_483_646 }).rule).toBe("P-10");
  });

  test("P-10: the longer default linger of 4.4 refuses what 3.9 takes", () => {
    expect(resolved({ "delivery.timeout.ms": 30_000 }).ok).toBe(true);
    expect(refused({ "delivery.timeout.ms": 30_000 }, "java-4.4").rule).toBe("P-10");
  });

  test("P-11: a backoff or a set-up timeout above its own limit is only a warning", () => {
    expect(noticeKinds({ "retry.backoff.ms": 2_000 })).toEqual(["constant-backoff"]);
    expect(noticeKinds({ "socket.connection.setup.timeout.ms": 30_001 })).toEqual(["constant-backoff"]);
    expect(noticeKinds({ "retry.backoff.ms": 1_000 })).toEqual([]);
    expect(resolved({ "retry.backoff.ms": 2_000 }).config).toMatchObject({
      retryBackoffMillis: 2_000,
      retryBackoffMaxMillis: 1_000,
    });
  });

  test("P-12: what the reading of settings refuses comes before what the constructor does", () => {
    const both = { "delivery.timeout.ms": 1, acks: 1, "enable.idempotence": true } as const;
    expect(refused(both)).toMatchObject({ at: "config", rule: "P-4" });
    expect(refused({ "delivery.timeout.ms": 1 })).toMatchObject({ at: "construct", rule: "P-10" });
  });

  test("P-13: idempotence is on by default, and a conflict with the default one does not throw", () => {
    expect(resolved({}).config.enableIdempotence).toBe(true);
    expect(resolved({ acks: 1, retries: 0 }).notices.map(({ rule }) => rule)).toEqual(["P-3", "P-4"]);
  });
});

describe("reconnecting", () => {
  test("whoever sets only the base gets a constant pause, larger or smaller than the default limit", () => {
    for (const base of [20, 5_000]) {
      const verdict = resolved({ "reconnect.backoff.ms": base });
      expect(verdict.config.reconnectBackoffMaxMillis).toBe(base);
      expect(verdict.inForce["reconnect.backoff.max.ms"]).toBe(`${base}`);
      expect(verdict.notices).toMatchObject([{ kind: "reconnect-backoff-follows" }]);
    }
    expect(resolved({ "reconnect.backoff.ms": 20, "reconnect.backoff.max.ms": 40 }).notices).toEqual([]);
  });
});
