"""How people, places and firms are called in China and Japan, for made-up clients."""

from __future__ import annotations

from typing import Final

from smallcrm.services.sample_words import Culture, lines, listed

# Family name first and no space between: what is left empty in `given` is joined to the family's.
CHINESE: Final = Culture(
    country="CN",
    language="zh_CN",
    given=listed(
        "伟 芳 娜 秀英 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 秀兰 霞 平 刚 桂英 建华 国强"
        " 志远 晓梅 佳怡 子涵 雨桐 浩然 欣怡 宇轩 思远 梦琪 文博 嘉豪 雅婷 立新 海燕 春梅"
        " 建国 晓东 志强 玉兰 红梅 俊杰 婷婷 天佑 若曦 一鸣 慧敏 振华 淑珍 云飞 美玲 启航"
        " 诗涵 家明 学文 丽华 亦凡 乐 璐 鑫 昊 颖 琳 倩 凯"
    ),
    family=listed(
        "王 李 张 刘 陈 王 李 张 王 李 张 刘 陈 杨 黄 赵 周 吴 徐 孙 马 朱 胡 郭 何 高 林 罗"
        " 郑 梁 谢 宋 唐 许 韩 冯"
        " 邓 曹 彭 曾 肖 田 董 袁 潘 于 蒋 蔡 余 杜 叶 程 苏 魏 吕 丁 任 沈 姚 卢 姜 崔 钟 谭"
        " 陆 汪 范 金 石 廖 贾 夏 韦 方 白 邹 孟 熊 秦 邱 江 尹 薛 闫 段 雷 侯 龙 史 陶 黎 贺"
        " 顾 毛 郝 龚 邵 万 钱 严 欧阳 诸葛 司马 单"
    ),
    firms=lines("""
        {city}{word}贸易有限公司
        {city}{word}文化传播有限公司
        {word}茶业
        {city}{word}五金
        {word}教育
        {family}记琴行
        {city}{word}印务
        {word}花艺工作室
        {city}{word}服饰有限公司
        {word}口腔诊所
        {city}{word}酒店
        {word}书店
        {city}{word}科技有限公司
        {word}音乐培训中心
        {family}氏家具
        {word}设计工作室
        {city}{word}物流有限公司
        {word}食品厂
    """),
    words=listed(
        "明珠 云锦 听涛 恒信 博远 锦程 古越 清和 东篱 嘉禾 远航 华盛 紫竹 金桥 瑞丰 松柏 凌云"
        " 汇通 百川 鸿达 春晓 静安 晨曦 兰亭 万象 天成 同德 新叶 知行 朗月"
    ),
    streets=lines("""
        人民路#号
        中山路#号
        解放路#号
        建设路#号
        愚园路#号
        和平路#号
        文昌街#号
        新华路#号
        学府路#号
        湖滨路#号
        长江路#号
        朝阳街#号
    """),
    cities=lines("""
        上海|200###
        北京|100###
        杭州|310###
        苏州|215###
        南京|210###
        宁波|315###
        广州|510###
        深圳|518###
        成都|610###
        武汉|430###
        西安|710###
        重庆|400###
        厦门|361###
        长沙|410###
        青岛|266###
        绍兴|312###
    """),
)
JAPANESE: Final = Culture(
    country="JP",
    language="ja",
    given=listed("Yuki Haruka Kenji Naoko Takashi Aiko Hiroshi Emi Sōta Yūna Ryō Kōhei"),
    family=listed("Tanabe Satō Suzuki Kobayashi Itō Yamamoto Ōno Kondō Fujii Nakajima Ueda"),
    firms=lines("""
        {family} Trading
        {word} Ceramics
        {family} Piano Service
        Ryokan {word}
        {word} Tea
    """),
    words=listed("Sakura Midori Hoshino Kawanami Asahi Tsubame"),
    streets=lines("""
        #-2 Honchō
        #-5 Sakuragaoka
        #-1 Nishimachi
        #-8 Minami
    """),
    cities=lines("""
        Tōkyō|1##-####
        Kyōto|60#-####
        Sapporo|06#-####
        Kanazawa|920-####
    """),
)
