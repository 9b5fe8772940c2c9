// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/service/mail_import.h"

#include "core/mail/header_block.h"
#include "core/mail/line_ends.h"
#include "core/mail/mbox.h"
#include "core/service/blocking_read.h"
#include "core/service/imported_envelope.h"
#include "core/service/mail_files.h"

#include <QFile>

namespace mailweir {

namespace {

constexpr qint64 kPiece = 64 * 1024;
constexpr qsizetype kMaxHead = 256 * 1024; // for the envelope
/// On its way to the disk at once. Far below what makes the store congested, so that listeners never wait for this.
constexpr qint64 kMaxUnansweredBytes = 4 * 1024 * 1024;
constexpr int kMaxUnanswered = 256;
constexpr int kIndexedTogether = 512;
constexpr Milliseconds kCongestedPause{20};
constexpr Milliseconds kRefusedPause{500};
constexpr int kRefusedTries = 20;

/// A message being read: its next bytes, empty at the end.
using Pieces = std::function<Result<QByteArray>()>;

struct Marks {
    bool read = false;
    bool pinned = false;
};

/// A file that holds one message.
class MessageFile {
public:
    explicit MessageFile(const QString &path)
        : m_file(path)
    {
    }

    [[nodiscard]] Result<QByteArray> read()
    {
        if (!m_file.isOpen() && !m_file.open(QIODevice::ReadOnly))
            return failure();
        QByteArray piece = m_file.read(kPiece);
        if (piece.isEmpty() && m_file.error() != QFileDevice::NoError)
            return failure();
        // A file with the wire's line ends anywhere is taken as it is: what is odd about it stays to be seen.
        if (!m_asItIs)
            m_asItIs = piece.contains("\r\n");
        return *m_asItIs ? piece : m_lineEnds.convert(piece);
    }

private:
    [[nodiscard]] Error failure() const { return {ErrorCode::Io, m_file.fileName(), m_file.errorString()}; }

    QFile m_file;
    std::optional<bool> m_asItIs;
    WireLineEnds m_lineEnds;
};

/// What mbox programs keep in fields of the message.
Marks statusMarks(QByteArrayView head)
{
    const HeaderBlock header = HeaderBlock::parse(head);
    return {header.value("Status").value_or(QByteArray()).contains('R'),
            header.value("X-Status").value_or(QByteArray()).contains('F')};
}

class Importer {
public:
    Importer(MailStore &store, const Clock &clock, const ImportRequest &request, Transfer &transfer)
        : m_store(store)
        , m_clock(clock)
        , m_request(request)
        , m_transfer(transfer)
    {
    }

    void run()
    {
        findMailFiles(
            m_request.paths, [this] { return goesOn(); }, [this](const MailFile &file) { addFile(file); },
            [this](const Error &error) { m_transfer.addFailed(error); });
        settle();
    }

private:
    struct Answer {
        Result<MessageId> id;
        QString name;
        Marks marks;
        qint64 size = 0;
    };

    [[nodiscard]] bool goesOn() const { return !m_refused && !m_transfer.cancelled(); }

    void addFile(const MailFile &file)
    {
        if (file.kind == MailFileKind::Mbox) {
            addMbox(file.path);
        } else {
            MessageFile message(file.path);
            addMessage(file.path, std::nullopt, {file.read, file.pinned}, [&message] { return message.read(); });
        }
    }

    void addMbox(const QString &path)
    {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly)) {
            m_transfer.addFailed({ErrorCode::Io, path, file.errorString()});
            return;
        }
        MboxReader reader(file);
        for (qint64 number = 1; goesOn(); ++number) {
            Result<std::optional<MboxSeparator>> separator = reader.next();
            if (!separator) {
                Error error = separator.error();
                error.subject = path;
                m_transfer.addFailed(error);
                return;
            }
            if (!*separator)
                return;
            const QString name = QStringLiteral("%1, message %2").arg(path).arg(number);
            addMessage(name, *separator, {}, [&reader] { return reader.read(); });
        }
    }

