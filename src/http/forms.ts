import type { FastifyInstance } from 'fastify';

/** Takes forms of pages and nothing else, of at most so many bytes: names with their values, of several of a name the last. */
export function takeForms(app: FastifyInstance, bodyLimit: number): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit },
    (_request, body, done) => done(null, new Map(new URLSearchParams(body as string))),
  );
}
