/*
 * Domains in which anybody can have an address. As a customer's domain they would cover the whole world.
 * A country's mail houses are named where they are the usual ones there; a missed one costs no more than care at import.
 */

const MAIL_HOUSES = new Set(
  `gmail.com googlemail.com outlook.com hotmail.com live.com msn.com passport.com hotmail.co.uk hotmail.de hotmail.fr
   hotmail.it hotmail.es live.co.uk live.de live.fr live.nl live.ca live.com.au outlook.de outlook.fr outlook.es outlook.it
   outlook.jp yahoo.com ymail.com rocketmail.com myyahoo.com yahoo.co.uk yahoo.de yahoo.fr yahoo.it yahoo.es yahoo.ca
   yahoo.com.au yahoo.com.br yahoo.co.in yahoo.co.jp yahoo.com.mx yahoo.com.ar aol.com aim.com icloud.com me.com mac.com
   proton.me protonmail.com protonmail.ch pm.me tutanota.com tuta.io tuta.com gmx.com gmx.net gmx.de gmx.at gmx.ch mail.com
   email.com usa.com web.de t-online.de freenet.de arcor.de posteo.de mailbox.org zoho.com zohomail.com fastmail.com
   fastmail.fm hey.com hushmail.com yandex.com yandex.ru ya.ru mail.ru bk.ru inbox.ru list.ru rambler.ru qq.com foxmail.com
   163.com 126.com yeah.net sina.com sohu.com naver.com daum.net hanmail.net rediffmail.com orange.fr wanadoo.fr free.fr
   laposte.net sfr.fr libero.it virgilio.it tiscali.it alice.it tin.it terra.com.br uol.com.br bol.com.br ig.com.br seznam.cz
   wp.pl o2.pl onet.pl interia.pl abv.bg ziggo.nl kpnmail.nl planet.nl xs4all.nl telenet.be skynet.be bluewin.ch hispeed.ch
   comcast.net xfinity.com verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net spectrum.net roadrunner.com
   earthlink.net juno.com netzero.net optonline.net frontier.com frontiernet.net windstream.net centurylink.net embarqmail.com
   rogers.com shaw.ca sympatico.ca bell.net telus.net videotron.ca btinternet.com bt.com talktalk.net virginmedia.com sky.com
   ntlworld.com blueyonder.co.uk bigpond.com bigpond.net.au optusnet.com.au iinet.net.au xtra.co.nz mailinator.com
   guerrillamail.com 10minutemail.com yopmail.com trashmail.com sharklasers.com temp-mail.org onmicrosoft.com`.split(
    /\s+/u,
  ),
);

/** Endings under which a registry of a country sells names to everybody: `co.uk`, `com.au`, `or.jp`. */
const REGISTRY = /^(?:ac|co|com|edu|gob|gouv|gov|go|ltd|me|mil|ne|net|nhs|nom|or|org|plc|sch)\.[a-z]{2}$/u;

/** Why a domain cannot be one customer's own, or null when it can be. Lower-cased domain. */
export function sharedDomain(domain: string): string | null {
  if (!domain.includes('.')) return 'is no whole domain';
  if (REGISTRY.test(domain)) return 'is an ending under which everybody has a domain';
  const house = hostsOf(domain).find(
    (host) => MAIL_HOUSES.has(host) && (host !== 'onmicrosoft.com' || host === domain),
  );
  return house === undefined ? null : 'is a mail service where everybody can have an address';
}

function hostsOf(domain: string): readonly string[] {
  const labels = domain.split('.');
  return labels.map((_, i) => labels.slice(i).join('.'));
}
