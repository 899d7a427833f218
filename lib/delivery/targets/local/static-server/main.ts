import { serveFolder } from "./serve-folder";

/** Entry of the process that serves a static site: `<folder> <single-page | files>`, on PORT. */
const [folder = ".", mode] = process.argv.slice(2);
const server = serveFolder(folder, mode === "single-page");
server.listen(Number(process.env.PORT), "127.0.0.1");
process.on("SIGTERM", () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
