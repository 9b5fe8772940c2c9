// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/smtp/command_table.h"
#include "core/smtp/grammar.h"
#include "core/smtp/mail_path.h"

#include <QTest>

#include <array>
#include <limits>

using namespace mailweir;

class TestSmtpGrammar : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void path_data();
    void path();
    void everyPrefixIsRefused();
    void longPathsAreNotCut();
    void parameters_data();
    void parameters();
    void size();
    void commandLine();
    void everyVerbHasARule();
};

void TestSmtpGrammar::path_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("valid");
    QTest::addColumn<QByteArray>("localPart");
    QTest::addColumn<QByteArray>("domain");
    const auto good = [](const char *text, const char *localPart, const char *domain) {
        QTest::newRow(text) << QByteArray(text) << true << QByteArray(localPart) << QByteArray(domain);
    };
    const auto bad = [](const char *text) {
        QTest::newRow(text) << QByteArray(text) << false << QByteArray() << QByteArray();
    };

    good("<a@b.test>", "a", "b.test");
    good("<>", "", "");
    good("<postmaster>", "postmaster", "");
    good("<POSTmaster>", "POSTmaster", "");
    good("<a.b.c@d>", "a.b.c", "d");
    good("<!#$%&'*+-/=?^_`{|}~@b.test>", "!#$%&'*+-/=?^_`{|}~", "b.test");
    good("<\"a b\"@c.test>", "\"a b\"", "c.test");
    good("<\"\"@c.test>", "\"\"", "c.test");
    good("<\"a\\\"b\\\\\"@c.test>", "\"a\\\"b\\\\\"", "c.test");
    good("<\">\"@c.test>", "\">\"", "c.test");
    good("<\"postmaster\"@c.test>", "\"postmaster\"", "c.test");
    good("<@h1.test:a@b.test>", "a", "b.test");
    good("<@h1.test,@h2.test:a@b.test>", "a", "b.test");
    good("<a@my_container>", "a", "my_container");
    good("<a@1-2.3>", "a", "1-2.3");
    good("<a@[127.0.0.1]>", "a", "[127.0.0.1]");
    good("<a@[IPv6:::1]>", "a", "[IPv6:::1]");
    good("<a@[ipv6:2001:db8::1]>", "a", "[ipv6:2001:db8::1]");
    good("<a@[IPv6:::ffff:192.0.2.1]>", "a", "[IPv6:::ffff:192.0.2.1]");
    good("<j\xc3\xbcrgen@b\xc3\xbc"
         "cher.test>",
         "j\xc3\xbcrgen",
         "b\xc3\xbc"
         "cher.test");

    for (const char *text : {"",
                             "<",
                             "a@b.test",
                             "<a@b.test",
                             "<a@b.test>>",
                             "<<a@b.test>",
                             "<\"a@b.test>",
                             "<a\"b\"@c.test>",
                             "<\"a\"b@c.test>",
                             "<a b@c.test>",
                             "< a@b.test>",
                             "<a@b.test >",
                             "<a@>",
                             "<@b.test>",
                             "<a>",
                             "<postmaster@>",
                             "<.a@b.test>",
                             "<a.@b.test>",
                             "<a..b@c.test>",
                             "<a@.test>",
                             "<a@b.>",
                             "<a@b..c>",
                             "<a@-b>",
                             "<a@b->",
                             "<a@b@c>",
                             "<a@b/c>",
                             "<@h1.test>",
                             "<@:a@b>",
                             "<@h1,:a@b>",
                             "<@h1 a@b>",
                             "<@h1:>",
                             "<a@[300.1.1.1]>",
                             "<a@[1.2.3]>",
                             "<a@[1.2.3.4.5]>",
                             "<a@[]>",
                             "<a@[127.0.0.1>",
                             "<a@[127.0.0.1]x>",
                             "<a@[IPv6:]>",
                             "<a@[IPv6:::1::]>",
                             "<a@[::1]>",
                             "<a@[IPv6:127.0.0.1]>",
                             "<a@[Foo:bar]>",
                             "<\"\\\">",
                             "<\"a\\",
                             "<\"\x7f\"@b>",
                             "<\"\\\xc3\xa9\"@b>",
                             "<\xff@b.test>",
                             "<a@\xc3"
                             ".test>",
                             "<\xc0\xaf@b.test>",
                             "<\xed\xa0\x80@b.test>",
                             "<\xf4\x90\x80\x80@b.test>",
                             "<a,b@c.test>",
                             "<a@b.test\r>"})
        bad(text);
}

void TestSmtpGrammar::path()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, valid);
    QByteArrayView rest = text;
    const std::optional<EmailAddress> address = takePath(rest);
    if (!valid) {
        QVERIFY(!address || !rest.isEmpty());
        return;
    }
    QVERIFY(address);
    QVERIFY(rest.isEmpty());
    QTEST(address->localPart, "localPart");
    QTEST(address->domain, "domain");
}

void TestSmtpGrammar::everyPrefixIsRefused()
{
    const QByteArray text = "<@h1.test,@[IPv6:::1]:\"a\\\"b c\"@[127.0.0.1]>";
    for (qsizetype size = 0; size < text.size(); ++size) {
        QByteArrayView rest = QByteArrayView(text).first(size);
        QVERIFY(!takePath(rest));
    }
}

