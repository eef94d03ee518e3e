/**
 * The live host. The test network is another target with keys of its own, and `fx-api.gateio.ws` serves futures only.
 *
 * @see https://www.gate.com/docs/developers/apiv4/en/#access-url
 */
export const hosts: readonly string[] = ['api.gateio.ws'];
