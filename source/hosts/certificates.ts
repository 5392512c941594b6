import type { Certificate, CertificatesReading, Unread } from './model.ts';
import { markSection, splitSections } from './sections.ts';

const mostCertificates = 60;

/** Where Caddy, lego, acme.sh, certbot, dehydrated and people by hand keep certificates. */
const folders = [
  '/etc/caddy',
  '/etc/lego',
  '/etc/letsencrypt/live',
  '/etc/acme',
  '/etc/acme.sh',
  '/etc/dehydrated/certs',
  '/etc/nginx',
  '/etc/haproxy',
  '/var/lib/caddy',
  '/var/lib/lego',
  '/var/lib/acme',
  '/var/lib/dehydrated/certs',
  '"$HOME/.lego"',
  '"$HOME/.acme.sh"',
  '"$HOME/.local/share/caddy"',
];

const names = "\\( -name '*.crt' -o -name '*.cer' -o -name 'cert.pem' -o -name 'fullchain.pem' \\)";
const issuers =
  "! -name '*.issuer.crt' ! -name 'ca.cer' ! -name 'ca.crt' ! -path '*/ca/*' ! -path '*/authorities/*'";

/** Finds certificates that the login user may read, and asks openssl until when they are good. */
export const certificatesScript = [
  'export LC_ALL=C',
  markSection('openssl'),
  'command -v openssl || echo absent',
  markSection('refused'),
  `set --; for d in ${folders.join(' ')}; do [ -d "$d" ] && set -- "$@" "$d"; done`,
  `found=; [ $# -eq 0 ] || found=$(find -L "$@" -maxdepth 7 -type f ${names} ${issuers} 2>&1 | head -n 200)`,
  `printf '%s\\n' "$found" | grep '^find: '`,
  markSection('certificates'),
  `printf '%s\\n' "$found" | grep -v '^find: ' | grep . | head -n ${mostCertificates} | while IFS= read -r f; do`,
  `  echo "file $f"; [ -r "$f" ] || { echo 'error: not readable by the login user'; continue; }`,
  '  command -v openssl >/dev/null && openssl x509 -noout -enddate -subject -in "$f" 2>&1 | head -n 4; done',
].join('\n');

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Nov  1 19:06:18 2026 GMT` as milliseconds since 1970; undefined for anything else. */
export function parseOpensslTime(text: string): number | undefined {
  const found = /^(\w{3}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d) (\d{4}) GMT$/.exec(text.trim());
  if (found === null) return undefined;
  const month = months.indexOf(found[1] ?? '');
  if (month === -1) return undefined;
  return Date.UTC(
    Number(found[6]),
    month,
    Number(found[2]),
    Number(found[3]),
    Number(found[4]),
    Number(found[5]),
  );
}

interface OpenFile {
  readonly path: string;
  expires?: number;
  subject?: string;
  words?: string;
}

/** Reads what the certificates script printed; never throws. */
export function parseCertificates(output: string): CertificatesReading {
  const sections = splitSections(output);
  const files = readFiles(sections.get('certificates') ?? []);
  const unread: Unread[] = [];
  if (!sections.has('certificates')) unread.push({ what: 'certificates', why: 'the host told nothing' });
  for (const line of sections.get('refused') ?? [])
    unread.push({ what: 'certificates', why: line.slice(0, 300) });
  if (sections.get('openssl')?.[0] === 'absent') {
    if (files.length === 0) return { certificates: [], unread };
    unread.push({
      what: 'certificates',
      why: `openssl is not installed, so ${files.length} found are not read`,
    });
    return { certificates: [], unread };
  }
  const certificates: Certificate[] = [];
  for (const { path, expires, subject, words } of files) {
    if (expires === undefined) unread.push({ what: path, why: words ?? 'openssl told nothing' });
    else certificates.push({ path, expires, ...(subject !== undefined && { subject }) });
  }
  return { certificates, unread };
}

function readFiles(lines: readonly string[]): OpenFile[] {
  const files: OpenFile[] = [];
  for (const line of lines) {
    if (line.startsWith('file /')) {
      files.push({ path: line.slice(5, 1_000) });
      continue;
    }
    const open = files.at(-1);
    if (open === undefined) continue;
    const expires = line.startsWith('notAfter=') ? parseOpensslTime(line.slice(9)) : undefined;
    if (expires !== undefined) open.expires = expires;
    else if (line.startsWith('subject=')) open.subject = line.slice(8, 300).trim();
    else open.words ??= line.slice(0, 200);
  }
  return files.slice(0, mostCertificates);
}
