"""The experiment of bench/sweep.ts as one would write it with SimPy: records gather in batches for linger.ms, at most five
requests are in flight, a request or its answer is lost by 1% each, and is sent again after the request's timeout. Without
protocol, sequences, connections or a broker's log. Prints the records it simulated and the seconds that took."""

import random
import sys
import time

import simpy

RECORDS, EVERY, DELAY, LOSS, TIMEOUT, BACKOFF, LINGER, IN_FLIGHT = 1000, 2.0, 2.0, 0.01, 500.0, 100.0, 5.0, 5


class Producer:
    def __init__(self, env, luck):
        self.env = env
        self.luck = luck
        self.pipe = simpy.Resource(env, capacity=IN_FLIGHT)
        self.batch = None
        self.latencies = []

    def application(self):
        for _ in range(RECORDS):
            if self.batch is None:
                self.batch = []
                self.env.process(self.linger())
            self.batch.append(self.env.now)
            yield self.env.timeout(EVERY)

    def linger(self):
        yield self.env.timeout(LINGER)
        batch, self.batch = self.batch, None
        with self.pipe.request() as turn:
            yield turn
            while True:
                lost = self.luck.random() < LOSS or self.luck.random() < LOSS
                if not lost:
                    break
                yield self.env.timeout(TIMEOUT + BACKOFF * self.luck.uniform(0.8, 1.2))
            yield self.env.timeout(DELAY)
            yield self.env.timeout(DELAY)
        self.latencies.extend(self.env.now - sent for sent in batch)


def main(runs):
    begun = time.perf_counter()
    records = 0
    for seed in range(runs):
        env = simpy.Environment()
        producer = Producer(env, random.Random(seed))
        env.process(producer.application())
        env.run()
        records += len(producer.latencies)
    print(records, time.perf_counter() - begun)


main(int(sys.argv[1]))
