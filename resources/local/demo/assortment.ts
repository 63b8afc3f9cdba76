/** Prices by size, or one price for all. */
type Prices = number | Readonly<Record<string, number>>;

/** A family: its name, supplier, price and the colours or kinds it comes in (comma separated; '' for just one). */
export type Family = readonly [name: string, supplier: string, prices: Prices, kinds: string];

/** A category of the shop. `seasons` weighs its share of the sale by month, January first. */
export type Range = {
  category: string;
  /** Begins every SKU of the category. */
  code: string;
  isFood: boolean;
  /** How likely a customer takes more than one. */
  several: number;
  seasons: readonly number[];
  families: readonly Family[];
};

const glazes = 'Oat,Slate,Sage,Rust';
const level = [0.95, 0.95, 1, 1, 1, 1, 1, 1, 1, 1, 1.05, 1.15];
const gifts = [0.7, 0.9, 1, 0.9, 1, 0.95, 0.9, 0.9, 0.95, 1, 1.2, 1.5];
const cosy = [1.2, 1.1, 0.95, 0.85, 0.75, 0.65, 0.6, 0.7, 1, 1.25, 1.4, 1.4];
const outdoors = [0.3, 0.6, 1.3, 1.8, 1.9, 1.6, 1.3, 1, 0.8, 0.6, 0.35, 0.25];
const sowing = [0.7, 1.5, 2, 1.9, 1.3, 0.7, 0.5, 0.6, 1.1, 1.2, 0.6, 0.3];
const yuletide = [0.25, 0.02, 0.02, 0.02, 0.02, 0.02, 0.02, 0.1, 0.5, 1.8, 4.5, 5];

