/** A measured figure, for whoever reads the output of the run. */
export const say = (line: string) => process.stdout.write(`  ${line}\n`);
