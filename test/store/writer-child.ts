// Writes pairs of rows into the embedded database in the folder that it is told, and prints each pair once it is committed.
import { openStore } from '../../src/store/open.ts';
import { sql, transaction } from '../../src/store/sql.ts';

const store = await openStore({ url: null, dataDir: process.argv[2]!, connections: 4 });
const { db } = store;
await db.run(sql`create table if not exists pair (name text, half int, bytes bytea, primary key (name, half))`);
console.log('ready');

async function write(writer: number): Promise<void> {
  for (let i = 0; ; i += 1) {
    const name = `${process.pid}-${writer}-${i}`;
    const work = transaction(db, async (tx) => {
      await tx.run(sql`insert into pair values (${name}, 1, ${Buffer.alloc(5_000, i)})`);
      await tx.run(sql`insert into pair values (${name}, 2, ${Buffer.alloc(5_000, i)})`);
    });
    // A process that runs the database may go; then nobody knows what became of this pair, and the next one is tried.
    const isKept = await work.then(
      () => true,
      () => false,
    );
    if (isKept) console.log(`kept ${name}`);
  }
}

await Promise.all([1, 2, 3].map(write));
