import type { TopicConfig } from "../../src/model/broker/topic-config.ts";
import { BadInput, type Script } from "./script.ts";

type Settings = Omit<TopicConfig, "name" | "partitions">;

/** The model's name for each topic configuration that scripts use. */
export function topicConfigOf({ id, config = {} }: Script): Settings {
  return Object.entries(config).reduce<Settings>(
    (settings, [key, value]) => ({ ...settings, ...settingOf(key, value, id) }),
    {},
  );
}

function settingOf(key: string, value: string, id: string): Settings {
  switch (key) {
    case "message.timestamp.type":
      return { timestampType: value === "LogAppendTime" ? "LogAppendTime" : "CreateTime" };
    case "message.timestamp.before.max.ms":
      return { timestampBeforeMaxMillis: Number(value) };
    case "message.timestamp.after.max.ms":
      return { timestampAfterMaxMillis: Number(value) };
    case "message.timestamp.difference.max.ms":
      return { timestampBeforeMaxMillis: Number(value), timestampAfterMaxMillis: Number(value) };
    case "max.message.bytes":
      return { maxMessageBytes: Number(value) };
    case "segment.bytes":
      return { segmentBytes: Number(value) };
    case "segment.ms":
      return { segmentMillis: Number(value) };
    case "cleanup.policy":
      return { compacted: value.split(",").includes("compact") };
    case "compression.type":
      return { recompresses: value !== "producer" };
    default:
      throw new BadInput(`${id}: config: the model has no ${key}`);
  }
}
