// Many event streams in one process, as many browsers. Told a topic, it answers when each stream heard of it.
import { Agent, get } from "node:http";

const [url, cookie, count] = process.argv.slice(2);
const agent = new Agent({ maxSockets: Infinity });
let waited;

await Promise.all(Array.from({ length: Number(count) }, open));
process.send({ kind: "open" });
process.on("message", ({ topic }) => {
  waited = { text: `data: ${topic}\n`, instants: [] };
  process.send({ kind: "waiting" });
});

function open() {
  return new Promise((done, fail) => {
    const request = get(`${url}/api/events`, { agent, headers: { cookie } }, (response) => {
      if (response.statusCode !== 200) return fail(new Error(`A stream answered ${response.statusCode}.`));
      response.setEncoding("utf8").on("data", hear);
      response.on("end", () => process.exit(1));
      done();
    });
    request.on("error", fail);
  });
}

function hear(text) {
  if (!waited || !text.includes(waited.text)) return;
  waited.instants.push(performance.timeOrigin + performance.now());
  if (waited.instants.length === Number(count)) process.send({ kind: "heard", instants: waited.instants });
}
