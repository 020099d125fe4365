import type { FastifyReply } from 'fastify';
import { html } from '../lib/html.ts';
import { renderBare } from './frame.ts';

/** A page without the frame, for who is not signed in and for what failed. */
export function bare(reply: FastifyReply, status: number, title: string, text: string): FastifyReply {
  const page = html`<h1>${title}</h1>
    <p>${text}</p>
    <p><a href="/">To the desk</a></p>`;
  return reply.code(status).type('text/html; charset=utf-8').send(renderBare(title, page));
}
