// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/proxy_header.h"

#include <QTest>

#include <random>

using namespace mailweir;
using namespace Qt::Literals::StringLiterals;

namespace {

using State = ProxyHeader::State;
using Source = std::optional<ProxyHeader::Source>;

struct Outcome {
    State state = State::Incomplete;
    Source source;
    qsizetype taken = 0;

    friend bool operator==(const Outcome &, const Outcome &) = default;
};

/// Feeds it in pieces that end at `cuts` (ascending) and at the end; what a call leaves is not given again.
Outcome outcomeOf(QByteArrayView input, const std::vector<qsizetype> &cuts = {})
{
    ProxyHeader header;
    Outcome outcome;
    qsizetype from = 0;
    const auto feed = [&](qsizetype to) {
        QByteArrayView piece = input.sliced(from, to - from);
        outcome.state = header.take(piece);
        outcome.taken += to - from - piece.size();
        from = to;
    };
    for (const qsizetype cut : cuts)
        feed(cut);
    feed(input.size());
    outcome.source = header.source();
    return outcome;
}

std::vector<qsizetype> everyByte(qsizetype size)
{
    std::vector<qsizetype> cuts(static_cast<size_t>(size));
    std::iota(cuts.begin(), cuts.end(), 0);
    return cuts;
}

const QByteArray signature = QByteArray::fromHex("0d0a0d0a000d0a515549540a");

/// Version 2 with the bytes given in hexadecimal: version and command, family and protocol; then the block.
QByteArray binary(const char *head, const QByteArray &block)
{
    const QByteArray length = QByteArray::number(block.size(), 16).rightJustified(4, '0');
    return signature + QByteArray::fromHex(head) + QByteArray::fromHex(length) + block;
}

const QByteArray block4 = QByteArray::fromHex("c0000201 c6336402 d431 0019");
const QByteArray block6 =
    QByteArray::fromHex("20010db8000000000000000000000001 20010db8000000000000000000000002 d431 0019");

ProxyHeader::Source source(const char *address, quint16 port)
{
    return {QHostAddress(QString::fromLatin1(address)), port};
}

} // namespace

