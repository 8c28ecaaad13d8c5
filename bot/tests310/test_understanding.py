from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

import numpy as np

from bot.nlu.clauses import clauses
from bot.nlu.features import Vectors, flags, grams, spelled
from bot.nlu.kernel import Kernel, Sample, fit
from bot.nlu.rules import decided, implied, refined
from bot.nlu.understanding import Understanding, fitted
from bot.nlu.wishes import Wish, first_wish, further

SENTENCES = {
    "ask_fee": ["多少钱一份", "怎么收费", "邮费多少", "要交钱吗", "费用是多少"],
    "check_progress": ["办到哪一步了", "查一下进度", "我的申请到哪了", "办好没有", "进度怎么样"],
    "request_document": ["我要开成绩单", "开一份学籍证明", "想办毕业证明", "英文成绩单两份", "帮我打成绩单"],
    "greet": ["你好", "您好", "在吗", "老师好", "hello"],
}


def small() -> Understanding:
    texts = [text for each in SENTENCES.values() for text in each]
    intents = [name for name, each in SENTENCES.items() for _ in each]
    return fitted(texts, [{} for _ in texts], intents)


class Features(unittest.TestCase):
    def test_width_case_digits_and_placeholders_are_levelled(self) -> None:
        self.assertEqual(spelled("ＡＢ 2008级  〔姓名〕"), "ab 0000级 \ue001")

    def test_grams_mark_the_edges(self) -> None:
        self.assertIn("\x02你", grams("你好"))
        self.assertIn("好\x03", grams("你好"))

    def test_flags_name_what_the_reader_found_but_no_value(self) -> None:
        found = flags(
            {
                "details": [{"entity": "phone", "masked": "138", "role": "requester", "problem": "length"}],
                "items": [{}, {}],
                "edits": [{"op": "set"}],
            }
        )
        self.assertEqual(found, {"detail:phone", "role:requester", "problem:length", "rows:many", "edit:set"})

    def test_vectors_of_the_same_text_are_kept(self) -> None:
        vectors = Vectors()
        first, second = vectors.of(["你好"]), vectors.of(["你好", "再见"])
        np.testing.assert_array_equal(first[0], second[0])
        self.assertEqual(second.shape, (2, 512))


