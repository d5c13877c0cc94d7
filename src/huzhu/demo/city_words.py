"""The five factories beside the story's mill, and what stands above and between them; every name is invented."""

from __future__ import annotations

from huzhu.demo.words import OFFICE, FactoryWords, GroupWords, TechniqueWords, TradeWords, office_of

PROVINCE = ("云岫省", "Yunxiu Province")
CITY = ("临澜市", "Linlan City")
COUNTY = ("南澜县", "Nanlan County")
CITY_OFFICE = ("市职工技术协作办公室", "City office of mutual aid")
CITY_TEAM = ("市设备攻关队", "City team for equipment")
CONTACTS = {
    "province": "云岫省总工会生产部 电话 0100-10",
    "city": "临澜市工人文化宫二楼 电话 0100-2233",
    "county": "南澜县总工会 电话 0100-4455",
}

TURNING = TradeWords("车工", "turning", (("车工", "turner"), ("学徒工", "apprentice turner")), (
    TechniqueWords("车外圆", "turning a shaft", "秒/件", 240, 90),
    TechniqueWords("车螺纹", "cutting threads"),
    TechniqueWords("磨刀", "grinding tools"),
    TechniqueWords("看图纸", "reading drawings"),
    TechniqueWords("机床保养", "care of the lathe"),
))  # fmt: skip
FITTING = TradeWords("钳工", "fitting", (("钳工", "bench fitter"), ("装配工", "assembler")), (
    TechniqueWords("刮研", "scraping", "点/方寸", 6, 24),
    TechniqueWords("锉配", "filing to fit"),
    TechniqueWords("装轴承", "mounting bearings"),
    TechniqueWords("调间隙", "setting clearances"),
))  # fmt: skip
SEWING = TradeWords("缝纫", "sewing", (("缝纫工", "machinist"), ("辅助工", "helper")), (
    TechniqueWords("平缝", "plain seam", "秒/条", 60, 22),
    TechniqueWords("上领", "setting collars", "秒/件", 150, 70),
    TechniqueWords("上袖", "setting sleeves"),
    TechniqueWords("锁眼", "buttonholes"),
    TechniqueWords("缝纫机保养", "care of the sewing machine"),
))  # fmt: skip
CUTTING = TradeWords("裁剪", "cutting", (("裁剪工", "cutter"),), (
    TechniqueWords("排料", "laying out patterns", "%", 70, 92),
    TechniqueWords("铺料", "spreading cloth"),
    TechniqueWords("开裁", "cutting with the knife"),
))  # fmt: skip
BAKING = TradeWords("糕点", "baking", (("糕点工", "baker"), ("包装工", "packer")), (
    TechniqueWords("和面", "mixing dough"),
    TechniqueWords("看炉温", "watching the oven"),
    TechniqueWords("成型", "shaping", "个/分", 10, 32),
    TechniqueWords("包装", "packing", "盒/分", 4, 14),
    TechniqueWords("设备清洗保养", "washing and care of machines"),
))  # fmt: skip
PRINTING = TradeWords("印刷", "printing", (("印刷工", "printer"), ("装订工", "binder")), (
    TechniqueWords("校版", "making ready", "分/版", 60, 20),
    TechniqueWords("调墨", "mixing ink"),
    TechniqueWords("看样", "checking the sheet"),
    TechniqueWords("装订", "binding", "本/时", 60, 180),
))  # fmt: skip
NURSING = TradeWords("护理", "nursing", (("护士", "nurse"), ("护理员", "nursing aide")), (
    TechniqueWords("静脉穿刺", "placing a drip"),
    TechniqueWords("换药", "changing dressings"),
    TechniqueWords("铺床", "making a bed", "秒/张", 300, 120),
    TechniqueWords("交接班记录", "handing over in writing"),
))  # fmt: skip
COOKING = TradeWords("炊事", "cooking", (("炊事员", "cook"), ("帮厨", "kitchen hand")), (
    TechniqueWords("切配", "cutting and preparing", "克/分", 60, 220),
    TechniqueWords("病号饭", "diets for patients"),
    TechniqueWords("蒸饭", "steaming rice"),
    TechniqueWords("大锅菜", "cooking for many"),
))  # fmt: skip
DISPENSING = TradeWords("药剂", "dispensing", (("药剂员", "dispenser"),), (
    TechniqueWords("配药", "making up medicines", "张/时", 15, 45),
    TechniqueWords("核对处方", "checking prescriptions"),
    TechniqueWords("盘点", "taking stock"),
))  # fmt: skip

COMMON = TradeWords("通用操作", "common work", (), (
    TechniqueWords("清洁保养", "cleaning and care of machines"),
    TechniqueWords("巡回检查", "rounds of inspection"),
    TechniqueWords("质量自检", "checking one's own work"),
))  # fmt: skip
"""The city's own trade: techniques that the factories' own ones are mapped to."""
MAPPED = {
    "新华棉纺织厂": {"清洁": "清洁保养", "巡回": "巡回检查"},
    "青石机械厂": {"机床保养": "清洁保养"},
    "锦澜服装厂": {"缝纫机保养": "清洁保养"},
    "澜光印刷厂": {"看样": "质量自检"},
}
"""Local technique and common one; the food works' 设备清洗保养 is not mapped yet."""
LOCALLY = {"临澜市第三医院": {"巡回检查": "查房巡视", "质量自检": "三查七对"}, "南澜食品厂": {"质量自检": "出炉自检"}}
"""What a factory calls a technique of the city."""

