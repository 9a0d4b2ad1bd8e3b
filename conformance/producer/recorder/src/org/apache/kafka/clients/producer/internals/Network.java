package org.apache.kafka.clients.producer.internals;

import org.apache.kafka.common.network.ChannelState;
import org.apache.kafka.common.network.NetworkReceive;
import org.apache.kafka.common.network.NetworkSend;
import org.apache.kafka.common.network.Selectable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The seam: it stands where the client has its selector, and its waits are where time passes. */
final class Network implements Selectable {
    private final VirtualTime time;
    private final Trace trace;
    private final ScriptedCluster cluster;
    private final BlockedSends blocked;
    private final int overshoot;

    private final List<NetworkSend> toWrite = new ArrayList<>();
    private boolean wakeup;
    private List<NetworkSend> written = List.of();
    private List<NetworkReceive> received = List.of();
    private List<String> connected = List.of();
    private Map<String, ChannelState> lost = Map.of();

    /** There was a poll since this was last put down. */
    boolean polled;

    Network(VirtualTime time, Trace trace, ScriptedCluster cluster, BlockedSends blocked, int overshoot) {
        this.time = time;
        this.trace = trace;
        this.cluster = cluster;
        this.blocked = blocked;
        this.overshoot = overshoot;
    }

    @Override
    public void poll(long timeout) throws IOException {
        blocked.letGoOn();
        polled = true;
        written = new ArrayList<>();
        received = new ArrayList<>();
        connected = new ArrayList<>();
        lost = new LinkedHashMap<>();
        long until = time.now() + (timeout > 0 ? timeout + overshoot : 0);
        boolean progress = write();
        while (true) {
            time.doWhatIsDue();
            progress |= deliver();
            if (progress || wakeup) {
                wakeup = false;
                time.stirred = true;
                return;
            }
            if (time.now() >= until) {
                return;
            }
            time.moveTo(Math.min(until, time.nextDue()));
        }
    }

    private boolean write() throws IOException {
        List<NetworkSend> writing = new ArrayList<>(toWrite);
        toWrite.clear();
        for (NetworkSend send : writing) {
            ByteBuffer bytes = Wire.drain(send);
            written.add(send);
            cluster.onRequest(connection(send.destinationId()), bytes);
        }
        return !writing.isEmpty();
    }

    /** At most one arrival of each connection, by ascending broker id. */
    private boolean deliver() {
        boolean any = false;
        for (Connection connection : cluster.connections()) {
            Connection.Arrival arrival = connection.arrived.poll();
            if (arrival == null) {
                continue;
            }
            any = true;
            String id = String.valueOf(connection.node);
            arrival.told().run();
            switch (arrival.kind()) {
                case "connected" -> {
                    connection.usable = true;
                    connected.add(id);
                }
                case "answer" -> received.add(new NetworkReceive(id, arrival.bytes()));
                default -> {
                    lost.put(id, "refused".equals(arrival.kind()) ? new ChannelState(ChannelState.State.NOT_CONNECTED, id) : ChannelState.READY);
                    connection.newLife();
                }
            }
        }
        return any;
    }

    private Connection connection(String id) {
        return cluster.connection(Integer.parseInt(id));
    }

    @Override
    public void connect(String id, InetSocketAddress address, int sendBuffer, int receiveBuffer) {
        cluster.onConnect(connection(id));
    }

    @Override
    public void send(NetworkSend send) {
        toWrite.add(send);
    }

    @Override
    public void close(String id) {
        trace.event("close").put("node", Integer.parseInt(id));
        connection(id).newLife();
        toWrite.removeIf(send -> send.destinationId().equals(id));
    }

    @Override
    public void wakeup() {
        wakeup = true;
    }

    @Override
    public boolean isChannelReady(String id) {
        return connection(id).usable;
    }

    @Override
    public List<NetworkSend> completedSends() {
        return written;
    }

    @Override
    public Collection<NetworkReceive> completedReceives() {
        return received;
    }

    @Override
    public Map<String, ChannelState> disconnected() {
        return lost;
    }

    @Override
    public List<String> connected() {
        return connected;
    }

    @Override
    public void close() { }

    @Override
    public void mute(String id) { }

    @Override
    public void unmute(String id) { }

    @Override
    public void muteAll() { }

    @Override
    public void unmuteAll() { }
}
