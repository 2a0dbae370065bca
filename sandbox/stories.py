"""What the demo creators talk about: captions that belong to the picture they stand under.

The order of SCENES is part of every video id (see videos.py): only ever append to it.
"""

from typing import NamedTuple

SCENES = (
    "loaf", "dune", "citrus", "sea", "bokeh", "ripples", "leaves", "stairs", "folds",
    "window", "still", "trails", "tiles", "cutout", "steam", "flame", "plate",
)  # fmt: skip


class Story(NamedTuple):
    """`seconds` 0 makes a photo post; `views` None is a count TikTok did not deliver."""

    scene: str
    palette: int
    seconds: int
    views: int | None
    caption: str


# Newest first.
MIRA = (
    Story("loaf", 0, 72, 4_812_300, "Sourdough at 3 a.m., start to finish 🍞 the dough decides, I only drive #sourdough #bakersoftiktok"),
    Story("citrus", 0, 44, 455_120, "Candied orange, the slow way. Three days, one pot, no thermometer 🍊"),
    Story("sea", 0, 31, 655_800, "First light, first loaf, first swim. In that order, always"),
    Story("still", 0, 58, 590_340, "Threw this vase four times. The fifth one stayed up #ceramics #wheelthrown"),
    Story("steam", 0, 38, 960_210, "Breakfast for the night shift ☕️"),
    Story("folds", 0, 41, 612_900, "How to fold a dough that sticks to everything except itself"),
    Story("plate", 0, 55, 702_450, "Salad for eight from one grill. Yes, the peaches too"),
    Story("window", 0, 94, 1_604_000, "Moved my bench to the one window that gets sun after four. Everything changed"),
    Story("tiles", 0, 57, 420_770, "Glaze tests, 64 of them. I liked number 12 and I will never find it again 😭"),
    Story("flame", 0, 47, 2_133_900, "How hot is hot? The flour test, in a real fire 🔥 #outdoorbaking"),
    Story("leaves", 0, 65, 498_260, "What grew back after the frost (everything I had given up on) 🌿"),
    Story("dune", 0, 29, 731_400, "Six hours of walking for eleven seconds of this"),
    Story("citrus", 1, 52, 884_610, "Grapefruit, salt, nothing else. Trust me once"),
    Story("loaf", 1, 83, 1_240_500, "My grandmother's rye: she never wrote it down, so I filmed her hands instead of asking for grams. Twelve loaves later I understand why. Ingredients: 400 g rye, 100 g wheat, 380 g water, 10 g salt, a spoon of honey if the week was long. Mix in the evening, leave it alone, bake when the kitchen smells of apples. If it cracks on the left, your oven leans. If it sinks, you opened the door (I know you opened the door). Makes one loaf, or breakfast for people you like.  #rye #bread #slowfood"),
    Story("ripples", 0, 33, 544_190, "Filmed the pond for an hour. One fish. Worth it"),
    Story("cutout", 0, 46, 471_300, "Paper offcuts from the whole year, one afternoon, no plan ✂️"),
    Story("bokeh", 0, 108, 388_040, "The harbour at eleven, when the last ferry has gone and somebody is still frying onions"),
    Story("still", 1, 0, 301_220, "New shelf, same three objects 🏺 (swipe for the wobble)"),
    Story("stairs", 0, 42, 640_700, "Carrying the stone oven up 214 steps, a film in one part"),
    Story("sea", 1, 36, 301_900, "Swam to the buoy before anyone could talk me out of it"),
    Story("plate", 1, 80, 287_450, "Mushrooms on a black plate, because the white ones are in the sink"),
    Story("window", 1, 35, 266_310, "صباح الخير من المطبخ ☀️ خبز الصباح والنافذة المفتوحة"),
    Story("trails", 0, 35, 431_660, "Driving home with 60 loaves and one working headlight"),
    Story("folds", 1, 49, 1_203_880, "Red peppers until they give in 🌶️"),
    Story("leaves", 1, 62, 866_900, "Ash bread. Bury it, forget it, dig it up"),
    Story("tiles", 1, 0, 198_750, "The kitchen floor, before and after my knees"),
    Story("steam", 1, 27, 512_040, "Broth for a cold. Not mine, hers, but I had two bowls"),
    Story("loaf", 2, 69, 350_210, "Why your crust goes soft overnight and the tea towel that fixes it"),
    Story("bokeh", 1, 24, 143_600, "Rain on the van. Volume up 🌧️"),
    Story("dune", 1, 53, 219_480, "Nobody tells you how loud sand is"),
    Story("flame", 1, 61, 733_050, "Lit the kiln with last year's vines. It smelled of October for two days"),
    Story("citrus", 2, 40, 176_930, "Twenty lemons, one jar, see you in a month 🍋"),
    Story("still", 2, 74, 154_870, "Learning to leave one side of the table empty"),
    Story("ripples", 1, 30, None, "Threw one stone. Sat down. That's the video"),
    Story("cutout", 1, 51, 121_340, "Matisse on a school night ✂️🎨 #papercut"),
    Story("plate", 2, 66, 98_210, "Everything left in the fridge, but make it look meant"),
    Story("sea", 2, 45, 240_660, "Moon over the bay at −4°. My fingers filmed this, I was not consulted"),
    Story("window", 2, 32, 87_430, "A letter to the neighbour who waters my plants: they love you more"),
    Story("stairs", 1, 39, 76_080, "Blue steps, white dust, wrong shoes"),
    Story("trails", 1, 28, 65_540, "Twelve seconds of shutter, forty minutes of waiting for one bus"),
    Story("folds", 2, 43, 59_900, "Linen, dyed with the avocado stones you all told me to keep 💗"),
    Story("leaves", 2, 37, 48_720, "Bay, sage, and the one I still can't name. Help?"),
    Story("loaf", 3, 55, 131_900, "First bread in the new oven. It leans. We love it 👩🏽‍🍳"),
    Story("tiles", 2, 0, 33_480, "Patterns from the market hall, drawn from memory on the bus"),
    Story("steam", 2, 21, 27_650, "hello. this is my first video. it is soup"),
)  # fmt: skip

