/** What the shop sells. Prices spread around the typical one, a few far above it. */
export interface Category {
  readonly name: string;
  readonly weight: number;
  readonly typicalPrice: number;
  /** Deviation of the logarithm of the price. */
  readonly spread: number;
  readonly products: number;
  /** Most that one order takes of a product. */
  readonly maxQuantity: number;
}

export const CATEGORIES: readonly Category[] = [
  { name: 'books', weight: 20, typicalPrice: 15, spread: 0.5, products: 900, maxQuantity: 6 },
  { name: 'fashion', weight: 18, typicalPrice: 45, spread: 0.6, products: 700, maxQuantity: 4 },
  {
    name: 'electronics',
    weight: 16,
    typicalPrice: 190,
    spread: 0.9,
    products: 400,
    maxQuantity: 3,
  },
  { name: 'groceries', weight: 15, typicalPrice: 6, spread: 0.6, products: 600, maxQuantity: 12 },
  { name: 'home', weight: 11, typicalPrice: 60, spread: 0.8, products: 500, maxQuantity: 4 },
  { name: 'beauty', weight: 9, typicalPrice: 22, spread: 0.5, products: 300, maxQuantity: 5 },
  { name: 'toys', weight: 6, typicalPrice: 28, spread: 0.6, products: 250, maxQuantity: 5 },
  { name: 'sports', weight: 5, typicalPrice: 75, spread: 0.8, products: 200, maxQuantity: 4 },
];

export const COUNTRIES: readonly { readonly code: string; readonly weight: number }[] = [
  { code: 'DE', weight: 22 },
  { code: 'GB', weight: 18 },
  { code: 'FR', weight: 14 },
  { code: 'NL', weight: 11 },
  { code: 'ES', weight: 10 },
  { code: 'IT', weight: 9 },
  { code: 'PL', weight: 7 },
  { code: 'SE', weight: 5 },
  { code: 'PT', weight: 4 },
];

export const USERS = 20_000;
