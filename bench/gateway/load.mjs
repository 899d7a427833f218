// Load on a port over raw sockets: each connection asks again as soon as it has its answer. Prints JSON.
import { connect } from "node:net";

const [port, host, connections, durationMs] = process.argv
  .slice(2)
  .map((text, index) => (index === 1 ? text : Number(text)));
const question = Buffer.from(`GET / HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: bench\r\nAccept: */*\r\n\r\n`);
const latenciesMs = [];
let failed = 0;
const endAt = performance.now() + durationMs;

await Promise.all(Array.from({ length: connections }, run));
latenciesMs.sort((left, right) => left - right);
const at = (share) =>
  latenciesMs[Math.min(latenciesMs.length - 1, Math.floor(latenciesMs.length * share))] ?? 0;
process.stdout.write(
  JSON.stringify({
    perSecond: (latenciesMs.length / durationMs) * 1000,
    failed,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
  }),
);

function run() {
  return new Promise((done) => {
    const socket = connect(port, "127.0.0.1");
    socket.setNoDelay(true);
    let askedAt = 0;
    let missing = -1;
    let head = "";
    const ask = () => {
      if (performance.now() >= endAt) return socket.end(done);
      askedAt = performance.now();
      missing = -1;
      head = "";
      socket.write(question);
    };
    socket.on("connect", ask);
    socket.on("data", (chunk) => {
      if (missing === -1) {
        head += chunk.toString("latin1");
        const end = head.indexOf("\r\n\r\n");
        if (end === -1) return;
        if (!head.startsWith("HTTP/1.1 200")) failed += 1;
        missing = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0) - (head.length - end - 4);
      } else missing -= chunk.length;
      if (missing > 0) return;
      latenciesMs.push(performance.now() - askedAt);
      ask();
    });
    socket.on("error", () => {
      failed += 1;
      done();
    });
  });
}
