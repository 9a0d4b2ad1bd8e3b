import { kafkajs } from "./kafkajs.ts";
import { librdkafka } from "./librdkafka.ts";
import { platformatic } from "./platformatic.ts";
import type { Dialect } from "./dialect.ts";

/** The more telling first: what only one of two clients has decides between them. */
export const dialects: readonly Dialect[] = [platformatic, kafkajs, librdkafka];