SHIFT_A, SHIFT_B = ("甲班", "Shift A"), ("乙班", "Shift B")
MACHINES = FactoryWords("青石机械厂", "Qingshi Machine Works", (TURNING, FITTING, OFFICE), (
    ("金工车间", "Machining shop", (
        GroupWords("车工一组", "Turning group 1", 26, TURNING, shift=SHIFT_A),
        GroupWords("车工二组", "Turning group 2", 26, TURNING, shift=SHIFT_B),
        GroupWords("车工三组", "Turning group 3", 25, TURNING, shift=SHIFT_B),
    )),
    ("装配车间", "Assembly shop", (
        GroupWords("钳工组", "Fitting group", 25, FITTING),
        GroupWords("总装组", "Final assembly group", 25, FITTING),
        GroupWords("革新组", "Innovation group", 8, FITTING, measured=False),
    )),
), office_of(2), first=(("车工一组", 3),), core={("车工", "车外圆"): 800, ("钳工", "刮研"): 800})  # fmt: skip
GARMENT = FactoryWords("锦澜服装厂", "Jinlan Garment Factory", (SEWING, CUTTING, OFFICE), (
    ("缝制车间", "Sewing shop", (
        GroupWords("缝制一组", "Sewing line 1", 29, SEWING),
        GroupWords("缝制二组", "Sewing line 2", 29, SEWING),
        GroupWords("缝制三组", "Sewing line 3", 27, SEWING),
        GroupWords("缝制四组", "Sewing line 4", 27, SEWING),
    )),
    ("裁剪车间", "Cutting shop", (
        GroupWords("裁剪组", "Cutting group", 21, CUTTING),
        GroupWords("排料组", "Layout group", 19, CUTTING),
    )),
), office_of(2), first=(("缝制一组", 3),), core={("缝纫工", "平缝"): 800})  # fmt: skip
FOOD = FactoryWords("南澜食品厂", "Nanlan Food Works", (BAKING, OFFICE), (
    ("糕点车间", "Bakery", (
        GroupWords("和面组", "Dough group", 23, BAKING),
        GroupWords("成型组", "Shaping group", 25, BAKING),
        GroupWords("烤炉组", "Oven group", 23, BAKING),
    )),
    ("包装车间", "Packing shop", (
        GroupWords("包装一组", "Packing group 1", 25, BAKING),
        GroupWords("包装二组", "Packing group 2", 25, BAKING),
    )),
), office_of(2), first=(("和面组", 3),), core={("糕点工", "看炉温"): 800})  # fmt: skip
PRINT = FactoryWords("澜光印刷厂", "Languang Printing House", (PRINTING, OFFICE), (
    ("印刷车间", "Press room", (
        GroupWords("胶印一组", "Offset group 1", 23, PRINTING),
        GroupWords("胶印二组", "Offset group 2", 23, PRINTING),
        GroupWords("制版组", "Plate group", 19, PRINTING),
    )),
    ("装订车间", "Bindery", (
        GroupWords("装订一组", "Binding group 1", 25, PRINTING),
        GroupWords("装订二组", "Binding group 2", 23, PRINTING),
    )),
), office_of(2), first=(("胶印一组", 3),), core={("印刷工", "校版"): 800})  # fmt: skip
HOSPITAL = FactoryWords("临澜市第三医院", "Linlan Third Hospital", (NURSING, COOKING, DISPENSING, OFFICE), (
    ("护理部", "Nursing", (
        GroupWords("内科护理组", "Nurses, internal medicine", 27, NURSING),
        GroupWords("外科护理组", "Nurses, surgery", 27, NURSING),
        GroupWords("急诊护理组", "Nurses, emergency", 23, NURSING),
    )),
    ("后勤部", "Services", (
        GroupWords("食堂一组", "Canteen group 1", 21, COOKING),
        GroupWords("食堂二组", "Canteen group 2", 21, COOKING),
        GroupWords("药房组", "Pharmacy group", 19, DISPENSING),
    )),
), office_of(2), first=(("内科护理组", 3),), core={("护士", "静脉穿刺"): 800})  # fmt: skip
FACTORIES = (MACHINES, GARMENT, FOOD, PRINT, HOSPITAL)

FACTORY_PROBLEMS = {
    "青石机械厂": ("轴类零件废品率高于计划", "车外圆"),
    "锦澜服装厂": ("上领返工多，影响交货", "上领"),
    "南澜食品厂": ("炉温不稳，次品多", "看炉温"),
    "澜光印刷厂": ("换版时间长", "校版"),
    "临澜市第三医院": ("早班交接时有遗漏", "交接班记录"),
}
STANDARDS = {
    "车外圆": ("按图纸量三处，尺寸都在公差内", "装夹前擦净卡爪", "切削用量按工艺卡", "下刀前对刀一次，不试切第二件"),
    "磨刀": ("刃口无缺口", "前角按样板", "戴护目镜，站在侧面"),
    "清洁保养": ("停机断电后再擦", "油孔全部加到油", "切屑、飞花清到斗里", "交班前填保养卡"),
}
"""What an assessor sees, by technique; the last one is the city's."""
