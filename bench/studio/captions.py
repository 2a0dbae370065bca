"""Captions in nine scripts, and the queries that are asked of them."""

from __future__ import annotations

import random
from collections.abc import Iterator

#: Words that follow each other in a caption, a line for each script.
WORDS = tuple(
    line.split()
    for line in """
bread home love quiet morning light kitchen table slow sunday flour water salt to the and with for
käse straße über frühling grün weiß brötchen größe schön mädchen küche fuß müsli tür löffel
хлеб дом утро свет кухня стол вода соль мука любовь весна зима лето осень друг
خبز بيت صباح ضوء مطبخ طاولة ماء ملح طحين حب ربيع شتاء صيف خريف صديق
לחם בית בוקר אור מטבח שולחן מים מלח קמח אהבה אביב חורף קיץ סתיו חבר
रोटी घर सुबह रोशनी रसोई मेज़ पानी नमक आटा प्यार वसंत सर्दी गर्मी दोस्त चाय
ขนมปัง บ้าน เช้า แสง ครัว โต๊ะ น้ำ เกลือ แป้ง รัก ฤดูใบไม้ผลิ หนาว ร้อน เพื่อน ชา
面包 家 早上 光 厨房 桌子 水 盐 面粉 爱 春天 冬天 夏天 秋天 朋友
パン 家 朝 光 台所 テーブル 水 塩 小麦粉 愛 春 冬 夏 秋 友達
""".strip().splitlines()
)
TAGS = (
    *("#bread", "#breadmaking", "#home", "#хлеб", "#خبز"),
    *("#面包", "#パン", "#ขนมปัง", "#slow_sunday", "#2026"),
)
ENDINGS = ("🥐", "🍞✨", "100%", "❤️", "", "", "", "")
#: In every 400th caption, and in one caption of all.
SELDOM, ONCE = "sourdough", "pumpernickel"
SELDOM_EVERY = 400
#: Frequent words and tags of each script, a phrase, two letters, and words of few or no videos.
QUERIES = (
    *("bread", "#bread", "home love", '"home love"', "quiet light table", "to"),
    *("straße", "хлеб", "خبز", "לחם", "रोटी", "ขนมปัง", "面包", "パン", "🥐", "100%"),
    *(SELDOM, ONCE, "nothingx", "qz"),
)
#: More videos than these have a caption that another video has too, apart from its rare words.
DIFFERENT = 4000


def captions(count: int, chance: random.Random) -> Iterator[str]:
    """Yield a caption of 100 to 300 letters for each video, in the order of the videos."""
    kept = [_caption(chance) for _ in range(min(count, DIFFERENT))]
    for number in range(count):
        words = chance.choice(kept)
        if number % SELDOM_EVERY == 7:
            words = f"{words} {SELDOM}"
        yield f"{words} {ONCE}" if number == count // 2 else words


def _caption(chance: random.Random) -> str:
    words = chance.choice(WORDS)
    length, said = chance.randint(90, 270), ""
    while len(said) < length:
        said += f"{chance.choice(words)} "
    tags = " ".join(chance.sample(TAGS, chance.randint(0, 3)))
    return f"{said}{tags} {chance.choice(ENDINGS)}".strip()
