export {
  add,
  compare,
  type Decimal,
  formatDecimal,
  multiply,
  parseDecimal,
  subtract,
} from '@holdfast/decimal';
