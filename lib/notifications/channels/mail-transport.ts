import "server-only";
import { connect, type Socket } from "node:net";

import { createTransport } from "nodemailer";
import SMTPTransport from "nodemailer/lib/smtp-transport/index.js";

/** Without a word from the server. */
const SILENCE_MS = 10_000;
/** For all of it, also with a server that never falls silent; shorter than the claim of a delivery. */
const DEADLINE_MS = 30_000;

/** Sends one letter through the server of an address such as `smtp://user:password@mail.example.com:587`. */
export const mailTransport = (url: string, deadlineMs = DEADLINE_MS) =>
  createTransport(
    // Made here, because createTransport takes an address and leaves out everything that was said beside it.
    new SMTPTransport({
      url,
      connectionTimeout: SILENCE_MS,
      greetingTimeout: SILENCE_MS,
      socketTimeout: SILENCE_MS,
      getSocket: ({ host = "localhost", port, secure }, done) => {
        const connection = connectionWithin(deadlineMs, { host, port: port ?? (secure ? 465 : 587) });
        const fail = (error: Error) => done(error, null);
        connection.once("error", fail).once("connect", () => {
          connection.off("error", fail);
          done(null, { connection });
        });
      },
    }),
    // A message of ours holds no files and no addresses to fetch from.
    { disableFileAccess: true, disableUrlAccess: true },
  );

/** A connection that is cut at the deadline: the library counts silence only. TLS is started on it by the library. */
function connectionWithin(deadlineMs: number, place: { host: string; port: number }): Socket {
  const connection = connect(place);
  const timer = setTimeout(
    () => connection.destroy(new Error(`The mail server took more than ${deadlineMs / 1_000} s in all.`)),
    deadlineMs,
  ).unref();
  return connection.once("close", () => clearTimeout(timer));
}
