// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/mime_bounds.h"

#include "core/mail/gmime_support.h"
#include "core/mail/header_block.h"

#include <QHash>
#include <QList>

#include <algorithm>
#include <utility>

namespace mailweir {

namespace {

/// A multipart, or (without boundary) a message within the message, whose end has not been seen.
struct Open {
    QByteArray boundary;
    bool digest = false;
};

class Walk {
public:
    [[nodiscard]] MimeExtent measure(QByteArrayView raw)
    {
        MimeExtent extent{raw.size(), 0};
        int shown = -1; // parts within the limits, once they are passed
        bool inHeader = true;
        for (qsizetype at = 0; at < raw.size();) {
            const QByteArrayView line = lineAt(raw, at);
            const int partsBefore = m_parts;
            if (line.startsWith("--") && atBoundary(line)) {
                inHeader = true;
                m_contentType.clear();
            } else if (inHeader) {
                inHeader = readHeaderLine(withoutLineEnd(line));
            }
            if (shown < 0 && !isWithinLimits()) {
                shown = partsBefore;
                extent.size = at;
            }
            at += line.size();
        }
        extent.omittedParts = shown < 0 ? 0 : std::max(0, m_parts - shown);
        return extent;
    }

private:
    [[nodiscard]] bool isWithinLimits() const
    {
        return m_boundaries <= kMaxMimeParts && m_fields <= kMaxMimeFields && m_open.size() <= kMaxMimeDepth;
    }

    /// Closes what is inside the boundary's multipart when the line is a boundary.
    [[nodiscard]] bool atBoundary(QByteArrayView line)
    {
        QByteArray name = line.sliced(2).toByteArray().trimmed();
        auto known = m_levels.constFind(name);
        const bool closes = known == m_levels.cend() && name.endsWith("--");
        if (closes) {
            name.chop(2);
            known = m_levels.constFind(name);
        }
        if (known == m_levels.cend())
            return false;
        const qsizetype level = *known;
        while (m_open.size() > level + 1) {
            // The same boundary may be open twice; the outer one stays findable only while it is the newest of its
            // name.
            m_levels.remove(m_open.takeLast().boundary);
        }
        m_levels.insert(m_open.last().boundary, level);
        ++m_boundaries;
        m_parts += closes ? 0 : 1;
        return true;
    }

    /// Whether the next line belongs to a header as well.
    [[nodiscard]] bool readHeaderLine(QByteArrayView line)
    {
        if (line.isEmpty())
            return headerEnded();
        ++m_fields;
        const bool continuation = line.front() == ' ' || line.front() == '\t';
        if (!continuation)
            m_inContentType = line.size() > 12 && qstrnicmp(line.data(), "content-type", 12) == 0;
        if (m_inContentType)
            m_contentType += continuation ? line : line.sliced(line.indexOf(':') + 1);
        return true;
    }

    [[nodiscard]] bool headerEnded()
    {
        const QByteArray lower = m_contentType.trimmed().toLower();
        const QByteArray full = std::exchange(m_contentType, {}).trimmed();
        m_inContentType = false;
        const bool defaultsToMessage = lower.isEmpty() && !m_open.isEmpty() && m_open.last().digest;
        if (lower.startsWith("message/") || defaultsToMessage) {
            m_open.append(Open{});
            return true;
        }
        if (!lower.startsWith("multipart/"))
            return false;
        const gmime::Ref<GMimeContentType> type(g_mime_content_type_parse(gmime::parserOptions(), full.constData()));
        const char *boundary = g_mime_content_type_get_parameter(type.get(), "boundary");
        if (boundary && *boundary) {
            m_levels.insert(QByteArray(boundary), m_open.size());
            m_open.append({QByteArray(boundary), lower.startsWith("multipart/digest")});
            m_parts -= std::exchange(m_isRoot, false) ? 0 : 1; // it is none itself
        }
        return false;
    }

    QList<Open> m_open;
    QHash<QByteArray, qsizetype> m_levels; // boundary → index in m_open
    QByteArray m_contentType;
    bool m_inContentType = false;
    int m_boundaries = 0;
    int m_parts = 0; // leaves, as far as they can be told
    bool m_isRoot = true; // no multipart so far
    int m_fields = 0;
};

} // namespace

MimeExtent mimeExtent(QByteArrayView raw)
{
    return Walk().measure(raw);
}

} // namespace mailweir
