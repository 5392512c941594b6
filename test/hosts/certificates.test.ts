import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { certificatesScript, parseCertificates, parseOpensslTime } from '../../source/hosts/index.ts';

test('the time as openssl prints it', () => {
  expect(parseOpensslTime('Nov  1 19:06:18 2026 GMT')).toBe(Date.UTC(2026, 10, 1, 19, 6, 18));
  expect(parseOpensslTime('Nov 21 19:06:18 2026 GMT')).toBe(Date.UTC(2026, 10, 21, 19, 6, 18));
  expect(parseOpensslTime('tomorrow')).toBeUndefined();
});

test('files found, read, refused and broken', () => {
  const reading = parseCertificates(`@@peerdeck openssl
/usr/bin/openssl
@@peerdeck refused
find: '/etc/letsencrypt/live': Permission denied
@@peerdeck certificates
file /etc/caddy/example.crt
notAfter=Nov  1 19:06:18 2026 GMT
subject=CN = example.net
file /var/lib/acme/fullchain.pem
error: not readable by the login user
`);
  expect(reading.certificates).toEqual([
    {
      path: '/etc/caddy/example.crt',
      expires: Date.UTC(2026, 10, 1, 19, 6, 18),
      subject: 'CN = example.net',
    },
  ]);
  expect(reading.unread).toEqual([
    { what: 'certificates', why: "find: '/etc/letsencrypt/live': Permission denied" },
    { what: '/var/lib/acme/fullchain.pem', why: 'error: not readable by the login user' },
  ]);
});

test('without openssl the files are counted and said not to be read', () => {
  const reading = parseCertificates(
    '@@peerdeck openssl\nabsent\n@@peerdeck refused\n@@peerdeck certificates\nfile /etc/caddy/a.crt\n',
  );
  expect(reading.unread).toEqual([
    { what: 'certificates', why: 'openssl is not installed, so 1 found are not read' },
  ]);
});

test('the script itself, in a home with certificates of lego, an issuer among them', () => {
  const home = mkdtempSync(join(tmpdir(), 'peerdeck-certificates-'));
  try {
    const path = join(home, '.lego/certificates/www.example.net.crt');
    mkdirSync(dirname(path), { recursive: true });
    const made = spawnSync('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '5'],
      ...['-subj', '/CN=www.example.net', '-keyout', join(home, 'key'), '-out', path],
    ]);
    if (made.status !== 0) throw new Error(`openssl makes no certificate: ${made.error ?? made.stderr}`);
    writeFileSync(join(home, '.lego/certificates/www.example.net.issuer.crt'), 'not asked for');
    writeFileSync(join(home, '.lego/certificates/broken.crt'), 'no certificate');
    const { stdout } = spawnSync('sh', ['-c', certificatesScript], {
      env: { ...process.env, HOME: home },
      encoding: 'utf8',
    });
    const { certificates, unread } = parseCertificates(stdout);
    const [ours] = certificates.filter((each) => each.path.startsWith(home));
    expect(ours?.path).toBe(path);
    expect(((ours?.expires ?? 0) - Date.now()) / 86_400_000).toBeCloseTo(5, 0);
    expect(ours?.subject).toContain('www.example.net');
    expect(unread.map(({ what }) => what)).toContain(join(home, '.lego/certificates/broken.crt'));
    expect(stdout).not.toContain('issuer');
  } finally {
    rmSync(home, { recursive: true });
  }
});

test('whatever a host prints, it is read without a fall', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string(), fc.constantFrom('file /a', 'notAfter=x', 'subject='))),
      (lines) => {
        parseCertificates(`@@peerdeck certificates\n${lines.join('\n')}`);
      },
    ),
  );
});
