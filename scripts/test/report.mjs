/** Collects what every check and runner counted, and tells it at the end. */
export function openReport() {
  const rows = [];
  return {
    /** A check that either holds or not. Its output is shown only when it does not. */
    check(name, { ok, output, durationMs }) {
      rows.push({ name, passed: ok ? 1 : 0, failed: ok ? 0 : 1, durationMs, failures: [], unsteady: [] });
      console.log(`${ok ? "✓" : "✗"} ${name} (${seconds(durationMs)})`);
      if (!ok && output) console.log(`${output.trimEnd()}\n`);
      return ok;
    },
    /** A runner that counted its tests itself. Counting none is a failure: it means that nothing was looked at. */
    tests(name, { passed, failed, skipped, failures, unsteady, durationMs }) {
      const nothing = passed + failed === 0;
      rows.push({
        name,
        passed,
        failed: nothing ? 1 : failed,
        skipped,
        failures,
        unsteady,
        durationMs,
        note: nothing ? "no test ran" : undefined,
      });
    },
    /** Prints the table and the last line; true when everything passed. */
    finish() {
      const width = Math.max(...rows.map(({ name }) => name.length));
      console.log("\nSummary");
      for (const { name, passed, failed, skipped, durationMs, note } of rows) {
        const extra = [skipped ? `${skipped} skipped` : "", note ?? ""].filter(Boolean).join(", ");
        console.log(
          `  ${name.padEnd(width)}  ${count(passed)} passed ${count(failed)} failed  ${seconds(durationMs).padStart(8)}  ${extra}`.trimEnd(),
        );
      }
      // Once more by name: of a long output often only its end is kept.
      list("Failed", rows, "failures");
      list("Passed at the second try only", rows, "unsteady");
      const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
      const [passed, failed] = [sum("passed"), sum("failed")];
      console.log(`\n${passed} passed, ${failed} failed`);
      return failed === 0 && passed > 0;
    },
  };
}

function list(heading, rows, key) {
  const lines = rows.flatMap((row) => row[key].map((line) => `  ${row.name}: ${line}`));
  if (lines.length > 0) console.log(`\n${heading}\n${lines.join("\n")}`);
}

const count = (value) => String(value).padStart(5);
const seconds = (durationMs) => `${(durationMs / 1000).toFixed(1)} s`;
