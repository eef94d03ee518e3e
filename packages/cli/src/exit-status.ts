/** Thrown by a command that did all it was asked for, when its exit status is to say more than "done". */
export class EndWith extends Error {
  override readonly name = 'EndWith';
  readonly status: number;

  constructor(status: number) {
    super(`ends with status ${status}`);
    this.status = status;
  }
}
