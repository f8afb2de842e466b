// Run as its own process: node readLog.ts TREE FILE, where TREE is a checkout of Aisle.
const [tree, file] = process.argv.slice(2) as [string, string];
const { readEventLog } = await import(`${tree}/packages/cli/src/data/index.ts`);
const usage = process.cpuUsage();
const startedMs = performance.now();
const { rowCount } = await readEventLog({ file });
const seconds = (performance.now() - startedMs) / 1000;
const { user, system } = process.cpuUsage(usage);
console.log(
  JSON.stringify({
    rows: rowCount,
    rowsPerSecond: Math.round(rowCount / seconds),
    rowsPerProcessorSecond: Math.round(rowCount / ((user + system) / 1e6)),
    peakMemoryBytes: 1024 * process.resourceUsage().maxRSS,
  }),
);

export {};
