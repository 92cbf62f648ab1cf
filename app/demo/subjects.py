"""Sentences by subject: the words that tell it in a service's code, and what people write about it."""

from __future__ import annotations

UZBEK: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "manhole": (("manhole", "hatch", "cover"), (
        "Quduq qopqogʻi yoʻq, odam tushib ketishi mumkin.",
        "Quduq ochiq qolgan, ustiga shox-shabba qoʻyib qoʻyishgan.",
        "Quduq qopqogʻi singan, mashina oʻtsa taraqlaydi.",
    )),
    "crossing": (("crossing", "crosswalk", "marking", "zebra"), (
        "Piyodalar oʻtish joyining chiziqlari oʻchib ketgan.",
        "Zebra koʻrinmaydi, haydovchilar toʻxtamayapti.",
    )),
    "sign": (("sign", "traffic_light", "signal"), (
        "Yoʻl belgisi qiyshayib qolgan, oʻqib boʻlmaydi.",
        "Svetofor uch kundan beri faqat sariq yonadi.",
        "Belgi daraxt shoxlari orqasida qolib ketgan.",
    )),
    "snow": (("snow", "ice", "slippery", "winter"), (
        "Yoʻlak muzlagan, odamlar yiqilyapti, tuz sepilmagan.",
        "Qor tozalanmagan, aravacha bilan oʻtib boʻlmaydi.",
    )),
    "sidewalk": (("sidewalk", "pavement", "footpath", "kerb", "curb"), (
        "Piyodalar yoʻlagi oʻpirilib ketgan.",
        "Trotuar plitalari koʻchib, gʻildirakli aravacha oʻta olmaydi.",
        "Bordyur singan, toshlari yoʻlga chiqib yotibdi.",
    )),
    "pothole": (("pothole", "road", "asphalt"), (
        "Yoʻlda katta chuqur paydo boʻlgan, mashinalar aylanib oʻtyapti.",
        "Asfalt oʻyilib ketgan, yomgʻirda suv toʻlib koʻrinmay qoladi.",
        "Chuqurga tushib gʻildirak yorildi.",
        "Suv quvuri ishidan keyin yoʻl tiklanmagan, chuqur qolgan.",
    )),
    "dump": (("dump", "illegal", "construction_waste", "rubble", "debris"), (
        "Boʻsh joyga chiqindi toʻkib ketishyapti.",
        "Qurilish chiqindisi uyumlari ariq boʻyida yotibdi.",
        "Noqonuniy axlatxona paydo boʻldi, hidi ham bor.",
    )),
    "animal": (("dead_animal", "carcass"), ("Yoʻl chetida oʻlgan it yotibdi.", "Ariqda oʻlik hayvon bor, hid tarqalyapti.")),
    "sweeping": (("sweep", "street_clean", "litter"), (
        "Koʻcha uzoq vaqtdan beri supurilmagan.", "Yoʻl chetlari barg va axlatga toʻlgan.",
    )),
    "bins": (("bin", "container", "missed", "collect", "waste", "garbage"), (
        "Chiqindi konteynerlari toʻlib ketgan, atrofi axlat.",
        "Maxsus mashina bir haftadan beri kelmadi.",
        "Konteyner qopqogʻi singan, it-mushuklar sudrab yuribdi.",
        "Chiqindi jadval boʻyicha olib ketilmadi.",
    )),
    "quality": (("quality", "dirty_water", "turbid"), (
        "Jumrakdan loyqa suv kelyapti.", "Suvdan xlor hidi kuchli kelyapti.", "Suv sargʻish rangda oqyapti.",
    )),
    "no_water": (("no_water", "pressure", "supply", "water_cut"), (
        "Ertalabdan beri suv yoʻq.", "Suv bosimi juda past, ikkinchi qavatga chiqmaydi.",
        "Suv faqat tunda keladi, kunduzi quruq.",
    )),
    "drain": (("drain", "storm", "flood", "ditch", "irrigation", "ariq", "canal"), (
        "Ariq barg va idishlarga tiqilib qolgan, suv yoʻlga chiqyapti.",
        "Yomgʻirdan keyin koʻcha koʻlga aylandi, suv qochmayapti.",
        "Ariqqa suv kelmayapti, koʻchatlar qurib qolyapti.",
    )),
    "sewer": (("sew", "blockage", "cesspit"), (
        "Kanalizatsiya toshib, hovliga chiqyapti.", "Oqova quduqdan suv chiqyapti, hidi chidab boʻlmas.",
        "Kanalizatsiya tiqilib qolgan, yertoʻlada suv turibdi.",
    )),
    "leak": (("leak", "burst", "water", "hydrant", "pump"), (
        "Quvur yorilgan, toza suv ikki kundan beri koʻchaga oqyapti.",
        "Yer ostidan suv chiqyapti, yoʻl choʻkib ketmoqda.",
        "Vodoprovod jumragi buzilgan, suv toʻxtovsiz oqyapti.",
    )),
    "lamp": (("lamp", "light", "lighting"), (
        "Koʻcha chirogʻi bir haftadan beri yonmaydi.", "Chiroq lip-lip qilyapti, kechasi qorongʻi.",
        "Uchta ustun ketma-ket oʻchgan, yurish xavfli.",
    )),
    "wires": (("wire", "cable", "pole", "transformer"), (
        "Elektr simi uzilib, yerga osilib qolgan.", "Elektr ustuni qiyshaygan, shamolda yiqilishi mumkin.",
        "Transformatordan uchqun chiqyapti.",
    )),
    "outage": (("outage", "power", "voltage", "electric"), (
        "Kechadan beri elektr yoʻq.", "Kuchlanish past, muzlatkich ishlamayapti.", "Svet kuniga besh marta oʻchib yonyapti.",
    )),
    "gas": (("gas",), (
        "Gaz hidi kelyapti, quvur ulangan joyi zanglagan.", "Gaz bosimi juda past, oʻchoq yonmaydi.",
        "Gaz quvuri boʻyogʻi koʻchib, zang bosgan.",
    )),
    "heating": (("heat", "hot_water", "boiler", "cold"), (
        "Batareyalar muzdek, uyda bolalar bor.", "Issiqlik quvuridan bugʻ chiqyapti, oʻrami yirtilgan.",
        "Issiq suv uch kundan beri yoʻq.",
    )),
    "tree": (("fallen", "tree", "branch", "prun"), (
        "Shamolda daraxt yiqilib, yoʻlakni toʻsib qoʻydi.", "Quruq shoxlar simga tegib turibdi.",
        "Chinor qurigan, har shamolda shoxi tushadi.",
    )),
    "green": (("green", "lawn", "flower", "watering", "plant", "weed", "park"), (
        "Yangi ekilgan koʻchatlar sugʻorilmayapti.", "Maysazor sargʻayib ketgan.", "Gulzorni begona oʻt bosgan.",
    )),
    "playground": (("play", "swing", "sport"), (
        "Arqon arqonchogʻi uzilgan, bolalar yiqilyapti.", "Bolalar maydonchasidagi sirpanchiq singan.",
        "Turnik payvandi ketgan, qimirlab turibdi.",
    )),
    "bench": (("bench", "urn", "furniture", "yard", "courtyard"), (
        "Skameyka taxtalari singan, oʻtirib boʻlmaydi.", "Hovlidagi oʻrindiqlar sindirilgan.",
    )),
    "bus_stop": (("stop", "shelter"), (
        "Bekat oynasi singan, yerda shisha yotibdi.", "Bekatning tomi yoʻq, yomgʻirda turib boʻlmaydi.",
    )),
    "bus": (("bus", "transport", "route"), (
        "Avtobus jadval boʻyicha kelmayapti.", "Ertalab avtobus toʻla keladi, toʻxtamay oʻtib ketadi.",
    )),
    "parking": (("park", "vehicle", "car"), (
        "Yoʻlakka mashina qoʻyib ketishadi, piyoda oʻtolmaydi.", "Tashlandiq mashina bir oydan beri turibdi.",
    )),
    "dogs": (("dog", "stray", "animal"), (
        "Daydi itlar toʻdasi bolalarni qoʻrqityapti.", "Beshta daydi it maktab yoʻlida yuribdi.",
    )),
    "noise": (("noise", "loud"), ("Tungi soat birgacha musiqa baland qoʻyiladi.", "Qurilish kechasi ham davom etyapti.")),
    "scribbles": (("graffiti", "vandal", "advert", "poster"), (
        "Devorga boʻyoq bilan chizib tashlashgan.", "Bekat va devorlar eʼlonlarga toʻlib ketgan.",
    )),
    "pit": (("pit", "danger", "hazard", "unsafe", "fence", "safety"), (
        "Qazilgan chuqur oʻralmagan, kechasi xavfli.", "Tashlandiq bino devori qulashi mumkin, bolalar oʻynaydi.",
    )),
    "building": (("roof", "lift", "elevator", "entrance", "basement", "house", "building"), (
        "Lift bir haftadan beri ishlamaydi.", "Tomdan chakka oʻtyapti, yuqori qavat hoʻl.", "Yertoʻlada suv yigʻilib qolgan.",
    )),
    "general": ((), ("Shu joyda tartib kerak.", "Muammoni joyiga kelib koʻrishingizni soʻrayman.")),
}  # fmt: skip

