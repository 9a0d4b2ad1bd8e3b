/**
 * Restarts a served broker through its control port: `node restart.mjs 9644 clean|crash`. For programs that take a
 * shell command for that, and need no curl for it.
 */
const [port, how] = process.argv.slice(2);

if (!/^\d+$/.test(port ?? "") || (how !== "clean" && how !== "crash")) {
  process.stderr.write("usage: node restart.mjs CONTROL-PORT clean|crash\n");
  process.exit(2);
}

const response = await fetch(`http://127.0.0.1:${port}/broker/restart`, {
  method: "POST",
  body: JSON.stringify({ how }),
});
if (!response.ok) {
  process.stderr.write(`the control port answered ${response.status}: ${await response.text()}\n`);
  process.exit(1);
}
