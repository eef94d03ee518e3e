/** Why a statistic can be missing, in the words of its tooltip. */
export const NO_VOLATILITY = 'the levels never move, or there are too few of them';
export const NO_YEAR = 'first and last date are the same';
export const NO_DRAWDOWN = 'it never fell, or there are too few levels';