/// 54
void TestSmtpGrammar::longPathsAreNotCut()
{
    for (const qsizetype length : {64, 255, 900}) {
        const QByteArray localPart(length, 'a');
        const QByteArray domain = QByteArray("b.").repeated(length / 2) + 'c';
        const QByteArray text = '<' + localPart + '@' + domain + '>';
        QByteArrayView rest = text;
        const std::optional<EmailAddress> address = takePath(rest);
        QVERIFY(address);
        QCOMPARE(address->localPart, localPart);
        QCOMPARE(address->domain, domain);
    }
}

void TestSmtpGrammar::parameters_data()
{
    const auto parameterList = [](int count) {
        QByteArray all;
        for (int i = 0; i < count; ++i)
            all += " X" + QByteArray::number(i);
        return all;
    };
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("valid");
    QTest::addColumn<QByteArray>("shown");
    QTest::newRow("none") << QByteArray() << true << QByteArray();
    QTest::newRow("blanks") << QByteArray(" \t ") << true << QByteArray();
    QTest::newRow("one") << QByteArray(" size=10") << true << QByteArray("SIZE=10;");
    QTest::newRow("two") << QByteArray("  SmtpUtf8\tX-1=a+b ") << true << QByteArray("SMTPUTF8=;X-1=a+b;");
    // 60: what is encoded stays encoded
    QTest::newRow("xtext") << QByteArray(" ENVID=a+0D+0Ab%0d") << true << QByteArray("ENVID=a+0D+0Ab%0d;");
    QTest::newRow("UTF-8") << QByteArray(" a=\xc3\xa9") << true << QByteArray("A=\xc3\xa9;");
    QTest::newRow("twenty") << parameterList(20) << true << parameterList(20).sliced(1).replace(' ', "=;") + "=;";
    QTest::newRow("twenty-one") << parameterList(21) << false << QByteArray();
    for (const char *text :
         {"x", " =x", " a=", " a==", " a=b=c", " a b=", " a A", " a=1 A=2", " -a", " a_b", " a=\xff", " \x01"})
        QTest::newRow(text) << QByteArray(text) << false << QByteArray();
}

void TestSmtpGrammar::parameters()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, valid);
    const auto parameters = parseParameters(text);
    QCOMPARE(parameters.has_value(), valid);
    if (!valid)
        return;
    QByteArray all;
    for (const EnvelopeParameter &parameter : *parameters)
        all += parameter.name + '=' + parameter.value + ';';
    QTEST(all, "shown");
}

/// 152
void TestSmtpGrammar::size()
{
    const auto sizeOf = [](const QByteArray &text) {
        const auto parsed = parseMail("FROM:<a@b.test> SIZE=" + text, {.extended = true});
        return std::holds_alternative<MailArguments>(parsed) ? std::get<MailArguments>(parsed).size.value() : -1;
    };
    QCOMPARE(sizeOf("0"), 0);
    QCOMPARE(sizeOf("00000000000000000010"), 10);
    QCOMPARE(sizeOf("9223372036854775807"), std::numeric_limits<qint64>::max());
    QCOMPARE(sizeOf("9223372036854775808"), std::numeric_limits<qint64>::max());
    QCOMPARE(sizeOf("99999999999999999999"), std::numeric_limits<qint64>::max());
    QCOMPARE(sizeOf("100000000000000000000"), -1);
    QCOMPARE(sizeOf("+1"), -1);
    QCOMPARE(sizeOf("0x1"), -1);
}

void TestSmtpGrammar::commandLine()
{
    const auto split = [](const QByteArray &line) {
        const CommandParts command = splitCommandLine(line);
        return command.verb.toByteArray() + '|' + command.argument.toByteArray();
    };
    QCOMPARE(split(""), "|");
    QCOMPARE(split(" \t "), "|");
    QCOMPARE(split("NOOP"), "NOOP|");
    QCOMPARE(split("\tMAIL \t FROM:<a@b>  X \t"), "MAIL|FROM:<a@b>  X");
}

/// Case does not matter, and where a command is read there is a verdict for it.
void TestSmtpGrammar::everyVerbHasARule()
{
    QCOMPARE(commandRule("StartTls").command, Command::StartTls);
    QCOMPARE(commandRule("").command, Command::Unknown);
    QCOMPARE(commandRule("MAI").command, Command::Unknown);
    QCOMPARE(commandRule("MAILX").command, Command::Unknown);
    using enum ServerState;
    for (const ServerState state : std::array{Connected, Ready, Mail, Recipients, Chunked}) {
        for (const char *verb : {"EHLO", "HELO", "RSET", "NOOP", "VRFY", "HELP", "QUIT"})
            QCOMPARE(commandRule(verb).verdict(state), Verdict::Allowed);
        QCOMPARE(commandRule("EXPN").verdict(state), Verdict::NotOffered);
        for (const char *verb : {"STARTTLS", "AUTH"})
            QCOMPARE(commandRule(verb).verdict(state) == Verdict::Allowed, state == Ready);
        QCOMPARE(commandRule("BDAT").verdict(state) == Verdict::Allowed, state == Recipients || state == Chunked);
        QCOMPARE(commandRule("MAIL").verdict(state) == Verdict::Allowed, state == Ready);
        QCOMPARE(commandRule("RCPT").verdict(state) == Verdict::Allowed, state == Mail || state == Recipients);
        QCOMPARE(commandRule("DATA").verdict(state) == Verdict::Allowed, state == Recipients);
    }
}

QTEST_GUILESS_MAIN(TestSmtpGrammar)
#include "tst_smtp_grammar.moc"
