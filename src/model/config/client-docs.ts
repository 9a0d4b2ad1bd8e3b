/** What each key of `client-keys.ts` and `transaction-keys.ts` does in the real client, in a sentence or two. */
export const clientDocs: Readonly<Record<string, string>> = {
  "bootstrap.servers":
    "Addresses as host:port with commas between, of which one has to answer for the client to find its cluster.",
  "client.dns.lookup":
    "What is done with a name that stands for several addresses: try all of them, or first look up the canonical names of the bootstrap servers.",
  "buffer.memory":
    "Memory for all records that wait to be sent. When it is full, send waits for up to max.block.ms and then fails.",
  "buffer.memory.allocation.strategy": "Whether a batch takes all of its memory at once, or grows with its records.",
  retries:
    "How often a batch may be sent again after an error that may pass. The time for it is bounded by delivery.timeout.ms, so that hardly anybody needs to set this; 0 and idempotence exclude each other.",
  acks: "Who must hold a batch before it counts as sent: nobody (0), the leader alone (1), or all in-sync replicas (all, which is -1). Idempotence needs all.",
  "compression.type": "How batches are compressed; larger batches compress better.",
  "compression.gzip.level": "Effort of gzip, from fast to small; -1 is the library's own choice.",
  "compression.lz4.level": "Effort of lz4, from fast to small.",
  "compression.zstd.level": "Effort of zstd, from fast to small.",
  "batch.size":
    "Bytes at which a batch of one partition is full and is sent without further waiting. A record that is larger gets a batch of its own; 0 gives each record one.",
  "partitioner.adaptive.partitioning.enable":
    "Whether records without a key go less often to brokers that are slow to take them.",
  "partitioner.availability.timeout.ms":
    "Records without a key leave a partition alone whose broker has taken nothing for so long; 0 switches that off.",
  "partitioner.ignore.keys": "Whether records with a key are spread as if they had none.",
  "partitioner.rack.aware":
    "Whether records without a key prefer partitions whose leader is in the rack of client.rack.",
  "linger.ms": "How long a batch that is not full waits for more records before it may be sent.",
  "delivery.timeout.ms":
    "The most time from the creation of a batch to success or failure of its records, waiting and retries included. It has to hold linger.ms and request.timeout.ms together.",
  "client.id":
    "A name of the client for logs, metrics and quotas of the broker. Without one it is producer-N, or made of the transactional.id.",
  "client.rack": "The rack in which the client runs.",
  "send.buffer.bytes": "Size of the socket's buffer for what is sent; -1 leaves it to the system.",
  "receive.buffer.bytes": "Size of the socket's buffer for what is received; -1 leaves it to the system.",
  "max.request.size":
    "The most bytes of a produce request, and of one record before compression. The broker has limits of its own.",
  "reconnect.backoff.ms":
    "Pause before a broker is connected again, which doubles with each failure in a row. Who sets it without its limit gets a constant pause.",
  "reconnect.backoff.max.ms": "Where the growth of the pause between connections ends.",
  "retry.backoff.ms": "Pause before a failed request is sent again, which doubles with each failure of the same batch.",
  "retry.backoff.max.ms":
    "Where the growth of the pause between attempts ends. Below retry.backoff.ms the pause is always this.",
  "bootstrap.resolve.timeout.ms":
    "How long the client goes on looking up the names in bootstrap.servers; 0 tries once, while it is made.",
  "enable.metrics.push": "Whether the broker may ask for the client's metrics.",
  "max.block.ms":
    "How long send, and calls about transactions, may wait for metadata and memory together before they fail.",
  "request.timeout.ms":
    "How long an answer may take before the client closes the connection and counts the request as failed.",
  "metadata.max.age.ms": "Metadata that is older is fetched again, even where nothing seems to have changed.",
  "metadata.max.idle.ms": "A topic that nothing was sent to for so long is dropped from the metadata.",
  "metrics.sample.window.ms": "Length of a sample of the metrics.",
  "metrics.num.samples": "How many samples a metric is made of.",
  "metrics.recording.level": "How much is measured.",
  "metric.reporters": "Classes that are told of metrics.",
  "auto.include.jmx.reporter": "Whether metrics are shown over JMX although metric.reporters does not name its class.",
  "max.in.flight.requests.per.connection":
    "How many requests may be unanswered on one connection. With idempotence at most 5, for the broker remembers five batches of a producer; without it, more than one lets retries change the order.",
  "key.serializer": "Class that makes bytes of keys.",
  "value.serializer": "Class that makes bytes of values.",
  "socket.connection.setup.timeout.ms":
    "How long a connection may take to stand before it is given up, which doubles with each failure in a row.",
  "socket.connection.setup.timeout.max.ms": "Where the growth of that limit ends.",
  "connections.max.idle.ms": "A connection that nothing goes over for so long is closed.",
  "partitioner.class": "Class that chooses the partition of a record; without one the client's own logic does.",
  "interceptor.classes": "Classes that see each record before it is sent, and each acknowledgement.",
  "enable.idempotence":
    "Whether the producer numbers its batches, so that the broker stores each once and in order, whatever is sent again. It needs acks=all, retries and at most 5 requests in flight. Where it is not written, a setting against it switches it off in silence.",
  "transaction.timeout.ms":
    "How long a transaction may be open before the coordinator aborts it. The broker has an upper limit.",
  "transactional.id":
    "Name under which a transactional producer comes back after a restart, so that its forerunner is fenced off. It implies idempotence.",
  "transaction.two.phase.commit.enable":
    "Whether an outside coordinator ends the transactions, which then have no timeout.",
  "metadata.recovery.strategy":
    "What the client does when it can reach no broker that it knows: give up, or begin again from bootstrap.servers.",
  "metadata.recovery.rebootstrap.trigger.ms":
    "How long metadata may be out of reach before the client begins again from bootstrap.servers.",
  "metadata.cluster.check.enable":
    "Whether the client notices that a broker belongs to another cluster than the one that it knows.",
  "config.providers": "Names of classes that values may be fetched from.",
};
