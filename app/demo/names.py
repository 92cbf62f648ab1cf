"""The names of Namuna, all invented: gardens, birds, crafts and weather, in five languages.

Columns: uz, uz_Cyrl, kaa (Cyrillic), ru. English is the Uzbek spelling without its apostrophes.
"""

from __future__ import annotations

Names = dict[str, str]

REGION: Names = {
    "uz": "Namuna viloyati",
    "uz_Cyrl": "Намуна вилояти",
    "kaa": "Намуна ўәлаяты",
    "ru": "Намунинская область",
    "en": "Namuna region",
}

#: West, north-east, south-east: the order in which `town` cuts them.
DISTRICTS: tuple[Names, ...] = (
    {
        "uz": "Bogʻzor tumani",
        "uz_Cyrl": "Боғзор тумани",
        "kaa": "Бағзар районы",
        "ru": "Богзарский район",
        "en": "Bogzor district",
    },
    {
        "uz": "Koʻhnaqalʼa tumani",
        "uz_Cyrl": "Кўҳнақалъа тумани",
        "kaa": "Көҳнеқала районы",
        "ru": "Кухнакалинский район",
        "en": "Kohnaqala district",
    },
    {
        "uz": "Yangidaryo tumani",
        "uz_Cyrl": "Янгидарё тумани",
        "kaa": "Жаңадәрья районы",
        "ru": "Янгидарьинский район",
        "en": "Yangidaryo district",
    },
)

_MAHALLAS = """
Bogʻishamol|Боғишамол|Бағышамал|Багишамал
Gulbahor|Гулбаҳор|Гүлбәҳәр|Гульбахор
Navbahor|Навбаҳор|Наўбәҳәр|Навбахор
Koʻkterak|Кўктерак|Көктерек|Куктерак
Chashma|Чашма|Шашма|Чашма
Oqsaroy|Оқсарой|Ақсарай|Аксарай
Lolazor|Лолазор|Лалазар|Лалазар
Zilol|Зилол|Зилал|Зилол
Anhorboʻyi|Анҳорбўйи|Анҳарбойы|Анхарбуйи
Yangihayot|Янгиҳаёт|Жаңаҳаят|Янгихаёт
Mehrigiyo|Меҳригиё|Меҳригия|Мехригиё
Nurafshon|Нурафшон|Нурафшан|Нурафшан
Oltintepa|Олтинтепа|Алтынтөбе|Алтынтепа
Bodomzor|Бодомзор|Бадамзар|Бадамзар
Anorzor|Анорзор|Анарзар|Анарзар
Olmazor|Олмазор|Алмазар|Алмазар
Oʻrikzor|Ўрикзор|Ерикзар|Урикзар
Shaftolizor|Шафтолизор|Шабдалызар|Шафтализар
Tutzor|Тутзор|Тутзар|Тутзар
Yongʻoqzor|Ёнғоқзор|Ғозазар|Ёнгакзар
Qaldirgʻoch|Қалдирғоч|Қарлығаш|Калдиргоч
Bulbuliston|Булбулистон|Бүлбүлстан|Бульбулистан
Laylakuya|Лайлакуя|Ләйлекуя|Лайлакуя
Kaptarxona|Каптархона|Кептерхана|Каптархана
Humo|Ҳумо|Ҳума|Хумо
Oydin|Ойдин|Айдын|Айдын
Quyoshli|Қуёшли|Қуяшлы|Куёшли
Yulduz|Юлдуз|Жулдыз|Юлдуз
Tongotar|Тонготар|Таңатар|Тонготар
Shabada|Шабада|Самал|Шабада
Nasim|Насим|Нәсим|Насим
Kumushkon|Кумушкон|Гүмискан|Кумушкан
Feruza|Феруза|Феруза|Феруза
Yoqutsoy|Ёқутсой|Яқутсай|Якутсай
Marvarid|Марварид|Маржан|Марварид
Zumrad|Зумрад|Зумрәд|Зумрад
Atlaschi|Атласчи|Атласшы|Атласчи
Kulolchilar|Кулолчилар|Гүзешилер|Кулолчилар
Misgarlar|Мисгарлар|Мискерлер|Мисгарлар
Zargarlar|Заргарлар|Зергерлер|Заргарлар
Duradgorlar|Дурадгорлар|Ағаш усталары|Дурадгорлар
Naqqoshlar|Наққошлар|Нағысшылар|Наккошлар
Charxpalak|Чархпалак|Шархпәлек|Чархпалак
Tegirmon|Тегирмон|Дийирман|Тегирмон
Karvonsaroy|Карвонсарой|Кәрўансарай|Карвансарай
Toshkoʻprik|Тошкўприк|Таскөпир|Ташкуприк
Bogʻbonlar|Боғбонлар|Бағманлар|Багбанлар
Ipakchi|Ипакчи|Жипекши|Ипакчи
Mirishkor|Миришкор|Миришкар|Миришкор
Ziyokor|Зиёкор|Зиякер|Зиёкор
Kitobxon|Китобхон|Китапхан|Китобхан
Oqtosh|Оқтош|Ақтас|Акташ
Qizilgul|Қизилгул|Қызылгүл|Кызылгуль
Rayhonzor|Райҳонзор|Райҳанзар|Райханзар
Sumbul|Сумбул|Сүмбил|Сумбул
Savsan|Савсан|Саўсан|Савсан
Nargiz|Наргиз|Нәргиз|Наргиз
Binafsha|Бинафша|Бинафша|Бинафша
Sadaf|Садаф|Садап|Садаф
Oʻzanboʻyi|Ўзанбўйи|Өзекбойы|Узанбуйи
"""


def _plain(name: str) -> str:
    return name.replace("ʻ", "").replace("ʼ", "")


def _names(row: str) -> Names:
    uz, cyrillic, karakalpak, russian = row.split("|")
    return {"uz": uz, "uz_Cyrl": cyrillic, "kaa": karakalpak, "ru": russian, "en": _plain(uz)}


MAHALLAS: tuple[Names, ...] = tuple(_names(row) for row in _MAHALLAS.split("\n") if row)
