package org.apache.kafka.clients.producer.internals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.InitProducerIdRequest;
import org.apache.kafka.common.requests.MetadataRequest;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.RequestUtils;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/** Brokers that answer as the script says: by the position of a request among those of its kind. */
final class ScriptedCluster {
    static final String TOPIC = "t";
    private static final Uuid TOPIC_ID = new Uuid(1, 1);
    private static final String HOST = "127.0.0.1";
    private static final int[] PORTS = Pinned.portsInHashOrder(HOST);

    private final JsonNode script;
    private final VirtualTime time;
    private final Trace trace;
    private final TreeMap<Integer, Connection> connections = new TreeMap<>();
    private int connectCount;
    private int produceCount;
    private int initCount;
    private int metadataCount;

    ScriptedCluster(JsonNode script, VirtualTime time, Trace trace) {
        this.script = script;
        this.time = time;
        this.trace = trace;
    }

    Connection connection(int node) {
        return connections.computeIfAbsent(node, id -> new Connection(id, time, trace));
    }

    /** By ascending broker id. */
    Collection<Connection> connections() {
        return connections.values();
    }

    void onConnect(Connection connection) {
        JsonNode attempt = script.path("connect").path(connectCount++);
        connection.connect(attempt, script.get("connectDelay").asLong(), isDown(connection.node));
    }

    private boolean isDown(int node) {
        for (JsonNode down : script.path("down")) {
            if (down.get("node").asInt() == node && down.get("from").asLong() <= time.now() && time.now() < down.get("to").asLong()) {
                return true;
            }
        }
        return false;
    }

    /** The bytes of a request are written. */
    void onRequest(Connection connection, ByteBuffer bytes) {
        bytes.getInt();
        RequestHeader header = RequestHeader.parse(bytes);
        AbstractRequest request = Line.parse(header, bytes);
        if (request instanceof ProduceRequest produce) {
            onProduce(connection, header, produce);
        } else if (request instanceof InitProducerIdRequest init) {
            onInit(connection, header, init);
        } else if (request instanceof MetadataRequest) {
            onMetadata(connection, header);
        } else {
            throw new IllegalStateException("the client wrote " + header.apiKey() + ", which no script answers");
        }
    }

    /** True if the answer is that there is none. */
    private static boolean lostOnTheWay(Connection connection, JsonNode answer, long after) {
        boolean cut = answer.path("disconnect").asBoolean();
        if (!cut && !answer.path("drop").asBoolean()) {
            return false;
        }
        connection.neverAnswer();
        if (!answer.path("drop").asBoolean()) {
            connection.goneAfter(after);
        }
        return true;
    }

    private long delay(JsonNode answer, String kind) {
        return answer.path("after").asLong(script.get("latency").get(kind).asLong());
    }

    private void onProduce(Connection connection, RequestHeader header, ProduceRequest request) {
        int n = produceCount++;
        List<SentBatch> sent = Line.batches(request);
        ArrayNode batches = trace.event("produce").put("n", n).put("node", connection.node).putArray("batches");
        for (SentBatch batch : sent) {
            ArrayNode ids = batches.addObject().put("p", batch.partition()).put("pid", batch.producerId()).put("epoch", batch.epoch()).put("base", batch.baseSequence()).put("count", batch.values().size()).putArray("ids");
            for (int id : batch.ids()) {
                ids.add(id);
            }
        }
        JsonNode answer = script.path("produce").path(n);
        long after = delay(answer, "produce");
        if (request.acks() == 0) {
            if (answer.path("disconnect").asBoolean()) {
                connection.goneAfter(after);
            }
            return;
        }
        if (!lostOnTheWay(connection, answer, after)) {
            connection.answer(after, encode(header, produceAnswer(answer, n, request, sent)), () -> trace.event("answer").put("n", n));
        }
    }

    private ProduceResponseData produceAnswer(JsonNode answer, int n, ProduceRequest request, List<SentBatch> sent) {
        ProduceResponseData data = new ProduceResponseData().setThrottleTimeMs(answer.path("throttle").asInt(0));
        ProduceResponseData.TopicProduceResponse topic = Line.topicAnswer(request);
        for (SentBatch batch : sent) {
            topic.partitionResponses().add(partitionAnswer(answer, n, batch.partition()));
        }
        data.responses().add(topic);
        boolean hint = sent.stream().anyMatch(batch -> answer.path("leader").has(String.valueOf(batch.partition())));
        for (int node = 0; hint && node < script.get("brokers").asInt(); node++) {
            data.nodeEndpoints().add(new ProduceResponseData.NodeEndpoint().setNodeId(node).setHost(HOST).setPort(PORTS[node]));
        }
        return data;
    }

