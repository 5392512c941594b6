export { certificatesScript, parseCertificates, parseOpensslTime } from './certificates.ts';
export { chooseSurer, measureSkew } from './clock.ts';
export type {
  Certificate,
  CertificatesReading,
  ClockSkew,
  Disk,
  Load,
  Memory,
  Unread,
  VitalsReading,
} from './model.ts';
export { parseVitals } from './parse-vitals.ts';
export { clockCommand, vitalsScript } from './vitals-script.ts';
