import { startSink } from '../test/peers/smtp-sink.ts';

/*
 * Takes the acknowledgements in a process of its own, so that its work is not counted as ours. Prints its port.
 */

const sink = await startSink();
// Nothing is kept: two thousand mails would only fill memory.
setInterval(() => sink.mails.splice(0), 1_000).unref(); // ms
console.log(`port ${sink.port}`);
