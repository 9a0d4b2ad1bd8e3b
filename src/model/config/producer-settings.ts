// written by `npm run settings` from the tables beside it; the check fails when it is stale

/**
 * The settings of a producer under Kafka's names, with the types that the Java client gives them. Whatever is a number
 * or a truth value may be a text as well, which is read as the client reads it; null is what only code can say.
 */
export interface ProducerSettings {
  /**
   * Addresses as host:port with commas between, of which one has to answer for the client to find its cluster.
   *
   * - Default: empty, unset in java-4.4
   * - Valid: texts with commas between
   * - Has no part in delivery
   */
  readonly "bootstrap.servers"?: readonly string[] | string | null;
  /**
   * What is done with a name that stands for several addresses: try all of them, or first look up the canonical names of the bootstrap servers.
   *
   * - Default: `use_all_dns_ips`
   * - Valid: one of use_all_dns_ips, resolve_canonical_bootstrap_servers_only
   * - Has no part in delivery
   */
  readonly "client.dns.lookup"?:
    "use_all_dns_ips" | "resolve_canonical_bootstrap_servers_only" | (string & Record<never, never>) | null;
  /**
   * Memory for all records that wait to be sent. When it is full, send waits for up to max.block.ms and then fails.
   *
   * - Unit: bytes
   * - Default: `33554432`
   * - Valid: 0 to 9223372036854775807
   */
  readonly "buffer.memory"?: number | bigint | string | null;
  /**
   * Whether a batch takes all of its memory at once, or grows with its records.
   *
   * - Default: `full`
   * - Valid: one of FULL, INCREMENTAL, in any case
   * - Known to java-4.4 only
   * - Has no part in delivery
   */
  readonly "buffer.memory.allocation.strategy"?: "FULL" | "INCREMENTAL" | (string & Record<never, never>) | null;
  /**
   * How often a batch may be sent again after an error that may pass. The time for it is bounded by delivery.timeout.ms, so that hardly anybody needs to set this; 0 and idempotence exclude each other.
   *
   * - Default: `2147483647`
   * - Valid: 0 to 2147483647
   */
  readonly retries?: number | bigint | string | null;
  /**
   * Who must hold a batch before it counts as sent: nobody (0), the leader alone (1), or all in-sync replicas (all, which is -1). Idempotence needs all.
   *
   * - Default: `all`
   * - Valid: one of all, -1, 0, 1
   */
  readonly acks?: "all" | "-1" | "0" | "1" | -1 | 0 | 1 | null;
  /**
   * How batches are compressed; larger batches compress better.
   *
   * - Default: `none`
   * - Valid: one of none, gzip, snappy, lz4, zstd
   * - Not simulated
   */
  readonly "compression.type"?: "none" | "gzip" | "snappy" | "lz4" | "zstd" | (string & Record<never, never>) | null;
  /**
   * Effort of gzip, from fast to small; -1 is the library's own choice.
   *
   * - Default: `-1`
   * - Valid: 1 to 9, or -1
   * - Has no part in delivery
   */
  readonly "compression.gzip.level"?: number | bigint | string | null;
  /**
   * Effort of lz4, from fast to small.
   *
   * - Default: `9`
   * - Valid: 1 to 17
   * - Has no part in delivery
   */
  readonly "compression.lz4.level"?: number | bigint | string | null;
  /**
   * Effort of zstd, from fast to small.
   *
   * - Default: `3`
   * - Valid: -131072 to 22
   * - Has no part in delivery
   */
  readonly "compression.zstd.level"?: number | bigint | string | null;
  /**
   * Bytes at which a batch of one partition is full and is sent without further waiting. A record that is larger gets a batch of its own; 0 gives each record one.
   *
   * - Unit: bytes
   * - Default: `16384`
   * - Valid: 0 to 2147483647
   */
  readonly "batch.size"?: number | bigint | string | null;
  /**
   * Whether records without a key go less often to brokers that are slow to take them.
   *
   * - Default: `true`
   * - Valid: true or false
   * - Not simulated
   */
  readonly "partitioner.adaptive.partitioning.enable"?: boolean | string | null;
  /**
   * Records without a key leave a partition alone whose broker has taken nothing for so long; 0 switches that off.
   *
   * - Unit: milliseconds
   * - Default: `0`
   * - Valid: 0 to 9223372036854775807
   * - Not simulated
   */
  readonly "partitioner.availability.timeout.ms"?: number | bigint | string | null;
  /**
   * Whether records with a key are spread as if they had none.
   *
   * - Default: `false`
   * - Valid: true or false
   * - Not simulated
   */
  readonly "partitioner.ignore.keys"?: boolean | string | null;
  /**
   * Whether records without a key prefer partitions whose leader is in the rack of client.rack.
   *
   * - Default: `false`
   * - Valid: true or false
   * - Known to java-4.4 only
   * - Has no part in delivery
   */
  readonly "partitioner.rack.aware"?: boolean | string | null;
  /**
   * How long a batch that is not full waits for more records before it may be sent.
   *
   * - Unit: milliseconds
   * - Default: `0`, `5` in java-4.4
   * - Valid: 0 to 9223372036854775807
   */
  readonly "linger.ms"?: number | bigint | string | null;
  /**
   * The most time from the creation of a batch to success or failure of its records, waiting and retries included. It has to hold linger.ms and request.timeout.ms together.
   *
   * - Unit: milliseconds
   * - Default: `120000`
   * - Valid: 0 to 2147483647
   */
  readonly "delivery.timeout.ms"?: number | bigint | string | null;
  /**
   * A name of the client for logs, metrics and quotas of the broker. Without one it is producer-N, or made of the transactional.id.
   *
   * - Default: empty
   * - Valid: a text
   */
  readonly "client.id"?: string | null;
  /**
   * The rack in which the client runs.
   *
   * - Default: empty
   * - Valid: a text
   * - Known to java-4.4 only
   * - Has no part in delivery
   */
  readonly "client.rack"?: string | null;
  /**
   * Size of the socket's buffer for what is sent; -1 leaves it to the system.
   *
   * - Unit: bytes
   * - Default: `131072`
   * - Valid: -1 to 2147483647
   * - Has no part in delivery
   */
  readonly "send.buffer.bytes"?: number | bigint | string | null;
  /**
   * Size of the socket's buffer for what is received; -1 leaves it to the system.
   *
   * - Unit: bytes
   * - Default: `32768`
   * - Valid: -1 to 2147483647
   * - Has no part in delivery
   */
  readonly "receive.buffer.bytes"?: number | bigint | string | null;
  /**
   * The most bytes of a produce request, and of one record before compression. The broker has limits of its own.
   *
   * - Unit: bytes
   * - Default: `1048576`
   * - Valid: 0 to 2147483647
   */
  readonly "max.request.size"?: number | bigint | string | null;
  /**
   * Pause before a broker is connected again, which doubles with each failure in a row. Who sets it without its limit gets a constant pause.
   *
   * - Unit: milliseconds
   * - Default: `50`
   * - Valid: 0 to 9223372036854775807
   */
  readonly "reconnect.backoff.ms"?: number | bigint | string | null;
  /**
   * Where the growth of the pause between connections ends.
   *
   * - Unit: milliseconds
   * - Default: `1000`
   * - Valid: 0 to 9223372036854775807
   */
  readonly "reconnect.backoff.max.ms"?: number | bigint | string | null;
  /**
   * Pause before a failed request is sent again, which doubles with each failure of the same batch.
   *
   * - Unit: milliseconds
   * - Default: `100`
   * - Valid: 0 to 9223372036854775807
   */
  readonly "retry.backoff.ms"?: number | bigint | string | null;
  /**
   * Where the growth of the pause between attempts ends. Below retry.backoff.ms the pause is always this.
   *
   * - Unit: milliseconds
   * - Default: `1000`
   * - Valid: 0 to 9223372036854775807
   */
  readonly "retry.backoff.max.ms"?: number | bigint | string | null;
  /**
   * How long the client goes on looking up the names in bootstrap.servers; 0 tries once, while it is made.
   *
   * - Unit: milliseconds
   * - Default: `0`
   * - Valid: 0 to 9223372036854775807
   * - Known to java-4.4 only
   * - Has no part in delivery
   */
  readonly "bootstrap.resolve.timeout.ms"?: number | bigint | string | null;
  /**
   * Whether the broker may ask for the client's metrics.
   *
   * - Default: `true`
   * - Valid: true or false
   * - Has no part in delivery
   */
  readonly "enable.metrics.push"?: boolean | string | null;
  /**
   * How long send, and calls about transactions, may wait for metadata and memory together before they fail.
   *
   * - Unit: milliseconds
   * - Default: `60000`
   * - Valid: 0 to 9223372036854775807
   */
  readonly "max.block.ms"?: number | bigint | string | null;
  /**
   * How long an answer may take before the client closes the connection and counts the request as failed.
   *
   * - Unit: milliseconds
   * - Default: `30000`
   * - Valid: 0 to 2147483647
   */
  readonly "request.timeout.ms"?: number | bigint | string | null;
  /**
   * Metadata that is older is fetched again, even where nothing seems to have changed.
   *
   * - Unit: milliseconds
   * - Default: `300000`
   * - Valid: 0 to 9223372036854775807
   */
  readonly "metadata.max.age.ms"?: number | bigint | string | null;
  /**
   * A topic that nothing was sent to for so long is dropped from the metadata.
   *
   * - Unit: milliseconds
   * - Default: `300000`
   * - Valid: 5000 to 9223372036854775807
   * - Not simulated
   */
  readonly "metadata.max.idle.ms"?: number | bigint | string | null;
  /**
   * Length of a sample of the metrics.
   *
   * - Unit: milliseconds
   * - Default: `30000`
   * - Valid: 0 to 9223372036854775807
   * - Has no part in delivery
   */
  readonly "metrics.sample.window.ms"?: number | bigint | string | null;
  /**
   * How many samples a metric is made of.
   *
   * - Default: `2`
   * - Valid: 1 to 2147483647
   * - Has no part in delivery
   */
  readonly "metrics.num.samples"?: number | bigint | string | null;
  /**
   * How much is measured.
   *
   * - Default: `INFO`
   * - Valid: one of INFO, DEBUG, TRACE
   * - Has no part in delivery
   */
  readonly "metrics.recording.level"?: "INFO" | "DEBUG" | "TRACE" | (string & Record<never, never>) | null;
  /**
   * Classes that are told of metrics.
   *
   * - Default: empty, `org.apache.kafka.common.metrics.JmxReporter` in java-4.4
   * - Valid: texts with commas between
   * - Has no part in delivery
   */
  readonly "metric.reporters"?: readonly string[] | string | null;
  /**
   * Whether metrics are shown over JMX although metric.reporters does not name its class.
   *
   * - Default: `true`
   * - Valid: true or false
   * - Known to java-3.9 only
   * - Has no part in delivery
   */
  readonly "auto.include.jmx.reporter"?: boolean | string | null;
  /**
   * How many requests may be unanswered on one connection. With idempotence at most 5, for the broker remembers five batches of a producer; without it, more than one lets retries change the order.
   *
   * - Default: `5`
   * - Valid: 1 to 2147483647
   */
  readonly "max.in.flight.requests.per.connection"?: number | bigint | string | null;
  /**
   * Class that makes bytes of keys.
   *
   * - Default: unset
   * - Valid: the name of a class
   * - Has no part in delivery
   */
  readonly "key.serializer"?: string | null;
  /**
   * Class that makes bytes of values.
   *
   * - Default: unset
   * - Valid: the name of a class
   * - Has no part in delivery
   */
  readonly "value.serializer"?: string | null;
  /**
   * How long a connection may take to stand before it is given up, which doubles with each failure in a row.
   *
   * - Unit: milliseconds
   * - Default: `10000`
   * - Valid: a whole number up to 9223372036854775807
   */
  readonly "socket.connection.setup.timeout.ms"?: number | bigint | string | null;
  /**
   * Where the growth of that limit ends.
   *
   * - Unit: milliseconds
   * - Default: `30000`
   * - Valid: a whole number up to 9223372036854775807
   */
  readonly "socket.connection.setup.timeout.max.ms"?: number | bigint | string | null;
  /**
   * A connection that nothing goes over for so long is closed.
   *
   * - Unit: milliseconds
   * - Default: `540000`
   * - Valid: a whole number up to 9223372036854775807
   */
  readonly "connections.max.idle.ms"?: number | bigint | string | null;
  /**
   * Class that chooses the partition of a record; without one the client's own logic does.
   *
   * - Default: unset
   * - Valid: the name of a class
   * - Not simulated
   */
  readonly "partitioner.class"?: string | null;
  /**
   * Classes that see each record before it is sent, and each acknowledgement.
   *
   * - Default: empty
   * - Valid: texts with commas between
   * - Has no part in delivery
   */
  readonly "interceptor.classes"?: readonly string[] | string | null;
  /**
   * Whether connections are encrypted, and whether the client logs in.
   *
   * - Default: `PLAINTEXT`
   * - Valid: one of SASL_SSL, PLAINTEXT, SSL, SASL_PLAINTEXT, in any case
   * - Has no part in delivery
   */
  readonly "security.protocol"?:
    "SASL_SSL" | "PLAINTEXT" | "SSL" | "SASL_PLAINTEXT" | (string & Record<never, never>) | null;
  /**
   * Classes that bring security providers.
   *
   * - Default: unset
   * - Valid: a text
   * - Has no part in delivery
   */
  readonly "security.providers"?: string | null;
  /**
   * Protocol with which the context of TLS is made.
   *
   * - Default: `TLSv1.3`
   * - Valid: a text
   * - Has no part in delivery
   */
  readonly "ssl.protocol"?: string | null;
  /**
   * Security provider for TLS; without one the JVM's own.
   *
   * - Default: unset
   * - Valid: a text
   * - Has no part in delivery
   */
  readonly "ssl.provider"?: string | null;
  /**
   * Cipher suites that may be used; all that are supported without one.
   *
   * - Default: unset, empty in java-4.4
   * - Valid: texts with commas between
   * - Has no part in delivery
   */
  readonly "ssl.cipher.suites"?: readonly string[] | string | null;
  /**
   * Versions of TLS that may be used.
   *
   * - Default: `TLSv1.2, TLSv1.3`
   * - Valid: texts with commas between
   * - Has no part in delivery
   */
  readonly "ssl.enabled.protocols"?: readonly string[] | string | null;
  /**
   * Format of the key store.
   *
   * - Default: `JKS`
   * - Valid: a text
   * - Has no part in delivery
   */
  readonly "ssl.keystore.type"?: string | null;
  /**
   * File with the client's key.
   *
   * - Default: unset
   * - Valid: a text
   * - Has no part in delivery
   */
  readonly "ssl.keystore.location"?: string | null;
  /**
   * Password of the key store.
   *
   * - Default: unset
   * - Valid: a text
   * - Has no part in delivery
   */
  readonly "ssl.keystore.password"?: string | null;
  /**
   * Password of the private key.
   *
   * - Default: unset
   * - Valid: a text
   * - Has no part in delivery
   */
  readonly "ssl.key.password"?: string | null;
  /**
   * Private key in PEM, in place of a key store.
   *
   * - Default: unset
   * - Valid: a text
   * - Has no part in delivery
   */
  readonly "ssl.keystore.key"?: string | null;
  /**
   * Certificates of the client in PEM.
   *
   * - Default: unset
   * - Valid: a text
   * - Has no part in delivery
   */
  readonly "ssl.keystore.certificate.chain"?: string | null;
  /**
   * Trusted certificates in PEM, in place of a trust store.
   *
   * - Default: unset
   * - Valid: a text
   * - Has no part in delivery
   */
  readonly "ssl.truststore.certificates"?: string | null;
  /**
   * Format of the trust store.
   *
   * - Default: `JKS`
   * - Valid: a text
   * - Has no part in delivery
   */
  readonly "ssl.truststore.type"?: string | null;
  /**
   * File with the certificates that are trusted.
   *
   * - Default: unset
   * - Valid: a text
   * - Has no part in delivery
   */
  readonly "ssl.truststore.location"?: string | null;
  /**
   * Password of the trust store.
   *
   * - Default: unset
   * - Valid: a text
   * - Has no part in delivery
   */
  readonly "ssl.truststore.password"?: string | null;
  /**
   * Algorithm of the key managers.
   *
   * - Default: `SunX509`
   * - Valid: a text
   * - Has no part in delivery
   */
  readonly "ssl.keymanager.algorithm"?: string | null;
  /**
   * Algorithm of the trust managers.
   *
   * - Default: `PKIX`
   * - Valid: a text
   * - Has no part in delivery
   */
  readonly "ssl.trustmanager.algorithm"?: string | null;
  /**
   * How the broker's name is held against its certificate; empty for not at all.
   *
   * - Default: `https`
   * - Valid: a text
   * - Has no part in delivery
   */
  readonly "ssl.endpoint.identification.algorithm"?: string | null;
  /**
   * Source of random numbers for TLS.
   *
   * - Default: unset
   * - Valid: a text
   * - Has no part in delivery
   */
  readonly "ssl.secure.random.implementation"?: string | null;
  /**
   * Class that makes the engines of TLS.
   *
   * - Default: unset
   * - Valid: the name of a class
   * - Has no part in delivery
   */
  readonly "ssl.engine.factory.class"?: string | null;
  /**
   * Name of the principal that Kafka runs as.
   *
   * - Default: unset
   * - Valid: a text
   * - Has no part in delivery
   */
  readonly "sasl.kerberos.service.name"?: string | null;
  /**
   * Path of kinit.
   *
   * - Default: `/usr/bin/kinit`
   * - Valid: a text
   * - Has no part in delivery
   */
  readonly "sasl.kerberos.kinit.cmd"?: string | null;
  /**
   * Part of a ticket's life after which it is renewed.
   *
   * - Default: `0.8`
   * - Valid: a number
   * - Has no part in delivery
   */
  readonly "sasl.kerberos.ticket.renew.window.factor"?: number | bigint | string | null;
  /**
   * Random part that is added to the time of renewal.
   *
   * - Default: `0.05`
   * - Valid: a number
   * - Has no part in delivery
   */
  readonly "sasl.kerberos.ticket.renew.jitter"?: number | bigint | string | null;
  /**
   * Least pause between attempts to renew a ticket.
   *
   * - Unit: milliseconds
   * - Default: `60000`
   * - Valid: a whole number up to 9223372036854775807
   * - Has no part in delivery
   */
  readonly "sasl.kerberos.min.time.before.relogin"?: number | bigint | string | null;
  /**
   * Part of a credential's life after which it is refreshed.
   *
   * - Default: `0.8`
   * - Valid: 0.5 to 1
   * - Has no part in delivery
   */
  readonly "sasl.login.refresh.window.factor"?: number | bigint | string | null;
  /**
   * Random part of a credential's life that is added to that.
   *
   * - Default: `0.05`
   * - Valid: 0 to 0.25
   * - Has no part in delivery
   */
  readonly "sasl.login.refresh.window.jitter"?: number | bigint | string | null;
  /**
   * Least time before a credential is refreshed.
   *
   * - Unit: seconds
   * - Default: `60`
   * - Valid: 0 to 900
   * - Has no part in delivery
   */
  readonly "sasl.login.refresh.min.period.seconds"?: number | bigint | string | null;
  /**
   * Time that is kept free before a credential ends.
   *
   * - Unit: seconds
   * - Default: `300`
   * - Valid: 0 to 3600
   * - Has no part in delivery
   */
  readonly "sasl.login.refresh.buffer.seconds"?: number | bigint | string | null;
  /**
   * How the client logs in.
   *
   * - Default: `GSSAPI`
   * - Valid: a text
   * - Has no part in delivery
   */
  readonly "sasl.mechanism"?: string | null;
  /**
   * Parameters of the login, in the format of JAAS.
   *
   * - Default: unset
   * - Valid: a text
   * - Has no part in delivery
   */
  readonly "sasl.jaas.config"?: string | null;
  /**
   * Class that answers the callbacks of the login's client.
   *
   * - Default: unset
   * - Valid: the name of a class
   * - Has no part in delivery
   */
  readonly "sasl.client.callback.handler.class"?: string | null;
  /**
   * Class that answers the callbacks of the login.
   *
   * - Default: unset
   * - Valid: the name of a class
   * - Has no part in delivery
   */
  readonly "sasl.login.callback.handler.class"?: string | null;
  /**
   * Class that does the login.
   *
   * - Default: unset
   * - Valid: the name of a class
   * - Has no part in delivery
   */
  readonly "sasl.login.class"?: string | null;
  /**
   * How long a connection to the provider of tokens may take.
   *
   * - Unit: milliseconds
   * - Default: unset
   * - Valid: a whole number up to 2147483647
   * - Has no part in delivery
   */
  readonly "sasl.login.connect.timeout.ms"?: number | bigint | string | null;
  /**
   * How long an answer of the provider of tokens may take.
   *
   * - Unit: milliseconds
   * - Default: unset
   * - Valid: a whole number up to 2147483647
   * - Has no part in delivery
   */
  readonly "sasl.login.read.timeout.ms"?: number | bigint | string | null;
  /**
   * Where the growth of the pause between logins ends.
   *
   * - Unit: milliseconds
   * - Default: `10000`
   * - Valid: a whole number up to 9223372036854775807
   * - Has no part in delivery
   */
  readonly "sasl.login.retry.backoff.max.ms"?: number | bigint | string | null;
  /**
   * Pause before a login is tried again.
   *
   * - Unit: milliseconds
   * - Default: `100`
   * - Valid: a whole number up to 9223372036854775807
   * - Has no part in delivery
   */
  readonly "sasl.login.retry.backoff.ms"?: number | bigint | string | null;
  /**
   * Class that fetches tokens.
   *
   * - Default: `org.apache.kafka.common.security.oauthbearer.DefaultJwtRetriever`
   * - Valid: the name of a class
   * - Known to java-4.4 only
   * - Has no part in delivery
   */
  readonly "sasl.oauthbearer.jwt.retriever.class"?: string | null;
  /**
   * Class that checks tokens.
   *
   * - Default: `org.apache.kafka.common.security.oauthbearer.DefaultJwtValidator`
   * - Valid: the name of a class
   * - Known to java-4.4 only
   * - Has no part in delivery
   */
  readonly "sasl.oauthbearer.jwt.validator.class"?: string | null;
  /**
   * Level of access that is asked of the provider.
   *
   * - Default: unset
   * - Valid: a text
   * - Known to java-4.4 only
   * - Has no part in delivery
   */
  readonly "sasl.oauthbearer.scope"?: string | null;
  /**
   * Client id for the grant by client credentials.
   *
   * - Default: unset
   * - Valid: a text
   * - Known to java-4.4 only
   * - Has no part in delivery
   */
  readonly "sasl.oauthbearer.client.credentials.client.id"?: string | null;
  /**
   * Secret for the grant by client credentials.
   *
   * - Default: unset
   * - Valid: a text
   * - Known to java-4.4 only
   * - Has no part in delivery
   */
  readonly "sasl.oauthbearer.client.credentials.client.secret"?: string | null;
  /**
   * Algorithm that signs assertions.
   *
   * - Default: `RS256`
   * - Valid: one of ES256, RS256, in any case
   * - Known to java-4.4 only
   * - Has no part in delivery
   */
  readonly "sasl.oauthbearer.assertion.algorithm"?: "ES256" | "RS256" | (string & Record<never, never>) | null;
  /**
   * Audience of assertions.
   *
   * - Default: unset
   * - Valid: a text
   * - Known to java-4.4 only
   * - Has no part in delivery
   */
  readonly "sasl.oauthbearer.assertion.claim.aud"?: string | null;
  /**
   * How long an assertion lasts.
   *
   * - Unit: seconds
   * - Default: `300`
   * - Valid: 0 to 86400
   * - Known to java-4.4 only
   * - Has no part in delivery
   */
  readonly "sasl.oauthbearer.assertion.claim.exp.seconds"?: number | bigint | string | null;
  /**
   * Issuer of assertions.
   *
   * - Default: unset
   * - Valid: a text
   * - Known to java-4.4 only
   * - Has no part in delivery
   */
  readonly "sasl.oauthbearer.assertion.claim.iss"?: string | null;
  /**
   * Whether each assertion has an id of its own.
   *
   * - Default: `false`
   * - Valid: true or false
   * - Known to java-4.4 only
   * - Has no part in delivery
   */
  readonly "sasl.oauthbearer.assertion.claim.jti.include"?: boolean | string | null;
  /**
   * How far before now an assertion begins to count.
   *
   * - Unit: seconds
   * - Default: `60`
   * - Valid: 0 to 3600
   * - Known to java-4.4 only
   * - Has no part in delivery
   */
  readonly "sasl.oauthbearer.assertion.claim.nbf.seconds"?: number | bigint | string | null;
  /**
   * Subject of assertions.
   *
   * - Default: unset
   * - Valid: a text
   * - Known to java-4.4 only
   * - Has no part in delivery
   */
  readonly "sasl.oauthbearer.assertion.claim.sub"?: string | null;
  /**
   * File with a finished assertion.
   *
   * - Default: unset
   * - Valid: a text
   * - Known to java-4.4 only
   * - Has no part in delivery
   */
  readonly "sasl.oauthbearer.assertion.file"?: string | null;
  /**
   * File with the key that signs assertions.
   *
   * - Default: unset
   * - Valid: a text
   * - Known to java-4.4 only
   * - Has no part in delivery
   */
  readonly "sasl.oauthbearer.assertion.private.key.file"?: string | null;
  /**
   * Passphrase of that key.
   *
   * - Default: unset
   * - Valid: a text
   * - Known to java-4.4 only
   * - Has no part in delivery
   */
  readonly "sasl.oauthbearer.assertion.private.key.passphrase"?: string | null;
  /**
   * File with further headers and claims of assertions.
   *
   * - Default: unset
   * - Valid: a text
   * - Known to java-4.4 only
   * - Has no part in delivery
   */
  readonly "sasl.oauthbearer.assertion.template.file"?: string | null;
  /**
   * Claim that holds the scope.
   *
   * - Default: `scope`
   * - Valid: a text
   * - Has no part in delivery
   */
  readonly "sasl.oauthbearer.scope.claim.name"?: string | null;
  /**
   * Claim that holds the subject.
   *
   * - Default: `sub`
   * - Valid: a text
   * - Has no part in delivery
   */
  readonly "sasl.oauthbearer.sub.claim.name"?: string | null;
  /**
   * Address of the provider of tokens.
   *
   * - Default: unset
   * - Valid: a text
   * - Has no part in delivery
   */
  readonly "sasl.oauthbearer.token.endpoint.url"?: string | null;
  /**
   * Address of the provider's keys.
   *
   * - Default: unset
   * - Valid: a text
   * - Has no part in delivery
   */
  readonly "sasl.oauthbearer.jwks.endpoint.url"?: string | null;
  /**
   * How often the provider's keys are fetched again.
   *
   * - Unit: milliseconds
   * - Default: `3600000`
   * - Valid: a whole number up to 9223372036854775807
   * - Has no part in delivery
   */
  readonly "sasl.oauthbearer.jwks.endpoint.refresh.ms"?: number | bigint | string | null;
  /**
   * Where the growth of the pause between fetches of the keys ends.
   *
   * - Unit: milliseconds
   * - Default: `10000`
   * - Valid: a whole number up to 9223372036854775807
   * - Has no part in delivery
   */
  readonly "sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms"?: number | bigint | string | null;
  /**
   * Pause before the keys are fetched again.
   *
   * - Unit: milliseconds
   * - Default: `100`
   * - Valid: a whole number up to 9223372036854775807
   * - Has no part in delivery
   */
  readonly "sasl.oauthbearer.jwks.endpoint.retry.backoff.ms"?: number | bigint | string | null;
  /**
   * How far the clocks of client and provider may be apart.
   *
   * - Unit: seconds
   * - Default: `30`
   * - Valid: a whole number up to 2147483647
   * - Has no part in delivery
   */
  readonly "sasl.oauthbearer.clock.skew.seconds"?: number | bigint | string | null;
  /**
   * Whether a token passes without an expected audience.
   *
   * - Default: `false`
   * - Valid: true or false
   * - Known to java-4.4 only
   * - Has no part in delivery
   */
  readonly "sasl.oauthbearer.allow.unverified.audience"?: boolean | string | null;
  /**
   * Audiences of which a token must name one.
   *
   * - Default: unset, empty in java-4.4
   * - Valid: texts with commas between
   * - Has no part in delivery
   */
  readonly "sasl.oauthbearer.expected.audience"?: readonly string[] | string | null;
  /**
   * Whether a token passes without an expected issuer.
   *
   * - Default: `false`
   * - Valid: true or false
   * - Known to java-4.4 only
   * - Has no part in delivery
   */
  readonly "sasl.oauthbearer.allow.unverified.issuer"?: boolean | string | null;
  /**
   * Issuer that a token must name.
   *
   * - Default: unset
   * - Valid: a text
   * - Has no part in delivery
   */
  readonly "sasl.oauthbearer.expected.issuer"?: string | null;
  /**
   * Whether client id and secret are encoded for a URL in the header.
   *
   * - Default: `false`
   * - Valid: true or false
   * - Has no part in delivery
   */
  readonly "sasl.oauthbearer.header.urlencode"?: boolean | string | null;
  /**
   * Whether the producer numbers its batches, so that the broker stores each once and in order, whatever is sent again. It needs acks=all, retries and at most 5 requests in flight. Where it is not written, a setting against it switches it off in silence.
   *
   * - Default: `true`
   * - Valid: true or false
   */
  readonly "enable.idempotence"?: boolean | string | null;
  /**
   * How long a transaction may be open before the coordinator aborts it. The broker has an upper limit.
   *
   * - Unit: milliseconds
   * - Default: `60000`
   * - Valid: a whole number up to 2147483647
   * - Not simulated
   */
  readonly "transaction.timeout.ms"?: number | bigint | string | null;
  /**
   * Name under which a transactional producer comes back after a restart, so that its forerunner is fenced off. It implies idempotence.
   *
   * - Default: unset
   * - Valid: a text, not empty
   */
  readonly "transactional.id"?: string | null;
  /**
   * Whether an outside coordinator ends the transactions, which then have no timeout.
   *
   * - Default: `false`
   * - Valid: true or false
   * - Known to java-4.4 only
   * - Has no part in delivery
   */
  readonly "transaction.two.phase.commit.enable"?: boolean | string | null;
  /**
   * What the client does when it can reach no broker that it knows: give up, or begin again from bootstrap.servers.
   *
   * - Default: `none`, `rebootstrap` in java-4.4
   * - Valid: one of REBOOTSTRAP, NONE, in any case
   * - Not simulated
   */
  readonly "metadata.recovery.strategy"?: "REBOOTSTRAP" | "NONE" | (string & Record<never, never>) | null;
  /**
   * How long metadata may be out of reach before the client begins again from bootstrap.servers.
   *
   * - Unit: milliseconds
   * - Default: `300000`
   * - Valid: 0 to 9223372036854775807
   * - Known to java-4.4 only
   * - Not simulated
   */
  readonly "metadata.recovery.rebootstrap.trigger.ms"?: number | bigint | string | null;
  /**
   * Whether the client notices that a broker belongs to another cluster than the one that it knows.
   *
   * - Default: `true`
   * - Valid: true or false
   * - Known to java-4.4 only
   * - Has no part in delivery
   */
  readonly "metadata.cluster.check.enable"?: boolean | string | null;
  /**
   * Names of classes that values may be fetched from.
   *
   * - Default: empty
   * - Valid: texts with commas between
   * - Known to java-4.4 only
   * - Has no part in delivery
   */
  readonly "config.providers"?: readonly string[] | string | null;
}
