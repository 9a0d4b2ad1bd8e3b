/** Gives knip's findings, and how many files it went through, as one JSON object. */
export default ({ issues, counters }) => {
  const findings = [];
  for (const [kind, byFile] of Object.entries(issues)) {
    if (byFile instanceof Set) {
      for (const path of byFile) findings.push({ kind, path, symbol: "" });
      continue;
    }
    for (const bySymbol of Object.values(byFile)) {
      for (const { filePath, symbol } of Object.values(bySymbol)) findings.push({ kind, path: filePath, symbol });
    }
  }
  console.log(JSON.stringify({ processed: counters.processed, findings }));
};