RUSSIAN: dict[str, tuple[str, ...]] = {
    "pothole": ("Большая яма на дороге, машины объезжают по встречной.", "Провалился асфальт после ремонта трубы."),
    "manhole": ("Открытый люк без крышки, очень опасно.",),
    "sidewalk": ("Разбит тротуар, с коляской не пройти.",),
    "bins": ("Контейнеры переполнены, мусор вокруг.", "Мусор не вывозили больше недели."),
    "dump": ("Стихийная свалка строительного мусора.",),
    "leak": ("Прорвало трубу, чистая вода течёт по улице.",),
    "no_water": ("С утра нет воды.", "Очень слабый напор воды."),
    "sewer": ("Канализация выходит наружу, сильный запах.",),
    "lamp": ("Не горит уличный фонарь.", "Три фонаря подряд не работают, темно."),
    "outage": ("Со вчерашнего вечера нет света.",),
    "wires": ("Оборванный провод висит над тротуаром.",),
    "gas": ("Чувствуется запах газа возле трубы.",),
    "heating": ("Батареи холодные, в квартире дети.",),
    "tree": ("Упало дерево и перекрыло дорожку.",),
    "playground": ("Сломаны качели на детской площадке.",),
    "bus_stop": ("На остановке разбито стекло.",),
    "dogs": ("Стая бродячих собак пугает детей.",),
}
