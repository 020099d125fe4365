/*
 * What people fax to a support desk, typed. Names, numbers and firms are invented; numbers are those kept for fiction (555-01xx).
 */

const COVER = `FACSIMILE

To: Lindenhof Software, Customer Support
Fax: +1 212 555 0177
From: Mara Lindqvist, Northwind Bearings
Phone: +1 555 010 2231
Date: November 26, 2026
Re: Invoices print without totals since this morning
Pages: 2 including this cover

Urgent [ ]   For review [x]   Please reply [x]

Please find the details on the next page. Our reference with you is
[#K7Q-2M4]. I am at my desk until 17:30 and can be called at any time.

This transmission is intended only for the person to whom it is addressed.
If you received it in error, please notify us and destroy all copies.`;

const LETTER = `Dear support team,

Since the update that was installed last night, the invoice report of our
production system comes out without any totals. The lines of the single
positions are correct, but the sum at the bottom, the tax and the amount due
are empty. We noticed it at about 8:15 this morning when our bookkeeper
wanted to send 43 invoices to customers. She restarted the application twice
and tried another printer, with the same result. Printing to a PDF file
shows the same fault, so it cannot be the printer.

The test system, which still has version 7.4.2, prints everything as before.
We can work around it for a day by typing totals by hand, but on Friday the
monthly run with some 600 invoices is due, and that cannot be done by hand.

Could you please look into it and call me back today? You may connect to
our server at any time; the remote access is the one you know. If you need
the database, our administrator Jonas Frey (extension 318) can send a copy.

With kind regards,
Mara Lindqvist
Head of Accounting, Northwind Bearings`;

const LIST = `Open points after the training of 19 November 2026

1. Time entry: the week view jumps back to Monday after every save.
2. Expenses: receipts in HEIC format are refused with error EX-4107.
3. Billing: the discount of 2.5 % is applied before rounding, should be after.
   Invoice 2026-08841: expected $1,284.60, printed $1,284.57.
   Invoice 2026-08842: expected $960.00, printed $959.98.
   Invoice 2026-08857: expected $13,075.25, printed $13,075.31.
4. Planning: Hannah Okafor and Paul Whitfield cannot see projects of the
   Leipzig office. Their role is PLANNER_READ, as it was before.
5. Reports: the export to Excel takes 11 minutes; in October it took 40 s.
6. How can we change the colour of public holidays in the calendar?

Server: APPSRV02, Windows Server 2022, 32 GB
Database: PostgreSQL 15.4 on port 5433
Client versions: 7.5.0 (38 seats), 7.4.2 (4 seats)

Points 2 and 3 block us. The others can wait until the next release.
Contact: Peter Vasquez, phone 1-613-555-0148, fax 1-613-555-0149`;

const NOTE = `Good morning,

nobody in our company can log in. The screen says "Licence server not
reachable (code 0x8007)" and closes after a few seconds. All 120 users are
affected, in both offices, since 06:50. We have not changed anything.

The wages must be released by noon or the bank will not pay them tomorrow.
E-mail is down as well, so please call: 1-613-555-0131, ask for Ms. Tran.

Brightwater Logistics, customer number 20418
Rosa Tran, IT manager`;

/** A cover sheet, a letter, a list with figures, and a short note: one page each, by its lines. */
export const LETTERS: readonly (readonly string[])[] = [COVER, LETTER, LIST, NOTE].map((text) => text.split('\n'));
