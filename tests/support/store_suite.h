// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/sqlite_store.h"
#include "tests/support/store_fixture.h"

#include <QObject>
#include <QVariant>

namespace mailweir {

inline constexpr char kA[] = "a@example.test";
inline constexpr char kB[] = "b@example.test";

/// A summary of this batch on its way to the batch's recipient.
[[nodiscard]] Delivery summaryFor(const Batch &batch, DeliveryState state = DeliveryState::Waiting);

/// The base of tests that hold for every kind of store: all of a derived class's tests run on each, with a fresh store
/// for each test. Those that look at files skip the kinds that have none.
class StoreSuite : public QObject {
    Q_OBJECT
public:
    enum class Kind {
        Files, ///< records in files
        Normal, ///< likewise, synced later
        Database, ///< records as rows
        Memory,
    };
    Q_ENUM(Kind)

protected:
    [[nodiscard]] bool inMemory() const { return m_kind == Kind::Memory; }
    [[nodiscard]] bool hasSegments() const { return m_kind == Kind::Files || m_kind == Kind::Normal; }
    [[nodiscard]] StoreOptions options() const;
    [[nodiscard]] QString database() const { return m_dir->filePath(QStringLiteral("mailweir.db")); }
    [[nodiscard]] QString segment(quint32 number) const;

    void openStore(const SqliteStore::Tuning &tuning = {});
    /// What is in memory would be gone: there it does nothing.
    void reopen();
    /// Runs statements on a connection of its own and returns the first column of the last one's first row.
    QVariant sql(const QStringList &statements);

    MessageId putMail(const QByteArray &subject, const QList<QByteArray> &to = {kA},
                      const QByteArray &rest = "\r\nx\r\n");
    QList<Group> groups();
    Group group(const QString &label);
    QList<Batch> batches(const QList<BatchState> &states = {});
    StoreCounts counts();
    QList<MessageSummary> messages(const MessageQuery &query = {});
    Result<void> write(const MailStore::WriteJob &job) { return change(*m_store, job); }
    /// Removes them and returns how that can be undone.
    RemovalId remove(const QList<MessageId> &ids);
    RemovalId removeAll();
    /// Seals the batch with a delivery of that state.
    Delivery seal(const Batch &batch, DeliveryState state);

    Kind m_kind = Kind::Files;
    std::unique_ptr<QTemporaryDir> m_dir;
    FakeClock m_clock;
    SubjectLineClassifier m_classifier;
    ChangeLog m_changes;
    std::unique_ptr<SqliteStore> m_store;

private Q_SLOTS:
    void initTestCase_data();
    void init();
    void cleanup() { m_store.reset(); }
};

} // namespace mailweir
