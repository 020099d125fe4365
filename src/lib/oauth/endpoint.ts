/** What is wrong with the address of a token server, or null. Secrets travel there, so it must be encrypted (RFC 6749 §3.2), unless it never leaves this machine. */
export function endpointProblem(text: string): string | null {
  const url = URL.parse(text);
  if (url === null) return 'this is no address; use https://…';
  if (url.username !== '' || url.password !== '') return 'the address may hold no user and no password';
  if (url.hash !== '') return 'the address may hold no #fragment (RFC 6749 §3.2)';
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))) return null;
  return 'secrets are sent there; use https:// (http:// only on the same machine)';
}

/** Whether a host is this machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/u.test(host);
}
