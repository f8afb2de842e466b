/** A kind of product in a category, with one silhouette, one price level and one noun for its name. */
export interface Style {
  readonly style: string;
  readonly noun: string;
  /** Price in euro at a mid-priced brand. */
  readonly basePrice: number;
  /** Words between brand and noun: material, finish or size. With five brands, there are 30 names for 12 products. */
  readonly lines: readonly string[];
  readonly colours: readonly string[];
}

export interface Department {
  readonly category: string;
  readonly blurb: string;
  /** Brands, with price levels relative to `basePrice`. A brand may sell in several departments. */
  readonly brands: Readonly<Record<string, number>>;
  readonly styles: readonly Style[];
  /** Kinds that the shop sells in addition. Their products come after all others in the catalogue. */
  readonly additionalStyles?: readonly Style[];
  /** Day of the year on which demand is highest. */
  readonly peakDay: number;
  /** 0: the same all year. 1: zero at the low point. */
  readonly seasonality: number;
}

const style = (name: string, noun: string, basePrice: number, lines: string, colours: string): Style => ({
  style: name,
  noun,
  basePrice,
  lines: lines.split(', '),
  colours: colours.split(' '),
});

const SOFT = 'cream oat rust forest navy charcoal plum ochre';
const TECHNICAL = 'navy forest rust ochre charcoal teal slate';
const ENAMEL = 'cream teal rust navy ochre sage charcoal';
const METAL = 'steel charcoal copper cream sage';
const CERAMIC = 'cream sage slate clay sky rose charcoal';
const DEVICE = 'charcoal cream steel navy rust sage';