class Classifier(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.understanding = small()

    def test_it_knows_its_sentences_and_their_like(self) -> None:
        for text, intent in [("多少钱", "ask_fee"), ("查进度", "check_progress"), ("老师您好", "greet")]:
            self.assertEqual(self.understanding.of(text, {"kind": "text"})["intent"]["name"], intent)

    def test_the_ranking_begins_with_the_intent_and_adds_up_to_no_more_than_one(self) -> None:
        understood = self.understanding.of("办到哪了", {})
        self.assertEqual(understood["intent_ranking"][0], understood["intent"])
        self.assertLessEqual(sum(each["confidence"] for each in understood["intent_ranking"]), 1.01)

    def test_what_resembles_nothing_is_unsure(self) -> None:
        sure = self.understanding.of("多少钱一份", {})["intent"]["confidence"]
        unsure = self.understanding.of("紫薯芋泥麻薯", {})["intent"]["confidence"]
        self.assertGreater(sure, unsure)

    def test_a_picture_has_no_intent(self) -> None:
        self.assertIsNone(self.understanding.of("图片", {"kind": "image"})["intent"]["name"])

    def test_a_stored_classifier_answers_as_the_fresh_one(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            self.understanding.save(Path(folder))
            again = Understanding.load(Path(folder))
        for text in ("多少钱", "你好", "开成绩单", "随便说点什么"):
            fresh, stored = self.understanding.of(text, {})["intent"], again.of(text, {})["intent"]
            self.assertEqual(fresh["name"], stored["name"])
            self.assertAlmostEqual(fresh["confidence"], stored["confidence"], places=2)

    def test_stored_files_are_no_pickles(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            self.understanding.save(Path(folder))
            self.assertEqual({path.name for path in Path(folder).iterdir()}, {"kernel.json", "kernel.npz"})
            self.assertIsInstance(Kernel.load(Path(folder)), Kernel)

    def test_strange_texts_do_no_harm(self) -> None:
        for text in ("", " ", "\n", "。", "\U0001f600", "\ue001", "a" * 1000, "成" * 1000, "\u202e反"):
            self.assertIn("name", self.understanding.of(text, {})["intent"])

    def test_training_twice_gives_the_same(self) -> None:
        texts = [text for each in SENTENCES.values() for text in each]
        labels = [name for name, each in SENTENCES.items() for _ in each]
        sample = Sample(texts, [set() for _ in texts], Vectors().of(texts), labels)
        np.testing.assert_array_equal(fit(sample).vector_weights, fit(sample).vector_weights)


class Rules(unittest.TestCase):
    def test_what_rules_decide(self) -> None:
        name = {"details": [{"entity": "name"}]}
        code = {"details": [{"entity": "request_code"}]}
        table = [
            ("LT261121-7K4PXM", code, "check_progress"),
            ("lt 261121 7k4pxm。", code, "check_progress"),
            ("LT261121-7K4PXM 催办", code, None),
            ("〔姓名〕", name, "provide_details"),
            ("我叫〔姓名〕,电话〔电话〕", name, "provide_details"),
            ("〔姓名〕", {}, "out_of_scope"),
            ("", {}, "out_of_scope"),
            ("。。。", {}, "out_of_scope"),
            ("???", {}, "out_of_scope"),
            ("asdfghjkl", {}, "out_of_scope"),
            ("<script>alert(1)</script>", {}, "out_of_scope"),
            ("1' or '1'='1", {}, "out_of_scope"),
            ('greet{"a":1}', {}, "out_of_scope"),
            ("Thanks a lot!", {}, None),
            ("transcripts please", {}, None),
            ("2", {}, None),
            ("😀", {}, None),
            ("英文成绩单两份", {}, None),
        ]
        for text, metadata, expected in table:
            with self.subTest(text=text):
                self.assertEqual(decided(text, metadata), expected)

    def test_a_word_that_settles_it_corrects_the_classifier(self) -> None:
        table = [
            ("request_document", "昨天那单再加3份英文成绩单", "modify_request"),
            ("request_document", "我上周办的学历证明,再加印一份英文的", "modify_request"),
            ("check_progress", "我的申请LT261029M75GY0,成绩单由2份改为5份", "modify_request"),
            ("check_progress", "LT261107-TJHJXN 催办", "urge_progress"),
            ("provide_details", "LT261107-TJHJXN 催办", "urge_progress"),
            ("provide_details", "催办单位是人事处", "provide_details"),
            ("request_document", "英文成绩单两份,再加一份毕业证明", "request_document"),
            ("request_document", "之前的申请办好了,我还想再单独办一份学位证明", "request_document"),
            ("ask_delivery", "昨天那单改成顺丰", "ask_delivery"),
        ]
        for main, text, expected in table:
            with self.subTest(text=text):
                self.assertEqual(refined(main, text), expected)

    def test_what_the_reader_found_corrects_the_classifier(self) -> None:
        kin = {"kin", "document"}
        self.assertEqual(refined("request_document", "要我妈妈的毕业证明", kin), "proxy_request")
        self.assertEqual(refined("request_document", "我自己要一份,也给我妈开一份", kin), "request_document")
        self.assertEqual(refined("ask_fee", "要我妈妈的毕业证明,多少钱", kin), "ask_fee")
        for text in ("我司拟录用〔姓名〕,请协助核实学历", "应聘者〔姓名〕是不是你校毕业的"):
            self.assertEqual(refined("provide_details", text), "employer_verification")

    def test_forging_papers_is_out_of_scope_and_asking_about_them_is_not(self) -> None:
        for text in ("能办个假学历不", "帮我把成绩单上的62分改成82分", "change my grade please"):
            self.assertEqual(decided(text, {}), "out_of_scope")
        for text in ("我们怀疑员工学历造假,想查一下", "成绩单改成两份", "提供成绩单"):
            self.assertIsNone(decided(text, {}))

    def test_wishes_that_labels_imply(self) -> None:
        self.assertEqual(implied("book_visit", "预约改到周五"), ["modify_request"])
        self.assertEqual(implied("book_visit", "明天不去了,取消吧"), ["cancel_request"])
        self.assertEqual(implied("proxy_request", "委托书怎么写"), ["ask_required_materials"])
        self.assertEqual(implied("book_visit", "要提前预约吗"), [])
        self.assertEqual(implied("ask_fee", "改成顺丰多少钱"), [])


class Clauses(unittest.TestCase):
    def test_they_are_cut_at_stops_and_turns(self) -> None:
        self.assertEqual(clauses("我要成绩单,另外问一下多少钱"), ["我要成绩单", "另外问一下多少钱"])
        self.assertEqual(clauses("办到哪了顺便问下邮费多少"), ["办到哪了", "顺便问下邮费多少"])

    def test_a_single_clause_is_not_cut(self) -> None:
        self.assertEqual(clauses("英文成绩单两份"), [])
        self.assertEqual(clauses("发到 a.b@example.org"), [])

    def heard(self, *clauses: tuple[str, str]) -> tuple[list[Wish], list[str]]:
        """The wishes of clauses that are all understood for sure, and their names."""
        wishes = [Wish(name, 0.9, place, text) for place, (name, text) in enumerate(clauses)]
        return wishes, [wish.name for wish in wishes]

    def test_a_fact_or_question_before_a_question_is_the_main_part(self) -> None:
        fee = {"name": "ask_fee", "confidence": 0.9}
        change = {"name": "modify_request", "confidence": 0.9}
        paid, told = ("ask_fee", "邮费多少"), ("provide_details", "寄到〔地址〕")
        self.assertEqual(first_wish(fee, *self.heard(told, paid))["name"], "provide_details")
        self.assertEqual(first_wish(fee, *self.heard(told)), fee)
        self.assertEqual(first_wish(change, *self.heard(paid, ("modify_request", "改成两份"))), change)
        asked = ("ask_required_materials", "要带什么")
        self.assertEqual(first_wish(fee, *self.heard(asked, paid))["name"], "ask_required_materials")

    def test_a_story_before_a_question_is_not_the_main_part(self) -> None:
        hours = {"name": "ask_opening_hours", "confidence": 0.9}
        story = ("provide_details", "我住在乡下,坐车来一趟要三个钟头")
        self.assertEqual(first_wish(hours, *self.heard(story, ("ask_opening_hours", "中午有人吗"))), hours)

    def test_anger_before_a_question_is_not_the_main_part(self) -> None:
        where = {"name": "ask_location_contact", "confidence": 0.9}
        angry = ("complaint", "打了一上午没人接")
        self.assertEqual(first_wish(where, *self.heard(angry, ("ask_location_contact", "换个号码给我"))), where)

    def test_what_is_given_up_comes_before_what_is_asked_for_instead(self) -> None:
        request = {"name": "request_document", "confidence": 0.7}
        wishes, names = self.heard(("cancel_request", "上次那份撤掉"), ("request_document", "重新办一份"))
        main = first_wish(request, wishes[:1], names)
        self.assertEqual(main["name"], "cancel_request")
        also = further(main["name"], wishes[:1], [], "", request["name"])
        self.assertEqual([each["name"] for each in also], ["request_document"])

    def test_a_correction_leads_the_question_that_follows_it(self) -> None:
        fee = {"name": "ask_fee", "confidence": 0.9}
        heard = self.heard(("correction", "不是两份是三份"), ("ask_fee", "一共多少钱"))
        self.assertEqual(first_wish(fee, *heard)["name"], "correction")

    def test_by_the_way_and_conditions_open_what_comes_second(self) -> None:
        for name, text in (("modify_request", "另外想改一下地址"), ("talk_to_human", "查不到就帮我转人工")):
            heard = self.heard(("check_progress", "办到哪了"), (name, text))
            main = first_wish({"name": name, "confidence": 0.9}, *heard)
            self.assertEqual(main["name"], "check_progress")
            also = further(main["name"], heard[0], [], "", name)
            self.assertEqual([each["name"] for each in also], [name])

    def test_manners_are_no_further_wishes(self) -> None:
        said = (("greet", "你好"), ("ask_fee", "多少钱"), ("request_document", "要一份成绩单"), ("ask_fee", "怎么收费"))
        wishes, _ = self.heard(*said)
        self.assertEqual([each["name"] for each in further("request_document", wishes, [])], ["ask_fee"])

    def test_a_covered_wish_counts_where_a_word_says_so(self) -> None:
        plain, _ = self.heard(("modify_request", "改成两份"), ("check_progress", "办到哪了"))
        turned, _ = self.heard(("modify_request", "改成两份"), ("check_progress", "顺便问下办到哪了"))
        self.assertEqual(further("modify_request", plain, []), [])
        self.assertEqual([each["name"] for each in further("modify_request", turned, [])], ["check_progress"])
        gone, _ = self.heard(("cancel_request", "撤了"), ("delete_my_data", "都删掉"))
        self.assertEqual(further("cancel_request", gone, [], "撤了,后面那个删掉"), [])
        named = further("cancel_request", gone, [], "撤了,资料都删掉")
        self.assertEqual([each["name"] for each in named], ["delete_my_data"])


if __name__ == "__main__":
    unittest.main()
