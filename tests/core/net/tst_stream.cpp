// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/stream.h"
#include "core/net/tls_source.h"

#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <vector>

#include <netinet/in.h>
#include <sys/socket.h>

using namespace mailweir;

namespace {

/// A stream and its peer, a blocking socket that is read and written by hand.
class Pair final : public Poller::Handler {
public:
    explicit Pair(Poller &poller)
    {
        const FileDescriptor server(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto *raw = reinterpret_cast<sockaddr *>(&address);
        bind(server.get(), raw, size);
        listen(server.get(), 1);
        const int on = 1; // as ServerSocket has it
        setsockopt(server.get(), SOL_SOCKET, SO_OOBINLINE, &on, sizeof on);
        getsockname(server.get(), raw, &size);
        peer = FileDescriptor(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        connect(peer.get(), raw, size);
        FileDescriptor near(accept4(server.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
        stream = std::make_unique<Stream>(std::move(near), poller, *this);
        isOpen = stream->open();
    }

    void onReady(quint32 events) override
    {
        ++turns;
        if (stream)
            stream->onReady(events);
    }

    void say(const QByteArray &bytes) const
    {
        QCOMPARE(send(peer.get(), bytes.constData(), size_t(bytes.size()), MSG_NOSIGNAL), bytes.size());
    }
    [[nodiscard]] QByteArray hear(int flags = 0) const
    {
        QByteArray bytes(100'000, Qt::Uninitialized);
        bytes.resize(std::max<ssize_t>(recv(peer.get(), bytes.data(), size_t(bytes.size()), flags), 0));
        return bytes;
    }
    [[nodiscard]] QByteArray hearAll() const
    {
        QByteArray all;
        for (QByteArray piece = hear(MSG_DONTWAIT); !piece.isEmpty(); piece = hear(MSG_DONTWAIT))
            all += piece;
        return all;
    }
    /// All that is there.
    [[nodiscard]] QByteArray read()
    {
        QByteArray all;
        std::array<char, 1'000> buffer;
        while (stream->canRead()) {
            const auto [status, size] = stream->read(buffer);
            last = status;
            if (status != Stream::Status::Data)
                break;
            all.append(buffer.data(), size);
        }
        return all;
    }

    std::unique_ptr<Stream> stream;
    FileDescriptor peer;
    Stream::Status last = Stream::Status::Data;
    int turns = 0;
    bool isOpen = false;
};

} // namespace

class TestStream : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY(m_poller.open()); }
    void reads();
    void shortReadIsTheLast();
    void urgentBytesAreLikeOthers();
    void endOfInput();
    void endTogetherWithData();
    void resetByPeer();
    void writesInOnePiece();
    void keepsWhatTheKernelDoesNotTake();
    void finishing();
    void finishingWaitsForRoom();
    void writingToNobody();
    void yieldingTurns();
    void discards();
    void tlsGarbage();

private:
    Poller m_poller;
};

void TestStream::reads()
{
    Pair pair(m_poller);
    QVERIFY(pair.isOpen);
    QVERIFY(!pair.stream->canRead());
    pair.say("hello");
    QTRY_VERIFY(pair.stream->canRead());
    QCOMPARE(pair.read(), "hello");
    pair.say(QByteArray(5'000, 'x'));
    QTRY_VERIFY(pair.stream->canRead());
    QCOMPARE(pair.read(), QByteArray(5'000, 'x'));
    QVERIFY(!pair.stream->inputOver());
}

/// No second recv() that would only say that nothing is there.
void TestStream::shortReadIsTheLast()
{
    Pair pair(m_poller);
    pair.say("hello");
    QTRY_VERIFY(pair.stream->canRead());
    std::array<char, 1'000> buffer;
    QCOMPARE(pair.stream->read(buffer).size, 5);
    QVERIFY(!pair.stream->canRead());
    pair.say("again");
    QTRY_VERIFY(pair.stream->canRead());
    QCOMPARE(pair.stream->read(std::span(buffer).first(5)).size, 5);
    QVERIFY(pair.stream->canRead()); // maybe
    QCOMPARE(pair.stream->read(buffer).status, Stream::Status::Blocked);
    QVERIFY(!pair.stream->canRead());
}

/// recv() stops at them, with more behind them.
void TestStream::urgentBytesAreLikeOthers()
{
    Pair pair(m_poller);
    pair.say("hello");
    QCOMPARE(send(pair.peer.get(), "!", 1, MSG_OOB), 1);
    pair.say("world");
    QTRY_VERIFY(pair.stream->canRead());
    QCOMPARE(pair.read(), "hello!world");
    pair.say("again");
    QTRY_VERIFY(pair.stream->canRead());
    QCOMPARE(pair.read(), "again");
}

void TestStream::endOfInput()
{
    Pair pair(m_poller);
    shutdown(pair.peer.get(), SHUT_WR);
    QTRY_VERIFY(pair.stream->canRead());
    QCOMPARE(pair.read(), QByteArray());
    QCOMPARE(pair.last, Stream::Status::Ended);
    QVERIFY(pair.stream->inputOver());
    QVERIFY(!pair.stream->canRead());
    pair.stream->write("still here");
    pair.stream->flush();
    QCOMPARE(pair.hear(), "still here");
}

void TestStream::endTogetherWithData()
{
    Pair pair(m_poller);
    pair.say("the last");
    pair.peer.reset();
    QTRY_VERIFY(pair.stream->canRead());
    QCOMPARE(pair.read(), "the last");
    QCOMPARE(pair.last, Stream::Status::Ended);
}

void TestStream::resetByPeer()
{
    Pair pair(m_poller);
    const linger atOnce{1, 0};
    setsockopt(pair.peer.get(), SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
    pair.peer.reset();
    QTRY_VERIFY(pair.stream->canRead());
    QCOMPARE(pair.read(), QByteArray());
    QCOMPARE(pair.last, Stream::Status::Broken);
    pair.stream->write("for nobody");
    QCOMPARE(pair.stream->unsent(), 0);
}

void TestStream::writesInOnePiece()
{
    Pair pair(m_poller);
    pair.stream->write("one, ");
    pair.stream->write("two");
    QCOMPARE(pair.stream->unsent(), 8);
    QCOMPARE(pair.hear(MSG_DONTWAIT), QByteArray());
    pair.stream->flush();
    QCOMPARE(pair.stream->unsent(), 0);
    QCOMPARE(pair.stream->sent(), 8);
    QCOMPARE(pair.hear(), "one, two");
}

void TestStream::keepsWhatTheKernelDoesNotTake()
{
    Pair pair(m_poller);
    QByteArray all;
    for (int i = 0; i < 20'000; ++i)
        all += QByteArray::number(i).rightJustified(999, ' ') + '\n';
    pair.stream->write(all);
    pair.stream->flush();
    const qsizetype unsent = pair.stream->unsent();
    QVERIFY(unsent > 0 && unsent < all.size());
    QCOMPARE(pair.stream->sent(), all.size() - unsent);
    pair.stream->write("end");
    QByteArray heard;
    QTRY_VERIFY((heard += pair.hearAll(), heard.size() == all.size() + 3));
    QCOMPARE(heard, all + "end");
    QCOMPARE(pair.stream->unsent(), 0);
    pair.stream->write("more");
    pair.stream->flush();
    QCOMPARE(pair.hear(), "more");
}

void TestStream::finishing()
{
    Pair pair(m_poller);
    pair.stream->write("bye");
    pair.stream->finish();
    pair.stream->write("too late");
    pair.stream->flush();
    QCOMPARE(pair.hear(), "bye");
    QCOMPARE(pair.hear(), QByteArray());
    pair.say("you too");
    QTRY_VERIFY(pair.stream->canRead());
    QCOMPARE(pair.read(), "you too");
}

void TestStream::finishingWaitsForRoom()
{
    Pair pair(m_poller);
    const QByteArray all(20'000'000, 'x');
    pair.stream->write(all);
    pair.stream->finish();
    QVERIFY(pair.stream->unsent() > 0);
    qsizetype heard = 0;
    QTRY_VERIFY((heard += pair.hearAll().size(), heard == all.size()));
    QCOMPARE(pair.hear(), QByteArray());
    QCOMPARE(pair.stream->unsent(), 0);
}

void TestStream::writingToNobody()
{
    Pair pair(m_poller);
    pair.say("unread");
    pair.peer.reset();
    QTRY_VERIFY(pair.stream->canRead());
    for (int i = 0; i < 2; ++i) { // the first is answered with a reset
        pair.stream->write("for nobody");
        pair.stream->flush();
    }
    QCOMPARE(pair.stream->unsent(), 0);
    QCOMPARE(pair.read(), "unread"); // what came before is still there
    QVERIFY(pair.stream->inputOver());
}

void TestStream::yieldingTurns()
{
    Pair pair(m_poller);
    pair.say("hello");
    QTRY_COMPARE(pair.turns, 1);
    for (int i = 2; i < 5; ++i) {
        pair.stream->yieldTurn();
        QTRY_COMPARE(pair.turns, i);
    }
    QCOMPARE(pair.read(), "hello");
}

void TestStream::discards()
{
    Pair pair(m_poller);
    pair.say(QByteArray(50'000, 'x'));
    shutdown(pair.peer.get(), SHUT_WR);
    QTRY_VERIFY(pair.stream->canRead());
    QTRY_VERIFY((pair.stream->discard(), pair.stream->inputOver()));
}

void TestStream::tlsGarbage()
{
    QTemporaryDir directory;
    const SystemClock clock;
    TlsSource source({{}, {}, directory.path()}, {}, clock);
    QVERIFY(source.load());
    Pair pair(m_poller);
    pair.stream->startTls(*source.context());
    QCOMPARE(pair.stream->handshake(), Stream::Handshake::Going);
    pair.say("EHLO c.test\r\n");
    QTRY_VERIFY(pair.stream->canRead());
    QCOMPARE(pair.stream->handshake(), Stream::Handshake::Failed);
    QVERIFY(!pair.stream->tlsProblem().isEmpty());
    pair.stream->finish();
    QVERIFY(!pair.hear().contains("250"));
}

QTEST_GUILESS_MAIN(TestStream)
#include "tst_stream.moc"