    void addMessage(const QString &name, const std::optional<MboxSeparator> &separator, Marks marks,
                    const Pieces &pieces)
    {
        awaitRoom();
        if (!admitted(name))
            return;
        const std::unique_ptr<Intake> intake = m_store.beginMessage();
        QByteArray head;
        while (true) {
            const Result<QByteArray> piece = pieces();
            if (!piece) {
                m_transfer.addFailed({piece.error().code, name, piece.error().detail});
                return;
            }
            if (piece->isEmpty())
                break;
            while (m_store.congested()) {
                if (!m_transfer.pause(kCongestedPause))
                    return;
            }
            if (m_transfer.cancelled())
                return;
            if (head.size() < kMaxHead)
                head += *piece;
            intake->append(*piece);
        }
        if (head.isEmpty() && !separator) {
            m_transfer.addFailed({ErrorCode::Invalid, name, QStringLiteral("the file is empty")});
            return;
        }
        if (separator)
            marks = statusMarks(head);
        commit(*intake, name, marks, importedEnvelope(head, separator));
        if (++m_sinceSettled >= kIndexedTogether)
            settle();
        else
            takeAnswers();
    }

    void commit(Intake &intake, const QString &name, Marks marks, Envelope envelope)
    {
        envelope.project = m_request.project.toUtf8();
        envelope.received = m_clock.now();
        const qint64 size = intake.size();
        {
            const std::lock_guard lock(m_mutex);
            ++m_unanswered;
            m_unansweredBytes += size;
        }
        intake.commit(envelope, [this, name, marks, size](Result<MessageId> id) {
            const std::lock_guard lock(m_mutex);
            m_answers.append({std::move(id), name, marks, size});
            --m_unanswered;
            m_unansweredBytes -= size;
            m_answered.notify_one(); // under the lock: nobody may end this object before
        });
    }

    [[nodiscard]] bool admitted(const QString &name)
    {
        for (int tries = 1;; ++tries) {
            const Result<void> admitted = m_store.admits(0);
            if (admitted)
                return true;
            if (tries == kRefusedTries) {
                m_refused = true;
                m_transfer.addFailed({admitted.error().code, name, admitted.error().detail});
                return false;
            }
            if (!m_transfer.pause(kRefusedPause))
                return false;
        }
    }

    void awaitRoom()
    {
        std::unique_lock lock(m_mutex);
        m_answered.wait(lock,
                        [this] { return m_unanswered < kMaxUnanswered && m_unansweredBytes < kMaxUnansweredBytes; });
    }

    void takeAnswers()
    {
        QList<Answer> answers;
        {
            const std::lock_guard lock(m_mutex);
            answers.swap(m_answers);
        }
        for (const Answer &answer : answers) {
            if (!answer.id) {
                // One that the disk does not take will not be the last.
                m_refused = m_refused || answer.id.error().code == ErrorCode::DiskFull;
                m_transfer.addFailed({answer.id.error().code, answer.name, answer.id.error().detail});
                continue;
            }
            if (answer.marks.read)
                m_read.append(*answer.id);
            if (answer.marks.pinned)
                m_pinned.append(*answer.id);
            m_transfer.addDone();
        }
    }

    /// Waits until all that was committed is indexed, and marks it. Without this wait an import would run ahead of the
    /// index, and every question would wait for it.
    void settle()
    {
        m_sinceSettled = 0;
        {
            std::unique_lock lock(m_mutex);
            m_answered.wait(lock, [this] { return m_unanswered == 0; });
        }
        takeAnswers();
        if (!m_read.isEmpty() || !m_pinned.isEmpty()) {
            const Result<void> marked = writeAndWait(
                m_store, [read = std::exchange(m_read, {}), pinned = std::exchange(m_pinned, {})](StoreWriter &writer) {
                    const Result<void> done = writer.markRead(read, true);
                    return done ? writer.setPinned(pinned, true) : done;
                });
            if (!marked)
                m_transfer.addProblem(marked.error());
        } else {
            (void)readAndWait(m_store, [](StoreReader &) { return true; });
        }
    }

    MailStore &m_store;
    const Clock &m_clock;
    const ImportRequest &m_request;
    Transfer &m_transfer;
    bool m_refused = false;
    int m_sinceSettled = 0;
    QList<MessageId> m_read;
    QList<MessageId> m_pinned;

    std::mutex m_mutex; // for those below
    std::condition_variable m_answered;
    int m_unanswered = 0;
    qint64 m_unansweredBytes = 0;
    QList<Answer> m_answers;
};

} // namespace

void importMail(MailStore &store, const Clock &clock, const ImportRequest &request, Transfer &transfer)
{
    Importer(store, clock, request, transfer).run();
}

} // namespace mailweir
