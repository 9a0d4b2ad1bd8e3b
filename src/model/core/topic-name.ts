const maxTopicNameLength = 249;
const legalTopicName = /^[a-zA-Z0-9._-]*$/;

/** Topics that Kafka keeps for itself: no client may write to them (B-11). */
const internalTopics: ReadonlySet<string> = new Set([
  "__consumer_offsets",
  "__transaction_state",
  "__share_group_state",
]);

export const isInternalTopic = (name: string): boolean => internalTopics.has(name);

/** What is wrong with a topic's name, in words that finish "topic name …"; `undefined`: nothing. */
export function topicNameFault(name: string): string | undefined {
  if (name === "") return "is empty";
  if (name === "." || name === "..") return `can't be "${name}"`;
  if (name.length > maxTopicNameLength)
    return `has ${name.length} characters, at most ${maxTopicNameLength} are allowed`;
  if (!legalTopicName.test(name)) return "may hold only ASCII letters, digits, '.', '_' and '-'";
  return undefined;
}

/**
 * The name under which two topics get in each other's way: metrics write '.' as '_', so Kafka refuses a topic whose name
 * differs from an existing one in nothing else.
 */
export const collisionName = (name: string): string => name.replaceAll(".", "_");
