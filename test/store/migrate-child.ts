// Migrates the database that it is told, and prints what it applied.
import { migrate } from '../../src/store/migrate.ts';
import { openStore } from '../../src/store/open.ts';

const [url, dataDir] = process.argv.slice(2);
const store = await openStore({ url: url === '' ? null : url!, dataDir: dataDir!, connections: 2 });
console.log(JSON.stringify(await migrate(store.db)));
await store.close();
