import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

/** Where orders go, and the keys they are signed with, in turns. */
export interface Target {
  readonly port: number;
  readonly keys: readonly { readonly apiKey: string; readonly secret: string }[];
}

/** Milliseconds of each request at a fixed rate, from when it was due: a late answer doesn't hold back the next. */
export async function latencies(target: Target, perSecond: number, seconds: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true });
  const start = performance.now();
  const answers: Promise<number>[] = [];
  for (let i = 0; i < perSecond * seconds; i++) {
    const due = start + (i * 1000) / perSecond;
    const left = due - performance.now();
    if (left > 0) await wait(left);
    const sent = performance.now();
    answers.push(order(target, agent).then(() => performance.now() - Math.max(due, sent - 1)));
  }
  const times = await Promise.all(answers);
  agent.destroy();
  return times.sort((a, b) => a - b);
}

/** Requests a second that `connections` clients get through, each with one request at a time. */
export async function throughput(target: Target, connections: number, seconds: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const start = performance.now();
  let done = 0;
  const client = async () => {
    while (performance.now() - start < seconds * 1000) {
      await order(target, agent);
      done++;
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
  const rate = (done * 1000) / (performance.now() - start);
  agent.destroy();
  return rate;
}

let count = 0;

/** Places a limit order that no other equals. */
function order({ port, keys }: Target, agent: Agent): Promise<void> {
  const { apiKey, secret } = keys[count % keys.length];
  const parameters = `symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&price=50000&newClientOrderId=b-${count++}&timestamp=${Date.now()}`;
  const signature = createHmac('sha256', secret).update(parameters).digest('hex');
  const body = `${parameters}&signature=${signature}`;
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: '127.0.0.1',
        port,
        method: 'POST',
        path: '/binance/api.binance.com/api/v3/order',
        agent,
        headers: {
          'X-MBX-APIKEY': apiKey,
          'Content-Type': 'application/x-www-form-urlencoded',
          'Content-Length': body.length,
        },
      },
      (answer) => {
        let text = '';
        answer.on('data', (chunk: Buffer) => {
          text += chunk.toString('latin1');
        });
        answer.on('error', reject);
        answer.on('end', () =>
          answer.statusCode === 200 ? resolve() : reject(new Error(`answer ${answer.statusCode}: ${text}`)),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
