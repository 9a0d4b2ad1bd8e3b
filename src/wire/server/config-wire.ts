import type { ValueType } from "../../model/config/definition.ts";

/** The numbers that the protocol has for types of configs. */
export const configTypes: Readonly<Record<ValueType, number>> = {
  boolean: 1,
  string: 2,
  int: 3,
  short: 4,
  long: 5,
  double: 6,
  list: 7,
  class: 8,
  password: 9,
};

const topicConfig = 1;
const defaultConfig = 5;

/** The number for where a topic's config comes from. */
export const configSource = (isDefault: boolean): number => (isDefault ? defaultConfig : topicConfig);
