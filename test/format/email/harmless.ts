import { createRequire } from 'node:module';

// the parser that the cleaner itself comes with: a second look at what came out, by a list that is written down here anew
const { Parser } = createRequire(createRequire(import.meta.url).resolve('sanitize-html'))('htmlparser2') as {
  Parser: new (
    on: {
      onopentag?(name: string, attributes: Record<string, string>): void;
      oncomment?(text: string): void;
      onprocessinginstruction?(name: string, text: string): void;
    },
    options?: object,
  ) => { end(text: string): void };
};

const TAGS = new Set(
  'a abbr acronym address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q s samp section small span strike strong sub sup table tbody td tfoot th thead time tr tt u ul var wbr'.split(
    ' ',
  ),
);
const ATTRIBUTES: Readonly<Record<string, RegExp>> = {
  href: /^(?:https?:\/\/[^/]|mailto:|tel:)/,
  src: /^data:image\/(?:png|jpeg);base64,[A-Za-z0-9+/=]+$/,
  target: /^_blank$/,
  rel: /^noopener noreferrer nofollow$/,
  title: /^(?:https?:\/\/|mailto:|tel:)/,
  alt: /^/,
  style: /^(?:[a-z-]+:[a-z0-9 #%.,"'()_-]+;?)+$/,
};
const PLAIN =
  'align bgcolor border cellpadding cellspacing color colspan dir face height lang nowrap rowspan scope size span start type valign value width'.split(
    ' ',
  );
const STYLE =
  /position|url|expression|import|behavio|binding|var\(|attr\(|image|content|@|\\|\/\*|z-index|filter|animation|transition/;

/** What is wrong with HTML that was cleaned; nothing, as it must be. */
export function faultsOf(html: string): readonly string[] {
  const faults: string[] = [];
  new Parser({
    onopentag(name, attributes) {
      if (!TAGS.has(name)) faults.push(`<${name}>`);
      for (const [key, value] of Object.entries(attributes)) {
        const form = ATTRIBUTES[key];
        if (form === undefined ? !PLAIN.includes(key) || !/^[\w#%.,+ -]*$/.test(value) : !form.test(value))
          faults.push(`${name} ${key}=${value}`);
        if (key === 'href' && name !== 'a') faults.push(`${name} has a link`);
        if (key === 'src' && name !== 'img') faults.push(`${name} has a source`);
        if (key === 'style' && STYLE.test(value)) faults.push(`style ${value}`);
      }
      if (name === 'a' && 'href' in attributes && attributes['rel'] !== 'noopener noreferrer nofollow')
        faults.push('a link without rel');
    },
    oncomment: (text) => faults.push(`<!--${text}-->`),
    onprocessinginstruction: (name) => faults.push(name),
  }).end(html);
  return faults;
}
