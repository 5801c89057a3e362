// A certificate authority of its own and a certificate of it for loopback, made anew for each node.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const DAYS = '2';

/** Writes `ca.pem`, and `broker.pem` with key and chain as Kafka's PEM key stores want them. */
export function writeCertificates(directory) {
  const at = (name) => join(directory, name);
  const openssl = (...args) => execFileSync('openssl', args, { stdio: 'pipe' });
  // Elliptic curves: an RSA key would take a second of a test's start.
  const newKey = (file) =>
    openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', file);
  newKey(at('ca.key'));
  openssl(
    ...['req', '-x509', '-new', '-key', at('ca.key'), '-days', DAYS, '-out', at('ca.pem')],
    ...['-subj', '/CN=Tidemark test authority'],
  );
  newKey(at('broker.key'));
  openssl('req', '-new', '-key', at('broker.key'), '-subj', '/CN=localhost', '-out', at('csr'));
  writeFileSync(at('san'), 'subjectAltName=DNS:localhost,IP:127.0.0.1');
  openssl(
    ...['x509', '-req', '-in', at('csr'), '-CA', at('ca.pem'), '-CAkey', at('ca.key')],
    ...['-CAcreateserial', '-days', DAYS, '-extfile', at('san'), '-out', at('broker.crt')],
  );
  const chain = ['broker.key', 'broker.crt', 'ca.pem'].map((name) => readFileSync(at(name)));
  writeFileSync(at('broker.pem'), chain.join(''), { mode: 0o600 });
  return { caFile: at('ca.pem'), keyStore: at('broker.pem') };
}
