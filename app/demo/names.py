"""The names of Namuna, all invented: gardens, birds, crafts and weather, in five languages.

Columns: uz, uz_Cyrl, kaa (Latin), ru. English is the Uzbek spelling without its apostrophes.
"""

from __future__ import annotations

Names = dict[str, str]

REGION: Names = {
    "uz": "Namuna viloyati",
    "uz_Cyrl": "Намуна вилояти",
    "kaa": "Namuna wálayatı",
    "ru": "Намунинская область",
    "en": "Namuna region",
}

#: West, north-east, south-east: the order in which `town` cuts them.
DISTRICTS: tuple[Names, ...] = (
    {
        "uz": "Bogʻzor tumani",
        "uz_Cyrl": "Боғзор тумани",
        "kaa": "Baǵzar rayonı",
        "ru": "Богзарский район",
        "en": "Bogzor district",
    },
    {
        "uz": "Koʻhnaqalʼa tumani",
        "uz_Cyrl": "Кўҳнақалъа тумани",
        "kaa": "Kóhneqala rayonı",
        "ru": "Кухнакалинский район",
        "en": "Kohnaqala district",
    },
    {
        "uz": "Yangidaryo tumani",
        "uz_Cyrl": "Янгидарё тумани",
        "kaa": "Jańadárya rayonı",
        "ru": "Янгидарьинский район",
        "en": "Yangidaryo district",
    },
)

_MAHALLAS = """
Bogʻishamol|Боғишамол|Baǵıshamal|Багишамал
Gulbahor|Гулбаҳор|Gúlbáhár|Гульбахор
Navbahor|Навбаҳор|Nawbáhár|Навбахор
Koʻkterak|Кўктерак|Kókterek|Куктерак
Chashma|Чашма|Shashma|Чашма
Oqsaroy|Оқсарой|Aqsaray|Аксарай
Lolazor|Лолазор|Lalazar|Лалазар
Zilol|Зилол|Zilal|Зилол
Anhorboʻyi|Анҳорбўйи|Anharboyı|Анхарбуйи
Yangihayot|Янгиҳаёт|Jańahayat|Янгихаёт
Mehrigiyo|Меҳригиё|Mehrigiya|Мехригиё
Nurafshon|Нурафшон|Nurafshan|Нурафшан
Oltintepa|Олтинтепа|Altıntóbe|Алтынтепа
Bodomzor|Бодомзор|Badamzar|Бадамзар
Anorzor|Анорзор|Anarzar|Анарзар
Olmazor|Олмазор|Almazar|Алмазар
Oʻrikzor|Ўрикзор|Erikzar|Урикзар
Shaftolizor|Шафтолизор|Shabdalızar|Шафтализар
Tutzor|Тутзор|Tutzar|Тутзар
Yongʻoqzor|Ёнғоқзор|Ǵozazar|Ёнгакзар
Qaldirgʻoch|Қалдирғоч|Qarlıǵash|Калдиргоч
Bulbuliston|Булбулистон|Búlbúlstan|Бульбулистан
Laylakuya|Лайлакуя|Láylekuya|Лайлакуя
Kaptarxona|Каптархона|Kepterxana|Каптархана
Humo|Ҳумо|Huma|Хумо
Oydin|Ойдин|Aydın|Айдын
Quyoshli|Қуёшли|Quyashlı|Куёшли
Yulduz|Юлдуз|Juldız|Юлдуз
Tongotar|Тонготар|Tańatar|Тонготар
Shabada|Шабада|Samal|Шабада
Nasim|Насим|Násim|Насим
Kumushkon|Кумушкон|Gúmiskan|Кумушкан
Feruza|Феруза|Feruza|Феруза
Yoqutsoy|Ёқутсой|Yaqutsay|Якутсай
Marvarid|Марварид|Marjan|Марварид
Zumrad|Зумрад|Zumrád|Зумрад
Atlaschi|Атласчи|Atlasshı|Атласчи
Kulolchilar|Кулолчилар|Gúzeshiler|Кулолчилар
Misgarlar|Мисгарлар|Miskerler|Мисгарлар
Zargarlar|Заргарлар|Zergerler|Заргарлар
Duradgorlar|Дурадгорлар|Aǵash ustaları|Дурадгорлар
Naqqoshlar|Наққошлар|Naǵısshılar|Наккошлар
Charxpalak|Чархпалак|Sharxpálek|Чархпалак
Tegirmon|Тегирмон|Diyirman|Тегирмон
Karvonsaroy|Карвонсарой|Kárwansaray|Карвансарай
Toshkoʻprik|Тошкўприк|Taskópir|Ташкуприк
Bogʻbonlar|Боғбонлар|Baǵmanlar|Багбанлар
Ipakchi|Ипакчи|Jipekshi|Ипакчи
Mirishkor|Миришкор|Mirishkar|Миришкор
Ziyokor|Зиёкор|Ziyaker|Зиёкор
Kitobxon|Китобхон|Kitapxan|Китобхан
Oqtosh|Оқтош|Aqtas|Акташ
Qizilgul|Қизилгул|Qızılgúl|Кызылгуль
Rayhonzor|Райҳонзор|Rayhanzar|Райханзар
Sumbul|Сумбул|Súmbil|Сумбул
Savsan|Савсан|Sawsan|Савсан
Nargiz|Наргиз|Nárgiz|Наргиз
Binafsha|Бинафша|Binafsha|Бинафша
Sadaf|Садаф|Sadap|Садаф
Oʻzanboʻyi|Ўзанбўйи|Ózekboyı|Узанбуйи
"""


def _plain(name: str) -> str:
    return name.replace("ʻ", "").replace("ʼ", "")


def _names(row: str) -> Names:
    uz, cyrillic, karakalpak, russian = row.split("|")
    return {"uz": uz, "uz_Cyrl": cyrillic, "kaa": karakalpak, "ru": russian, "en": _plain(uz)}


MAHALLAS: tuple[Names, ...] = tuple(_names(row) for row in _MAHALLAS.split("\n") if row)
