// SPDX-License-Identifier: GPL-3.0-or-later
// Messages by BDAT (RFC 3030), against a model that knows only which octets belong to which message.
// Input: two bytes of setup, two of seed, then steps: a byte of kind, two of size, that many octets.
#include "tests/fuzz/session_driver.h"

using namespace mailweir;

namespace {

enum class Step { Chunk, Last, Noop, Reset, Data, TwoCommands };
constexpr quint32 kSteps = 6;

/// Builds what the client says and what is to come of it.
class Model {
public:
    Model(QByteArrayView steps, qint64 maxSize)
        : m_maxSize(maxSize)
    {
        m_input = "EHLO fuzz.test\r\n";
        begin();
        while (!steps.isEmpty()) {
            const auto kind = Step(uchar(steps.front()) % kSteps);
            steps = steps.sliced(1);
            const qsizetype size = qMin(qsizetype(takeNumber(steps) % 2048), steps.size());
            step(kind, steps.first(size));
            steps = steps.sliced(size);
        }
        m_input += "QUIT\r\n";
    }

    [[nodiscard]] const QByteArray &input() const { return m_input; }
    [[nodiscard]] const QList<QByteArray> &messages() const { return m_messages; }

private:
    void begin()
    {
        m_input += "MAIL FROM:<a@b.test> BODY=BINARYMIME\r\nRCPT TO:<c@d.test>\r\n";
        m_message = QByteArray();
    }

    void step(Step kind, QByteArrayView octets)
    {
        switch (kind) {
        case Step::Chunk:
            return chunk(octets, false);
        case Step::Last:
            chunk(octets, true);
            return begin();
        case Step::Noop:
            m_input += "NOOP\r\n";
            return;
        case Step::Reset:
            m_input += "RSET\r\n";
            return begin();
        case Step::Data: // not with BINARYMIME, nor after BDAT
            m_input += "DATA\r\n";
            return;
        case Step::TwoCommands: // refused, the first sender stays
            if (m_message)
                m_input += "MAIL FROM:<x@y.test>\r\nRCPT\r\n";
            return;
        }
    }

    void chunk(QByteArrayView octets, bool last)
    {
        m_input += "BDAT " + QByteArray::number(octets.size()) + (last ? " LAST\r\n" : "\r\n") + octets.toByteArray();
        if (!m_message)
            return; // it was refused before
        *m_message += octets;
        if (m_maxSize > 0 && m_message->size() > m_maxSize)
            m_message.reset();
        else if (last)
            m_messages.append(*m_message);
    }

    const qint64 m_maxSize;
    QByteArray m_input;
    std::optional<QByteArray> m_message;
    QList<QByteArray> m_messages;
};

} // namespace

int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    QByteArrayView input(reinterpret_cast<const char *>(data), qsizetype(size));
    DriveOptions options;
    options.setup = (takeNumber(input) & 3) << 9; // the size limit; no TLS, no login, all addresses, not strict
    options.seed = takeNumber(input);
    const Model model(input, serverOptions(options.setup).maxMessageSize);

    const Driven whole = drive(options, model.input());
    QList<QByteArray> messages;
    for (const Driven::Message &message : whole.messages)
        messages.append(message.bytes);
    MUST(messages == model.messages());

    options.cut = true;
    MUST(drive(options, model.input()) == whole);
    return 0;
}
