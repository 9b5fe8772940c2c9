// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/timestamp.h"
#include "core/mail/message_summary.h"

#include <QByteArray>
#include <QList>
#include <QMap>
#include <QString>

#include <memory>
#include <optional>

namespace mailweir {

/// A leaf of the part tree.
struct MimePart {
    QByteArray partId; ///< Mailpit's way: the root is "0", its children "1", "2", theirs "1.1", "1.2"
    QByteArray contentType; ///< lower case, e.g. "image/png"
    QString fileName; ///< decoded (RFC 2231, RFC 2047); the Content-ID for inline parts without one
    QByteArray contentId; ///< without < >
    bool isInline = false; ///< belongs to the HTML text rather than to the list of attachments
    qint64 size = 0; ///< decoded bytes

    friend bool operator==(const MimePart &, const MimePart &) = default;
};

/// A parsed message: a thin face on GMime, in our types. Any bytes can be given; what cannot be understood is shown
/// as well as it can be. Bounded: of more than 2,000 parts, 100 levels or 20,000 fields the first are shown and the
/// rest is counted (GMime needs seconds and gigabytes for such bombs). Thread: one object belongs to one thread at a
/// time; several objects may be used at once.
class MimeMessage {
public:
    /// Parses; `raw` is only read during the call and may go away afterwards.
    [[nodiscard]] static MimeMessage parse(QByteArrayView raw);

    MimeMessage(MimeMessage &&) noexcept;
    MimeMessage &operator=(MimeMessage &&) noexcept;
    ~MimeMessage();

    [[nodiscard]] QString subject() const;
    [[nodiscard]] MailAddress from() const;
    /// Of To, Cc, Bcc, Reply-To, Sender …; group syntax is flattened. At most 1,000.
    [[nodiscard]] QList<MailAddress> addresses(QByteArrayView headerName) const;
    [[nodiscard]] QString messageId() const;
    /// Nothing when the Date field is missing or cannot be read.
    [[nodiscard]] std::optional<Timestamp> date() const;
    /// The first field of that name, unfolded and decoded; empty when there is none.
    [[nodiscard]] QString header(QByteArrayView name) const;
    /// Every field in order, unfolded, encoded words left as they are.
    [[nodiscard]] QList<std::pair<QByteArray, QByteArray>> rawHeaders() const;

    /// The text/plain parts shown as the body, decoded; empty when there is none.
    [[nodiscard]] QString text() const;
    /// The HTML body as sent (decoded to Unicode, not sanitised); empty when there is none.
    [[nodiscard]] QString html() const;
    /// text(), or else the HTML turned into text.
    [[nodiscard]] QString readableText() const;

    [[nodiscard]] QList<MimePart> attachments() const; ///< not inline
    [[nodiscard]] QList<MimePart> inlineParts() const;
    /// attachments().size() without decoding them, and omittedParts().
    [[nodiscard]] int attachmentCount() const;
    /// Parts beyond the limits, which are in no list.
    [[nodiscard]] int omittedParts() const;
    /// The decoded bytes of a part; nothing when there is no such part.
    [[nodiscard]] std::optional<QByteArray> partContent(QByteArrayView partId) const;
    [[nodiscard]] std::optional<QByteArray> contentById(QByteArrayView contentId) const;

private:
    struct Private;
    explicit MimeMessage(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace mailweir
