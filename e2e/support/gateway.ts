import { get } from "node:http";

export type Served = { status: number; release: string | undefined; text: string };

/** Asks a service through the gateway, by its public address. Names under `.localhost` need not be known to the machine. */
export function ask(publicUrl: string): Promise<Served> {
  const { hostname, port, pathname, host } = new URL(publicUrl);
  const address = hostname.endsWith(".localhost") ? "127.0.0.1" : hostname;
  return new Promise((done, fail) => {
    const request = get({ host: address, port, path: pathname, headers: { host } }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (text += chunk));
      response.on("end", () => {
        const release = response.headers["x-slipway-release"];
        done({ status: response.statusCode ?? 0, release: release?.toString(), text });
      });
    });
    request.on("error", fail);
  });
}
