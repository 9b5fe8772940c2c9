// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/poller.h"

#include <QTest>

#include <array>
#include <functional>
#include <vector>

#include <sys/socket.h>

using namespace mailweir;

namespace {

/// A pair of sockets of which the poller watches one.
class Watched final : public Poller::Handler {
public:
    Watched(Poller &poller, quint32 events)
        : m_poller(poller)
    {
        std::array<int, 2> ends{};
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) == 0) {
            m_near = FileDescriptor(ends[0]);
            m_far = FileDescriptor(ends[1]);
        }
        open = poller.watch(m_near.get(), events, *this);
    }
    ~Watched() { m_poller.forget(m_near.get(), *this); }

    void poke() const { QCOMPARE(send(m_far.get(), "x", 1, 0), 1); }
    void take() const
    {
        char byte = 0;
        QCOMPARE(recv(m_near.get(), &byte, 1, 0), 1);
    }
    /// As a child process has it after a fork: the kernel's end of it outlives ours.
    [[nodiscard]] FileDescriptor copy() const { return FileDescriptor(dup(m_near.get())); }
    void forget()
    {
        m_poller.forget(m_near.get(), *this);
        m_near.reset();
    }
    void watch(quint32 events) { m_poller.rewatch(m_near.get(), events, *this); }

    void onReady(quint32 events) override
    {
        told.push_back(events);
        if (then)
            then();
    }

    bool open = false;
    std::vector<quint32> told;
    std::function<void()> then;

private:
    Poller &m_poller;
    FileDescriptor m_near;
    FileDescriptor m_far;
};

} // namespace

class TestPoller : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void tellsWhatIsReady();
    void edgesAreToldOnce();
    void rewatchingTellsAgain();
    void moreThanOneRound();
    void handlerThatGoes();
    void handlerThatTakesOthersAlong();
    void closedDescriptor();
    void descriptorThatIsStillOpenElsewhere();

private:
    std::unique_ptr<Poller> m_poller;
};

void TestPoller::init()
{
    m_poller = std::make_unique<Poller>();
    QVERIFY(m_poller->open());
}

void TestPoller::tellsWhatIsReady()
{
    Watched one(*m_poller, EPOLLIN);
    Watched other(*m_poller, EPOLLIN);
    QVERIFY(one.open && other.open);
    one.then = [&one] {
        one.take();
    };
    one.poke();
    QTRY_COMPARE(one.told, std::vector<quint32>{EPOLLIN});
    QVERIFY(other.told.empty());
    one.poke();
    QTRY_COMPARE(one.told.size(), size_t(2));
}

void TestPoller::edgesAreToldOnce()
{
    Watched edge(*m_poller, EPOLLIN | EPOLLET);
    edge.poke();
    QTRY_COMPARE(edge.told.size(), size_t(1));
    QVERIFY(!QTest::qWaitFor([&edge] { return edge.told.size() > 1; }, 20));
    edge.poke();
    QTRY_COMPARE(edge.told.size(), size_t(2));
}

void TestPoller::rewatchingTellsAgain()
{
    Watched edge(*m_poller, EPOLLIN | EPOLLET);
    edge.poke();
    QTRY_COMPARE(edge.told.size(), size_t(1));
    edge.watch(EPOLLIN | EPOLLOUT | EPOLLET);
    QTRY_COMPARE(edge.told.size(), size_t(2));
    QCOMPARE(edge.told[1], quint32(EPOLLIN | EPOLLOUT));
    edge.watch(0);
    edge.poke();
    QVERIFY(!QTest::qWaitFor([&edge] { return edge.told.size() > 2; }, 20));
}

void TestPoller::moreThanOneRound()
{
    std::vector<std::unique_ptr<Watched>> all;
    for (int i = 0; i < 300; ++i) {
        all.push_back(std::make_unique<Watched>(*m_poller, EPOLLIN | EPOLLET));
        all.back()->poke();
    }
    QTRY_VERIFY(std::all_of(all.begin(), all.end(), [](const auto &watched) { return watched->told.size() == 1; }));
}

void TestPoller::handlerThatGoes()
{
    auto watched = std::make_unique<Watched>(*m_poller, EPOLLIN);
    bool gone = false;
    watched->then = [&] {
        gone = true;
        watched.reset();
    };
    watched->poke();
    QTRY_VERIFY(gone);
    QVERIFY(!watched);
}

/// What was ready in the same round is not told to one who is no more.
void TestPoller::handlerThatTakesOthersAlong()
{
    std::vector<std::unique_ptr<Watched>> all;
    int told = 0;
    for (int i = 0; i < 10; ++i) {
        all.push_back(std::make_unique<Watched>(*m_poller, EPOLLIN));
        all.back()->then = [&] {
            ++told;
            all.clear();
        };
    }
    for (const auto &watched : all)
        watched->poke();
    QTRY_COMPARE(told, 1);
    QVERIFY(!QTest::qWaitFor([&told] { return told > 1; }, 20));
}

void TestPoller::closedDescriptor()
{
    Watched watched(*m_poller, EPOLLIN);
    QVERIFY(!m_poller->watch(-1, EPOLLIN, watched));
}

void TestPoller::descriptorThatIsStillOpenElsewhere()
{
    Watched watched(*m_poller, EPOLLIN);
    Watched other(*m_poller, EPOLLIN);
    const FileDescriptor copy = watched.copy();
    watched.forget();
    watched.poke();
    other.poke();
    QTRY_VERIFY(!other.told.empty());
    QVERIFY(watched.told.empty());
}

QTEST_GUILESS_MAIN(TestPoller)
#include "tst_poller.moc"
