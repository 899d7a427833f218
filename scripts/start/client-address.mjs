import { subscribe } from "node:diagnostics_channel";

// Preloaded into web. Next passes on whatever `x-forwarded-for` a client sends and tells nobody who is at the other
// end of the socket. So we do what every proxy does: append the address that the connection comes from. The entries
// at the end of the list can then be believed, counted from the right (lib/core/client-address.ts).
subscribe("http.server.request.start", ({ request }) => {
  const { headers, socket } = request;
  const before = headers["x-forwarded-for"];
  const address = socket.remoteAddress ?? "unknown";
  headers["x-forwarded-for"] = before ? `${before}, ${address}` : address;
});
globalThis.slipwayAppendsClientAddress = true;