/** What the demo chain sells: a home, garden and food shop of about 540 products. */
export const assortment: readonly Range[] = [
  range('Tableware', 'TW', 0.12, level, [
    ['Stoneware mug', 'HEARTH', 9.5, `${glazes},Ink,Chalk`],
    ['Espresso cup', 'HEARTH', 7, glazes],
    ['Dinner plate', 'HEARTH', 14, glazes],
    ['Side plate', 'HEARTH', 9.5, glazes],
    ['Pasta bowl', 'HEARTH', 13, glazes],
    ['Cereal bowl', 'HEARTH', 11, glazes],
    ['Serving platter', 'HEARTH', { Medium: 28, Large: 38 }, 'Oat,Slate'],
    ['Teapot', 'HEARTH', { '2-cup': 24, '6-cup': 34 }, 'Oat,Slate,Sage'],
    ['Milk jug', 'HEARTH', 12, 'Oat,Slate,Sage'],
    ['Butter dish', 'HEARTH', 18, 'Oat,Slate,Sage'],
    ['Salt pig', 'HEARTH', 16, 'Oat,Slate'],
    ['Egg cup', 'HEARTH', 4.5, `${glazes},Ink,Chalk`],
  ]),
  range('Kitchen', 'KT', 0.08, level, [
    ['Acacia chopping board', 'OAKLEY', { Small: 16, Medium: 24, Large: 34 }, ''],
    ['Wooden spoons', 'OAKLEY', { 'set of 3': 9, 'set of 5': 14 }, ''],
    ['Rolling pin', 'OAKLEY', 14, 'Beech,Olive wood'],
    ['Salad servers', 'OAKLEY', 15, 'Olive wood,Acacia'],
    ['Bread knife', 'OAKLEY', 22, 'Beech,Walnut'],
    ['Cheese board', 'OAKLEY', { Round: 22, Long: 26 }, ''],
    ['Pepper mill', 'OAKLEY', { '12 cm': 18, '20 cm': 26 }, 'Beech,Walnut'],
    ['Storage jar', 'OAKLEY', { '0.5 l': 7, '1 l': 9, '2 l': 12 }, 'Cork lid,Wooden lid'],
    ['Linen apron', 'LINHA', 28, 'Flax,Navy,Olive,Brick'],
    ['Tea towel', 'LINHA', 8, 'Flax,Navy,Olive,Brick,Stripe,Check,Lemons,Herbs'],
    ['Oven glove', 'LINHA', 14, 'Flax,Navy,Olive,Brick'],
    ['Enamel pie dish', 'HEARTH', { '20 cm': 12, '24 cm': 15, '28 cm': 18 }, 'White,Navy'],
    ['Measuring spoons', 'OAKLEY', 11, 'Brass,Steel'],
    ['Coffee dripper', 'HEARTH', 16, 'White,Slate'],
    ['Utensil pot', 'HEARTH', 17, 'Oat,Slate,Sage'],
    ['Trivet', 'OAKLEY', 9, 'Cork,Walnut,Cast iron'],
  ]),
  range('Bed & bath', 'BB', 0.08, cosy, [
    ['Linen duvet cover', 'LINHA', { Single: 79, Double: 99, King: 119 }, 'White,Sage,Blush,Ink'],
    ['Linen pillowcase', 'LINHA', { Standard: 18, King: 22 }, 'White,Sage,Blush,Ink'],
    ['Fitted sheet', 'LINHA', { Single: 45, Double: 55, King: 65 }, 'White,Sage'],
    ['Wool throw', 'LINHA', 65, 'Heather,Moss,Rust,Ink,Cream'],
    ['Cotton towel', 'LINHA', { Hand: 12, Bath: 24, Sheet: 36 }, 'White,Sand,Moss,Denim'],
    ['Bath mat', 'LINHA', 22, 'White,Sand,Moss,Denim'],
    ['Cushion cover', 'LINHA', { '40 cm': 18, '50 cm': 22 }, 'Flax,Moss,Rust,Ink,Mustard'],
    ['Waffle robe', 'LINHA', { 'S/M': 55, 'L/XL': 55 }, 'White,Slate'],
    ['Felt slippers', 'LINHA', { S: 26, M: 26, L: 26 }, 'Grey,Rust'],
  ]),
  range('Candles & soap', 'CS', 0.15, cosy, [
    ['Scented candle', 'WICK', { Small: 12, Large: 24 }, 'Fig,Cedar,Sea Salt,Orange Blossom,Tomato Leaf,Amber'],
    ['Reed diffuser', 'WICK', 22, 'Fig,Cedar,Sea Salt,Orange Blossom,Tomato Leaf,Amber'],
    ['Dinner candles', 'WICK', { pair: 5, 'box of 6': 13 }, 'Ivory,Sage,Terracotta,Navy,Mustard'],
    ['Hand soap', 'WICK', { '250 ml': 9, '500 ml': 14 }, 'Fig,Cedar,Orange Blossom'],
    ['Hand cream', 'WICK', 11, 'Fig,Cedar,Orange Blossom,Amber'],
    ['Soap bar', 'WICK', 5.5, 'Fig,Cedar,Sea Salt,Oat,Charcoal,Lavender'],
    ['Room spray', 'WICK', 14, 'Fig,Cedar,Orange Blossom,Amber'],
    ['Candle holder', 'WICK', 12, 'Brass,Black,Glass'],
    ['Long matches', 'WICK', 4, 'Botanical,Stripe,Plain,Stars'],
  ]),
  range('Garden', 'GA', 0.12, outdoors, [
    ['Terracotta pot', 'GREENHOW', { '10 cm': 3.5, '15 cm': 6, '20 cm': 10, '30 cm': 22 }, ''],
    ['Glazed planter', 'GREENHOW', { '15 cm': 12, '20 cm': 18, '30 cm': 32 }, 'Sage,Cobalt,Cream'],
    ['Watering can', 'GREENHOW', { '1.5 l': 18, '5 l': 32 }, 'Green,Galvanised'],
    ['Hand trowel', 'GREENHOW', 13, 'Ash,Steel'],
    ['Hand fork', 'GREENHOW', 13, 'Ash,Steel'],
    ['Secateurs', 'GREENHOW', 24, 'Bypass,Anvil'],
    ['Garden gloves', 'GREENHOW', { S: 12, M: 12, L: 12 }, 'Olive,Sand'],
    ['Garden twine', 'GREENHOW', 4.5, 'Natural,Green,Red'],
    ['Bird feeder', 'GREENHOW', 16, 'Seed,Nut,Suet'],
    ['Kneeler', 'GREENHOW', 19, 'Olive,Stripe'],
    ['Outdoor lantern', 'GREENHOW', { Small: 18, Large: 29 }, 'Black,Copper'],
    ['Peat-free compost', 'GREENHOW', { '10 l': 6, '40 l': 12 }, ''],
    ['Plant food', 'GREENHOW', 8, 'Tomato,All-purpose,Orchid'],
    ['Hanging basket', 'GREENHOW', { '30 cm': 11, '35 cm': 14 }, ''],
  ]),
  range('Seeds & plants', 'SP', 0.45, sowing, [
    [
      'Vegetable seeds',
      'SEEDBANK',
      2.8,
      'Carrot,Beetroot,Courgette,Runner Bean,Pea,Kale,Tomato,Chilli,Lettuce,Radish,Spinach,Leek',
    ],
    [
      'Flower seeds',
      'SEEDBANK',
      2.6,
      'Sweet Pea,Cosmos,Nigella,Cornflower,Sunflower,Nasturtium,Poppy,Zinnia,Foxglove,Calendula',
    ],
    ['Herb seeds', 'SEEDBANK', 2.4, 'Basil,Coriander,Parsley,Chive,Dill,Thyme'],
    ['Spring bulbs', 'SEEDBANK', 6.5, 'Tulip,Daffodil,Crocus,Hyacinth,Snowdrop,Allium'],
    ['Grow kit', 'SEEDBANK', 14, 'Herbs,Chillies,Salad'],
    ['Succulent', 'GREENHOW', { Small: 6, Large: 12 }, 'Aloe,Echeveria,Haworthia,Jade'],
  ]),
  range(
    'Pantry',
    'PA',
    0.28,
    level,
    [
      ['Olive oil', 'BELLA', { '250 ml': 8, '500 ml': 13 }, 'Classic,Peppery'],
      ['Pasta', 'BELLA', 3.9, 'Orecchiette,Rigatoni,Linguine,Casarecce,Paccheri'],
      ['Pasta sauce', 'BELLA', 4.8, 'Tomato & Basil,Arrabbiata,Roast Pepper,Green Pesto'],
      ['Jam', 'BELLA', 4.5, 'Strawberry,Apricot,Blackcurrant,Fig,Marmalade'],
      ['Chutney', 'BELLA', 4.9, 'Tomato,Mango,Red Onion,Piccalilli'],
      ['Honey', 'BELLA', 7.5, 'Wildflower,Acacia,Heather'],
      ['Loose tea', 'BELLA', 8, 'Breakfast,Earl Grey,Mint,Jasmine,Rooibos'],
      ['Ground coffee', 'BELLA', { '250 g': 8.5, '1 kg': 28 }, 'House,Dark,Decaf'],
      ['Sea salt flakes', 'BELLA', 4.2, 'Plain,Smoked,Chilli'],
      ['Olives', 'BELLA', 4.6, 'Nocellara,Kalamata,Mixed'],
      ['Balsamic vinegar', 'BELLA', 12, 'Classic,Aged'],
      ['Risotto kit', 'BELLA', 5.2, 'Mushroom,Saffron,Asparagus'],
    ],
    true,
  ),
  range(
    'Bakery & sweets',
    'BS',
    0.25,
    gifts,
    [
      ['Shortbread', 'CRUMB', 4.5, 'Butter,Ginger,Lemon,Chocolate Chip'],
      ['Chocolate bar', 'CRUMB', 4.2, 'Dark 70%,Milk,White,Sea Salt,Hazelnut,Orange'],
      ['Biscotti', 'CRUMB', 5, 'Almond,Pistachio,Cranberry'],
      ['Fudge', 'CRUMB', 5.5, 'Vanilla,Salted Caramel,Rum & Raisin'],
      ['Granola', 'CRUMB', 6.5, 'Maple & Pecan,Berry,Cocoa,Plain'],
      ['Savoury crackers', 'CRUMB', 3.6, 'Rye,Rosemary,Charcoal,Seeded'],
      ['Brownie box', 'CRUMB', 12, 'Classic,Salted Caramel'],
      ['Nougat', 'CRUMB', 6, 'Almond,Pistachio'],
    ],
    true,
  ),
  range('Stationery & wrap', 'SW', 0.3, gifts, [
    ['Cloth notebook', 'PAPIER', { A6: 6, A5: 9.5, A4: 14 }, 'Sage,Ink,Rust,Mustard,Grey'],
    [
      'Greeting card',
      'PAPIER',
      3.2,
      'Birthday Cake,Balloons,Thank You,New Home,New Baby,Wedding,Get Well,Sorry,Good Luck,Blank Fern,Blank Hare,Blank Wave',
    ],
    ['Wrapping paper', 'PAPIER', 4.5, 'Fern,Stripe,Dots,Kraft,Marble,Terrazzo'],
    ['Gift tags', 'PAPIER', 3, 'Kraft,White,Botanical'],
    ['Ribbon', 'PAPIER', 4, 'Red,Green,Gold,Ivory,Navy'],
    ['Pencil set', 'PAPIER', 8, 'Graphite,Colour,Pastel'],
    ['Fountain pen', 'PAPIER', 24, 'Black,Sage,Brass'],
    ['Desk planner', 'PAPIER', 16, 'Weekly,Daily'],
    ['Wall calendar', 'PAPIER', 14, 'Botanical,Coast'],
    ['Postcards', 'PAPIER', 6, 'Botanical,Coast,City'],
    ['Washi tape', 'PAPIER', 3.5, 'Fern,Stripe,Dots,Grid,Stars,Terrazzo'],
  ]),
  range('Toys & games', 'TG', 0.06, gifts, [
    ['Wooden blocks', 'TUMBLE', { '30 pieces': 22, '60 pieces': 36 }, ''],
    ['Puzzle', 'TUMBLE', { '100 pieces': 14, '500 pieces': 18, '1000 pieces': 22 }, 'Woodland,Harbour,Night Sky'],
    ['Soft toy', 'TUMBLE', 18, 'Fox,Hare,Badger,Bear,Owl'],
    ['Skipping rope', 'TUMBLE', 8, 'Red,Blue,Natural'],
    ['Card game', 'TUMBLE', 11, 'Snap,Families,Pairs,Rummy'],
    ['Paint set', 'TUMBLE', 13, 'Watercolour,Poster'],
    ['Kite', 'TUMBLE', 16, 'Swift,Dragon,Rainbow'],
    ['Wooden train', 'TUMBLE', 24, 'Express,Freight'],
    ['Spinning top', 'TUMBLE', 7, 'Red,Blue,Rainbow'],
    ['Modelling dough', 'TUMBLE', 9, 'Primary,Pastel,Glitter,Earth'],
    ['Dominoes', 'TUMBLE', 15, 'Classic,Animals'],
  ]),
  range('Christmas', 'XM', 0.2, yuletide, [
    ['Glass bauble', 'WINTER', { Small: 4.5, Large: 7.5 }, 'Red,Gold,Green,Clear'],
    ['Fairy lights', 'WINTER', { '5 m': 16, '10 m': 26 }, 'Warm,Cool'],
    ['Winter wreath', 'WINTER', { '30 cm': 28, '45 cm': 42 }, ''],
    ['Advent calendar', 'WINTER', 18, 'Forest,Village,Chocolate'],
    ['Christmas crackers', 'WINTER', 20, 'Kraft,Red,Botanical'],
    ['Felt stocking', 'WINTER', 16, 'Red,Grey,Green,Natural'],
    ['Paper star', 'WINTER', { Small: 8, Large: 14 }, 'White,Red,Gold'],
    ['Christmas cards', 'WINTER', 7, 'Robin,Village,Tree,Stars,Fox'],
    ['Tree topper', 'WINTER', 15, 'Star,Angel'],
    ['Paper napkins', 'WINTER', 4.5, 'Holly,Stars,Plain Red'],
  ]),
];

/** What is sold without being on a shelf: name and price. */
export const services: readonly (readonly [name: string, price: number])[] = [
  ['Gift wrapping', 4],
  ['Local delivery', 6],
  ['Bottle deposit', 0.5],
];

function range(
  category: string,
  code: string,
  several: number,
  seasons: readonly number[],
  families: readonly Family[],
  isFood = false,
): Range {
  return { category, code, several, seasons, families, isFood };
}
