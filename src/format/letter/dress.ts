import type { Tone } from './blocks.ts';
import { ours, type Html } from '../../lib/html.ts';

/*
 * How our mails look. Every cell says its own text and ground colour, since mail programs mix in theirs; frames tell
 * things apart where shades get lost; and the dark dress hangs on classes, for the programs that know them.
 */

type Pair = { readonly ink: string; readonly ground: string };
type Dress = {
  readonly ground: string;
  readonly sheet: string;
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
  readonly link: string;
  readonly control: string;
  readonly tones: Readonly<Record<Tone, Pair>>;
};

/** Contrast of every ink on its ground is 5 to 1 or more. */
export const LIGHT: Dress = {
  ground: '#f3f4f2',
  sheet: '#fdfdfd',
  ink: '#1b1f24',
  soft: '#5a636c',
  line: '#d9dcd8',
  link: '#0b4f9e',
  control: '#8a93a0',
  tones: {
    late: { ink: '#a40e26', ground: '#fde8ea' },
    down: { ink: '#a40e26', ground: '#fde8ea' },
    now: { ink: '#8a3b00', ground: '#fff0e0' },
    soon: { ink: '#5d4a00', ground: '#fff8d6' },
    fine: { ink: '#14532d', ground: '#eef7f0' },
    waiting: { ink: '#1b1f24', ground: '#f3f4f2' },
    plain: { ink: '#1b1f24', ground: '#f3f4f2' },
  },
};

const DARK: Dress = {
  ground: '#14181c',
  sheet: '#1b2126',
  ink: '#e8ebee',
  soft: '#aab4bd',
  line: '#37414a',
  link: '#8ec1ff',
  control: '#7d8794',
  tones: {
    late: { ink: '#ffb3bd', ground: '#4a1119' },
    down: { ink: '#ffb3bd', ground: '#4a1119' },
    now: { ink: '#ffc48a', ground: '#46260a' },
    soon: { ink: '#ffe27a', ground: '#3b3205' },
    fine: { ink: '#a6e3b8', ground: '#12301d' },
    waiting: { ink: '#e8ebee', ground: '#14181c' },
    plain: { ink: '#e8ebee', ground: '#14181c' },
  },
};

// Blue and vermilion: far apart for every kind of colour blindness, and 3.4 to 1 on both grounds.
export const KEPT = '#0072b2';
export const BROKEN = '#d55e00';

export const FONT = "-apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

/** `color` and `background-color` of a tone. */
export function toned(tone: Tone): string {
  const { ink, ground } = LIGHT.tones[tone];
  return `color:${ink};background-color:${ground};`;
}

const TONE_NAMES = Object.keys(DARK.tones) as Tone[];

/** The sheet of styles: the dark dress, and more room for words on a narrow screen. */
export const STYLE: Html = ours(`
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
.ground { background-color: ${DARK.ground} !important; }
.sheet { background-color: ${DARK.sheet} !important; border-color: ${DARK.line} !important; }
.ink, h1, h2 { color: ${DARK.ink} !important; background-color: ${DARK.sheet} !important; }
.soft { color: ${DARK.soft} !important; background-color: ${DARK.sheet} !important; }
.line { border-color: ${DARK.line} !important; }
.link { color: ${DARK.link} !important; }
.main { background-color: ${DARK.link} !important; border-color: ${DARK.link} !important; color: ${DARK.ground} !important; }
.button { background-color: ${DARK.sheet} !important; border-color: ${DARK.control} !important; color: ${DARK.link} !important; }
.mark { border-color: ${DARK.control} !important; }
.panel { color: ${DARK.ink} !important; background-color: ${DARK.ground} !important; border-color: ${DARK.line} !important; }
${TONE_NAMES.map((name) => `.${name} { color: ${DARK.tones[name].ink} !important; background-color: ${DARK.tones[name].ground} !important; border-color: ${DARK.tones[name].ink} !important; }`).join('\n')}
}
@media (max-width: 480px) {
.side { padding-left: 20px !important; padding-right: 20px !important; }
.outer { padding: 0 !important; }
.sheet { border-left-width: 0 !important; border-right-width: 0 !important; border-radius: 0 !important; }
h1 { font-size: 22px !important; }
}
`);