class TestProxyHeader : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void complete_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<Source>("source");
        const Source v4 = source("192.0.2.1", 54321);
        const Source v6 = source("2001:db8::1", 54321);
        QTest::newRow("TCP4") << "PROXY TCP4 192.0.2.1 198.51.100.2 54321 25\r\n"_ba << v4;
        QTest::newRow("TCP6") << "PROXY TCP6 2001:db8::1 2001:DB8::2 54321 25\r\n"_ba << v6;
        QTest::newRow("the longest TCP6") << "PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff "
                                             "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n"_ba
                                          << Source(source("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 65535));
        QTest::newRow("port 0") << "PROXY TCP4 0.0.0.0 255.255.255.255 0 0\r\n"_ba << Source(source("0.0.0.0", 0));
        QTest::newRow("UNKNOWN") << "PROXY UNKNOWN\r\n"_ba << Source();
        QTest::newRow("UNKNOWN, 107 bytes") << "PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff "
                                               "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n"_ba
                                            << Source();
        QTest::newRow("UNKNOWN and anything") << "PROXY UNKNOWN \r \n \xff\r\n"_ba << Source();
        QTest::newRow("v2 TCP4") << binary("2111", block4) << v4;
        QTest::newRow("v2 TCP6") << binary("2121", block6) << v6;
        QTest::newRow("v2 TCP4, TLVs") << binary("2111", block4 + QByteArray::fromHex("030004 01020304 04000155"))
                                       << v4;
        QTest::newRow("v2 TCP4, as long as may be") << binary("2111", block4 + QByteArray(4096 - 12, 'x')) << v4;
        QTest::newRow("v2 LOCAL") << binary("2000", {}) << Source();
        QTest::newRow("v2 LOCAL with an address") << binary("2011", block4) << Source();
        QTest::newRow("v2 LOCAL, any family") << binary("20ff", "abc") << Source();
        QTest::newRow("v2 UNSPEC") << binary("2100", {}) << Source();
        QTest::newRow("v2 UDP4") << binary("2112", block4) << Source();
        QTest::newRow("v2 UDP6") << binary("2122", block6) << Source();
        QTest::newRow("v2 unix stream") << binary("2131", QByteArray(216, '/')) << Source();
    }
    void complete()
    {
        QFETCH(const QByteArray, header);
        QFETCH(const Source, source);
        const Outcome expected{State::Complete, source, header.size()};
        QCOMPARE(outcomeOf(header), expected);
        for (const QByteArray &rest : {"EHLO x\r\n"_ba, "\r\n"_ba, header, "\0"_ba}) {
            const QByteArray input = header + rest;
            QCOMPARE(outcomeOf(input), expected);
            QCOMPARE(outcomeOf(input, everyByte(input.size())), expected);
            for (qsizetype cut = 0; cut <= std::min<qsizetype>(input.size(), 300); ++cut)
                QCOMPARE(outcomeOf(input, {cut}), expected);
        }
    }

    void incomplete_data() { complete_data(); }
    void incomplete()
    {
        QFETCH(const QByteArray, header);
        for (qsizetype size = 0; size < header.size(); ++size)
            QCOMPARE(outcomeOf(QByteArrayView(header).first(size)), (Outcome{State::Incomplete, {}, size}));
    }

    // `taken` is where the mistake shows: from there on nothing is read, the same for every way to cut it.
    void invalid_data()
    {
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<qsizetype>("taken");
        const auto row = [](const char *name, const QByteArray &input, qsizetype taken = -1) {
            QTest::newRow(name) << input << (taken < 0 ? input.size() : taken);
        };
        const auto line = [&](const char *fields, const char *name = nullptr) {
            row(name ? name : fields, "PROXY " + QByteArray(fields) + "\r\n");
        };
        row("SMTP", "EHLO x\r\n", 1);
        row("TLS", QByteArray::fromHex("160301"), 1);
        row("lower case", "proxy TCP4", 1);
        row("two spaces", "PROXY  TCP4 192.0.2.1 198.51.100.2 1 2\r\n");
        row("without a family", "PROXY \r\n");
        line("TCP 192.0.2.1 198.51.100.2 1 2");
        line("TCP5 192.0.2.1 198.51.100.2 1 2");
        line("tcp4 192.0.2.1 198.51.100.2 1 2");
        line("TCP4");
        line("TCP4 192.0.2.1 198.51.100.2 1");
        line("TCP4 192.0.2.1 198.51.100.2 1 2 3");
        line("TCP4 192.0.2.1 198.51.100.2 1 2 ");
        line("TCP4 192.0.2.1  198.51.100.2 1 2");
        line("TCP4 192.0.2.01 198.51.100.2 1 2");
        line("TCP4 192.0.2.256 198.51.100.2 1 2");
        line("TCP4 192.0.2 198.51.100.2 1 2");
        line("TCP4 0xc0.0.2.1 198.51.100.2 1 2");
        line("TCP4 192.0.2.1 198.51.100 1 2");
        line("TCP4 ::1 ::1 1 2");
        line("TCP6 192.0.2.1 198.51.100.2 1 2");
        line("TCP6 ::1::1 ::1 1 2");
        line("TCP6 [::1] ::1 1 2");
        line("TCP6 fe80::1%eth0 ::1 1 2");
        line("TCP4 192.0.2.1 198.51.100.2 65536 2");
        line("TCP4 192.0.2.1 198.51.100.2 1 65536");
        line("TCP4 192.0.2.1 198.51.100.2 01 2");
        line("TCP4 192.0.2.1 198.51.100.2 +1 2");
        line("TCP4 192.0.2.1 198.51.100.2 -1 2");
        line("TCP4 192.0.2.1 198.51.100.2 0x1 2");
        line("TCP4 192.0.2.1 198.51.100.2 1\n 2", "LF in a port");
        line("UNKNOWNx");
        row("NUL", "PROXY TCP4 192.0.2.1\0 198.51.100.2 1 2\r\n"_ba);
        row("bare LF", "PROXY TCP4 192.0.2.1 198.51.100.2 1 2\nEHLO x\r\n");
        row("no end", "PROXY UNKNOWN " + QByteArray(500, 'x'), 107);
        row("end at 108", "PROXY UNKNOWN " + QByteArray(92, 'x') + "\r\n", 107);
        row("signature with a mistake", QByteArray::fromHex("0d0a0d0a000d0a5155495400"), 12);
        row("version 1 in binary", binary("1111", block4), 16);
        row("version 3", binary("3111", block4), 16);
        row("command 2", binary("2211", block4), 16);
        row("family 4", binary("2141", block4), 16);
        row("protocol 3", binary("2113", block4), 16);
        row("too short for IPv4", binary("2111", block4.chopped(1)), 16);
        row("too short for IPv6", binary("2121", block4), 16);
        row("4,097 bytes", binary("2111", QByteArray(4097, '\0')), 16);
        row("4,097 bytes, LOCAL", binary("2000", QByteArray(4097, '\0')), 16);
    }
    void invalid()
    {
        QFETCH(const QByteArray, input);
        QFETCH(const qsizetype, taken);
        const Outcome expected{State::Invalid, {}, taken};
        QCOMPARE(outcomeOf(input), expected);
        QCOMPARE(outcomeOf(input, everyByte(input.size())), expected);
        for (qsizetype cut = 0; cut <= std::min<qsizetype>(input.size(), 300); ++cut)
            QCOMPARE(outcomeOf(input, {cut}), expected);
    }

    // Random changes to good headers: however they are cut, the outcome is the same and no byte is taken twice.
    void random()
    {
        std::mt19937 engine(2195);
        const auto below = [&](qsizetype limit) {
            return qsizetype(engine() % quint32(limit));
        };
        const QByteArrayList good{"PROXY TCP4 192.0.2.1 198.51.100.2 54321 25\r\n"_ba,
                                  "PROXY TCP6 2001:db8::1 2001:db8::2 54321 25\r\n"_ba,
                                  "PROXY UNKNOWN x\r\n"_ba,
                                  binary("2111", block4),
                                  binary("2121", block6),
                                  binary("2000", "tlv")};
        int completed = 0;
        for (int round = 0; round < 1000; ++round) {
            QByteArray input = good.at(below(good.size())) + "EHLO x\r\n";
            for (qsizetype changes = below(4); changes > 0; --changes)
                input[below(input.size())] = char(below(256));
            std::vector<qsizetype> cuts;
            for (qsizetype count = below(8); count > 0; --count)
                cuts.push_back(below(input.size() + 1));
            std::sort(cuts.begin(), cuts.end());
            const Outcome whole = outcomeOf(input);
            QVERIFY2(outcomeOf(input, cuts) == whole, input.toHex().constData());
            QVERIFY2(outcomeOf(input, everyByte(input.size())) == whole, input.toHex().constData());
            QVERIFY(whole.source.has_value() <= (whole.state == State::Complete));
            completed += whole.state == State::Complete ? 1 : 0;
        }
        QVERIFY2(completed > 250 && completed < 1000, QByteArray::number(completed).constData());
    }
};

QTEST_GUILESS_MAIN(TestProxyHeader)
#include "tst_proxy_header.moc"