OTIS = (
    Story("leaves", 0, 48, 91_200, "Repotting the one that outgrew me 🪴"),
    Story("window", 1, 33, 40_310, "Where the light goes in November, a map"),
    Story("still", 3, 57, 22_890, "Sanding is 90 % of it. Here is the other 10 %"),
    Story("leaves", 2, 26, 18_440, "Cuttings in jars, week three"),
    Story("cutout", 2, 0, 12_030, "Leaf shapes, traced and cut, one per evening"),
    Story("ripples", 2, 41, 9_770, "Fixed the pond pump with a spoon. Do not do this"),
    Story("dune", 2, 64, 8_150, "Walked until the phone had no more opinions"),
)

# For the large libraries: every caption fits its scene.
CAPTIONS: dict[str, tuple[str, ...]] = {
    "loaf": (
        "Cold proof or counter proof? Same dough, two answers",
        "Scored it like a leaf, it opened like a door 🍞",
        "The crumb shot you asked for, and the one you didn't",
        "Starter is back from holiday and in a mood #sourdough",
        "80 % hydration and regret",
        "Baked in the dark because the fuse went. Best crust this year",
    ),
    "dune": (
        "Wind from the west all day; the ridge moved while we ate",
        "Four layers of blue and no filter, promise",
        "Camp at 2 degrees, coffee at 90",
        "The long way down is also the loud way down",
        "Golden hour lasted nine minutes. I timed it 🌅",
        "We followed the ridge until the map gave up",
    ),
    "citrus": (
        "Blood orange season lasts five weeks and I am not calm",
        "How to take the bitterness out of peel (boil, swear, repeat) 🍋",
        "One knife, four cuts, no seeds",
        "Marmalade that sets without sugar thermometer drama",
        "The market man said sweet. The market man lied",
        "Lime, chilli, mango. Lunch in ninety seconds",
    ),
    "sea": (
        "Day 41 of swimming before work 🌊",
        "The tide chart was right and I was not",
        "Moonrise over flat water, real speed",
        "Nobody on the beach except one very serious dog",
        "Salt hair, cold toes, no meetings until ten",
        "Filmed from the pier with frozen hands",
    ),
    "bokeh": (
        "Night market, out of focus on purpose",
        "City lights after rain look better without glasses",
        "Last tram. Everyone asleep except the driver and me",
        "Fairy lights in February because why stop ✨",
        "The view from the hospital car park, 4 a.m. We had a girl",
        "One lens, one street, one hour",
    ),
    "ripples": (
        "Slow motion of a very small stone",
        "Rain starting, seen from underneath",
        "This is the sound my brain wanted all day",
        "Koi pond politics, episode 7",
        "First drop after 61 dry days 💧",
        "Poured the glaze and it kept moving",
    ),
    "leaves": (
        "Plant room tour, now with names",
        "Pruned it to nothing in spring. Look at it",
        "Fallen leaves sorted by regret 🍂",
        "How to tell thirsty from drowned, with pictures",
        "New leaf day 🌱 it unrolls for six hours, here is one minute",
        "The hedge, the ladder, the neighbour's opinion",
    ),
    "stairs": (
        "Counted the steps again. Still 312",
        "Sun reaches this corner eleven minutes a day",
        "Hand-poured concrete, first pour, no second chance",
        "Architecture walk, part 9: stairs that go nowhere",
        "Legs said no, light said go",
        "Shadows doing most of the work today",
    ),
    "folds": (
        "Hemming silk without crying, take four",
        "Curtain day. 14 metres, one needle 🧵",
        "Natural dye results: onion skin wins again",
        "How fabric falls, for people who draw",
        "Thrifted sheets into a summer dress",
        "Ironing as meditation. I said what I said",
    ),
    "window": (
        "Afternoon light, no plans",
        "Rented room, one window, ten plants",
        "The shadow of the fern is better than the fern",
        "Golden squares on the wall at 17:04 exactly",
        "Writing desk tour (it is a door on two boxes)",
        "غروب الشمس على جدار الغرفة، كل يوم في نفس الموعد",
    ),
    "still": (
        "Three objects, one lamp, forty sketches",
        "Trimmed the foot too thin again #pottery",
        "Composition lesson from a fruit bowl",
        "Pear, vase, patience 🍐",
        "Kiln opening! Two cracked, one perfect, one mystery",
        "What I paint when nobody orders anything",
    ),
    "trails": (
        "Thirty-second exposures from the footbridge",
        "Rush hour, but make it ribbons",
        "How I shoot light trails with a phone and a bag of rice 🚗",
        "The city exhaling, 18:10",
        "Followed one red line home",
        "Traffic is beautiful if you are not in it",
    ),
    "tiles": (
        "Laid 400 tiles, one is upside down, guess",
        "Pattern from a tram station floor in Porto",
        "Cement tile process: press, peel, pray",
        "Screen-printing four colours without a single registration mark",
        "Redrew my grandmother's bathroom from memory",
        "Grout day. Send snacks",
    ),
    "cutout": (
        "Scissors only, no pencil ✂️",
        "A star for every book finished this year",
        "Collage from the recycling bin, volume 12",
        "Paper garden, 200 pieces, one cat",
        "Shapes that almost fit",
        "Poster for the school fair, third draft, glitter denied",
    ),
    "steam": (
        "Pour-over at home, the lazy method",
        "Morning coffee, no talking (2 minutes)",
        "Miso, rice, egg. That's the recipe",
        "Kettle on at 5:40, every day since March ☕️",
        "Tea for the people fixing the roof",
        "Soup weather, finally",
    ),
    "flame": (
        "Fire lit with one match, wet wood, some luck",
        "Cast iron over coals: clean-up is the fun part",
        "Campfire dinner for nine 🔥",
        "Raku firing, 980 degrees and running",
        "What the smoke tells you, in four colours",
        "Winter solstice. We let it burn all night",
    ),
    "plate": (
        "Dinner from the garden, minus what the slugs had",
        "Plating for people who eat with their eyes 🥗",
        "Five-ingredient Friday, week 88",
        "Leftovers, but plated",
        "Tomatoes, bread, oil, the good salt",
        "Cooking for one without being sad about it",
    ),
}

TAGS = (
    "", "", "", " #fyp", " #slowliving", " #smallbusiness", " #process", " #artistsoftiktok",
    " #dayinmylife", " #handmade  ", " #asmr #satisfying",
)  # fmt: skip
