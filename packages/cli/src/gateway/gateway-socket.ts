import { connect, type Socket } from 'node:net';
import {
  type AdminPlace,
  adminPlace,
  checkAdminFolder,
  type Greeting,
  readGreeting,
} from '@holdfast/gateway';

/** Where a gateway would listen; null when there is no data home yet. */
export function placeOf(home: string): AdminPlace | null {
  try {
    return adminPlace(home);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** What the running gateway says; null when none runs. */
export async function greetingOf(place: AdminPlace): Promise<Greeting | null> {
  const stream = await reach(place);
  if (stream === null) return null;
  try {
    return await readGreeting(stream);
  } finally {
    stream.destroy();
  }
}

/** A connection to the running gateway; null when none runs. @throws HoldfastError ADMIN_FOLDER_UNSAFE */
export async function reach({ folder, socket }: AdminPlace): Promise<Socket | null> {
  try {
    checkAdminFolder(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  return new Promise((resolve, reject) => {
    const stream = connect(socket);
    stream.once('connect', () => resolve(stream));
    stream.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') resolve(null);
      else reject(error);
    });
  });
}
