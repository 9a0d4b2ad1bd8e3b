/** A broker that can be started here, and the profile of the model that stands for it. */
export interface RealVersion {
  readonly version: string;
  /** Name of the profile in src/model/broker/profiles.ts. */
  readonly profile: string;
  /** Who keeps the cluster's metadata: the broker itself (KRaft), or a ZooKeeper that its artifacts bring. */
  readonly metadata: "kraft" | "zookeeper";
  /** Whether it can be told how often to look for expired producers (B-40). */
  readonly sweeps: boolean;
}

/** All four run on Java 17. */
export const realVersions: readonly RealVersion[] = [
  { version: "4.4.0", profile: "kafka-4.4", metadata: "kraft", sweeps: true },
  { version: "3.9.1", profile: "kafka-3.9", metadata: "kraft", sweeps: true },
  { version: "2.8.2", profile: "kafka-2.8", metadata: "zookeeper", sweeps: false },
  { version: "2.4.1", profile: "kafka-2.4", metadata: "zookeeper", sweeps: false },
];

export const realVersion = (version: string): RealVersion | undefined =>
  realVersions.find((known) => known.version === version);
