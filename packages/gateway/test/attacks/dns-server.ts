import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';

/** What a name service says about a name: addresses of either family. */
export type Zone = (name: string) => readonly string[];

const TYPES: Readonly<Record<number, 4 | 6>> = { 1: 4, 28: 6 };

/**
 * A name service over UDP (RFC 1035, section 4) that answers A and AAAA questions by `zone`, each answer to be forgotten at
 * once (TTL 0).
 */
export async function startDns(address: string, port: number, zone: Zone): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.on('message', (question, { address: to, port: toPort }) => {
    socket.send(answerTo(question, zone), toPort, to);
  });
  socket.bind(port, address);
  await once(socket, 'listening');
  return socket;
}

function answerTo(question: Buffer, zone: Zone): Buffer {
  const labels: string[] = [];
  let at = 12;
  for (let length = question[at]; length > 0; length = question[at]) {
    labels.push(question.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  const family = TYPES[question.readUInt16BE(at + 1)];
  const end = at + 5;
  const addresses = zone(labels.join('.')).filter((one) => (isIPv6(one) ? 6 : 4) === family);
  const header = Buffer.alloc(12);
  question.copy(header, 0, 0, 2);
  // An answer, recursion available, no error; one question and the answers to it.
  header.writeUInt16BE(0x8180, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(addresses.length, 6);
  const records = addresses.map((one) => {
    const data = bytesOf(one);
    const record = Buffer.alloc(12);
    // The name is the question's, which begins at byte 12.
    record.writeUInt16BE(0xc00c, 0);
    record.writeUInt16BE(family === 6 ? 28 : 1, 2);
    record.writeUInt16BE(1, 4);
    record.writeUInt16BE(data.length, 10);
    return Buffer.concat([record, data]);
  });
  return Buffer.concat([header, question.subarray(12, end), ...records]);
}

function bytesOf(address: string): Buffer {
  if (!isIPv6(address)) return Buffer.from(address.split('.').map(Number));
  const [head, tail = ''] = address.split('::');
  const groups = (text: string) =>
    text
      .split(':')
      .filter((group) => group !== '')
      .flatMap((group) => {
        if (!group.includes('.')) return [Number.parseInt(group, 16)];
        const [a, b, c, d] = group.split('.').map(Number);
        return [(a << 8) | b, (c << 8) | d];
      });
  const [left, right] = [groups(head), groups(tail)];
  const all = [...left, ...Array(8 - left.length - right.length).fill(0), ...right];
  return Buffer.from(all.flatMap((group: number) => [group >> 8, group & 255]));
}
