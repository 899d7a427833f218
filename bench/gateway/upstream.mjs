// The service behind both proxies: as little work as possible, so that the proxies are what is measured.
import { createServer } from "node:http";

const body = Buffer.from("x".repeat(1024));
createServer((_request, response) => {
  response.writeHead(200, { "content-type": "text/plain", "content-length": body.length });
  response.end(body);
}).listen(Number(process.env.PORT), "127.0.0.1");
