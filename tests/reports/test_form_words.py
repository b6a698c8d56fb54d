from conversations.xforms.formdef import load_xform
from reports.columns import Question
from reports.form_words import choice_labels, questions_of

FORM = load_xform("""\
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa">
<h:head><h:title>Needs</h:title><model>
<itext>
<translation lang="English (en)">
<text id="law-0"><value>A law</value></text>
<text id="law-1"><value>Money</value></text>
<text id="/data/needs:label"><value>What do you need?</value></text>
<text id="/data/why:label"><value>Why <output value="/data/needs"/>?</value></text>
</translation>
<translation lang="Español (es)" default="true()">
<text id="law-0"><value>Una ley</value></text>
<text id="/data/needs:label"><value>¿Qué necesita?</value></text>
</translation>
</itext>
<instance><data id="needs" version="1"><note/><needs/><why/><more><practice/></more><level/>
<where/><meta><instanceID/></meta></data></instance>
<instance id="law"><root>
<item><itextId>law-0</itextId><name>law</name></item>
<item><itextId>law-1</itextId><name>money</name></item>
</root></instance>
<instance id="place"><root><item><name>HN</name><label>Honduras</label></item>
<item><name>XX</name></item></root></instance>
<instance id="practices" src="jr://file-csv/practices.csv"/>
<bind nodeset="/data/note" type="string" readonly="true()"/>
<bind nodeset="/data/needs" type="string"/>
<bind nodeset="/data/why" type="string"/>
<bind nodeset="/data/more/practice" type="string"/>
<bind nodeset="/data/level" type="string" calculate="'good'"/>
<bind nodeset="/data/where" type="string"/>
</model></h:head>
<h:body>
<input ref="/data/note"><label>Thank you for coming.</label></input>
<select ref="/data/needs"><label ref="jr:itext('/data/needs:label')"/>
<itemset nodeset="instance('law')/root/item[name != 'x']"><value ref="name"/>
<label ref="jr:itext(itextId)"/></itemset></select>
<input ref="/data/why"><label ref="jr:itext('/data/why:label')"/></input>
<group ref="/data/more"><select1 ref="/data/more/practice"><label></label>
<itemset nodeset="instance('practices')/root/item"><value ref="name"/><label ref="label"/>
</itemset></select1></group>
<select1 ref="/data/where"><label>Where?</label>
<item><label>Elsewhere</label><value>else</value></item></select1>
</h:body></h:html>
""")


def test_questions_come_in_the_form_s_order_with_what_is_computed_and_without_notes() -> None:
    assert questions_of(FORM, language="es") == (
        Question(
            "/data/needs",
            "needs",
            "select_multiple",
            "¿Qué necesita?",
            {"law": "Una ley", "money": "Money"},
        ),
        Question("/data/why", "why", "text", "Why …?", {}),
        Question("/data/more/practice", "practice", "select_one", "practice", {}),
        Question("/data/level", "level", "calculate", "level", {}),
        Question("/data/where", "where", "select_one", "Where?", {"else": "Elsewhere"}),
    )


def test_choices_have_labels_in_the_language() -> None:
    assert choice_labels(FORM, language="en") == {
        "needs": {"law": "A law", "money": "Money"},
        "practice": {},
        "where": {"else": "Elsewhere"},
    }