export const DEPARTMENTS: readonly Department[] = [
  {
    category: 'Knitwear',
    blurb: 'Wool and cotton knits to live in, from light layers to winter weight.',
    peakDay: 335,
    seasonality: 0.55,
    brands: { Fjellby: 1.15, Wooldale: 0.95, 'Marsh & Mae': 1.4, Plainstitch: 0.65, Ostra: 1.05 },
    styles: [
      style('crew-sweater', 'Crew Sweater', 89, 'Merino, Lambswool, Cotton Rib, Donegal, Waffle, Cable', SOFT),
      style('roll-neck', 'Roll Neck', 95, 'Merino, Cashmere Blend, Fine Rib, Alpaca, Heavy, Soft', SOFT),
      style('cardigan', 'Cardigan', 109, 'Shawl, Merino, Boxy, Chunky, Boiled Wool, Linen', SOFT),
      style('knit-vest', 'Knit Vest', 65, 'Cable, Merino, Argyle, Ribbed, Lambswool, Cotton', SOFT),
      style('hoodie', 'Hoodie', 75, 'Loopback, Organic, Heavy Fleece, Zip, Brushed, Washed', SOFT),
    ],
  },
  {
    category: 'Jackets',
    blurb: 'Shells, down and fleece for wet commutes and cold summits.',
    peakDay: 310,
    seasonality: 0.55,
    brands: { Fjellby: 1.15, 'Kestrel North': 1.45, Rainwright: 0.9, Torvik: 1.2, Plainstitch: 0.6 },
    styles: [
      style('parka', 'Parka', 239, 'Arctic, Waxed, City, Insulated, Fishtail, Storm', TECHNICAL),
      style('rain-shell', 'Rain Shell', 179, 'Three-Layer, Packable, Cloudburst, Ridge, Coastal, Light', TECHNICAL),
      style('down-jacket', 'Down Jacket', 219, 'Hooded, Light, Summit, Quilted, Packable, Box', TECHNICAL),
      style('fleece', 'Fleece Jacket', 99, 'Pile, Grid, Recycled, Sherpa, Micro, Ridge', TECHNICAL),
      style('gilet', 'Gilet', 119, 'Quilted, Down, Field, Light, Wool, Trail', TECHNICAL),
    ],
  },
  {
    category: 'Footwear',
    blurb: 'Boots, trainers and sandals, made to be resoled where it matters.',
    peakDay: 120,
    seasonality: 0.2,
    brands: { Torvik: 1.25, Solehouse: 0.8, Brackenfoot: 1.05, Lindqvist: 1.4, Pacer: 0.7 },
    styles: [
      style('trail-shoe', 'Trail Shoe', 129, 'Ridge, Grip, Fast, Mud, Cushion, Low', TECHNICAL),
      style(
        'hiking-boot',
        'Hiking Boot',
        189,
        'Mid, Leather, Alpine, Waterproof, Nubuck, Classic',
        'rust ochre charcoal forest slate sand',
      ),
      style(
        'sneaker',
        'Sneaker',
        99,
        'Court, Canvas, Suede, Runner, Low, Retro',
        'cream navy forest rust charcoal rose',
      ),
      style(
        'chelsea-boot',
        'Chelsea Boot',
        169,
        'Suede, Leather, Lugged, Town, Waxed, Slim',
        'charcoal rust sand forest plum',
      ),
      style('sandal', 'Sandal', 79, 'Cork, Trail, Strap, River, Leather, Slide', 'sand rust charcoal teal navy ochre'),
    ],
    additionalStyles: [style('socks', 'Socks', 16, 'Merino, Trail, Ankle, Cushioned, Running, Thick', TECHNICAL)],
  },
  {
    category: 'Bags',
    blurb: 'Carry for the office, the weekend and everything in between.',
    peakDay: 240,
    seasonality: 0.25,
    brands: { 'Kestrel North': 1.4, Satchell: 1.1, Fjellby: 1.15, Voyant: 0.95, Pacer: 0.65 },
    styles: [
      style('rucksack', 'Rucksack', 119, 'Day, Rolltop, Trail, Commuter, Canvas, 28 L', TECHNICAL),
      style('tote', 'Tote', 59, 'Canvas, Market, Leather, Waxed, Everyday, Folded', 'cream oat forest navy rust ochre'),
      style('duffel', 'Duffel', 139, 'Weekend, 45 L, Waxed, Expedition, Cabin, Canvas', TECHNICAL),
      style('sling', 'Sling Bag', 49, 'City, Camera, Trail, Leather, Mini, Ripstop', TECHNICAL),
      style(
        'wheeled-case',
        'Wheeled Case',
        199,
        'Cabin, Check-in, Hard, Soft, Aluminium, Slim',
        'steel navy forest rust cream charcoal',
      ),
    ],
  },
  {
    category: 'Camping',
    blurb: 'Shelter, sleep and supper outdoors, light enough to take along.',
    peakDay: 175,
    seasonality: 0.8,
    brands: { Torvik: 1.3, Tarnlight: 1.0, 'Kestrel North': 1.45, Basecove: 0.65, Fernhollow: 0.9 },
    styles: [
      style('tent', 'Tent', 289, 'Two-Person, Tunnel, Ridge, Dome, Family, Solo', 'forest ochre rust teal sand navy'),
      style('sleeping-bag', 'Sleeping Bag', 149, 'Three-Season, Down, Summer, Mummy, Wide, Winter', TECHNICAL),
      style(
        'camp-stove',
        'Camp Stove',
        79,
        'Gas, Folding, Two-Ring, Wind, Compact, Wood',
        'steel forest charcoal rust ochre',
      ),
      style(
        'lantern',
        'Lantern',
        45,
        'Rechargeable, Hanging, Storm, Mini, Warm, Solar',
        'forest ochre rust charcoal cream teal',
      ),
      style(
        'camp-chair',
        'Camp Chair',
        69,
        'Folding, Low, Canvas, Director, Light, High-Back',
        'forest navy ochre rust sand teal',
      ),
    ],
    additionalStyles: [
      style('sleeping-mat', 'Sleeping Mat', 79, 'Inflatable, Foam, Insulated, Light, Double, Long', TECHNICAL),
      style('gas-canister', 'Gas Canister', 9, '100 g, 230 g, 450 g, Winter, Twin, All-Season', ENAMEL),
      style('trail-meal', 'Trail Meal', 8, 'Lentil, Pasta, Curry, Couscous, Chilli, Porridge', TECHNICAL),
    ],
  },
  {
    category: 'Cookware',
    blurb: 'Pans, pots and knives that outlast the kitchen around them.',
    peakDay: 345,
    seasonality: 0.3,
    brands: { Ironfield: 1.1, 'Maison Verre': 1.5, Hearthly: 0.7, Kobashi: 1.25, Panwell: 0.9 },
    styles: [
      style('saucepan', 'Saucepan', 75, '16 cm, 18 cm, Tri-Ply, Copper-Base, Deep, Everyday', METAL),
      style('frying-pan', 'Frying Pan', 69, '24 cm, 28 cm, Carbon Steel, Cast-Iron, Non-Stick, Skillet', METAL),
      style('casserole', 'Casserole', 159, 'Cast-Iron, 4 L, 6 L, Enamelled, Oval, Shallow', ENAMEL),
      style('kettle', 'Kettle', 65, 'Stovetop, Whistling, Gooseneck, 1.7 L, Enamel, Slim', ENAMEL),
      style(
        'chef-knife',
        'Chef Knife',
        89,
        '20 cm, Santoku, Forged, Damascus, Petty, Classic',
        'charcoal rust oat navy forest',
      ),
    ],
  },
  {
    category: 'Coffee',
    blurb: 'Machines, grinders and brewers for a better first cup.',
    peakDay: 340,
    seasonality: 0.35,
    brands: { Brewhaus: 1.1, Crema: 1.45, Molino: 0.95, 'Slow Pour': 0.85, Hearthly: 0.65 },
    styles: [
      style('espresso-machine', 'Espresso Machine', 449, 'Dual, Compact, Lever, Classic, Pro, Single-Boiler', METAL),
      style('grinder', 'Coffee Grinder', 139, 'Burr, Hand, Conical, Single-Dose, Flat-Burr, Quiet', METAL),
      style('dripper', 'Pour-Over Dripper', 35, 'Ceramic, Glass, Flat-Bed, Cone, Copper, Double-Wall', CERAMIC),
      style('french-press', 'French Press', 49, '1 L, Double-Wall, Travel, Glass, 350 ml, Steel', METAL),
      style(
        'moka-pot',
        'Moka Pot',
        39,
        '3-Cup, 6-Cup, Induction, Classic, Steel, Painted',
        'steel copper charcoal rust sage',
      ),
    ],
    additionalStyles: [
      style('coffee-beans', 'Coffee Beans', 14, 'House, Espresso, Single-Origin, Decaf, Dark, Light', ENAMEL),
    ],
  },
  {
    category: 'Tableware',
    blurb: 'Stoneware and glass for every day, by small makers.',
    peakDay: 340,
    seasonality: 0.3,
    brands: { Claybury: 1.0, 'Maison Verre': 1.4, Ostra: 1.1, Potter: 0.75, Lune: 1.2 },
    styles: [
      style('plate', 'Plate', 18, 'Dinner, Side, Speckled, Coupe, Rimmed, Stoneware', CERAMIC),
      style('bowl', 'Bowl', 16, 'Pasta, Ramen, Cereal, Stoneware, Deep, Serving', CERAMIC),
      style('mug', 'Mug', 15, 'Tall, Espresso, Speckled, Stoneware, Enamel, Round', CERAMIC),
      style('carafe', 'Carafe', 39, 'Fluted, 1 L, Blown, Cork, Smoked, Ribbed', 'sky sage rose ochre slate'),
      style('tumbler', 'Tumbler', 14, 'Fluted, Stackable, Blown, Ribbed, Short, Tall', 'sky sage rose ochre slate'),
    ],
  },
  {
    category: 'Lighting',
    blurb: 'Warm light at the right height, for reading, eating and evenings.',
    peakDay: 320,
    seasonality: 0.4,
    brands: { Lune: 1.25, Nordlys: 1.4, Glowell: 0.65, Atelier9: 1.1, Tarnlight: 0.9 },
    styles: [
      style('table-lamp', 'Table Lamp', 99, 'Linen, Ceramic, Mushroom, Pleated, Ribbed, Small', CERAMIC),
      style('pendant', 'Pendant', 149, 'Dome, Paper, Enamel, Opal, Rattan, Spun', ENAMEL),
      style(
        'floor-lamp',
        'Floor Lamp',
        199,
        'Arc, Tripod, Reading, Linen, Slim, Column',
        'charcoal cream rust forest steel',
      ),
      style('desk-lamp', 'Desk Lamp', 89, 'Jointed, Clamp, Task, Studio, Dimmable, Folding', ENAMEL),
      style(
        'wall-light',
        'Wall Light',
        79,
        'Swing, Opal, Plug-in, Disc, Brass, Half-Moon',
        'cream copper charcoal sage rust',
      ),
    ],
    additionalStyles: [
      style(
        'light-bulb',
        'Light Bulb',
        9,
        'Warm, Dimmable, Globe, Candle, Filament, Smart',
        'cream ochre copper steel',
      ),
    ],
  },
  {
    category: 'Textiles',
    blurb: 'Bedding, throws and rugs in honest fibres.',
    peakDay: 15,
    seasonality: 0.3,
    brands: { Wooldale: 1.0, 'Marsh & Mae': 1.4, Linnet: 1.1, Hearthly: 0.65, Fernhollow: 0.9 },
    styles: [
      style(
        'duvet-set',
        'Duvet Set',
        129,
        'Linen, Percale, Washed Cotton, Sateen, Striped, Brushed',
        'cream sage sky rose slate oat',
      ),
      style('throw', 'Throw', 79, 'Lambswool, Waffle, Fringed, Recycled, Herringbone, Chunky', SOFT),
      style(
        'cushion',
        'Cushion',
        39,
        'Linen, Velvet, Bouclé, Striped, Block-Print, Corduroy',
        'rust ochre sage navy rose cream plum',
      ),
      style(
        'towel',
        'Towel Set',
        49,
        'Bath, Hammam, Waffle, Organic, Beach, Ribbed',
        'cream sage sky rose slate ochre',
      ),
      style('rug', 'Rug', 249, 'Wool, Jute, Flatweave, Kilim, Tufted, Runner', 'oat rust navy sage charcoal ochre'),
    ],
  },
  {
    category: 'Audio',
    blurb: 'Headphones, speakers and radios tuned for long listening.',
    peakDay: 345,
    seasonality: 0.4,
    brands: { Hushwave: 1.2, Tonik: 0.9, Aurel: 1.5, Boxley: 0.65, Radiant: 1.0 },
    styles: [
      style('headphones', 'Headphones', 229, 'Over-Ear, Studio, Wireless, Noise-Cancelling, Open-Back, Travel', DEVICE),
      style('earbuds', 'Earbuds', 119, 'Wireless, Sport, Mini, Noise-Cancelling, Everyday, Open', DEVICE),
      style('speaker', 'Speaker', 149, 'Portable, Bookshelf, Outdoor, Smart, Pocket, Compact', DEVICE),
      style('turntable', 'Turntable', 329, 'Belt-Drive, Classic, Bluetooth, Walnut, Manual, Studio', DEVICE),
      style('radio', 'Radio', 99, 'DAB, Kitchen, Retro, Bedside, Portable, Internet', ENAMEL),
    ],
  },
  {
    category: 'Cycling',
    blurb: 'City and gravel bikes, and what keeps you seen, safe and dry.',
    peakDay: 140,
    seasonality: 0.6,
    brands: { Velora: 1.15, Spokeworth: 0.95, Pacer: 0.65, Rainwright: 0.9, Ridgeline: 1.35 },
    styles: [
      style('bicycle', 'Bicycle', 899, 'City, Gravel, Commuter, Step-Through, Singlespeed, Touring', TECHNICAL),
      style('helmet', 'Helmet', 79, 'Urban, Road, Commuter, Light, Folding, Visor', TECHNICAL),
      style(
        'bike-light',
        'Bike Light',
        39,
        'Front, Rear, USB, 400 lm, 800 lm, Mini',
        'charcoal steel rust teal ochre navy',
      ),
      style('pannier', 'Pannier', 75, 'Rolltop, Single, Waxed, Commuter, 20 L, Canvas', TECHNICAL),
      style(
        'bike-lock',
        'Bike Lock',
        59,
        'Folding, U, Chain, Gold, Light, Cable',
        'charcoal navy ochre rust teal forest',
      ),
    ],
  },
];

/** All kinds of a department, in the order of its category page. */
export const stylesOf = ({ styles, additionalStyles = [] }: Department): readonly Style[] => [
  ...styles,
  ...additionalStyles,
];

/** All styles, by name. */
export const STYLES: ReadonlyMap<string, Style> = new Map(DEPARTMENTS.flatMap(stylesOf).map((one) => [one.style, one]));

/** The department of each style. */
export const DEPARTMENT_OF: ReadonlyMap<string, Department> = new Map(
  DEPARTMENTS.flatMap((department) => stylesOf(department).map(({ style }) => [style, department] as const)),
);
