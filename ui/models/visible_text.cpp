// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/visible_text.h"

#include <QStringDecoder>

namespace mailweir {

namespace {

bool isVisible(char32_t character)
{
    switch (QChar::category(character)) {
    case QChar::Other_Control:
    case QChar::Other_Format: // turns of direction, zero-width characters, tags
    case QChar::Other_Surrogate:
    case QChar::Other_NotAssigned:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return false;
    default:
        return true;
    }
}

QString escaped(char32_t character)
{
    if (character < 0x100)
        return QStringLiteral("\\x%1").arg(uint(character), 2, 16, QLatin1Char('0'));
    return QStringLiteral("\\u%1").arg(uint(character), 4, 16, QLatin1Char('0'));
}

} // namespace

QString visibleText(QByteArrayView bytes)
{
    QStringDecoder utf8(QStringDecoder::Utf8);
    QString decoded = utf8(bytes);
    if (utf8.hasError())
        decoded = QString::fromLatin1(bytes);
    QString text;
    text.reserve(decoded.size());
    for (const char32_t character : decoded.toUcs4()) {
        if (isVisible(character))
            text += QStringView(QChar::fromUcs4(character));
        else
            text += escaped(character);
    }
    return text;
}

} // namespace mailweir
