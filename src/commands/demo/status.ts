/** Says on a terminal what is being done just now, in one line that the next one replaces; null takes it away. Silent when piped. */
export function status(): (doing: string | null) => void {
  const { stderr } = process;
  if (!stderr.isTTY) return () => {};
  return (doing) => void stderr.write(`\r\u001b[2K${doing === null ? '' : `  ${doing} …`}`);
}
