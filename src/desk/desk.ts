import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../acts/act.ts';
import type { CallDeps } from '../acts/call.ts';
import type { ActDeps } from '../acts/perform.ts';
import type { Suggest } from '../domain/decision.ts';
import type { HealthFacts } from '../domain/health.ts';
import type { Policy } from '../domain/policy.ts';
import type { Role } from '../domain/staff.ts';
import type { Instant } from '../domain/time.ts';
import type { Log } from '../lib/log.ts';
import type { Blobs } from '../store/blobs.ts';
import type { Tx } from '../store/sql.ts';
import type { Page } from './frame.ts';
import type { OpenMail } from './mail/parts.ts';
import type { DeskRules } from './rules/desk-rules.ts';
import type { SignInWays } from './sign-in/ways.ts';

/** What the pages of the desk are made with. */
export type DeskDeps = {
  readonly acts: ActDeps;
  readonly blobs: Blobs;
  readonly policy: Policy;
  /** as the settings name it, without a slash at its end; null: only this machine is served */
  readonly publicUrl: string | null;
  /** E.164 region for numbers that are typed without a country, such as `US` */
  readonly phoneCountry: string;
  /** the country of a number in E.164, such as `DE`; null when it is none, or of no country */
  readonly regionOf: (number: string) => string | null;
  /** a number as it was typed, in E.164; null when it is none */
  readonly asNumber: (typed: string) => string | null;
  /** the rules, to be looked at and tried */
  readonly rules: DeskRules;
  /** the level for a text, by the rules in force */
  readonly suggest: Suggest;
  /** puts the mail with the number of a call's ticket into the outbox */
  readonly acknowledge: CallDeps['acknowledge'];
  /** by what people may sign in */
  readonly signIn: SignInWays;
  /** puts a mail with a link to sign in into the outbox */
  readonly mailSignIn: (tx: Tx, person: string, url: string, until: Instant, now: Instant) => Promise<void>;
  /** opens kept mail, to be shown and handed out, where it can do no harm */
  readonly open: OpenMail;
  readonly health: () => Promise<HealthFacts>;
  readonly log: Log;
};

/** What somebody who is signed in asks for. */
export type Ask = {
  readonly actor: Actor;
  /** the hidden field that each form of theirs bears */
  readonly field: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: ReadonlyMap<string, string>;
  /** what a form says: lines end with \n, blanks around are gone */
  readonly form: ReadonlyMap<string, string>;
  readonly now: Instant;
  /** the zone of the service hours: all times are told in it */
  readonly zone: string;
  readonly request: FastifyRequest;
};

/**
 * A page (`status` 200 unless it says otherwise), another address to go to (303; `done` is said there once),
 * or bytes. `missing`: there is no such thing, in a sentence.
 */
export type Answer =
  | { readonly page: Page; readonly status?: number }
  | { readonly to: string; readonly done?: string }
  | { readonly missing: string }
  | { readonly text: string; readonly type: string; readonly fileName?: string }
  | { readonly send: (reply: FastifyReply) => Promise<FastifyReply> };

export type Handler = (ask: Ask) => Promise<Answer>;

/** Where each part of the desk puts its pages. Only people with one of the roles are let in; a form is taken only from a page of ours. */
export type Desk = {
  readonly deps: DeskDeps;
  /** for bytes and streams that answer by themselves; guarded alike */
  readonly app: FastifyInstance;
  /** who asks for something of `app` */
  readonly whoAsks: (request: FastifyRequest) => Actor;
  get(path: string, roles: readonly Role[], handler: Handler): void;
  post(path: string, roles: readonly Role[], handler: Handler): void;
};

export const EVERYBODY: readonly Role[] = ['rep', 'manager', 'operator'];
export const DESK_PEOPLE: readonly Role[] = ['rep', 'manager'];
export const KEEPERS: readonly Role[] = ['manager', 'operator'];