    private static ProduceResponseData.PartitionProduceResponse partitionAnswer(JsonNode answer, int n, int index) {
        String partition = String.valueOf(index);
        Errors error = Errors.valueOf(answer.path("errors").path(partition).asText(answer.path("error").asText("NONE")));
        ProduceResponseData.PartitionProduceResponse one = new ProduceResponseData.PartitionProduceResponse()
            .setIndex(index).setErrorCode(error.code())
            .setBaseOffset(error == Errors.NONE ? answer.path("offsets").path(partition).asLong(100L * n) : -1)
            .setLogStartOffset(answer.path("logStart").path(partition).asLong(-1));
        for (JsonNode bad : answer.path("recordErrors").path(partition)) {
            one.recordErrors().add(new ProduceResponseData.BatchIndexAndErrorMessage().setBatchIndex(bad.asInt()));
        }
        JsonNode leader = answer.path("leader").path(partition);
        if (!(leader instanceof MissingNode)) {
            one.currentLeader().setLeaderId(leader.get("id").asInt()).setLeaderEpoch(leader.get("epoch").asInt());
        }
        return one;
    }

    private void onInit(Connection connection, RequestHeader header, InitProducerIdRequest request) {
        int n = initCount++;
        trace.event("initPid").put("n", n).put("node", connection.node).put("pid", request.data().producerId()).put("epoch", request.data().producerEpoch());
        JsonNode answer = script.path("init").path(n);
        long after = delay(answer, "init");
        if (lostOnTheWay(connection, answer, after)) {
            return;
        }
        Errors error = Errors.valueOf(answer.path("error").asText("NONE"));
        boolean granted = error == Errors.NONE;
        InitProducerIdResponseData data = new InitProducerIdResponseData().setErrorCode(error.code())
            .setProducerId(granted ? answer.path("pid").asLong(1000L + n) : -1)
            .setProducerEpoch((short) (granted ? answer.path("epoch").asInt(0) : -1));
        connection.answer(after, encode(header, data), () -> trace.event("initAnswer").put("n", n));
    }

    private void onMetadata(Connection connection, RequestHeader header) {
        int n = metadataCount++;
        trace.event("metadata").put("n", n).put("node", connection.node);
        JsonNode answer = script.path("metadata").path(n);
        long after = delay(answer, "metadata");
        if (!lostOnTheWay(connection, answer, after)) {
            connection.answer(after, encode(header, metadata()), () -> trace.event("metadataAnswer").put("n", n));
        }
    }

    /** The cluster as it stands at this moment: all brokers, and each partition's leader and leader epoch. */
    MetadataResponseData metadata() {
        MetadataResponseData data = new MetadataResponseData().setClusterId("c").setControllerId(0);
        List<Integer> brokers = new ArrayList<>();
        for (int node = 0; node < script.get("brokers").asInt(); node++) {
            brokers.add(node);
            data.brokers().add(new MetadataResponseData.MetadataResponseBroker().setNodeId(node).setHost(HOST).setPort(PORTS[node]));
        }
        MetadataResponseData.MetadataResponseTopic topic = new MetadataResponseData.MetadataResponseTopic().setName(TOPIC).setTopicId(TOPIC_ID);
        for (int partition = 0; partition < script.get("leaders").size(); partition++) {
            int leader = script.get("leaders").get(partition).asInt();
            int epoch = 0;
            for (JsonNode change : script.path("leaderChanges")) {
                if (change.get("p").asInt() == partition && change.get("at").asLong() <= time.now()) {
                    leader = change.get("leader").asInt();
                    epoch = change.get("epoch").asInt();
                }
            }
            topic.partitions().add(new MetadataResponseData.MetadataResponsePartition()
                .setErrorCode(leader < 0 ? Errors.LEADER_NOT_AVAILABLE.code() : Errors.NONE.code())
                .setPartitionIndex(partition).setLeaderId(leader).setLeaderEpoch(epoch)
                .setReplicaNodes(brokers).setIsrNodes(brokers));
        }
        data.topics().add(topic);
        return data;
    }

    private static ByteBuffer encode(RequestHeader header, ApiMessage data) {
        return RequestUtils.serialize(header.toResponseHeader().data(), header.toResponseHeader().headerVersion(), data, header.apiVersion());
    }
}
